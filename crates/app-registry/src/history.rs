//! Whether a history is whole: every event as it was written, none missing, none in another place.

use crate::{Error, Event, Head, HeadFault, HeadKey, Tail};

/// A check that is fed the texts of all events in order, from the first.
///
/// It holds one hash, however long the history. Whether each event *could* happen is not looked at: the fold does that.
#[derive(Debug, Clone, Default)]
pub struct HistoryCheck {
    tail: Tail,
}

impl HistoryCheck {
    /// Begins a check.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the text of the next event and returns it.
    ///
    /// # Errors
    /// [`HistoryFault`] with the number that the event should have: that of the first bad one. What follows is not worth feeding.
    pub fn feed(&mut self, text: &str) -> Result<Event, HistoryFault> {
        let number = self.tail.count + 1;
        let fault = |kind| HistoryFault { number, kind };
        let event = Event::parse(text).map_err(|error| {
            fault(match error {
                Error::Altered { .. } => HistoryFaultKind::Altered,
                error => HistoryFaultKind::NotOurs(error),
            })
        })?;
        let found = event.number();
        if found > number {
            return Err(fault(HistoryFaultKind::Missing { found }));
        }
        if found < number {
            return Err(fault(HistoryFaultKind::Reordered { found }));
        }
        if event.before() != self.tail.hash {
            return Err(fault(HistoryFaultKind::Unlinked));
        }
        if self.tail.time.is_some_and(|before| event.time() < before) {
            return Err(fault(HistoryFaultKind::TimeBackwards));
        }
        self.tail = event.tail();
        Ok(event)
    }

    /// Returns where the history ends that was fed so far.
    #[must_use]
    pub fn tail(&self) -> Tail {
        self.tail
    }

    /// Ends the check: does the history end where the head says, and did the key sign that?
    ///
    /// # Errors
    /// [`HistoryFault`] with the number of the first event that is missing, was not signed, or is not the one that was signed.
    pub fn finish(self, head: &Head, key: &HeadKey) -> Result<Tail, HistoryFault> {
        key.verify(head, &self.tail).map_err(|fault| HistoryFault {
            number: match fault {
                HeadFault::Missing { found, .. } => found + 1,
                HeadFault::Unsigned { signed, .. } => signed + 1,
                _ => self.tail.count,
            },
            kind: HistoryFaultKind::Head(fault),
        })?;
        Ok(self.tail)
    }
}

/// The first bad event of a history.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("event {number}: {kind}")]
pub struct HistoryFault {
    /// The number that the first bad event has, or should have.
    pub number: u64,
    /// What is wrong with it.
    pub kind: HistoryFaultKind,
}

/// What is wrong with an event of a history.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HistoryFaultKind {
    /// Its hash is not that of its text.
    #[error("it was altered after it was written")]
    Altered,
    /// It is missing: a later one stands in its place.
    #[error("it is missing; number {found} stands in its place")]
    Missing {
        /// The number of that one.
        found: u64,
    },
    /// An earlier one stands in its place.
    #[error("number {found} stands in its place")]
    Reordered {
        /// The number of that one.
        found: u64,
    },
    /// It follows another event than the one before it: one of the two was written anew.
    #[error("it does not follow the event before it: one of the two was written anew")]
    Unlinked,
    /// It is no event of this crate.
    #[error("{0}")]
    NotOurs(Error),
    /// It is earlier than the event before it.
    #[error("it is earlier than the event before it")]
    TimeBackwards,
    /// The end of the history is not the one that was signed.
    #[error("{0}")]
    Head(HeadFault),
}

impl HistoryFaultKind {
    /// Returns the stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Altered => "altered",
            Self::Missing { .. } => "missing",
            Self::Reordered { .. } => "reordered",
            Self::Unlinked => "unlinked",
            Self::NotOurs(_) => "not-ours",
            Self::TimeBackwards => "time-backwards",
            Self::Head(HeadFault::OtherKey { .. }) => "head-key",
            Self::Head(HeadFault::Forged) => "head-forged",
            Self::Head(HeadFault::Missing { .. }) => "head-missing",
            Self::Head(HeadFault::Unsigned { .. }) => "head-unsigned",
            Self::Head(HeadFault::OtherEvent { .. }) => "head-event",
        }
    }
}
