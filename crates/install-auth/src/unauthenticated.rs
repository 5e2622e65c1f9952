//! What arrived beside a proof and is proven by nothing.

/// A value that no hash covers: whoever passes the callback on can change it. It is reached by a call that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unauthenticated<T>(T);

impl<T> Unauthenticated<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(value)
    }

    /// Returns the value, **which anybody may have written**. Right for filling in a form, wrong for deciding whose account it is.
    pub fn accept_unauthenticated(self) -> T {
        self.0
    }
}
