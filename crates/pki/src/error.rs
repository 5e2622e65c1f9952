//! What can be wrong with a key, a keystore, a certificate or a request: public structure, never a secret.

/// Why a file or structure could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes do not have the structure their format demands (X.690, RFC 5280, RFC 7292 …).
    #[error("{what} is malformed at byte {at}")]
    Malformed {
        /// The structure or field, in the words of its standard.
        what: &'static str,
        /// Offset in bytes from the start of the structure that was being read.
        at: usize,
    },
}
