//! Every reason of a no, with its code and the platform's number.

use std::time::Duration;

use credtool_crypto_engine::{KeySizes, NewKey, PrivateKey, Randomness};
use credtool_request_auth::akana::{self, Credentials, Format, Options, Policy, Scheme};
use credtool_request_auth::{AppCredentials, Freshness, Reason, Refusal, Replay, Request};

use crate::{APP, SECRET, app, millis, policy, secret};

const NOW: u64 = 1_536_650_955_984;

fn verify_at(
    now: u64,
    known: &AppCredentials,
    policy: &Policy,
    url: &str,
    headers: &[&str],
    replay: Replay,
) -> Result<(), Refusal> {
    let request = headers
        .iter()
        .fold(Request::new("GET", url), |request, header| {
            request.header("Authorization", header.as_bytes())
        });
    akana::verify(
        &request,
        |_| Some(known),
        policy,
        millis(now),
        |_, _| replay,
    )
    .map(|_| ())
}

fn reason(scheme: Scheme, url: &str, headers: &[&str]) -> (&'static str, Option<u32>) {
    let refusal =
        verify_at(NOW, &app(), &policy(scheme, "a"), url, headers, Replay::New).expect_err("a no");
    (refusal.reason.code(), refusal.reason.platform_code())
}

const URL: &str = "https://api.com/";

#[test]
fn headers() {
    let hmac = |header: &str| reason(Scheme::HmacSha256, URL, &[header]);
    assert_eq!(
        reason(Scheme::HmacSha256, URL, &[]),
        ("no-credentials", Some(1_010_713))
    );
    assert_eq!(hmac("Basic YTpi"), ("header-scheme", Some(1_010_709)));
    assert_eq!(
        hmac("a_app_id=x,a_nonce=y"),
        ("header-scheme", Some(1_010_709))
    );
    assert_eq!(
        hmac("Atmosphere a_app_id=\"x"),
        ("malformed", Some(1_010_702))
    );
    assert_eq!(
        hmac("Atmosphere a_app_id=x,a_app_id=y"),
        ("duplicate-parameter", Some(1_010_702))
    );
    assert_eq!(
        hmac("Atmosphere a_app_id=x,A_APP_ID=y"),
        ("duplicate-parameter", Some(1_010_702))
    );
    assert_eq!(
        hmac("Atmosphere a_app_id=x,a_callback=y"),
        ("malformed", Some(1_010_702))
    );
    assert_eq!(
        hmac("Atmosphere a_nonce=x"),
        ("missing-parameter", Some(1_010_701))
    );
    assert_eq!(
        hmac("Atmosphere a_app_id=x"),
        ("missing-parameter", Some(1_010_701))
    );
    let two = ["Atmosphere a_app_id=x", "Atmosphere a_app_id=y"];
    assert_eq!(
        reason(Scheme::AppId, URL, &two),
        ("duplicate-parameter", Some(1_010_702))
    );
    let both = "https://api.com/?a_app_id=x";
    assert_eq!(
        reason(Scheme::AppId, both, &two[..1]),
        ("duplicate-parameter", Some(1_010_702))
    );
    assert_eq!(
        reason(Scheme::AppId, "https://api.com/?a_app_id=x&a_app_id=x", &[]),
        ("duplicate-parameter", Some(1_010_702))
    );
    assert_eq!(
        reason(Scheme::AppId, "https://api.com/?a_app_id=%ff", &[]),
        ("malformed", Some(1_010_702))
    );
    assert_eq!(
        reason(Scheme::AppId, "api.com/", &two[..1]),
        ("malformed", Some(1_010_702))
    );
}

/// A header that is right but for its signature, with one field replaced.
fn with(from: &str, to: &str) -> String {
    let header = format!(
        "Atmosphere a_app_id={APP},a_nonce=n,a_signature_method=HMACSHA256,a_signature=AAAA,a_timestamp={NOW},a_version=1.0"
    );
    assert!(header.contains(from));
    header.replace(from, to)
}

