//! Where revocation lists are found, and what a list is limited to (RFC 5280 §4.2.1.13, §5.2.5).

use crate::asn1::tlv::{Reader, Tlv, single, tag};
use crate::{Error, GeneralName, Name, RevocationReason};

/// One place where a certificate's revocation is told (RFC 5280 §4.2.1.13).
#[derive(Clone, Debug, Default)]
pub struct DistributionPoint {
    /// The names of the list, in full or as the encoding of what is to be added to the issuer's name; none where only the
    /// issuer of the list is named.
    pub name: Option<DistributionPointName>,
    /// The reasons that the list there is about, where it is not about all.
    pub reasons: Option<Vec<RevocationReason>>,
    /// Who issues the list, where that is someone else than the issuer of the certificate.
    pub crl_issuer: Vec<GeneralName>,
}

/// The name of a revocation list (`DistributionPointName`).
#[derive(Clone, Debug)]
pub enum DistributionPointName {
    /// Names of any kind, all of one list; a URI as a rule.
    Full(Vec<GeneralName>),
    /// A relative name, as the content octets of its set, to be added to the name of the list's issuer.
    Relative(Vec<u8>),
}

/// What a revocation list is limited to (RFC 5280 §5.2.5).
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "the standard has these four")]
pub struct IssuingDistributionPoint {
    /// The names of the list.
    pub name: Option<DistributionPointName>,
    /// Only certificates that are no authority's.
    pub only_user_certificates: bool,
    /// Only certificates of authorities.
    pub only_authority_certificates: bool,
    /// Only these reasons.
    pub only_some_reasons: Option<Vec<RevocationReason>>,
    /// Entries may be about certificates of other issuers.
    pub indirect: bool,
    /// Only attribute certificates.
    pub only_attribute_certificates: bool,
}

impl DistributionPointName {
    /// Returns the names in full; `issuer` is who issues the list. A relative name that is none gives nothing.
    pub(crate) fn full(&self, issuer: &Name) -> Vec<GeneralName> {
        match self {
            Self::Full(names) => names.clone(),
            Self::Relative(set) => issuer
                .with(set)
                .map(GeneralName::Directory)
                .into_iter()
                .collect(),
        }
    }
}

impl IssuingDistributionPoint {
    /// Reads the content of the extension.
    pub(crate) fn from_der(der: &[u8]) -> Result<Self, Error> {
        let what = "issuingDistributionPoint";
        let mut fields = single(der, tag::SEQUENCE, what)?.reader();
        let name = fields.optional(tag::context(0), what)?;
        let name = name.map(|tlv| read_name(&tlv, what)).transpose()?;
        let only_user_certificates = flag(&mut fields, 1, what)?;
        let only_authority_certificates = flag(&mut fields, 2, what)?;
        let only_some_reasons = reasons(&mut fields, 3, what)?;
        let indirect = flag(&mut fields, 4, what)?;
        let only_attribute_certificates = flag(&mut fields, 5, what)?;
        fields.finish(what)?;
        Ok(Self {
            name,
            only_user_certificates,
            only_authority_certificates,
            only_some_reasons,
            indirect,
            only_attribute_certificates,
        })
    }
}

/// Reads `CRLDistributionPoints`.
pub(crate) fn crl_distribution_points(der: &[u8]) -> Result<Vec<DistributionPoint>, Error> {
    let what = "cRLDistributionPoints";
    let mut list = single(der, tag::SEQUENCE, what)?.reader();
    let mut points = Vec::new();
    while !list.is_empty() {
        if points.len() == MAX_POINTS {
            return Err(Error::TooMany {
                what,
                limit: MAX_POINTS,
            });
        }
        let mut fields = list.expect(tag::SEQUENCE, what)?.reader();
        let name = fields.optional(tag::context(0), what)?;
        let name = name.map(|tlv| read_name(&tlv, what)).transpose()?;
        let reasons = reasons(&mut fields, 1, what)?;
        let crl_issuer = match fields.optional(tag::context(2), what)? {
            None => Vec::new(),
            Some(tlv) => GeneralName::read_all(&mut tlv.reader(), what)?,
        };
        fields.finish(what)?;
        points.push(DistributionPoint {
            name,
            reasons,
            crl_issuer,
        });
    }
    Ok(points)
}

fn read_name(explicit: &Tlv<'_>, what: &'static str) -> Result<DistributionPointName, Error> {
    let mut choice = explicit.reader();
    let name = choice.next(what)?;
    choice.finish(what)?;
    match name.tag {
        FULL_NAME => {
            GeneralName::read_all(&mut name.reader(), what).map(DistributionPointName::Full)
        }
        RELATIVE_NAME => Ok(DistributionPointName::Relative(name.content.to_vec())),
        _ => Err(Error::Malformed {
            what,
            at: name.content_at,
        }),
    }
}

/// Reads `ReasonFlags`, where bit 0 is not used (RFC 5280 §4.2.1.13).
fn reasons(
    fields: &mut Reader<'_>,
    n: u8,
    what: &'static str,
) -> Result<Option<Vec<RevocationReason>>, Error> {
    let Some(tlv) = fields.optional(tag::context_primitive(n), what)? else {
        return Ok(None);
    };
    let Some((0..=7, octets)) = tlv.content.split_first() else {
        return Err(Error::Malformed {
            what,
            at: tlv.content_at,
        });
    };
    let is_set = |bit: usize| {
        octets
            .get(bit / 8)
            .is_some_and(|octet| octet >> (7 - bit % 8) & 1 == 1)
    };
    let named = REASON_FLAGS.iter().enumerate();
    Ok(Some(
        named
            .filter(|(index, _)| is_set(index + 1))
            .map(|(_, reason)| *reason)
            .collect(),
    ))
}

fn flag(fields: &mut Reader<'_>, n: u8, what: &'static str) -> Result<bool, Error> {
    match fields.optional(tag::context_primitive(n), what)? {
        None => Ok(false),
        Some(tlv) => match tlv.content {
            [octet] => Ok(*octet != 0),
            _ => Err(Error::Malformed {
                what,
                at: tlv.content_at,
            }),
        },
    }
}

/// What bits 1 to 8 stand for.
pub(crate) const REASON_FLAGS: [RevocationReason; 8] = [
    RevocationReason::KeyCompromise,
    RevocationReason::CaCompromise,
    RevocationReason::AffiliationChanged,
    RevocationReason::Superseded,
    RevocationReason::CessationOfOperation,
    RevocationReason::CertificateHold,
    RevocationReason::PrivilegeWithdrawn,
    RevocationReason::AaCompromise,
];

const FULL_NAME: u8 = tag::context(0);
const RELATIVE_NAME: u8 = tag::context(1);
/// Real certificates have one to five.
const MAX_POINTS: usize = 256;
