//! Whatever a request says: a plan never panics, a leaf profile never makes an authority, and what is issued passes our check.
#![expect(clippy::unwrap_used, reason = "a failure in a test is the result")]

use std::sync::LazyLock;

use chacha20::ChaCha20Rng;
use credtool_crypto_engine::{
    EcdsaEncoding, Hash, KeySizes, NewKey, PrivateKey as EngineKey, Randomness, SignatureScheme,
};
use credtool_pki::{
    Authority, CertificationRequest, GeneralName, Issuance, KeyUsage, Name, NewAuthority,
    PathValidation, PrivateKey, Profile, Purpose, Terms, Time, oid_name,
};
use proptest::collection::vec;
use proptest::prelude::*;
use rand::SeedableRng;

const NOW: i64 = 1_767_225_600;

static ROOT: LazyLock<Authority> = LazyLock::new(|| {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let new = NewAuthority {
        subject: "CN=Root".parse().unwrap(),
        not_before: Time::from_unix_seconds(NOW),
        not_after: Time::from_unix_seconds(NOW + 86_400),
        path_len: None,
    };
    let key = PrivateKey::generate(NewKey::EcP256, Randomness::Given(&mut rng)).unwrap();
    Authority::create(&new, key, Randomness::Given(&mut rng)).unwrap()
});

static KEY: LazyLock<EngineKey> = LazyLock::new(|| {
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    EngineKey::generate(NewKey::EcP256, Randomness::Given(&mut rng)).unwrap()
});

/// A second writer of DER, so that requests can say what ours never would.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match content.len() {
        short @ 0..0x80 => out.push(short as u8),
        long => out.extend([&[0x84][..], &(long as u32).to_be_bytes()].concat()),
    }
    out.extend(content);
    out
}

/// A request with this subject and these extensions, properly signed.
fn signed_request(subject: &[u8], extensions: &[Vec<u8>]) -> Vec<u8> {
    let oid = der(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 14]);
    let list = der(0x30, &extensions.concat());
    let attribute = der(0x30, &[oid, der(0x31, &list)].concat());
    let spki = KEY.public_key().spki_der();
    let info = der(
        0x30,
        &[&[2, 1, 0], subject, spki, &der(0xa0, &attribute)].concat(),
    );
    let scheme = SignatureScheme::Ecdsa {
        hash: Hash::Sha256,
        encoding: EcdsaEncoding::Der,
    };
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    let signature = KEY
        .sign(
            scheme,
            KeySizes::Current,
            Randomness::Given(&mut rng),
            &info,
        )
        .unwrap();
    let algorithm = [0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
    let bits = der(3, &[&[0], &signature[..]].concat());
    der(0x30, &[&info[..], &algorithm, &bits].concat())
}

fn subject() -> impl Strategy<Value = Vec<u8>> {
    let oid = prop_oneof![
        (3..50_u8).prop_map(|arc| vec![0x55, 4, arc]),
        Just(vec![0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1]),
        Just(vec![0x2a, 3, 4]),
    ];
    let value = prop_oneof![
        4 => "[a-zA-Z .]{1,20}".prop_map(String::into_bytes),
        1 => Just(b"NL".to_vec()),
        1 => Just(b"a@b.example".to_vec()),
        1 => Just("Zo\u{eb}".as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..6),
    ];
    let tag = prop_oneof![4 => Just(0x0c_u8), 2 => Just(0x13), 1 => Just(0x16), 1 => Just(0x1e), 1 => any::<u8>()];
    let attribute = (oid, tag, value)
        .prop_map(|(oid, tag, value)| der(0x30, &[der(6, &oid), der(tag, &value)].concat()));
    let set = vec(attribute, 0..3).prop_map(|attributes| der(0x31, &attributes.concat()));
    vec(set, 0..5).prop_map(|sets| der(0x30, &sets.concat()))
}

fn good_subject() -> impl Strategy<Value = Vec<u8>> {
    let text = prop_oneof![
        Just("CN=app,O=Example,C=NL"),
        Just("CN=app.example.com"),
        Just("E=a@b.example,CN=Zoë+UID=7,1.2.3=x"),
        Just(""),
    ];
    text.prop_map(|text| text.parse::<Name>().unwrap().der().to_vec())
}

/// An extension of alternative names that every profile has.
fn good_hosts() -> Vec<u8> {
    let names = [der(0x82, b"app.example.com"), der(0x87, &[192, 0, 2, 7])].concat();
    let value = der(4, &der(0x30, &names));
    der(0x30, &[der(6, &[0x55, 0x1d, 17]), value].concat())
}

