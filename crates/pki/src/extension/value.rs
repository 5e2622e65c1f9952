//! What the extensions say that inspecting needs: constraints, usages, alternative names, key identifiers.

use crate::asn1::algorithm::unsigned;
use crate::asn1::tlv::{Tlv, single, tag};
use crate::certificate::distribution_point::crl_distribution_points;
use crate::{
    DistributionPoint, Error, GeneralName, IssuingDistributionPoint, NameConstraints,
    PolicyInformation, PolicyMapping, asn1::oid, certificate::policy,
};

/// The content of an extension (RFC 5280 §4.2.1).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ExtensionValue {
    /// Whether the subject is a certification authority, and over how many others.
    BasicConstraints {
        /// The subject is a certification authority.
        ca: bool,
        /// How many intermediate certificates may follow; `None` is any number.
        path_len: Option<u64>,
    },
    /// What the key may be used for.
    KeyUsage(KeyUsage),
    /// Dotted object identifiers of the purposes, such as `1.3.6.1.5.5.7.3.2`; [`crate::oid_name`] gives their names.
    ExtendedKeyUsage(Vec<String>),
    /// Other names of the subject.
    SubjectAltName(Vec<GeneralName>),
    /// Other names of the issuer.
    IssuerAltName(Vec<GeneralName>),
    /// The identifier that the issuer gave to the subject's key, in octets.
    SubjectKeyIdentifier(Vec<u8>),
    /// Which key signed.
    AuthorityKeyIdentifier(AuthorityKeyIdentifier),
    /// The names over which an authority may issue.
    NameConstraints(NameConstraints),
    /// The policies under which the certificate was issued.
    CertificatePolicies(Vec<PolicyInformation>),
    /// Which policies of the issuer are which of the subject's.
    PolicyMappings(Vec<PolicyMapping>),
    /// How many more certificates may follow before limits on policies take hold (RFC 5280 §4.2.1.11).
    PolicyConstraints {
        /// Before the path must be valid for a policy.
        require_explicit_policy: Option<u64>,
        /// Before policies may no longer be mapped.
        inhibit_policy_mapping: Option<u64>,
    },
    /// How many more certificates may follow before the policy that stands for any counts no more (RFC 5280 §4.2.1.14).
    InhibitAnyPolicy(u64),
    /// Where revocation lists are found.
    CrlDistributionPoints(Vec<DistributionPoint>),
    /// The number of a revocation list: the content octets of the INTEGER.
    CrlNumber(Vec<u8>),
    /// The number of the revocation list that this one says the changes to: the content octets of the INTEGER.
    DeltaCrlIndicator(Vec<u8>),
    /// What a revocation list is limited to.
    IssuingDistributionPoint(IssuingDistributionPoint),
    /// An extension whose structure this crate does not read.
    Unknown,
    /// A known extension that does not have the structure its standard demands.
    Malformed(Error),
}

/// The key that signed (RFC 5280 §4.2.1.1), by its identifier, by the certificate it stands in, or both.
#[derive(Clone, Debug)]
pub struct AuthorityKeyIdentifier {
    /// The subject key identifier in the issuer's certificate, in octets.
    pub key_id: Option<Vec<u8>>,
    /// The issuer of the issuer's certificate.
    pub issuer: Option<Vec<GeneralName>>,
    /// The serial number of the issuer's certificate: the content octets of the INTEGER.
    pub serial: Option<Vec<u8>>,
}

/// A set of key usages (RFC 5280 §4.2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUsage {
    /// Bit `n` of the standard is bit `n` here.
    bits: u16,
}

