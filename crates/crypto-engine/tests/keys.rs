//! Key sizes, key types, determinism and redaction, through every engine that is built in.

use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng;
use credtool_crypto_engine::{
    EcdsaEncoding, Engine, Error, Hash, KeyAlgorithm, KeySizes, NewKey, Oaep, PrivateKey,
    PublicKey, Randomness, SignatureScheme, explain,
};

const RSA_1024: &[u8] = include_bytes!("data/rsa1024.pkcs8.der");
const RSA_2047: &[u8] = include_bytes!("data/rsa2047.pkcs8.der");
/// Three primes (RFC 8017 version 1), made with OpenSSL.
const RSA_2048_THREE_PRIMES: &[u8] = include_bytes!("data/rsa2048mp3.pkcs8.der");
const RSA_2048: &[u8] = include_bytes!("data/rsa2048a.pkcs8.der");

const HASHES: [Hash; 4] = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];

fn engines() -> Vec<Engine> {
    if Engine::default() == Engine::RustCrypto {
        vec![Engine::RustCrypto]
    } else {
        vec![Engine::RustCrypto, Engine::default()]
    }
}

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::from_seed([7; 32])
}

#[test]
fn every_oaep_pair_and_label_round_trips_between_engines() {
    for hash in HASHES {
        for mgf1_hash in HASHES {
            for label in [&b""[..], b"record 7"] {
                let oaep = Oaep {
                    hash,
                    mgf1_hash,
                    label: label.to_vec(),
                };
                for sealing in engines() {
                    for opening in engines() {
                        let key = PrivateKey::from_pkcs8_der(RSA_2048)
                            .unwrap()
                            .with_engine(opening);
                        let public = key.public_key().clone().with_engine(sealing);
                        let sealed = public
                            .encrypt_oaep(&oaep, KeySizes::Current, Randomness::System, b"secret")
                            .unwrap();
                        assert_eq!(sealed.len(), 256);
                        assert_eq!(
                            *key.decrypt_oaep(&oaep, KeySizes::Current, &sealed).unwrap(),
                            b"secret"
                        );
                        let other = Oaep {
                            label: b"another".to_vec(),
                            ..oaep.clone()
                        };
                        let refused = key.decrypt_oaep(&other, KeySizes::Current, &sealed);
                        assert_eq!(refused, Err(Error::Decryption));
                    }
                }
            }
        }
    }
}

#[test]
fn a_given_generator_decides_every_byte_whichever_engine() {
    let draw = |engine| {
        let key = PrivateKey::from_pkcs8_der(RSA_2048)
            .unwrap()
            .with_engine(engine);
        let oaep = Oaep::new(Hash::Sha1);
        let mut rng = rng();
        let sealed = key
            .public_key()
            .encrypt_oaep(
                &oaep,
                KeySizes::Current,
                Randomness::Given(&mut rng),
                b"1008877a",
            )
            .unwrap();
        let old = key
            .public_key()
            .encrypt_pkcs1v15(KeySizes::Current, Randomness::Given(&mut rng), b"1008877a")
            .unwrap();
        let scheme = SignatureScheme::RsaPss {
            hash: Hash::Sha256,
            salt_len: 32,
        };
        let signature = key
            .sign(
                scheme,
                KeySizes::Current,
                Randomness::Given(&mut rng),
                b"message",
            )
            .unwrap();
        let curve = PrivateKey::generate(NewKey::EcP256, Randomness::Given(&mut rng))
            .unwrap()
            .with_engine(engine);
        let scheme = SignatureScheme::Ecdsa {
            hash: Hash::Sha256,
            encoding: EcdsaEncoding::Fixed,
        };
        let ecdsa = curve
            .sign(
                scheme,
                KeySizes::Current,
                Randomness::Given(&mut rng),
                b"message",
            )
            .unwrap();
        [sealed, old, signature, curve.expose().to_vec(), ecdsa]
            .map(|bytes| base16ct::lower::encode_string(&bytes))
    };
    let drawn: Vec<_> = engines().into_iter().map(draw).collect();
    assert!(drawn.iter().all(|bytes| bytes == &drawn[0]));
    // Frozen: the last bytes of each, so that another draw order would be seen.
    let heads: Vec<&str> = drawn[0].iter().map(|hex| &hex[hex.len() - 16..]).collect();
    assert_eq!(heads, FROZEN_TAILS);
}

const FROZEN_TAILS: [&str; 5] = [
    "fdb449abb388b3cf",
    "5998acc4d727128c",
    "c9ae4b44644d255b",
    "8b7fc4a9f2ef7a6b",
    "0e5f6bccddb53a49",
];

