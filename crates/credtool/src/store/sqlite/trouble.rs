//! What SQLite finds wrong, as a failure with its code and next step.

use std::path::Path;

use rusqlite::{Error, ErrorCode, ffi};

use crate::failure::{Code, Failure};

/// Wraps an error of SQLite about the file.
pub(super) fn of(error: &Error, path: &Path) -> Failure {
    let message = format!("could not use the store {}", path.display());
    let failure = Failure::new(code(error), message);
    match error {
        Error::SqliteFailure(found, text) => {
            let said = ffi::code_to_str(found.extended_code).to_lowercase();
            match text.as_deref().map(str::to_lowercase) {
                Some(text) if !text.is_empty() && !said.contains(&text) => failure.because(text),
                _ => failure.because(said),
            }
        }
        _ => failure.because("a row does not have the form that it should"),
    }
}

fn code(error: &Error) -> Code {
    // Anything else is a row of a type or number that we never write.
    let Error::SqliteFailure(found, _) = error else {
        return Code::StoreDamaged;
    };
    match found.code {
        ErrorCode::NotADatabase => Code::NotAStore,
        ErrorCode::DatabaseCorrupt
        | ErrorCode::Unknown // no such table or column
        | ErrorCode::ConstraintViolation
        | ErrorCode::TypeMismatch
        | ErrorCode::SchemaChanged => Code::StoreDamaged,
        ErrorCode::DatabaseBusy
        | ErrorCode::DatabaseLocked
        | ErrorCode::FileLockingProtocolFailed => Code::StoreLocked,
        ErrorCode::ReadOnly => Code::StoreReadOnly,
        ErrorCode::DiskFull => Code::DiskFull,
        ErrorCode::CannotOpen => Code::FileUnreadable,
        _ => Code::StoreFailed,
    }
}
