//! Where a history ends.

use std::time::SystemTime;

use crate::Hash;

/// Where a history ends: how many events, the hash of the last and its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tail {
    /// How many events there are; the number of the last.
    pub count: u64,
    /// The hash of the last; [`Hash::START`] where there is none.
    pub hash: Hash,
    /// The time of the last.
    pub time: Option<SystemTime>,
}

impl Tail {
    /// The tail of a history that has not begun.
    pub const EMPTY: Self = Self {
        count: 0,
        hash: Hash::START,
        time: None,
    };
}

impl Default for Tail {
    fn default() -> Self {
        Self::EMPTY
    }
}