fn extension() -> impl Strategy<Value = Vec<u8>> {
    let name = (
        prop_oneof![0x80..0x89_u8, Just(0xa0), Just(0xa4), any::<u8>()],
        prop_oneof![
            Just(b"app.example.com".to_vec()),
            Just(b"*.example.com".to_vec()),
            Just(b"a@b.example".to_vec()),
            Just(b"https://a.example/".to_vec()),
            Just(vec![192, 0, 2, 7]),
            vec(any::<u8>(), 0..20),
        ],
    );
    let names = vec(name.prop_map(|(tag, value)| der(tag, &value)), 0..4)
        .prop_map(|names| der(0x30, &names.concat()));
    let known = (
        prop_oneof![9..55_u8],
        prop_oneof![
            Just(vec![0x30, 3, 1, 1, 0xff]),
            Just(vec![0x30, 6, 1, 1, 1, 2, 1, 0]),
            Just(vec![3, 2, 1, 6]),
            Just(vec![3, 2, 0, 0xff]),
            Just(vec![0x30, 6, 6, 4, 0x55, 0x1d, 0x25, 0]),
            vec(any::<u8>(), 0..12),
        ],
    );
    let likely = prop_oneof![
        Just((19_u8, vec![0x30, 3, 1, 1, 0xff])),
        Just((15, vec![3, 2, 1, 6])),
        Just((37, vec![0x30, 6, 6, 4, 0x55, 0x1d, 0x25, 0])),
        names.clone().prop_map(|names| (17, names)),
        names.prop_map(|names| (30, names)),
        known,
    ];
    (likely, any::<bool>(), any::<bool>()).prop_map(|((arc, value), critical, ours)| {
        let oid = if ours {
            vec![0x55, 0x1d, arc]
        } else {
            vec![0x2b, 6, 1, arc]
        };
        let flag: &[u8] = if critical { &[1, 1, 0xff] } else { &[] };
        let keep = [&der(6, &oid)[..], flag, &der(4, &value)].concat();
        der(0x30, &keep)
    })
}

fn terms(profile: Profile, wildcards: bool) -> Terms {
    let at = |seconds| Time::from_unix_seconds(NOW + seconds);
    Terms {
        wildcards,
        ..Terms::new(profile, at(0), at(1_000_000))
    }
}

const LEAVES: [(Profile, &[&str]); 3] = [
    (Profile::Client, &["clientAuth"]),
    (Profile::Server, &["serverAuth"]),
    (Profile::Both, &["serverAuth", "clientAuth"]),
];

