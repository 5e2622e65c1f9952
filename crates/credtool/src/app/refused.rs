//! What the registry refuses: its rules say no (status 1), or it could not be done (status 2).

use credtool_app_registry::Refusal;
use serde_json::json;

use crate::failure::{Answer, Code, Failure};
use crate::io::Io;

/// Answers a refused change; `message` says what could not be done.
pub(super) fn answer(
    io: &Io,
    refusal: &Refusal,
    message: impl Into<String>,
) -> Result<Answer, Failure> {
    if let Some(code) = code(refusal) {
        let failure = Failure::new(code, message).because(refusal);
        return Err(failure.hint(refusal.hint()));
    }
    io.out.no(
        refusal.code(),
        &refusal.to_string(),
        refusal.hint(),
        json!({}),
    )?;
    Ok(Answer::No)
}

/// Wraps a refusal where nothing was asked to change.
pub(super) fn failure(refusal: &Refusal, message: impl Into<String>) -> Failure {
    let code = code(refusal).unwrap_or(Code::Usage);
    Failure::new(code, message)
        .because(refusal)
        .hint(refusal.hint())
}

/// Returns the code of what could not be done; none where the rules say no.
fn code(refusal: &Refusal) -> Option<Code> {
    let codes = [
        Code::UnknownApp,
        Code::FormerAppId,
        Code::UnknownVersion,
        Code::AppIdTaken,
        Code::VersionTaken,
        Code::ClockBehind,
        Code::TimeOutOfRange,
        Code::OverlapTooLong,
        Code::RedirectUrl,
        Code::KeyDiffers,
        Code::VerifiedAtAnotherTime,
        Code::CredentialTooLarge,
        Code::TooMany,
    ];
    let same = codes
        .into_iter()
        .find(|code| code.as_str() == refusal.code());
    match refusal {
        Refusal::Value(_) => Some(Code::Usage),
        _ => same,
    }
}
