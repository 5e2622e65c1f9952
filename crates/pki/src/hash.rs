//! The hash functions of password-based encryption and of PKCS#12 integrity, chosen by object identifier.

use const_oid::ObjectIdentifier;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512, Sha512_224, Sha512_256};
use zeroize::Zeroizing;

/// A hash function (FIPS 180-4; MD2 and MD5 of RFC 1319 and 1321 only for the oldest key formats).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Md2,
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha512_224,
    Sha512_256,
}

/// Runs `$body` with `$D` bound to the type that computes the hash.
macro_rules! with_hash {
    ($hash:expr, $D:ident => $body:expr) => {
        match $hash {
            Hash::Md2 => {
                type $D = md2::Md2;
                $body
            }
            Hash::Md5 => {
                type $D = md5::Md5;
                $body
            }
            Hash::Sha1 => {
                type $D = Sha1;
                $body
            }
            Hash::Sha224 => {
                type $D = Sha224;
                $body
            }
            Hash::Sha256 => {
                type $D = Sha256;
                $body
            }
            Hash::Sha384 => {
                type $D = Sha384;
                $body
            }
            Hash::Sha512 => {
                type $D = Sha512;
                $body
            }
            Hash::Sha512_224 => {
                type $D = Sha512_224;
                $body
            }
            Hash::Sha512_256 => {
                type $D = Sha512_256;
                $body
            }
        }
    };
}

impl Hash {
    /// Returns the hash that a `digestAlgorithm` names (RFC 8017 appendix B.1).
    pub(crate) fn from_digest_oid(oid: &ObjectIdentifier) -> Option<Self> {
        TABLE
            .iter()
            .find(|(_, digest, _)| digest == oid)
            .map(|&(hash, ..)| hash)
    }

    /// Returns the hash under the HMAC that a `prf` or `messageAuthScheme` names (RFC 8018 appendix B.1).
    pub(crate) fn from_hmac_oid(oid: &ObjectIdentifier) -> Option<Self> {
        TABLE
            .iter()
            .find(|(.., hmac)| hmac == oid)
            .map(|&(hash, ..)| hash)
    }

    /// Returns the name in the words of FIPS 180-4.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Md2 => "MD2",
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Sha224 => "SHA-224",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
            Self::Sha512_224 => "SHA-512/224",
            Self::Sha512_256 => "SHA-512/256",
        }
    }

    /// Returns the length of a digest in bytes.
    pub(crate) fn output_len(self) -> usize {
        with_hash!(self, D => <D as Digest>::output_size())
    }

    /// Returns the length of the compression function's input in bytes.
    pub(crate) fn block_len(self) -> usize {
        match self {
            Self::Md2 => 16,
            Self::Md5 | Self::Sha1 | Self::Sha224 | Self::Sha256 => 64,
            Self::Sha384 | Self::Sha512 | Self::Sha512_224 | Self::Sha512_256 => 128,
        }
    }

    /// Returns the digest of the parts, one after the other, hashed `rounds` times in all (at least once).
    pub(crate) fn iterate(self, parts: &[&[u8]], rounds: u32) -> Zeroizing<Vec<u8>> {
        with_hash!(self, D => {
            let mut first = D::new();
            for part in parts {
                first.update(part);
            }
            let mut digest = first.finalize();
            for _ in 1..rounds {
                digest = D::digest(digest);
            }
            let octets = Zeroizing::new(digest.to_vec());
            zeroize::Zeroize::zeroize(digest.as_mut_slice());
            octets
        })
    }

    /// Returns the HMAC of `message` (RFC 2104).
    pub(crate) fn hmac(self, key: &[u8], message: &[u8]) -> Zeroizing<Vec<u8>> {
        with_hash!(self, D => {
            let Ok(mut mac) = Hmac::<D>::new_from_slice(key) else { unreachable!("HMAC takes keys of any length") };
            mac.update(message);
            Zeroizing::new(mac.finalize().into_bytes().to_vec())
        })
    }

    /// Returns `length` bytes of PBKDF2 with HMAC of this hash (RFC 8018 §5.2). The caller has bounded the work.
    pub(crate) fn pbkdf2(
        self,
        password: &[u8],
        salt: &[u8],
        iterations: u32,
        length: usize,
    ) -> Zeroizing<Vec<u8>> {
        let mut key = Zeroizing::new(vec![0; length]);
        with_hash!(self, D => pbkdf2::pbkdf2_hmac::<D>(password, salt, iterations, &mut key));
        key
    }
}

/// Hash, object identifier of the digest, object identifier of its HMAC.
const TABLE: [(Hash, ObjectIdentifier, ObjectIdentifier); 8] = [
    row(Hash::Md5, "1.2.840.113549.2.5", "1.2.840.113549.2.6"),
    row(Hash::Sha1, "1.3.14.3.2.26", "1.2.840.113549.2.7"),
    row(Hash::Sha224, "2.16.840.1.101.3.4.2.4", "1.2.840.113549.2.8"),
    row(Hash::Sha256, "2.16.840.1.101.3.4.2.1", "1.2.840.113549.2.9"),
    row(
        Hash::Sha384,
        "2.16.840.1.101.3.4.2.2",
        "1.2.840.113549.2.10",
    ),
    row(
        Hash::Sha512,
        "2.16.840.1.101.3.4.2.3",
        "1.2.840.113549.2.11",
    ),
    row(
        Hash::Sha512_224,
        "2.16.840.1.101.3.4.2.5",
        "1.2.840.113549.2.12",
    ),
    row(
        Hash::Sha512_256,
        "2.16.840.1.101.3.4.2.6",
        "1.2.840.113549.2.13",
    ),
];

const fn row(hash: Hash, digest: &str, hmac: &str) -> (Hash, ObjectIdentifier, ObjectIdentifier) {
    (
        hash,
        ObjectIdentifier::new_unwrap(digest),
        ObjectIdentifier::new_unwrap(hmac),
    )
}
