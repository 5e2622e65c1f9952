//! Keystores that ask for more than they should get: each is answered at once.

#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    reason = "tests read files and take the time; the library does not"
)]

use std::time::{Duration, Instant};

use credtool_pki::{Certificate, Error, Keystore, Password};
use proptest::prelude::*;

fn data(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/data/keystores/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn quickly(bytes: &[u8], limit: Duration) -> Result<Keystore, Error> {
    let began = Instant::now();
    let opened = Keystore::open(bytes, Some(&Password::new("storepass-A1")));
    assert!(began.elapsed() < limit, "took {:?}", began.elapsed());
    opened
}

const AT_ONCE: Duration = Duration::from_millis(500);

#[test]
fn iteration_counts() {
    let refused = quickly(&data("bad-maciter.p12"), AT_ONCE).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the iteration count is 2147483647, above the limit of 5000000"
    );
    // The count of the certificates' encryption, 2048 in this file, as large and with a MAC that still has to be checked.
    let mut bytes = data("keytool-no-mac.p12");
    let count = [0x02, 0x02, 0x27, 0x10];
    let at: Vec<_> = (0..bytes.len() - 4)
        .filter(|&at| bytes[at..at + 4] == count)
        .collect();
    assert_eq!(at.len(), 2, "one for the key, one for the certificates");
    bytes[at[1]..at[1] + 4].copy_from_slice(&[0x02, 0x02, 0x00, 0x00]);
    let keystore = quickly(&bytes, AT_ONCE).unwrap();
    let problems = keystore
        .entries()
        .iter()
        .filter_map(|entry| entry.problem());
    assert_eq!(
        problems.count(),
        1,
        "a count of zero is malformed, and the key is still there"
    );
    assert!(keystore.private_key_entry(None).is_ok());
}

#[test]
fn counts_in_java_keystores() {
    assert!(quickly(&data("bad-count.jks"), AT_ONCE).is_err());
    let header = |count: u32| [&b"\xfe\xed\xfe\xed\0\0\0\x02"[..], &count.to_be_bytes()].concat();
    assert!(quickly(&header(u32::MAX), AT_ONCE).is_err());
    // One entry with a chain that is said to be endless, and one with a length that is.
    let entry = b"\0\0\0\x01\0\x01a\0\0\0\0\0\0\0\0\0\0\0\0";
    for tail in [
        &b"\xff\xff\xff\xff"[..],
        b"\0\0\0\x01\0\x05X.509\xff\xff\xff\xff",
    ] {
        let bytes = [&header(1)[..], entry, tail].concat();
        assert!(matches!(
            quickly(&bytes, AT_ONCE),
            Err(Error::Truncated { .. })
        ));
    }
}

#[test]
fn nesting() {
    let deep = [
        &[0x30, 0x80, 0x02, 0x01, 0x03][..],
        &[0x30, 0x80].repeat(1 << 20),
    ]
    .concat();
    assert!(matches!(
        quickly(&deep, AT_ONCE),
        Err(Error::TooDeep { .. })
    ));
}

