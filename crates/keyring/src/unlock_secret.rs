//! What unlocks a key file.

use std::fmt;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{Error, jwe};

/// What unlocks a key file: a pass phrase, or the value of `CONFIG_IMAGE`. Erased on drop, never printed.
pub struct UnlockSecret {
    text: Zeroizing<String>,
    /// Drawn here, so that nobody can guess it.
    drawn: bool,
}

impl UnlockSecret {
    /// Takes the text exactly: nothing is trimmed or normalised. Its UTF-8 octets are the password of PBES2.
    ///
    /// # Errors
    /// [`Error::EmptyUnlockSecret`].
    pub fn new(text: impl Into<String>) -> Result<Self, Error> {
        let text = Zeroizing::new(text.into());
        if text.is_empty() {
            return Err(Error::EmptyUnlockSecret);
        }
        Ok(Self { text, drawn: false })
    }

    /// Returns a new secret of 256 random bits, as 43 characters of base64url.
    ///
    /// It is for a file, not for people. A key file that it locks takes few iterations ([`KeyFile::lock`](crate::KeyFile::lock)):
    /// they make guessing slow, and this cannot be guessed.
    #[must_use]
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut bits = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut *bits);
        Self {
            text: Zeroizing::new(jwe::encode(&*bits)),
            drawn: true,
        }
    }

    /// Whether it has 256 random bits for certain.
    pub(crate) fn is_drawn(&self) -> bool {
        self.drawn
    }

    /// Returns the text: the one door.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for UnlockSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnlockSecret([REDACTED])")
    }
}

#[cfg(test)]
mod tests {
    use chacha20::ChaCha20Rng;
    use chacha20::rand_core::SeedableRng as _;

    use super::*;

    #[test]
    fn debug_is_redacted() {
        let secret = UnlockSecret::new("correct horse").unwrap();
        assert_eq!(format!("{secret:?}"), "UnlockSecret([REDACTED])");
        assert_eq!(UnlockSecret::new("").err(), Some(Error::EmptyUnlockSecret));
        let mut rng = ChaCha20Rng::from_seed([7; 32]);
        let drawn = UnlockSecret::generate(&mut rng);
        assert_eq!(format!("{drawn:?}"), "UnlockSecret([REDACTED])");
        assert_eq!(drawn.expose().len(), 43);
        assert_ne!(drawn.expose(), UnlockSecret::generate(&mut rng).expose());
    }
}
