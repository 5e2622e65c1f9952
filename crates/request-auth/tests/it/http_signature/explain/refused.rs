//! What a refusal says itself.

use std::time::Duration;

use credtool_request_auth::explain::{Attempt, Cause};
use credtool_request_auth::http_signature::{Algorithm, DigestAlgorithm, Policy};
use credtool_request_auth::{AppCredentials, SharedSecret};

use super::*;

/// The diagnosis of a request signed as these parameters and this body say, at another time where that is given.
fn diagnosis(
    parameters: &str,
    now: SystemTime,
    replay: Replay,
    policy: &Policy,
    known: &AppCredentials,
) -> Option<Explanation> {
    let base = BASE.replace(PARAMETERS, parameters);
    let tag = tag(Hash::Sha256, SECRET.as_bytes(), base.as_bytes());
    let input = format!("sig1={parameters}");
    let signature = format!("sig1=:{}:", BASE64_STANDARD.encode(tag));
    let request = request()
        .header("Signature-Input", input.as_bytes())
        .header("Signature", signature.as_bytes());
    let attempt = Attempt {
        replay,
        ..Attempt::new(&request, known, policy, now)
    };
    attempt.explain()
}

#[test]
fn times_and_replays() {
    let at_time = |parameters: &str, now| diagnosis(parameters, now, Replay::New, &hmac(), &app());
    let found = at_time(PARAMETERS, at(NOW + 301));
    let found = assert_cause(found, Cause::Stale, "stale");
    assert!(
        found.detail.contains("301 seconds before now"),
        "{}",
        found.detail
    );
    assert!(found.base_string.is_some());
    assert_cause(at_time(PARAMETERS, at(NOW - 301)), Cause::Future, "future");
    let zone = assert_cause(at_time(PARAMETERS, at(NOW + 7200)), Cause::Stale, "zone");
    assert!(zone.detail.contains("local time"), "{}", zone.detail);
    let expired = PARAMETERS.replace("73;", "73;expires=1618884483;");
    let found = assert_cause(at_time(&expired, at(NOW + 20)), Cause::Stale, "expired");
    assert!(
        found.detail.contains("expired 10 seconds ago"),
        "{}",
        found.detail
    );
    let millis = PARAMETERS.replace("1618884473", "1618884473000");
    let found = assert_cause(
        at_time(&millis, at(NOW)),
        Cause::TimestampUnit,
        "milliseconds",
    );
    assert!(
        found.detail.contains("milliseconds") && found.hint.contains("seconds since 1970"),
        "{found:?}"
    );
    let replayed = diagnosis(PARAMETERS, at(NOW), Replay::Seen, &hmac(), &app());
    assert_cause(replayed, Cause::Replayed, "replayed");
}

#[test]
fn apps_keys_and_policies() {
    let of = |known: &AppCredentials, policy: &Policy| {
        diagnosis(PARAMETERS, at(NOW), Replay::New, policy, known)
    };
    let secret = || SharedSecret::new(SECRET).unwrap();
    let other = AppCredentials::new("Nexus").secret(secret());
    let found = assert_cause(of(&other, &hmac()), Cause::OtherApp, "other app");
    assert!(
        found.detail.contains("other letters") && found.hint.contains("keyid"),
        "{found:?}"
    );
    assert_cause(
        of(&AppCredentials::new(KEY_ID), &hmac()),
        Cause::WrongSecret,
        "no secret",
    );
    assert_cause(
        of(&app(), &Policy::new([Algorithm::Ed25519])),
        Cause::WrongHash,
        "not accepted",
    );
    let strict = Policy {
        required: components(&["content-type"]),
        ..hmac()
    };
    let found = assert_cause(of(&app(), &strict), Cause::MissingParameter, "not covered");
    assert!(found.detail.contains("content-type"), "{}", found.detail);
    let current = SharedSecret::new("the current secret").unwrap();
    let two = AppCredentials::new(KEY_ID).secret(current).secret(secret());
    assert_cause(of(&two, &hmac()), Cause::PreviousSecret, "second secret");
    let current = SharedSecret::new("the current secret").unwrap();
    let ended = at(NOW) - Duration::from_secs(1);
    let ended = AppCredentials::new(KEY_ID)
        .secret(current)
        .secret_until(secret(), ended);
    assert_cause(of(&ended, &hmac()), Cause::PreviousSecret, "overlap ended");
}

