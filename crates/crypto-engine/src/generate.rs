//! New keys.

use crate::{Error, PrivateKey, Randomness};

/// A kind of key that can be generated. RSA keys have the public exponent 65537.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewKey {
    /// RSA with a modulus of 2048 bits.
    Rsa2048,
    /// RSA with a modulus of 3072 bits.
    Rsa3072,
    /// RSA with a modulus of 4096 bits.
    Rsa4096,
    /// An elliptic-curve key on P-256.
    EcP256,
    /// An elliptic-curve key on P-384.
    EcP384,
    /// An Ed25519 key.
    Ed25519,
}

impl PrivateKey {
    /// Generates a key (FIPS 186-5 appendix A, RFC 8032 §5.1.5). RSA takes from 30 ms to seconds.
    ///
    /// # Errors
    /// [`Error::Randomness`] when the operating system gives no random bytes.
    pub fn generate(kind: NewKey, randomness: Randomness<'_>) -> Result<Self, Error> {
        #[cfg(feature = "aws-lc")]
        if randomness.is_system()
            && let Some(pkcs8) = crate::aws_lc::generate_rsa(kind)
        {
            return Self::from_pkcs8_der(&pkcs8);
        }
        let pkcs8 = randomness.with(|rng| crate::rustcrypto::generate(kind, rng))??;
        Self::from_pkcs8_der(&pkcs8)
    }
}
