//! What was found.

use super::Cause;

/// Why a callback or webhook is refused, as far as it can be found out. It never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// The mistake.
    pub cause: Cause,
    /// What exactly, in one sentence, lower case, no full stop.
    pub detail: String,
    /// The text that is hashed here, its secrets as `****`; `None` where there is none because a value is missing.
    pub base_string: Option<String>,
    /// The text that the other side hashed, its secrets as `****`, where that was found and is another.
    pub their_base_string: Option<String>,
    /// The first byte, from 0, at which the two texts differ. It counts in the texts with their secrets, which stand last.
    pub differs_at: Option<usize>,
    /// What to try next, in one sentence, lower case, no full stop.
    pub hint: String,
    /// What was tried without success, in words; empty where the cause was plain.
    pub tried: &'static [&'static str],
}

impl Explanation {
    pub(super) fn new(cause: Cause, detail: impl Into<String>) -> Self {
        Self {
            cause,
            detail: detail.into(),
            base_string: None,
            their_base_string: None,
            differs_at: None,
            hint: cause.next_step().to_owned(),
            tried: &[],
        }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    pub(super) fn base_string(mut self, base_string: Option<String>) -> Self {
        self.base_string = base_string;
        self
    }
}
