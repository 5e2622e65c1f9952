//! One file for each encryption scheme, structure, type and fault of keys; `data/keys/README.md` says who made them.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test reads its data"
)]

use credtool_pki::{Error, Key, KeyType, Password, Pem, PrivateKey, PublicKey};

fn data(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/keys/");
    std::fs::read(format!("{folder}{name}")).unwrap()
}

fn private(name: &str) -> PrivateKey {
    PrivateKey::parse(&data(name), None).unwrap()
}

fn refusal(name: &str) -> String {
    PrivateKey::parse(&data(name), None)
        .unwrap_err()
        .to_string()
}

#[test]
fn every_scheme_opens() {
    for (file, plain, scheme) in [
        (
            "pbes2-aes128-hmac-sha1",
            "ed25519",
            "PBES2 (PBKDF2-HMAC-SHA-1, AES-128-CBC)",
        ),
        (
            "pbes2-aes128-hmac-sha224",
            "ed25519",
            "PBES2 (PBKDF2-HMAC-SHA-224, AES-128-CBC)",
        ),
        (
            "pbes2-aes128-hmac-sha256",
            "ed25519",
            "PBES2 (PBKDF2-HMAC-SHA-256, AES-128-CBC)",
        ),
        (
            "pbes2-aes128-hmac-sha384",
            "ed25519",
            "PBES2 (PBKDF2-HMAC-SHA-384, AES-128-CBC)",
        ),
        (
            "pbes2-aes128-hmac-sha512",
            "ed25519",
            "PBES2 (PBKDF2-HMAC-SHA-512, AES-128-CBC)",
        ),
        (
            "pbes2-aes128-hmac-sha512-224",
            "ed25519",
            "PBES2 (PBKDF2-HMAC-SHA-512/224, AES-128-CBC)",
        ),
        (
            "pbes2-aes128-hmac-sha512-256",
            "ed25519",
            "PBES2 (PBKDF2-HMAC-SHA-512/256, AES-128-CBC)",
        ),
        (
            "pbes2-aes-192-cbc",
            "ed25519",
            "PBES2 (PBKDF2-HMAC-SHA-256, AES-192-CBC)",
        ),
        (
            "pbes2-aes-256-cbc",
            "ed25519",
            "PBES2 (PBKDF2-HMAC-SHA-256, AES-256-CBC)",
        ),
        (
            "pbes2-des3",
            "ed25519",
            "PBES2 (PBKDF2-HMAC-SHA-256, DES-EDE3-CBC)",
        ),
        (
            "pbes2-des-cbc",
            "ed25519",
            "PBES2 (PBKDF2-HMAC-SHA-256, DES-CBC)",
        ),
        (
            "pbes2-rc2-cbc",
            "ed25519",
            "PBES2 (PBKDF2-HMAC-SHA-256, RC2-128-CBC)",
        ),
        (
            "pbes2-rc2-64-cbc",
            "ed25519",
            "PBES2 (PBKDF2-HMAC-SHA-256, RC2-64-CBC)",
        ),
        (
            "pbes2-rc2-40-cbc",
            "ed25519",
            "PBES2 (PBKDF2-HMAC-SHA-256, RC2-40-CBC)",
        ),
        (
            "pbes2-aes-128-gcm",
            "ed25519",
            "PBES2 (PBKDF2-HMAC-SHA-256, AES-128-GCM)",
        ),
        (
            "pbes2-aes-192-gcm",
            "ed25519",
            "PBES2 (PBKDF2-HMAC-SHA-256, AES-192-GCM)",
        ),
        (
            "pbes2-aes-256-gcm-bare-nonce",
            "ed25519",
            "PBES2 (PBKDF2-HMAC-SHA-256, AES-256-GCM)",
        ),
        ("pbes2-scrypt", "ed25519", "PBES2 (scrypt, AES-256-CBC)"),
        ("pbe-md5-des", "ed25519", "PBES1 (MD5, DES-CBC)"),
        ("pbe-md5-rc2-64", "ed25519", "PBES1 (MD5, RC2-64-CBC)"),
        ("pbe-sha1-des", "ed25519", "PBES1 (SHA-1, DES-CBC)"),
        ("pbe-sha1-rc2-64", "ed25519", "PBES1 (SHA-1, RC2-64-CBC)"),
        (
            "pbe-sha1-rc4-128",
            "ed25519",
            "PKCS#12 PBE (SHA-1, RC4-128)",
        ),
        ("pbe-sha1-rc4-40", "ed25519", "PKCS#12 PBE (SHA-1, RC4-40)"),
        (
            "pbe-sha1-3des",
            "ed25519",
            "PKCS#12 PBE (SHA-1, DES-EDE3-CBC)",
        ),
        (
            "pbe-sha1-2des",
            "ed25519",
            "PKCS#12 PBE (SHA-1, DES-EDE-CBC)",
        ),
        (
            "pbe-sha1-rc2-128",
            "ed25519",
            "PKCS#12 PBE (SHA-1, RC2-128-CBC)",
        ),
        (
            "pbe-sha1-rc2-40",
            "ed25519",
            "PKCS#12 PBE (SHA-1, RC2-40-CBC)",
        ),
        ("dek-aes128", "ec", "traditional PEM (MD5, AES-128-CBC)"),
        ("dek-aes192", "ec", "traditional PEM (MD5, AES-192-CBC)"),
        ("dek-aes256", "ec", "traditional PEM (MD5, AES-256-CBC)"),
        ("dek-des3", "ec", "traditional PEM (MD5, DES-EDE3-CBC)"),
        (
            "dek-des-ede-cbc",
            "ec",
            "traditional PEM (MD5, DES-EDE-CBC)",
        ),
        ("dek-des", "ec", "traditional PEM (MD5, DES-CBC)"),
        ("dek-rc2-cbc", "ec", "traditional PEM (MD5, RC2-128-CBC)"),
        ("dek-rc2-64-cbc", "ec", "traditional PEM (MD5, RC2-64-CBC)"),
        ("dek-rc2-40-cbc", "ec", "traditional PEM (MD5, RC2-40-CBC)"),
    ] {
        let bytes = data(&format!("{file}.pem"));
        let key = PrivateKey::parse(&bytes, Some(&Password::new("changeit"))).unwrap();
        assert_eq!(key.info().encryption.as_deref(), Some(scheme), "{file}");
        assert_eq!(
            key.expose(),
            private(&format!("{plain}.pem")).expose(),
            "{file}"
        );

        let what = "the private key";
        let wrong = PrivateKey::parse(&bytes, Some(&Password::new("changeit "))).unwrap_err();
        assert_eq!(wrong, Error::WrongPassword { what }, "{file}");
        let needed = PrivateKey::parse(&bytes, None).unwrap_err();
        assert_eq!(
            needed,
            Error::PasswordNeeded {
                what,
                scheme: scheme.to_owned()
            },
            "{file}"
        );
    }
}

