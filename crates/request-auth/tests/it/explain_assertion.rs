//! Client assertions broken by hand in one way each, and the name that the explanation gives it.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credtool_crypto_engine::{
    EcdsaEncoding, Hash, HmacKey, KeySizes, NewKey, PrivateKey, Randomness, SignatureScheme,
};
use credtool_request_auth::explain::{AssertionAttempt, Cause, Explanation};
use credtool_request_auth::oauth2::{
    AssertionKey, AssertionOptions, AssertionPolicy, JwsAlgorithm, sign_assertion,
};
use credtool_request_auth::{AppCredentials, Replay};

use crate::{SECRET, secret};

const CLAIMS: &str =
    r#"{"iss":"hermosa","sub":"hermosa","aud":"https://a/token","exp":1781524860}"#;

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_781_524_800)
}

fn policy() -> AssertionPolicy {
    AssertionPolicy::new("https://a/token")
}

fn client() -> AppCredentials {
    AppCredentials::new("hermosa").secret(secret(SECRET))
}

fn explained(token: &str, client: &AppCredentials) -> Explanation {
    let found = AssertionAttempt::new(token, client, &policy(), now()).explain();
    let found = found.expect("a no");
    let shown = format!("{found:?}");
    assert!(!shown.contains(SECRET), "{shown}");
    found
}

fn hs(header: &str, claims: &str, hash: Hash, key: &[u8]) -> String {
    let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part));
    let input = format!("{header}.{claims}");
    let tag = HmacKey::new(hash, key).tag(input.as_bytes());
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(tag))
}

fn with_key(key: &[u8]) -> Cause {
    explained(
        &hs(r#"{"alg":"HS256"}"#, CLAIMS, Hash::Sha256, key),
        &client(),
    )
    .cause
}

fn with_claims(claims: &str) -> Explanation {
    let token = hs(
        r#"{"alg":"HS256"}"#,
        claims,
        Hash::Sha256,
        SECRET.as_bytes(),
    );
    explained(&token, &client())
}

#[test]
fn a_good_one_has_nothing_to_explain() {
    let token = hs(
        r#"{"alg":"HS256"}"#,
        CLAIMS,
        Hash::Sha256,
        SECRET.as_bytes(),
    );
    let client = client();
    assert_eq!(
        AssertionAttempt::new(&token, &client, &policy(), now()).explain(),
        None
    );
    let both = AppCredentials::new("hermosa")
        .secret(secret("new"))
        .secret(secret(SECRET));
    assert_eq!(explained(&token, &both).cause, Cause::PreviousSecret);
}

#[test]
fn the_secret() {
    assert_eq!(
        with_key(format!("{SECRET}\n").as_bytes()),
        Cause::SecretWhiteSpace
    );
    let bytes: Vec<u8> = (0..20)
        .map(|at| u8::from_str_radix(&SECRET[2 * at..2 * at + 2], 16).unwrap())
        .collect();
    assert_eq!(with_key(&bytes), Cause::SecretHexDecoded);
    let decoded = base64::prelude::BASE64_STANDARD.decode(SECRET).unwrap();
    assert_eq!(with_key(&decoded), Cause::SecretBase64Decoded);
    assert_eq!(
        with_key(SECRET.to_ascii_uppercase().as_bytes()),
        Cause::HexCase
    );
    assert_eq!(with_key(b"another"), Cause::WrongSecret);
    let token = hs(r#"{"alg":"HS256"}"#, CLAIMS, Hash::Sha256, b"another");
    let (client, policy, retired) = (client(), policy(), [secret("another")]);
    let attempt = AssertionAttempt {
        retired: &retired,
        ..AssertionAttempt::new(&token, &client, &policy, now())
    };
    assert_eq!(attempt.explain().unwrap().cause, Cause::PreviousSecret);
}

#[test]
fn the_algorithm() {
    let token = hs(
        r#"{"alg":"HS512"}"#,
        CLAIMS,
        Hash::Sha256,
        SECRET.as_bytes(),
    );
    assert_eq!(explained(&token, &client()).cause, Cause::WrongHash);
    let key = PrivateKey::generate(NewKey::Ed25519, Randomness::System).unwrap();
    let public = AppCredentials::new("hermosa").public_key(key.public_key().clone());
    let token = hs(r#"{"alg":"HS256"}"#, CLAIMS, Hash::Sha256, b"any");
    let found = explained(&token, &public);
    assert_eq!(found.cause, Cause::WrongHash);
    assert!(found.detail.contains("never be taken"), "{}", found.detail);
    let none = hs(r#"{"alg":"none"}"#, CLAIMS, Hash::Sha256, b"any");
    assert_eq!(explained(&none, &client()).cause, Cause::WireName);
}

#[test]
fn keys() {
    let rsa = PrivateKey::generate(NewKey::Rsa2048, Randomness::System).unwrap();
    let other = PrivateKey::generate(NewKey::Rsa2048, Randomness::System).unwrap();
    let known = AppCredentials::new("hermosa").public_key(rsa.public_key().clone());
    let options = AssertionOptions::new(JwsAlgorithm::Rs256, "https://a/token");
    let made = |key, options: &AssertionOptions| {
        sign_assertion("hermosa", AssertionKey::Private(key), options, "id", now()).unwrap()
    };
    assert_eq!(
        explained(&made(&other, &options), &known).cause,
        Cause::WrongKey
    );
    // The header says another algorithm of the same key.
    let pss = AssertionOptions::new(JwsAlgorithm::Ps256, "https://a/token");
    let token = made(&rsa, &options);
    let (_, rest) = token.split_once('.').unwrap();
    let (claims, _) = rest.split_once('.').unwrap();
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"PS256"}"#);
    let input = format!("{header}.{claims}");
    let v15 = SignatureScheme::RsaPkcs1v15(Hash::Sha256);
    let signature = rsa.sign(v15, KeySizes::Current, Randomness::System, input.as_bytes());
    let wrong = format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature.unwrap()));
    assert_eq!(explained(&wrong, &known).cause, Cause::WrongHash);
    // Claims of another token.
    let long = AssertionOptions {
        lifetime: Duration::from_secs(61),
        ..options.clone()
    };
    let (input, _) = token.rsplit_once('.').unwrap();
    let longer = made(&rsa, &long);
    let (_, signature) = longer.rsplit_once('.').unwrap();
    let mixed = format!("{input}.{signature}");
    assert_eq!(explained(&mixed, &known).cause, Cause::BodyChanged);
    assert_eq!(
        explained(&made(&other, &pss), &known).cause,
        Cause::WrongKey
    );

    let p256 = PrivateKey::generate(NewKey::EcP256, Randomness::System).unwrap();
    let known = AppCredentials::new("hermosa").public_key(p256.public_key().clone());
    let [header, claims] = [r#"{"alg":"ES256"}"#, CLAIMS].map(|part| URL_SAFE_NO_PAD.encode(part));
    let input = format!("{header}.{claims}");
    let der = SignatureScheme::Ecdsa {
        hash: Hash::Sha256,
        encoding: EcdsaEncoding::Der,
    };
    let signature = p256.sign(der, KeySizes::Current, Randomness::System, input.as_bytes());
    let token = format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature.unwrap()));
    let found = explained(&token, &known);
    assert_eq!(found.cause, Cause::Malformed);
    assert!(found.detail.contains("ASN.1"), "{}", found.detail);
}

