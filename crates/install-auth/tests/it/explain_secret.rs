//! A good callback meets a secret that is wrong in one way, and that way is the answer.

use credtool_install_auth::explain::{Cause, InstallAttempt};
use credtool_install_auth::{InstallCallback, Policy, Replay};

use crate::attempt::{JOINED, Try, explain, hashed};
use crate::{A, H, SECRET, check, md5, now, secret};

#[test]
fn secret_white_space() {
    for text in [
        format!("{SECRET}\n"),
        format!(" {SECRET}\r\n"),
        format!("\u{feff}{SECRET}"),
        "0123456789abcdef 0123456789abcdef".to_owned(),
    ] {
        let found = explain(&hashed(H), &text);
        assert_eq!(found.cause, Cause::SecretWhiteSpace, "{text:?}");
    }
    for tail in ["\n", "\r\n", " ", "\t"] {
        let found = explain(&hashed(&md5(&[JOINED, SECRET, tail])), SECRET);
        assert_eq!(found.cause, Cause::SecretWhiteSpace, "{tail:?}");
        // The secret stands behind the values, and differs behind its own end.
        assert_eq!(found.differs_at, Some(JOINED.len() + SECRET.len()));
        assert_eq!(found.base_string, Some(format!("{JOINED}****")));
    }
}

#[test]
fn secret_hex_decoded() {
    let mut bytes = JOINED.as_bytes().to_vec();
    bytes.extend([0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef].repeat(2));
    let h = base16ct::lower::encode_string(&<md5::Md5 as md5::Digest>::digest(&bytes));
    assert_eq!(explain(&hashed(&h), SECRET).cause, Cause::SecretHexDecoded);
    let bytes = [0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef].repeat(2);
    assert_eq!(explain(&hashed(H), bytes).cause, Cause::SecretHexDecoded);
}

#[test]
fn secret_base64_decoded() {
    let h = md5(&[JOINED, "hello world"]);
    for text in ["aGVsbG8gd29ybGQ=", "aGVsbG8gd29ybGQ"] {
        assert_eq!(explain(&hashed(&h), text).cause, Cause::SecretBase64Decoded);
    }
    let h = md5(&[JOINED, "aGVsbG8gd29ybGQ="]);
    assert_eq!(
        explain(&hashed(&h), "hello world").cause,
        Cause::SecretBase64Decoded
    );
}

#[test]
fn previous_secret() {
    let (secrets, retired) = ([secret("new")], [secret("older"), secret(SECRET)]);
    let attempt = Try {
        url: &hashed(H),
        secrets: &secrets,
        retired: &retired,
        now: now(),
    };
    let (refusal, found) = attempt.explain_with(Replay::New);
    assert_eq!(
        (refusal.reason.code(), found.cause),
        ("bad-signature", Cause::PreviousSecret)
    );
    assert_eq!(found.base_string, Some(format!("{JOINED}****")));
}

#[test]
fn a_match_of_the_second_secret_is_told() {
    let secrets = [secret("new"), secret(SECRET)];
    let text = hashed(H);
    let callback = InstallCallback::parse(&text).unwrap();
    let install = check(&callback, &secrets, now()).unwrap();
    let attempt = |secrets| InstallAttempt {
        url: &text,
        secrets,
        retired: &[],
        app_key: A,
        policy: Policy::default(),
        now: now(),
    };
    assert_eq!(
        attempt(&secrets).explain_match(&install).unwrap().cause,
        Cause::PreviousSecret
    );
    let install = check(&callback, &secrets[1..], now()).unwrap();
    assert_eq!(attempt(&secrets[1..]).explain_match(&install), None);
}

#[test]
fn wrong_secret() {
    let found = explain(&hashed(H), "fedcba9876543210fedcba9876543210");
    assert_eq!(found.cause, Cause::WrongSecret);
    assert!(found.tried.len() > 5, "{:?}", found.tried);
    assert_eq!(found.base_string, Some(format!("{JOINED}****")));
    let found = explain(&hashed(H), A);
    assert_eq!(
        found.detail,
        "the secret given is the application's key, which is no secret"
    );
    let found = explain(&hashed(H), format!("\"{SECRET}\""));
    assert_eq!(found.cause, Cause::WrongSecret);
    assert!(found.detail.contains("quotation marks"));
}
