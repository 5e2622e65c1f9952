//! What can be wrong with a document, a path or a value: names and positions are told, values are not.

use crate::Position;

/// Why nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The path is empty or not well formed.
    #[error("the path {path:?} is not well formed: {problem}")]
    Path {
        /// The path as it was given.
        path: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The document is not UTF-8; the position is that of the first byte that is not.
    #[error("{0}: the document is not UTF-8")]
    NotUtf8(Position),
    /// The document is UTF-16 or UTF-32, by its byte order mark or its first bytes.
    #[error("the document is UTF-16 or UTF-32 and not UTF-8: save it as UTF-8 first")]
    Utf16,
    /// The stream has fewer documents.
    #[error("the stream has no such document")]
    NoSuchPart,
    /// The document is larger than 16 MiB.
    #[error("the document has more than 16 MiB")]
    TooLarge,
    /// The document is not JSON or YAML as its readers take it.
    #[error("{at}: {problem}")]
    Syntax {
        /// Where.
        at: Position,
        /// What stands there, or what should.
        problem: String,
    },
    /// A name stands twice in one object, so readers disagree which one counts.
    #[error("{at}: {name:?} stands there a second time (the first is at {first})")]
    Duplicate {
        /// The name.
        name: String,
        /// Where the first stands.
        first: Position,
        /// Where the second stands.
        at: Position,
    },
    /// Anchors, aliases, tags, merge keys and templates: a change there changes more than can be seen.
    #[error("{at}: {what} is not edited")]
    NotEdited {
        /// Where.
        at: Position,
        /// What stands there.
        what: &'static str,
    },
    /// The member is not there.
    #[error("there is no {path:?}: {missing:?} is missing{similar}", similar = similar.as_ref().map(|name| format!(", and there is {name:?}")).unwrap_or_default())]
    Missing {
        /// The path as it was given.
        path: String,
        /// The first part of it that is missing.
        missing: String,
        /// A member whose name differs in the case of its letters alone.
        similar: Option<String>,
    },
    /// There is a value, and it is no string.
    #[error("{at}: {path:?} is {found} and no string")]
    NotAString {
        /// The path as it was given.
        path: String,
        /// What stands there.
        found: &'static str,
        /// Where.
        at: Position,
    },
    /// The path goes on where the document has a plain value.
    #[error("{at}: {path:?} goes on below {found}")]
    NotAnObject {
        /// The path as it was given.
        path: String,
        /// What stands there.
        found: &'static str,
        /// Where.
        at: Position,
    },
    /// The document is no object, which .NET's configuration refuses.
    #[error("{at}: the document is {found} and no object")]
    NotConfiguration {
        /// What stands there.
        found: &'static str,
        /// Where.
        at: Position,
    },
    /// Two members answer to the path.
    #[error("{path:?} can be read in two ways: {first} and {second}")]
    Ambiguous {
        /// The path as it was given.
        path: String,
        /// Where one stands.
        first: Position,
        /// Where the other stands.
        second: Position,
    },
    /// Two edits name the same place.
    #[error("{path:?} would be changed twice")]
    Twice {
        /// The path of the second.
        path: String,
    },
    /// The document that came out differs in more than the strings that were to change; it was thrown away.
    #[error("the change of {path:?} would change more than its value")]
    Verification {
        /// The path as it was given.
        path: String,
    },
}
