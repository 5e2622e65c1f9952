//! What kind of key an algorithm identifier and its parameters stand for.

use std::fmt;

use const_oid::ObjectIdentifier;

use crate::asn1::algorithm::{AlgorithmIdentifier, object_identifier};
use crate::asn1::tlv::{Tlv, tag};
use crate::{Error, oid_name};

/// The kind of a key. `Display` gives the usual name: `RSA`, `RSA-PSS`, `EC`, `Ed25519` …
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyType {
    /// RSA for any purpose (RFC 8017 appendix A.1).
    Rsa,
    /// RSA for PSS signatures only (RFC 4055 §3.1).
    RsaPss,
    /// An elliptic-curve key for ECDSA or ECDH (RFC 5480).
    Ec,
    /// EdDSA over edwards25519 (RFC 8410).
    Ed25519,
    /// EdDSA over edwards448 (RFC 8410).
    Ed448,
    /// ECDH over curve25519 (RFC 8410).
    X25519,
    /// ECDH over curve448 (RFC 8410).
    X448,
    /// DSA (RFC 3279 §2.3.2).
    Dsa,
    /// Diffie-Hellman (PKCS#3, RFC 3279 §2.3.3).
    Dh,
    /// Another algorithm: its name where one is known, otherwise its object identifier.
    Other(String),
}

impl KeyType {
    pub(crate) fn of(oid: &ObjectIdentifier) -> Self {
        match *oid {
            RSA => Self::Rsa,
            RSASSA_PSS => Self::RsaPss,
            EC => Self::Ec,
            ED25519 => Self::Ed25519,
            ED448 => Self::Ed448,
            X25519 => Self::X25519,
            X448 => Self::X448,
            DSA => Self::Dsa,
            DH_PKCS3 | DH_X942 => Self::Dh,
            _ => {
                let dotted = oid.to_string();
                Self::Other(oid_name(&dotted).map_or(dotted, str::to_owned))
            }
        }
    }
}

impl fmt::Display for KeyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rsa => "RSA",
            Self::RsaPss => "RSA-PSS",
            Self::Ec => "EC",
            Self::Ed25519 => "Ed25519",
            Self::Ed448 => "Ed448",
            Self::X25519 => "X25519",
            Self::X448 => "X448",
            Self::Dsa => "DSA",
            Self::Dh => "DH",
            Self::Other(name) => name,
        })
    }
}

/// The curve of an EC key.
pub(crate) struct Curve {
    /// Its name, `None` for one that is described by its numbers instead.
    pub(crate) name: Option<String>,
    /// The size of its field in bits, if the curve is known.
    pub(crate) field_bits: Option<usize>,
}

impl Curve {
    /// Reads `ECParameters` (RFC 5480 §2.1.1; explicit parameters: SEC 1 appendix C.2).
    pub(crate) fn from_algorithm(algorithm: &AlgorithmIdentifier<'_>) -> Result<Self, Error> {
        const WHAT: &str = "ECParameters";
        let parameters = algorithm
            .parameters
            .ok_or(Error::Malformed { what: WHAT, at: 0 })?;
        match parameters.tag {
            tag::OID => {
                let oid = object_identifier(&parameters, WHAT)?.to_string();
                let known = CURVES.iter().find(|(known, ..)| *known == oid);
                Ok(Self {
                    field_bits: known.map(|&(_, _, bits)| bits),
                    name: Some(known.map_or(oid, |(_, name, _)| (*name).to_owned())),
                })
            }
            tag::SEQUENCE => Ok(Self {
                name: None,
                field_bits: Some(explicit_field_bits(&parameters)?),
            }),
            _ => Err(Error::Malformed {
                what: WHAT,
                at: parameters.content_at,
            }),
        }
    }
}

