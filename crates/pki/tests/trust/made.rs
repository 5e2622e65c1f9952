//! Certificates for the tests, as wrong as they need to be: every field can be set, nothing is checked, and Ed25519 keys made
//! from names make every byte repeatable.

use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng as _;
use credtool_crypto_engine::{Hash, KeySizes, NewKey, PrivateKey, Randomness, SignatureScheme};
use credtool_pki::{Certificate, spki_sha256};

/// Noon of 15 June 2026.
pub(crate) const NOW: i64 = 1_781_524_800;

pub(crate) fn tlv(tag: u8, contents: &[&[u8]]) -> Vec<u8> {
    let content = contents.concat();
    let mut out = vec![tag];
    match content.len() {
        short @ 0..=0x7f => out.push(short as u8),
        long @ 0x80..=0xff => out.extend([0x81, long as u8]),
        long @ 0x100..=0xffff => out.extend([0x82, (long >> 8) as u8, long as u8]),
        long => out.extend([0x83, (long >> 16) as u8, (long >> 8) as u8, long as u8]),
    }
    out.extend(content);
    out
}

fn sequence(contents: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, contents)
}

/// `CN=…`, or no name at all.
pub(crate) fn name(common_name: &str) -> Vec<u8> {
    named(0x0c, common_name)
}

/// A name whose text is of another string type.
pub(crate) fn named(string_tag: u8, common_name: &str) -> Vec<u8> {
    if common_name.is_empty() {
        return sequence(&[]);
    }
    let text = tlv(string_tag, &[common_name.as_bytes()]);
    let attribute = sequence(&[&[6, 3, 0x55, 4, 3], &text]);
    sequence(&[&tlv(0x31, &[&attribute])])
}

/// The key of this name.
pub(crate) fn key(name: &str) -> PrivateKey {
    let mut seed = [0; 32];
    for (place, octet) in seed.iter_mut().zip(name.bytes()) {
        *place = octet;
    }
    let mut rng = ChaCha20Rng::from_seed(seed);
    PrivateKey::generate(NewKey::Ed25519, Randomness::Given(&mut rng)).unwrap()
}

/// The key of a file beside the tests.
pub(crate) fn key_file(file: &str) -> PrivateKey {
    let path = format!("{}/tests/data/keys/{file}", env!("CARGO_MANIFEST_DIR"));
    let key = credtool_pki::PrivateKey::parse(&std::fs::read(path).unwrap(), None).unwrap();
    PrivateKey::from_pkcs8_der(key.expose()).unwrap()
}

fn key_id(key: &PrivateKey) -> Vec<u8> {
    spki_sha256(key.public_key().spki_der())[..20].to_vec()
}

/// An extension: object identifier without its tag, critical, value.
pub(crate) type Extension = (Vec<u8>, bool, Vec<u8>);

/// A certificate before it is signed.
#[derive(Clone)]
pub(crate) struct Made {
    pub(crate) version: u8,
    pub(crate) serial: Vec<u8>,
    pub(crate) subject: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) from: &'static str,
    pub(crate) until: &'static str,
    pub(crate) spki: Vec<u8>,
    pub(crate) extensions: Vec<Extension>,
    /// What stands inside of what is signed, where it differs from the algorithm.
    pub(crate) inner_algorithm: Option<Vec<u8>>,
}

impl Made {
    /// An end entity that is for TLS, named in DNS as in its subject.
    pub(crate) fn leaf(subject: &str, issuer: &str) -> Self {
        let key = key(subject);
        Self {
            version: 3,
            serial: vec![1, 2, 3],
            subject: name(subject),
            issuer: name(issuer),
            from: "20240101000000Z",
            until: "20440101000000Z",
            spki: key.public_key().spki_der().to_vec(),
            extensions: vec![subject_key(&key)],
            inner_algorithm: None,
        }
    }

    /// An authority with this key.
    pub(crate) fn authority(subject: &str, issuer: &str, key: &PrivateKey) -> Self {
        Self {
            spki: key.public_key().spki_der().to_vec(),
            extensions: vec![subject_key(key), basic_constraints(true, None)],
            ..Self::leaf(subject, issuer)
        }
    }

    pub(crate) fn with(mut self, extension: Extension) -> Self {
        let same = |other: &Extension| other.0 == extension.0;
        self.extensions.retain(|other| !same(other));
        self.extensions.push(extension);
        self
    }

    pub(crate) fn without(mut self, oid: &[u8]) -> Self {
        self.extensions.retain(|(other, ..)| other != oid);
        self
    }

    /// Signs with Ed25519, naming the signer's key.
    pub(crate) fn by(self, signer: &str) -> Certificate {
        self.signed(&key(signer), SignatureScheme::Ed25519, &ED25519)
    }

    pub(crate) fn signed(
        mut self,
        signer: &PrivateKey,
        scheme: SignatureScheme,
        algorithm: &[u8],
    ) -> Certificate {
        if self.version == 3 && !self.extensions.iter().any(|(oid, ..)| oid == AUTHORITY_KEY) {
            self.extensions.push(authority_key(&key_id(signer)));
        }
        self.bare(signer, scheme, algorithm)
    }

