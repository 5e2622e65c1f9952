//! The secret that the application and the platform share.

use std::fmt;

use zeroize::Zeroizing;

use crate::Error;

/// The secret of an application, or of a webhook: opaque bytes, used as they are. 32 hex digits are 32 bytes, not 16.
///
/// Erased on drop, never printed. The platform's text encoding is not documented, so a secret should be ASCII.
pub struct ApplicationSecret(Zeroizing<Vec<u8>>);

impl ApplicationSecret {
    /// Takes the text of the secret, exactly: nothing is trimmed or decoded.
    ///
    /// # Errors
    /// [`Error::EmptySecret`] when there is nothing: with that anybody could make the hash.
    pub fn new(text: impl AsRef<[u8]>) -> Result<Self, Error> {
        match text.as_ref() {
            [] => Err(Error::EmptySecret),
            text => Ok(Self(Zeroizing::new(text.to_vec()))),
        }
    }

    /// Returns the secret: the one door.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for ApplicationSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApplicationSecret([REDACTED])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_is_redacted() {
        let secret = ApplicationSecret::new("hunter2").unwrap();
        assert_eq!(format!("{secret:?}"), "ApplicationSecret([REDACTED])");
        assert_eq!(secret.expose(), b"hunter2");
    }

    #[test]
    fn an_empty_secret_is_refused() {
        assert_eq!(ApplicationSecret::new("").unwrap_err(), Error::EmptySecret);
    }
}
