//! What can be said about a key without using it.

use std::fmt;

use crate::KeyType;

/// The public facts of a private or public key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyInfo {
    /// Whether the private half is there.
    pub private: bool,
    /// What kind of key it is.
    pub key_type: KeyType,
    /// The size in bits: of the RSA modulus, of the DSA prime, of the field of an EC curve, of an Edwards or Montgomery key;
    /// `None` where it is not known.
    pub bits: Option<usize>,
    /// The curve of an EC key: its NIST name (`P-256`), another usual name, or its object identifier; `None` for other types
    /// and for curves that are described by their numbers.
    pub curve: Option<String>,
    /// The structure that held the key.
    pub structure: KeyStructure,
    /// Whether the structure was text (PEM) rather than DER.
    pub pem: bool,
    /// The scheme that the key was encrypted with, such as `PBES2 (PBKDF2-HMAC-SHA-256, AES-256-CBC)`; `None` for a key that
    /// was not encrypted.
    pub encryption: Option<String>,
    /// The SHA-256 of the SubjectPublicKeyInfo in DER, in its usual encoding ([`spki_sha256`](crate::spki_sha256())): equal for a private key, its
    /// public key and its certificates.
    pub spki_sha256: [u8; 32],
}

impl KeyInfo {
    /// Returns structure and form in words, such as `PKCS#8 PEM`.
    pub fn encoding(&self) -> String {
        format!(
            "{} {}",
            self.structure,
            if self.pem { "PEM" } else { "DER" }
        )
    }

    /// Returns [`KeyInfo::spki_sha256`] as lower-case hexadecimal.
    pub fn spki_sha256_hex(&self) -> String {
        base16ct::lower::encode_string(&self.spki_sha256)
    }

    /// Returns type and curve, such as `EC secp256k1`, for messages.
    pub(crate) fn name(&self) -> String {
        match &self.curve {
            Some(curve) => format!("{} {curve}", self.key_type),
            None => self.key_type.to_string(),
        }
    }
}

/// Type, curve and size, such as `EC P-256, 256 bits`.
impl fmt::Display for KeyInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())?;
        self.bits.map_or(Ok(()), |bits| write!(f, ", {bits} bits"))
    }
}

/// A structure that holds a key. `Display` gives its usual name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyStructure {
    /// `PrivateKeyInfo` or `OneAsymmetricKey` (RFC 5958), encrypted or not.
    Pkcs8,
    /// `RSAPrivateKey` or `RSAPublicKey` (RFC 8017 appendix A.1).
    Pkcs1,
    /// `ECPrivateKey` (RFC 5915).
    Sec1,
    /// The six numbers of OpenSSL's traditional DSA keys.
    TraditionalDsa,
    /// `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7).
    SubjectPublicKeyInfo,
}

impl fmt::Display for KeyStructure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pkcs8 => "PKCS#8",
            Self::Pkcs1 => "PKCS#1",
            Self::Sec1 => "SEC 1",
            Self::TraditionalDsa => "traditional DSA",
            Self::SubjectPublicKeyInfo => "SubjectPublicKeyInfo",
        })
    }
}