#[test]
fn passwords_of_any_characters() {
    let plain = private("ed25519.pem");
    for (file, password) in [
        ("unicode-pbes2.pem", "pässwörd-😀"),
        ("unicode-pbe-sha1-3des.pem", "pässwörd-😀"),
        ("empty-password.pem", ""),
    ] {
        let key = PrivateKey::parse(&data(file), Some(&Password::new(password))).unwrap();
        assert_eq!(key.expose(), plain.expose(), "{file}");
    }
    // A password that is not needed is no fault, and the facts say that the file was not encrypted.
    let key = PrivateKey::parse(&data("ed25519.pem"), Some(&Password::new("changeit"))).unwrap();
    assert_eq!(key.info().encryption, None);
}

#[test]
fn unsupported_ciphers_are_named_before_a_password_is_asked_for() {
    for (file, message) in [
        (
            "pbes2-bf-cbc.pem",
            "cipher Blowfish-CBC (1.3.6.1.4.1.3029.1.2) is not supported",
        ),
        (
            "pbes2-camellia-128-cbc.pem",
            "cipher Camellia-128-CBC (1.2.392.200011.61.1.1.1.2) is not supported",
        ),
        (
            "dek-camellia128.pem",
            "cipher CAMELLIA-128-CBC is not supported",
        ),
    ] {
        assert_eq!(refusal(file), message);
    }
}

