//! Keystores that keytool, Java, OpenSSL and pyca/cryptography made, one of each kind, and what can be wrong with them.

#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests read files; the library does not"
)]

use credtool_pki::{
    Certificate, EntryKind, Error, Integrity, Keystore, KeystoreFormat, Password, PrivateKey,
};
use sha1::{Digest, Sha1};

const STORE: &str = "storepass-A1";
const KEY: &str = "keypass-A9";

fn data(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/data/keystores/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn open(name: &str, password: &str) -> Keystore {
    Keystore::open(&data(name), Some(&Password::new(password)))
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn refusal(bytes: &[u8], password: Option<&str>) -> Error {
    Keystore::open(bytes, password.map(Password::new).as_ref()).unwrap_err()
}

/// Format, integrity, and for each entry its alias, kind and number of certificates.
fn listing(keystore: &Keystore) -> String {
    let mut text = format!("{} {}", keystore.format(), keystore.integrity());
    for entry in keystore.entries() {
        let (alias, certificates) = (entry.alias(), entry.certificates().len());
        text += &format!("; {alias} {} {certificates}", entry.kind());
    }
    text
}

#[test]
fn one_of_each_kind() {
    for (name, password, expected) in [
        (
            "keytool.p12",
            STORE,
            "pkcs12 verified; appkey private-key 1",
        ),
        (
            "keytool-multi.p12",
            STORE,
            "pkcs12 verified; appkey private-key 1; second private-key 1; third-alias private-key 1; \
             trusted-root trusted-certificate 1; trusted-inter trusted-certificate 1",
        ),
        (
            "keytool-legacy.p12",
            STORE,
            "pkcs12 verified; legacy private-key 1",
        ),
        (
            "java-secret.p12",
            STORE,
            "pkcs12 verified; rsa private-key 3; aes secret-key 0",
        ),
        ("java-empty.p12", STORE, "pkcs12 verified"),
        (
            "keytool-chain.jks",
            STORE,
            "jks verified; chained private-key 3",
        ),
        (
            "java-keypass.jks",
            STORE,
            "jks verified; root trusted-certificate 1; rsa private-key 3",
        ),
        (
            "java-unicode-password.jks",
            "pässwörd-Ω-密",
            "jks verified; schlüssel-é private-key 3",
        ),
        (
            "keytool-multi.jceks",
            STORE,
            "jceks verified; trusted-root trusted-certificate 1; appkey private-key 1; second private-key 1; \
             third-alias private-key 1; trusted-inter trusted-certificate 1",
        ),
        (
            "java-secret.jceks",
            STORE,
            "jceks verified; aes secret-key 0; rsa private-key 3",
        ),
        (
            "openssl.p12",
            STORE,
            "pkcs12 verified; openssl entry private-key 3",
        ),
        (
            "openssl-legacy.p12",
            STORE,
            "pkcs12 verified; openssl entry private-key 3",
        ),
        (
            "openssl-no-mac.p12",
            STORE,
            "pkcs12 absent; openssl entry private-key 3",
        ),
        (
            "openssl-no-encryption.p12",
            "not needed",
            "pkcs12 absent; openssl entry private-key 3",
        ),
        (
            "openssl-emoji-password.p12",
            "pw-🔒-A",
            "pkcs12 verified; openssl entry private-key 3",
        ),
        (
            "openssl-empty-password.p12",
            "",
            "pkcs12 verified; openssl entry private-key 3",
        ),
        (
            "no-octets-password.p12",
            "",
            "pkcs12 verified; no octets private-key 1",
        ),
        (
            "openssl-no-alias.p12",
            STORE,
            "pkcs12 verified; 1 private-key 3",
        ),
        (
            "pyca-trust.p12",
            STORE,
            "pkcs12 verified; anchor0 trusted-certificate 1; anchor1 trusted-certificate 1; \
             anchor2 trusted-certificate 1",
        ),
    ] {
        let mut keystore = open(name, password);
        assert_eq!(listing(&keystore), expected, "{name}");
        for entry in keystore.entries() {
            assert_eq!(entry.problem(), None, "{name}");
        }
        // With no password the empty one is tried.
        if password.is_empty() {
            keystore = Keystore::open(&data(name), None).unwrap();
            assert_eq!(listing(&keystore), expected, "{name}");
            assert!(
                keystore
                    .private_key_entry(None)
                    .unwrap()
                    .private_key(None)
                    .is_ok()
            );
        }
    }
}

#[test]
fn keys_have_passwords_of_their_own() {
    for (name, alias, password) in [
        ("java-keypass.jks", "rsa", KEY),
        ("java-keypass.p12", "first", KEY),
        ("java-keypass.p12", "second", "keypass-A92"),
        ("keytool-multi.jceks", "appkey", KEY),
        ("keytool-multi.jceks", "third-alias", "keypass-A92"),
        ("keytool-multi.jceks", "second", STORE),
    ] {
        let keystore = open(name, STORE);
        let entry = keystore.private_key_entry(Some(alias)).unwrap();
        assert!(entry.is_encrypted());
        let key = entry.private_key(Some(&Password::new(password))).unwrap();
        let engine = credtool_crypto_engine::PrivateKey::from_pkcs8_der(&key).unwrap();
        let certificate = Certificate::from_der(&entry.certificates()[0]).unwrap();
        assert_eq!(
            engine.public_key().spki_der(),
            certificate.spki_der(),
            "{name} {alias}"
        );
        let wrong = entry
            .private_key(Some(&Password::new("another")))
            .unwrap_err();
        assert_eq!(
            wrong.to_string(),
            format!("wrong key password for alias {alias:?}"),
            "{name}"
        );
        let none = entry.private_key(None).unwrap_err();
        assert!(
            matches!(none, Error::PasswordNeeded { .. }),
            "{name}: {none}"
        );
    }
    let keystore = open("java-keypass.jks", STORE);
    let root = keystore.entry("ROOT").unwrap();
    let no_key = root.private_key(None).unwrap_err();
    assert_eq!(no_key.to_string(), r#"no private key under alias "root""#);
}

#[test]
fn the_short_way_to_a_key() {
    let password = Password::new(STORE);
    for (name, alias) in [
        ("keytool.p12", None),
        ("keytool.p12", Some("APPKEY")),
        ("keytool-multi.p12", Some("Second")),
        ("openssl.p12", Some("openssl entry")),
        // The number is not stored: all has to be read to count.
        ("openssl-no-alias.p12", Some("1")),
        ("keytool-chain.jks", None),
    ] {
        let bytes = data(name);
        let short = Keystore::open_private_key_entry(&bytes, Some(&password), alias).unwrap();
        let keystore = Keystore::open(&bytes, Some(&password)).unwrap();
        let long = keystore.private_key_entry(alias).unwrap();
        assert_eq!(short.alias(), long.alias(), "{name}");
        assert_eq!(
            short.private_key(Some(&password)).unwrap(),
            long.private_key(Some(&password)).unwrap(),
            "{name}"
        );
    }
    let refused = |name, alias| {
        Keystore::open_private_key_entry(&data(name), Some(&password), alias).unwrap_err()
    };
    assert!(matches!(
        refused("keytool-multi.p12", None),
        Error::SeveralPrivateKeys { .. }
    ));
    assert!(matches!(
        refused("keytool-multi.p12", Some("trusted-root")),
        Error::NoPrivateKey { alias: Some(_) }
    ));
    assert!(matches!(
        refused("keytool.p12", Some("other")),
        Error::NoSuchAlias { .. }
    ));
    assert_eq!(
        refused("bad-mac.p12", Some("appkey")),
        Error::KeystoreAltered
    );
}

#[test]
fn wrong_passwords_and_altered_files_are_told_apart() {
    for name in [
        "keytool.p12",
        "openssl-legacy.p12",
        "keytool-chain.jks",
        "java-secret.jceks",
    ] {
        assert_eq!(
            refusal(&data(name), Some("wrong")),
            Error::WrongStorePassword,
            "{name}"
        );
    }
    // Nothing proves a password where there is no MAC, but what does not open was not meant.
    let without_mac = data("keytool-no-mac.p12");
    assert_eq!(
        refusal(&without_mac, Some("wrong")),
        Error::WrongStorePassword
    );
    for bytes in [data("keytool.p12"), without_mac] {
        assert!(matches!(
            refusal(&bytes, None),
            Error::PasswordNeeded { .. }
        ));
    }
    for name in ["bad-mac.p12", "bad-digest.jks"] {
        assert_eq!(
            refusal(&data(name), Some(STORE)),
            Error::KeystoreAltered,
            "{name}"
        );
        assert_eq!(
            refusal(&data(name), Some("wrong")),
            Error::WrongStorePassword,
            "{name}"
        );
    }
}

#[test]
fn java_keystores_are_listed_without_a_password() {
    for name in ["keytool-chain.jks", "java-secret.jceks", "bad-digest.jks"] {
        let keystore = Keystore::open(&data(name), None).unwrap();
        assert_eq!(keystore.integrity(), Integrity::Absent, "{name}");
        assert!(keystore.private_key_entry(None).is_ok(), "{name}");
    }
}

/// Version 1 has no type in front of a certificate; no tool writes it since 1998, Java still reads it.
#[test]
fn version_1_of_jks() {
    let mut bytes = data("keytool-chain.jks");
    bytes.truncate(bytes.len() - 20);
    bytes[7] = 1;
    let kind = b"\0\x05X.509";
    while let Some(at) = bytes.windows(kind.len()).position(|window| window == kind) {
        bytes.drain(at..at + kind.len());
    }
    seal(&mut bytes);
    let keystore = Keystore::open(&bytes, Some(&Password::new(STORE))).unwrap();
    assert_eq!(listing(&keystore), "jks verified; chained private-key 3");
    let original = open("keytool-chain.jks", STORE);
    assert_eq!(
        keystore.entries()[0].certificates(),
        original.entries()[0].certificates()
    );
}

#[test]
fn unknown_certificate_types_hide_nothing() {
    let mut bytes = data("java-keypass.jks");
    bytes.truncate(bytes.len() - 20);
    let first = bytes.windows(5).position(|window| window == b"X.509");
    let first = first.unwrap();
    bytes[first..first + 5].copy_from_slice(b"WTLSC");
    seal(&mut bytes);
    let keystore = Keystore::open(&bytes, Some(&Password::new(STORE))).unwrap();
    let unsupported = |entry: &&credtool_pki::Entry| entry.kind() == EntryKind::Unsupported;
    let strange: Vec<_> = keystore.entries().iter().filter(unsupported).collect();
    assert_eq!(keystore.entries().len(), 2);
    assert_eq!(
        strange[0].problem().unwrap().to_string(),
        "certificate type WTLSC is not supported"
    );
}

/// Appends the keyed digest of a Java keystore.
fn seal(bytes: &mut Vec<u8>) {
    let mut hash = Sha1::new();
    hash.update(
        STORE
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect::<Vec<_>>(),
    );
    hash.update("Mighty Aphrodite");
    hash.update(&bytes[..]);
    bytes.extend(hash.finalize());
}

#[test]
fn bytes_after_the_end_are_left_alone() {
    for name in ["keytool.p12", "keytool-chain.jks", "java-secret.jceks"] {
        let mut bytes = data(name);
        let expected = listing(&open(name, STORE));
        bytes.extend(b"\r\n\0 more");
        let keystore = Keystore::open(&bytes, Some(&Password::new(STORE))).unwrap();
        assert_eq!(listing(&keystore), expected, "{name}");
    }
}

/// Bouncy Castle and Windows write indefinite lengths, and strings in pieces.
#[test]
fn ber() {
    for (name, password) in [("keytool.p12", STORE), ("openssl-no-mac.p12", STORE)] {
        let bytes = indefinite(&data(name));
        assert_ne!(bytes, data(name));
        let keystore = Keystore::open(&bytes, Some(&Password::new(password))).unwrap();
        let plain = open(name, password);
        assert_eq!(listing(&keystore), listing(&plain), "{name}");
        let key = |keystore: &Keystore| {
            let entry = keystore.private_key_entry(None).unwrap();
            entry.private_key(Some(&Password::new(password))).unwrap()
        };
        assert_eq!(key(&keystore), key(&plain), "{name}");
    }
}

/// Rewrites every constructed element with an indefinite length, and every octet string as a list of pieces.
fn indefinite(mut der: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let [tag, first, rest @ ..] = der {
        let (length, header) = match *first {
            short @ 0..0x80 => (usize::from(short), 2),
            long => {
                let octets = &rest[..usize::from(long & 0x7f)];
                let length = octets
                    .iter()
                    .fold(0, |sum, &octet| sum << 8 | usize::from(octet));
                (length, 2 + octets.len())
            }
        };
        let content = &der[header..header + length];
        match tag {
            0x04 | 0x80 if length > 1 => {
                out.extend([tag | 0x20, 0x80]);
                for piece in content.chunks(100) {
                    out.extend([0x04, piece.len() as u8]);
                    out.extend(piece);
                }
                out.extend([0, 0]);
            }
            tag if tag & 0x20 != 0 => {
                out.extend([*tag, 0x80]);
                out.extend(indefinite(content));
                out.extend([0, 0]);
            }
            _ => out.extend(&der[..header + length]),
        }
        der = &der[header + length..];
    }
    out
}

#[test]
fn pem_blocks() {
    let certificates = include_bytes!("data/certificates/bundle-4.pem");
    let keystore = Keystore::open(certificates, None).unwrap();
    assert_eq!(keystore.format(), KeystoreFormat::Pem);
    assert_eq!(keystore.entries().len(), 4);
    assert!(
        keystore
            .entries()
            .iter()
            .all(|entry| entry.kind() == EntryKind::TrustedCertificate)
    );

    let from = open("openssl.p12", STORE);
    let entry = from.private_key_entry(None).unwrap();
    let key = entry.private_key(Some(&Password::new(STORE))).unwrap();
    let key = PrivateKey::parse(&key, None).unwrap();
    let chain = entry.certificates().iter();
    let chain: Vec<_> = chain
        .map(|der| Certificate::from_der(der).unwrap())
        .collect();
    // Leaf last: the order of the blocks is not the order of the chain.
    let mut text = chain
        .iter()
        .rev()
        .map(|one| one.to_pem())
        .collect::<String>();
    text += &key.to_pem();
    text += "-----BEGIN DH PARAMETERS-----\nMAA=\n-----END DH PARAMETERS-----\n";
    let keystore = Keystore::open(text.as_bytes(), None).unwrap();
    assert_eq!(
        listing(&keystore),
        "pem absent; 4 private-key 3; 5 unsupported 0"
    );
    let found = keystore.private_key_entry(None).unwrap();
    assert_eq!(found.certificates(), entry.certificates());
    assert!(!found.is_encrypted());
    assert_eq!(**found.private_key(None).unwrap(), *key.expose());

    use rand::SeedableRng;
    let mut rng = chacha20::ChaCha20Rng::seed_from_u64(1);
    let text = chain[0].to_pem() + &key.to_encrypted_pem(&mut rng, &Password::new(KEY));
    let keystore = Keystore::open(text.as_bytes(), None).unwrap();
    let found = keystore.private_key_entry(Some("2")).unwrap();
    assert!(found.is_encrypted());
    assert_eq!(
        **found.private_key(Some(&Password::new(KEY))).unwrap(),
        *key.expose()
    );
    assert!(matches!(
        found.private_key(None),
        Err(Error::PasswordNeeded { .. })
    ));
    let wrong = found.private_key(Some(&Password::new(STORE))).unwrap_err();
    assert_eq!(wrong.to_string(), r#"wrong key password for alias "2""#);
}

#[test]
fn a_key_that_nothing_here_computes_has_the_public_half_of_its_certificate() {
    let keystore = open("keytool-p521.jks", STORE);
    let entry = keystore.entry("a").unwrap();
    let pkcs8 = entry.private_key(Some(&Password::new(STORE))).unwrap();
    let alone = PrivateKey::parse(&pkcs8, None).unwrap_err();
    assert!(
        matches!(alone, Error::UnsupportedKeyType { .. }),
        "{alone:?}"
    );
    let leaf = Certificate::from_der(&entry.certificates()[0]).unwrap();
    let key = PrivateKey::parse_beside(&pkcs8, None, leaf.spki_der()).unwrap();
    assert_eq!(key.info().to_string(), "EC P-521, 521 bits");
    assert!(key.matches(leaf.spki_der()));
    assert_eq!(key.expose(), *pkcs8);
    // The certificate of a key of another type is not taken.
    let other = open("keytool.p12", STORE);
    let other = Certificate::from_der(&other.entries()[0].certificates()[0]).unwrap();
    assert_eq!(
        PrivateKey::parse_beside(&pkcs8, None, other.spki_der()).unwrap_err(),
        alone
    );
}
