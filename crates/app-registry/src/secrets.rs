//! The secrets of a version, as numbers: which is current, which is pending, which are still accepted.

use std::time::SystemTime;

use crate::change::{Origin, Overlap, SecretMade};
use crate::time;

/// One secret: its number, where it came from and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretRecord {
    pub(crate) number: u32,
    pub(crate) origin: Origin,
    pub(crate) made: u64,
}

impl SecretRecord {
    pub(crate) fn new(made: SecretMade, at: u64) -> Self {
        Self {
            number: made.number,
            origin: made.origin,
            made: at,
        }
    }

    /// Returns its number within the version.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Returns where it came from.
    #[must_use]
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Returns when it was made.
    #[must_use]
    pub fn made_at(&self) -> SystemTime {
        time::system_time(self.made)
    }
}

/// The secrets of a version.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Secrets {
    pub(crate) current: Option<SecretRecord>,
    pub(crate) pending: Option<SecretRecord>,
    /// The latest last.
    pub(crate) previous: Vec<(SecretRecord, u64)>,
    /// How many there ever were.
    pub(crate) made: u32,
}

impl Secrets {
    /// The greatest number of secrets that can be accepted beside the current and the pending one.
    pub const MAXIMUM_PREVIOUS: usize = 4;

    /// Returns the current one.
    #[must_use]
    pub fn current(&self) -> Option<&SecretRecord> {
        self.current.as_ref()
    }

    /// Returns the pending one.
    #[must_use]
    pub fn pending(&self) -> Option<&SecretRecord> {
        self.pending.as_ref()
    }

    /// Returns how many secrets there ever were.
    #[must_use]
    pub fn made(&self) -> u32 {
        self.made
    }

    /// Returns the numbers of all that have not ended: those that a store holds.
    pub(crate) fn held(&self) -> Vec<u32> {
        let previous = self.previous.iter().map(|(secret, _)| secret.number);
        let now = [self.current, self.pending].into_iter().flatten();
        previous.chain(now.map(|secret| secret.number)).collect()
    }

    pub(crate) fn at(&self, now: SystemTime) -> Vec<Accepted> {
        let accepted = |standing, secret: &SecretRecord| Accepted {
            standing,
            number: secret.number,
        };
        let current = self
            .current
            .iter()
            .map(|one| accepted(Standing::Current, one));
        let pending = self
            .pending
            .iter()
            .map(|one| accepted(Standing::Pending, one));
        let previous = self.previous.iter().rev().filter_map(|(one, until)| {
            let until = time::system_time(*until);
            (now < until).then(|| accepted(Standing::Previous { until }, one))
        });
        current.chain(pending).chain(previous).collect()
    }

    /// Returns what ends when another secret becomes current at this time, and how long the current one goes on.
    pub(crate) fn succession(&self, at: u64, overlap: u64) -> (Option<Overlap>, Vec<u32>) {
        let mut ended = self.expired(at);
        let previous = self.current.and_then(|current| match overlap {
            0 => {
                ended.push(current.number);
                None
            }
            _ => Some(Overlap {
                number: current.number,
                until: at.saturating_add(overlap).min(time::LATEST),
            }),
        });
        if previous.is_some() {
            let alive = self.previous.iter().map(|(secret, _)| secret.number);
            let alive: Vec<u32> = alive.filter(|number| !ended.contains(number)).collect();
            let beyond = (alive.len() + 1).saturating_sub(Self::MAXIMUM_PREVIOUS);
            ended.extend(&alive[..beyond]);
        }
        ended.sort_unstable();
        (previous, ended)
    }

    /// Returns the numbers of those that are accepted no longer at this time.
    pub(crate) fn expired(&self, at: u64) -> Vec<u32> {
        let previous = self.previous.iter();
        let expired = previous.filter(|(_, until)| *until <= at);
        expired.map(|(secret, _)| secret.number).collect()
    }
}

/// How a secret stands that is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Standing {
    /// The one to use.
    Current,
    /// The next one.
    Pending,
    /// One before, for some time more.
    Previous {
        /// Until when; not at that moment any more.
        until: SystemTime,
    },
}

impl Standing {
    /// Returns the word for it: `current`, `pending` or `previous`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Pending => "pending",
            Self::Previous { .. } => "previous",
        }
    }

    /// Returns until when it is accepted, where that has an end.
    #[must_use]
    pub fn until(self) -> Option<SystemTime> {
        match self {
            Self::Previous { until } => Some(until),
            Self::Current | Self::Pending => None,
        }
    }
}

/// A secret that is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// How it stands.
    pub standing: Standing,
    /// Its number within the version.
    pub number: u32,
}
