//! Standard Webhooks: typed values, the other project's cases where they are at hand, and everything that is refused.

use std::path::Path;
use std::time::{Duration, SystemTime};

use credtool_request_auth::standard_webhooks::{self, Policy, secret, sign, verify};
use credtool_request_auth::{
    AppCredentials, Assurance, Error, Freshness, Reason, Refusal, Replay, Request, VerifiedRequest,
};
use proptest::prelude::*;
use serde_json::Value;

const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const ID: &str = "msg_1";
const BODY: &[u8] = b"{\"a\": 1}";
/// HMAC-SHA256 over `msg_1.1700000000.{"a": 1}`, by OpenSSL.
const SIGNATURE: &str = "v1,iNHQLtlLBTv/nHBecK0EY3U1V6lhpAd7S+bWIenaeEk=";

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn endpoint() -> AppCredentials {
    AppCredentials::new("hook").secret(secret(SECRET).unwrap())
}

fn ask(headers: &[(&str, &str)], body: &[u8]) -> Result<VerifiedRequest, Refusal> {
    let call = Request::new("POST", "https://a/").body(body);
    let request = headers.iter().fold(call, |call, (name, value)| {
        call.header(name, value.as_bytes())
    });
    verify(
        &request,
        &endpoint(),
        &Policy::default(),
        at(1_700_000_000),
        |_, _| Replay::New,
    )
}

fn reason(id: &str, timestamp: &str, signature: &str) -> Reason {
    let headers = [
        ("webhook-id", id),
        ("webhook-timestamp", timestamp),
        ("webhook-signature", signature),
    ];
    ask(&headers, BODY).unwrap_err().reason
}

#[test]
fn signed_as_openssl_does() {
    let call = Request::new("POST", "https://a/").body(BODY);
    let (current, old) = (secret(SECRET).unwrap(), secret("b2xk").unwrap());
    let signed = sign(&call, &[&current], ID, at(1_700_000_000)).unwrap();
    let expected = [
        ("webhook-id", ID),
        ("webhook-timestamp", "1700000000"),
        ("webhook-signature", SIGNATURE),
    ];
    assert_eq!(signed.headers(), expected);
    let verified = ask(&expected, BODY).unwrap();
    assert_eq!(verified.assurance(), Assurance::Request);
    let covered: Vec<&str> = verified
        .covered()
        .iter()
        .map(|part| part.as_str())
        .collect();
    assert_eq!(covered, ["webhook-id", "webhook-timestamp", "body"]);
    assert_eq!(
        (verified.nonce(), verified.time()),
        (Some(ID), Some(at(1_700_000_000)))
    );
    assert_eq!(
        (verified.identity(), verified.matched()),
        (Some("hook"), Some(0))
    );
    let both = sign(&call, &[&old, &current], ID, at(1_700_000_000)).unwrap();
    assert!(both.headers()[2].1.ends_with(&format!(" {SIGNATURE}")));
    assert!(ask(&both.headers(), BODY).is_ok());
}

#[test]
fn refused() {
    assert_eq!(ask(&[], BODY).unwrap_err().reason, Reason::NoCredentials);
    let missing = |headers: &[(&str, &str)]| ask(headers, BODY).unwrap_err().reason;
    assert_eq!(
        missing(&[
            ("webhook-signature", SIGNATURE),
            ("webhook-timestamp", "1700000000")
        ]),
        Reason::MissingParameter("webhook-id".to_owned())
    );
    assert_eq!(
        missing(&[
            ("webhook-signature", SIGNATURE),
            ("webhook-id", ID),
            ("webhook-id", ID)
        ]),
        Reason::DuplicateParameter("webhook-id".to_owned())
    );
    for id in ["", "msg.1", "msg 1", "é", &"a".repeat(1025)] {
        assert_eq!(
            reason(id, "1700000000", SIGNATURE).code(),
            "malformed",
            "{id}"
        );
    }
    for timestamp in [
        "",
        "hello",
        "-1",
        "01700000000",
        "1700000000.0",
        "99999999999999999999",
    ] {
        assert_eq!(
            reason(ID, timestamp, SIGNATURE).code(),
            "malformed",
            "{timestamp}"
        );
    }
    let unversioned = SIGNATURE.trim_start_matches("v1,");
    let other = SIGNATURE.replace("v1,", "v2,");
    for signature in [
        "",
        "v1,",
        "v1",
        unversioned,
        &other,
        &SIGNATURE[..SIGNATURE.len() - 4],
        &SIGNATURE.replace(' ', ",")[1..],
    ] {
        assert_eq!(
            reason(ID, "1700000000", signature),
            Reason::BadSignature,
            "{signature}"
        );
    }
    let headers = [
        ("webhook-id", ID),
        ("webhook-timestamp", "1700000000"),
        ("webhook-signature", SIGNATURE),
    ];
    assert_eq!(
        ask(&headers, b"{\"a\":1}").unwrap_err().reason,
        Reason::BadSignature
    );
    let request = headers.iter().fold(
        Request::new("POST", "https://a/").body(BODY),
        |call, (name, value)| call.header(name, value.as_bytes()),
    );
    let when = |now, answer| {
        let verdict = verify(
            &request,
            &endpoint(),
            &Policy::default(),
            at(now),
            |key, until| {
                assert_eq!((key.app, key.nonce), ("hook", "msg_1.1700000000"));
                assert_eq!(until, at(1_700_000_300));
                answer
            },
        );
        verdict
            .map(|verified| verified.freshness())
            .map_err(|refusal| refusal.reason)
    };
    assert_eq!(when(1_700_000_300, Replay::New), Ok(Freshness::Fresh));
    assert_eq!(when(1_700_000_301, Replay::New), Err(Reason::Stale));
    assert_eq!(when(1_699_999_699, Replay::New), Err(Reason::Future));
    assert_eq!(when(1_700_000_000, Replay::Seen), Err(Reason::Replayed));
}

