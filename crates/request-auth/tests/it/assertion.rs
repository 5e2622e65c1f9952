//! Client assertions: every algorithm both ways, every reason of a no, any change, any bytes.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credtool_crypto_engine::{Hash, HmacKey, KeySizes, NewKey, PrivateKey, Randomness};
use credtool_request_auth::oauth2::{
    AssertionKey, AssertionOptions, AssertionPolicy, JwsAlgorithm, VerifiedAssertion,
    sign_assertion, verify_assertion,
};
use credtool_request_auth::{AppCredentials, Reason, Refusal, Replay, ReplayMemory};
use proptest::prelude::*;

use crate::{SECRET, secret};

const CLIENT: &str = "hermosa";
const TOKEN_URL: &str = "https://login.example.com/oauth2/token";

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_781_524_800)
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn client() -> AppCredentials {
    AppCredentials::new(CLIENT).secret(secret(SECRET))
}

fn options(algorithm: JwsAlgorithm) -> AssertionOptions {
    AssertionOptions::new(algorithm, TOKEN_URL)
}

fn signed() -> String {
    let secret = secret(SECRET);
    let key = AssertionKey::Secret(&secret);
    sign_assertion(CLIENT, key, &options(JwsAlgorithm::Hs256), "id-1", now()).unwrap()
}

fn verify(token: &str, policy: &AssertionPolicy) -> Result<VerifiedAssertion, Refusal> {
    verify_assertion(token, |_| Some(client()), policy, now(), |_, _| Replay::New)
}

/// Signs header and claims of any kind with the client's secret.
fn forged(header: &str, claims: &str) -> String {
    let input = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(claims)
    );
    let tag = HmacKey::new(Hash::Sha256, SECRET.as_bytes()).tag(input.as_bytes());
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(tag))
}

const HEADER: &str = r#"{"alg":"HS256"}"#;

fn reason(header: &str, claims: &str) -> Reason {
    let refusal = verify(&forged(header, claims), &AssertionPolicy::new(TOKEN_URL));
    refusal.expect_err(claims).reason
}

#[test]
fn every_algorithm_signs_and_verifies_under_its_own_key_only() {
    let generate = |kind| PrivateKey::generate(kind, Randomness::System).unwrap();
    let keys = [
        generate(NewKey::Rsa2048),
        generate(NewKey::EcP256),
        generate(NewKey::EcP384),
        generate(NewKey::Ed25519),
    ];
    let policy = AssertionPolicy::new(TOKEN_URL);
    let shared = secret(SECRET);
    for algorithm in JwsAlgorithm::ALL {
        let mut signers = 0;
        let own = keys.iter().map(AssertionKey::Private);
        for key in own.chain([AssertionKey::Secret(&shared)]) {
            let Ok(token) = sign_assertion(CLIENT, key, &options(algorithm), "id", now()) else {
                continue;
            };
            signers += 1;
            for (place, other) in keys.iter().enumerate() {
                let known = AppCredentials::new(CLIENT).public_key(other.public_key().clone());
                let answer =
                    verify_assertion(&token, |_| Some(&known), &policy, now(), |_, _| Replay::New);
                let same =
                    matches!(key, AssertionKey::Private(key) if std::ptr::eq(key, &keys[place]));
                assert_eq!(answer.is_ok(), same, "{algorithm:?}: {answer:?}");
            }
            let known = client();
            let answer =
                verify_assertion(&token, |_| Some(&known), &policy, now(), |_, _| Replay::New);
            assert_eq!(answer.is_ok(), algorithm.takes_secret(), "{algorithm:?}");
        }
        assert_eq!(signers, 1, "{algorithm:?}");
    }
}