impl Curve {
    /// Errs unless the octets have the form of a point (SEC 1 §2.3.3); whether it is on the curve is not checked.
    pub(crate) fn check_point(&self, point: &[u8]) -> Result<(), Error> {
        let field_len = self.field_bits.map(|bits| bits.div_ceil(8));
        let fits = |coordinates: usize| {
            field_len.is_none_or(|length| point.len() == 1 + coordinates * length)
        };
        let well_formed = match point.first() {
            Some(2 | 3) => fits(1),
            Some(4 | 6 | 7) => fits(2),
            _ => false,
        };
        if well_formed {
            Ok(())
        } else {
            Err(Error::Malformed {
                what: "ECPoint",
                at: 0,
            })
        }
    }
}

/// Returns the size of the field: of the prime, or the degree of a binary field.
fn explicit_field_bits(parameters: &Tlv<'_>) -> Result<usize, Error> {
    const WHAT: &str = "fieldID";
    let mut fields = parameters.reader();
    fields.expect(tag::INTEGER, WHAT)?;
    let mut field = fields.expect(tag::SEQUENCE, WHAT)?.reader();
    let kind = object_identifier(&field.expect(tag::OID, WHAT)?, WHAT)?;
    let value = field.next(WHAT)?;
    match (kind, value.tag) {
        (PRIME_FIELD, tag::INTEGER) => Ok(bit_length(value.content)),
        (CHARACTERISTIC_TWO_FIELD, tag::SEQUENCE) => {
            let degree = value.reader().expect(tag::INTEGER, WHAT)?;
            crate::asn1::algorithm::unsigned(&degree, WHAT)?
                .try_into()
                .map_err(|_| Error::Malformed {
                    what: WHAT,
                    at: degree.content_at,
                })
        }
        _ => Err(Error::Malformed {
            what: WHAT,
            at: value.content_at,
        }),
    }
}

/// Returns the length in bits of a big-endian number.
pub(crate) fn bit_length(octets: &[u8]) -> usize {
    let significant = &octets[octets.iter().take_while(|&&octet| octet == 0).count()..];
    significant.first().map_or(0, |first| {
        significant.len() * 8 - first.leading_zeros() as usize
    })
}

pub(crate) const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
pub(crate) const RSASSA_PSS: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
pub(crate) const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
pub(crate) const DSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10040.4.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const ED448: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.113");
const X25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.110");
const X448: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.111");
const DH_PKCS3: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.3.1");
const DH_X942: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10046.2.1");
const PRIME_FIELD: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.1.1");
const CHARACTERISTIC_TWO_FIELD: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.10045.1.2");

/// Object identifier, name, size of the field in bits (RFC 5480 §2.1.1.1, SEC 2, RFC 5639, GM/T 0003).
const CURVES: [(&str, &str, usize); 27] = [
    ("1.2.840.10045.3.1.7", "P-256", 256),
    ("1.3.132.0.34", "P-384", 384),
    ("1.3.132.0.35", "P-521", 521),
    ("1.3.132.0.33", "P-224", 224),
    ("1.2.840.10045.3.1.1", "P-192", 192),
    ("1.3.132.0.10", "secp256k1", 256),
    ("1.3.132.0.32", "secp224k1", 224),
    ("1.3.132.0.31", "secp192k1", 192),
    ("1.3.132.0.8", "secp160r1", 160),
    ("1.3.132.0.30", "secp160r2", 160),
    ("1.3.132.0.9", "secp160k1", 160),
    ("1.3.132.0.6", "secp112r1", 112),
    ("1.3.132.0.28", "secp128r1", 128),
    ("1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1", 256),
    ("1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1", 384),
    ("1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1", 512),
    ("1.3.132.0.1", "K-163", 163),
    ("1.3.132.0.15", "B-163", 163),
    ("1.3.132.0.26", "K-233", 233),
    ("1.3.132.0.27", "B-233", 233),
    ("1.3.132.0.16", "K-283", 283),
    ("1.3.132.0.17", "B-283", 283),
    ("1.3.132.0.36", "K-409", 409),
    ("1.3.132.0.37", "B-409", 409),
    ("1.3.132.0.38", "K-571", 571),
    ("1.3.132.0.39", "B-571", 571),
    ("1.2.156.10197.1.301", "SM2", 256),
];
