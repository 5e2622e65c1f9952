//! The key file (`keyfile-key`): one random key, locked by an unlock secret (RFC 7518 §4.8), that locks the map.

use std::fmt;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{Error, UnlockSecret};

/// The key of an unlocked key file. Erased on drop, never printed.
pub struct KeyFile {
    pub(crate) kid: String,
    pub(crate) key: Zeroizing<[u8; 32]>,
}

impl KeyFile {
    /// Returns a new key file with a random key and a random `kid`.
    #[must_use]
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let _ = rng;
        todo!()
    }

    /// Returns the text of the file, locked by an unlock secret: 210 000 iterations, a fresh salt. One line, no line feed.
    #[must_use]
    pub fn lock(&self, unlock: &UnlockSecret, rng: &mut impl CryptoRng) -> String {
        let _ = (unlock, rng);
        todo!()
    }

    /// Opens the bytes of a file; white space around them is allowed.
    ///
    /// # Errors
    /// [`Error::TooLong`], [`Error::AnotherTool`], [`Error::Damaged`], [`Error::Iterations`], [`Error::WrongUnlockSecret`].
    pub fn unlock(file: &[u8], unlock: &UnlockSecret) -> Result<Self, Error> {
        let _ = (file, unlock);
        todo!()
    }

    /// Returns the name by which an encrypted map says whose it is.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }
}

impl fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyFile")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}
