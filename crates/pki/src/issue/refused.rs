//! Why a certificate is not issued: every reason at once, each with a code and what to do.

use std::fmt;

use crate::Decision;

/// A request that is refused, with every reason.
#[derive(Clone, Debug)]
pub struct IssueRefused {
    reasons: Vec<IssueReason>,
    decisions: Vec<Decision>,
}

impl IssueRefused {
    pub(crate) fn new(reasons: Vec<IssueReason>, decisions: Vec<Decision>) -> Self {
        Self { reasons, decisions }
    }

    /// Returns every reason; there is at least one.
    pub fn reasons(&self) -> &[IssueReason] {
        &self.reasons
    }

    /// Returns what would have been decided about the rest.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }
}

impl fmt::Display for IssueRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not issued: ")?;
        for (index, reason) in self.reasons.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            f.write_str(&reason.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for IssueRefused {}

/// One reason why a certificate is not issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueReason {
    code: IssueReasonCode,
    message: String,
    hint: String,
}

impl IssueReason {
    pub(crate) fn new(
        code: IssueReasonCode,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            code,
            message: message.into(),
            hint: hint.into(),
        }
    }

    /// Returns the code.
    pub fn code(&self) -> IssueReasonCode {
        self.code
    }

    /// Returns one sentence that names the values.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns what to do about it.
    pub fn hint(&self) -> &str {
        &self.hint
    }
}

/// The kinds of reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IssueReasonCode {
    /// The request is not signed by the key that it asks for.
    ProofOfPossession,
    /// The key is too small.
    WeakKey,
    /// Nothing can be computed with a key of this type.
    UnsupportedKey,
    /// The request is for the authority's own key.
    AuthorityKey,
    /// The request is for the authority's own name.
    AuthorityName,
    /// The subject cannot be issued as it stands.
    Subject,
    /// There is no name for the profile: a server needs a host name or an address.
    NoName,
    /// A part of the request that decides what is issued cannot be read.
    Malformed,
    /// The validity is empty, or outside the authority's own.
    Validity,
    /// The authority may not issue authorities, or not this deep.
    PathLength,
    /// A name lies outside the name constraints of the authority or of one above it.
    NameConstraint,
    /// The authority may not issue for this purpose.
    Purpose,
    /// The certificate to renew is revoked.
    Revoked,
    /// The certificate to renew was not issued by this authority.
    OtherIssuer,
    /// The request is for another subject than the certificate to rekey.
    OtherSubject,
    /// A rekey with the key that is to be replaced.
    SameKey,
    /// Our own chain check would refuse the certificate, for a reason of its own.
    Chain,
}

impl IssueReasonCode {
    /// Returns the code in kebab case, such as `proof-of-possession`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ProofOfPossession => "proof-of-possession",
            Self::WeakKey => "weak-key",
            Self::UnsupportedKey => "unsupported-key",
            Self::AuthorityKey => "authority-key",
            Self::AuthorityName => "authority-name",
            Self::Subject => "subject",
            Self::NoName => "no-name",
            Self::Malformed => "malformed",
            Self::Validity => "validity",
            Self::PathLength => "path-length",
            Self::NameConstraint => "name-constraint",
            Self::Purpose => "purpose",
            Self::Revoked => "revoked",
            Self::OtherIssuer => "other-issuer",
            Self::OtherSubject => "other-subject",
            Self::SameKey => "same-key",
            Self::Chain => "chain",
        }
    }
}

impl fmt::Display for IssueReasonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
