//! The same certificate again: for the same key, or for another.

use credtool_crypto_engine::{NewKey, Randomness};
use credtool_pki::{
    Certificate, Issuance, IssueReasonCode, NewRevocation, Profile, Renewal, RevocationReason,
};

use crate::made::{
    ROOT, codes, csr, day, dns, intermediate, issue, key, names, request, rng, root, terms,
};

#[test]
fn a_renewal_changes_serial_number_and_validity_alone() {
    let key = key(NewKey::EcP256, 30);
    let request = request(&key, "CN=app,O=Example", &[dns("app.example.com")]);
    let plan = Issuance::plan(ROOT.issuer(), &request, &terms(Profile::Both)).unwrap();
    let old = ROOT.issue(&plan, Randomness::Given(&mut rng(31))).unwrap();
    let renewal = Renewal::new(day(300), day(700));
    let plan = Issuance::renew(ROOT.issuer(), &old, &renewal).unwrap();
    let new = ROOT.issue(&plan, Randomness::Given(&mut rng(32))).unwrap();
    assert_eq!((new.not_before(), new.not_after()), (day(300), day(700)));
    assert_ne!(new.serial(), old.serial());
    assert_eq!(new.spki_der(), old.spki_der());
    assert_eq!(new.subject().der(), old.subject().der());
    let extensions = |certificate: &Certificate| -> Vec<_> {
        let all = certificate.extensions().iter();
        all.map(|one| (one.oid().to_owned(), one.is_critical(), one.der().to_vec()))
            .collect()
    };
    assert_eq!(extensions(&new), extensions(&old));

    let revoked = [NewRevocation {
        serial_octets: old.serial_octets().to_vec(),
        date: day(3),
        reason: RevocationReason::Superseded,
    }];
    let refused = Issuance::renew(
        ROOT.issuer(),
        &old,
        &Renewal {
            revoked: &revoked,
            ..renewal
        },
    );
    assert_eq!(codes(&refused.unwrap_err()), [IssueReasonCode::Revoked]);
    let foreign = root(Some(5));
    let refused = Issuance::renew(foreign.issuer(), &old, &renewal);
    assert!(
        refused.is_ok(),
        "the same key and name, whatever the certificate says"
    );
    let other = intermediate(&ROOT, terms(Profile::IntermediateCa { path_len: None }), 33);
    let refused = Issuance::renew(other.issuer(), &old, &renewal).unwrap_err();
    assert!(codes(&refused).contains(&IssueReasonCode::OtherIssuer));
    let refused = Issuance::renew(ROOT.issuer(), ROOT.certificate(), &renewal).unwrap_err();
    assert!(codes(&refused).contains(&IssueReasonCode::AuthorityKey));
}

#[test]
fn a_rekey_takes_the_key_alone() {
    let old_request = request(
        &key(NewKey::EcP256, 40),
        "CN=app,O=Example",
        &[dns("app.example.com")],
    );
    let plan = Issuance::plan(ROOT.issuer(), &old_request, &terms(Profile::Server)).unwrap();
    let old = issue(&ROOT, &plan);
    let renewal = Renewal::new(day(300), day(700));
    let new_key = key(NewKey::Rsa2048, 41);
    let asked = request(
        &new_key,
        "E=a@b.example,CN=app,O=Example",
        &[dns("app.example.com"), dns("other.example.com")],
    );
    let plan = Issuance::rekey(ROOT.issuer(), &old, &asked, &renewal).unwrap();
    let new = ROOT.issue(&plan, Randomness::Given(&mut rng(42))).unwrap();
    assert!(new_key.matches(new.spki_der()));
    assert_eq!(new.subject().der(), old.subject().der());
    assert_eq!(names(&new), names(&old));
    let usage = new.extensions().key_usage().unwrap();
    assert_eq!(
        usage.names(),
        ["digitalSignature", "keyEncipherment"],
        "an RSA key now"
    );
    assert_ne!(
        new.extensions().subject_key_identifier(),
        old.extensions().subject_key_identifier()
    );
    let mut said = plan.decisions().iter();
    assert!(said.any(
        |decision| decision.requested.as_deref() == Some("dns other.example.com")
            && decision.issued.is_none()
    ));

    let refused = Issuance::rekey(ROOT.issuer(), &old, &old_request, &renewal).unwrap_err();
    assert_eq!(codes(&refused), [IssueReasonCode::SameKey]);
    let other = request(&new_key, "CN=other,O=Example", &[]);
    let refused = Issuance::rekey(ROOT.issuer(), &old, &other, &renewal).unwrap_err();
    assert_eq!(codes(&refused), [IssueReasonCode::OtherSubject]);
    let refused =
        Issuance::rekey(ROOT.issuer(), &old, &csr!("bad-signature.pem"), &renewal).unwrap_err();
    assert_eq!(
        codes(&refused),
        [
            IssueReasonCode::OtherSubject,
            IssueReasonCode::ProofOfPossession
        ]
    );
}