#[test]
fn what_was_proven_is_told() {
    let before = AppCredentials::new(CLIENT)
        .secret(secret("another secret that is current now"))
        .secret_until(secret(SECRET), now());
    let policy = AssertionPolicy::new(TOKEN_URL);
    let find = |claimed: &str| (claimed == CLIENT).then_some(&before);
    let verified = verify_assertion(&signed(), find, &policy, now(), |key, keep_until| {
        assert_eq!((key.app, key.nonce), (CLIENT, "id-1"));
        assert_eq!(keep_until, now() + seconds(60));
        Replay::New
    })
    .unwrap();
    assert_eq!(verified.client_id(), CLIENT);
    assert_eq!(verified.algorithm(), JwsAlgorithm::Hs256);
    assert_eq!(verified.matched(), Some(1));
    assert_eq!(verified.id(), Some("id-1"));
    assert_eq!(verified.expires(), now() + seconds(60));
    let late = verify_assertion(&signed(), find, &policy, now() + seconds(1), |_, _| {
        Replay::New
    });
    assert_eq!(late.unwrap_err().reason, Reason::PreviousSecret);
}

#[test]
fn the_times() {
    let policy = AssertionPolicy::new(TOKEN_URL);
    let tolerant = AssertionPolicy {
        tolerance: seconds(5),
        ..policy.clone()
    };
    let at = |time, policy: &AssertionPolicy| {
        let answer = verify_assertion(
            &signed(),
            |_| Some(client()),
            policy,
            time,
            |_, _| Replay::New,
        );
        answer.map(|_| ()).map_err(|refusal| refusal.reason)
    };
    let just = Duration::from_nanos(1);
    assert_eq!(at(now(), &policy), Ok(()));
    assert_eq!(at(now() - just, &policy), Err(Reason::Future), "iat");
    assert_eq!(at(now() + seconds(60) - just, &policy), Ok(()));
    // RFC 7519 §4.1.4: on or after `exp` it must not be accepted.
    assert_eq!(at(now() + seconds(60), &policy), Err(Reason::Stale));
    assert_eq!(at(now() + seconds(65) - just, &tolerant), Ok(()));
    assert_eq!(at(now() + seconds(65), &tolerant), Err(Reason::Stale));
    assert_eq!(at(now() - seconds(5), &tolerant), Ok(()));
    assert_eq!(
        at(now() - seconds(5) - just, &tolerant),
        Err(Reason::Future)
    );
}

#[test]
fn once_is_once_with_an_id_and_without() {
    let policy = AssertionPolicy::new(TOKEN_URL);
    let without = forged(
        HEADER,
        r#"{"iss":"hermosa","sub":"hermosa","aud":"https://login.example.com/oauth2/token","exp":1781524860}"#,
    );
    let mut memory = ReplayMemory::new(10);
    for token in [signed(), without] {
        let mut once = || {
            verify_assertion(
                &token,
                |_| Some(client()),
                &policy,
                now(),
                |key, keep_until| memory.check_and_insert(key, keep_until, now()),
            )
        };
        assert!(once().is_ok());
        assert_eq!(once().unwrap_err().reason, Reason::Replayed);
    }
    let full = verify_assertion(
        &signed(),
        |_| Some(client()),
        &policy,
        now(),
        |_, _| Replay::Unavailable,
    );
    assert_eq!(full.unwrap_err().reason, Reason::GuardUnavailable);
}

