//! What will be issued and why, before anything is signed.

use credtool_crypto_engine::KeySizes;

use crate::{
    Certificate, CertificationRequest, IssueRefused, Issuer, Name, NewRevocation, Profile, Time,
};

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
    /// Returns the usual terms: clamped to the authority's validity, the request's subject, no wildcards, RSA from 2048 bits.
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
    /// The request is refused.
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

/// One thing that was asked for or given, and why it is issued as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What it is about, in the words of the standard: `subject`, `subjectAltName`, `basicConstraints`, `notAfter` …
    pub field: String,
    /// What the request says; `None` where it says nothing.
    pub requested: Option<String>,
    /// What the certificate will say; `None` where it is left out.
    pub issued: Option<String>,
    /// The reason, one sentence.
    pub why: String,
}

/// The plan of one certificate, complete but for its serial number and signature.
#[derive(Clone, Debug)]
pub struct Issuance {
    decisions: Vec<Decision>,
}

impl Issuance {
    /// Plans a certificate for a request.
    ///
    /// # Errors
    /// [`IssueRefused`] with every reason.
    pub fn plan(
        _issuer: &Issuer,
        _request: &CertificationRequest,
        _terms: &Terms,
    ) -> Result<Self, IssueRefused> {
        Err(IssueRefused::new(Vec::new(), Vec::new()))
    }

    /// Plans the renewal of a certificate: same key, same content, new serial number and dates.
    ///
    /// # Errors
    /// [`IssueRefused`] with every reason: revoked, issued by somebody else …
    pub fn renew(
        _issuer: &Issuer,
        _old: &Certificate,
        _renewal: &Renewal<'_>,
    ) -> Result<Self, IssueRefused> {
        Err(IssueRefused::new(Vec::new(), Vec::new()))
    }

    /// Plans a certificate like another for a new key, whose request has the same subject.
    ///
    /// # Errors
    /// [`IssueRefused`] with every reason.
    pub fn rekey(
        _issuer: &Issuer,
        _old: &Certificate,
        _request: &CertificationRequest,
        _renewal: &Renewal<'_>,
    ) -> Result<Self, IssueRefused> {
        Err(IssueRefused::new(Vec::new(), Vec::new()))
    }

    /// Returns what was asked for and what is given, with the reasons: nothing that was asked for is missing here.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// Returns the profile that the certificate will have.
    pub fn profile(&self) -> Profile {
        Profile::Client
    }

    /// Returns the first second of the validity that will be issued.
    pub fn not_before(&self) -> Time {
        Time::from_unix_seconds(0)
    }

    /// Returns the last second of the validity that will be issued.
    pub fn not_after(&self) -> Time {
        Time::from_unix_seconds(0)
    }
}
