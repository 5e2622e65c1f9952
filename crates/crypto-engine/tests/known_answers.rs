//! Known answers of NIST, the RFCs and RSA Laboratories through every engine, where the vectors' folder stands beside the
//! checkout (or `CREDTOOL_VECTORS` names it); without it this is a printed skip.
#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test may fail loudly, and this one reads files that the repository may not carry"
)]

use std::path::PathBuf;
use std::process::Command;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use credtool_crypto_engine::{
    Aes256GcmKey, Engine, Error, Hash, HmacKey, KeySizes, Oaep, PrivateKey, PublicKey, Randomness,
    SignatureScheme, explain,
};
use der::Encode;
use der::asn1::{BitStringRef, UintRef};
use serde_json::Value;

fn engines() -> Vec<Engine> {
    if Engine::default() == Engine::RustCrypto {
        vec![Engine::RustCrypto]
    } else {
        vec![Engine::RustCrypto, Engine::default()]
    }
}

/// The lines of one file, or `None` where the folder is absent.
fn lines(name: &str) -> Option<Vec<Value>> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors");
    let vectors =
        PathBuf::from(std::env::var("CREDTOOL_VECTORS").unwrap_or_else(|_| beside.to_owned()));
    if !vectors.exists() {
        println!("skipped: no vectors at {}", vectors.display());
        return None;
    }
    let output = Command::new("gzip")
        .arg("-dc")
        .arg(vectors.join("kat").join(name))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{name}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    Some(
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect(),
    )
}

fn text<'a>(case: &'a Value, member: &str) -> &'a str {
    case[member]
        .as_str()
        .unwrap_or_else(|| panic!("{}: no {member}", case["id"]))
}

fn hex(case: &Value, member: &str) -> Vec<u8> {
    let digits = text(case, member); // numbers may have an odd count of them
    base16ct::mixed::decode_vec("0".repeat(digits.len() % 2) + digits).unwrap()
}

fn hash(case: &Value, member: &str) -> Option<Hash> {
    match case[member].as_str() {
        Some("sha1") => Some(Hash::Sha1),
        Some("sha256") => Some(Hash::Sha256),
        Some("sha384") => Some(Hash::Sha384),
        Some("sha512") => Some(Hash::Sha512),
        _ => None,
    }
}

fn private_key(case: &Value) -> PrivateKey {
    let der = BASE64_STANDARD
        .decode(text(case, "private_key_pkcs8_b64"))
        .unwrap();
    PrivateKey::from_pkcs8_der(&der).unwrap_or_else(|error| panic!("{}: {error}", case["id"]))
}

#[test]
fn hashes_and_macs() {
    let Some(cases) = lines("hash.jsonl.gz") else {
        return;
    };
    for (hash, case) in cases
        .iter()
        .filter_map(|case| Some((hash(case, "alg")?, case)))
    {
        assert_eq!(
            hash.digest(&hex(case, "msg")),
            hex(case, "md"),
            "{}",
            case["id"]
        );
    }
    for case in lines("hmac.jsonl.gz").unwrap_or_default() {
        let Some(hash) = hash(&case, "alg") else {
            continue;
        };
        let mac = hex(&case, "mac"); // some are truncated (RFC 4231 test case 5)
        for engine in engines() {
            let tag =
                HmacKey::with_engine(hash, &hex(&case, "key"), engine).tag(&hex(&case, "msg"));
            assert!(tag.starts_with(&mac), "{} {engine:?}", case["id"]);
        }
    }
}

#[test]
fn aes_256_gcm() {
    let Some(cases) = lines("aes-gcm.jsonl.gz") else {
        return;
    };
    let mut ran = 0;
    for case in cases {
        let (key, iv, tag) = (hex(&case, "key"), hex(&case, "iv"), hex(&case, "tag"));
        let (Ok(key), Ok(iv), 16) = (
            <[u8; 32]>::try_from(key),
            <[u8; 12]>::try_from(iv),
            tag.len(),
        ) else {
            continue;
        };
        let (aad, sealed) = (hex(&case, "aad"), [hex(&case, "ct"), tag].concat());
        for engine in engines() {
            let key = Aes256GcmKey::with_engine(&key, engine);
            let opened = key.open(&iv, &aad, &sealed);
            if text(&case, "expect") == "reject" {
                assert_eq!(opened, Err(Error::Decryption), "{}", case["id"]);
            } else {
                assert_eq!(*opened.unwrap(), hex(&case, "pt"), "{}", case["id"]);
                assert_eq!(
                    key.seal(&iv, &aad, &hex(&case, "pt")).unwrap(),
                    sealed,
                    "{}",
                    case["id"]
                );
            }
        }
        ran += 1;
    }
    assert!(ran > 300, "only {ran} cases ran");
}

