//! Authorities of every type of key, and what they issue for every type of key and every profile. Made once.

use std::sync::LazyLock;

use credtool_crypto_engine::{KeySizes, Randomness};
use credtool_pki::{
    Authority, Certificate, CertificationRequest, GeneralName, Issuance, NewAuthority, NewRequest,
    PrivateKey, Profile, Terms, Time,
};

use crate::peer::{Folder, succeeds};

pub const DAY: i64 = 86_400;
/// 2026-01-01T00:00:00Z.
pub const NOW: i64 = 1_767_225_600;

pub fn day(days: i64) -> Time {
    Time::from_unix_seconds(NOW + days * DAY)
}

/// Types of keys, with the arguments that OpenSSL generates them by, faster than pure Rust.
pub const KEY_TYPES: [(&str, &[&str]); 6] = [
    (
        "rsa2048",
        &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    ),
    (
        "rsa3072",
        &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"],
    ),
    (
        "rsa4096",
        &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:4096"],
    ),
    (
        "p256",
        &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    ),
    (
        "p384",
        &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
    ),
    ("ed25519", &["-algorithm", "ED25519"]),
];

pub const PROFILES: [Profile; 4] = [
    Profile::Client,
    Profile::Server,
    Profile::Both,
    Profile::IntermediateCa { path_len: Some(0) },
];

fn new_key(arguments: &[&str]) -> Option<PrivateKey> {
    let pem = succeeds("openssl", &[&["genpkey"], arguments].concat())?;
    Some(PrivateKey::parse(pem.as_bytes(), None).unwrap())
}

/// One key of each type, to be certified.
pub static KEYS: LazyLock<Option<Vec<(&str, PrivateKey)>>> = LazyLock::new(keys);

fn keys() -> Option<Vec<(&'static str, PrivateKey)>> {
    let made = KEY_TYPES.iter();
    made.map(|(name, arguments)| Some((*name, new_key(arguments)?)))
        .collect()
}

/// One root of each type of key.
pub static ROOTS: LazyLock<Option<Vec<(&str, Authority)>>> = LazyLock::new(|| {
    let root = |(name, key): (&'static str, PrivateKey)| {
        let new = NewAuthority {
            subject: format!("CN=Root {name},O=Exämple\\, Inc.,C=NL")
                .parse()
                .unwrap(),
            not_before: day(0),
            not_after: day(20_000), // 2080: a GeneralizedTime
            path_len: Some(1),
        };
        (
            name,
            Authority::create(&new, key, Randomness::System).unwrap(),
        )
    };
    Some(keys()?.into_iter().map(root).collect())
});

/// A request for a host, an address, an e-mail address and a URI.
pub fn request(key: &PrivateKey, subject: &str) -> CertificationRequest {
    let new = NewRequest {
        subject: subject.parse().unwrap(),
        alternative_names: vec![
            GeneralName::dns("app.example.com").unwrap(),
            GeneralName::ip("192.0.2.7".parse().unwrap()),
            GeneralName::ip("2001:db8::7".parse().unwrap()),
            GeneralName::email("ops@example.com").unwrap(),
            GeneralName::uri("https://app.example.com/x").unwrap(),
        ],
    };
    new.sign(key, KeySizes::Current, Randomness::System)
        .unwrap()
}

pub fn issue(
    authority: &Authority,
    request: &CertificationRequest,
    profile: Profile,
) -> Certificate {
    let terms = Terms::new(profile, day(1), day(366));
    let plan = Issuance::plan(authority.issuer(), request, &terms).unwrap();
    authority.issue(&plan, Randomness::System).unwrap()
}

/// A certificate with those above it, up to the root, which is not among them.
pub struct Case {
    /// Which authority, which key, which profile.
    pub name: String,
    pub profile: Profile,
    pub root: &'static Authority,
    /// The certificate first.
    pub path: Vec<Certificate>,
}

/// Every type of authority × every type of key × every profile, and a certificate below each authority that was issued.
pub static CASES: LazyLock<Option<Vec<Case>>> = LazyLock::new(|| {
    let mut cases = Vec::new();
    for (root_name, root) in ROOTS.as_ref()? {
        for (key_name, key) in KEYS.as_ref()? {
            for profile in PROFILES {
                let name = format!("{root_name}-{key_name}-{profile}");
                let certificate = issue(
                    root,
                    &request(key, &format!("CN={name},O=Example")),
                    profile,
                );
                cases.push(Case {
                    name: name.clone(),
                    profile,
                    root,
                    path: vec![certificate.clone()],
                });
                if let Profile::IntermediateCa { .. } = profile {
                    let key = PrivateKey::parse(key.expose(), None).unwrap();
                    let chain = vec![root.certificate().clone()];
                    let below = Authority::import(key, certificate.clone(), chain).unwrap();
                    let (_, leaf_key) = &KEYS.as_ref()?[3];
                    // Where the authority itself has this key, another one is certified.
                    let leaf_key = match below.key().matches(leaf_key.public_key().spki_der()) {
                        true => &KEYS.as_ref()?[5].1,
                        false => leaf_key,
                    };
                    let leaf = issue(
                        &below,
                        &request(leaf_key, "CN=leaf,O=Example"),
                        Profile::Both,
                    );
                    cases.push(Case {
                        name: format!("{name}-leaf"),
                        profile: Profile::Both,
                        root,
                        path: vec![leaf, certificate],
                    });
                }
            }
        }
    }
    Some(cases)
});

/// Writes certificates into one PEM file; returns its path.
pub fn pem(folder: &Folder, name: &str, certificates: &[Certificate]) -> String {
    let text: String = certificates.iter().map(Certificate::to_pem).collect();
    folder.write(name, &text)
}
