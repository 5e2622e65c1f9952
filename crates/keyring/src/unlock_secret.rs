//! What unlocks a key file.

use std::fmt;

use zeroize::Zeroizing;

use crate::Error;

/// What unlocks a key file: a pass phrase, or the value of `CONFIG_IMAGE`. Erased on drop, never printed.
pub struct UnlockSecret(Zeroizing<String>);

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
        Ok(Self(text))
    }

    /// Returns the text: the one door.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnlockSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnlockSecret([REDACTED])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_is_redacted() {
        let secret = UnlockSecret::new("correct horse").unwrap();
        assert_eq!(format!("{secret:?}"), "UnlockSecret([REDACTED])");
        assert_eq!(UnlockSecret::new("").err(), Some(Error::EmptyUnlockSecret));
    }
}
