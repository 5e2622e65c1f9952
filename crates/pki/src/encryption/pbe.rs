//! Password-based encryption, as encrypted private keys and PKCS#12 bags name it in an `AlgorithmIdentifier`.
//!
//! PBES2 and PBES1 of RFC 8018 take the UTF-8 octets of a password, the six schemes of RFC 7292 appendix C take its
//! BMPString. None of them but AES-GCM authenticates: a wrong password and damage look the same, and some wrong passwords
//! pass the padding check (one in 256; RC4 has no check at all), so the caller has to judge what comes out.

use const_oid::ObjectIdentifier;
use zeroize::Zeroizing;

use crate::asn1::algorithm::{AlgorithmIdentifier, unsigned};
use crate::asn1::tlv::tag;
use crate::encryption::hash::Hash;
use crate::keystore::pkcs12::kdf::{self as pkcs12_kdf, Purpose};
use crate::{Error, Password, encryption::work_limit};

pub(crate) mod cipher; // the ciphers and their modes
pub(crate) mod kdf; // PBKDF2 and scrypt
mod pbes2; // PBES2's parameters

use cipher::{Cipher, Failure};
use kdf::unsupported;
use pbes2::Pbes2;
pub(crate) use pbes2::{Encrypted, encrypt};

/// A scheme with its parameters, read and found within the limits of [`work_limit`].
#[derive(Clone, Debug)]
pub(crate) enum Scheme<'a> {
    /// PBKDF1 of RFC 8018 §5.1 for key and initialisation vector together.
    Pbes1 {
        hash: Hash,
        cipher: Cipher,
        salt: &'a [u8],
        iterations: u32,
    },
    /// RFC 7292 appendix C.
    Pkcs12 {
        cipher: Cipher,
        salt: &'a [u8],
        iterations: u32,
    },
    Pbes2(Pbes2<'a>),
}

impl<'a> Scheme<'a> {
    /// Reads an `AlgorithmIdentifier`.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`], [`Error::TooMuchWork`], [`Error::Malformed`].
    pub(crate) fn from_der(der: &'a [u8]) -> Result<Self, Error> {
        let algorithm = AlgorithmIdentifier::from_der(der, "encryption algorithm")?;
        if algorithm.oid == PBES2 {
            return Pbes2::from_algorithm(&algorithm).map(Self::Pbes2);
        }
        let salt_and_iterations = || {
            let mut fields = algorithm
                .expect_parameters(tag::SEQUENCE, PBE_PARAMETER)?
                .reader();
            let salt = fields.expect(tag::OCTET_STRING, PBE_PARAMETER)?.content;
            let iterations = unsigned(&fields.expect(tag::INTEGER, PBE_PARAMETER)?, PBE_PARAMETER)?;
            fields.finish(PBE_PARAMETER)?;
            Ok::<_, Error>((salt, iterations))
        };
        if let Some(&(_, hash, cipher)) = PBES1.iter().find(|(oid, ..)| *oid == algorithm.oid) {
            let (salt, iterations) = salt_and_iterations()?;
            let iterations = work_limit::iterations_of(hash, iterations)?;
            return Ok(Self::Pbes1 {
                hash,
                cipher,
                salt,
                iterations,
            });
        }
        if let Some(&(_, cipher)) = PKCS12.iter().find(|(oid, _)| *oid == algorithm.oid) {
            let (salt, iterations) = salt_and_iterations()?;
            let iterations = work_limit::iterations(iterations)?;
            return Ok(Self::Pkcs12 {
                cipher,
                salt,
                iterations,
            });
        }
        Err(unsupported("encryption scheme", &algorithm.oid))
    }

