//! The paddings as options of the command line, and what the library finds wrong as a failure.

use clap::builder::PossibleValuesParser;
use credtool_shared_secret_crypto::{Cause, Padding};

use crate::failure::Code;

/// Accepts the names of the paddings, and `auto` where a search is possible.
pub(super) fn parser(auto: bool) -> PossibleValuesParser {
    let names = Padding::ALL.iter().map(|padding| padding.name());
    let auto = if auto { Some("auto") } else { None };
    PossibleValuesParser::new(auto.into_iter().chain(names))
}

/// Returns the code of what the library found to be at fault.
pub(crate) fn code(cause: Cause) -> Code {
    match cause {
        Cause::EmptyInput => Code::EmptyInput,
        Cause::NotBase64 => Code::NotBase64,
        Cause::MixedAlphabets => Code::MixedAlphabets,
        Cause::WrongLength => Code::WrongLength,
        Cause::KeyMismatch => Code::KeyMismatch,
        Cause::Padding => Code::Padding,
        Cause::ImplausiblePlaintext => Code::ImplausiblePlaintext,
        Cause::StorePassword => Code::StorePassword,
        Cause::Alias => Code::Alias,
        Cause::KeyPassword => Code::KeyPassword,
        Cause::KeyType => Code::KeyType,
        Cause::KeyTooSmall => Code::KeyTooSmall,
        Cause::SecretTooLong => Code::SecretTooLong,
        Cause::MalformedProperties => Code::MalformedProperties,
        Cause::MissingProperty => Code::MissingProperty,
        _ => Code::Key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The library and the command line speak of the same layer with the same word.
    #[test]
    fn codes_are_the_library_s() {
        for cause in [
            Cause::EmptyInput,
            Cause::NotBase64,
            Cause::MixedAlphabets,
            Cause::WrongLength,
            Cause::KeyMismatch,
            Cause::Padding,
            Cause::ImplausiblePlaintext,
            Cause::StorePassword,
            Cause::Alias,
            Cause::KeyPassword,
            Cause::KeyType,
            Cause::KeyTooSmall,
            Cause::Key,
            Cause::SecretTooLong,
            Cause::MalformedProperties,
            Cause::MissingProperty,
        ] {
            assert_eq!(code(cause).as_str(), cause.code());
        }
    }
}