impl KeyUsage {
    /// Signing anything but certificates and revocation lists.
    pub const DIGITAL_SIGNATURE: Self = Self { bits: 1 };
    /// Signing what the signer should not be able to deny (`contentCommitment` in X.509 today).
    pub const NON_REPUDIATION: Self = Self { bits: 1 << 1 };
    /// Encrypting keys.
    pub const KEY_ENCIPHERMENT: Self = Self { bits: 1 << 2 };
    /// Encrypting data directly.
    pub const DATA_ENCIPHERMENT: Self = Self { bits: 1 << 3 };
    /// Agreeing on keys.
    pub const KEY_AGREEMENT: Self = Self { bits: 1 << 4 };
    /// Signing certificates.
    pub const KEY_CERT_SIGN: Self = Self { bits: 1 << 5 };
    /// Signing revocation lists.
    pub const CRL_SIGN: Self = Self { bits: 1 << 6 };
    /// Only encrypting, while agreeing on keys.
    pub const ENCIPHER_ONLY: Self = Self { bits: 1 << 7 };
    /// Only decrypting, while agreeing on keys.
    pub const DECIPHER_ONLY: Self = Self { bits: 1 << 8 };

    /// Returns the usages of both sets.
    pub const fn union(self, other: Self) -> Self {
        Self {
            bits: self.bits | other.bits,
        }
    }

    /// Returns the BIT STRING of the set, its last zero bits left out (X.690 §11.2.2). Not defined for the bits of the
    /// second octet, which nothing here sets.
    pub(crate) fn der(self) -> [u8; 4] {
        let octet = (self.bits as u8).reverse_bits();
        [
            tag::BIT_STRING,
            2,
            octet.trailing_zeros().min(7) as u8,
            octet,
        ]
    }

    /// Returns whether all usages of `other` are in this set.
    pub const fn contains(self, other: Self) -> bool {
        self.bits & other.bits == other.bits
    }

    /// Returns the standard's names of the usages, in its order: `digitalSignature`, `keyCertSign` and so on.
    pub fn names(self) -> Vec<&'static str> {
        let named = USAGES.iter().enumerate();
        named
            .filter(|(bit, _)| self.bits & (1 << bit) != 0)
            .map(|(_, name)| *name)
            .collect()
    }
}

impl ExtensionValue {
    /// Reads the content of an extension with this dotted object identifier.
    pub(crate) fn read(oid: &str, der: &[u8]) -> Self {
        let value = match oid {
            BASIC_CONSTRAINTS => basic_constraints(der),
            KEY_USAGE => key_usage(der).map(Self::KeyUsage),
            EXTENDED_KEY_USAGE => purposes(der).map(Self::ExtendedKeyUsage),
            SUBJECT_ALT_NAME => names(der, "subjectAltName").map(Self::SubjectAltName),
            ISSUER_ALT_NAME => names(der, "issuerAltName").map(Self::IssuerAltName),
            SUBJECT_KEY_IDENTIFIER => single(der, tag::OCTET_STRING, "subjectKeyIdentifier")
                .map(|tlv| Self::SubjectKeyIdentifier(tlv.content.to_vec())),
            AUTHORITY_KEY_IDENTIFIER => {
                authority_key_identifier(der).map(Self::AuthorityKeyIdentifier)
            }
            NAME_CONSTRAINTS => NameConstraints::from_der(der).map(Self::NameConstraints),
            CERTIFICATE_POLICIES => {
                policy::certificate_policies(der).map(Self::CertificatePolicies)
            }
            POLICY_MAPPINGS => policy::policy_mappings(der).map(Self::PolicyMappings),
            POLICY_CONSTRAINTS => {
                policy::policy_constraints(der).map(|(explicit, mapping)| Self::PolicyConstraints {
                    require_explicit_policy: explicit,
                    inhibit_policy_mapping: mapping,
                })
            }
            INHIBIT_ANY_POLICY => policy::inhibit_any_policy(der).map(Self::InhibitAnyPolicy),
            CRL_DISTRIBUTION_POINTS => {
                crl_distribution_points(der).map(Self::CrlDistributionPoints)
            }
            CRL_NUMBER => integer(der, "cRLNumber").map(Self::CrlNumber),
            DELTA_CRL_INDICATOR => integer(der, "deltaCRLIndicator").map(Self::DeltaCrlIndicator),
            ISSUING_DISTRIBUTION_POINT => {
                IssuingDistributionPoint::from_der(der).map(Self::IssuingDistributionPoint)
            }
            _ => return Self::Unknown,
        };
        value.unwrap_or_else(Self::Malformed)
    }
}

