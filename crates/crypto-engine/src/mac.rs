//! HMAC (RFC 2104, FIPS 198-1).

use crate::{Engine, Error, Hash, rustcrypto};

/// A key for HMAC over one hash, any length. Erased on drop, never printed.
pub struct HmacKey(Backend);

enum Backend {
    RustCrypto(Box<rustcrypto::Hmac>),
    #[cfg(feature = "aws-lc")]
    AwsLc(Box<crate::aws_lc::Hmac>),
}

impl HmacKey {
    /// Prepares a key for the fastest engine.
    #[must_use]
    pub fn new(hash: Hash, key: &[u8]) -> Self {
        Self::with_engine(hash, key, Engine::default())
    }

    /// Prepares a key for this engine.
    #[must_use]
    pub fn with_engine(hash: Hash, key: &[u8], engine: Engine) -> Self {
        #[cfg(feature = "aws-lc")]
        if engine == Engine::AwsLc {
            return Self(Backend::AwsLc(Box::new(crate::aws_lc::Hmac::new(
                hash, key,
            ))));
        }
        let _ = engine;
        Self(Backend::RustCrypto(Box::new(rustcrypto::Hmac::new(
            hash, key,
        ))))
    }

    /// Returns the tag of `message`, as long as the hash's digest.
    ///
    /// ```
    /// use credtool_crypto_engine::{Hash, HmacKey};
    /// // RFC 2202, test case 2
    /// let tag = HmacKey::new(Hash::Sha1, b"Jefe").tag(b"what do ya want for nothing?");
    /// assert_eq!(tag[..4], [0xef, 0xfc, 0xdf, 0x6a]);
    /// ```
    #[must_use]
    pub fn tag(&self, message: &[u8]) -> Vec<u8> {
        match &self.0 {
            Backend::RustCrypto(key) => key.tag(message),
            #[cfg(feature = "aws-lc")]
            Backend::AwsLc(key) => key.tag(message),
        }
    }

    /// Checks a whole tag in constant time; a truncated one is refused.
    ///
    /// # Errors
    /// [`Error::Verification`] when the tag is another.
    pub fn verify(&self, message: &[u8], tag: &[u8]) -> Result<(), Error> {
        let equal = subtle::ConstantTimeEq::ct_eq(self.tag(message).as_slice(), tag);
        if bool::from(equal) {
            Ok(())
        } else {
            Err(Error::Verification)
        }
    }
}

impl std::fmt::Debug for HmacKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HmacKey([REDACTED])")
    }
}
