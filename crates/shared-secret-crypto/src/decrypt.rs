//! Decrypts a secret with one named padding; safe to call from a server.

use std::fmt;

use credtool_crypto_engine::{KeySizes, PrivateKey};

use crate::{Ciphertext, Error, Padding, SharedSecret};

/// Decrypts with exactly this padding.
///
/// OAEP proves itself: what comes out is what was encrypted, and every failure is the one [`Error::DoesNotOpen`].
/// [`Padding::LegacyPkcs1v15`] proves nothing: bad padding gives pseudo-random bytes, the same each time for the same
/// ciphertext (implicit rejection), so that a caller who passes on whether the secret was right is no padding oracle.
/// Local tools that want a verdict, or a search, find them in [`explain`](crate::explain).
///
/// # Errors
/// [`Error::NotAnEncryptionKey`], [`Error::KeyTooSmall`] and [`Error::WrongLength`], which depend on public facts only,
/// and [`Error::DoesNotOpen`].
pub fn decrypt(
    key: &PrivateKey,
    ciphertext: &Ciphertext,
    padding: Padding,
    sizes: KeySizes,
) -> Result<Decrypted, Error> {
    let opened = match padding.oaep() {
        Some(oaep) => key.decrypt_oaep(&oaep, sizes, ciphertext.as_bytes()),
        None => key.decrypt_pkcs1v15(sizes, ciphertext.as_bytes()),
    };
    let secret = opened.map_err(|error| Error::of_engine(error, padding))?;
    Ok(Decrypted::new(key, padding, SharedSecret::new(secret)))
}

/// A decrypted secret and what is to be said about how it was encrypted.
#[derive(Debug)]
pub struct Decrypted {
    /// The secret.
    pub secret: SharedSecret,
    /// The padding that opened it.
    pub padding: Padding,
    /// What of it is legacy, to be labelled in output; usually empty.
    pub legacy: Vec<Legacy>,
}

impl Decrypted {
    pub(crate) fn new(key: &PrivateKey, padding: Padding, secret: SharedSecret) -> Self {
        let mut legacy = Vec::new();
        let bits = key.public_key().modulus_len().unwrap_or_default() * 8;
        if bits < KeySizes::Current.minimum() {
            legacy.push(Legacy::RsaKey { bits });
        }
        if padding.is_legacy() {
            legacy.push(Legacy::Padding);
        }
        Self {
            secret,
            padding,
            legacy,
        }
    }
}

/// Something read for old platforms' sake; `Display` is one sentence for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Legacy {
    /// The RSA key is smaller than is trusted today.
    RsaKey {
        /// Its size in bits, by the bytes of its modulus.
        bits: usize,
    },
    /// The padding is PKCS#1 v1.5.
    Padding,
}

impl fmt::Display for Legacy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RsaKey { bits } => {
                write!(f, "the key is RSA-{bits}, below the 2048 bits of today")
            }
            Self::Padding => f.write_str(
                "the padding is PKCS#1 v1.5, which does not prove that the key is the right one",
            ),
        }
    }
}
