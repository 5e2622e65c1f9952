//! The secret, mangled on one of the two sides.

use credtool_crypto_engine::Hash;
use credtool_request_auth::explain::{Cause, Explanation};
use credtool_request_auth::{AppCredentials, Request, SharedSecret};

use super::{BASE, FORM, HEADER, URL, assert_cause, hmac, of, of_header, with_more};
use crate::{APP, SECRET, millis, secret};

/// The other side signs with this key.
fn theirs(key: &[u8]) -> Option<Explanation> {
    of_header(&HEADER.with(&hmac(Hash::Sha256, key, BASE.as_bytes())))
}

/// We have this secret, and the other side signs with that key.
fn both(ours: &str, theirs: &[u8]) -> Option<Explanation> {
    let header = HEADER.with(&hmac(Hash::Sha256, theirs, BASE.as_bytes()));
    let app = AppCredentials::new(APP).secret(secret(ours));
    of(&Request::new("POST", URL).form(FORM), &header, &app)
}

#[test]
fn white_space() {
    for (before, after) in [
        ("", "\n"),
        ("", "\r\n"),
        ("", " "),
        ("", "\t"),
        (" ", ""),
        ("\u{feff}", ""),
    ] {
        let spaced = format!("{before}{SECRET}{after}");
        assert_cause(theirs(spaced.as_bytes()), Cause::SecretWhiteSpace, "theirs");
        assert_cause(
            both(&spaced, SECRET.as_bytes()),
            Cause::SecretWhiteSpace,
            "ours",
        );
    }
    let other_end = format!("{SECRET}\r\n");
    assert_cause(
        both(&format!("{SECRET}\n"), other_end.as_bytes()),
        Cause::SecretWhiteSpace,
        "CR LF",
    );
}

/// The key of the negative vector in the facts of this platform: the 20 bytes of the 40 digits.
#[test]
fn hex_decoded() {
    let bytes = [
        0x10, 0x08, 0x87, 0x7a, 0xfa, 0xbf, 0x32, 0xef, 0xb3, 0x1f, 0x9c, 0x97, 0x4d, 0xbe, 0xaa,
        0x68, 0x8b, 0xed, 0x07, 0x69,
    ];
    assert_cause(theirs(&bytes), Cause::SecretHexDecoded, "theirs");
    let app = AppCredentials::new(APP).secret(SharedSecret::new(bytes).unwrap());
    let header = HEADER.with(&hmac(Hash::Sha256, SECRET.as_bytes(), BASE.as_bytes()));
    let found = of(&Request::new("POST", URL).form(FORM), &header, &app);
    assert_cause(found, Cause::SecretHexDecoded, "ours");
}

#[test]
fn base64_decoded() {
    assert_cause(
        both("c2VjcmV0IHdvcmQ=", b"secret word"),
        Cause::SecretBase64Decoded,
        "padded",
    );
    assert_cause(
        both("c2VjcmV0IHdvcmQ", b"secret word"),
        Cause::SecretBase64Decoded,
        "not padded",
    );
    assert_cause(
        both(
            "-_-_secret__",
            &[0xfb, 0xff, 0xbf, 0xb1, 0xe7, 0x2b, 0x7a, 0xdf, 0xff],
        ),
        Cause::SecretBase64Decoded,
        "URL-safe",
    );
    assert_cause(
        both("secret word", b"c2VjcmV0IHdvcmQ="),
        Cause::SecretBase64Decoded,
        "encoded",
    );
}

#[test]
fn hex_case() {
    assert_cause(
        theirs(SECRET.to_uppercase().as_bytes()),
        Cause::HexCase,
        "upper",
    );
    assert_cause(
        both(&SECRET.to_uppercase(), SECRET.as_bytes()),
        Cause::HexCase,
        "lower",
    );
}

#[test]
fn key_suffix() {
    assert_cause(
        theirs(format!("{SECRET}&").as_bytes()),
        Cause::KeySuffix,
        "theirs",
    );
    assert_cause(
        both(&format!("{SECRET}&"), SECRET.as_bytes()),
        Cause::KeySuffix,
        "ours",
    );
}

#[test]
fn plus_and_percent() {
    assert_cause(
        both("a secret+word", b"a secret word"),
        Cause::PlusOrSpace,
        "a space",
    );
    assert_cause(
        both("a%2Bword", b"a+word"),
        Cause::PercentEncoding,
        "decoded",
    );
    assert_cause(
        both("a+word", b"a%2Bword"),
        Cause::PercentEncoding,
        "encoded",
    );
}

#[test]
fn previous_secret() {
    let previous = "2d9d42b42a4e2abc1fa5489d5081e03b95818ffd";
    let header = HEADER.with(&hmac(Hash::Sha256, previous.as_bytes(), BASE.as_bytes()));
    // Accepted still, and told.
    let request = Request::new("POST", URL).form(FORM);
    let app = AppCredentials::new(APP)
        .secret(secret(SECRET))
        .secret(secret(previous));
    assert_cause(
        of(&request, &header, &app),
        Cause::PreviousSecret,
        "accepted",
    );
    // Accepted up to yesterday.
    let app = AppCredentials::new(APP)
        .secret(secret(SECRET))
        .secret_until(secret(previous), millis(1));
    assert_cause(
        of(&request, &header, &app),
        Cause::PreviousSecret,
        "expired",
    );
    // Retired.
    let found = with_more(&header, &[secret("another"), secret(previous)], None);
    assert_cause(Some(found), Cause::PreviousSecret, "retired");
}

#[test]
fn wrong_secret_is_what_is_left() {
    let found = assert_cause(theirs(b"quite another"), Cause::WrongSecret, "another");
    assert!(
        found.detail.contains("or something was changed"),
        "{}",
        found.detail
    );
    for tried in [
        Cause::SecretWhiteSpace,
        Cause::SecretHexDecoded,
        Cause::KeySuffix,
        Cause::WireName,
        Cause::TimestampUnit,
        Cause::PlusOrSpace,
        Cause::PercentEncoding,
        Cause::ParameterOrder,
        Cause::EmptyValue,
        Cause::DefaultPort,
        Cause::FormBodyIgnored,
        Cause::MethodCase,
        Cause::NonceDecoded,
        Cause::MissingParameter,
        Cause::WrongHash,
    ] {
        assert!(
            found.tried.contains(&tried),
            "{tried} was not tried: {:?}",
            found.tried
        );
    }
    assert_eq!(found.base_string.as_deref(), Some(BASE));
    assert_eq!(found.differs_at, None);
}
