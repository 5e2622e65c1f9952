//! A "no" of `config set-secret`: nothing was written, and why.

use serde_json::json;

use crate::failure::{Answer, Failure};
use crate::io::Io;

/// Answers no: the verdict stands on stdout with `--json`, for people on stderr.
pub(super) fn no(io: &Io, code: &str, message: &str, hint: &str) -> Result<Answer, Failure> {
    io.out.note(format!("no: {message}; nothing was written"));
    if !hint.is_empty() {
        io.out.note(format!("hint: {hint}"));
    }
    let reason = json!({ "code": code, "message": message, "hint": hint });
    io.out
        .answer(&json!({ "changed": [], "reason": reason }), "")?;
    Ok(Answer::No)
}
