//! What a refusal says itself, and what is made of it.

use credtool_crypto_engine::Hash;
use credtool_request_auth::akana::{Policy, Scheme};
use credtool_request_auth::explain::{Attempt, Cause, Explanation};
use credtool_request_auth::{AppCredentials, Replay, Request};

use super::{
    BASE, FORM, HEADER, Header, NOW, URL, assert_cause, hmac, hmac_policy, of_header, signed,
};
use crate::{APP, SECRET, app, millis, policy, secret};

fn at(header: &str, now: u64, replay: Replay) -> Option<Explanation> {
    let request = Request::new("POST", URL)
        .form(FORM)
        .header("Authorization", header.as_bytes());
    let (app, policy) = (app(), hmac_policy());
    let attempt = Attempt {
        replay,
        ..Attempt::new(&request, &app, &policy, millis(now))
    };
    attempt.explain()
}

fn under(policy: &Policy, header: &str) -> Option<Explanation> {
    let request = Request::new("POST", URL)
        .form(FORM)
        .header("Authorization", header.as_bytes());
    Attempt::new(&request, &app(), policy, millis(NOW)).explain()
}

#[test]
fn stale_future_replayed() {
    let header = signed(BASE);
    let found = assert_cause(at(&header, NOW + 600_000, Replay::New), Cause::Stale, "old");
    assert_eq!(
        found.detail,
        "the timestamp lies 600 seconds before now, and 300 are tolerated"
    );
    assert_eq!(found.base_string.as_deref(), Some(BASE));
    assert_cause(
        at(&header, NOW - 600_000, Replay::New),
        Cause::Future,
        "early",
    );
    let zone = assert_cause(
        at(&header, NOW - 2 * 3_600_000 - 20_000, Replay::New),
        Cause::Future,
        "zone",
    );
    assert!(zone.detail.contains("local time"), "{}", zone.detail);
    assert_cause(at(&header, NOW, Replay::Seen), Cause::Replayed, "again");
    assert_cause(
        at(&header, NOW, Replay::Unavailable),
        Cause::Unknown,
        "a full guard",
    );
    assert_eq!(at(&header, NOW, Replay::New), None);
}

/// Sent and signed alike, in another unit.
#[test]
fn timestamp_unit() {
    for timestamp in [
        "1326409129",
        "1326409129918000",
        "634620059299180000",
        "1326409129.918",
        "2012-01-11T22:58:49Z",
    ] {
        let base = BASE.replace("1326409129918", timestamp);
        let header = Header {
            timestamp,
            ..HEADER
        };
        let header = header.with(&hmac(Hash::Sha256, SECRET.as_bytes(), base.as_bytes()));
        assert_cause(of_header(&header), Cause::TimestampUnit, timestamp);
    }
    let nonsense = Header {
        timestamp: "yesterday",
        ..HEADER
    }
    .with("AAAA");
    assert_cause(of_header(&nonsense), Cause::Malformed, "yesterday");
}

#[test]
fn other_app() {
    let header = |app_id| Header { app_id, ..HEADER }.with("AAAA");
    assert_cause(
        of_header(&header("somebody-else")),
        Cause::OtherApp,
        "another",
    );
    let found = assert_cause(
        of_header(&header("AS0iTmhoGaE6Y9sWhUkvcL6T.myplatform")),
        Cause::OtherApp,
        "version",
    );
    assert!(found.detail.contains("version"), "{}", found.detail);
    let found = assert_cause(
        of_header(&header(&format!("{APP} "))),
        Cause::OtherApp,
        "space",
    );
    assert!(found.detail.contains("white space"), "{}", found.detail);
}

#[test]
fn missing_parameter() {
    let header = signed(BASE);
    for part in [
        "atmosphere_nonce",
        "atmosphere_timestamp",
        "atmosphere_signature_method",
        "atmosphere_app_id",
    ] {
        let without: Vec<&str> = header
            .split(',')
            .filter(|field| !field.contains(&format!("{part}=")))
            .collect();
        assert_cause(of_header(&without.join(",")), Cause::MissingParameter, part);
    }
    let found = assert_cause(
        of_header(&header.replace("atmosphere_", "chromedata_")),
        Cause::MissingParameter,
        "prefix",
    );
    assert!(found.detail.contains("chromedata"), "{}", found.detail);
    let plain = format!("Atmosphere atmosphere_app_id={APP}");
    assert_cause(of_header(&plain), Cause::MissingParameter, "a plain App ID");
    let (app, policy) = (app(), hmac_policy());
    let bare = Request::new("GET", URL);
    let found = Attempt::new(&bare, &app, &policy, millis(NOW)).explain();
    let found = assert_cause(found, Cause::MissingParameter, "nothing");
    assert_eq!(found.base_string, None);
}

#[test]
fn malformed() {
    let header = signed(BASE);
    for (from, to) in [
        ("Atmosphere ", "Basic "),
        ("Atmosphere ", ""),
        ("version=\"1.0\"", "version=\"2.0\""),
        (",atmosphere_nonce", ";x"),
    ] {
        assert_cause(
            of_header(&header.replacen(from, to, 1)),
            Cause::Malformed,
            to,
        );
    }
    let twice = format!("{header},atmosphere_nonce=x");
    assert_cause(of_header(&twice), Cause::Malformed, "twice");
}

#[test]
fn schemes_and_credentials() {
    assert_cause(
        under(&policy(Scheme::HmacSha512, "atmosphere"), &signed(BASE)),
        Cause::WrongHash,
        "not accepted",
    );
    let unknown = Header {
        method: "HS256",
        ..HEADER
    }
    .with("AAAA");
    assert_cause(of_header(&unknown), Cause::WireName, "unknown name");
    let request = Request::new("POST", URL).form(FORM);
    let nobody = AppCredentials::new(APP);
    assert_cause(
        super::of(&request, &signed(BASE), &nobody),
        Cause::WrongSecret,
        "none known",
    );
    let header = Header {
        method: "SHA256withRSA",
        ..HEADER
    }
    .with("AAAA");
    assert_cause(
        under(&policy(Scheme::RsaSha256, "atmosphere"), &header),
        Cause::WrongKey,
        "none known",
    );
}

#[test]
fn no_field_holds_the_secret() {
    let nonce = Header {
        nonce: SECRET,
        ..HEADER
    }
    .with("AAAA");
    let name = Header {
        method: SECRET,
        ..HEADER
    }
    .with("AAAA");
    for header in [
        nonce,
        name,
        Header {
            app_id: SECRET,
            ..HEADER
        }
        .with("AAAA"),
    ] {
        let found = of_header(&header).unwrap();
        assert!(!format!("{found:?}").contains(SECRET), "{found:?}");
    }
    let _ = secret(SECRET);
}
