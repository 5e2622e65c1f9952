//! One file for each encryption scheme of private keys; `data/keys/README.md` says who made them.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test reads its data"
)]

use credtool_pki::{Error, Password, PrivateKey};

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