#[test]
fn fields() {
    let of = |parameters: &str| diagnosis(parameters, at(NOW), Replay::New, &hmac(), &app());
    for (parameters, cause) in [
        (
            PARAMETERS.replace("\"x-two\"", "\"x-absent\""),
            Cause::MissingParameter,
        ),
        (
            PARAMETERS.replace("created=1618884473;", ""),
            Cause::MissingParameter,
        ),
        (
            PARAMETERS.replace("hmac-sha256", "hmac-sha512"),
            Cause::WireName,
        ),
        (
            PARAMETERS.replace("\"@query\"", "\"@status\""),
            Cause::Malformed,
        ),
        (PARAMETERS.replace("1618884473", "\"x\""), Cause::Malformed),
        (format!("{PARAMETERS};nonce=\"m\""), Cause::Malformed),
        ("(".to_owned(), Cause::Malformed),
    ] {
        assert_cause(of(&parameters), cause, &parameters);
    }
    let unsigned = request();
    let (app, policy) = (app(), hmac());
    let found = Attempt::new(&unsigned, &app, &policy, at(NOW)).explain();
    assert_cause(found, Cause::MissingParameter, "unsigned");
}

#[test]
fn bodies() {
    let json: &[u8] = b"{\"a\": [1, 2],\r\n \"b\": \"x: \\\", y\"}";
    for (digested, said) in [
        (&b""[..], "no body"),
        (b"{\"a\":[1,2],\"b\":\"x: \\\", y\"}", "without white space"),
        (
            b"{\"a\": [1, 2], \"b\": \"x: \\\", y\"}",
            "a space after each colon and comma",
        ),
        (
            b"{\"a\": [1,2],\"b\": \"x: \\\", y\"}",
            "a space after each colon of",
        ),
        (
            b"{\"a\": [1, 2],\n \"b\": \"x: \\\", y\"}",
            "LF in the place of CR LF",
        ),
        (
            b"{\"a\": [1, 2],\r\n \"b\": \"x: \\\", y\"}\n",
            "a line feed at its end",
        ),
        (
            b"{\"a\": [1, 2],\r\n \"b\": \"x: \\\", y\"}\r\n",
            "CR LF at its end",
        ),
        (b"something else", "the body is not the one"),
    ] {
        let digest = DigestAlgorithm::Sha512.content_digest(digested);
        let sent = Request::new("POST", URL)
            .header("Content-Digest", digest.as_bytes())
            .body(digested);
        let fields = super::super::fields(&signed(&sent, &with_digest()));
        let received = sent.body(json);
        let received = with(&received, &fields);
        let (app, policy) = (app(), hmac());
        let found = Attempt::new(&received, &app, &policy, at(NOW)).explain();
        let found = assert_cause(found, Cause::BodyChanged, said);
        assert!(found.detail.contains(said), "{said}: {}", found.detail);
    }
    let digest = DigestAlgorithm::Sha256.content_digest(b"x");
    let sent = Request::new("POST", URL)
        .header("Content-Digest", digest.as_bytes())
        .body(b"x");
    let fields = super::super::fields(&signed(&sent, &with_digest()));
    let received = sent.body(b"x  \n");
    let received = with(&received, &fields);
    let (app, policy) = (app(), hmac());
    let found = Attempt::new(&received, &app, &policy, at(NOW)).explain();
    assert!(
        assert_cause(found, Cause::BodyChanged, "trimmed")
            .detail
            .contains("white space at its end")
    );
}

fn with_digest() -> Options {
    Options {
        components: components(&["@method", "@target-uri", "content-digest"]),
        ..hmac_options()
    }
}
