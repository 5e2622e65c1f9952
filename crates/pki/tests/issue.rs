//! Issuing from plan to certificate: what is taken from a request, what is not, and what is refused before anything is signed.
#![expect(clippy::unwrap_used, reason = "a failure in a test is the result")]

use std::sync::LazyLock;

use chacha20::ChaCha20Rng;
use credtool_crypto_engine::{KeySizes, NewKey, Randomness};
use credtool_pki::{
    Authority, Certificate, CertificationRequest, Error, GeneralName, Issuance, IssueReasonCode,
    IssueRefused, NewAuthority, NewCrl, NewRequest, NewRevocation, Outliving, PrivateKey, Profile,
    Renewal, RevocationReason, Terms, Time,
};
use rand::SeedableRng;

const DAY: i64 = 86_400;
/// 2026-01-01T00:00:00Z.
const NOW: i64 = 1_767_225_600;

fn day(days: i64) -> Time {
    Time::from_unix_seconds(NOW + days * DAY)
}

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn key(kind: NewKey, seed: u64) -> PrivateKey {
    PrivateKey::generate(kind, Randomness::Given(&mut rng(seed))).unwrap()
}

fn root(path_len: Option<u8>) -> Authority {
    let new = NewAuthority {
        subject: "CN=Example Root,O=Example,C=NL".parse().unwrap(),
        not_before: day(0),
        not_after: day(3650),
        path_len,
    };
    Authority::create(&new, key(NewKey::EcP256, 1), Randomness::Given(&mut rng(2))).unwrap()
}

static ROOT: LazyLock<Authority> = LazyLock::new(|| root(None));

fn request(key: &PrivateKey, subject: &str, names: &[GeneralName]) -> CertificationRequest {
    let new = NewRequest {
        subject: subject.parse().unwrap(),
        alternative_names: names.to_vec(),
    };
    new.sign(key, KeySizes::Legacy, Randomness::Given(&mut rng(3)))
        .unwrap()
}

fn dns(name: &str) -> GeneralName {
    GeneralName::dns_or_wildcard(name).unwrap()
}

fn terms(profile: Profile) -> Terms {
    Terms::new(profile, day(1), day(366))
}

fn issue(authority: &Authority, issuance: &Issuance) -> Certificate {
    authority
        .issue(issuance, Randomness::Given(&mut rng(4)))
        .unwrap()
}

fn codes(refused: &IssueRefused) -> Vec<IssueReasonCode> {
    refused
        .reasons()
        .iter()
        .map(|reason| reason.code())
        .collect()
}

fn names(certificate: &Certificate) -> Vec<String> {
    let names = certificate.extensions().subject_alt_names().iter();
    names
        .map(|name| format!("{} {name}", name.kind()))
        .collect()
}

/// A request of `tests/data/csr`.
macro_rules! csr {
    ($name:literal) => {
        CertificationRequest::parse(include_bytes!(concat!("data/csr/", $name))).unwrap()
    };
}

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

fn intermediate(above: &Authority, terms: Terms, seed: u64) -> Authority {
    let key = key(NewKey::EcP256, seed);
    let request = request(&key, &format!("CN=CA {seed},O=Example"), &[]);
    let plan = Issuance::plan(above.issuer(), &request, &terms).unwrap();
    let certificate = issue(above, &plan);
    let mut chain = vec![above.certificate().clone()];
    chain.extend_from_slice(above.chain());
    Authority::import(key, certificate, chain).unwrap()
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

#[test]
fn a_plan_belongs_to_its_authority() {
    let request = request(&key(NewKey::EcP256, 50), "CN=app", &[]);
    let plan = Issuance::plan(ROOT.issuer(), &request, &terms(Profile::Client)).unwrap();
    let error = root(Some(7)).issue(&plan, Randomness::System).unwrap_err();
    assert!(matches!(error, Error::NotIssued { .. }), "{error}");
}

#[test]
fn revocation_lists() {
    let list = |revoked: Vec<NewRevocation>| NewCrl {
        this_update: day(0),
        next_update: day(7),
        number: u64::MAX,
        revoked,
    };
    let entry = |serial: &[u8], reason| NewRevocation {
        serial_octets: serial.to_vec(),
        date: day(0),
        reason,
    };
    let empty = ROOT.crl(&list(vec![]), Randomness::System).unwrap();
    assert_eq!(empty.entries().count(), 0);
    assert_eq!(empty.number().as_deref(), Some("ffffffffffffffff"));
    assert_eq!(empty.next_update(), Some(day(7)));

    let entries: Vec<_> = (0..100_000_u32)
        .rev()
        .map(|number| {
            let reason = match number % 3 {
                0 => RevocationReason::Unspecified,
                1 => RevocationReason::KeyCompromise,
                _ => RevocationReason::CessationOfOperation,
            };
            entry(&[&[0x7f][..], &number.to_be_bytes()].concat(), reason)
        })
        .collect();
    let many = ROOT.crl(&list(entries), Randomness::System).unwrap();
    assert_eq!(many.entries().count(), 100_000);
    let found = many.get(&[0x7f, 0, 0, 0, 4]).unwrap();
    assert_eq!(
        (found.reason(), found.revocation_date()),
        (Some(RevocationReason::KeyCompromise), day(0))
    );
    assert_eq!(
        many.get(&[0x7f, 0, 0, 0, 3]).unwrap().reason(),
        None,
        "unspecified is left out"
    );

    let two = entry(&[5], RevocationReason::Superseded);
    for bad in [
        list(vec![two.clone(), two.clone()]),
        list(vec![entry(&[], RevocationReason::Unspecified)]),
        list(vec![entry(&[0, 5], RevocationReason::Unspecified)]),
        list(vec![entry(&[5], RevocationReason::RemoveFromCrl)]),
        NewCrl {
            next_update: day(-1),
            ..list(vec![])
        },
    ] {
        let error = ROOT.crl(&bad, Randomness::System).unwrap_err();
        assert!(matches!(error, Error::NotIssued { .. }), "{error}");
    }
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
