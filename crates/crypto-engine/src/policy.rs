//! What the caller chooses for one operation: key sizes, padding, signature scheme, randomness, engine.

use rand::SeedableRng;
use rand_core::CryptoRng;

use crate::{Error, Hash};

/// Which RSA key sizes an operation accepts. A size is eight times the octets of the modulus, so 2047 bits count as 2048.
///
/// Below 1024 bits nothing is ever computed. Other key types are not concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeySizes {
    /// 2048 bits and more (SP 800-131A).
    Current,
    /// 1024 bits and more: for platforms that still hold such keys. The caller labels what comes out.
    Legacy,
}

impl KeySizes {
    /// Returns the smallest size in bits.
    #[must_use]
    pub const fn minimum(self) -> usize {
        match self {
            Self::Current => 2048,
            Self::Legacy => 1024,
        }
    }

    pub(crate) const MAXIMUM: usize = 8192;

    pub(crate) fn check(self, modulus_len: usize) -> Result<(), Error> {
        let bits = modulus_len.saturating_mul(8);
        if bits < self.minimum() {
            return Err(Error::KeyTooSmall {
                bits,
                minimum: self.minimum(),
            });
        }
        if bits > Self::MAXIMUM {
            return Err(Error::KeyTooLarge {
                bits,
                maximum: Self::MAXIMUM,
            });
        }
        Ok(())
    }
}

/// The parameters of RSAES-OAEP (RFC 8017 §7.1): the label's hash, the hash inside MGF1, and the label.
///
/// Both sides must agree on all three. Java's `OAEPWithSHA-256AndMGF1Padding` is SHA-256 with MGF1 over **SHA-1**.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oaep {
    /// The hash of the label, which also decides how long a message can be.
    pub hash: Hash,
    /// The hash inside the mask generation function.
    pub mgf1_hash: Hash,
    /// The label, usually empty.
    pub label: Vec<u8>,
}

impl Oaep {
    /// Returns OAEP with one hash for both purposes and an empty label.
    #[must_use]
    pub const fn new(hash: Hash) -> Self {
        Self {
            hash,
            mgf1_hash: hash,
            label: Vec::new(),
        }
    }

    /// Returns OAEP with two hashes and an empty label.
    #[must_use]
    pub const fn with_mgf1(hash: Hash, mgf1_hash: Hash) -> Self {
        Self {
            hash,
            mgf1_hash,
            label: Vec::new(),
        }
    }

    /// Returns how many bytes fit under a modulus of `modulus_len` bytes, `None` when the padding alone does not
    /// (RFC 8017 §7.1.1: k − 2hLen − 2).
    #[must_use]
    pub const fn max_message_len(&self, modulus_len: usize) -> Option<usize> {
        modulus_len.checked_sub(2 * self.hash.output_len() + 2)
    }
}

/// How an ECDSA signature is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EcdsaEncoding {
    /// `Ecdsa-Sig-Value`, an ASN.1 SEQUENCE of two INTEGERs (RFC 3279 §2.2.3): X.509, Java, OpenSSL.
    Der,
    /// r and s, each as long as the curve's order (RFC 7518 §3.4): JOSE and HTTP message signatures.
    Fixed,
}

/// A signature scheme with its parameters. The curve of ECDSA follows from the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureScheme {
    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2).
    RsaPkcs1v15(Hash),
    /// RSASSA-PSS with MGF1 over the same hash (RFC 8017 §8.1).
    RsaPss {
        /// The hash of the message and of MGF1.
        hash: Hash,
        /// The length of the salt in bytes; a verifier accepts exactly this length.
        salt_len: usize,
    },
    /// ECDSA over the key's curve, P-256 or P-384 (FIPS 186-5 §6).
    Ecdsa {
        /// The hash of the message.
        hash: Hash,
        /// How the two numbers are written.
        encoding: EcdsaEncoding,
    },
    /// Ed25519, pure (RFC 8032 §5.1).
    Ed25519,
}

/// Where an operation draws its random bytes from.
pub enum Randomness<'a> {
    /// The operating system, through whichever engine is fastest.
    System,
    /// The caller's generator: the same draws give the same bytes, whichever engine is built in.
    Given(&'a mut dyn CryptoRng),
}

impl std::fmt::Debug for Randomness<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::System => "System",
            Self::Given(_) => "Given(..)",
        })
    }
}

impl Randomness<'_> {
    /// Whether the fast engine, which brings its own generator, may run.
    #[cfg(feature = "aws-lc")]
    pub(crate) fn is_system(&self) -> bool {
        matches!(self, Self::System)
    }

    /// Runs `draw` with a generator that cannot fail: the caller's, or one seeded from the operating system.
    pub(crate) fn with<T>(self, draw: impl FnOnce(&mut dyn CryptoRng) -> T) -> Result<T, Error> {
        match self {
            Self::Given(rng) => Ok(draw(rng)),
            Self::System => {
                let seeded = rand::rngs::StdRng::try_from_rng(&mut rand::rngs::SysRng);
                Ok(draw(&mut seeded.map_err(|_| Error::Randomness)?))
            }
        }
    }
}

/// Which library computes. Results never depend on it, only speed does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Engine {
    /// Pure Rust, always there, every size and padding.
    RustCrypto,
    /// AWS-LC for what it covers, pure Rust for the rest.
    #[cfg(feature = "aws-lc")]
    AwsLc,
}

impl Default for Engine {
    /// Returns the fastest engine that was built in.
    fn default() -> Self {
        #[cfg(feature = "aws-lc")]
        return Self::AwsLc;
        #[cfg(not(feature = "aws-lc"))]
        Self::RustCrypto
    }
}