    /// Returns the scheme in the words of its standard, such as `PBES2 (PBKDF2-HMAC-SHA-256, AES-256-CBC)`.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Pbes1 { hash, cipher, .. } => {
                format!("PBES1 ({}, {})", hash.name(), cipher.name())
            }
            Self::Pkcs12 { cipher, .. } => format!("PKCS#12 PBE (SHA-1, {})", cipher.name()),
            Self::Pbes2(Pbes2 { kdf, cipher, .. }) => {
                format!("PBES2 ({}, {})", kdf.name(), cipher.name())
            }
        }
    }

    /// Returns how much work a password is, in iterations of a hash: what a file with many contents asks for is added up.
    pub(crate) fn work(&self) -> u64 {
        match self {
            Self::Pbes1 { iterations, .. } | Self::Pkcs12 { iterations, .. } => {
                (*iterations).into()
            }
            Self::Pbes2(Pbes2 { kdf, .. }) => kdf.work(),
        }
    }

    /// Returns the plain text.
    ///
    /// # Errors
    /// [`Error::WrongPassword`] where padding or tag do not fit, [`Error::Malformed`] for lengths that no password can mend.
    pub(crate) fn decrypt(
        &self,
        password: &Password,
        ciphertext: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let utf8 = password.expose().as_bytes();
        let opened = match self {
            Self::Pbes1 {
                hash,
                cipher,
                salt,
                iterations,
            } => {
                let derived = hash.iterate(&[utf8, salt], *iterations);
                cipher.decrypt(&derived[..8], &derived[8..16], ciphertext)
            }
            Self::Pkcs12 {
                cipher,
                salt,
                iterations,
            } => {
                let bmp = password.bmp_string();
                let derive = |purpose, length| {
                    pkcs12_kdf::derive(Hash::Sha1, purpose, &bmp, salt, *iterations, length)
                };
                let (key, iv) = (
                    derive(Purpose::Key, cipher.key_len()),
                    derive(Purpose::Iv, cipher.iv_len()),
                );
                cipher.decrypt(&key, &iv, ciphertext)
            }
            Self::Pbes2(Pbes2 { kdf, cipher, iv }) => {
                cipher.decrypt(&kdf.derive(utf8, cipher.key_len())?, iv, ciphertext)
            }
        };
        opened.map_err(|failure| match failure {
            Failure::Mismatch => Error::WrongPassword {
                what: "the encrypted content",
            },
            Failure::Length => Error::Malformed {
                what: "encrypted content",
                at: 0,
            },
        })
    }
}

const PBES2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.13");
const PBE_PARAMETER: &str = "PBEParameter";

/// RFC 8018 appendix A.3. RC2 has 64 effective bits here.
const PBES1: [(ObjectIdentifier, Hash, Cipher); 6] = [
    (
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.1"),
        Hash::Md2,
        Cipher::DesCbc,
    ),
    (
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.4"),
        Hash::Md2,
        RC2_64,
    ),
    (
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.3"),
        Hash::Md5,
        Cipher::DesCbc,
    ),
    (
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.6"),
        Hash::Md5,
        RC2_64,
    ),
    (
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.10"),
        Hash::Sha1,
        Cipher::DesCbc,
    ),
    (
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.11"),
        Hash::Sha1,
        RC2_64,
    ),
];
const RC2_64: Cipher = Cipher::Rc2Cbc {
    key_len: 8,
    effective_bits: 64,
};

/// RFC 7292 appendix C, all with SHA-1.
const PKCS12: [(ObjectIdentifier, Cipher); 6] = [
    (
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.1"),
        Cipher::Rc4 { key_len: 16 },
    ),
    (
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.2"),
        Cipher::Rc4 { key_len: 5 },
    ),
    (
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.3"),
        Cipher::TripleDesCbc,
    ),
    (
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.4"),
        Cipher::TwoKeyTripleDesCbc,
    ),
    (
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.5"),
        Cipher::Rc2Cbc {
            key_len: 16,
            effective_bits: 128,
        },
    ),
    (
        ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.6"),
        Cipher::Rc2Cbc {
            key_len: 5,
            effective_bits: 40,
        },
    ),
];

#[cfg(test)]
mod tests; // Wycheproof, limits, refusals
