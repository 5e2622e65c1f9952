//! What was found.

use super::mistake::Mistake;
use super::{Cause, mask};

/// Why a request is refused, as far as it can be found out. It never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// The mistake; where it took two, the first to be corrected.
    pub cause: Cause,
    /// What exactly, in one sentence, lower case, no full stop.
    pub detail: String,
    /// The string that is signed here, secrets as asterisks; `None` where the request is not read that far. What is not
    /// UTF-8 in it is shown as U+FFFD.
    pub base_string: Option<String>,
    /// The string that the other side signed, in the same way, where it is known: given, or found, and another than ours.
    pub their_base_string: Option<String>,
    /// The first byte, counted from 0, at which the two strings differ.
    pub differs_at: Option<usize>,
    /// What to try next, in one sentence, lower case, no full stop.
    pub hint: String,
    /// What was tried, in this order; empty where the refusal itself says what is wrong.
    pub tried: Vec<Cause>,
}

impl Explanation {
    /// Says what was done differently: the first mistake gives its name, the others are told beside it.
    pub(super) fn of(mistakes: &[Mistake]) -> Self {
        let details: Vec<&str> = mistakes.iter().map(|mistake| &*mistake.detail).collect();
        let cause = mistakes.first().map_or(Cause::Unknown, |first| first.cause);
        Self::new(cause, details.join(", and "))
    }

    pub(super) fn new(cause: Cause, detail: impl Into<String>) -> Self {
        Self {
            cause,
            detail: detail.into(),
            base_string: None,
            their_base_string: None,
            differs_at: None,
            hint: cause.next_step().to_owned(),
            tried: Vec::new(),
        }
    }

    /// Explains a yes under another secret or key than the first; `None` where there is nothing to explain.
    pub(super) fn older(matched: Option<usize>) -> Option<Self> {
        let place = matched.filter(|place| *place > 0)? + 1;
        let detail = format!("number {place} matches, and the first is the current one");
        Some(Self::new(Cause::PreviousSecret, detail))
    }

    /// Sets both sides' strings and where they differ. Theirs is left out where it is ours.
    pub(super) fn strings(mut self, ours: &[u8], theirs: Option<&[u8]>, secrets: &[&[u8]]) -> Self {
        self.base_string = Some(mask::text(ours, secrets));
        let theirs = theirs.filter(|theirs| *theirs != ours);
        self.their_base_string = theirs.map(|theirs| mask::text(theirs, secrets));
        self.differs_at = theirs.map(|theirs| first_difference(ours, theirs));
        self
    }

    /// Masks what a request can bring into the sentences.
    pub(super) fn masked(mut self, secrets: &[&[u8]]) -> Self {
        self.detail = mask::text(self.detail.as_bytes(), secrets);
        self
    }
}

/// Returns the first byte at which two strings differ: the length of the shorter where it is the start of the other.
pub(super) fn first_difference(ours: &[u8], theirs: &[u8]) -> usize {
    ours.iter().zip(theirs).take_while(|(a, b)| a == b).count()
}
