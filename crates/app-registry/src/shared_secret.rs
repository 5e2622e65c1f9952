//! The secret half of a credential.

use std::fmt;

use rand_core::CryptoRng;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::Error;

/// A shared secret: 1 to 4096 bytes, used as they are.
///
/// Erased on drop, never printed, no part of any event.
#[derive(Clone)]
pub struct SharedSecret(Zeroizing<Vec<u8>>);

impl SharedSecret {
    /// The greatest length in bytes.
    pub const MAXIMUM: usize = 4096;

    /// Takes a secret exactly: nothing is trimmed or decoded. How good it is, is not looked at.
    ///
    /// # Errors
    /// [`Error::Empty`], [`Error::TooLong`].
    pub fn new(bytes: impl AsRef<[u8]>) -> Result<Self, Error> {
        let (what, bytes) = ("the secret", bytes.as_ref());
        match bytes.len() {
            0 => Err(Error::Empty { what }),
            found if found > Self::MAXIMUM => Err(Error::TooLong {
                what,
                found,
                maximum: Self::MAXIMUM,
                unit: "bytes",
            }),
            _ => Ok(Self(Zeroizing::new(bytes.to_vec()))),
        }
    }

    /// Returns a new secret: 40 lower-case hexadecimal digits (160 bits).
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut bytes = Zeroizing::new([0; 20]);
        rng.fill_bytes(&mut *bytes);
        let mut text = Zeroizing::new(vec![0; 40]);
        for (pair, byte) in text.chunks_exact_mut(2).zip(bytes.iter()) {
            // Arithmetic, not a table: an index would leave its trace in the cache.
            let digit = |four: u8| b'0' + four + (b'a' - b'0' - 10) * u8::from(four > 9);
            pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
        }
        Self(text)
    }

    /// Returns the secret: the one door.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Says whether two secrets are one, in a time that depends on their lengths alone.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }

    /// Returns the first and the last four characters around `....`, as the marketplace's list has it; of a secret that has not
    /// 32 printable ASCII characters nothing but the dots.
    #[must_use]
    pub fn mask(&self) -> String {
        let shown = self.0.len() >= 32 && self.0.iter().all(u8::is_ascii_graphic);
        let part = |bytes: &[u8]| bytes.iter().copied().map(char::from).collect::<String>();
        match (shown, self.0.as_slice()) {
            (true, [head @ .., _, _, _, _]) => {
                let tail = &self.0[head.len()..];
                format!("{}....{}", part(&head[..4]), part(tail))
            }
            _ => "....".to_owned(),
        }
    }
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedSecret([REDACTED])")
    }
}

#[cfg(test)]
mod tests {
    use chacha20::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::*;

    #[test]
    fn debug_is_redacted() {
        let secret = SharedSecret::new("hunter2").unwrap();
        assert_eq!(format!("{secret:?}"), "SharedSecret([REDACTED])");
        assert_eq!(secret.expose(), b"hunter2");
    }

    #[test]
    fn generated() {
        let secret = SharedSecret::generate(&mut ChaCha20Rng::from_seed([7; 32]));
        assert_eq!(secret.expose(), b"f400927857aaf64114f561baacb379708c79a1dc");
        assert_eq!(secret.mask(), "f400....a1dc");
    }

    #[test]
    fn masked_where_enough_stays_hidden() {
        for (secret, mask) in [
            ("0123456789abcdef0123456789abcdef", "0123....cdef"),
            ("0123456789abcdef0123456789abcde", "...."),
            ("0123456789abcdef 0123456789abcdef", "...."),
            ("ünicode-ünicode-ünicode-ünicode-", "...."),
            ("x", "...."),
        ] {
            assert_eq!(SharedSecret::new(secret).unwrap().mask(), mask);
        }
    }

    #[test]
    fn bounded() {
        assert!(SharedSecret::new("").is_err() && SharedSecret::new([0; 4097]).is_err());
        let [a, b, c] = ["a", "a", "b"].map(|text| SharedSecret::new(text).unwrap());
        assert!(a.is_same(&b) && !a.is_same(&c) && SharedSecret::new([0; 4096]).is_ok());
    }
}