    /// The same, and nothing is added.
    pub(crate) fn bare(
        self,
        signer: &PrivateKey,
        scheme: SignatureScheme,
        algorithm: &[u8],
    ) -> Certificate {
        let version = match self.version {
            1 => Vec::new(),
            version => tlv(0xa0, &[&[2, 1, version - 1]]),
        };
        let validity = sequence(&[
            &tlv(0x18, &[self.from.as_bytes()]),
            &tlv(0x18, &[self.until.as_bytes()]),
        ]);
        let extensions: Vec<Vec<u8>> = self
            .extensions
            .iter()
            .map(|(oid, critical, value)| {
                let critical: &[u8] = if *critical { &[1, 1, 0xff] } else { &[] };
                sequence(&[&tlv(6, &[oid]), critical, &tlv(4, &[value])])
            })
            .collect();
        let extensions = match extensions.is_empty() {
            true => Vec::new(),
            false => tlv(0xa3, &[&sequence(&[&extensions.concat()])]),
        };
        let tbs = sequence(&[
            &version,
            &tlv(2, &[&self.serial]),
            self.inner_algorithm.as_deref().unwrap_or(algorithm),
            &self.issuer,
            &validity,
            &self.subject,
            &self.spki,
            &extensions,
        ]);
        let signature = signer
            .sign(scheme, KeySizes::Legacy, Randomness::System, &tbs)
            .unwrap();
        let der = sequence(&[&tbs, algorithm, &tlv(3, &[&[0], &signature])]);
        Certificate::from_der(&der).unwrap()
    }
}

pub(crate) fn subject_key(key: &PrivateKey) -> Extension {
    (SUBJECT_KEY.to_vec(), false, tlv(4, &[&key_id(key)]))
}

pub(crate) fn authority_key(key_id: &[u8]) -> Extension {
    let value = sequence(&[&tlv(0x80, &[key_id])]);
    (AUTHORITY_KEY.to_vec(), false, value)
}

pub(crate) fn basic_constraints(ca: bool, path_len: Option<u8>) -> Extension {
    let ca: &[u8] = if ca { &[1, 1, 0xff] } else { &[] };
    let path_len = path_len.map_or(Vec::new(), |length| vec![2, 1, length]);
    (BASIC_CONSTRAINTS.to_vec(), true, sequence(&[ca, &path_len]))
}

/// Bit 0 of the standard is the highest of the octet.
pub(crate) fn key_usage(bits: u8) -> Extension {
    (vec![0x55, 0x1d, 15], true, vec![3, 2, 0, bits])
}

pub(crate) const CLIENT_AUTH: [u8; 8] = [0x2b, 6, 1, 5, 5, 7, 3, 2];
pub(crate) const SERVER_AUTH: [u8; 8] = [0x2b, 6, 1, 5, 5, 7, 3, 1];

pub(crate) fn extended_key_usage(purposes: &[&[u8]]) -> Extension {
    let purposes: Vec<_> = purposes.iter().map(|oid| tlv(6, &[oid])).collect();
    let value = sequence(&[&purposes.concat()]);
    (vec![0x55, 0x1d, 37], false, value)
}

/// Alternative names: kind (2 DNS, 7 IP …) and content.
pub(crate) fn alternative_names(names: &[(u8, &[u8])]) -> Extension {
    let names: Vec<_> = names
        .iter()
        .map(|(kind, content)| tlv(0x80 | kind, &[content]))
        .collect();
    (vec![0x55, 0x1d, 17], false, sequence(&[&names.concat()]))
}

pub(crate) fn permitted_dns(domain: &str) -> Extension {
    let subtree = sequence(&[&tlv(0x82, &[domain.as_bytes()])]);
    let value = sequence(&[&tlv(0xa0, &[&subtree])]);
    (vec![0x55, 0x1d, 30], true, value)
}

/// `requireExplicitPolicy` at once.
pub(crate) fn explicit_policy() -> Extension {
    (vec![0x55, 0x1d, 36], true, sequence(&[&[0x80, 1, 0]]))
}

pub(crate) fn unknown_critical() -> Extension {
    (vec![0x2a, 3, 4], true, vec![5, 0])
}

pub(crate) const SUBJECT_KEY: &[u8] = &[0x55, 0x1d, 14];
pub(crate) const AUTHORITY_KEY: &[u8] = &[0x55, 0x1d, 35];
pub(crate) const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 19];

pub(crate) const ED25519: [u8; 7] = [0x30, 5, 6, 3, 0x2b, 0x65, 0x70];
pub(crate) const SHA1_RSA: [u8; 15] = rsa(5);
pub(crate) const SHA256_RSA: [u8; 15] = rsa(11);
pub(crate) const MD5_RSA: [u8; 15] = rsa(4);
pub(crate) const PKCS1_SHA1: SignatureScheme = SignatureScheme::RsaPkcs1v15(Hash::Sha1);
pub(crate) const PKCS1_SHA256: SignatureScheme = SignatureScheme::RsaPkcs1v15(Hash::Sha256);

const fn rsa(last: u8) -> [u8; 15] {
    [
        0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, last, 5, 0,
    ]
}
