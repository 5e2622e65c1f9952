//! On which terms a request becomes a certificate, or a certificate a new one.

use credtool_crypto_engine::KeySizes;

use super::{NewRevocation, Profile};
use crate::{Name, Time};

/// The terms on which a request becomes a certificate.
#[derive(Clone, Debug)]
pub struct Terms {
    /// What the certificate may be used for.
    pub profile: Profile,
    /// The first second of its validity.
    pub not_before: Time,
    /// The last second of its validity.
    pub not_after: Time,
    /// What happens when that lies outside the authority's own validity.
    pub outliving: Outliving,
    /// The subject to issue instead of the one that the request asks for.
    pub subject: Option<Name>,
    /// Whether host names with a wildcard (`*.example.com`) are taken from the request.
    pub wildcards: bool,
    /// Which RSA keys are accepted.
    pub sizes: KeySizes,
}

impl Terms {
    /// Returns the usual terms: clamped to the authority's validity, the request's subject, no wildcards, RSA from 2048
    /// bits.
    pub fn new(profile: Profile, not_before: Time, not_after: Time) -> Self {
        Self {
            profile,
            not_before,
            not_after,
            outliving: Outliving::Clamp,
            subject: None,
            wildcards: false,
            sizes: KeySizes::Current,
        }
    }
}

/// What happens to a validity that goes beyond the authority's own. It is never issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outliving {
    /// It is cut, and a decision says so.
    Clamp,
    /// The certificate is refused.
    Refuse,
}

/// The terms of a renewal or a rekey: when the new certificate is valid, and what the authority has revoked.
#[derive(Clone, Copy, Debug)]
pub struct Renewal<'a> {
    /// The first second of the new validity.
    pub not_before: Time,
    /// The last second of the new validity.
    pub not_after: Time,
    /// What happens when that lies outside the authority's own validity.
    pub outliving: Outliving,
    /// Everything that the authority has revoked: none of it is renewed.
    pub revoked: &'a [NewRevocation],
    /// Which RSA keys are accepted.
    pub sizes: KeySizes,
}

impl Renewal<'_> {
    /// Returns the usual terms: clamped to the authority's validity, nothing revoked, RSA from 2048 bits.
    pub fn new(not_before: Time, not_after: Time) -> Self {
        Self {
            not_before,
            not_after,
            outliving: Outliving::Clamp,
            revoked: &[],
            sizes: KeySizes::Current,
        }
    }
}