#[test]
fn facts_of_private_keys() {
    for (file, key_type, bits, curve, encoding) in [
        ("rsa2048.pkcs8.pem", "RSA", 2048, None, "PKCS#8 PEM"),
        ("rsa2048.pkcs8.der", "RSA", 2048, None, "PKCS#8 DER"),
        ("rsa2048.pkcs1.pem", "RSA", 2048, None, "PKCS#1 PEM"),
        (
            "rsa2048-swapped-primes.pem",
            "RSA",
            2048,
            None,
            "PKCS#1 PEM",
        ),
        (
            "rsa2048-three-primes.pkcs1.pem",
            "RSA",
            2048,
            None,
            "PKCS#1 PEM",
        ),
        ("label-mismatch.pem", "RSA", 2048, None, "PKCS#8 PEM"),
        ("public-then-private.pem", "RSA", 2048, None, "PKCS#8 PEM"),
        ("rsa1024.pkcs8.pem", "RSA", 1024, None, "PKCS#8 PEM"),
        ("rsa768.pem", "RSA", 768, None, "PKCS#8 PEM"),
        ("rsa768-pkcs1.pem", "RSA", 768, None, "PKCS#1 PEM"),
        ("rsa-pss.pem", "RSA-PSS", 2048, None, "PKCS#8 PEM"),
        ("ec.pem", "EC", 256, Some("P-256"), "SEC 1 PEM"),
        ("ec-compressed.pem", "EC", 256, Some("P-256"), "SEC 1 PEM"),
        ("ec.pkcs8.pem", "EC", 256, Some("P-256"), "PKCS#8 PEM"),
        ("p384.pem", "EC", 384, Some("P-384"), "SEC 1 PEM"),
        ("secp521r1.pem", "EC", 521, Some("P-521"), "SEC 1 PEM"),
        ("secp256k1.pem", "EC", 256, Some("secp256k1"), "SEC 1 PEM"),
        ("explicit.pem", "EC", 256, None, "SEC 1 PEM"),
        ("ed25519.pem", "Ed25519", 256, None, "PKCS#8 PEM"),
        ("dsa.pem", "DSA", 1024, None, "traditional DSA PEM"),
    ] {
        let key = private(file);
        let info = key.info();
        let found = (
            info.key_type.to_string(),
            info.bits,
            info.curve.as_deref(),
            info.encoding(),
        );
        assert_eq!(
            found,
            (key_type.to_owned(), Some(bits), curve, encoding.to_owned()),
            "{file}"
        );
        assert!(info.private && !key.public_key().info().private, "{file}");
        assert!(key.matches(key.public_key().spki_der()), "{file}");
    }
}

#[test]
fn one_key_has_one_fingerprint() {
    for (private_file, public_file) in [
        ("rsa2048.pkcs8.pem", "rsa2048.spki.pem"),
        ("rsa2048.pkcs1.pem", "rsa2048.pkcs1-public.pem"),
        ("ec.pem", "ec.spki.pem"),
        ("ec.pkcs8.pem", "ec.spki.pem"),
        ("ec-compressed.pem", "ec.spki.pem"),
        ("ed25519.pem", "ed25519.spki.pem"),
        ("dsa.pem", "dsa.spki.pem"),
    ] {
        let (private, public) = (
            private(private_file),
            PublicKey::parse(&data(public_file)).unwrap(),
        );
        assert_eq!(
            private.info().spki_sha256,
            public.info().spki_sha256,
            "{private_file}"
        );
        assert!(private.matches(public.spki_der()), "{private_file}");
    }
    let other = PublicKey::parse(&data("ed25519.spki.pem")).unwrap();
    assert!(!private("ec.pem").matches(other.spki_der()));
    assert_eq!(
        private("rsa2048.pkcs8.pem").info().spki_sha256_hex(),
        "777f0537239acc7d0020636cd6ccbc74e77e3ed91cad523d4aa37634c706f485"
    );
}

