//! What the library finds wrong with a key, keystore, certificate or request, as a failure with its code and next step.

use credtool_pki::Error;

use crate::failure::{Code, Failure};

/// Wraps an error of the library: `message` says what could not be done, with the file.
pub(crate) fn of(error: &Error, message: impl Into<String>) -> Failure {
    let failure = Failure::new(code(error), message).because(error);
    match error {
        Error::KeystoreAltered => failure.hint("get the keystore from its source again"),
        Error::WrongContent { .. } | Error::NotAKeystore { .. } => failure.hint("check that it is the right file: key, cert, csr and keystore each have their own verbs"),
        _ => failure,
    }
}

fn code(error: &Error) -> Code {
    match error {
        Error::TooMuchWork { .. } => Code::TooMuchWork,
        Error::PasswordNeeded { .. } => Code::PasswordNeeded,
        Error::WrongStorePassword => Code::StorePassword,
        Error::WrongPassword { .. } | Error::WrongKeyPassword { .. } => Code::KeyPassword,
        Error::NoSuchAlias { .. } | Error::SeveralPrivateKeys { .. } => Code::Alias,
        Error::NoPrivateKey { .. } => Code::NoPrivateKey,
        Error::UnsupportedAlgorithm { .. } | Error::UnsupportedKeystore { .. } => Code::Unsupported,
        Error::UnsupportedKeyType { .. } => Code::KeyType,
        Error::Randomness => Code::NoRandomness,
        Error::NotAKeystore { .. } | Error::WrongContent { .. } => Code::Unrecognised,
        Error::InBundle { reason, .. } => code(reason),
        _ => Code::Malformed,
    }
}
