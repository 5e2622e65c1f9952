//! A password and the two shapes in which key-protection schemes take it.

use zeroize::Zeroizing;

/// A password for a keystore or a key: erased on drop, never shown by `Debug`.
///
/// ```
/// use credtool_pki::Password;
///
/// let password = Password::new("changeit");
/// assert_eq!(password.expose(), "changeit");
/// assert_eq!(format!("{password:?}"), "Password([REDACTED])");
/// ```
#[derive(Clone)]
pub struct Password {
    text: Zeroizing<String>,
}

impl Password {
    /// Returns a password of exactly these characters: nothing is trimmed, and the empty password is a password.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: Zeroizing::new(text.into()),
        }
    }

    /// Returns the characters. Schemes of RFC 8018 take their UTF-8 octets.
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// Returns the password as PKCS#12 takes it (RFC 7292 appendix B.1): UTF-16 big-endian, surrogate pairs for characters
    /// outside the Basic Multilingual Plane (as OpenSSL and Java do), and two zero octets at the end.
    pub(crate) fn bmp_string(&self) -> Zeroizing<Vec<u8>> {
        // Full capacity at once: a growing vector would leave copies of the password behind.
        let mut octets = Zeroizing::new(Vec::with_capacity(2 * self.text.len() + 2));
        octets.extend(self.text.encode_utf16().flat_map(u16::to_be_bytes));
        octets.extend([0, 0]);
        octets
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password([REDACTED])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(
            format!("{:?}", Password::new("hunter2")),
            "Password([REDACTED])"
        );
    }

    #[test]
    fn bmp_strings() {
        assert_eq!(**Password::new("").bmp_string(), [0, 0]);
        // RFC 7292 appendix B.1: "Beavis".
        assert_eq!(
            **Password::new("Beavis").bmp_string(),
            *b"\0B\0e\0a\0v\0i\0s\0\0"
        );
        assert_eq!(
            **Password::new("ö😀").bmp_string(),
            [0x00, 0xf6, 0xd8, 0x3d, 0xde, 0x00, 0, 0]
        );
    }
}