#[test]
fn what_the_engine_computes_with() {
    for file in [
        "rsa2048.pkcs1.pem",
        "rsa768.pem",
        "rsa2048-three-primes.pkcs1.pem",
        "rsa-pss.pem",
        "ec.pem",
        "ec-compressed.pem",
        "p384.pem",
        "ed25519.pem",
    ] {
        let key = private(file);
        let engine_key = key.engine_key().unwrap();
        assert_eq!(
            engine_key.public_key().bits(),
            key.info().bits.unwrap(),
            "{file}"
        );
        key.public_key().engine_key().unwrap();
    }
    for (file, message) in [
        (
            "secp521r1.pem",
            "EC P-521 key is not supported: nothing is computed with this type or curve",
        ),
        (
            "dsa.pem",
            "DSA key is not supported: nothing is computed with this type or curve",
        ),
    ] {
        assert_eq!(private(file).engine_key().unwrap_err().to_string(), message);
    }
}

#[test]
fn refusals_say_why() {
    let nothing_to_inspect =
        "the file does not hold the public key, and it is not computed here for this type";
    for (file, message) in [
        ("rsa2048-n-not-pq.pem", "the key is not valid: "),
        (
            "rsa2048-zero-modulus.pem",
            "the key is not valid: the modulus is even or zero",
        ),
        (
            "rsa2048-negative-modulus.pem",
            "the key is not valid: a number is negative",
        ),
        (
            "rsa2048-e-one.pem",
            "the key is not valid: the public exponent is even or one",
        ),
        (
            "rsa2048-e-even.pem",
            "the key is not valid: the public exponent is even or one",
        ),
        (
            "rsa2048-huge-e.pem",
            "the key is not valid: the public exponent has more than 256 bits",
        ),
        ("rsa2048-zero-primes.pem", "the key is not valid: "),
        ("rsa2048-bad-d.pem", "the key is not valid: "),
        ("rsa2048-bad-dp.pem", "the key is not valid: "),
        (
            "ec.spki.pem",
            "a private key was expected, and this is a public key",
        ),
        (
            "labelled-certificate.pem",
            "a private key was expected, and this is a private key labelled CERTIFICATE",
        ),
        (
            "nested-deep.pem",
            "private key is nested more than 48 levels deep",
        ),
        (
            "x25519.pem",
            &format!("X25519 key is not supported: {nothing_to_inspect}"),
        ),
        (
            "ed448.pem",
            &format!("Ed448 key is not supported: {nothing_to_inspect}"),
        ),
        (
            "dsa.pkcs8.pem",
            &format!("DSA key is not supported: {nothing_to_inspect}"),
        ),
        (
            "README.md",
            "a private key was expected, and this is neither PEM nor DER",
        ),
    ] {
        // What the engine says about numbers is in its own words.
        let found = refusal(file);
        assert!(
            found == message || message.ends_with(": ") && found.starts_with(message),
            "{file}: {found}"
        );
    }
    for (bytes, found) in [
        (&b""[..], "empty"),
        (b"\0\x01\x02 garbage", "neither PEM nor DER"),
        (b"\xfe\xed\xfe\xed\0\0\0\x02", "a JKS keystore"),
        (b"ssh-ed25519 AAAA", "an OpenSSH public key"),
        (&[0x30, 4, 0x05, 0, 0x05, 0], "ASN.1 of another kind"),
    ] {
        let expected = "a private key";
        let wanted = Error::WrongContent {
            expected,
            found: found.to_owned(),
        };
        assert_eq!(PrivateKey::parse(bytes, None).unwrap_err(), wanted);
    }
    let openssh = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END OPENSSH PRIVATE KEY-----\n";
    assert_eq!(
        PrivateKey::parse(openssh.as_bytes(), None)
            .unwrap_err()
            .to_string(),
        "key format OpenSSH (ssh-keygen -p -m PKCS8 converts it) is not supported"
    );
}