/// Plans and issues for every leaf profile; returns for how many there is a certificate.
fn try_all(request: &CertificationRequest, wildcards: bool) -> Result<usize, TestCaseError> {
    let mut issued = 0;
    for (profile, usages) in LEAVES {
        let plan = match Issuance::plan(ROOT.issuer(), request, &terms(profile, wildcards)) {
            Ok(plan) => plan,
            Err(refused) => {
                prop_assert!(!refused.reasons().is_empty());
                continue;
            }
        };
        for requested in request.requested_extensions() {
            let field = oid_name(requested.oid()).unwrap_or(requested.oid());
            let answered = plan
                .decisions()
                .iter()
                .any(|decision| decision.field == field);
            // An extension of alternative names without one asks for nothing.
            let names = request.requested_extensions().subject_alt_names();
            prop_assert!(
                answered || (field == "subjectAltName" && names.is_empty()),
                "{field}"
            );
        }
        let mut rng = ChaCha20Rng::seed_from_u64(4);
        let certificate = ROOT.issue(&plan, Randomness::Given(&mut rng));
        let certificate = certificate.map_err(|error| TestCaseError::fail(error.to_string()))?;
        let extensions = certificate.extensions();
        prop_assert!(!extensions.is_ca());
        let usage = extensions.key_usage().unwrap();
        prop_assert!(
            !usage.contains(KeyUsage::KEY_CERT_SIGN) && !usage.contains(KeyUsage::CRL_SIGN)
        );
        let purposes = extensions.extended_key_usage().unwrap().iter();
        let purposes: Vec<_> = purposes.filter_map(|oid| oid_name(oid)).collect();
        prop_assert_eq!(&purposes, usages);
        for extension in extensions {
            let name = oid_name(extension.oid());
            let ours = [
                "basicConstraints",
                "keyUsage",
                "extKeyUsage",
                "subjectKeyIdentifier",
                "authorityKeyIdentifier",
                "subjectAltName",
            ];
            prop_assert!(name.is_some_and(|name| ours.contains(&name)), "{name:?}");
        }
        for name in extensions.subject_alt_names() {
            let again = match name {
                GeneralName::Dns(text) if wildcards => GeneralName::dns_or_wildcard(text).is_ok(),
                GeneralName::Dns(text) => GeneralName::dns(text).is_ok(),
                GeneralName::Email(text) => {
                    profile != Profile::Server && GeneralName::email(text).is_ok()
                }
                GeneralName::Uri(text) => GeneralName::uri(text).is_ok(),
                GeneralName::Ip(octets) => matches!(octets.len(), 4 | 16),
                _ => false,
            };
            prop_assert!(again, "{name:?}");
        }
        prop_assert!(
            certificate.defects().is_empty(),
            "{:?}",
            certificate.defects()
        );
        prop_assert!(certificate.not_after() <= ROOT.certificate().not_after());
        prop_assert!(
            certificate
                .serial_octets()
                .first()
                .is_some_and(|first| first & 0x80 == 0)
        );
        // Its subject is one that could be given as text.
        let again: Result<Name, _> = certificate.subject().to_string().parse();
        prop_assert!(again.is_ok_and(|name| name.matches(certificate.subject())));
        let anchors = [ROOT.certificate().clone()];
        let at = Time::from_unix_seconds(NOW + 1);
        let purpose = if profile == Profile::Server {
            Purpose::Server
        } else {
            Purpose::Client
        };
        prop_assert!(
            PathValidation::new(&anchors, purpose, at)
                .verify(&certificate)
                .is_ok()
        );
        issued += 1;
    }
    Ok(issued)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_asked_for(
        subject in prop_oneof![good_subject(), subject()],
        mut extensions in vec(extension(), 0..6),
        hosts in proptest::option::weighted(0.7, Just(good_hosts())),
        wildcards: bool,
    ) {
        extensions.extend(hosts);
        let der = signed_request(&subject, &extensions);
        if let Ok(request) = CertificationRequest::from_der(&der) {
            prop_assert!(request.verify_proof_of_possession().is_ok());
            try_all(&request, wildcards)?;
        }
    }

    /// The signature no longer holds then, unless the change is in what it does not cover.
    #[test]
    fn whatever_was_changed(at: prop::sample::Index, bit in 0..8_u8, other: bool) {
        let mut der = include_bytes!("data/csr/rsa2048-san.der").to_vec();
        if other {
            der = CertificationRequest::parse(include_bytes!("data/csr/asks-for-everything.pem")).unwrap().der().to_vec();
        }
        let at = at.index(der.len());
        der[at] ^= 1 << bit;
        if let Ok(request) = CertificationRequest::from_der(&der) {
            try_all(&request, true)?;
        }
    }

    #[test]
    fn any_text_is_a_name_or_refused(text in "\\PC*|[CNO=,+/#\\\\ ab0]*|((CN|O|C|E|1\\.2\\.3)=[\\\\#\\PC]{1,5}[,+]){0,3}OU=\\PC{1,9}|/CN=\\PC{1,5}/O=\\PC{1,9}") {
        if let Ok(name) = text.parse::<Name>() {
            let again: Name = name.to_string().parse().unwrap();
            prop_assert_eq!(again.der(), name.der());
        }
    }

    #[test]
    fn names_come_back_as_they_were(
        values in vec(("CN|OU|O|L|title|1\\.2\\.840\\.99", "[^\\pC\u{2028}\u{2029}]{1,40}"), 1..6),
        joined in vec(any::<bool>(), 6),
    ) {
        let mut text = String::new();
        let mut slashes = String::new();
        for (index, (attribute_type, value)) in values.iter().enumerate() {
            // Every character in hexadecimal: nothing of the value can be taken for syntax.
            let hex: String = value.bytes().map(|octet| format!("\\{octet:02x}")).collect();
            let separator = if index == 0 { "" } else if joined[index] { "+" } else { "," };
            text = format!("{text}{separator}{attribute_type}={hex}");
            let escaped: String = value.chars().flat_map(|character| ['\\', character]).collect();
            let part = format!("{attribute_type}={escaped}");
            slashes = match separator {
                "" => part,
                "+" => {
                    // The relative name that was begun last stands first here.
                    let (head, tail) = slashes.split_once('\0').unwrap_or((&slashes, ""));
                    let end = if tail.is_empty() { String::new() } else { format!("\0{tail}") };
                    format!("{head}+{part}{end}")
                }
                _ => format!("{part}\0{slashes}"),
            };
        }
        if let Ok(name) = text.parse::<Name>() {
            let again: Name = name.to_string().parse().unwrap();
            prop_assert_eq!(again.der(), name.der());
            let other: Name = format!("/{}", slashes.replace('\0', "/")).parse().unwrap();
            prop_assert_eq!(other.der(), name.der());
            let shown = name.relative_names().iter().flatten().filter_map(|attribute| attribute.text());
            let mut shown: Vec<_> = shown.collect();
            let mut given: Vec<_> = values.iter().map(|(_, value)| value.as_str()).collect();
            shown.sort_unstable();
            given.sort_unstable();
            prop_assert_eq!(shown, given);
        }
    }
}
