//! New PKCS#12 files: what goes in comes out again, whatever the key, the aliases and the password are.

use std::sync::LazyLock;

use chacha20::rand_core::SeedableRng;
use credtool_pki::{Certificate, EntryKind, Integrity, Keystore, NewPkcs12, Password};

/// The input is choices (one octet for the chain, one a trusted certificate), then password, aliases and key, with a zero
/// octet between them.
pub fn keystore_write(data: &[u8]) {
    let Some(([chain, trusted @ ..], text)) = data.split_first_chunk::<3>() else {
        return;
    };
    let mut parts = text.splitn(5, |&octet| octet == 0);
    let mut part = || parts.next().unwrap_or_default();
    let mut text = || String::from_utf8_lossy(part()).into_owned();
    let (password, alias, names) = (Password::new(text()), text(), [text(), text()]);
    let private_key = pkcs8(part());

    let length = usize::from(*chain) % 4;
    let chain: Vec<&[u8]> = CHAIN[..length].iter().map(Certificate::der).collect();
    let trusted: Vec<(&str, &[u8])> = names
        .iter()
        .zip(trusted)
        .filter(|(_, choice)| *choice & 1 == 1)
        .map(|(name, choice)| (&name[..], CHAIN[usize::from(choice >> 1) % 4].der()))
        .collect();
    let contents = NewPkcs12 {
        alias: &alias,
        private_key: &private_key,
        chain: &chain,
        trusted: &trusted,
    };
    let mut rng = chacha20::ChaCha20Rng::from_seed([1; 32]);
    let file = contents.to_bytes(&password, &mut rng).unwrap();

    let keystore = Keystore::open(&file, Some(&password)).unwrap();
    assert_eq!(keystore.integrity(), Integrity::Verified);
    let entry = keystore.private_key_entry(None).unwrap();
    assert_eq!(*entry.private_key(Some(&password)).unwrap(), private_key);
    let keys = keystore.entries().iter();
    assert_eq!(
        keys.filter(|entry| entry.kind() == EntryKind::PrivateKey)
            .count(),
        1
    );
    assert!(keystore.entry(&alias).is_ok());
    if !chain.is_empty() {
        assert_eq!(entry.alias(), alias);
        // What is trusted may continue the chain, and nothing may stand inside it.
        assert!(entry.certificates().len() >= chain.len());
        for (read, written) in entry.certificates().iter().zip(&chain) {
            assert_eq!(&read[..], *written);
        }
    }
    let entries = keystore.entries().iter();
    let read: Vec<_> = entries
        .filter(|entry| entry.kind() == EntryKind::TrustedCertificate)
        .collect();
    assert_eq!(read.len(), trusted.len());
    for (read, (alias, der)) in read.iter().zip(&trusted) {
        assert_eq!(read.alias(), *alias);
        assert_eq!(&read.certificates()[0][..], *der);
    }
    let wrong = Password::new(format!("{}x", password.expose()));
    assert!(Keystore::open(&file, Some(&wrong)).is_err());
}

/// A `PrivateKeyInfo` with these octets for a key: the writer looks no deeper.
fn pkcs8(key: &[u8]) -> Vec<u8> {
    let key = &key[..key.len().min(200)];
    let octets = element(4, key);
    let ed25519 = [0x30, 5, 6, 3, 0x2b, 0x65, 0x70];
    element(0x30, &[&[2, 1, 0][..], &ed25519, &octets].concat())
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len() as u8;
    let header: &[u8] = if length < 0x80 {
        &[tag, length]
    } else {
        &[tag, 0x81, length]
    };
    [header, content].concat()
}

/// A certificate, its issuer and the root, and one that has nothing to do with them.
static CHAIN: LazyLock<Vec<Certificate>> = LazyLock::new(|| {
    let bundle = include_bytes!("../../crates/pki/tests/data/certificates/bundle-4.pem");
    Certificate::parse_all(bundle).unwrap()
});
