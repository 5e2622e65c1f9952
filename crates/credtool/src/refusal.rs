//! What the library finds wrong with a key, keystore, certificate or request, as a failure with its code and next step.

use credtool_pki::Error;

use crate::failure::{Code, Failure};

/// Wraps an error of the library: `message` says what could not be done, with the file.
pub(crate) fn of(error: &Error, message: impl Into<String>) -> Failure {
    let failure = Failure::new(code(error), message).because(error);
    match error {
        Error::KeystoreAltered => failure.hint("get the keystore from its source again"),
        Error::WrongContent { found, .. } => failure.hint(verb_for(found)),
        Error::NotAKeystore { found } => failure.hint(verb_for(found)),
        _ => failure,
    }
}

/// Returns what to do with a file that is something else than was expected.
fn verb_for(found: &str) -> &'static str {
    let verbs = [
        ("keystore", "for keystores there is credtool keystore list"),
        ("request", "for requests there is credtool csr inspect"),
        ("REQUEST", "for requests there is credtool csr inspect"),
        (
            "revocation list",
            "revocation lists are given to credtool cert verify --crl",
        ),
        (
            "X509 CRL",
            "revocation lists are given to credtool cert verify --crl",
        ),
        (
            "certificate",
            "for certificates there is credtool cert inspect",
        ),
        (
            "CERTIFICATE",
            "for certificates there is credtool cert inspect",
        ),
        ("key", "for keys there is credtool key inspect"),
        ("KEY", "for keys there is credtool key inspect"),
    ];
    let verb = verbs.iter().find(|(word, _)| found.contains(word));
    verb.map_or(Code::Unrecognised.next_step(), |(_, verb)| verb)
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
        Error::NameText { .. } | Error::NameSyntax { .. } => Code::Name,
        Error::KeyMismatch { .. } => Code::KeyMismatch,
        Error::NotAnAuthority { .. } => Code::NotAnAuthority,
        Error::NotIssued { .. } => Code::NotIssued,
        Error::InBundle { reason, .. } => code(reason),
        _ => Code::Malformed,
    }
}
