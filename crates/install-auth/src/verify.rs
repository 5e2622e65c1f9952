//! The checks of an install callback, in their order.

use std::time::SystemTime;

use subtle::ConstantTimeEq as _;

use crate::freshness::Skew;
use crate::ticks::Ticks;
use crate::{
    ApplicationSecret, Freshness, InstallCallback, Policy, Reason, Refusal, Replay,
    VerifiedInstall, digest,
};

/// Verifies a callback: that our platform made it, for our application, just now, and once.
///
/// `secrets` are tried in their order, the current one first, each in the same time; an install that an earlier one matches
/// is verified too and says so ([`VerifiedInstall::matched`]). `app_key` is ours, as the platform shows it.
///
/// Checked in this order: the shapes (`t` 32 digits of 0-9a-f, `d` ticks of 18 or 19 digits, `h` 32 hex digits in either
/// case) and that `a` is `app_key`, since the hash covers the three values without their names and any permutation of
/// them keeps it; the hash, in constant time; the time `d`, which may differ from `now` by the policy's tolerance in either
/// direction, its ends included; and last the `guard`.
///
/// The guard is asked once, for `t` and the last instant at which this callback would still be fresh. It must look `t` up
/// and insert it in one step, and keep it up to and including that instant.
///
/// Not checked, because nothing proves them: `b` and `e`.
///
/// # Errors
/// The [`Refusal`] with its reason. Its `matched` and `freshness` tell "valid, but stale" from "forged".
pub fn verify<'a>(
    callback: &'a InstallCallback,
    secrets: &'a [ApplicationSecret],
    app_key: &str,
    policy: &Policy,
    now: SystemTime,
    guard: impl FnOnce(&str, SystemTime) -> Replay,
) -> Result<VerifiedInstall<'a>, Refusal> {
    let ticks = Ticks::parse(&callback.d);
    let skew = ticks.map(|ticks| Skew::between(ticks, policy.d_zone, now));
    let freshness = skew.map(|skew| skew.freshness(policy.tolerance));
    let refusal = |reason, matched| Refusal {
        reason,
        matched,
        freshness,
    };

    let (ticks, skew, theirs) =
        shapes(callback, app_key, ticks, skew).map_err(|reason| refusal(reason, None))?;
    if callback.a != app_key {
        return Err(refusal(Reason::OtherApp { ours_in: None }, None));
    }
    let (matched, secret) = matching(callback, secrets, &theirs)
        .ok_or_else(|| refusal(mismatch(callback, secrets, &theirs), None))?;
    let reason = match skew.freshness(policy.tolerance) {
        Freshness::Stale => Some(Reason::Stale {
            age: skew.length(),
            zone: skew.local_zone(policy.d_zone),
        }),
        Freshness::Future => Some(Reason::Future {
            ahead: skew.length(),
            zone: skew.local_zone(policy.d_zone),
        }),
        Freshness::Fresh | Freshness::Absent => ask(guard, callback, ticks, policy),
    };
    match reason {
        Some(reason) => Err(refusal(reason, Some(matched))),
        None => Ok(VerifiedInstall {
            callback,
            secret,
            matched,
        }),
    }
}

/// Returns time and hash where every value has its shape. A permutation that moved our key away from `a` is named first,
/// because its other faults follow from it.
fn shapes(
    callback: &InstallCallback,
    app_key: &str,
    ticks: Option<Ticks>,
    skew: Option<Skew>,
) -> Result<(Ticks, Skew, [u8; 16]), Reason> {
    if callback.a != app_key {
        let holds_it = [("t", &callback.t), ("d", &callback.d)]
            .into_iter()
            .find(|(_, value)| *value == app_key);
        if let Some((name, _)) = holds_it {
            return Err(Reason::OtherApp {
                ours_in: Some(name),
            });
        }
    }
    let malformed = |parameter, expected, found| Reason::Malformed {
        parameter,
        expected,
        found,
    };
    if let Some(found) = fault(
        &callback.t,
        32,
        |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
    ) {
        return Err(malformed("t", "32 digits of 0-9a-f", found));
    }
    let (Some(ticks), Some(skew)) = (ticks, skew) else {
        return Err(malformed(
            "d",
            ".NET ticks of 18 or 19 digits",
            Ticks::fault(&callback.d),
        ));
    };
    let Some(theirs) = digest::from_hex(&callback.h) else {
        let found = fault(&callback.h, 32, |byte| byte.is_ascii_hexdigit());
        return Err(malformed(
            "h",
            "an MD5 of 32 hex digits",
            found.unwrap_or_default(),
        ));
    };
    Ok((ticks, skew, theirs))
}

/// Says what keeps a text from being so many digits of an alphabet, without repeating it.
pub(crate) fn fault(text: &str, length: usize, is_digit: impl Fn(u8) -> bool) -> Option<String> {
    // Without an early end, so that the compiler takes many bytes at a time.
    let all_digits = text.bytes().fold(true, |all, byte| all & is_digit(byte));
    if all_digits && text.len() == length {
        return None;
    }
    if text.is_empty() {
        return Some("it is empty".to_owned());
    }
    if let Some(at) = text.bytes().position(|byte| !is_digit(byte)) {
        return Some(format!("another character at byte {at}"));
    }
    Some(format!("it has {} digits", text.len()))
}

/// Returns the first secret whose hash it is. All are computed, so the time taken does not tell which one it was.
fn matching<'a>(
    callback: &InstallCallback,
    secrets: &'a [ApplicationSecret],
    theirs: &[u8; 16],
) -> Option<(usize, &'a ApplicationSecret)> {
    let values = digest::of_values([&callback.t, &callback.a, &callback.d]);
    let mut matched = None;
    for candidate in secrets.iter().enumerate() {
        let ours = digest::with_secret(&values, candidate.1.expose());
        let equal = bool::from(ours.ct_eq(theirs));
        if equal && matched.is_none() {
            matched = Some(candidate);
        }
    }
    matched
}

fn mismatch(
    callback: &InstallCallback,
    secrets: &[ApplicationSecret],
    theirs: &[u8; 16],
) -> Reason {
    if digest::md5(&[callback.t.as_bytes()]) == *theirs {
        return Reason::Md5OfToken;
    }
    match secrets.len() {
        0 => Reason::NoSecret,
        tried => Reason::BadSignature { tried },
    }
}

fn ask(
    guard: impl FnOnce(&str, SystemTime) -> Replay,
    callback: &InstallCallback,
    ticks: Ticks,
    policy: &Policy,
) -> Option<Reason> {
    let keep_until = ticks
        .system_time(policy.d_zone)
        .and_then(|made| made.checked_add(policy.tolerance));
    match keep_until.map(|keep_until| guard(&callback.t, keep_until)) {
        Some(Replay::New) => None,
        Some(Replay::Seen) => Some(Reason::Replayed),
        // Without an end to keep it to, which takes a tolerance of ages, no guard can do its work.
        Some(Replay::Unavailable) | None => Some(Reason::GuardUnavailable),
    }
}
