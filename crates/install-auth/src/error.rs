//! What cannot be done at all; a "no" of a verification is a [`crate::Refusal`] instead.

/// Why a secret, a token, a header, an offset or a simulation could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A secret without characters would let anybody make the hash.
    #[error("the application secret is empty")]
    EmptySecret,
    /// The text is no auth token.
    #[error("the auth token is not 32 digits of 0-9a-f: {found}")]
    StoredToken {
        /// What is there instead, without the text.
        found: String,
    },
    /// The application key cannot be a user name (RFC 7617 §2).
    #[error("the application key is empty, or has a colon or a control character")]
    AppKey,
    /// The text is no offset from UTC.
    #[error("the time zone is not written as +01:00, -05:30 or Z, within 14 hours")]
    ZoneOffset,
    /// The base of a simulation cannot take the parameters.
    #[error("the base URL {problem}")]
    BaseUrl {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The time is outside the years that .NET counts.
    #[error("the time is not within the years 1 to 9999")]
    Time,
}
