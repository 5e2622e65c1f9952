//! The key that encrypts the tokens of a key, derived from its secret (RFC 5869).

use std::fmt;

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{KeyMaterial, KeyName};

/// The AES-256 key for the tokens of one key. Erased on drop, never printed.
///
/// HKDF-SHA256 with an empty salt over the secret's UTF-8 bytes, `info` = `credtool keyring token v1` 00 `A256GCM` 00 name.
/// So a secret that two names share gives two keys, the platform's own use of the secret as an AES key stays apart from ours,
/// and the derivation is frozen: no token becomes unreadable. It adds no entropy: a GUID carries at most 128 bits here too.
pub struct ContentKey(Zeroizing<[u8; 32]>);

impl ContentKey {
    /// Derives the key for tokens of `name` from its secret.
    ///
    /// ```
    /// use credtool_keyring::{ContentKey, Error, KeyMaterial, KeyName};
    ///
    /// let name = KeyName::new("newkey")?;
    /// let secret = KeyMaterial::new("0EE0D33AC67E4389AB2B46123729B875")?;
    /// assert_eq!(ContentKey::derive(&name, &secret).expose()[..4], [0x50, 0xc6, 0x86, 0xce]);
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub fn derive(name: &KeyName, secret: &KeyMaterial) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        let info = [LABEL, name.as_str().as_bytes()];
        let derived = Hkdf::<Sha256>::new(None, secret.expose().as_bytes())
            .expand_multi_info(&info, &mut *key);
        debug_assert!(
            derived.is_ok(),
            "HKDF refuses only above 255 times the hash (RFC 5869 §2.3)"
        );
        Self(key)
    }

    /// Returns the 32 bytes: the one door.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for ContentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ContentKey([REDACTED])")
    }
}

/// What separates this use of a secret from every other, with the algorithm (RFC 7518 `enc`) that the key is for.
const LABEL: &[u8] = b"credtool keyring token v1\0A256GCM\0";

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with Python's `hmac` and `hashlib` alone, and frozen: another result would make every token unreadable.
    #[test]
    fn derivation_is_frozen() {
        for (name, secret, expected) in [
            (
                "newkey",
                "0EE0D33AC67E4389AB2B46123729B875",
                "50c686cef6056102b2e1497604d9b12558e168f7f6f2d300e9368e39a286c934",
            ),
            (
                "mykey",
                "ASDFGHJKL1234567",
                "17464b71dbd3f978f6620fe44219f3add812d4f4ee857bda542ef80e605f2d24",
            ),
        ] {
            let name = KeyName::new(name).unwrap();
            let key = ContentKey::derive(&name, &KeyMaterial::new(secret).unwrap());
            let hex: String = key.expose().iter().map(|b| format!("{b:02x}")).collect();
            assert_eq!(hex, expected);
        }
    }

    #[test]
    fn debug_is_redacted() {
        let name = KeyName::new("mykey").unwrap();
        let key = ContentKey::derive(&name, &KeyMaterial::new("ASDFGHJKL1234567").unwrap());
        assert_eq!(format!("{key:?}"), "ContentKey([REDACTED])");
    }
}
