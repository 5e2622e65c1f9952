//! What the keyring finds wrong: a failure with its code and next step, or a "no".

use credtool_keyring::{Error, Refusal};
use serde_json::{Value, json};

use crate::clock;
use crate::failure::{Answer, Code, Failure};
use crate::io::Io;

/// Wraps an error of the library: `message` says what could not be done, with the file.
pub(super) fn of(error: &Error, message: impl Into<String>) -> Failure {
    let failure = Failure::new(code(error), message).because(error);
    match error {
        Error::SecretMissing(name) => failure.hint(format!(
            "put the secret of {name} back into the map; a key goes with credtool keyring retire and purge"
        )),
        Error::Damaged { .. } => failure.hint("get the file from a backup"),
        Error::AnotherTool { .. } => {
            failure.hint("it is left alone; keyring add --via COMMAND changes a keys.enc through the tool that owns its format")
        }
        Error::Exchanged { .. } => failure.hint("check what --keys and --keyfile name"),
        _ => failure,
    }
}

/// Answers a refused change: the rules of rotation say no (status 1), or it could not be done.
pub(super) fn answer(
    io: &Io,
    refusal: &Refusal,
    message: impl Into<String>,
) -> Result<Answer, Failure> {
    match refusal {
        Refusal::Impossible(error) => Err(of(error, message)),
        Refusal::NameExists { .. } | Refusal::NameOfNoKey(_) => {
            Err(Failure::new(Code::NameExists, message).because(refusal))
        }
        Refusal::UnknownKey(_) => Err(Failure::new(Code::UnknownKey, message).because(refusal)),
        Refusal::UnusableName(..) => Err(Failure::new(Code::KeyName, message).because(refusal)),
        _ => no(
            io,
            refusal.code(),
            &refusal.to_string(),
            hint(refusal),
            json!({}),
        ),
    }
}

/// Answers no: nothing was written.
pub(super) fn no(
    io: &Io,
    code: &str,
    message: &str,
    hint: impl AsRef<str>,
    verdict: Value,
) -> Result<Answer, Failure> {
    io.out.no(code, message, hint.as_ref(), verdict)?;
    Ok(Answer::No)
}

fn hint(refusal: &Refusal) -> String {
    match refusal {
        Refusal::IsActive(_) => "promote another key first: credtool keyring promote NAME".into(),
        Refusal::IsRetired(_) => "only credtool keyring undo takes a retirement back, while it is the last change; else add a new key".into(),
        Refusal::IsPurged(_) => "its secret is gone; add a key of another name".into(),
        Refusal::NotRetired { .. } => "retire it first, with --evidence where its values could be".into(),
        Refusal::TooEarly { not_before, .. } => format!(
            "it can be purged from {}, or now with --now",
            clock::rfc3339(*not_before)
        ),
        Refusal::PurgeCannotBeUndone(_) => "the secret is in no file any more, but perhaps in a backup of keys.enc".into(),
        _ => String::new(),
    }
}

fn code(error: &Error) -> Code {
    match error {
        Error::Name(_) => Code::KeyName,
        Error::MaterialLength(_) => Code::KeyMaterial,
        Error::EmptyUnlockSecret => Code::EmptySecret,
        Error::TooLong { .. } => Code::TooLarge,
        Error::AnotherTool { .. } => Code::WrittenByAnotherTool,
        Error::WrongUnlockSecret => Code::WrongUnlockSecret,
        Error::Iterations(_) => Code::TooMuchWork,
        Error::OtherKeyFile => Code::OtherKeyfile,
        Error::NotUtf8 => Code::NotText,
        Error::SecretMissing(_) => Code::KeysMissing,
        Error::SecretBack(_) | Error::OtherSecret(_) => Code::KeyConflict,
        _ => Code::Malformed,
    }
}
