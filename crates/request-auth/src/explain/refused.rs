//! Refusals that say themselves what is wrong, whatever the scheme.

use std::time::{Duration, SystemTime};

use super::Cause;
use crate::refusal::Reason;

/// Returns the cause that a reason names; `None` where the signature has to be looked at.
pub(super) fn cause_of(reason: &Reason) -> Option<Cause> {
    Some(match reason {
        Reason::BadSignature => return None,
        Reason::Stale => Cause::Stale,
        Reason::Future => Cause::Future,
        Reason::Replayed => Cause::Replayed,
        Reason::OtherApp => Cause::OtherApp,
        Reason::OtherToken | Reason::NoSecret => Cause::WrongSecret,
        Reason::NoPublicKey | Reason::UnusableKey(_) => Cause::WrongKey,
        Reason::PreviousSecret => Cause::PreviousSecret,
        Reason::BodyChanged => Cause::BodyChanged,
        Reason::MissingParameter(_) | Reason::NoCredentials | Reason::NotCovered(_) => {
            Cause::MissingParameter
        }
        Reason::UnsupportedAlgorithm(_) => Cause::WireName,
        Reason::SchemeNotAccepted(_) => Cause::WrongHash,
        Reason::HeaderScheme { .. }
        | Reason::DuplicateParameter(_)
        | Reason::InvalidParameter { .. }
        | Reason::InvalidTimestamp(_)
        | Reason::Malformed(_) => Cause::Malformed,
        Reason::OtherAudience | Reason::InsecureTransport(_) | Reason::GuardUnavailable => {
            Cause::Unknown
        }
    })
}

/// Says how far from now an instant lies, and whether a time zone may be at fault.
pub(super) fn far(instant: SystemTime, now: SystemTime, tolerance: Duration) -> String {
    let (distance, direction) = match now.duration_since(instant) {
        Ok(age) => (age, "before"),
        Err(ahead) => (ahead.duration(), "after"),
    };
    let (seconds, tolerated) = (distance.as_secs(), tolerance.as_secs());
    // Local time taken for UTC: within a tolerance of a whole number of quarter hours, up to the farthest zone.
    let from_quarter = (seconds + 450) % 900;
    let zone = (1800..=14 * 3600 + 300).contains(&seconds) && from_quarter.abs_diff(450) <= 60;
    let zone = if zone {
        ", near a whole quarter hour, as when local time is taken for UTC"
    } else {
        ""
    };
    format!(
        "the timestamp lies {seconds} seconds {direction} now, and {tolerated} are tolerated{zone}"
    )
}
