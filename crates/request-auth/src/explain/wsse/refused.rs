//! Refusals that say themselves what is wrong.

use super::{Attempt, Read};
use crate::explain::refused::{cause_of, far};
use crate::explain::unit::UNITS;
use crate::explain::{Cause, Explanation};
use crate::refusal::{Reason, Refusal};
use crate::wsse::Created;

/// Returns the cause that a refusal names; `None` where the digest has to be looked at.
pub(super) fn explain(
    attempt: &Attempt<'_, crate::wsse::Policy>,
    read: Option<&Read>,
    refusal: &Refusal,
) -> Option<Explanation> {
    let token = read.map(|read| &read.token);
    let created = token.and_then(|token| token.created.as_deref());
    let claimed = token.and_then(|token| token.username.as_deref());
    let said = refusal.to_string();
    let (cause, detail) = match &refusal.reason {
        Reason::InvalidParameter { name, problem } if is_digest(name) && *problem != "is empty" => {
            return None;
        }
        Reason::InvalidTimestamp(_) => return Some(timestamp(created.unwrap_or_default(), said)),
        Reason::Stale | Reason::Future => {
            let cause = cause_of(&refusal.reason)?;
            let created = created.and_then(|text| text.parse::<Created>().ok());
            let far =
                |created: Created| far(created.instant(), attempt.now, attempt.policy.tolerance);
            (cause, created.map_or(said, far))
        }
        Reason::OtherApp => (
            Cause::OtherApp,
            other_app(attempt, claimed.unwrap_or_default(), said),
        ),
        Reason::InvalidParameter { problem, .. } if problem.contains("namespace") => {
            (Cause::WireName, said)
        }
        reason => (cause_of(reason)?, said),
    };
    Some(Explanation::new(cause, detail))
}

/// Whether a parameter holds the digest.
fn is_digest(name: &str) -> bool {
    matches!(name, "Password" | "PasswordDigest")
}

/// Says so where the timestamp is a number, or only has white space too much.
fn timestamp(text: &str, said: String) -> Explanation {
    let is_number = UNITS.iter().any(|unit| unit.instant(text).is_some());
    let is_date = text.len() > 10 && text.is_char_boundary(10) && text.as_bytes()[4] == b'-';
    if is_number {
        let detail = "Created is a number, and a date and time is expected";
        Explanation::new(Cause::TimestampUnit, detail)
    } else if text.trim().parse::<Created>().is_ok() {
        Explanation::new(Cause::Malformed, "Created has white space around it")
    } else if is_date {
        Explanation::new(Cause::TimestampUnit, said)
    } else {
        Explanation::new(Cause::Malformed, said)
    }
}

fn other_app(attempt: &Attempt<'_, crate::wsse::Policy>, claimed: &str, said: String) -> String {
    let known = attempt.app.app_id();
    if claimed.trim() == known {
        "the user name is the one known here with white space around it".to_owned()
    } else if claimed.eq_ignore_ascii_case(known) {
        "the user name is the one known here in other capitals".to_owned()
    } else {
        said
    }
}
