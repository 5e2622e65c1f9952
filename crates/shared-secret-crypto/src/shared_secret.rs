//! The plain shared secret in memory.

use std::fmt;

use zeroize::Zeroizing;

/// A shared secret in the clear; erased on drop, never shown by `Debug`.
pub struct SharedSecret(Zeroizing<Vec<u8>>);

impl SharedSecret {
    /// Returns the secret of those bytes.
    pub fn new(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self(bytes)
    }

    /// Returns the bytes in the clear.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Returns the text in the clear, or `None` where the bytes are not UTF-8.
    pub fn expose_text(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedSecret([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_of_it() {
        let secret = SharedSecret::new(Zeroizing::new(b"1008877a".to_vec()));
        assert_eq!(format!("{secret:?}"), "SharedSecret([redacted])");
        assert_eq!(secret.expose_text(), Some("1008877a"));
        assert_eq!(
            SharedSecret::new(Zeroizing::new(vec![0xff])).expose_text(),
            None
        );
    }
}