#[test]
fn fields() {
    let hmac = |from: &str, to: &str| reason(Scheme::HmacSha256, URL, &[&with(from, to)]);
    let now = &format!(",a_timestamp={NOW}");
    assert_eq!(hmac("AAAA", "AAAA"), ("bad-signature", Some(1_010_706)));
    assert_eq!(hmac("AAAA", "AAA"), ("malformed", Some(1_010_702)));
    assert_eq!(
        hmac("HMACSHA256", "HS256"),
        ("unsupported-algorithm", Some(1_010_705))
    );
    assert_eq!(
        hmac("HMACSHA256", "HMACSHA1"),
        ("scheme-not-accepted", Some(1_010_705))
    );
    assert_eq!(
        hmac(",a_signature_method=HMACSHA256", ""),
        ("missing-parameter", Some(1_010_701))
    );
    assert_eq!(
        hmac("a_nonce=n,", ""),
        ("missing-parameter", Some(1_010_707))
    );
    assert_eq!(
        hmac("a_nonce=n,", "a_nonce=,"),
        ("malformed", Some(1_010_702))
    );
    assert_eq!(
        hmac("a_nonce=n,", &format!("a_nonce={},", "n".repeat(1025))),
        ("malformed", Some(1_010_702))
    );
    assert_eq!(
        hmac("a_nonce=n,", "a_nonce=\"\t\","),
        ("malformed", Some(1_010_702))
    );
    assert_eq!(hmac(now, ""), ("missing-parameter", Some(1_010_701)));
    for wrong in ["x", "-1", "+1", "1.5", "0", "99999999999999999999", "１"] {
        assert_eq!(
            hmac(now, &format!(",a_timestamp={wrong}")),
            ("malformed", Some(1_010_712)),
            "{wrong}"
        );
    }
    assert_eq!(
        hmac("a_version=1.0", "a_version=2.0"),
        ("malformed", Some(1_010_702))
    );
    assert_eq!(hmac(APP, "another-app"), ("other-app", Some(1_010_710)));
    assert_eq!(
        hmac("a_version", "a_digest_method=SHA1,a_version"),
        ("malformed", Some(1_010_702))
    );
    assert_eq!(
        hmac("a_version", "a_secret_digest=AAAA,a_version"),
        ("malformed", Some(1_010_702))
    );
    // Whoever announces a signature and leaves it out does not become a plain App ID.
    let stripped = with("a_signature=AAAA,", "");
    assert_eq!(
        reason(Scheme::AppId, URL, &[&stripped]),
        ("missing-parameter", Some(1_010_701))
    );
    // A plain App ID may say so.
    let none = format!("Atmosphere a_app_id={APP},a_signature_method=NONE");
    assert!(
        verify_at(
            NOW,
            &app(),
            &policy(Scheme::AppId, "a"),
            URL,
            &[&none],
            Replay::New
        )
        .is_ok()
    );
}

#[test]
fn credentials() {
    let header = with("AAAA", "AAAA");
    let refused = |known: &AppCredentials, header: &str, scheme| {
        verify_at(
            NOW,
            known,
            &policy(scheme, "a"),
            URL,
            &[header],
            Replay::New,
        )
        .expect_err("a no")
        .reason
    };
    assert_eq!(
        refused(&AppCredentials::new(APP), &header, Scheme::HmacSha256),
        Reason::NoSecret
    );
    let rsa = header.replace("HMACSHA256", "SHA256withRSA");
    assert_eq!(
        refused(&app(), &rsa, Scheme::RsaSha256),
        Reason::NoPublicKey
    );
    let curve = PrivateKey::generate(NewKey::EcP256, Randomness::System).unwrap();
    let known = AppCredentials::new(APP).public_key(curve.public_key().clone());
    let reason = refused(&known, &rsa, Scheme::RsaSha256);
    assert_eq!(
        (reason.code(), reason.platform_code()),
        ("unusable-key", Some(1_010_708))
    );
}