#[test]
fn rsa_decryption() {
    let Some(cases) = lines("rsa-decrypt.jsonl.gz") else {
        return;
    };
    let mut ran = 0;
    for case in cases {
        let (message, ciphertext) = (hex(&case, "msg"), hex(&case, "ct"));
        for engine in engines() {
            let key = private_key(&case).with_engine(engine);
            let opened = if text(&case, "padding") == "pkcs1v15" {
                let told = explain::decrypt_pkcs1v15(&key, KeySizes::Legacy, &ciphertext);
                assert_eq!(
                    told,
                    key.decrypt_pkcs1v15(KeySizes::Legacy, &ciphertext),
                    "{}",
                    case["id"]
                );
                told
            } else {
                let (Some(label), Some(mgf1)) = (hash(&case, "hash"), hash(&case, "mgf1_hash"))
                else {
                    continue;
                };
                key.decrypt_oaep(&Oaep::with_mgf1(label, mgf1), KeySizes::Legacy, &ciphertext)
            };
            match opened {
                Ok(opened) => assert_eq!(*opened, message, "{}", case["id"]),
                // Below 1024 bits nothing is decrypted, and that is said.
                Err(error) => assert!(
                    matches!(error, Error::KeyTooSmall { .. }),
                    "{}: {error}",
                    case["id"]
                ),
            }
            ran += 1;
        }
    }
    assert!(ran > 500, "only {ran} cases ran");
}

#[test]
fn rsa_signatures() {
    let Some(cases) = lines("rsa-sign.jsonl.gz") else {
        return;
    };
    let mut ran = 0;
    for case in cases {
        let Some(hash) = hash(&case, "hash") else {
            continue;
        };
        assert_eq!(text(&case, "scheme"), "pkcs1v15");
        let scheme = SignatureScheme::RsaPkcs1v15(hash);
        let (message, signature) = (hex(&case, "msg"), hex(&case, "sig"));
        if !case["private_key_pkcs8_b64"].is_string() {
            ran += verify_with_modulus(&case, scheme, &message, &signature);
            continue;
        }
        for engine in engines() {
            let key = private_key(&case).with_engine(engine);
            match key.sign(scheme, KeySizes::Legacy, Randomness::System, &message) {
                Ok(made) => assert_eq!(made, signature, "{}", case["id"]),
                Err(error) => assert!(
                    matches!(error, Error::KeyTooSmall { .. }),
                    "{}: {error}",
                    case["id"]
                ),
            }
            ran += 1;
        }
    }
    assert!(ran > 300, "only {ran} cases ran");
}

/// Verifies with a key that is given as two numbers.
fn verify_with_modulus(
    case: &Value,
    scheme: SignatureScheme,
    message: &[u8],
    signature: &[u8],
) -> usize {
    let (n, e) = (hex(case, "n"), hex(case, "e"));
    let (modulus, public_exponent) = (UintRef::new(&n).unwrap(), UintRef::new(&e).unwrap());
    let key = pkcs1::RsaPublicKeyRef {
        modulus,
        public_exponent,
    }
    .to_der()
    .unwrap();
    let algorithm = pkcs1::ALGORITHM_ID;
    let subject_public_key = BitStringRef::from_bytes(&key).unwrap();
    let spki = spki::SubjectPublicKeyInfoRef {
        algorithm,
        subject_public_key,
    }
    .to_der()
    .unwrap();
    for engine in engines() {
        let verdict = match PublicKey::from_spki_der(&spki) {
            Ok(key) => key
                .with_engine(engine)
                .verify(scheme, KeySizes::Legacy, message, signature),
            // Some of NIST's exponents have more than 33 bits; such keys are refused.
            Err(error) => {
                assert_eq!(
                    error,
                    Error::InvalidKey("the public exponent has more than 33 bits"),
                    "{}",
                    case["id"]
                );
                continue;
            }
        };
        let expected = if text(case, "expect") == "accept" {
            Ok(())
        } else {
            Err(Error::Verification)
        };
        assert_eq!(verdict, expected, "{} {engine:?}", case["id"]);
    }
    1
}
