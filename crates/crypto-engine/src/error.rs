//! What can go wrong in the engine: sizes, types and structure are told, secrets and padding are not.

/// Why an operation on a key was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The DER of a key does not have the structure of its format (RFC 5958, RFC 5280, RFC 8017 appendix A.1).
    #[error("{0} is malformed")]
    MalformedKey(&'static str),
    /// The key has the right structure, but its numbers do not belong together or are out of range.
    #[error("the key is not valid: {0}")]
    InvalidKey(&'static str),
    /// The key is of a type, or on a curve, that the engine does not compute with.
    #[error("the engine does not support keys of this type or curve")]
    UnsupportedKeyType,
    /// The key is of another type than the operation needs.
    #[error("the operation needs {needed} and the key is {found}")]
    WrongKeyType {
        /// What the operation needs.
        needed: &'static str,
        /// What the key is.
        found: &'static str,
    },
    /// The RSA modulus is smaller than the operation allows.
    #[error("the key has {bits} bits and the operation needs at least {minimum}")]
    KeyTooSmall {
        /// The size of the key: eight times the octets of its modulus.
        bits: usize,
        /// The smallest size that would do.
        minimum: usize,
    },
    /// The RSA modulus is larger than the engine computes with.
    #[error("the key has {bits} bits and the engine computes with at most {maximum}")]
    KeyTooLarge {
        /// The size of the key: eight times the octets of its modulus.
        bits: usize,
        /// The largest size that would do.
        maximum: usize,
    },
    /// A cipher text is as long as the modulus, and this one is not.
    #[error("the cipher text has {found} bytes and the key needs {expected}")]
    CiphertextLength {
        /// The octets of the modulus.
        expected: usize,
        /// The octets that were given.
        found: usize,
    },
    /// An RSA signature is as long as the modulus, and this one is not (RFC 8017 §8.2.2 step 1).
    #[error("the signature has {found} bytes and the key makes {expected}")]
    SignatureLength {
        /// The octets of the modulus.
        expected: usize,
        /// The octets that were given.
        found: usize,
    },
    /// The plain text does not fit under the key with this padding.
    #[error("the message has {found} bytes and the key and padding have room for {maximum}")]
    MessageTooLong {
        /// The octets that fit.
        maximum: usize,
        /// The octets that were given.
        found: usize,
    },
    /// Decryption failed; which step failed is not told, because the answer would be an oracle.
    #[error("decryption failed")]
    Decryption,
    /// The PKCS#1 v1.5 padding is wrong; only [`crate::explain`] says so.
    #[error("the decrypted block has no PKCS#1 v1.5 padding")]
    Padding,
    /// The public operation gives no RSASSA-PKCS1-v1_5 block; only [`crate::explain`] says so.
    #[error("the signature opens to no PKCS#1 v1.5 block under this key")]
    SignaturePadding,
    /// The block is padded as it should be and holds no DigestInfo (RFC 8017 §9.2); only [`crate::explain`] says so.
    #[error("the signature was made with this key, but not over a DigestInfo")]
    DigestInfo,
    /// The signature or tag does not verify.
    #[error("the signature does not verify")]
    Verification,
    /// The scheme does not fit together, for example a salt that is longer than the key allows.
    #[error("{0}")]
    Scheme(&'static str),
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    Randomness,
}
