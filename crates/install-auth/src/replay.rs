//! What a replay guard answers.

/// The answer of a replay guard, which looks a token up and inserts it in one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replay {
    /// It was not there, and is now.
    New,
    /// It was there.
    Seen,
    /// The guard is full or cannot be asked, so the callback must be refused.
    Unavailable,
}
