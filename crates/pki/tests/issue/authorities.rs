//! Authorities: their own certificates, those below them, and what is issued in their time.

use credtool_crypto_engine::{NewKey, Randomness};
use credtool_pki::{
    Authority, Error, Issuance, IssueReasonCode, NewAuthority, NewCrl, NewRevocation, Outliving,
    Profile, RevocationReason, Terms,
};

use crate::made::{ROOT, codes, day, dns, intermediate, issue, key, request, rng, root, terms};

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let root = root(Some(1));
    let request = request(
        &key(NewKey::Ed25519, 5),
        "CN=app,O=Example",
        &[dns("app.example.com")],
    );
    let plan = Issuance::plan(root.issuer(), &request, &terms(Profile::Both)).unwrap();
    let certificate = issue(&root, &plan);
    let list = NewCrl {
        this_update: day(2),
        next_update: day(9),
        number: 7,
        revoked: vec![NewRevocation {
            serial_octets: certificate.serial_octets().to_vec(),
            date: day(2),
            reason: RevocationReason::KeyCompromise,
        }],
    };
    let list = root.crl(&list, Randomness::Given(&mut rng(6))).unwrap();
    let digests = [
        root.certificate().sha256(),
        request.sha256(),
        certificate.sha256(),
        list.sha256(),
    ];
    assert_eq!(
        digests.map(|digest| digest[..16].to_owned()),
        [
            "84dc4894f624bb47",
            "5256a66328dfe578",
            "4216c515748c22ff",
            "f4b0c913c0d69e6a"
        ],
        "frozen: what is written changes only on purpose"
    );
}

#[test]
fn an_authority_is_what_rfc_5280_asks_for() {
    let certificate = ROOT.certificate();
    let extensions = certificate.extensions();
    assert!(extensions.is_ca() && certificate.defects().is_empty());
    let usage = extensions.key_usage().unwrap();
    assert_eq!(usage.names(), ["keyCertSign", "cRLSign"]);
    assert_eq!(extensions.subject_key_identifier().unwrap().len(), 20);
    assert!(certificate.serial_octets().len() >= 15);
    assert_eq!(root(Some(0)).certificate().extensions().path_len(), Some(0));

    let nameless = NewAuthority {
        subject: "".parse().unwrap(),
        not_before: day(0),
        not_after: day(1),
        path_len: None,
    };
    let backwards = NewAuthority {
        subject: "CN=x".parse().unwrap(),
        not_after: day(-1),
        ..nameless.clone()
    };
    for (new, kind) in [(&nameless, NewKey::EcP256), (&backwards, NewKey::EcP256)] {
        let error = Authority::create(new, key(kind, 1), Randomness::System).unwrap_err();
        assert!(matches!(error, Error::NotAnAuthority { .. }), "{error}");
    }
    let other = Authority::import(key(NewKey::EcP256, 9), certificate.clone(), vec![]);
    assert!(matches!(other, Err(Error::KeyMismatch { .. })));
}

#[test]
fn nothing_outlives_its_authority() {
    let request = request(&key(NewKey::EcP256, 14), "CN=app", &[]);
    let long = Terms::new(Profile::Client, day(-10), day(9999));
    let plan = Issuance::plan(ROOT.issuer(), &request, &long).unwrap();
    let certificate = issue(&ROOT, &plan);
    assert_eq!(
        (certificate.not_before(), certificate.not_after()),
        (day(0), day(3650))
    );
    for field in ["notBefore", "notAfter"] {
        let mut decisions = plan.decisions().iter();
        let decision = decisions.find(|decision| decision.field == field).unwrap();
        assert_ne!(decision.requested, decision.issued);
        assert!(decision.why.contains("CN=Example Root"), "{}", decision.why);
    }
    let strict = Terms {
        outliving: Outliving::Refuse,
        ..long
    };
    let refused = Issuance::plan(ROOT.issuer(), &request, &strict).unwrap_err();
    assert_eq!(codes(&refused), [IssueReasonCode::Validity; 2]);
    for (begin, end) in [
        (day(3651), day(3700)),
        (day(-20), day(-1)),
        (day(2), day(1)),
    ] {
        let refused = Issuance::plan(
            ROOT.issuer(),
            &request,
            &Terms::new(Profile::Client, begin, end),
        );
        assert_eq!(codes(&refused.unwrap_err()), [IssueReasonCode::Validity]);
    }

    // Nor one further up.
    let short = intermediate(
        &ROOT,
        Terms::new(Profile::IntermediateCa { path_len: None }, day(0), day(100)),
        15,
    );
    let below = intermediate(
        &short,
        terms(Profile::IntermediateCa { path_len: None }),
        16,
    );
    assert_eq!(below.certificate().not_after(), day(100));
    let plan = Issuance::plan(below.issuer(), &request, &terms(Profile::Client)).unwrap();
    assert_eq!(issue(&below, &plan).not_after(), day(100));
}

#[test]
fn authorities_below_others_keep_to_their_path_length() {
    let ca = |path_len| terms(Profile::IntermediateCa { path_len });
    let root = root(Some(2));
    let first = intermediate(&root, ca(None), 20);
    assert_eq!(first.certificate().extensions().path_len(), Some(1));
    let second = intermediate(&first, ca(Some(9)), 21);
    assert_eq!(second.certificate().extensions().path_len(), Some(0));
    let request = request(&key(NewKey::EcP256, 22), "CN=app", &[]);
    let plan = Issuance::plan(second.issuer(), &request, &terms(Profile::Client)).unwrap();
    issue(&second, &plan);
    let refused = Issuance::plan(second.issuer(), &request, &ca(None)).unwrap_err();
    assert!(
        codes(&refused).contains(&IssueReasonCode::PathLength),
        "{refused}"
    );
    let narrow = intermediate(&root, ca(Some(0)), 23);
    assert_eq!(narrow.certificate().extensions().path_len(), Some(0));
}

#[test]
fn a_plan_belongs_to_its_authority() {
    let request = request(&key(NewKey::EcP256, 50), "CN=app", &[]);
    let plan = Issuance::plan(ROOT.issuer(), &request, &terms(Profile::Client)).unwrap();
    let error = root(Some(7)).issue(&plan, Randomness::System).unwrap_err();
    assert!(matches!(error, Error::NotIssued { .. }), "{error}");
}
