//! The secret of a key.

use std::fmt;

use zeroize::Zeroizing;

use crate::Error;

/// The secret of a key: text whose length in bytes is a multiple of 16, used as it is. Erased on drop, never printed.
///
/// 16 and 32 bytes fit an AES key as ThingWorx Flow uses them; 48 and 64 are taken too, because the platform's rule says
/// "a multiple of 16". Our own tokens never use the bytes directly but a key derived from them. How much entropy the text
/// carries is not checked: a GUID as text carries at most 128 bits.
pub struct KeyMaterial(Zeroizing<String>);

impl KeyMaterial {
    /// Takes the text of the secret, exactly: nothing is trimmed or decoded.
    ///
    /// # Errors
    /// [`Error::MaterialLength`] when there is nothing, or the length in bytes is no multiple of 16.
    ///
    /// ```
    /// use credtool_keyring::{Error, KeyMaterial};
    ///
    /// assert!(KeyMaterial::new("0EE0D33AC67E4389AB2B46123729B875").is_ok());
    /// assert_eq!(KeyMaterial::new("too short").err(), Some(Error::MaterialLength(9)));
    /// ```
    pub fn new(text: impl Into<String>) -> Result<Self, Error> {
        let text = Zeroizing::new(text.into());
        if text.is_empty() || text.len() % 16 != 0 {
            return Err(Error::MaterialLength(text.len()));
        }
        Ok(Self(text))
    }

    /// Returns the secret: the one door.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Returns whether both are the same, in a time that does not depend on where they differ.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        let (a, b) = (self.0.as_bytes(), other.0.as_bytes());
        a.len() == b.len() && a.iter().zip(b).fold(0, |all, (a, b)| all | (a ^ b)) == 0
    }

    /// Returns the length in bytes.
    #[expect(clippy::len_without_is_empty, reason = "it is never empty")]
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl Clone for KeyMaterial {
    fn clone(&self) -> Self {
        Self(Zeroizing::new(String::clone(&self.0)))
    }
}

impl fmt::Debug for KeyMaterial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyMaterial([REDACTED])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_is_redacted() {
        let material = KeyMaterial::new("ASDFGHJKL1234567").unwrap();
        assert_eq!(format!("{material:?}"), "KeyMaterial([REDACTED])");
    }
}
