//! One thing that happened: numbered, dated, tied to what happened before.

use std::fmt;
use std::time::SystemTime;

use crate::{Actor, AppId, AppKey, Change, Comment, Error, Hash, Tail, event_text, time};

/// One thing that happened. It never holds a secret, sealed or not.
///
/// Its text is one line of JSON whose members stand in a fixed order, the last of them the SHA-256 of all that stands before it,
/// which includes the hash of the event before. So a text is read only if it is, byte for byte, what [`Event::to_text`] gave.
/// Who can write a history can write another one: what shows that is the [`Head`](crate::Head).
#[derive(Clone)]
pub struct Event {
    pub(crate) number: u64,
    pub(crate) at: u64,
    pub(crate) actor: Actor,
    pub(crate) comment: Comment,
    pub(crate) app: Option<AppKey>,
    pub(crate) change: Change,
    pub(crate) before: Hash,
    hash: Hash,
    text: String,
}

/// An event before it has its hash.
pub(crate) struct NewEvent {
    pub(crate) number: u64,
    pub(crate) at: u64,
    pub(crate) actor: Actor,
    pub(crate) comment: Comment,
    pub(crate) app: Option<AppKey>,
    pub(crate) change: Change,
    pub(crate) before: Hash,
}

impl Event {
    /// The greatest length of a text in bytes; certificates make the long ones.
    pub const MAXIMUM: usize = 1 << 20;

    /// Gives an event its text and its hash.
    pub(crate) fn new(event: NewEvent) -> Self {
        let mut text = event_text::write(&event);
        let hash = Hash::of(text.as_bytes());
        event_text::finish(&mut text, hash);
        Self::of(event, hash, text)
    }

    fn of(event: NewEvent, hash: Hash, text: String) -> Self {
        let NewEvent {
            number,
            at,
            actor,
            comment,
            app,
            change,
            before,
        } = event;
        Self {
            number,
            at,
            actor,
            comment,
            app,
            change,
            before,
            hash,
            text,
        }
    }

    /// Reads the text of an event, without its end of line. Whether it follows another one is not looked at.
    ///
    /// # Errors
    /// [`Error::NotOurs`] for what this crate does not write: unknown, missing or doubled members, another order, other escapes
    /// or spaces. [`Error::Altered`] where the hash is not that of the text. [`Error::TooLong`] above [`Event::MAXIMUM`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.len() > Self::MAXIMUM {
            return Err(Error::TooLong {
                what: "the event",
                found: text.len(),
                maximum: Self::MAXIMUM,
                unit: "bytes",
            });
        }
        let (event, end, hash) = event_text::read(text)?;
        if Hash::of(&text.as_bytes()[..end]) != hash {
            return Err(Error::Altered {
                number: event.number,
            });
        }
        Ok(Self::of(event, hash, text.to_owned()))
    }

    /// Returns the text: one line of JSON without its end.
    #[must_use]
    pub fn to_text(&self) -> &str {
        &self.text
    }

    /// Returns the number within the registry, from 1.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Returns when it happened, in milliseconds, never earlier than the event before.
    #[must_use]
    pub fn time(&self) -> SystemTime {
        time::system_time(self.at)
    }

    /// Returns who did it, as the caller said.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Returns why.
    #[must_use]
    pub fn comment(&self) -> &Comment {
        &self.comment
    }

    /// Returns the app that it concerns; `None` where it concerns all.
    #[must_use]
    pub fn app(&self) -> Option<AppKey> {
        self.app
    }

    /// Returns what changed.
    #[must_use]
    pub fn change(&self) -> &Change {
        &self.change
    }

    /// Returns the word for what changed: `registered`, `secret-changed` and so on.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.change.kind()
    }

    /// Returns the App IDs that it takes, for ever.
    #[must_use]
    pub fn app_ids(&self) -> Vec<AppId> {
        self.change.app_ids().into_iter().cloned().collect()
    }

    /// Returns the hash of the event before.
    #[must_use]
    pub fn before(&self) -> Hash {
        self.before
    }

    /// Returns its own hash.
    #[must_use]
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// Returns the tail of a history that ends with it.
    #[must_use]
    pub fn tail(&self) -> Tail {
        Tail {
            count: self.number,
            hash: self.hash,
            time: Some(self.time()),
        }
    }
}

impl PartialEq for Event {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Event {}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Event").field(&self.text).finish()
    }
}
