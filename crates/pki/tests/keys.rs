//! One file for each structure, type and fault of keys; `data/keys/README.md` says who made them.
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

/// Returns one DER element.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len() as u16;
    let header = match length {
        0..=0x7f => vec![tag, length as u8],
        _ => [&[tag, 0x82], &length.to_be_bytes()[..]].concat(),
    };
    [&header, content].concat()
}

#[test]
fn version_2_keeps_attributes_and_public_key() {
    let plain = private("ed25519.pem");
    let public = &plain.public_key().spki_der()[12..];
    let fields = &plain.expose()[5..]; // behind SEQUENCE and version
    let attributes = element(0xa0, &element(0x30, &[6, 3, 0x2a, 3, 4, 0x31, 0]));
    let bits = |key: &[u8]| [&[0], key].concat();
    let implicit = element(0x81, &bits(public));
    let explicit = element(0xa1, &element(0x03, &bits(public)));
    for public_key in [implicit, explicit] {
        let parts = [&[2, 1, 1][..], fields, &attributes, &public_key];
        let der = element(0x30, &parts.concat());
        let key = PrivateKey::parse(&der, None).unwrap();
        assert_eq!(key.expose(), der);
        assert_eq!(key.info().spki_sha256, plain.info().spki_sha256);
        key.engine_key().unwrap();
    }
    let other = element(0x81, &bits(&[7; 32]));
    let der = element(0x30, &[&[2, 1, 1][..], fields, &other].concat());
    assert_eq!(
        PrivateKey::parse(&der, None).unwrap_err().to_string(),
        "the key is not valid: the public key in the file does not belong to the private key"
    );
    let der = element(0x30, &[&[2, 1, 2][..], fields].concat());
    assert!(
        PrivateKey::parse(&der, None).is_err(),
        "there is no version 3"
    );
}

#[test]
fn a_type_that_is_not_computed_with_can_be_inspected_if_its_public_key_is_there() {
    let algorithm = element(0x30, &[6, 3, 0x2b, 0x65, 0x6e]);
    let secret = element(0x04, &element(0x04, &[1; 32]));
    let public = element(0x81, &[&[0][..], &[2; 32]].concat());
    let der = element(
        0x30,
        &[&[2, 1, 1][..], &algorithm, &secret, &public].concat(),
    );
    let key = PrivateKey::parse(&der, None).unwrap();
    assert_eq!(key.info().to_string(), "X25519, 256 bits");
    assert!(matches!(
        key.engine_key(),
        Err(Error::UnsupportedKeyType { .. })
    ));
}

#[test]
fn indefinite_lengths_are_read() {
    let plain = private("rsa2048.pkcs8.der");
    let definite = &plain.expose()[4..];
    let ber = [&[0x30, 0x80], definite, &[0, 0]].concat();
    let key = PrivateKey::parse(&ber, None).unwrap();
    assert_eq!(key.expose(), plain.expose());
}

#[test]
fn any_size_of_rsa_is_inspected() {
    let mut modulus = vec![0x40; 2500];
    modulus[2499] = 1;
    let number = |octets: &[u8]| element(0x02, octets);
    let rest = number(&[1]).repeat(6);
    let der = element(
        0x30,
        &[
            &number(&[0])[..],
            &number(&modulus),
            &number(&[1, 0, 1]),
            &rest,
        ]
        .concat(),
    );
    let key = PrivateKey::parse(&der, None).unwrap();
    assert_eq!(key.info().bits, Some(19_999));
    let refused = key.engine_key().unwrap_err().to_string();
    assert_eq!(
        refused,
        "RSA key is not supported: it has more than 16 384 bits"
    );
}
