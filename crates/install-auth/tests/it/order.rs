//! The order of the checks, what a refusal tells beside its reason, and when the guard is asked.

use std::cell::Cell;
use std::time::{Duration, SystemTime};

use credtool_install_auth::{Freshness, InstallCallback, Policy, Reason, Refusal, Replay, verify};

use crate::{A, D, H, SECRET, T, check, md5, now, refusal, secret, url};

#[test]
fn shapes_come_first() {
    let upper = T.to_uppercase();
    for (url, message) in [
        (
            url(A, &T[1..], D, H),
            "t is not 32 digits of 0-9a-f: it has 31 digits",
        ),
        (
            url(A, &upper, D, H),
            "t is not 32 digits of 0-9a-f: another character at byte 0",
        ),
        (
            url(A, "", D, H),
            "t is not 32 digits of 0-9a-f: it is empty",
        ),
        (
            url(A, T, "", H),
            "d is not .NET ticks of 18 or 19 digits: it is empty",
        ),
        (
            url(A, T, "1360776131", H),
            "d is not .NET ticks of 18 or 19 digits: it has 10 digits",
        ),
        (
            url(A, T, "3155378976000000000", H),
            "d is not .NET ticks of 18 or 19 digits: it is past the year 9999",
        ),
        (
            url(A, T, "-34963729314011098", H),
            "d is not .NET ticks of 18 or 19 digits: another character at byte 0",
        ),
        (
            url(A, T, D, &H[2..]),
            "h is not an MD5 of 32 hex digits: it has 30 digits",
        ),
        (
            url(A, T, D, &format!("{H}00")),
            "h is not an MD5 of 32 hex digits: it has 34 digits",
        ),
        (
            url(A, T, D, &H.replace('f', "g")),
            "h is not an MD5 of 32 hex digits: another character at byte 0",
        ),
        (
            url(A, T, D, ""),
            "h is not an MD5 of 32 hex digits: it is empty",
        ),
        // A wrong `a` does not hide a wrong shape.
        (
            url(T, T, D, ""),
            "h is not an MD5 of 32 hex digits: it is empty",
        ),
    ] {
        let refusal = refusal(&url);
        assert_eq!(refusal.to_string(), message);
        assert_eq!(
            (refusal.reason.code(), refusal.matched),
            ("malformed", None)
        );
    }
}

#[test]
fn then_the_application_then_the_hash_then_the_time() {
    let other = "27b6a3ce6d26431991847af19e63a3cb";
    let wrong = H.replace('f', "0");
    assert_eq!(
        refusal(&url(other, T, D, &wrong)).reason,
        Reason::OtherApp { ours_in: None }
    );
    let callback = InstallCallback::parse(&url(A, T, D, &wrong)).unwrap();
    let late = now() + Duration::from_secs(400);
    let refused = check(&callback, &[secret(SECRET)], late).unwrap_err();
    assert_eq!(refused.reason, Reason::BadSignature { tried: 1 });
    // The time is told too, and nothing matched.
    assert_eq!(
        (refused.matched, refused.freshness),
        (None, Some(Freshness::Stale))
    );
}

fn at(moment: SystemTime) -> Result<(), Refusal> {
    let callback = InstallCallback::parse(&url(A, T, D, H)).unwrap();
    check(&callback, &[secret("other"), secret(SECRET)], moment)
        .map(|install| assert_eq!(install.matched(), 1))
}

#[test]
fn valid_but_stale_is_told_from_forged() {
    let tolerance = Policy::default().tolerance;
    let tick = Duration::from_nanos(100);
    assert_eq!(at(now() + tolerance), Ok(()));
    assert_eq!(at(now() - tolerance), Ok(()));
    let stale = at(now() + tolerance + tick).unwrap_err();
    assert_eq!(
        (stale.matched, stale.freshness),
        (Some(1), Some(Freshness::Stale))
    );
    assert_eq!(
        stale.reason,
        Reason::Stale {
            age: tolerance + tick,
            zone: None
        }
    );
    let future = at(now() - tolerance - tick).unwrap_err();
    assert_eq!(
        (future.matched, future.freshness),
        (Some(1), Some(Freshness::Future))
    );
    assert_eq!(
        future.reason,
        Reason::Future {
            ahead: tolerance + tick,
            zone: None
        }
    );
}