#[test]
fn signatures_verify_across_engines_and_deterministic_ones_are_equal() {
    let mut rng = rng();
    let rsa = PrivateKey::from_pkcs8_der(RSA_2048).unwrap();
    let p256 = PrivateKey::generate(NewKey::EcP256, Randomness::Given(&mut rng)).unwrap();
    let p384 = PrivateKey::generate(NewKey::EcP384, Randomness::Given(&mut rng)).unwrap();
    let ed25519 = PrivateKey::generate(NewKey::Ed25519, Randomness::Given(&mut rng)).unwrap();
    let mut cases = vec![(&ed25519, SignatureScheme::Ed25519, true)];
    for hash in HASHES {
        cases.push((&rsa, SignatureScheme::RsaPkcs1v15(hash), true));
        for salt_len in [0, 20, hash.output_len()] {
            cases.push((&rsa, SignatureScheme::RsaPss { hash, salt_len }, false));
        }
        for encoding in [EcdsaEncoding::Der, EcdsaEncoding::Fixed] {
            cases.push((&p256, SignatureScheme::Ecdsa { hash, encoding }, false));
            cases.push((&p384, SignatureScheme::Ecdsa { hash, encoding }, false));
        }
    }
    for (key, scheme, deterministic) in cases {
        let mut signatures = Vec::new();
        for signing in engines() {
            let signer = PrivateKey::from_pkcs8_der(key.expose())
                .unwrap()
                .with_engine(signing);
            let signature = signer
                .sign(scheme, KeySizes::Current, Randomness::System, b"message")
                .unwrap();
            for verifying in engines() {
                let public = key.public_key().clone().with_engine(verifying);
                let verify = |message: &[u8], signature: &[u8]| {
                    public.verify(scheme, KeySizes::Current, message, signature)
                };
                assert_eq!(verify(b"message", &signature), Ok(()), "{scheme:?}");
                assert_eq!(
                    verify(b"Message", &signature),
                    Err(Error::Verification),
                    "{scheme:?}"
                );
                assert_eq!(
                    verify(b"message", &signature[1..]),
                    Err(Error::Verification),
                    "{scheme:?}"
                );
                assert_eq!(
                    verify(b"message", b""),
                    Err(Error::Verification),
                    "{scheme:?}"
                );
            }
            signatures.push(signature);
        }
        if deterministic {
            assert!(
                signatures
                    .iter()
                    .all(|signature| signature == &signatures[0]),
                "{scheme:?}"
            );
        }
    }
}

#[test]
fn small_keys_need_the_legacy_entry_and_tiny_ones_never_work() {
    let small = PrivateKey::from_pkcs8_der(RSA_1024).unwrap();
    let oaep = Oaep::new(Hash::Sha1);
    let refused = Err(Error::KeyTooSmall {
        bits: 1024,
        minimum: 2048,
    });
    let encrypt = |sizes| {
        small
            .public_key()
            .encrypt_oaep(&oaep, sizes, Randomness::System, b"secret")
    };
    assert_eq!(encrypt(KeySizes::Current), refused.clone());
    let sealed = encrypt(KeySizes::Legacy).unwrap();
    assert_eq!(
        small
            .decrypt_oaep(&oaep, KeySizes::Current, &sealed)
            .map(|_| ()),
        refused.clone().map(|_| ())
    );
    assert_eq!(
        *small
            .decrypt_oaep(&oaep, KeySizes::Legacy, &sealed)
            .unwrap(),
        b"secret"
    );
    let scheme = SignatureScheme::RsaPkcs1v15(Hash::Sha256);
    assert_eq!(
        small.sign(scheme, KeySizes::Current, Randomness::System, b"m"),
        refused
    );
    let signature = small
        .sign(scheme, KeySizes::Legacy, Randomness::System, b"m")
        .unwrap();
    assert_eq!(
        small
            .public_key()
            .verify(scheme, KeySizes::Legacy, b"m", &signature),
        Ok(())
    );

    // 2047 bits are 256 octets and count as 2048.
    let odd = PrivateKey::from_pkcs8_der(RSA_2047).unwrap();
    assert_eq!(odd.public_key().bits(), 2047);
    assert_eq!(odd.public_key().modulus_len(), Some(256));
    let signature = odd
        .sign(scheme, KeySizes::Current, Randomness::System, b"m")
        .unwrap();
    assert_eq!(
        odd.public_key()
            .verify(scheme, KeySizes::Current, b"m", &signature),
        Ok(())
    );

    // A cipher text of a 1024-bit key under the 2048-bit one: lengths are named.
    let large = PrivateKey::from_pkcs8_der(RSA_2048).unwrap();
    let wrong = large
        .decrypt_oaep(&oaep, KeySizes::Legacy, &sealed)
        .unwrap_err();
    assert_eq!(
        wrong,
        Error::CiphertextLength {
            expected: 256,
            found: 128
        }
    );
}

#[test]
fn three_primes_are_enough_for_every_operation() {
    for engine in engines() {
        let key = PrivateKey::from_pkcs8_der(RSA_2048_THREE_PRIMES)
            .unwrap()
            .with_engine(engine);
        let (public, sizes, oaep) = (key.public_key(), KeySizes::Current, Oaep::new(Hash::Sha1));
        let sealed = public
            .encrypt_oaep(&oaep, sizes, Randomness::System, b"secret")
            .unwrap();
        assert_eq!(*key.decrypt_oaep(&oaep, sizes, &sealed).unwrap(), b"secret");
        let scheme = SignatureScheme::RsaPkcs1v15(Hash::Sha256);
        let signature = key.sign(scheme, sizes, Randomness::System, b"m").unwrap();
        assert_eq!(public.verify(scheme, sizes, b"m", &signature), Ok(()));
    }
}

