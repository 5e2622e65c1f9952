//! What cannot be read or taken over, public structure only.

/// Why a text, an event, a head or an export is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is nothing.
    #[error("{what} is empty")]
    Empty {
        /// Which value.
        what: &'static str,
    },
    /// It is longer than it may be.
    #[error("{what} has {found} {unit}, and at most {maximum} are allowed")]
    TooLong {
        /// Which value.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The greatest length.
        maximum: usize,
        /// What is counted: characters or bytes.
        unit: &'static str,
    },
    /// A character that may not stand there.
    #[error("{what} has U+{character:04X} as character {position}, which is {why}")]
    Character {
        /// Which value.
        what: &'static str,
        /// The code point.
        character: u32,
        /// Where it stands, from 1.
        position: usize,
        /// What is wrong with it.
        why: &'static str,
    },
    /// It begins or ends with white space.
    #[error("{what} begins or ends with white space")]
    WhiteSpaceAtEnd {
        /// Which value.
        what: &'static str,
    },
    /// A redirect URL that RFC 6749 or RFC 8252 forbids.
    #[error("the redirect URL {url:?} {why}")]
    RedirectUrl {
        /// The URL.
        url: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A word that names no choice.
    #[error("{what} is {found:?}, and can be {choices}")]
    UnknownWord {
        /// Which choice.
        what: &'static str,
        /// What stands there.
        found: String,
        /// What could.
        choices: &'static str,
    },
    /// The text of an event or a head is not as this crate writes it.
    #[error("{what} is not as written by this program: byte {at}, where {expected} should stand")]
    NotOurs {
        /// What is read: an event or a head.
        what: &'static str,
        /// The byte, from 0.
        at: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// The hash at the end of an event is not that of the event.
    #[error("event {number} was altered: its hash is another")]
    Altered {
        /// The number that it says.
        number: u64,
    },
    /// An event that does not follow from what was before it.
    #[error("event {number} cannot have happened: {why}")]
    DoesNotApply {
        /// Its number.
        number: u64,
        /// What contradicts it.
        why: &'static str,
    },
    /// The bytes are no export, or not one that this crate writes.
    #[error("not an export of an app: {why}")]
    Export {
        /// What is wrong, and where.
        why: String,
    },
}

impl Error {
    /// Returns the stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "empty",
            Self::TooLong { .. } => "too-long",
            Self::Character { .. } | Self::WhiteSpaceAtEnd { .. } => "bad-character",
            Self::RedirectUrl { .. } => "redirect-url",
            Self::UnknownWord { .. } => "unknown-word",
            Self::NotOurs { .. } => "not-an-event",
            Self::Altered { .. } => "altered-event",
            Self::DoesNotApply { .. } => "impossible-event",
            Self::Export { .. } => "not-an-export",
        }
    }
}
