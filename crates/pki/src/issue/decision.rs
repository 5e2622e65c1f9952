//! What was asked for and what is issued instead, each with its reason; and everything that speaks against issuing at all.

use super::{IssueReason, IssueReasonCode, IssueRefused};

/// One thing that was asked for or is given, and why it is issued as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What it is about, in the words of the standard: `subject`, `subjectAltName`, `basicConstraints`, `notAfter` …
    pub field: String,
    /// What was asked for, by the request or the terms; `None` where nothing was.
    pub requested: Option<String>,
    /// What the certificate will say; `None` where it is left out.
    pub issued: Option<String>,
    /// The reason, one sentence.
    pub why: String,
}

/// Decisions and refusals as they come up.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) decisions: Vec<Decision>,
    reasons: Vec<IssueReason>,
}

impl Findings {
    pub(super) fn decide(
        &mut self,
        field: &str,
        requested: Option<String>,
        issued: Option<String>,
        why: impl Into<String>,
    ) {
        self.decisions.push(Decision {
            field: field.to_owned(),
            requested,
            issued,
            why: why.into(),
        });
    }

    pub(super) fn refuse(
        &mut self,
        code: IssueReasonCode,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.reasons.push(IssueReason::new(code, message, hint));
    }

    pub(super) fn is_refused(&self) -> bool {
        !self.reasons.is_empty()
    }

    /// Returns what speaks against issuing.
    pub(super) fn refused(self) -> IssueRefused {
        IssueRefused::new(self.reasons, self.decisions)
    }

    /// Returns the decisions, unless something speaks against issuing.
    pub(super) fn settle(self) -> Result<Vec<Decision>, IssueRefused> {
        match self.reasons.is_empty() {
            true => Ok(self.decisions),
            false => Err(self.refused()),
        }
    }
}
