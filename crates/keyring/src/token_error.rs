//! What can be wrong with one token: names of keys and places are told, contents are not.

/// Why a token was not made, read or rewrapped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// It does not begin as a JWE of five parts does, or its header says that it is somebody else's.
    #[error("it is no token of a keyring: {0}")]
    NotAToken(&'static str),
    /// It begins as one of ours, and this part of it is cut or damaged.
    #[error("the token is cut or damaged: {0}")]
    Malformed(&'static str),
    /// The keyring has no key of the name in its header.
    #[error("the keyring has no key named {0}")]
    UnknownKey(String),
    /// The key of this name is known and its secret was purged: nothing can read the token any more.
    #[error("the secret of the key {0} was purged")]
    Purged(String),
    /// The tag does not match (SP 800-38D §7.2): altered bytes, or another secret under the same name.
    #[error("the token was altered, or the key has another secret")]
    Altered,
    /// It is bound to a context, and none was given.
    #[error("the token is bound to a context, and none was given")]
    ContextNeeded,
    /// It is bound to another context than the given one.
    #[error("the token is bound to another context")]
    OtherContext,
    /// A context was given, and the token is bound to none: it may stand anywhere.
    #[error("a context was given, and the token is not bound to one")]
    NotBound,
    /// No key is active, so nothing can be encrypted.
    #[error("the keyring has no active key")]
    NoActiveKey,
    /// The value, or the name of the key, does not fit into a token of at most 1 MiB.
    #[error("the value does not fit into a token, which has at most 1 MiB")]
    ValueTooLong,
    /// A line of JSON whose members cannot be told apart: it was not looked into.
    #[error("the line was not looked into: {0}")]
    Line(&'static str),
    /// The token is longer than any of ours.
    #[error("the token is longer than 1 MiB")]
    TooLong,
}

impl TokenError {
    /// Returns the stable, kebab-case name of the reason.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAToken(_) => "not-a-token",
            Self::Malformed(_) => "malformed-token",
            Self::UnknownKey(_) => "unknown-key",
            Self::Purged(_) => "purged-key",
            Self::Altered => "altered",
            Self::ContextNeeded => "context-needed",
            Self::OtherContext => "other-context",
            Self::NotBound => "not-bound",
            Self::NoActiveKey => "no-active-key",
            Self::ValueTooLong => "value-too-long",
            Self::Line(_) => "line",
            Self::TooLong => "too-long",
        }
    }
}