/// Every key could own every certificate, and every certificate could be the issuer of every other.
#[test]
fn many_bags_that_all_belong_together() {
    let element = |tag: u8, parts: &[&[u8]]| {
        let content = parts.concat();
        let length = (content.len() as u32).to_be_bytes();
        [&[tag, 0x84][..], &length, &content].concat()
    };
    let pkcs = |tail: &[u8]| element(6, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1], tail]);
    let id = element(0x31, &[&element(4, &[b"id"])]);
    let attributes = element(0x31, &[&element(0x30, &[&pkcs(&[9, 21]), &id])]);
    let bag = |kind: u8, value: &[u8]| {
        let kind = pkcs(&[12, 10, 1, kind]);
        element(0x30, &[&kind, &element(0xa0, &[value]), &attributes])
    };
    // A certificate whose issuer has its own name and another key.
    let algorithm = element(0x30, &[&pkcs(&[1, 11])]);
    let country = element(0x30, &[&[6, 3, 0x55, 4, 6], b"\x13\x02NL"]);
    let name = element(0x30, &[&element(0x31, &[&country])]);
    let time = b"\x17\x0d240101000000Z";
    let other_key = element(4, &[&element(0x30, &[b"\x80\x01k"])]);
    let extension = element(0x30, &[&[6, 3, 0x55, 0x1d, 0x23], &other_key]);
    let signed = element(
        0x30,
        &[
            &[0xa0, 3, 2, 1, 2, 2, 1, 1],
            &algorithm,
            &name,
            &element(0x30, &[time, time]),
            &name,
            &element(0x30, &[&algorithm, &[3, 1, 0]]),
            &element(0xa3, &[&element(0x30, &[&extension])]),
        ],
    );
    let der = element(0x30, &[&signed, &algorithm, &[3, 1, 0]]);
    assert!(Certificate::from_der(&der).is_ok());
    let certificate = element(0xa0, &[&element(4, &[&der])]);
    let certificate = bag(3, &element(0x30, &[&pkcs(&[9, 22, 1]), &certificate]));
    let key = bag(1, &element(0x30, &[]));
    let bags = [key.repeat(5000), certificate.repeat(5000)].concat();

    let content = |inner: &[u8]| {
        let octets = element(4, &[&element(0x30, &[inner])]);
        element(0x30, &[&pkcs(&[7, 1]), &element(0xa0, &[&octets])])
    };
    let file = element(0x30, &[&[2, 1, 3], &content(&content(&bags))]);
    let keystore = quickly(&file, Duration::from_secs(10)).unwrap();
    assert_eq!(keystore.entries()[4999].certificates().len(), 2);
    assert_eq!(keystore.entries().len(), 5000 + 5000 - 2);
}

#[test]
fn many_pem_blocks() {
    let block = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
    let limit = Duration::from_secs(5);
    assert_eq!(
        quickly(block.repeat(10_000).as_bytes(), limit)
            .unwrap()
            .entries()
            .len(),
        10_000
    );
    let refused = quickly(block.repeat(10_001).as_bytes(), limit).unwrap_err();
    assert!(matches!(refused, Error::TooMany { limit: 10_000, .. }));
}

#[test]
fn every_cut_of_every_kind_is_refused() {
    for name in [
        "openssl-no-encryption.p12",
        "keytool-chain.jks",
        "java-secret.jceks",
    ] {
        let bytes = data(name);
        for length in 0..bytes.len() {
            let opened = Keystore::open(&bytes[..length], None);
            assert!(opened.is_err(), "{name} cut to {length}");
        }
    }
}

proptest! {
    /// Damage anywhere: an answer, whichever, and never a panic. The file without MAC and encryption lets it reach all.
    #[test]
    fn damage(at in 0usize..7000, value: u8, kind in 0usize..4) {
        let names = ["openssl-no-encryption.p12", "keytool-chain.jks", "java-secret.jceks", "java-keypass.jks"];
        let mut bytes = data(names[kind]);
        let at = at % bytes.len();
        bytes[at] = value;
        if let Ok(keystore) = Keystore::open(&bytes, None) {
            for entry in keystore.entries() {
                let _ = entry.private_key(Some(&Password::new("keypass-A9")));
            }
        }
    }

    #[test]
    fn noise(bytes: Vec<u8>, magic in prop::sample::select(vec![
        &b"\xfe\xed\xfe\xed\0\0\0\x02\0\0\0\x01"[..],
        b"\xce\xce\xce\xce\0\0\0\x02\0\0\0\x01\0\0\0\x03\0\0\0\0\0\0\0\0\0\0\xac\xed\0\x05",
        b"\x30\x80\x02\x01\x03",
        b"",
    ])) {
        let bytes = [magic, &bytes].concat();
        prop_assert!(Keystore::open(&bytes, None).is_err());
    }
}
