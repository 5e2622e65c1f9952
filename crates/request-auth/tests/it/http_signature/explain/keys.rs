//! Private keys: another one, another algorithm, another base.

use credtool_crypto_engine::{
    EcdsaEncoding, Hash, KeySizes, NewKey, PrivateKey, Randomness, SignatureScheme,
};
use credtool_request_auth::AppCredentials;
use credtool_request_auth::explain::{Attempt, Cause};
use credtool_request_auth::http_signature::{Algorithm, Policy};

use super::*;

/// The diagnosis where a key made this signature and the app's key is that of `known`.
fn diagnosis(
    algorithm: Algorithm,
    known: &PrivateKey,
    signature: &[u8],
    their_base: Option<&[u8]>,
) -> Option<Explanation> {
    let parameters = parameters(algorithm);
    let input = format!("sig1={parameters}");
    let signature = format!("sig1=:{}:", BASE64_STANDARD.encode(signature));
    let request = request()
        .header("Signature-Input", input.as_bytes())
        .header("Signature", signature.as_bytes());
    let app = AppCredentials::new(KEY_ID).public_key(known.public_key().clone());
    let policy = Policy::new([algorithm]);
    let attempt = Attempt {
        their_base,
        ..Attempt::new(&request, &app, &policy, at(NOW))
    };
    attempt.explain()
}

fn parameters(algorithm: Algorithm) -> String {
    PARAMETERS.replace("hmac-sha256", algorithm.registered_name())
}

fn base(algorithm: Algorithm) -> String {
    BASE.replace("hmac-sha256", algorithm.registered_name())
}

fn signature(key: &PrivateKey, scheme: SignatureScheme, base: &str) -> Vec<u8> {
    key.sign(
        scheme,
        KeySizes::Legacy,
        Randomness::System,
        base.as_bytes(),
    )
    .unwrap()
}

const FIXED: SignatureScheme = SignatureScheme::Ecdsa {
    hash: Hash::Sha256,
    encoding: EcdsaEncoding::Fixed,
};
const V15: SignatureScheme = SignatureScheme::RsaPkcs1v15(Hash::Sha256);
const PSS: SignatureScheme = SignatureScheme::RsaPss {
    hash: Hash::Sha512,
    salt_len: 64,
};

#[test]
fn another_algorithm() {
    let (rsa, p256) = (key(NewKey::Rsa2048), key(NewKey::EcP256));
    let pss = |hash, salt_len| SignatureScheme::RsaPss { hash, salt_len };
    let der = SignatureScheme::Ecdsa {
        hash: Hash::Sha256,
        encoding: EcdsaEncoding::Der,
    };
    for (algorithm, key, scheme, said) in [
        (
            Algorithm::RsaV15Sha256,
            &rsa,
            PSS,
            "RSASSA-PSS with SHA-512",
        ),
        (
            Algorithm::RsaV15Sha256,
            &rsa,
            SignatureScheme::RsaPkcs1v15(Hash::Sha512),
            "SHA-512",
        ),
        (
            Algorithm::RsaPssSha512,
            &rsa,
            V15,
            "RSASSA-PKCS1-v1_5 with SHA-256",
        ),
        (
            Algorithm::RsaPssSha512,
            &rsa,
            pss(Hash::Sha256, 32),
            "a salt of 32 bytes",
        ),
        (
            Algorithm::RsaPssSha512,
            &rsa,
            pss(Hash::Sha512, 190),
            "a salt of 190 bytes",
        ),
        (Algorithm::EcdsaP256Sha256, &p256, der, "ASN.1"),
    ] {
        let signature = signature(key, scheme, &base(algorithm));
        let found = diagnosis(algorithm, key, &signature, None);
        let found = assert_cause(found, Cause::WrongHash, said);
        assert!(found.detail.contains(said), "{}", found.detail);
    }
}

#[test]
fn another_key_or_another_base() {
    for (algorithm, kind, scheme) in [
        (Algorithm::RsaV15Sha256, NewKey::Rsa2048, V15),
        (Algorithm::RsaPssSha512, NewKey::Rsa2048, PSS),
        (Algorithm::EcdsaP256Sha256, NewKey::EcP256, FIXED),
        (
            Algorithm::Ed25519,
            NewKey::Ed25519,
            SignatureScheme::Ed25519,
        ),
    ] {
        let (ours, other) = (key(kind), key(kind));
        let good = base(algorithm);
        assert_eq!(
            diagnosis(algorithm, &ours, &signature(&ours, scheme, &good), None),
            None
        );
        let by_other = signature(&other, scheme, &good);
        assert_cause(
            diagnosis(algorithm, &ours, &by_other, None),
            Cause::WrongKey,
            "other key",
        );
        let same = diagnosis(algorithm, &ours, &by_other, Some(good.as_bytes()));
        assert_cause(same, Cause::WrongKey, "other key, base given");
        let changed = good.replace('\n', "\r\n");
        let found = diagnosis(algorithm, &ours, &signature(&ours, scheme, &changed), None);
        let found = assert_cause(found, Cause::Malformed, "CR LF");
        assert_eq!(found.their_base_string.as_deref(), Some(&*changed));
        let strange = signature(&ours, scheme, "\"@method\": GET");
        let found = diagnosis(algorithm, &ours, &strange, Some(b"\"@method\": GET"));
        let found = assert_cause(found, Cause::Unknown, "strange base");
        assert!(found.detail.contains("key"), "{}", found.detail);
    }
}