/// The signature holds, and something else does not: the refusal says which secret it was.
#[test]
fn the_signature_holds_and_yet() {
    let old = secret("the previous secret");
    let known = |until| {
        AppCredentials::new(APP)
            .secret(secret(SECRET))
            .secret_until(secret("the previous secret"), millis(until))
    };
    let format = Format {
        prefix: "a".into(),
        ..Format::default()
    };
    let options = Options {
        format,
        ..Options::new(Scheme::HmacSha512)
    };
    let signed = akana::sign(
        &Request::new("GET", URL),
        &Credentials::secret(APP, &old),
        &options,
        "n",
        millis(NOW),
    )
    .unwrap();
    let policy = policy(Scheme::HmacSha512, "a");
    let at = |now, until, replay| {
        verify_at(
            now,
            &known(until),
            &policy,
            URL,
            &[signed.authorization()],
            replay,
        )
    };

    assert_eq!(at(NOW, NOW, Replay::New), Ok(()));
    for (now, until, replay, reason, freshness, number) in [
        (
            NOW,
            NOW - 1,
            Replay::New,
            Reason::PreviousSecret,
            Freshness::Fresh,
            Some(1_010_706),
        ),
        (
            NOW + 300_001,
            u64::MAX / 2,
            Replay::New,
            Reason::Stale,
            Freshness::Stale,
            Some(1_010_704),
        ),
        (
            NOW - 300_001,
            NOW,
            Replay::New,
            Reason::Future,
            Freshness::Future,
            Some(1_010_704),
        ),
        (
            NOW,
            NOW,
            Replay::Seen,
            Reason::Replayed,
            Freshness::Fresh,
            Some(1_010_703),
        ),
        (
            NOW,
            NOW,
            Replay::Unavailable,
            Reason::GuardUnavailable,
            Freshness::Fresh,
            None,
        ),
    ] {
        let refusal = at(now, until, replay).expect_err("a no");
        assert_eq!(refusal.reason.platform_code(), number);
        assert_eq!(
            (refusal.reason, refusal.matched, refusal.freshness),
            (reason, Some(1), Some(freshness))
        );
    }
    assert_eq!(at(NOW + 300_000, u64::MAX / 2, Replay::New), Ok(()));
}

/// A guard may remember only what is genuine and fresh, or anybody could fill it.
#[test]
fn the_guard_is_asked_last() {
    let known = app();
    let asked = |header: &str, tolerance| {
        let request = Request::new("GET", URL).header("Authorization", header.as_bytes());
        let policy = Policy {
            tolerance,
            ..policy(Scheme::HmacSha256, "a")
        };
        let mut asked = 0;
        let _ = akana::verify(
            &request,
            |_| Some(&known),
            &policy,
            millis(NOW + 1),
            |_, _| {
                asked += 1;
                Replay::New
            },
        );
        asked
    };
    let format = Format {
        prefix: "a".into(),
        ..Format::default()
    };
    let options = Options {
        format,
        ..Options::new(Scheme::HmacSha256)
    };
    let secret = secret(SECRET);
    let signed = akana::sign(
        &Request::new("GET", URL),
        &Credentials::secret(APP, &secret),
        &options,
        "n",
        millis(NOW),
    )
    .unwrap();
    assert_eq!(asked(signed.authorization(), Duration::from_secs(1)), 1);
    assert_eq!(asked(signed.authorization(), Duration::ZERO), 0, "stale");
    assert_eq!(
        asked(&with("AAAA", "AAAA"), Duration::from_secs(1)),
        0,
        "not genuine"
    );
}

#[test]
fn small_keys_are_refused_or_labelled() {
    let der = include_bytes!("../data/rsa1024.pkcs8.der");
    let key = PrivateKey::from_pkcs8_der(der).unwrap();
    let format = Format {
        prefix: "a".into(),
        ..Format::default()
    };
    let mut options = Options {
        format,
        ..Options::new(Scheme::RsaSha1)
    };
    let request = Request::new("GET", URL);
    let credentials = Credentials::private_key(APP, &key);
    assert!(akana::sign(&request, &credentials, &options, "n", millis(NOW)).is_err());
    options.key_sizes = KeySizes::Legacy;
    let signed = akana::sign(&request, &credentials, &options, "n", millis(NOW)).unwrap();

    let known = AppCredentials::new(APP).public_key(key.public_key().clone());
    let mut policy = policy(Scheme::RsaSha1, "a");
    let received = request.header("Authorization", signed.authorization().as_bytes());
    let refusal = akana::verify(
        &received,
        |_| Some(&known),
        &policy,
        millis(NOW),
        |_, _| Replay::New,
    )
    .unwrap_err();
    assert_eq!(refusal.reason.code(), "unusable-key");
    policy.key_sizes = KeySizes::Legacy;
    let verified = akana::verify(
        &received,
        |_| Some(&known),
        &policy,
        millis(NOW),
        |_, _| Replay::New,
    )
    .unwrap();
    assert!(verified.legacy());
}
