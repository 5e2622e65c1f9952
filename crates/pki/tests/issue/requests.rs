//! What is taken from a request, what is not, and what is refused before anything is signed.

use credtool_crypto_engine::{KeySizes, NewKey, Randomness};
use credtool_pki::{
    CertificationRequest, Error, GeneralName, Issuance, IssueReasonCode, NewRequest, Profile,
    Renewal, Terms,
};

use crate::made::{ROOT, codes, csr, day, dns, issue, key, names, request, terms};

#[test]
fn what_is_copied_and_what_is_not() {
    let key = key(NewKey::EcP256, 10);
    let asked = [
        dns("app.example.com"),
        dns("APP.example.com"),
        dns("*.example.com"),
        GeneralName::Dns("a..b".into()),
        GeneralName::email("ops@example.com").unwrap(),
        GeneralName::uri("https://example.com/x").unwrap(),
        GeneralName::ip("192.0.2.7".parse().unwrap()),
        GeneralName::Ip(vec![10, 0, 0, 0, 255, 0, 0, 0]),
        GeneralName::Directory("CN=x".parse().unwrap()),
        GeneralName::RegisteredId("1.2.3".into()),
    ];
    let request = request(&key, "E=me@example.com,UID=7,1.2.3.4=x,CN=app,C=nl", &asked);
    let cases = [
        (
            Profile::Client,
            false,
            &[
                "dns app.example.com",
                "email ops@example.com",
                "uri https://example.com/x",
                "ip 192.0.2.7",
                "email me@example.com",
            ][..],
        ),
        (
            Profile::Server,
            true,
            &[
                "dns app.example.com",
                "dns *.example.com",
                "uri https://example.com/x",
                "ip 192.0.2.7",
            ],
        ),
    ];
    for (profile, wildcards, expected) in cases {
        let terms = Terms {
            wildcards,
            ..terms(profile)
        };
        let plan = Issuance::plan(ROOT.issuer(), &request, &terms).unwrap();
        let certificate = issue(&ROOT, &plan);
        assert_eq!(names(&certificate), expected);
        assert_eq!(certificate.subject().to_string(), "UID=7,CN=app,C=nl");
        assert!(certificate.key_matches(request.spki_der()));
        // Nothing that was asked for is passed over.
        for name in asked.iter().map(|name| format!("{} {name}", name.kind())) {
            assert!(
                plan.decisions()
                    .iter()
                    .any(|decision| decision.requested.as_ref() == Some(&name)),
                "{name}"
            );
        }
        for attribute in ["emailAddress=me@example.com", "1.2.3.4=#0c0178"] {
            let mut said = plan.decisions().iter();
            assert!(
                said.any(|decision| decision.requested.as_deref() == Some(attribute)),
                "{attribute}"
            );
        }
    }
}

#[test]
fn a_request_never_makes_an_authority() {
    // OpenSSL's `x509 -req -copy_extensions copyall` issues what this asks for.
    let request = csr!("asks-for-everything.pem");
    for profile in [Profile::Client, Profile::Server, Profile::Both] {
        let plan = Issuance::plan(ROOT.issuer(), &request, &terms(profile)).unwrap();
        let certificate = issue(&ROOT, &plan);
        let extensions = certificate.extensions();
        assert!(!extensions.is_ca());
        let usage = extensions.key_usage().unwrap();
        assert_eq!(usage.names(), ["digitalSignature"]);
        let oids: Vec<_> = extensions.iter().map(|extension| extension.oid()).collect();
        assert_eq!(
            oids,
            [
                "2.5.29.19",
                "2.5.29.15",
                "2.5.29.37",
                "2.5.29.14",
                "2.5.29.35",
                "2.5.29.17"
            ]
        );
        for (field, requested, issued) in [
            (
                "basicConstraints",
                "critical, CA:TRUE, pathlen:3",
                Some("critical, CA:FALSE"),
            ),
            (
                "keyUsage",
                "critical, keyCertSign, cRLSign",
                Some("critical, digitalSignature"),
            ),
            ("nameConstraints", "critical, #", None),
            ("certificatePolicies", "#", None),
            ("authorityInfoAccess", "#", None),
            ("cRLDistributionPoints", "#", None),
            ("microsoftCertificateTemplateName", "#", None),
            ("1.2.3.4.5", "critical, #", None),
            ("challengePassword", "a password, not shown", None),
        ] {
            let mut decisions = plan.decisions().iter();
            let decision = decisions.find(|decision| decision.field == field);
            let decision = decision.unwrap_or_else(|| panic!("{field} is not answered"));
            let said = decision.requested.as_deref().unwrap();
            assert!(said.starts_with(requested), "{field}: {said}");
            assert_eq!(decision.issued.as_deref(), issued, "{field}");
            assert!(!decision.why.is_empty());
            assert!(!format!("{decision:?}").contains("hunter2"));
        }
    }
}

