//! What a signature was made over, read with the public key: by both engines' signatures, and by OpenSSL's.
#![expect(
    clippy::unwrap_used,
    reason = "a test may fail loudly, in its helpers too"
)]

use credtool_crypto_engine::explain::{DigestAlgorithm, RecoveredDigest, recover_digest};
use credtool_crypto_engine::{
    Engine, Error, Hash, KeySizes, NewKey, PrivateKey, PublicKey, Randomness, SignatureScheme,
};

const RSA_1024: &[u8] = include_bytes!("data/rsa1024.pkcs8.der");
const RSA_2047: &[u8] = include_bytes!("data/rsa2047.pkcs8.der");
const RSA_2048: &[u8] = include_bytes!("data/rsa2048a.pkcs8.der");

/// Made by OpenSSL 3.0 with the 1024-bit key over `message`: `openssl pkeyutl -sign` of the bare SHA-256 digest, and
/// `openssl dgst -md5 -sign`.
const BARE_SHA_256: &str = "72aec9310ea68f0947bf7ffebaa70c9d9f16ae7c3b30f1a2a0fb4208e763027a9afcbaefba789a48720bc915e3050f505e98b5216f9643f2957e32fe664f6a2897725295f48915bf835478319344d72d8f003e5316cc5da8eafb084e81b06f9b17e4b063623c9ebdd493c0c10f890b4c75e79ae381a0749bc5ac3ce0c5896813";
const MD5: &str = "64b545974a6847510d1041484d7944e9dfe22fcbcced7c9df2c3a38cce3d4b04b66298672c4ae2fa0f83b394231a48ff5e7b3f97a4827d03ee4ea60c063cb16280ad96479a60f8028485da6bb5cd6df4b24dd5e2357f585e670afde9bf3acfc1e0c7da51204f23ea868bf803c1cd9e933c66f2a534c10f92c5a7c893deb8c68e";

fn engines() -> Vec<Engine> {
    if Engine::default() == Engine::RustCrypto {
        vec![Engine::RustCrypto]
    } else {
        vec![Engine::RustCrypto, Engine::default()]
    }
}

fn sign(key: &[u8], engine: Engine, scheme: SignatureScheme) -> (PublicKey, Vec<u8>) {
    let key = PrivateKey::from_pkcs8_der(key).unwrap().with_engine(engine);
    let signature = key
        .sign(scheme, KeySizes::Legacy, Randomness::System, b"message")
        .unwrap();
    (key.public_key().clone(), signature)
}

#[test]
fn hash_and_digest_come_out_of_every_engines_signatures() {
    for engine in engines() {
        for key in [RSA_1024, RSA_2047, RSA_2048] {
            for hash in [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512] {
                let (public, signature) = sign(key, engine, SignatureScheme::RsaPkcs1v15(hash));
                let recovered = RecoveredDigest {
                    algorithm: DigestAlgorithm::Hash(hash),
                    digest: hash.digest(b"message"),
                };
                assert_eq!(recover_digest(&public, &signature), Ok(recovered));
            }
        }
    }
}

#[test]
fn openssl_signatures_of_other_kinds_are_named() {
    let key = PrivateKey::from_pkcs8_der(RSA_1024).unwrap();
    let open =
        |hex: &str| recover_digest(key.public_key(), &base16ct::lower::decode_vec(hex).unwrap());
    let bare = open(BARE_SHA_256).unwrap();
    assert_eq!(bare.algorithm, DigestAlgorithm::Unnamed);
    assert_eq!(bare.digest, Hash::Sha256.digest(b"message"));
    let md5 = open(MD5).unwrap();
    assert_eq!(md5.algorithm, DigestAlgorithm::Other("MD5".to_owned()));
    assert_eq!(
        base16ct::lower::encode_string(&md5.digest),
        "78e731027d8fd50ed642340b7c9a63b3"
    );
}

#[test]
fn another_key_another_padding_and_a_changed_byte_leave_no_block() {
    let scheme = SignatureScheme::RsaPkcs1v15(Hash::Sha256);
    let (public, mut signature) = sign(RSA_2048, Engine::default(), scheme);
    let (other, _) = sign(RSA_2047, Engine::default(), scheme);
    let refused = Err(Error::SignaturePadding);
    assert_eq!(recover_digest(&other, &signature), refused);
    signature[17] ^= 1;
    assert_eq!(recover_digest(&public, &signature), refused);
    assert_eq!(recover_digest(&public, &[0xff; 256]), refused); // not below the modulus
    assert_eq!(recover_digest(&public, &[0; 256]), refused);
    let pss = SignatureScheme::RsaPss {
        hash: Hash::Sha256,
        salt_len: 32,
    };
    let (public, signature) = sign(RSA_2048, Engine::default(), pss);
    assert_eq!(recover_digest(&public, &signature), refused);
}

#[test]
fn length_type_and_size_are_errors_of_their_own() {
    let (public, signature) = sign(
        RSA_2048,
        Engine::default(),
        SignatureScheme::RsaPkcs1v15(Hash::Sha1),
    );
    for found in [0, 20, 255] {
        assert_eq!(
            recover_digest(&public, &signature[..found]),
            Err(Error::SignatureLength {
                expected: 256,
                found
            })
        );
    }
    let curve = PrivateKey::generate(NewKey::EcP256, Randomness::System).unwrap();
    assert!(matches!(
        recover_digest(curve.public_key(), &signature),
        Err(Error::WrongKeyType { .. })
    ));
}
