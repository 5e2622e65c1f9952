//! Where a token belongs: which record, which field.

use sha2::{Digest as _, Sha256};

/// A context that a token is bound to: it decrypts only where the same context is given.
///
/// Without one a token can be moved: the value of one record, copied into another, decrypts there too. A context is no secret
/// and not part of the token, which carries its SHA-256 only, in the protected header `credtool-ctx`; who can guess a context
/// can confirm it. A rewrap carries it over without knowing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context([u8; 32]);

impl Context {
    /// Takes the bytes that name the place, such as `users/17/password`. Every byte counts, nothing is normalised.
    ///
    /// ```
    /// use credtool_keyring::Context;
    ///
    /// assert_ne!(Context::new("users/17/password"), Context::new("users/18/password"));
    /// ```
    #[must_use]
    pub fn new(place: impl AsRef<[u8]>) -> Self {
        Self(Sha256::digest(place.as_ref()).into())
    }

    /// Takes the hash that stands in a token.
    pub(crate) fn from_hash(hash: [u8; 32]) -> Self {
        Self(hash)
    }

    /// Returns the SHA-256, as it stands in the header.
    #[must_use]
    pub fn hash(&self) -> &[u8; 32] {
        &self.0
    }
}
