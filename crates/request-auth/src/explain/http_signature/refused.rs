//! Refusals that say themselves what is wrong.

use std::time::{Duration, SystemTime};

use super::{Attempt, Read, body};
use crate::explain::refused::{cause_of, far};
use crate::explain::unit::UNITS;
use crate::explain::{Cause, Explanation};
use crate::refusal::Reason;
use crate::{Freshness, Refusal};

/// Returns the cause that a refusal names; `None` where the signature has to be looked at.
pub(super) fn explain(
    attempt: &Attempt<'_, crate::http_signature::Policy>,
    read: Option<&Read<'_, '_>>,
    refusal: &Refusal,
) -> Option<Explanation> {
    let input = read.map(Read::input);
    let created = input.and_then(|input| input.created());
    let detail = match &refusal.reason {
        Reason::Stale | Reason::Future => {
            if let Some(unit) = created.and_then(|created| other_unit(attempt, created)) {
                return Some(unit);
            }
            let expires = input.and_then(|input| input.expires());
            time(attempt, created, expires).unwrap_or_else(|| refusal.to_string())
        }
        Reason::OtherApp => other_app(attempt, input.and_then(|input| input.key_id()))
            .unwrap_or_else(|| refusal.to_string()),
        Reason::BodyChanged => {
            let change = read.and_then(|read| body::change(read.message, attempt.request));
            change.map_or_else(|| refusal.to_string(), str::to_owned)
        }
        _ => refusal.to_string(),
    };
    cause_of(&refusal.reason).map(|cause| Explanation::new(cause, detail))
}

/// Says so where `created` would be fresh in another unit than seconds.
fn other_unit(
    attempt: &Attempt<'_, crate::http_signature::Policy>,
    created: i64,
) -> Option<Explanation> {
    let text = created.to_string();
    let fresh =
        |instant| Freshness::of(instant, attempt.now, attempt.policy.tolerance) == Freshness::Fresh;
    let milliseconds = text
        .parse()
        .ok()
        .and_then(|millis| SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(millis)));
    let mut others = UNITS.iter().filter(|unit| unit.name != "seconds");
    let unit = match milliseconds.is_some_and(fresh) {
        true => "milliseconds",
        false => {
            others
                .find(|unit| unit.instant(&text).is_some_and(fresh))?
                .name
        }
    };
    let detail = format!("created is fresh when it is read as {unit}, and seconds are expected");
    Some(Explanation::new(Cause::TimestampUnit, detail))
}

/// Says how far from now the time lies that is not fresh.
fn time(
    attempt: &Attempt<'_, crate::http_signature::Policy>,
    created: Option<i64>,
    expires: Option<i64>,
) -> Option<String> {
    let instant = |seconds: i64| {
        let since = Duration::from_secs(u64::try_from(seconds).ok()?);
        SystemTime::UNIX_EPOCH.checked_add(since)
    };
    let (now, tolerance) = (attempt.now, attempt.policy.tolerance);
    let created = instant(created?)?;
    if Freshness::of(created, now, tolerance) != Freshness::Fresh {
        return Some(far(created, now, tolerance));
    }
    let late = now.duration_since(instant(expires?)?).ok()?;
    Some(format!(
        "the signature itself says that it expired {} seconds ago",
        late.as_secs()
    ))
}

fn other_app(
    attempt: &Attempt<'_, crate::http_signature::Policy>,
    claimed: Option<&str>,
) -> Option<String> {
    let (claimed, known) = (claimed?, attempt.app.app_id());
    if claimed.trim() == known {
        Some("the keyid is the one known here with white space around it".to_owned())
    } else if claimed.trim().eq_ignore_ascii_case(known) {
        Some(
            "the keyid is the one known here in other letters, and it is compared exactly"
                .to_owned(),
        )
    } else {
        None
    }
}
