//! Keys, authorities and requests for the tests: the same bytes every time.

use std::sync::LazyLock;

use chacha20::ChaCha20Rng;
use credtool_crypto_engine::{KeySizes, NewKey, Randomness};
use credtool_pki::{
    Authority, Certificate, CertificationRequest, GeneralName, Issuance, IssueReasonCode,
    IssueRefused, NewAuthority, NewRequest, PrivateKey, Profile, Terms, Time,
};
use rand::SeedableRng;

pub(crate) const DAY: i64 = 86_400;
/// 2026-01-01T00:00:00Z.
pub(crate) const NOW: i64 = 1_767_225_600;

pub(crate) fn day(days: i64) -> Time {
    Time::from_unix_seconds(NOW + days * DAY)
}

pub(crate) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

pub(crate) fn key(kind: NewKey, seed: u64) -> PrivateKey {
    PrivateKey::generate(kind, Randomness::Given(&mut rng(seed))).unwrap()
}

pub(crate) fn root(path_len: Option<u8>) -> Authority {
    let new = NewAuthority {
        subject: "CN=Example Root,O=Example,C=NL".parse().unwrap(),
        not_before: day(0),
        not_after: day(3650),
        path_len,
    };
    Authority::create(&new, key(NewKey::EcP256, 1), Randomness::Given(&mut rng(2))).unwrap()
}

pub(crate) static ROOT: LazyLock<Authority> = LazyLock::new(|| root(None));

pub(crate) fn request(
    key: &PrivateKey,
    subject: &str,
    names: &[GeneralName],
) -> CertificationRequest {
    let new = NewRequest {
        subject: subject.parse().unwrap(),
        alternative_names: names.to_vec(),
    };
    new.sign(key, KeySizes::Legacy, Randomness::Given(&mut rng(3)))
        .unwrap()
}

pub(crate) fn dns(name: &str) -> GeneralName {
    GeneralName::dns_or_wildcard(name).unwrap()
}

pub(crate) fn terms(profile: Profile) -> Terms {
    Terms::new(profile, day(1), day(366))
}

pub(crate) fn issue(authority: &Authority, issuance: &Issuance) -> Certificate {
    authority
        .issue(issuance, Randomness::Given(&mut rng(4)))
        .unwrap()
}

pub(crate) fn codes(refused: &IssueRefused) -> Vec<IssueReasonCode> {
    refused
        .reasons()
        .iter()
        .map(|reason| reason.code())
        .collect()
}

pub(crate) fn names(certificate: &Certificate) -> Vec<String> {
    let names = certificate.extensions().subject_alt_names().iter();
    names
        .map(|name| format!("{} {name}", name.kind()))
        .collect()
}

pub(crate) fn intermediate(above: &Authority, terms: Terms, seed: u64) -> Authority {
    let key = key(NewKey::EcP256, seed);
    let request = request(&key, &format!("CN=CA {seed},O=Example"), &[]);
    let plan = Issuance::plan(above.issuer(), &request, &terms).unwrap();
    let certificate = issue(above, &plan);
    let mut chain = vec![above.certificate().clone()];
    chain.extend_from_slice(above.chain());
    Authority::import(key, certificate, chain).unwrap()
}

/// A request of `tests/data/csr`.
macro_rules! csr {
    ($name:literal) => {
        credtool_pki::CertificationRequest::parse(include_bytes!(concat!("../data/csr/", $name)))
            .unwrap()
    };
}
pub(crate) use csr;
