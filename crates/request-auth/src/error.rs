//! What can go wrong when a request is signed or read; a "no" of a verification is a [`crate::Refusal`] instead.

/// Why a request could not be signed or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The URL cannot be signed (RFC 3986, RFC 9110 §4.2).
    #[error("the URL cannot be signed: {0}")]
    Url(&'static str),
    /// The method is not a token (RFC 9110 §9.1).
    #[error("the method is not a word such as GET or POST")]
    Method,
    /// A value cannot travel inside quotes in a header.
    #[error("the {field} {problem}")]
    Value {
        /// Which value.
        field: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A component of an HTTP message signature cannot be signed (RFC 9421 §2.5).
    #[error("the component {identifier} {problem}")]
    Component {
        /// Its identifier.
        identifier: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The time cannot be written in the scheme's unit.
    #[error("the time lies before 1970 or too far in the future")]
    Time,
    /// A secret without characters would let anybody sign.
    #[error("the shared secret is empty")]
    EmptySecret,
    /// The scheme signs with something else than was given.
    #[error("{scheme} needs {needed}")]
    WrongCredential {
        /// The scheme.
        scheme: &'static str,
        /// What it needs.
        needed: &'static str,
    },
    /// The key cannot sign.
    #[error("the private key cannot sign: {0}")]
    Key(String),
    /// Security parameters of the scheme stand in the request already.
    #[error("the request carries security parameters of this scheme already")]
    AlreadySigned,
    /// The bytes are not an HTTP request (RFC 9112).
    #[error("not an HTTP request: {0}")]
    Http(String),
}
