//! Revocation lists: every field, what damages them, and lists that are larger than anything that is issued.
#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests read files; the library does not"
)]

use credtool_pki::{CertificateList, DistributionPointName, Error, RevocationReason};
use proptest::prelude::*;

fn data(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/data/crl/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn one(name: &str) -> CertificateList {
    let mut lists = CertificateList::parse_all(&data(name)).unwrap();
    assert_eq!(lists.len(), 1);
    lists.remove(0)
}

#[test]
fn every_field() {
    let list = one("p256.pem");
    assert_eq!(list.version(), 2);
    assert_eq!(list.issuer().to_string(), "O=Authority 1");
    assert_eq!(list.this_update().to_string(), "2026-06-01T00:00:00Z");
    assert_eq!(
        list.next_update().unwrap().to_string(),
        "2026-07-01T00:00:00Z"
    );
    assert_eq!(
        list.number().unwrap(),
        "40000000000000000000000000000000000001"
    );
    assert_eq!(list.signature_algorithm().name(), "ecdsa-with-SHA256");
    assert_eq!(list.delta_base(), None);
    assert!(list.issuing_distribution_point().is_none());
    let entries: Vec<_> = list.entries().collect();
    assert_eq!(entries.len(), 7);
    assert_eq!(entries[0].reason(), None);
    assert_eq!(entries[1].serial_octets(), [0x7f]);
    assert_eq!(entries[1].reason(), Some(RevocationReason::KeyCompromise));
    assert_eq!(
        entries[1].revocation_date().to_string(),
        "2026-05-01T00:00:01Z"
    );
    assert_eq!(
        entries[1].invalidity_date().unwrap().to_string(),
        "2020-01-01T00:00:00Z"
    );
    assert_eq!(
        list.get(&[0, 0x80]).unwrap().reason(),
        Some(RevocationReason::CaCompromise)
    );
    for absent in [&[][..], &[0x80], &[2], &[0, 0x7f]] {
        assert!(list.get(absent).is_none(), "{absent:02x?}");
    }
    assert_eq!(
        format!("{list:?}").split(", sha256").next().unwrap(),
        "CertificateList { issuer: \"O=Authority 1\", this_update: \"2026-06-01T00:00:00Z\", \
         next_update: Some(\"2026-07-01T00:00:00Z\"), entries: 7"
    );
}

#[test]
fn kinds_of_lists() {
    let old = one("version-1.der");
    assert_eq!(
        (old.version(), old.number(), old.entries().len()),
        (1, None, 1)
    );
    assert_eq!(old.extensions().iter().count(), 0);

    let delta = one("delta.der");
    assert_eq!(
        (delta.number().as_deref(), delta.delta_base().as_deref()),
        (Some("6"), Some("4"))
    );
    assert_eq!(
        delta.get(&[5]).unwrap().reason(),
        Some(RevocationReason::RemoveFromCrl)
    );

    let limited = one("point.der");
    let point = limited.issuing_distribution_point().unwrap();
    match &point.name {
        Some(DistributionPointName::Full(names)) => {
            assert_eq!(names[0].to_string(), "http://crl.example/a.crl")
        }
        other => panic!("{other:?}"),
    }
    assert!(!point.indirect && point.only_some_reasons.is_none());
    assert!(
        one("indirect.der")
            .issuing_distribution_point()
            .unwrap()
            .indirect
    );
}

#[test]
fn files() {
    let (text, der) = (data("p256.pem"), data("version-1.der"));
    let pem = one("version-1.der").to_pem();
    assert!(pem.starts_with("-----BEGIN X509 CRL-----\n"));
    for file in [
        [&text[..], b"a comment\n", pem.as_bytes()].concat(),
        [one("p256.pem").der(), &der].concat(),
    ] {
        let lists = CertificateList::parse_all(&file).unwrap();
        assert_eq!(lists.len(), 2);
        assert_eq!(lists[1].der(), der);
    }
    let certificate = include_bytes!("data/certificates/ee-san.der");
    let request = include_bytes!("data/csr/rsa2048.pem");
    for (file, said) in [
        (
            &certificate[..],
            "a certificate revocation list was expected, and this is a certificate",
        ),
        (
            request,
            "a certificate revocation list was expected, and this is PEM with CERTIFICATE REQUEST",
        ),
        (
            b"",
            "a certificate revocation list was expected, and this is empty",
        ),
        (
            &[&der[..], b"\n"].concat(),
            "bytes follow the certificate revocation list, from byte 179 on",
        ),
        (
            &der[..100],
            "cut short: 100 bytes, and they end inside certificate revocation list",
        ),
    ] {
        assert_eq!(
            CertificateList::parse_all(file).unwrap_err().to_string(),
            said
        );
    }
    let refused = credtool_pki::Certificate::parse_all(&der).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "a certificate was expected, and this is a certificate revocation list"
    );
}