#[test]
fn refusals_come_with_every_reason() {
    use IssueReasonCode as Code;
    let p256 = key(NewKey::EcP256, 11);
    let refused = |request: &CertificationRequest, terms: &Terms| {
        codes(&Issuance::plan(ROOT.issuer(), request, terms).unwrap_err())
    };
    let client = terms(Profile::Client);
    let server = terms(Profile::Server);
    for (request, expected) in [
        (csr!("bad-signature.pem"), vec![Code::ProofOfPossession]),
        (csr!("swapped-key.pem"), vec![Code::ProofOfPossession]),
        (csr!("md5.pem"), vec![Code::ProofOfPossession]),
        (csr!("rsa1024.pem"), vec![Code::WeakKey]),
    ] {
        assert_eq!(refused(&request, &client), expected, "{request:?}");
    }
    let own_key = request(ROOT.key(), "CN=Example Root,O=example,C=NL", &[]);
    let late = Terms::new(Profile::Server, day(5000), day(4999));
    assert_eq!(
        refused(&own_key, &late),
        [
            Code::AuthorityKey,
            Code::Validity,
            Code::AuthorityName,
            Code::NoName
        ]
    );
    let unnamed = request(&p256, "", &[]);
    assert_eq!(refused(&unnamed, &client), [Code::NoName]);
    let no_host = request(
        &p256,
        "CN=my app",
        &[GeneralName::email("a@b.example").unwrap()],
    );
    assert_eq!(refused(&no_host, &server), [Code::NoName]);
    assert_eq!(refused(&no_host, &terms(Profile::Both)), [Code::NoName]);
    let ca = terms(Profile::IntermediateCa { path_len: None });
    assert_eq!(
        refused(&request(&p256, "", &[dns("a.example")]), &ca),
        [Code::Subject]
    );

    let legacy = Terms {
        sizes: KeySizes::Legacy,
        ..client.clone()
    };
    let small = issue(
        &ROOT,
        &Issuance::plan(ROOT.issuer(), &csr!("rsa1024.pem"), &legacy).unwrap(),
    );
    assert!(small.key_matches(csr!("rsa1024.pem").spki_der()));
    let sha1 = Issuance::plan(ROOT.issuer(), &csr!("sha1.pem"), &client).unwrap();
    let mut decisions = sha1.decisions().iter();
    assert!(
        decisions.any(|decision| decision.requested.as_deref() == Some("sha1WithRSAEncryption"))
    );
}

#[test]
fn a_common_name_that_is_a_host_becomes_one() {
    let key = key(NewKey::EcP256, 12);
    for (common_name, name) in [
        ("app.example.com", "dns app.example.com"),
        ("192.0.2.7", "ip 192.0.2.7"),
    ] {
        let request = request(&key, &format!("CN={common_name}"), &[]);
        let plan = Issuance::plan(ROOT.issuer(), &request, &terms(Profile::Server)).unwrap();
        assert_eq!(names(&issue(&ROOT, &plan)), [name]);
        let mut said = plan.decisions().iter();
        assert!(said.any(
            |decision| decision.issued.as_deref() == Some(name) && decision.requested.is_none()
        ));
        // A client is not looked for.
        let plan = Issuance::plan(ROOT.issuer(), &request, &terms(Profile::Client)).unwrap();
        assert!(names(&issue(&ROOT, &plan)).is_empty());
    }
}

#[test]
fn names_without_a_subject_are_critical() {
    let request = request(&key(NewKey::EcP256, 13), "", &[dns("a.example")]);
    let plan = Issuance::plan(ROOT.issuer(), &request, &terms(Profile::Server)).unwrap();
    let certificate = issue(&ROOT, &plan);
    assert!(certificate.subject().is_empty() && certificate.defects().is_empty());
    assert!(
        certificate
            .extensions()
            .get("2.5.29.17")
            .unwrap()
            .is_critical()
    );
}

#[test]
fn as_many_names_as_are_read() {
    let key = key(NewKey::EcP256, 60);
    let host = |number: u32| dns(&format!("h{number}.example.com"));
    let many: Vec<_> = (0..10_000).map(host).collect();
    let asked = request(&key, "CN=app", &many);
    let plan = Issuance::plan(ROOT.issuer(), &asked, &terms(Profile::Server)).unwrap();
    let certificate = issue(&ROOT, &plan);
    assert_eq!(names(&certificate).len(), 10_000);
    let other = request(&self::key(NewKey::EcP256, 61), "CN=app", &many);
    let renewal = Renewal::new(day(300), day(700));
    let plan = Issuance::rekey(ROOT.issuer(), &certificate, &other, &renewal).unwrap();
    assert_eq!(names(&issue(&ROOT, &plan)).len(), 10_000);

    let new = NewRequest {
        subject: "CN=app".parse().unwrap(),
        alternative_names: (0..10_001).map(host).collect(),
    };
    let error = new
        .sign(&key, KeySizes::Current, Randomness::System)
        .unwrap_err();
    assert!(matches!(error, Error::TooMany { .. }), "{error}");
}
