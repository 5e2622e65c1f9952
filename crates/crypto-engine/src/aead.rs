//! AES-256-GCM (SP 800-38D) with 96-bit nonces and 128-bit tags.

use zeroize::{Zeroize, Zeroizing};

use crate::{Engine, Error, rustcrypto};

/// A key for AES-256-GCM. Erased on drop, never printed.
///
/// The caller chooses the nonces, 12 bytes each. A nonce used twice under one key gives both messages and the
/// authentication key away; with random nonces one key is good for 2^32 messages (SP 800-38D §8.3).
pub struct Aes256GcmKey(Backend);

enum Backend {
    RustCrypto(Box<rustcrypto::Aes256Gcm>),
    #[cfg(feature = "aws-lc")]
    AwsLc(crate::aws_lc::Aes256Gcm),
}

impl Aes256GcmKey {
    /// Returns the length of a tag in bytes: every sealed message is this much longer than its plain text.
    pub const TAG_LEN: usize = 16;

    /// Expands 32 bytes into a key for the fastest engine.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        Self::with_engine(key, Engine::default())
    }

    /// Expands 32 bytes into a key for this engine.
    #[must_use]
    pub fn with_engine(key: &[u8; 32], engine: Engine) -> Self {
        #[cfg(feature = "aws-lc")]
        if engine == Engine::AwsLc
            && let Some(key) = crate::aws_lc::Aes256Gcm::new(key)
        {
            return Self(Backend::AwsLc(key));
        }
        let _ = engine;
        Self(Backend::RustCrypto(Box::new(rustcrypto::Aes256Gcm::new(
            key,
        ))))
    }

    /// Returns the cipher text with its tag behind it.
    ///
    /// # Errors
    /// [`Error::MessageTooLong`] above 64 GiB (SP 800-38D §5.2.1.1).
    ///
    /// ```
    /// # use credtool_crypto_engine::{Aes256GcmKey, Error};
    /// let key = Aes256GcmKey::new(&[7; 32]);
    /// let sealed = key.seal(&[0; 12], b"which record", b"secret")?;
    /// assert_eq!(*key.open(&[0; 12], b"which record", &sealed)?, b"secret");
    /// assert_eq!(key.open(&[0; 12], b"another one", &sealed), Err(Error::Decryption));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn seal(&self, nonce: &[u8; 12], aad: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, Error> {
        let mut buffer = Vec::with_capacity(plaintext.len() + Self::TAG_LEN);
        buffer.extend_from_slice(plaintext);
        self.seal_in_place(nonce, aad, &mut buffer)?;
        Ok(buffer)
    }

    /// Returns the plain text, erased on drop.
    ///
    /// # Errors
    /// [`Error::Decryption`] when the tag does not match: another key, nonce or associated data, or altered bytes.
    pub fn open(
        &self,
        nonce: &[u8; 12],
        aad: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut buffer = Zeroizing::new(sealed.to_vec());
        self.open_in_place(nonce, aad, &mut buffer)?;
        Ok(buffer)
    }

    /// Turns the plain text in `buffer` into cipher text and appends the tag.
    ///
    /// # Errors
    /// As [`Aes256GcmKey::seal`].
    #[inline] // a call costs 5 % of a 32-byte message
    pub fn seal_in_place(
        &self,
        nonce: &[u8; 12],
        aad: &[u8],
        buffer: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let found = buffer.len();
        let sealed = match &self.0 {
            Backend::RustCrypto(key) => key.seal(nonce, aad, buffer),
            #[cfg(feature = "aws-lc")]
            Backend::AwsLc(key) => key.seal(nonce, aad, buffer),
        };
        sealed.ok_or(Error::MessageTooLong {
            maximum: (1 << 36) - 32,
            found,
        })
    }

    /// Turns the plain text in `buffer` into cipher text and returns the tag, for callers whose buffer is a part of another.
    ///
    /// # Errors
    /// As [`Aes256GcmKey::seal`].
    ///
    /// ```
    /// # use credtool_crypto_engine::{Aes256GcmKey, Error};
    /// let key = Aes256GcmKey::new(&[7; 32]);
    /// let mut buffer = *b"secret";
    /// let tag = key.seal_detached(&[0; 12], b"which record", &mut buffer)?;
    /// assert_eq!(key.seal(&[0; 12], b"which record", b"secret")?, [&buffer[..], &tag].concat());
    /// # Ok::<(), Error>(())
    /// ```
    #[inline]
    pub fn seal_detached(
        &self,
        nonce: &[u8; 12],
        aad: &[u8],
        buffer: &mut [u8],
    ) -> Result<[u8; Self::TAG_LEN], Error> {
        let found = buffer.len();
        let tag = match &self.0 {
            Backend::RustCrypto(key) => key.seal_detached(nonce, aad, buffer),
            #[cfg(feature = "aws-lc")]
            Backend::AwsLc(key) => key.seal_detached(nonce, aad, buffer),
        };
        tag.ok_or(Error::MessageTooLong {
            maximum: (1 << 36) - 32,
            found,
        })
    }

    /// Turns cipher text and tag in `buffer` into the plain text. On failure the buffer is erased and empty.
    ///
    /// # Errors
    /// As [`Aes256GcmKey::open`].
    #[inline]
    pub fn open_in_place(
        &self,
        nonce: &[u8; 12],
        aad: &[u8],
        buffer: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let opened = match &self.0 {
            Backend::RustCrypto(key) => key.open(nonce, aad, buffer),
            #[cfg(feature = "aws-lc")]
            Backend::AwsLc(key) => key.open(nonce, aad, buffer),
        };
        opened.ok_or_else(|| {
            buffer.zeroize();
            Error::Decryption
        })
    }
}

impl std::fmt::Debug for Aes256GcmKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Aes256GcmKey([REDACTED])")
    }
}
