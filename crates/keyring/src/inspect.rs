//! What a token says of itself, without any key.

use crate::TokenError;
use crate::token;

/// What everybody can read in a token. None of it is proven before the token is decrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Inspected {
    /// The name of the key.
    pub key: String,
    /// The SHA-256 of the context that it is bound to.
    pub context_sha256: Option<[u8; 32]>,
    /// The length of the value in bytes: encryption does not hide it.
    pub value_len: usize,
}

/// Reads the header and the shape of a token.
///
/// # Errors
/// [`TokenError::NotAToken`] when it is somebody else's or no JWE at all; [`TokenError::Malformed`] and
/// [`TokenError::TooLong`] when it is cut or damaged.
///
/// ```
/// let token = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoibXlrZXkifQ..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA";
/// let inspected = credtool_keyring::inspect(token)?;
/// assert_eq!((inspected.key.as_str(), inspected.value_len), ("mykey", 3));
/// # Ok::<(), credtool_keyring::TokenError>(())
/// ```
pub fn inspect(token: &str) -> Result<Inspected, TokenError> {
    let mut buffer = [0; _];
    let (parts, header) = token::split(token.as_bytes(), &mut buffer)?;
    Ok(Inspected {
        key: header.kid.into_owned(),
        context_sha256: header.context.map(|context| *context.hash()),
        value_len: parts.ciphertext.len() * 3 / 4,
    })
}