#[test]
fn either_half_from_one_call() {
    let key = |file| Key::parse(&data(file), None);
    assert!(matches!(key("ec.pem").unwrap(), Key::Private(_)));
    assert!(matches!(
        key("public-then-private.pem").unwrap(),
        Key::Private(_)
    ));
    let public = key("ec.spki.pem").unwrap();
    assert!(matches!(public, Key::Public(_)));
    assert_eq!(public.info().key_type, KeyType::Ec);
    assert_eq!(
        public.public_key().spki_der(),
        private("ec.pem").public_key().spki_der()
    );
    assert_eq!(
        key("README.md").unwrap_err().to_string(),
        "a key was expected, and this is neither PEM nor DER"
    );
    assert!(matches!(
        key("pbes2-scrypt.pem"),
        Err(Error::PasswordNeeded { .. })
    ));
}

#[test]
fn what_is_written_is_read() {
    use rand::SeedableRng;
    let mut rng = chacha20::ChaCha20Rng::seed_from_u64(7);
    let key = private("ec.pem");
    let again = PrivateKey::parse(key.to_pem().as_bytes(), None).unwrap();
    assert_eq!(again.expose(), key.expose());

    let password = Password::new("pässwörd-😀");
    let text = key.to_encrypted_pem(&mut rng, &password);
    let again = PrivateKey::parse(text.as_bytes(), Some(&password)).unwrap();
    assert_eq!(again.expose(), key.expose());
    assert_eq!(
        again.info().encryption.as_deref(),
        Some("PBES2 (PBKDF2-HMAC-SHA-256, AES-256-CBC)")
    );
    let seed = chacha20::ChaCha20Rng::seed_from_u64(7);
    assert_eq!(
        key.to_encrypted_pem(&mut { seed }, &password),
        text,
        "randomness is an argument"
    );

    let public = PublicKey::parse(key.public_key().to_pem().as_bytes()).unwrap();
    assert_eq!(public.spki_der(), key.public_key().spki_der());
}

#[test]
fn debug_shows_no_secret() {
    let key = private("ed25519.pem");
    let text = format!("{key:?}");
    assert!(
        text.starts_with("PrivateKey { info: KeyInfo { private: true, key_type: Ed25519"),
        "{text}"
    );
    let secret = &key.expose()[16..];
    assert!(
        !text.contains(&format!("{:?}", &secret[..4]).replace(['[', ']'], "")),
        "{text}"
    );
    assert!(!format!("{:?}", Key::Private(Box::new(key))).contains("pkcs8"));
}

#[test]
fn damage_is_answered_in_order() {
    for file in [
        "rsa2048.pkcs8.der",
        "rsa2048.pkcs1.pem",
        "ec.pem",
        "ed25519.pem",
        "dsa.pem",
        "explicit.pem",
    ] {
        let bytes = data(file);
        let der = match Pem::parse_all(&bytes) {
            Ok(blocks) => blocks[0].contents().to_vec(),
            Err(_) => bytes,
        };
        for length in 0..der.len() {
            assert!(
                PrivateKey::parse(&der[..length], None).is_err(),
                "{file} cut to {length}"
            );
        }
        for position in 0..der.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut damaged = der.clone();
                damaged[position] ^= flip;
                let _ = Key::parse(&damaged, None);
            }
        }
    }
}
