//! Why a certificate is not trusted: every reason, with the certificate it concerns and what to do about it.

use std::fmt;

use crate::Certificate;

/// What stands between a certificate and trust: all of it, along the path that came furthest.
#[derive(Clone, Debug)]
pub struct NotTrusted {
    reasons: Vec<Reason>,
    chain: Vec<Certificate>,
}

impl NotTrusted {
    pub(super) fn new(mut reasons: Vec<Reason>, chain: Vec<Certificate>) -> Self {
        debug_assert!(!reasons.is_empty());
        if reasons.is_empty() {
            reasons.push(Reason::new(
                ReasonCode::UntrustedIssuer,
                "no path leads to a trusted certificate".to_owned(),
                "give the certificates between this one and a trusted one".to_owned(),
            ));
        }
        Self { reasons, chain }
    }

    /// Returns the reasons, one at least: those of the certificate itself first, then those of its issuers upwards.
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// Returns the path that came furthest: the certificate, its issuer and so on, as far as there is one.
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }
}

impl fmt::Display for NotTrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, reason) in self.reasons.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{reason}")?;
        }
        Ok(())
    }
}

impl std::error::Error for NotTrusted {}

/// One reason. `Display` gives its message.
#[derive(Clone, Debug)]
pub struct Reason {
    code: ReasonCode,
    message: String,
    hint: String,
    certificate: Option<Certificate>,
}

impl Reason {
    pub(crate) fn new(code: ReasonCode, message: String, hint: String) -> Self {
        Self {
            code,
            message,
            hint,
            certificate: None,
        }
    }

    /// Says which certificate the reason concerns.
    pub(crate) fn about(mut self, certificate: &Certificate) -> Self {
        self.certificate = Some(certificate.clone());
        self
    }

    /// Returns what kind of reason it is.
    pub fn code(&self) -> ReasonCode {
        self.code
    }

    /// Returns what is wrong, in a sentence with the facts: dates, sizes, names.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns what to do about it.
    pub fn hint(&self) -> &str {
        &self.hint
    }

    /// Returns the certificate that the reason concerns, where it is one.
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// The kinds of reasons, for programs: stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ReasonCode {
    /// The validity has ended.
    Expired,
    /// The validity has not begun.
    NotYetValid,
    /// The signature was not made by the issuer that is there.
    BadSignature,
    /// The path ends at an issuer that is not trusted.
    UntrustedIssuer,
    /// The issuer is nowhere to be found.
    MissingIntermediate,
    /// The issuer may not issue certificates.
    IssuerNotCa,
    /// An authority has more authorities below it than it may.
    PathLength,
    /// A name lies outside of what an authority may issue for.
    NameConstraint,
    /// A certificate is for other purposes.
    Purpose,
    /// A signature is made with an algorithm that is weak or not accepted.
    WeakAlgorithm,
    /// A key is too small, or of a kind that is not accepted.
    WeakKey,
    /// The issuer has revoked the certificate.
    Revoked,
    /// No certificate is configured as trusted.
    NoTrustConfigured,
    /// A certificate says what RFC 5280 forbids.
    Malformed,
    /// The certificate does not name the server that was asked for.
    NameMismatch,
    /// An extension that must be understood is not.
    CriticalExtension,
    /// The policies that the authorities demand are not met.
    CertificatePolicy,
    /// Whether the certificate is revoked cannot be told from the lists that are there.
    RevocationUnknown,
    /// The certificates ask for more work than any honest ones do.
    TooMuchWork,
}

impl ReasonCode {
    /// Every code, in the order of the documentation.
    pub const ALL: [Self; 19] = [
        Self::Expired,
        Self::NotYetValid,
        Self::BadSignature,
        Self::UntrustedIssuer,
        Self::MissingIntermediate,
        Self::IssuerNotCa,
        Self::PathLength,
        Self::NameConstraint,
        Self::Purpose,
        Self::WeakAlgorithm,
        Self::WeakKey,
        Self::Revoked,
        Self::NoTrustConfigured,
        Self::Malformed,
        Self::NameMismatch,
        Self::CriticalExtension,
        Self::CertificatePolicy,
        Self::RevocationUnknown,
        Self::TooMuchWork,
    ];

    /// Returns the code as it stands in JSON, such as `untrusted-issuer`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::NotYetValid => "not-yet-valid",
            Self::BadSignature => "bad-signature",
            Self::UntrustedIssuer => "untrusted-issuer",
            Self::MissingIntermediate => "missing-intermediate",
            Self::IssuerNotCa => "issuer-not-ca",
            Self::PathLength => "path-length",
            Self::NameConstraint => "name-constraint",
            Self::Purpose => "purpose",
            Self::WeakAlgorithm => "weak-algorithm",
            Self::WeakKey => "weak-key",
            Self::Revoked => "revoked",
            Self::NoTrustConfigured => "no-trust-configured",
            Self::Malformed => "malformed",
            Self::NameMismatch => "name-mismatch",
            Self::CriticalExtension => "critical-extension",
            Self::CertificatePolicy => "certificate-policy",
            Self::RevocationUnknown => "revocation-unknown",
            Self::TooMuchWork => "too-much-work",
        }
    }
}

impl fmt::Display for ReasonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
