use chacha20::ChaCha20Rng;
use credtool_crypto_engine::{KeySizes, NewKey, Randomness};
use rand::SeedableRng;

use super::*;
use crate::{
    Authority, Issuance, NewAuthority, NewCrl, NewRequest, NewRevocation, PrivateKey, Profile,
    Terms, trust::pkits,
};

/// Cases that are answered otherwise than NIST expects, on purpose, and what is said: a row whose case is answered as
/// expected fails, too. All are indirect lists, which are hardly ever issued, and where a mistake lets an authority speak
/// about the certificates of another.
const OTHERWISE: [(&str, &str); 4] = [
    (
        "4.14.22",
        "is indirect, about certificates of several issuers; good",
    ),
    ("4.14.24", "no list; good"),
    ("4.14.30", "no list; good"),
    ("4.14.33", "no list; good"),
];

/// Why the others that NIST refuses are refused, the tested certificate first.
const REFUSED: [(&str, &str); 25] = [
    ("4.4.1", "no list; good"),
    (
        "4.4.2",
        "good; CN=Revoked subCA,O=Test Certificates 2011,C=US (serial e) was revoked at 2010-01-01T08:30:00Z: keyCompromise; good",
    ),
    (
        "4.4.3",
        "was revoked at 2010-01-01T08:30:01Z: keyCompromise; good",
    ),
    (
        "4.4.4",
        "was not signed by the key of CN=Bad CRL Signature CA,O=Test Certificates 2011,C=US, or was altered; good",
    ),
    ("4.4.5", "no list; good"),
    (
        "4.4.12",
        "has expired: the next one was due at 1999-01-01T12:01:00Z; good",
    ),
    (
        "4.4.21",
        "may not sign revocation lists (keyUsage without cRLSign); good",
    ),
    (
        "4.5.7",
        "was revoked at 2010-01-01T08:30:00Z: keyCompromise; good",
    ),
    (
        "4.7.4",
        "may not sign revocation lists (keyUsage without cRLSign); good",
    ),
    (
        "4.7.5",
        "may not sign revocation lists (keyUsage without cRLSign); good",
    ),
    (
        "4.14.6",
        "was revoked at 2010-01-01T08:30:00Z: keyCompromise; good",
    ),
    (
        "4.14.8",
        "is for another distribution point than the certificate names; good",
    ),
    (
        "4.14.9",
        "is for another distribution point than the certificate names; good",
    ),
    (
        "4.14.12",
        "is about certificates of authorities alone; good",
    ),
    ("4.14.14", "is about attribute certificates alone; good"),
    (
        "4.14.15",
        "was revoked at 2010-01-01T08:30:00Z: keyCompromise; good",
    ),
    ("4.14.16", "is on hold since 2010-01-01T08:30:00Z; good"),
    (
        "4.14.20",
        "was revoked at 2010-01-01T08:30:00Z: keyCompromise; good",
    ),
    (
        "4.14.21",
        "was revoked at 2010-01-01T08:30:00Z: affiliationChanged; good",
    ),
    (
        "4.14.23",
        "is indirect, about certificates of several issuers; good",
    ),
    ("4.14.26", "no list; good"),
    ("4.14.27", "no list; good"),
    (
        "4.14.34",
        "is indirect, about certificates of several issuers; good",
    ),
    (
        "4.15.3",
        "was revoked at 2010-01-01T08:30:00Z: keyCompromise; good",
    ),
    (
        "4.15.6",
        "was revoked at 2010-01-01T08:30:00Z: keyCompromise; good",
    ),
];