#[test]
fn local_time_is_said_and_can_be_read() {
    let an_hour_early = now() - Duration::from_secs(3600 - 3);
    let refused = at(an_hour_early).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the hash holds, and the callback is 59 min 57 s ahead of the clock: these ticks look like local time at +01:00"
    );
    assert!(
        refused.reason.next_step().contains("--d-zone +01:00"),
        "{}",
        refused.reason.next_step()
    );
    let callback = InstallCallback::parse(&url(A, T, D, H)).unwrap();
    let secrets = [secret(SECRET)];
    let policy = Policy {
        d_zone: "+01:00".parse().unwrap(),
        ..Policy::default()
    };
    let mut kept = None;
    let guard = |_: &str, keep_until| {
        kept = Some(keep_until);
        Replay::New
    };
    assert!(verify(&callback, &secrets, A, &policy, an_hour_early, guard).is_ok());
    assert_eq!(
        kept,
        Some(now() - Duration::from_secs(3600) + policy.tolerance)
    );
}

#[test]
fn the_guard_is_asked_last_and_once() {
    let asked = Cell::new(0);
    let ask = |url: &str, moment, answer| {
        let callback = InstallCallback::parse(url).unwrap();
        let secrets = [secret(SECRET)];
        let guard = |_: &str, _| {
            asked.set(asked.get() + 1);
            answer
        };
        verify(&callback, &secrets, A, &Policy::default(), moment, guard).map(|_| ())
    };
    let good = url(A, T, D, H);
    let late = now() + Duration::from_secs(1000);
    ask(&good, late, Replay::New).unwrap_err();
    ask(&url(A, T, D, &H.replace('f', "0")), now(), Replay::New).unwrap_err();
    ask(&url(T, A, D, H), now(), Replay::New).unwrap_err();
    assert_eq!(asked.get(), 0);
    ask(&good, now(), Replay::New).unwrap();
    let seen = ask(&good, now(), Replay::Seen).unwrap_err();
    assert_eq!(
        (seen.reason, seen.matched, seen.freshness),
        (Reason::Replayed, Some(0), Some(Freshness::Fresh))
    );
    let full = ask(&good, now(), Replay::Unavailable).unwrap_err();
    assert_eq!(
        (full.reason.code(), full.matched),
        ("replay-guard-unavailable", Some(0))
    );
    assert_eq!(asked.get(), 3);
}

#[test]
fn no_secret_is_a_no() {
    let callback = InstallCallback::parse(&url(A, T, D, H)).unwrap();
    assert_eq!(
        check(&callback, &[], now()).unwrap_err().reason,
        Reason::NoSecret
    );
}

#[test]
fn the_ends_of_time_overflow_nothing() {
    let secrets = [secret(SECRET)];
    let forever = Policy {
        tolerance: Duration::MAX,
        ..Policy::default()
    };
    for d in ["3155378975999999999", "100000000000000000", D] {
        for moment in [
            SystemTime::UNIX_EPOCH,
            now(),
            SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 40),
            SystemTime::UNIX_EPOCH - Duration::from_secs(1 << 40),
        ] {
            let hash = hash_with(d);
            let callback = InstallCallback::parse(&url(A, T, d, &hash)).unwrap();
            let refused =
                verify(&callback, &secrets, A, &forever, moment, |_, _| Replay::New).unwrap_err();
            // No memory can keep a token for ever.
            assert_eq!(
                (refused.reason, refused.matched),
                (Reason::GuardUnavailable, Some(0))
            );
            let zone = Policy {
                d_zone: "-14:00".parse().unwrap(),
                ..Policy::default()
            };
            let _ = verify(&callback, &secrets, A, &zone, moment, |_, _| Replay::New).map(|_| ());
        }
    }
}

/// The hash of N-1 with another `d`, by the formula.
fn hash_with(d: &str) -> String {
    let mut values = [T, A, d];
    values.sort_unstable();
    md5(&[&values.join("|"), SECRET])
}
