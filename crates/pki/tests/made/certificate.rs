//! Certificates of any content, right or wrong, signed by any key: what no issuer would make.

use std::sync::LazyLock;

use credtool_crypto_engine::{
    EcdsaEncoding, Hash, KeyAlgorithm, KeySizes, NewKey, PrivateKey, Randomness, SignatureScheme,
};

/// Every field of a certificate before it is signed (RFC 5280 §4.1), encoded or easy to encode.
#[derive(Clone, Debug)]
pub(crate) struct Plain {
    /// 0 is version 1.
    pub(crate) version: u8,
    /// Content octets.
    pub(crate) serial: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) not_before: i64,
    pub(crate) not_after: i64,
    pub(crate) subject: Vec<u8>,
    /// Whose certificate it is, in [`KEYS`].
    pub(crate) key: usize,
    /// Who signs it.
    pub(crate) signed_by: usize,
    pub(crate) extensions: Vec<Extension>,
    /// The algorithm beside the signature is another than the one inside.
    pub(crate) other_algorithm: bool,
    /// A bit of the signature is wrong.
    pub(crate) broken: bool,
}

/// One extension: the last two arcs of its object identifier's encoding below `id-ce`, or all of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Extension {
    /// The content octets of the object identifier.
    pub(crate) oid: Vec<u8>,
    pub(crate) critical: bool,
    pub(crate) value: Vec<u8>,
}

impl Extension {
    /// An extension below `id-ce`, 2.5.29.
    pub(crate) fn ce(arc: u8, critical: bool, value: Vec<u8>) -> Self {
        Self {
            oid: vec![0x55, 0x1d, arc],
            critical,
            value,
        }
    }

    fn der(&self) -> Vec<u8> {
        let critical: &[u8] = if self.critical { &[1, 1, 0xff] } else { &[] };
        sequence(&[&element(6, &self.oid), critical, &element(4, &self.value)])
    }
}

impl Plain {
    /// Returns the certificate, DER.
    pub(crate) fn sign(&self) -> Vec<u8> {
        let key = &KEYS[self.signed_by];
        let (scheme, algorithm) = algorithm(key);
        let version = element(0xa0, &element(2, &[self.version]));
        let version: &[u8] = if self.version == 0 { &[] } else { &version };
        let list: Vec<u8> = self.extensions.iter().flat_map(Extension::der).collect();
        let extensions = element(0xa3, &element(0x30, &list));
        let extensions: &[u8] = if self.extensions.is_empty() {
            &[]
        } else {
            &extensions
        };
        let tbs = sequence(&[
            version,
            &element(2, &self.serial),
            algorithm,
            &self.issuer,
            &sequence(&[&time(self.not_before), &time(self.not_after)]),
            &self.subject,
            KEYS[self.key].public_key().spki_der(),
            extensions,
        ]);
        let mut rng =
            <chacha20::ChaCha20Rng as chacha20::rand_core::SeedableRng>::from_seed([7; 32]);
        let randomness = Randomness::Given(&mut rng);
        let mut signature = key
            .sign(scheme, KeySizes::Legacy, randomness, &tbs)
            .unwrap();
        if self.broken {
            let last = signature.len() - 1;
            signature[last] ^= 1;
        }
        let outer = if self.other_algorithm {
            SHA384_WITH_RSA
        } else {
            algorithm
        };
        sequence(&[&tbs, outer, &element(3, &[&[0], &signature[..]].concat())])
    }
}

/// Keys by number: each kind there is, some twice.
pub(crate) static KEYS: LazyLock<Vec<PrivateKey>> = LazyLock::new(|| {
    let mut rng = <chacha20::ChaCha20Rng as chacha20::rand_core::SeedableRng>::from_seed([5; 32]);
    let rsa = include_bytes!("../data/keys/rsa2048.pkcs8.der");
    let small = include_bytes!("../data/keys/rsa1024.pkcs8.pem");
    let small = credtool_pki::PrivateKey::parse(small, None).unwrap();
    let mut keys = vec![
        PrivateKey::from_pkcs8_der(rsa).unwrap(),
        PrivateKey::from_pkcs8_der(small.expose()).unwrap(),
    ];
    for kind in [
        NewKey::EcP256,
        NewKey::EcP256,
        NewKey::EcP256,
        NewKey::EcP384,
        NewKey::Ed25519,
    ] {
        keys.push(PrivateKey::generate(kind, Randomness::Given(&mut rng)).unwrap());
    }
    keys
});

/// Positions in [`KEYS`].
pub(crate) const RSA_2048: usize = 0;
pub(crate) const RSA_1024: usize = 1;
pub(crate) const P256: [usize; 3] = [2, 3, 4];
pub(crate) const P384: usize = 5;
pub(crate) const ED25519: usize = 6;

fn algorithm(key: &PrivateKey) -> (SignatureScheme, &'static [u8]) {
    let ecdsa = |hash| SignatureScheme::Ecdsa {
        hash,
        encoding: EcdsaEncoding::Der,
    };
    match key.public_key().algorithm() {
        KeyAlgorithm::EcP256 => (ecdsa(Hash::Sha256), ECDSA_WITH_SHA256),
        KeyAlgorithm::EcP384 => (ecdsa(Hash::Sha384), ECDSA_WITH_SHA384),
        KeyAlgorithm::Ed25519 => (SignatureScheme::Ed25519, ED25519_ALGORITHM),
        _ => (SignatureScheme::RsaPkcs1v15(Hash::Sha256), SHA256_WITH_RSA),
    }
}

/// One element of DER.
pub(crate) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let octets = length.to_be_bytes();
    let octets = &octets[octets.iter().take_while(|&&octet| octet == 0).count()..];
    let mut out = vec![tag];
    match length {
        0..0x80 => out.push(length as u8),
        _ => {
            out.push(0x80 | octets.len() as u8);
            out.extend_from_slice(octets);
        }
    }
    out.extend_from_slice(content);
    out
}

/// A SEQUENCE of encoded parts.
pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(0x30, &parts.concat())
}

/// A distinguished name of one common name in a string of this tag (12 is UTF8String, 19 PrintableString).
pub(crate) fn name(tag: u8, text: &str) -> Vec<u8> {
    let attribute = sequence(&[&[6, 3, 0x55, 4, 3], &element(tag, text.as_bytes())]);
    sequence(&[&element(0x31, &attribute)])
}

/// GeneralizedTime of Unix seconds, or UTCTime where RFC 5280 demands it.
pub(crate) fn time(unix_seconds: i64) -> Vec<u8> {
    let text = credtool_pki::Time::from_unix_seconds(unix_seconds).to_string();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let year: i64 = digits[..4].parse().unwrap();
    if (1950..2050).contains(&year) {
        element(23, format!("{}Z", &digits[2..]).as_bytes())
    } else {
        element(24, format!("{digits}Z").as_bytes())
    }
}

const SHA256_WITH_RSA: &[u8] = &[
    0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 11, 5, 0,
];
const SHA384_WITH_RSA: &[u8] = &[
    0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 12, 5, 0,
];
const ECDSA_WITH_SHA256: &[u8] = &[0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
const ECDSA_WITH_SHA384: &[u8] = &[0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];
const ED25519_ALGORITHM: &[u8] = &[0x30, 5, 6, 3, 0x2b, 0x65, 0x70];