fn basic_constraints(der: &[u8]) -> Result<ExtensionValue, Error> {
    let what = "basicConstraints";
    let mut fields = single(der, tag::SEQUENCE, what)?.reader();
    let ca = match fields.optional(tag::BOOLEAN, what)? {
        None => false,
        Some(tlv) => match tlv.content {
            [octet] => *octet != 0,
            _ => return Err(malformed(&tlv, what)),
        },
    };
    let path_len = fields
        .optional(tag::INTEGER, what)?
        .map(|tlv| unsigned(&tlv, what))
        .transpose()?;
    fields.finish(what)?;
    Ok(ExtensionValue::BasicConstraints { ca, path_len })
}

fn key_usage(der: &[u8]) -> Result<KeyUsage, Error> {
    let what = "keyUsage";
    let tlv = single(der, tag::BIT_STRING, what)?;
    let (&unused, octets) = tlv
        .content
        .split_first()
        .ok_or_else(|| malformed(&tlv, what))?;
    if unused > 7 || (octets.is_empty() && unused != 0) {
        return Err(malformed(&tlv, what));
    }
    // Bit 0 of the standard is the highest of the first octet; bits that it does not define are not kept.
    let mut bits = 0;
    for (bit, _) in USAGES.iter().enumerate() {
        let octet = octets.get(bit / 8).copied().unwrap_or(0);
        bits |= u16::from(octet >> (7 - bit % 8) & 1) << bit;
    }
    Ok(KeyUsage { bits })
}

fn purposes(der: &[u8]) -> Result<Vec<String>, Error> {
    let what = "extKeyUsage";
    let mut list = single(der, tag::SEQUENCE, what)?.reader();
    let mut purposes = Vec::new();
    while !list.is_empty() {
        if purposes.len() == MAX_PURPOSES {
            return Err(Error::TooMany {
                what,
                limit: MAX_PURPOSES,
            });
        }
        purposes.push(oid::dotted(&list.expect(tag::OID, what)?, what)?);
    }
    Ok(purposes)
}

fn names(der: &[u8], what: &'static str) -> Result<Vec<GeneralName>, Error> {
    GeneralName::read_all(&mut single(der, tag::SEQUENCE, what)?.reader(), what)
}

fn authority_key_identifier(der: &[u8]) -> Result<AuthorityKeyIdentifier, Error> {
    let what = "authorityKeyIdentifier";
    let mut fields = single(der, tag::SEQUENCE, what)?.reader();
    let key_id = fields.optional(tag::context_primitive(0), what)?;
    let issuer = fields.optional(tag::context(1), what)?;
    let serial = fields.optional(tag::context_primitive(2), what)?;
    fields.finish(what)?;
    Ok(AuthorityKeyIdentifier {
        key_id: key_id.map(|tlv| tlv.content.to_vec()),
        issuer: issuer
            .map(|tlv| GeneralName::read_all(&mut tlv.reader(), what))
            .transpose()?,
        serial: serial.map(|tlv| tlv.content.to_vec()),
    })
}

fn integer(der: &[u8], what: &'static str) -> Result<Vec<u8>, Error> {
    let tlv = single(der, tag::INTEGER, what)?;
    match tlv.content {
        [] => Err(malformed(&tlv, what)),
        octets => Ok(octets.to_vec()),
    }
}

fn malformed(tlv: &Tlv<'_>, what: &'static str) -> Error {
    Error::Malformed {
        what,
        at: tlv.content_at,
    }
}

/// The standard's names by bit (RFC 5280 §4.2.1.3).
const USAGES: [&str; 9] = [
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
];

/// Real certificates have one to five.
const MAX_PURPOSES: usize = 256;