#[test]
fn what_cannot_be_signed() {
    assert_eq!(secret("whsec_").err(), Some(Error::EmptySecret));
    assert!(secret("whsec_%").is_err());
    let call = Request::new("POST", "https://a/");
    let key = secret(SECRET).unwrap();
    assert!(sign(&call, &[&key], "a.b", at(1)).is_err());
    assert!(sign(&call, &[], ID, at(1)).is_err());
    assert_eq!(
        sign(&call, &[&key], ID, at(0) - Duration::from_secs(1)),
        Err(Error::Time)
    );
    assert_eq!(standard_webhooks::NAME, "standard-webhooks");
}

#[test]
fn many_signatures_are_linear() {
    let wrong = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= ";
    let many = wrong.repeat(20_000) + SIGNATURE;
    let headers = [
        ("webhook-id", ID),
        ("webhook-timestamp", "1700000000"),
        ("webhook-signature", &*many),
    ];
    assert!(ask(&headers, BODY).is_ok());
}

/// The cases of the specification's own libraries, where they are at hand.
#[test]
fn public() {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let shared = std::env::var_os("CREDTOOL_SHARED").unwrap_or_else(|| beside.into());
    let file = Path::new(&shared).join("vectors/protocol/standard-webhooks.json");
    let Ok(list) = std::fs::read(&file) else {
        #[expect(clippy::print_stdout, reason = "a skipped test says so")]
        {
            println!("skipped: no {}", file.display());
        }
        return;
    };
    let list: Value = serde_json::from_slice(&list).unwrap();
    let cases = list["cases"].as_array().unwrap();
    assert!(!cases.is_empty());
    for case in cases {
        let text = |name: &str| case[name].as_str().unwrap();
        let number = |name: &str| case[name].as_u64().unwrap();
        let answer = secret(text("secret")).ok().and_then(|secret| {
            let request = Request::new("POST", "https://a/")
                .header("webhook-id", text("id_").as_bytes())
                .header("webhook-timestamp", text("timestamp").as_bytes())
                .header("webhook-signature", text("signature").as_bytes())
                .body(text("payload").as_bytes());
            let policy = Policy {
                tolerance: Duration::from_secs(number("tolerance_s")),
            };
            let endpoint = AppCredentials::new("hook").secret(secret);
            verify(&request, &endpoint, &policy, at(number("now")), |_, _| {
                Replay::New
            })
            .ok()
        });
        assert_eq!(
            answer.is_some(),
            text("expect") == "accept",
            "{}",
            text("id")
        );
    }
}

proptest! {
    #[test]
    fn one_byte(id in "[!-\\-/-~]{1,12}", body in proptest::collection::vec(any::<u8>(), 0..40), seconds in 1_u64..1 << 40, which in 0_usize..4, place in any::<prop::sample::Index>(), to in any::<u8>()) {
        let key = secret(SECRET).unwrap();
        let call = Request::new("POST", "https://a/").body(&body);
        let signed = sign(&call, &[&key], &id, at(seconds)).unwrap();
        let [first, second, third] = signed.headers().map(|(_, value)| value.as_bytes().to_vec());
        let ask = |parts: &[Vec<u8>; 4]| {
            let request = Request::new("POST", "https://a/").body(&parts[3])
                .header("webhook-id", &parts[0])
                .header("webhook-timestamp", &parts[1])
                .header("webhook-signature", &parts[2]);
            verify(&request, &endpoint(), &Policy::default(), at(seconds), |_, _| Replay::New).is_ok()
        };
        let good = [first, second, third, body.clone()];
        prop_assert!(ask(&good));
        let mut changed = good.clone();
        if !changed[which].is_empty() {
            let at = place.index(changed[which].len());
            changed[which][at] = to;
        }
        prop_assert_eq!(ask(&changed), changed == good);
    }
}
