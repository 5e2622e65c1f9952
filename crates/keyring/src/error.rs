//! What can go wrong: names, lengths and positions are told, secrets are not.

/// Why something was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A name that no key can have.
    #[error("a key cannot have this name: {0}")]
    Name(&'static str),
    /// The secret's length is no multiple of 16, or it is empty.
    #[error(
        "the secret of a key has a length that is a multiple of 16, and this one has {0} bytes"
    )]
    MaterialLength(usize),
}