#[test]
fn messages_that_do_not_fit_are_measured() {
    let key = PrivateKey::from_pkcs8_der(RSA_2048).unwrap();
    let oaep = Oaep::new(Hash::Sha1);
    let encrypt = |len| {
        key.public_key()
            .encrypt_oaep(&oaep, KeySizes::Current, Randomness::System, &vec![1; len])
    };
    assert!(encrypt(214).is_ok());
    assert_eq!(
        encrypt(215),
        Err(Error::MessageTooLong {
            maximum: 214,
            found: 215
        })
    );
    let small = PrivateKey::from_pkcs8_der(RSA_1024).unwrap();
    let wide = Oaep::new(Hash::Sha512);
    let refused = small
        .public_key()
        .encrypt_oaep(&wide, KeySizes::Legacy, Randomness::System, b"");
    assert_eq!(
        refused,
        Err(Error::KeyTooSmall {
            bits: 1024,
            minimum: 1040
        })
    );
}

#[test]
fn pkcs1v15_has_a_quiet_entry_and_a_talking_one() {
    let key = PrivateKey::from_pkcs8_der(RSA_2048).unwrap();
    let sizes = KeySizes::Current;
    let sealed = key
        .public_key()
        .encrypt_pkcs1v15(sizes, Randomness::System, b"secret")
        .unwrap();
    assert_eq!(*key.decrypt_pkcs1v15(sizes, &sealed).unwrap(), b"secret");
    assert_eq!(
        *explain::decrypt_pkcs1v15(&key, sizes, &sealed).unwrap(),
        b"secret"
    );
    let oaep = key
        .public_key()
        .encrypt_oaep(&Oaep::new(Hash::Sha1), sizes, Randomness::System, b"secret")
        .unwrap();
    let quiet = key.decrypt_pkcs1v15(sizes, &oaep).unwrap();
    assert_eq!(
        quiet,
        key.decrypt_pkcs1v15(sizes, &oaep).unwrap(),
        "implicit rejection is stable"
    );
    assert_eq!(
        explain::decrypt_pkcs1v15(&key, sizes, &oaep),
        Err(Error::Padding)
    );
}

#[test]
fn roots_of_one_are_refused_alike() {
    let key = PrivateKey::from_pkcs8_der(RSA_2048).unwrap();
    for (last, refused) in [(0, true), (1, true), (2, false)] {
        let mut ciphertext = vec![0; 256];
        ciphertext[255] = last;
        assert_eq!(
            key.decrypt_pkcs1v15(KeySizes::Current, &ciphertext)
                .is_err(),
            refused,
            "{last}"
        );
    }
    assert_eq!(
        key.decrypt_pkcs1v15(KeySizes::Current, &[0xff; 256]),
        Err(Error::Decryption)
    );
}

#[test]
fn keys_of_another_type_are_named() {
    let curve = PrivateKey::generate(NewKey::EcP384, Randomness::System).unwrap();
    assert_eq!(curve.public_key().algorithm(), KeyAlgorithm::EcP384);
    assert_eq!(curve.public_key().bits(), 384);
    let wrong = curve
        .decrypt_oaep(&Oaep::new(Hash::Sha1), KeySizes::Current, &[0; 256])
        .unwrap_err();
    assert_eq!(
        wrong.to_string(),
        "the operation needs an RSA key and the key is a P-384 key"
    );
}

#[test]
fn numbers_that_do_not_belong_together_are_refused() {
    for position in [60, 310, 700, 900, 1100] {
        let mut der = RSA_2048.to_vec();
        der[position] ^= 4;
        let refused = PrivateKey::from_pkcs8_der(&der).unwrap_err();
        assert!(
            matches!(refused, Error::InvalidKey(_)),
            "byte {position}: {refused:?}"
        );
    }
    for len in 0..RSA_2048.len() {
        assert!(PrivateKey::from_pkcs8_der(&RSA_2048[..len]).is_err());
    }
}

#[test]
fn new_keys_parse_and_debug_says_nothing() {
    for kind in [
        NewKey::Rsa2048,
        NewKey::Rsa3072,
        NewKey::EcP256,
        NewKey::EcP384,
        NewKey::Ed25519,
    ] {
        let key = PrivateKey::generate(kind, Randomness::System).unwrap();
        let again = PrivateKey::from_pkcs8_der(key.expose()).unwrap();
        assert_eq!(again.public_key().spki_der(), key.public_key().spki_der());
        assert!(PublicKey::from_spki_der(key.public_key().spki_der()).is_ok());
        let debug = format!("{key:?}");
        assert!(
            debug.starts_with("PrivateKey([REDACTED], PublicKey("),
            "{debug}"
        );
        let secret = base16ct::lower::encode_string(&key.expose()[key.expose().len() - 16..]);
        assert!(!debug.contains(&secret));
    }
}

#[test]
fn keys_are_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<PrivateKey>();
    shared::<PublicKey>();
}
