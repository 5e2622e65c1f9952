//! Certificate policies: under which of an authority's rules a certificate was issued (RFC 5280 §4.2.1.4, .5, .11, .14).

use crate::asn1::algorithm::unsigned;
use crate::asn1::tlv::{Reader, single, tag};
use crate::{Error, asn1::oid};

/// One policy of a certificate (RFC 5280 §4.2.1.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyInformation {
    /// The dotted object identifier; `2.5.29.32.0` is any policy.
    pub policy: String,
    /// The dotted object identifiers of what explains the policy: a practice statement, a notice to the user.
    pub qualifiers: Vec<String>,
}

/// Two policies that count as one (RFC 5280 §4.2.1.5).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PolicyMapping {
    /// The policy of the issuer, as a dotted object identifier.
    pub issuer_domain: String,
    /// The policy of the subject that takes its place.
    pub subject_domain: String,
}

/// `2.5.29.32.0`
pub(crate) const ANY_POLICY: &str = "2.5.29.32.0";

/// Reads `CertificatePolicies`, which names each policy once.
pub(crate) fn certificate_policies(der: &[u8]) -> Result<Vec<PolicyInformation>, Error> {
    let what = "certificatePolicies";
    let mut list = single(der, tag::SEQUENCE, what)?.reader();
    let mut policies: Vec<PolicyInformation> = Vec::new();
    while !list.is_empty() {
        limit(policies.len(), what)?;
        let mut fields = list.expect(tag::SEQUENCE, what)?.reader();
        let policy = oid::dotted(&fields.expect(tag::OID, what)?, what)?;
        let mut qualifiers = Vec::new();
        if let Some(sequence) = fields.optional(tag::SEQUENCE, what)? {
            let mut sequence = sequence.reader();
            while !sequence.is_empty() {
                limit(qualifiers.len(), what)?;
                let mut qualifier = sequence.expect(tag::SEQUENCE, what)?.reader();
                qualifiers.push(oid::dotted(&qualifier.expect(tag::OID, what)?, what)?);
                qualifier.next(what)?;
                qualifier.finish(what)?;
            }
        }
        fields.finish(what)?;
        policies.push(PolicyInformation { policy, qualifiers });
    }
    if policies.is_empty() {
        return Err(Error::Malformed { what, at: 0 });
    }
    Ok(policies)
}

/// Reads `PolicyMappings`.
pub(crate) fn policy_mappings(der: &[u8]) -> Result<Vec<PolicyMapping>, Error> {
    let what = "policyMappings";
    let mut list = single(der, tag::SEQUENCE, what)?.reader();
    let mut mappings = Vec::new();
    while !list.is_empty() {
        limit(mappings.len(), what)?;
        let mut fields = list.expect(tag::SEQUENCE, what)?.reader();
        let issuer_domain = oid::dotted(&fields.expect(tag::OID, what)?, what)?;
        let subject_domain = oid::dotted(&fields.expect(tag::OID, what)?, what)?;
        fields.finish(what)?;
        mappings.push(PolicyMapping {
            issuer_domain,
            subject_domain,
        });
    }
    if mappings.is_empty() {
        return Err(Error::Malformed { what, at: 0 });
    }
    Ok(mappings)
}

/// Reads `PolicyConstraints`: `requireExplicitPolicy` and `inhibitPolicyMapping`, of which one is there at least.
pub(crate) fn policy_constraints(der: &[u8]) -> Result<(Option<u64>, Option<u64>), Error> {
    let what = "policyConstraints";
    let mut fields = single(der, tag::SEQUENCE, what)?.reader();
    let mut number = |n| {
        let tlv = fields.optional(tag::context_primitive(n), what)?;
        tlv.map(|tlv| unsigned(&tlv, what)).transpose()
    };
    let both = (number(0)?, number(1)?);
    fields.finish(what)?;
    match both {
        (None, None) => Err(Error::Malformed { what, at: 0 }),
        both => Ok(both),
    }
}

/// Reads `InhibitAnyPolicy`.
pub(crate) fn inhibit_any_policy(der: &[u8]) -> Result<u64, Error> {
    let what = "inhibitAnyPolicy";
    let mut reader = Reader::new(der);
    let number = unsigned(&reader.expect(tag::INTEGER, what)?, what)?;
    reader.finish(what)?;
    Ok(number)
}

fn limit(length: usize, what: &'static str) -> Result<(), Error> {
    match length {
        MAX_POLICIES => Err(Error::TooMany {
            what,
            limit: MAX_POLICIES,
        }),
        _ => Ok(()),
    }
}

/// Real certificates have one to ten, bridges between governments a few dozen.
const MAX_POLICIES: usize = 1024;
