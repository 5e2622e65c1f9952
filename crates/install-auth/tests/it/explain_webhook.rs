//! A good webhook is broken in one way, and that way is the answer.

use credtool_crypto_engine::{Hash, HmacKey};
use credtool_install_auth::explain::{Cause, Explanation, WebhookAttempt};
use credtool_install_auth::{ApplicationSecret, webhook};

use crate::secret;
use crate::webhook::{ANA, ANA_SIGNATURE, JOSE};

const SECRET: &str = "shared-secret";

fn explain(signature: &str, secret_text: impl AsRef<[u8]>, body: &[u8]) -> Explanation {
    let secrets = [ApplicationSecret::new(secret_text).unwrap()];
    let refusal = webhook::verify(signature, &secrets, body).unwrap_err();
    WebhookAttempt {
        signature,
        secrets: &secrets,
        retired: &[secret("older"), secret("retired")],
        body,
    }
    .explain(&refusal)
}

fn signed(body: &[u8]) -> String {
    webhook::sign(&secret(SECRET), body)
}

#[test]
fn body_changed() {
    let pretty = b"[\n  {\n    \"Id\": 1,\n    \"Name\": \"Ana\"\n  }\n]";
    for (arrived, signed_one) in [
        (&b"[{\"Id\":1,\"Name\":\"Ana\"}]\n"[..], ANA),
        (b"[{\"Id\":1,\"Name\":\"Ana\"}]\r\n", ANA),
        (b"  [{\"Id\":1,\"Name\":\"Ana\"}]\n\n", ANA),
        (b"\xef\xbb\xbf[{\"Id\":1,\"Name\":\"Ana\"}]", ANA),
        (pretty, ANA),
        (b"[{\"Id\": 1, \"Name\": \"Ana\"}]", ANA),
        (b"[{\"Id\": 1, \"Name\": \"Jos\\u00e9\"}]", JOSE.as_bytes()),
        (ANA, b"[{\"Id\":1,\"Name\":\"Ana\"}]\n"),
        (ANA, b"[{\"Id\":1,\"Name\":\"Ana\"}]\r\n"),
        (ANA, b"\xef\xbb\xbf[{\"Id\":1,\"Name\":\"Ana\"}]"),
        (b"[1,\n2]", b"[1,\r\n2]"),
        (b"[1,\r\n2]", b"[1,\n2]"),
    ] {
        let found = explain(&signed(signed_one), SECRET, arrived);
        assert_eq!(found.cause, Cause::BodyChanged, "{arrived:?}");
        assert!(
            found.differs_at.is_some() && found.their_base_string.is_some(),
            "{found:?}"
        );
    }
    let found = explain(&signed(ANA), SECRET, b"[{\"Id\": 1,\"Name\":\"Ana\"}]");
    assert_eq!(found.differs_at, Some(7));
}

#[test]
fn raw_utf_8() {
    let raw = HmacKey::new(Hash::Sha256, SECRET.as_bytes()).tag(JOSE.as_bytes());
    let found = explain(
        &base16ct::upper::encode_string(&raw),
        SECRET,
        JOSE.as_bytes(),
    );
    assert_eq!(
        (found.cause, found.differs_at),
        (Cause::BodyChanged, Some(20))
    );
    assert!(found.detail.contains("UTF-8"));
}

#[test]
fn secrets() {
    assert_eq!(
        explain(ANA_SIGNATURE, "shared-secret\n", ANA).cause,
        Cause::SecretWhiteSpace
    );
    assert_eq!(
        explain(ANA_SIGNATURE, "7368617265642d736563726574", ANA).cause,
        Cause::SecretHexDecoded
    );
    assert_eq!(
        explain(ANA_SIGNATURE, "c2hhcmVkLXNlY3JldA==", ANA).cause,
        Cause::SecretBase64Decoded
    );
    assert_eq!(
        explain(ANA_SIGNATURE, "SHARED-SECRET", ANA).cause,
        Cause::HexCase
    );
    assert_eq!(
        explain(ANA_SIGNATURE, "shared%2Dsecret", ANA).cause,
        Cause::PercentEncoding
    );
    let with_plus = webhook::sign(&secret("a+b"), ANA);
    assert_eq!(explain(&with_plus, "a b", ANA).cause, Cause::PlusOrSpace);
    let retired = webhook::sign(&secret("retired"), ANA);
    assert_eq!(explain(&retired, SECRET, ANA).cause, Cause::PreviousSecret);
    let found = explain(ANA_SIGNATURE, "another", ANA);
    assert_eq!(found.cause, Cause::WrongSecret);
    assert!(!found.tried.is_empty());
    assert_eq!(found.base_string.as_deref(), std::str::from_utf8(ANA).ok());
}

#[test]
fn wrong_hash() {
    let hex = |bytes: Vec<u8>| base16ct::lower::encode_string(&bytes);
    let both = [ANA, SECRET.as_bytes()].concat();
    for signature in [
        hex(HmacKey::new(Hash::Sha1, SECRET.as_bytes()).tag(ANA)),
        hex(HmacKey::new(Hash::Sha512, SECRET.as_bytes()).tag(ANA)),
        hex(Hash::Sha256.digest(&both)),
        hex(Hash::Sha256.digest(&[SECRET.as_bytes(), ANA].concat())),
        hex(Hash::Sha256.digest(ANA)),
        "0".repeat(40),
    ] {
        let found = explain(&signature, SECRET, ANA);
        assert_eq!(found.cause, Cause::WrongHash, "{signature}");
        assert!(
            found.hint.contains("HMAC-SHA256") && !found.detail.is_empty(),
            "{found:?}"
        );
        assert!(!format!("{found:?}").contains(SECRET), "{found:?}");
    }
}

#[test]
fn malformed() {
    for signature in [
        format!(" {ANA_SIGNATURE}"),
        format!("sha256={ANA_SIGNATURE}"),
        "1hMPcjgOFDtLtQ3XZIOc76iSs7WJtCa4guDIHEXS/pI=".to_owned(),
    ] {
        let found = explain(&signature, SECRET, ANA);
        assert_eq!(found.cause, Cause::Malformed);
        assert!(
            found.detail.starts_with("the signature is the right one, "),
            "{found:?}"
        );
    }
    let found = explain("no", SECRET, ANA);
    assert_eq!(
        (found.cause, found.detail.as_str()),
        (
            Cause::Malformed,
            "signature is not an HMAC-SHA256 of 64 hex digits: another character at byte 0"
        )
    );
}

#[test]
fn a_match_of_the_second_secret_is_told() {
    let attempt = WebhookAttempt {
        signature: ANA_SIGNATURE,
        secrets: &[],
        retired: &[],
        body: ANA,
    };
    assert_eq!(attempt.explain_match(0), None);
    assert_eq!(
        attempt.explain_match(1).unwrap().cause,
        Cause::PreviousSecret
    );
}

/// A body of any size is cut short where it is shown.
#[test]
fn a_long_body_is_not_shown_whole() {
    let body = "x".repeat(1 << 20);
    let found = explain(ANA_SIGNATURE, SECRET, body.as_bytes());
    assert!(found.base_string.unwrap().len() < 5000);
}