/// Every test of NIST whose path is valid but for revocation.
#[test]
fn pkits_on_revocation() {
    let Some(cases) = pkits::cases() else {
        return;
    };
    let (mut wrong, mut judged) = (Vec::new(), 0);
    for case in &cases {
        let valid_otherwise = case.accept || case.accept_without_crls;
        if !valid_otherwise || !case.policy_inputs.is_null() || case.needs_dsa {
            continue;
        }
        let said = describe_all(&judge(case));
        let id = case.id.split(':').nth(1).unwrap();
        let row = OTHERWISE.iter().chain(&REFUSED).find(|(row, _)| *row == id);
        let as_expected = match row {
            Some((_, text)) => said.ends_with(text),
            None => case.accept && said.split("; ").all(|one| one == "good"),
        };
        if !as_expected || case.path.len() < 2 {
            wrong.push(format!("{}: {said}", case.id));
        }
        judged += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(judged, 69);
}

fn describe_all(all: &[RevocationStatus]) -> String {
    let texts = all.iter().map(|status| match status {
        RevocationStatus::Good => "good".to_owned(),
        RevocationStatus::NoList => "no list".to_owned(),
        RevocationStatus::Revoked { message, .. } | RevocationStatus::Unknown { message, .. } => {
            message.clone()
        }
    });
    texts.collect::<Vec<_>>().join("; ")
}

fn judge(case: &pkits::Case) -> Vec<RevocationStatus> {
    let at = Time::from_unix_seconds(1_452_816_000);
    let mut revocation = Revocation::new(
        &case.crls,
        [&case.certificates, &[]],
        at,
        Allowed::default(),
    );
    let path: Vec<&Certificate> = case.path.iter().collect();
    (0..path.len() - 1)
        .map(|index| revocation.check(path[index], &path[index + 1..]))
        .collect()
}

/// 2026-01-01T00:00:00Z.
const NOW: i64 = 1_767_225_600;

fn day(days: i64) -> Time {
    Time::from_unix_seconds(NOW + days * 86_400)
}

fn key(seed: u64) -> PrivateKey {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    PrivateKey::generate(NewKey::EcP256, Randomness::Given(&mut rng)).unwrap()
}

fn authority(subject: &str, seed: u64) -> Authority {
    let new = NewAuthority {
        subject: subject.parse().unwrap(),
        not_before: day(0),
        not_after: day(3650),
        path_len: None,
    };
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    Authority::create(&new, key(seed), Randomness::Given(&mut rng)).unwrap()
}

fn issue(authority: &Authority, profile: Profile, subject: &str, seed: u64) -> Certificate {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let request = NewRequest {
        subject: subject.parse().unwrap(),
        alternative_names: Vec::new(),
    };
    let request = request
        .sign(&key(seed), KeySizes::Legacy, Randomness::Given(&mut rng))
        .unwrap();
    let terms = Terms::new(profile, day(1), day(366));
    let plan = Issuance::plan(authority.issuer(), &request, &terms).unwrap();
    authority.issue(&plan, Randomness::Given(&mut rng)).unwrap()
}

/// Returns the list of days 10 to 20.
fn list(
    authority: &Authority,
    revoked: &[(&Certificate, Time, RevocationReason)],
) -> CertificateList {
    let new = NewCrl {
        this_update: day(10),
        next_update: day(20),
        number: 1,
        revoked: revoked
            .iter()
            .map(|(certificate, date, reason)| NewRevocation {
                serial_octets: certificate.serial_octets().to_vec(),
                date: *date,
                reason: *reason,
            })
            .collect(),
    };
    let mut rng = ChaCha20Rng::seed_from_u64(99);
    authority.crl(&new, Randomness::Given(&mut rng)).unwrap()
}

fn check(lists: &[CertificateList], at: Time, leaf: &Certificate, authority: &Authority) -> String {
    let mut revocation = Revocation::new(lists, [&[], &[]], at, Allowed::default());
    describe_all(&[revocation.check(leaf, &[authority.certificate()])])
}

#[test]
fn times_are_inclusive_and_what_lies_ahead_has_not_happened() {
    let root = authority("CN=Root", 1);
    let leaf = issue(&root, Profile::Client, "CN=app", 2);
    let second = |time: Time, seconds: i64| Time::from_unix_seconds(time.unix_seconds() + seconds);
    let nobody = [list(&root, &[])];
    assert_eq!(check(&nobody, day(10), &leaf, &root), "good");
    assert_eq!(check(&nobody, day(20), &leaf, &root), "good");
    assert_eq!(
        check(&nobody, second(day(10), -1), &leaf, &root),
        "the revocation list of CN=Root was issued at 2026-01-11T00:00:00Z, after the time of validation, 2026-01-10T23:59:59Z"
    );
    assert_eq!(
        check(&nobody, second(day(20), 1), &leaf, &root),
        "the revocation list of CN=Root has expired: the next one was due at 2026-01-21T00:00:00Z"
    );
    let announced = [list(
        &root,
        &[(&leaf, day(15), RevocationReason::Superseded)],
    )];
    assert_eq!(check(&announced, second(day(15), -1), &leaf, &root), "good");
    let serial = leaf.serial();
    assert_eq!(
        check(&announced, day(15), &leaf, &root),
        format!("CN=app (serial {serial}) was revoked at 2026-01-16T00:00:00Z: superseded")
    );
    assert_eq!(check(&[], day(15), &leaf, &root), "no list");
}

#[test]
fn every_reason_has_a_next_step() {
    let root = authority("CN=Root", 1);
    let leaf = issue(&root, Profile::Client, "CN=app", 2);
    let below = issue(
        &root,
        Profile::IntermediateCa { path_len: Some(0) },
        "CN=Below",
        3,
    );
    for (certificate, reason, expected) in [
        (
            &leaf,
            RevocationReason::KeyCompromise,
            "have a new certificate issued for a new key",
        ),
        (
            &leaf,
            RevocationReason::CertificateHold,
            "ask its issuer whether the hold can be lifted",
        ),
        (
            &leaf,
            RevocationReason::Superseded,
            "use the certificate that took its place, or have one issued",
        ),
        (
            &below,
            RevocationReason::CaCompromise,
            "have a certificate issued by an authority that was not revoked",
        ),
    ] {
        let lists = [list(&root, &[(certificate, day(11), reason)])];
        let mut revocation = Revocation::new(&lists, [&[], &[]], day(12), Allowed::default());
        match revocation.check(certificate, &[root.certificate()]) {
            RevocationStatus::Revoked { hint, .. } => assert_eq!(hint, expected),
            other => panic!("{other:?}"),
        }
    }
}

/// A list under the name of an authority, and forty certificates with this name that may all sign lists: few are tried, and
/// once nothing is left to spend that is said.
#[test]
fn signers_are_few_and_signatures_counted() {
    let (root, stray) = (authority("CN=Root", 1), authority("CN=Root", 50));
    let others: Vec<Certificate> = (100..140)
        .map(|seed| authority("CN=Root", seed).certificate().clone())
        .collect();
    let leaf = issue(&root, Profile::Client, "CN=app", 2);
    let lists = [list(&stray, &[])];
    let mut revocation = Revocation::new(&lists, [&others, &[]], day(12), Allowed::default());
    let before = revocation.signers.signatures_left();
    let said = describe_all(&[revocation.check(&leaf, &[root.certificate()])]);
    assert_eq!(
        said,
        "the revocation list was not signed by the key of CN=Root, or was altered"
    );
    assert!(before - revocation.signers.signatures_left() <= 9);
    // Three other keys of this name, and the list was hashed as often as it may be.
    for seed in [200, 201, 202] {
        let one = authority("CN=Root", seed);
        let said = describe_all(&[revocation.check(&leaf, &[one.certificate()])]);
        assert!(said.ends_with("or was altered"), "{said}");
    }
    let one = authority("CN=Root", 203);
    let said = describe_all(&[revocation.check(&leaf, &[one.certificate()])]);
    assert_eq!(
        said,
        "the revocation lists take more signatures to check than are granted"
    );
}
