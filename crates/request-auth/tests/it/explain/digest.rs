//! The digest of nonce, timestamp and secret, each mistake by hand.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use credtool_crypto_engine::{Hash, HmacKey};
use credtool_request_auth::akana::Scheme;
use credtool_request_auth::explain::{Attempt, Cause, Explanation};
use credtool_request_auth::{Request, SharedSecret};

use super::{NOW, assert_cause};
use crate::{APP, SECRET, app, millis, policy, secret};

const NONCE: &str = "c29tZSBub25jZQ==";

fn sent(digest: &[u8]) -> Option<Explanation> {
    with_more(digest, &[], None)
}

fn with_more(
    digest: &[u8],
    retired: &[SharedSecret],
    their_base: Option<&[u8]>,
) -> Option<Explanation> {
    let header = format!(
        "Atmosphere atmosphere_app_id={APP},atmosphere_nonce=\"{NONCE}\",atmosphere_digest_method=SHA1,\
         atmosphere_secret_digest=\"{}\",atmosphere_timestamp={NOW}",
        BASE64_STANDARD.encode(digest)
    );
    let request = Request::new("GET", "https://h/").header("Authorization", header.as_bytes());
    let (app, policy) = (app(), policy(Scheme::Digest, "atmosphere"));
    let attempt = Attempt {
        retired,
        their_base,
        ..Attempt::new(&request, &app, &policy, millis(NOW))
    };
    attempt.explain()
}

fn sha1(text: &str) -> Vec<u8> {
    Hash::Sha1.digest(text.as_bytes())
}

#[test]
fn every_mistake_that_a_digest_can_have() {
    assert_eq!(sent(&sha1(&format!("{NONCE}{NOW}{SECRET}"))), None);
    let seconds = NOW / 1000;
    let upper = SECRET.to_uppercase();
    for (theirs, cause) in [
        (format!("{NONCE}{NOW}{SECRET}\n"), Cause::SecretWhiteSpace),
        (format!("{NONCE}{NOW}{SECRET}&"), Cause::KeySuffix),
        (format!("{NONCE}{NOW}{upper}"), Cause::HexCase),
        (format!("some nonce{NOW}{SECRET}"), Cause::NonceDecoded),
        (format!("{NONCE}{seconds}{SECRET}"), Cause::TimestampUnit),
        (format!("{NONCE}+{NOW}+{SECRET}"), Cause::PlusOrSpace),
        (format!("{SECRET}{NONCE}{NOW}"), Cause::ParameterOrder),
        (format!("{NONCE}{SECRET}"), Cause::MissingParameter),
        (format!("{NOW}{SECRET}"), Cause::MissingParameter),
        (format!("{NONCE}{NOW}another"), Cause::WrongSecret),
        (
            format!("some nonce{NOW}{SECRET}\n"),
            Cause::SecretWhiteSpace,
        ), // two
    ] {
        let found = assert_cause(sent(&sha1(&theirs)), cause, &theirs);
        let masked = format!("{NONCE}{NOW}********");
        assert_eq!(found.base_string.as_deref(), Some(&*masked));
    }
    let bytes: Vec<u8> = (0..40)
        .step_by(2)
        .map(|at| u8::from_str_radix(&SECRET[at..at + 2], 16).unwrap())
        .collect();
    let hex_decoded = [format!("{NONCE}{NOW}").as_bytes(), &bytes].concat();
    assert_cause(
        sent(&Hash::Sha1.digest(&hex_decoded)),
        Cause::SecretHexDecoded,
        "hex",
    );
}

#[test]
fn other_hashes() {
    let good = format!("{NONCE}{NOW}{SECRET}");
    for hash in [Hash::Sha256, Hash::Sha512] {
        assert_cause(
            sent(&hash.digest(good.as_bytes())),
            Cause::WrongHash,
            "SHA-2",
        );
    }
    let keyed = HmacKey::new(Hash::Sha1, SECRET.as_bytes()).tag(format!("{NONCE}{NOW}").as_bytes());
    let found = assert_cause(sent(&keyed), Cause::WrongHash, "HMAC");
    assert!(
        found
            .detail
            .contains("an HMAC of nonce and timestamp, and not"),
        "{}",
        found.detail
    );
    assert!(
        found.detail.ends_with("with the secret"),
        "{}",
        found.detail
    );
    assert_cause(sent(&[7; 16]), Cause::WrongHash, "MD5");
    assert_cause(
        sent(&[7; 22]),
        Cause::Malformed,
        "the placeholder of WS-Security's document has 22 bytes",
    );
    let hex: String = sha1(&good)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_cause(sent(hex.as_bytes()), Cause::Malformed, "hex in base64");
}

#[test]
fn previous_secret() {
    let digest = sha1(&format!("{NONCE}{NOW}previous"));
    assert_cause(
        with_more(&digest, &[secret("previous")], None),
        Cause::PreviousSecret,
        "retired",
    );
}

#[test]
fn their_string() {
    let theirs = format!("{NONCE}{NOW}another secret");
    let found = with_more(&sha1(&theirs), &[], Some(theirs.as_bytes())).unwrap();
    assert_eq!(found.cause, Cause::WrongSecret);
    assert!(
        found.detail.contains("so the secrets differ"),
        "{}",
        found.detail
    );
    assert_eq!(found.their_base_string, None, "it ends with a secret");
    let theirs = format!("another nonce{NOW}{SECRET}");
    let found = with_more(&sha1(&theirs), &[], Some(theirs.as_bytes())).unwrap();
    assert_eq!((found.cause, found.differs_at), (Cause::Unknown, Some(0)));
}
