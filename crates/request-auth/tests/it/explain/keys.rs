//! RSA signatures: what the public key finds in them.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use credtool_crypto_engine::{Hash, KeySizes, PrivateKey, Randomness, SignatureScheme};
use credtool_request_auth::akana::{Policy, Scheme};
use credtool_request_auth::explain::{Attempt, Cause, Explanation};
use credtool_request_auth::{AppCredentials, Request};

use super::{BASE, FORM, HEADER, Header, NOW, URL, assert_cause};
use crate::{APP, millis, policy};

const RSA_1024: &[u8] = include_bytes!("../../data/rsa1024.pkcs8.der");
const RSA_2048: &[u8] = include_bytes!("../../data/rsa2048.pkcs8.der");
const METHOD: &str = "SHA256withRSA";

fn key(der: &[u8]) -> PrivateKey {
    PrivateKey::from_pkcs8_der(der).unwrap()
}

fn base() -> String {
    BASE.replace("HMACSHA256", METHOD)
}

fn sign(der: &[u8], scheme: SignatureScheme, text: &str) -> Vec<u8> {
    let signed = key(der).sign(
        scheme,
        KeySizes::Legacy,
        Randomness::System,
        text.as_bytes(),
    );
    signed.unwrap()
}

fn pkcs1v15(hash: Hash, text: &str) -> Vec<u8> {
    sign(RSA_1024, SignatureScheme::RsaPkcs1v15(hash), text)
}

/// The diagnosis where the app has the 1024-bit key.
fn of(signature: &[u8], their_base: Option<&str>) -> Option<Explanation> {
    let header = Header {
        method: METHOD,
        ..HEADER
    }
    .with(&BASE64_STANDARD.encode(signature));
    let request = Request::new("POST", URL)
        .form(FORM)
        .header("Authorization", header.as_bytes());
    let app = AppCredentials::new(APP).public_key(key(RSA_1024).public_key().clone());
    let policy = Policy {
        key_sizes: KeySizes::Legacy,
        ..policy(Scheme::RsaSha256, "atmosphere")
    };
    let attempt = Attempt {
        their_base: their_base.map(str::as_bytes),
        ..Attempt::new(&request, &app, &policy, millis(NOW))
    };
    attempt.explain()
}

#[test]
fn wrong_key() {
    assert_eq!(of(&pkcs1v15(Hash::Sha256, &base()), None), None);
    let mut changed = pkcs1v15(Hash::Sha256, &base());
    changed[40] ^= 1;
    let found = assert_cause(of(&changed, None), Cause::WrongKey, "changed");
    assert!(
        found.detail.contains("or it was changed"),
        "{}",
        found.detail
    );
    let longer = sign(
        RSA_2048,
        SignatureScheme::RsaPkcs1v15(Hash::Sha256),
        &base(),
    );
    let found = assert_cause(of(&longer, None), Cause::WrongKey, "another size");
    assert!(
        found.detail.contains("256 bytes and the key makes 128"),
        "{}",
        found.detail
    );
}

#[test]
fn wrong_hash() {
    assert_cause(
        of(&pkcs1v15(Hash::Sha1, &base()), None),
        Cause::WrongHash,
        "SHA-1",
    );
    let found = assert_cause(
        of(&pkcs1v15(Hash::Sha512, "another"), None),
        Cause::WrongHash,
        "SHA-512",
    );
    assert!(
        found.detail.contains("does not match either"),
        "{}",
        found.detail
    );
    let pss = SignatureScheme::RsaPss {
        hash: Hash::Sha256,
        salt_len: 32,
    };
    let found = assert_cause(
        of(&sign(RSA_1024, pss, &base()), None),
        Cause::WrongHash,
        "PSS",
    );
    assert!(found.detail.contains("PSS"), "{}", found.detail);
}

#[test]
fn another_string_under_the_right_key() {
    for (theirs, cause) in [
        (base().replace("POST", "post"), Cause::MethodCase),
        (base().replace(METHOD, "RSA-SHA256"), Cause::WireName),
        (base().replace("&empty", "&empty="), Cause::EmptyValue),
        (base().replace(".com/", ".com:443/"), Cause::DefaultPort),
        (
            base().replace("=1326409129918", "=1326409129"),
            Cause::TimestampUnit,
        ),
        (base().replace("a=1 x", "a=1+x"), Cause::PlusOrSpace),
        (base().replace("b=two", "b=three"), Cause::Unknown),
    ] {
        let signature = pkcs1v15(Hash::Sha256, &theirs);
        assert_cause(of(&signature, None), cause, &theirs);
        let found = assert_cause(of(&signature, Some(&theirs)), cause, &theirs);
        assert_eq!(found.their_base_string, Some(theirs));
    }
    let both = base().replace("POST", "post");
    let found = assert_cause(
        of(&pkcs1v15(Hash::Sha1, &both), None),
        Cause::WrongHash,
        "both",
    );
    assert!(found.detail.contains("lower case"), "{}", found.detail);
}
