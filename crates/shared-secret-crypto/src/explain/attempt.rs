//! One try at a secret, and which layer is at fault when nothing comes out.

use std::fmt;

use credtool_crypto_engine::{KeySizes, PrivateKey, PublicKey};

use super::{decrypt, find};
use crate::{Cause, Ciphertext, Decrypted, Error, Padding};

/// Everything that one try at a secret consists of.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    /// The input as it was given: see [`Ciphertext::parse`].
    pub input: &'a [u8],
    /// The key to decrypt with.
    pub key: &'a PrivateKey,
    /// The padding that was named; `None` searches.
    pub padding: Option<Padding>,
    /// The key sizes allowed; a local tool reads old ones too.
    pub sizes: KeySizes,
    /// The public key of the certificate that the portal holds, where it is known.
    pub certificate: Option<&'a PublicKey>,
}

impl Attempt<'_> {
    /// Decrypts, without a word about why not beyond the error itself.
    ///
    /// # Errors
    /// What [`Ciphertext::parse`], [`find`] and [`decrypt`] say.
    pub fn decrypt(&self) -> Result<Decrypted, Error> {
        let key = self.key.public_key();
        let modulus_len = key.modulus_len().ok_or_else(|| Error::NotAnEncryptionKey {
            found: key.algorithm().name().to_owned(),
        })?;
        let ciphertext = Ciphertext::parse(self.input, modulus_len)?;
        match self.padding {
            Some(padding) => decrypt(self.key, &ciphertext, padding, self.sizes),
            None => find(self.key, &ciphertext, self.sizes),
        }
    }

    /// Decrypts, or names the layer at fault and the next thing to try.
    ///
    /// On a failure everything else is tried too: the other paddings, and whether the key belongs to the certificate.
    /// What such a search opens is not returned, only that it opens.
    ///
    /// # Errors
    /// The [`Diagnosis`].
    ///
    /// ```
    /// use credtool_crypto_engine::{KeySizes, NewKey, PrivateKey, Randomness};
    /// use credtool_shared_secret_crypto::{Cause, explain::Attempt};
    /// let key = PrivateKey::generate(NewKey::Rsa2048, Randomness::System)?;
    /// let input = "q83v".repeat(43);
    /// let diagnosis = Attempt {
    ///     input: input.as_bytes(),
    ///     key: &key,
    ///     padding: None,
    ///     sizes: KeySizes::Legacy,
    ///     certificate: None,
    /// }
    /// .diagnose()
    /// .unwrap_err();
    /// assert_eq!(diagnosis.cause, Cause::WrongLength);
    /// assert_eq!(diagnosis.message, "the ciphertext is 129 bytes, the key takes 256 bytes (RSA-2048)");
    /// # Ok::<(), credtool_crypto_engine::Error>(())
    /// ```
    pub fn diagnose(&self) -> Result<Decrypted, Diagnosis> {
        let error = match self.decrypt() {
            Ok(opened) => return Ok(opened),
            Err(error) => error,
        };
        Err(match error.cause() {
            Cause::WrongLength | Cause::Padding | Cause::ImplausiblePlaintext | Cause::KeyType => {
                self.key_mismatch()
                    .or_else(|| self.other_padding(&error))
                    .unwrap_or_else(|| self.nothing_else(&error))
            }
            _ => Diagnosis::from(error),
        })
    }

    fn key_mismatch(&self) -> Option<Diagnosis> {
        let (key, certificate) = (self.key.public_key(), self.certificate?);
        let name = |key: &PublicKey| format!("{}, {} bits", key.algorithm().name(), key.bits());
        (!same_key(key, certificate)).then(|| Diagnosis {
            cause: Cause::KeyMismatch,
            message: format!(
                "the private key ({}) does not belong to the certificate, which holds another key ({})",
                name(key),
                name(certificate)
            ),
            next_step: Cause::KeyMismatch.next_step().to_owned(),
        })
    }

    fn other_padding(&self, error: &Error) -> Option<Diagnosis> {
        let named = self.padding.filter(|_| error.cause() == Cause::Padding)?;
        let padding = Self {
            padding: None,
            ..*self
        }
        .decrypt()
        .ok()?
        .padding;
        Some(Diagnosis {
            cause: Cause::Padding,
            message: format!("the ciphertext opens with {padding}, not with {named}"),
            next_step: format!("use --padding {padding}, or leave --padding out"),
        })
    }

    fn nothing_else(&self, error: &Error) -> Diagnosis {
        let matches = self.certificate.is_some();
        let mut diagnosis = Diagnosis::from(error.clone());
        if matches && error.cause() == Cause::Padding {
            diagnosis.message = "the key belongs to the certificate, and still no known padding opens the ciphertext".to_owned();
            diagnosis.next_step =
                "the value was made for an earlier certificate or is damaged: upload the certificate again and copy the new value".to_owned();
        }
        diagnosis
    }
}

/// Which layer is at fault, and what to try next; `Display` is the message. Never contains a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// The layer, with its stable code.
    pub cause: Cause,
    /// What was found: one sentence, lower case, no full stop.
    pub message: String,
    /// The next thing to try: one sentence, lower case, no full stop.
    pub next_step: String,
}

impl From<Error> for Diagnosis {
    fn from(error: Error) -> Self {
        Self {
            cause: error.cause(),
            message: error.to_string(),
            next_step: error.next_step().to_owned(),
        }
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Diagnosis {}

/// Compares the keys alone: an AlgorithmIdentifier may lack the NULL it should have (RFC 8017 appendix A.1), and what
/// ends in the same modulus and exponent is the same key.
fn same_key(one: &PublicKey, other: &PublicKey) -> bool {
    let tail = |key: &PublicKey| {
        let spki = key.spki_der();
        let len = key.modulus_len().unwrap_or(spki.len());
        spki[spki.len().saturating_sub(len)..].to_vec()
    };
    one.modulus_len() == other.modulus_len() && tail(one) == tail(other)
}
