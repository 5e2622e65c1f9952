//! RFC 9421 appendix B: what is deterministic is typed in; all of it is read where its folder is there.

use std::path::PathBuf;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use credtool_crypto_engine::{
    EcdsaEncoding, Hash, KeySizes, PrivateKey, PublicKey, SignatureScheme,
};
use credtool_request_auth::http_signature::{self, Algorithm, Credentials, Options, Policy};
use credtool_request_auth::{AppCredentials, Assurance, Reason, Request, SharedSecret};
use serde_json::Value;

use super::*;

/// Appendix B.1.5.
const SHARED_SECRET: &str =
    "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==";
/// Appendix B.1.4, PKCS#8.
const ED25519: &str = "MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF";
const SHA_512: &str = "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:";

/// Appendix B.2.
fn test_request() -> Request<'static> {
    Request::new("POST", "https://example.com/foo?param=Value&Pet=dog")
        .header("Host", b"example.com")
        .header("Date", b"Tue, 20 Apr 2021 02:07:55 GMT")
        .header("Content-Type", b"application/json")
        .header("Content-Digest", SHA_512.as_bytes())
        .header("Content-Length", b"18")
        .body(BODY)
}

fn options(algorithm: Algorithm, label: &str, covered: &[&str]) -> Options {
    Options {
        components: components(covered),
        digest: None,
        label: label.to_owned(),
        name_algorithm: false,
        ..Options::new(algorithm)
    }
}

fn bytes(base64: &str) -> Vec<u8> {
    BASE64_STANDARD.decode(base64).unwrap()
}

/// A policy that requires nothing, as the appendix does.
fn lenient(algorithm: Algorithm) -> Policy {
    Policy {
        required: Vec::new(),
        digest_required: false,
        ..Policy::new([algorithm])
    }
}

#[test]
fn b_2_5_hmac() {
    let secret = SharedSecret::new(bytes(SHARED_SECRET)).unwrap();
    let credentials = Credentials::secret("test-shared-secret", &secret);
    let options = options(
        Algorithm::HmacSha256,
        "sig-b25",
        &["date", "@authority", "content-type"],
    );
    let signed =
        http_signature::sign(&test_request(), &credentials, &options, "", at(NOW)).unwrap();
    assert_eq!(
        std::str::from_utf8(signed.base_string()).unwrap(),
        "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\
         \"@authority\": example.com\n\
         \"content-type\": application/json\n\
         \"@signature-params\": (\"date\" \"@authority\" \"content-type\");created=1618884473;keyid=\"test-shared-secret\""
    );
    assert_eq!(
        signed.signature_input(),
        "sig-b25=(\"date\" \"@authority\" \"content-type\");created=1618884473;keyid=\"test-shared-secret\""
    );
    assert_eq!(
        signed.signature(),
        "sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:"
    );
    let known = AppCredentials::new("test-shared-secret").secret(secret);
    let fields = fields(&signed);
    let request = test_request();
    let received = with(&request, &fields);
    let verified = verify(&received, &known, &lenient(Algorithm::HmacSha256)).unwrap();
    assert_eq!(verified.assurance(), Assurance::Request);
    let refusal = verify(&received, &known, &hmac()).unwrap_err();
    assert_eq!(refusal.reason, Reason::NotCovered("@method".to_owned()));
}

#[test]
fn b_2_6_ed25519() {
    let key = PrivateKey::from_pkcs8_der(&bytes(ED25519)).unwrap();
    let credentials = Credentials::private_key("test-key-ed25519", &key);
    let covered = [
        "date",
        "@method",
        "@path",
        "@authority",
        "content-type",
        "content-length",
    ];
    let options = options(Algorithm::Ed25519, "sig-b26", &covered);
    let signed =
        http_signature::sign(&test_request(), &credentials, &options, "", at(NOW)).unwrap();
    assert_eq!(
        signed.signature(),
        "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:"
    );
    let known = AppCredentials::new("test-key-ed25519").public_key(public(&key));
    let fields = fields(&signed);
    let request = test_request();
    assert!(
        verify(
            &with(&request, &fields),
            &known,
            &lenient(Algorithm::Ed25519)
        )
        .is_ok()
    );
}

fn public(key: &PrivateKey) -> PublicKey {
    PublicKey::from_spki_der(key.public_key().spki_der()).unwrap()
}

/// Where other projects' vectors lie; they are not part of this repository.
fn vectors() -> Option<Value> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let folder = std::env::var_os("CREDTOOL_SHARED").map_or(PathBuf::from(beside), PathBuf::from);
    let file = folder.join("vectors/protocol/rfc9421.json");
    match std::fs::read(&file) {
        Ok(text) => Some(serde_json::from_slice(&text).unwrap()),
        Err(_) => {
            #[expect(clippy::print_stdout, reason = "a skipped test says so")]
            {
                println!("skipped: no {}", file.display());
            }
            None
        }
    }
}

/// Every case: requests whole (that signatures nobody can make again hold says that the base is the same), the response
/// (B.2.4) by its base alone, because only requests are signed here.
#[test]
fn appendix_b_2() {
    let Some(vectors) = vectors() else { return };
    let mut seen = Vec::new();
    for case in vectors["cases"].as_array().unwrap() {
        let text = |name: &str| case[name].as_str().unwrap();
        let name = text("alg");
        let mut all = Algorithm::ALL.into_iter();
        let algorithm = all
            .find(|algorithm| algorithm.registered_name() == name)
            .unwrap();
        let key_id = text("key");
        let key = &vectors["keys"][key_id];
        if text("message") == "response" {
            let pem = key["private_pem"].as_str().unwrap();
            let key = private(pem);
            let key = key.engine_key().unwrap();
            let scheme = SignatureScheme::Ecdsa {
                hash: Hash::Sha256,
                encoding: EcdsaEncoding::Fixed,
            };
            let signature = bytes(text("signature_b64"));
            let base = text("signature_base").as_bytes();
            key.public_key()
                .verify(scheme, KeySizes::Current, base, &signature)
                .unwrap();
            seen.push(text("id"));
            continue;
        }
        let known = AppCredentials::new(key_id);
        let known = match key["base64"].as_str() {
            Some(secret) => known.secret(SharedSecret::new(bytes(secret)).unwrap()),
            None => known.public_key(public(
                private(key["private_pem"].as_str().unwrap())
                    .engine_key()
                    .unwrap(),
            )),
        };
        let request = test_request()
            .header("Signature-Input", text("signature_input").as_bytes())
            .header("Signature", text("signature").as_bytes());
        let verified = verify(&request, &known, &lenient(algorithm)).unwrap();
        let covers_nothing = verified.covered().is_empty();
        assert_eq!(verified.assurance() == Assurance::Keyed, covers_nothing);
        let strict = verify(&request, &known, &Policy::new([algorithm])).unwrap_err();
        assert_eq!(strict.reason.code(), "not-covered");
        seen.push(text("id"));
    }
    assert_eq!(seen.len(), 6, "{seen:?}");
}

fn private(pem: &str) -> credtool_pki::PrivateKey {
    credtool_pki::PrivateKey::parse(pem.as_bytes(), None).unwrap()
}