#[test]
fn the_claims() {
    let changed = |from: &str, to: &str| with_claims(&CLAIMS.replacen(from, to, 1));
    let late = changed("1781524860", "1781521200");
    assert_eq!(late.cause, Cause::Stale);
    assert!(
        late.detail.contains("exp lies 3600 seconds before now"),
        "{}",
        late.detail
    );
    assert!(late.detail.contains("quarter hour"), "{}", late.detail);
    let early = changed("\"exp\"", "\"nbf\":1781524810,\"exp\"");
    assert_eq!(early.cause, Cause::Future);
    assert!(
        early.detail.contains("nbf lies 10 seconds after now"),
        "{}",
        early.detail
    );
    assert_eq!(
        changed("1781524860", "1781524860000").cause,
        Cause::TimestampUnit
    );
    let issued = changed("\"exp\"", "\"iat\":1781524800000,\"exp\"");
    assert_eq!(issued.cause, Cause::TimestampUnit);
    assert_eq!(
        changed("\"iss\":\"hermosa\"", "\"iss\":\"other\"").cause,
        Cause::OtherApp
    );
    assert_eq!(
        changed(",\"exp\":1781524860", "").cause,
        Cause::MissingParameter
    );
    assert_eq!(changed("{", "[").cause, Cause::Malformed);
    let audience = changed("https://a/token", "https://a/token/");
    assert_eq!(audience.cause, Cause::Unknown);
    assert!(audience.hint.contains("aud"), "{}", audience.hint);
}

#[test]
fn once() {
    let token = hs(
        r#"{"alg":"HS256"}"#,
        CLAIMS,
        Hash::Sha256,
        SECRET.as_bytes(),
    );
    let (client, policy) = (client(), policy());
    let attempt = AssertionAttempt {
        replay: Replay::Seen,
        ..AssertionAttempt::new(&token, &client, &policy, now())
    };
    assert_eq!(attempt.explain().unwrap().cause, Cause::Replayed);
    for text in ["", "a.b.c", "..", "\u{0}"] {
        assert_eq!(explained(text, &client).cause, Cause::Malformed, "{text:?}");
    }
}
