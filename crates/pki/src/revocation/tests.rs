use super::*;
use crate::pkits;

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
