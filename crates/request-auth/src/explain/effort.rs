//! How much is tried: a diagnosis of whatever request ends within about a second.

use super::Cause;

/// What may still be spent, and what was tried.
#[derive(Debug)]
pub(super) struct Effort {
    trials: usize,
    bytes: usize,
    tried: Vec<Cause>,
}

impl Effort {
    pub(super) fn new() -> Self {
        Self {
            trials: MOST_TRIALS,
            bytes: MOST_BYTES,
            tried: Vec::new(),
        }
    }

    /// Whether a string of so many bytes may be hashed under so many keys; it is counted.
    pub(super) fn allows(&mut self, bytes: usize, keys: usize) -> bool {
        let left = self.bytes.checked_sub(bytes.saturating_mul(keys));
        match (left, self.trials.checked_sub(keys)) {
            (Some(bytes), Some(trials)) => {
                (self.bytes, self.trials) = (bytes, trials);
                true
            }
            _ => false,
        }
    }

    /// Remembers that a mistake was tried.
    pub(super) fn note(&mut self, cause: Cause) {
        if !self.tried.contains(&cause) {
            self.tried.push(cause);
        }
    }

    pub(super) fn into_tried(self) -> Vec<Cause> {
        self.tried
    }
}

const MOST_TRIALS: usize = 8_000;
const MOST_BYTES: usize = 192 << 20;