#[test]
fn every_claim_counts() {
    let good = r#""iss":"hermosa","sub":"hermosa","aud":"https://login.example.com/oauth2/token","exp":1781524860"#;
    let all = format!("{{{good}}}");
    assert!(verify(&forged(HEADER, &all), &AssertionPolicy::new(TOKEN_URL)).is_ok());
    let code = |claims: &str| reason(HEADER, claims).code();
    for (from, to, expected) in [
        (r#""iss":"hermosa""#, r#""iss":"other""#, "other-app"),
        (r#""sub":"hermosa""#, r#""sub":"Hermosa""#, "other-app"),
        (r#""iss":"hermosa","#, "", "missing-parameter"),
        (r#""sub":"hermosa","#, "", "missing-parameter"),
        (r#","exp":1781524860"#, "", "missing-parameter"),
        ("1781524860", r#""1781524860""#, "malformed"),
        ("1781524860", "-1", "malformed"),
        ("1781524860", "1e300", "malformed"),
        ("1781524860", "1781524860e400", "malformed"),
        ("1781524860", "4102444800", "malformed"), // valid for decades
        ("1781524860", r#"1781524860,"exp":1781524861"#, "malformed"),
        ("/token\"", "/token2\"", "other-audience"),
        ("/token\"", "/toke\"", "other-audience"),
        ("/token\"", "/TOKEN\"", "other-audience"),
        (
            r#""https://login.example.com/oauth2/token""#,
            r#"["https://login.example.com/oauth2/token","https://other.example.com"]"#,
            "other-audience",
        ),
        (
            r#""https://login.example.com/oauth2/token""#,
            "[]",
            "missing-parameter",
        ),
        (
            r#""https://login.example.com/oauth2/token""#,
            "[1]",
            "malformed",
        ),
        (
            r#""https://login.example.com/oauth2/token""#,
            "{}",
            "malformed",
        ),
        ("\"exp\"", r#""nbf":1781524801,"exp""#, "future"),
        ("\"exp\"", r#""iat":1781524801,"exp""#, "future"),
        ("\"exp\"", r#""nbf":"now","exp""#, "malformed"),
        ("\"exp\"", r#""jti":7,"exp""#, "malformed"),
        ("\"exp\"", r#""jti":"","exp""#, "malformed"),
    ] {
        let claims = all.replacen(from, to, 1);
        assert_ne!(claims, all, "{from}");
        assert_eq!(code(&claims), expected, "{claims}");
    }
    let list = all.replacen(
        r#""https://login.example.com/oauth2/token""#,
        r#"["https://login.example.com/oauth2/token","https://login.example.com"]"#,
        1,
    );
    let both = AssertionPolicy {
        audiences: vec![TOKEN_URL.to_owned(), "https://login.example.com".to_owned()],
        ..AssertionPolicy::new(TOKEN_URL)
    };
    assert!(verify(&forged(HEADER, &list), &both).is_ok());
    let others = list.replacen(
        "https://login.example.com\"",
        "https://other.example.com\"",
        1,
    );
    assert_eq!(code(&others), "other-audience");
    let shared = AssertionPolicy {
        shared_audience: true,
        ..AssertionPolicy::new(TOKEN_URL)
    };
    assert!(
        verify(&forged(HEADER, &others), &shared)
            .unwrap()
            .is_shared()
    );
    assert!(!verify(&signed(), &shared).unwrap().is_shared());
    let nobody = all.replacen("login.example", "other.example", 1);
    let refusal = verify(&forged(HEADER, &nobody), &shared).unwrap_err();
    assert_eq!(refusal.reason, Reason::OtherAudience);
    for claims in ["[]", "\"a\"", "null", "{", "\u{feff}{}"] {
        assert_eq!(code(claims), "malformed", "{claims}");
    }
}

#[test]
fn the_header_decides_nothing() {
    let claims = r#"{"iss":"hermosa","sub":"hermosa","aud":"https://login.example.com/oauth2/token","exp":1781524860}"#;
    for header in [
        r#"{"alg":"HS256","typ":"jwt","kid":"any"}"#,
        r#"{"alg":"HS256","typ":"client-authentication+jwt"}"#,
        r#"{"alg":"HS256","jwk":{"kty":"oct","k":"AAAA"},"x5c":["AAAA"]}"#,
    ] {
        let answer = verify(&forged(header, claims), &AssertionPolicy::new(TOKEN_URL));
        assert!(answer.is_ok(), "{header}: {answer:?}");
    }
    for (header, expected) in [
        (r#"{"alg":"none"}"#, "unsupported-algorithm"),
        (r#"{"alg":"None"}"#, "unsupported-algorithm"),
        (r#"{"alg":"hs256"}"#, "unsupported-algorithm"),
        (r#"{"alg":"RS1"}"#, "unsupported-algorithm"),
        (r#"{"alg":["HS256"]}"#, "malformed"),
        (r#"{"typ":"JWT"}"#, "missing-parameter"),
        (r#"{"alg":"RS256"}"#, "no-public-key"),
        (r#"{"alg":"HS512"}"#, "bad-signature"),
        (r#"{"alg":"HS256","alg":"none"}"#, "malformed"),
        (r#"{"alg":"HS256","crit":["exp"]}"#, "malformed"),
        (r#"{"alg":"HS256","crit":[]}"#, "malformed"),
        (r#"{"alg":"HS256","b64":false}"#, "malformed"),
        (r#"{"alg":"HS256","typ":"at+jwt"}"#, "malformed"),
        ("[]", "malformed"),
    ] {
        assert_eq!(reason(header, claims).code(), expected, "{header}");
    }
    let narrowed = AssertionPolicy {
        algorithms: Some(vec![JwsAlgorithm::Hs512]),
        ..AssertionPolicy::new(TOKEN_URL)
    };
    let refusal = verify(&signed(), &narrowed).unwrap_err();
    assert_eq!(refusal.reason, Reason::SchemeNotAccepted("HS256"));
    let public = PrivateKey::generate(NewKey::Ed25519, Randomness::System).unwrap();
    let known = AppCredentials::new(CLIENT).public_key(public.public_key().clone());
    let policy = AssertionPolicy::new(TOKEN_URL);
    let answer = verify_assertion(
        &signed(),
        |_| Some(&known),
        &policy,
        now(),
        |_, _| Replay::New,
    );
    assert_eq!(answer.unwrap_err().reason, Reason::NoSecret);
}

#[test]
fn the_shape_of_a_token() {
    let policy = AssertionPolicy::new(TOKEN_URL);
    let good = signed();
    let (input, signature) = good.rsplit_once('.').unwrap();
    let long = format!("{good}{}", "A".repeat(1 << 20));
    let dots = ".".repeat(60_000);
    for token in [
        "",
        ".",
        "..",
        "a.b",
        input,
        &format!("{input}."),
        &format!("{good}.x"),
        &format!("{good}="),
        &format!("{good}\n"),
        &format!(" {good}"),
        &format!("{input}.+/{signature}"),
        &long,
        &dots,
    ] {
        let refusal = verify(token, &policy).unwrap_err();
        assert!(
            matches!(refusal.reason, Reason::Malformed(_)),
            "{refusal:?}"
        );
    }
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(20_000), "]".repeat(20_000));
    assert_eq!(reason(HEADER, &deep).code(), "malformed");
}

#[test]
fn small_keys_are_labelled_or_refused() {
    let key = PrivateKey::from_pkcs8_der(include_bytes!("../data/rsa1024.pkcs8.der")).unwrap();
    let key = &key;
    let small = |key_sizes| AssertionOptions {
        key_sizes,
        ..options(JwsAlgorithm::Rs256)
    };
    let private = AssertionKey::Private(key);
    assert!(sign_assertion(CLIENT, private, &small(KeySizes::Current), "id", now()).is_err());
    let token = sign_assertion(CLIENT, private, &small(KeySizes::Legacy), "id", now()).unwrap();
    let known = AppCredentials::new(CLIENT).public_key(key.public_key().clone());
    let mut policy = AssertionPolicy::new(TOKEN_URL);
    let answer = verify_assertion(&token, |_| Some(&known), &policy, now(), |_, _| Replay::New);
    assert_eq!(answer.unwrap_err().reason.code(), "unusable-key");
    policy.key_sizes = KeySizes::Legacy;
    let answer = verify_assertion(&token, |_| Some(&known), &policy, now(), |_, _| Replay::New);
    assert!(answer.unwrap().legacy());
}

proptest! {
    #[test]
    fn a_changed_byte_is_a_no(place in any::<prop::sample::Index>(), byte in 0_u8..128) {
        let good = signed();
        let mut token = good.clone().into_bytes();
        let at = place.index(token.len());
        prop_assume!(token[at] != byte);
        token[at] = byte;
        let token = String::from_utf8(token).unwrap();
        prop_assert!(verify(&token, &AssertionPolicy::new(TOKEN_URL)).is_err());
    }

    #[test]
    fn any_text_is_answered(token in ".{0,200}", header in ".{0,60}", claims in ".{0,200}") {
        let policy = AssertionPolicy::new(TOKEN_URL);
        prop_assert!(verify(&token, &policy).is_err());
        prop_assert!(verify(&forged(&header, &claims), &policy).is_err());
        prop_assert!(verify(&forged(HEADER, &claims), &policy).is_err());
    }
}