const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
const KEY_USAGE: &str = "2.5.29.15";
const SUBJECT_ALT_NAME: &str = "2.5.29.17";
const ISSUER_ALT_NAME: &str = "2.5.29.18";
const BASIC_CONSTRAINTS: &str = "2.5.29.19";
const CRL_NUMBER: &str = "2.5.29.20";
const DELTA_CRL_INDICATOR: &str = "2.5.29.27";
const ISSUING_DISTRIBUTION_POINT: &str = "2.5.29.28";
const NAME_CONSTRAINTS: &str = "2.5.29.30";
const CRL_DISTRIBUTION_POINTS: &str = "2.5.29.31";
const CERTIFICATE_POLICIES: &str = "2.5.29.32";
const POLICY_MAPPINGS: &str = "2.5.29.33";
const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";
const POLICY_CONSTRAINTS: &str = "2.5.29.36";
const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
const INHIBIT_ANY_POLICY: &str = "2.5.29.54";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints() {
        for (der, expected) in [
            (&[0x30, 0][..], (false, None)),
            (&[0x30, 3, 1, 1, 0xff], (true, None)),
            (&[0x30, 6, 1, 1, 0xff, 2, 1, 3], (true, Some(3))),
            (&[0x30, 6, 1, 1, 0, 2, 1, 3], (false, Some(3))),
            (
                &[0x30, 11, 2, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0],
                (false, Some(u64::MAX)),
            ),
        ] {
            match ExtensionValue::read(BASIC_CONSTRAINTS, der) {
                ExtensionValue::BasicConstraints { ca, path_len } => {
                    assert_eq!((ca, path_len), expected);
                }
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn usages() {
        let read = |der: &[u8]| match ExtensionValue::read(KEY_USAGE, der) {
            ExtensionValue::KeyUsage(usage) => usage,
            other => panic!("{other:?}"),
        };
        assert_eq!(read(&[3, 2, 1, 0x06]).names(), ["keyCertSign", "cRLSign"]);
        assert_eq!(
            read(&[3, 3, 7, 0x88, 0x80]).names(),
            ["digitalSignature", "keyAgreement", "decipherOnly"]
        );
        assert!(read(&[3, 1, 0]).names().is_empty());
        let ca = read(&[3, 2, 1, 0x06]);
        assert!(ca.contains(KeyUsage::KEY_CERT_SIGN) && ca.contains(KeyUsage::CRL_SIGN));
        assert!(!ca.contains(KeyUsage::DIGITAL_SIGNATURE));
    }

    #[test]
    fn key_identifiers() {
        let der = [
            0x30, 13, 0x80, 2, 0xaa, 0xbb, 0xa1, 4, 0x82, 2, b'c', b'a', 0x82, 1, 0x80,
        ];
        match ExtensionValue::read(AUTHORITY_KEY_IDENTIFIER, &der) {
            ExtensionValue::AuthorityKeyIdentifier(id) => {
                assert_eq!(id.key_id.as_deref(), Some(&[0xaa, 0xbb][..]));
                assert_eq!(id.issuer.unwrap()[0].to_string(), "ca");
                assert_eq!(id.serial.as_deref(), Some(&[0x80][..]));
            }
            other => panic!("{other:?}"),
        }
        match ExtensionValue::read(SUBJECT_KEY_IDENTIFIER, &[4, 2, 1, 2]) {
            ExtensionValue::SubjectKeyIdentifier(id) => assert_eq!(id, [1, 2]),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn malformed_ones_are_kept_and_say_where() {
        for (oid, der) in [
            (BASIC_CONSTRAINTS, &[][..]),
            (BASIC_CONSTRAINTS, &[0x30, 3, 2, 1, 0x80]),
            (BASIC_CONSTRAINTS, &[0x30, 2, 1, 0]),
            (BASIC_CONSTRAINTS, &[0x30, 0, 0]),
            (KEY_USAGE, &[3, 0]),
            (KEY_USAGE, &[3, 1, 7]),
            (KEY_USAGE, &[3, 2, 8, 1]),
            (EXTENDED_KEY_USAGE, &[0x30, 2, 5, 0]),
            (SUBJECT_ALT_NAME, &[0x82, 1, b'a']),
            (SUBJECT_KEY_IDENTIFIER, &[0x30, 0]),
            (AUTHORITY_KEY_IDENTIFIER, &[0x30, 2, 4, 0]),
        ] {
            let value = ExtensionValue::read(oid, der);
            assert!(
                matches!(value, ExtensionValue::Malformed(_)),
                "{oid} {der:02x?}"
            );
        }
    }
}