/// Appends one element.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u32).to_be_bytes();
    [&[tag, 0x84], &length[..], content].concat()
}

/// Returns a list that nobody signed, with these entries.
fn list(entries: &[u8]) -> Vec<u8> {
    let algorithm = [0x30, 4, 6, 2, 0x2a, 3];
    let time = b"\x17\x0d260601000000Z";
    let tbs = [
        &algorithm[..],
        &[0x30, 0],
        time,
        time,
        &element(0x30, entries),
    ]
    .concat();
    element(
        0x30,
        &[&element(0x30, &tbs), &algorithm[..], &[3, 1, 0]].concat(),
    )
}

fn entry(serial: u64) -> Vec<u8> {
    let octets = serial.to_be_bytes();
    [&[0x30, 25, 2, 8][..], &octets, b"\x17\x0d260501000000Z"].concat()
}

/// A million entries: 27 MB of DER and eight bytes an entry beside it. Every one is found by a binary search.
#[test]
fn a_million_entries() {
    let serial = |index: u64| index.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 2 | 1 << 61;
    let entries: Vec<u8> = (0..1_000_000)
        .flat_map(|index| entry(serial(index)))
        .collect();
    let list = CertificateList::from_der(&list(&entries)).unwrap();
    assert_eq!(list.entries().len(), 1_000_000);
    for index in (0..1_000_000).step_by(997) {
        let wanted = serial(index).to_be_bytes();
        assert_eq!(list.get(&wanted).unwrap().serial_octets(), wanted);
        assert!(list.get(&(serial(index) ^ 1 << 60).to_be_bytes()).is_none());
    }
    assert_eq!(list.entries().count(), 1_000_000);
}

/// One serial number a hundred thousand times: the search looks at the first of them, and does not begin at every one.
#[test]
fn a_serial_number_that_repeats() {
    let list = CertificateList::from_der(&list(&entry(1 << 61).repeat(100_000))).unwrap();
    for _ in 0..100_000 {
        assert!(list.get(&(1u64 << 61).to_be_bytes()).is_some());
    }
}

#[test]
fn entries_that_are_malformed() {
    for (bad, what) in [
        (&[0x30, 0][..], "userCertificate"),
        (b"\x30\x11\x02\x00\x17\x0d260501000000Z", "userCertificate"),
        (
            b"\x30\x13\x02\x02\x00\x01\x17\x0d260501000000Z",
            "userCertificate",
        ),
        (
            b"\x30\x12\x02\x01\x05\x17\x0d269901000000Z",
            "revocationDate",
        ),
        (
            b"\x30\x14\x02\x01\x05\x17\x0d260501000000Z\x05\x00",
            "revokedCertificates",
        ),
        (b"\x31\x00", "revokedCertificates"),
        (
            b"\x30\x1a\x02\x01\x05\x17\x0d260501000000Z\x30\x06\x30\x04\x06\x02\x2a\x03",
            "crlEntryExtensions",
        ),
    ] {
        match CertificateList::from_der(&list(bad)) {
            Err(Error::Malformed { what: found, .. }) => assert_eq!(found, what),
            other => panic!("{bad:02x?}: {other:?}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Whatever is damaged: a list or a refusal, and what was read finds its own entries.
    #[test]
    fn damaged_lists_are_answered(file in 0usize..5, at in any::<prop::sample::Index>(), octet in any::<u8>(), cut in any::<bool>()) {
        let name = ["p256.pem", "version-1.der", "delta.der", "point.der", "indirect.der"][file];
        let mut der = one(name).der().to_vec();
        let at = at.index(der.len());
        der[at] = octet;
        if cut {
            der.truncate(at);
        }
        if let Ok(list) = CertificateList::from_der(&der) {
            for entry in list.entries() {
                prop_assert!(list.get(entry.serial_octets()).is_some());
            }
            let _ = (format!("{list:?}"), list.number(), list.delta_base());
        }
    }
}
