//! Refusals that say themselves what is wrong.

use std::time::{Duration, SystemTime};

use super::{Attempt, Read};
use crate::akana::Scheme;
use crate::explain::refused::{self, cause_of};
use crate::explain::unit::UNITS;
use crate::explain::{Cause, Explanation};
use crate::refusal::Reason;
use crate::{Freshness, Refusal, authorization};

/// Returns the cause that a refusal names; `None` where the signature has to be looked at.
pub(super) fn explain(
    attempt: &Attempt<'_, crate::akana::Policy>,
    read: Option<&Read<'_>>,
    refusal: &Refusal,
) -> Option<Explanation> {
    let token = read.map(|read| &read.token);
    let timestamp = token.and_then(|token| Some(&*token.timestamp.as_ref()?.value));
    let app_id = token.and_then(|token| Some(&*token.app_id.as_ref()?.value));
    let other_unit = || other_unit(attempt, timestamp?);
    match &refusal.reason {
        Reason::Stale | Reason::Future | Reason::InvalidTimestamp(_) => {
            if let Some(found) = other_unit() {
                return Some(found);
            }
        }
        Reason::OtherApp => return Some(other_app(attempt, app_id.unwrap_or_default(), refusal)),
        Reason::MissingParameter(_) => return Some(missing(attempt, refusal)),
        Reason::InvalidParameter { name, .. } if is_result(name) => return None,
        _ => {}
    }
    let detail = match refusal.reason {
        Reason::Stale | Reason::Future => far(attempt, timestamp, refusal),
        _ => refusal.to_string(),
    };
    cause_of(&refusal.reason).map(|cause| Explanation::new(cause, detail))
}

/// Whether a parameter holds the signature or digest.
fn is_result(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with("_signature") || name.ends_with("_secret_digest")
}

/// Says so where the timestamp would be fresh in another unit.
fn other_unit(attempt: &Attempt<'_, crate::akana::Policy>, text: &str) -> Option<Explanation> {
    let fresh =
        |instant| Freshness::of(instant, attempt.now, attempt.policy.tolerance) == Freshness::Fresh;
    let unit = UNITS
        .iter()
        .find(|unit| unit.instant(text).is_some_and(fresh));
    if let Some(unit) = unit {
        let detail = format!("the timestamp is fresh when it is read as {}", unit.name);
        return Some(Explanation::new(Cause::TimestampUnit, detail));
    }
    let is_date = text.len() > 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[10] == b'T';
    is_date.then(|| {
        Explanation::new(
            Cause::TimestampUnit,
            "the timestamp is a date, and milliseconds since 1970 are expected",
        )
    })
}

/// Says how far from now the timestamp lies.
fn far(
    attempt: &Attempt<'_, crate::akana::Policy>,
    timestamp: Option<&str>,
    refusal: &Refusal,
) -> String {
    let milliseconds = timestamp.and_then(|text| text.parse().ok());
    let instant = milliseconds.and_then(|milliseconds| {
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(milliseconds))
    });
    instant.map_or_else(
        || refusal.to_string(),
        |instant| refused::far(instant, attempt.now, attempt.policy.tolerance),
    )
}

fn other_app(
    attempt: &Attempt<'_, crate::akana::Policy>,
    claimed: &str,
    refusal: &Refusal,
) -> Explanation {
    let known = attempt.app.app_id();
    let version_id = known
        .rsplit_once('-')
        .map(|(member, random)| format!("{random}.{member}"));
    let detail = if claimed.trim().eq_ignore_ascii_case(known) {
        "the App ID is the one known here with white space around it".to_owned()
    } else if version_id.is_some_and(|version| version.eq_ignore_ascii_case(claimed)) {
        "the request has the ID of the app's version in the place of its App ID".to_owned()
    } else {
        refusal.to_string()
    };
    Explanation::new(Cause::OtherApp, detail)
}

/// Says so where the parameter is there under another prefix.
fn missing(attempt: &Attempt<'_, crate::akana::Policy>, refusal: &Refusal) -> Explanation {
    let expected = &attempt.policy.format.prefix;
    let header = attempt
        .request
        .values("authorization")
        .find_map(|value| std::str::from_utf8(value).ok());
    let found = header
        .and_then(|text| authorization::find(text, &attempt.policy.format.header_scheme).ok()?);
    let names = found.map(|found| found.parameters).unwrap_or_default();
    let other = names.iter().find_map(|(name, _)| {
        let prefix = name.to_ascii_lowercase();
        let prefix = prefix.strip_suffix("_app_id")?;
        (prefix != expected.to_ascii_lowercase())
            .then(|| name[..prefix.len()].chars().take(64).collect::<String>())
    });
    let needs_signature = !attempt.policy.schemes.contains(&Scheme::AppId);
    match other {
        Some(prefix) => Explanation::new(
            Cause::MissingParameter,
            format!(
                "{refusal}: the request's parameters have the prefix {prefix}, and {expected} is expected"
            ),
        ),
        None if needs_signature && names.len() == 1 => Explanation::new(
            Cause::MissingParameter,
            format!(
                "{refusal}: the request has a plain App ID, and a signature or digest is expected"
            ),
        ),
        None => Explanation::new(Cause::MissingParameter, refusal.to_string()),
    }
}
