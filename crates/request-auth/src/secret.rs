//! The secret that an app shares with the platform.

use std::sync::OnceLock;

use credtool_crypto_engine::{Hash, HmacKey};
use zeroize::Zeroizing;

use crate::Error;

/// A shared secret: opaque bytes, used as they are. A secret of 40 hex digits is 40 bytes of key, not 20.
///
/// Erased on drop, never printed. The prepared HMAC keys are kept beside it, so a server should keep the value.
pub struct SharedSecret {
    bytes: Zeroizing<Vec<u8>>,
    /// One place a hash, filled when first needed.
    hmac: [OnceLock<HmacKey>; 4],
}

impl SharedSecret {
    /// Takes the text of the secret, exactly: nothing is trimmed or decoded.
    ///
    /// # Errors
    /// [`Error::EmptySecret`] when there is nothing: anybody could sign with that.
    pub fn new(text: impl AsRef<[u8]>) -> Result<Self, Error> {
        let text = text.as_ref();
        if text.is_empty() {
            return Err(Error::EmptySecret);
        }
        Ok(Self {
            bytes: Zeroizing::new(text.to_vec()),
            hmac: Default::default(),
        })
    }

    /// Returns the secret: the one door.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether it is a key in text (PEM, JWK): for whoever takes a public key for a secret, everybody knows the secret.
    pub(crate) fn is_key_text(&self) -> bool {
        let text = self.bytes.trim_ascii_start();
        let is_jwk =
            || text.starts_with(b"{") && text.windows(5).any(|window| window == b"\"kty\"");
        text.starts_with(b"-----BEGIN") || is_jwk()
    }

    /// Returns the prepared key for HMAC over this hash.
    pub(crate) fn hmac(&self, hash: Hash) -> &HmacKey {
        let [sha1, sha256, sha384, sha512] = &self.hmac;
        let place = match hash {
            Hash::Sha1 => sha1,
            Hash::Sha256 => sha256,
            Hash::Sha384 => sha384,
            Hash::Sha512 => sha512,
        };
        place.get_or_init(|| HmacKey::new(hash, &self.bytes))
    }
}

impl std::fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SharedSecret([REDACTED])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_is_redacted() {
        let secret = SharedSecret::new("hunter2").unwrap();
        let _ = secret.hmac(Hash::Sha256);
        assert_eq!(format!("{secret:?}"), "SharedSecret([REDACTED])");
    }
}
