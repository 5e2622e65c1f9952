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
        return Err(failure.hint(hint(refusal)));
    }
    io.out.no(
        refusal.code(),
        &refusal.to_string(),
        hint(refusal),
        json!({}),
    )?;
    Ok(Answer::No)
}

/// Wraps a refusal where nothing was asked to change.
pub(super) fn failure(refusal: &Refusal, message: impl Into<String>) -> Failure {
    let code = code(refusal).unwrap_or(match refusal {
        Refusal::Retired(_) => Code::Retired,
        _ => Code::Usage,
    });
    Failure::new(code, message)
        .because(refusal)
        .hint(hint(refusal))
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

/// Returns what to try next, with the command that does it.
fn hint(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::UnknownApp(_) => "see credtool app list for the App IDs",
        Refusal::UnknownVersion(_) => "see credtool app version list",
        Refusal::NoPendingSecret(_) => "make one first: credtool app regenerate-secret --pending",
        Refusal::PendingExists(_) => {
            "promote it first: credtool app promote-secret; credtool app reveal --pending shows it"
        }
        Refusal::Retired(_) => {
            "add a version to the app with credtool app version add, or register a new app"
        }
        Refusal::NoCredential(_) => "give it one with credtool app import-credential",
        Refusal::UntrustedIssuer(_) | Refusal::NoTrustConfigured => {
            "trust the certificate of the authority: credtool app trust add FILE"
        }
        Refusal::NoCaConfigured => "name the folder of a CA: credtool app settings set ca DIR",
        Refusal::UnknownTrust(_) => "see credtool app trust list",
        other => other.hint(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_lists_every_no() {
        let id = || "app".parse::<credtool_app_registry::AppId>().unwrap();
        let text = || "a".to_owned();
        let refusals = [
            Refusal::Retired(id()),
            Refusal::AlreadySo(text()),
            Refusal::SameSecret,
            Refusal::NoPendingSecret(id()),
            Refusal::PendingExists(id()),
            Refusal::NoCredential(id()),
            Refusal::NoTrustConfigured,
            Refusal::NoCaConfigured,
            Refusal::UntrustedIssuer(text()),
            Refusal::UnknownTrust(text()),
            Refusal::NoProofOfPossession,
            Refusal::WrongPurpose,
        ];
        let documentation = include_str!("../../docs/verdict-codes.md");
        let title = "## Reasons why an app was not changed\n";
        let (_, section) = documentation.split_once(title).unwrap();
        let section = section.split("\n## ").next().unwrap();
        for refusal in refusals {
            assert!(code(&refusal).is_none(), "{refusal}");
            let row = format!("| `{}` |", refusal.code());
            assert!(section.contains(&row), "{row}");
        }
    }

    #[test]
    fn what_cannot_be_done_is_an_error() {
        let id: credtool_app_registry::AppId = "app".parse().unwrap();
        let refusals = [
            Refusal::UnknownApp(id.clone()),
            Refusal::AppIdTaken(id),
            Refusal::OverlapTooLong,
            Refusal::KeyDiffers,
            Refusal::TimeOutOfRange,
        ];
        for refusal in refusals {
            assert_eq!(code(&refusal).unwrap().as_str(), refusal.code());
        }
    }
}
