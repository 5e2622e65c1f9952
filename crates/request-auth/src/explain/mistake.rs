//! One thing that the other side may have done differently.

use std::borrow::Cow;

use super::Cause;

/// A cause, and what exactly: one clause, lower case, no full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mistake {
    pub(super) cause: Cause,
    pub(super) detail: Cow<'static, str>,
}

impl Mistake {
    pub(super) fn new(cause: Cause, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            cause,
            detail: detail.into(),
        }
    }
    /// Returns what to say of a mistake that was made for certain and is not the only one.
    pub(super) fn and_more(&self) -> String {
        format!("{}; corrected it does not match either", self.detail)
    }
}
