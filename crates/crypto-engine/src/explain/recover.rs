//! What an RSASSA-PKCS1-v1_5 signature was made over: the public operation, and the DigestInfo that comes out.

use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef};
use der::{Decode, Sequence};

use crate::{Error, Hash, KeySizes, PublicKey, SignatureScheme};

/// What a signature says about itself once it is opened with the right public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveredDigest {
    /// The hash function that the signer named.
    pub algorithm: DigestAlgorithm,
    /// The digest that was signed.
    pub digest: Vec<u8>,
}

/// The hash function inside a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DigestAlgorithm {
    /// One that the engine computes.
    Hash(Hash),
    /// One that it does not compute: its name (`MD5`, `SHA-224`), or its object identifier with dots.
    Other(String),
    /// None: a bare digest was padded and signed, without the DigestInfo of RFC 8017 §9.2 (Java's `NONEwithRSA`).
    Unnamed,
}

impl std::fmt::Display for DigestAlgorithm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Hash(Hash::Sha1) => "SHA-1",
            Self::Hash(Hash::Sha256) => "SHA-256",
            Self::Hash(Hash::Sha384) => "SHA-384",
            Self::Hash(Hash::Sha512) => "SHA-512",
            Self::Other(name) => name,
            Self::Unnamed => "no hash function",
        })
    }
}

/// Returns the hash function and the digest inside an RSASSA-PKCS1-v1_5 signature (RFC 8017 §8.2.2 step 2, §9.2), so that a
/// signature over another message than expected can be told from one by another key.
///
/// An `Ok` proves that the holder of this key's private half signed this digest: the padding is checked to the last octet,
/// and its parameters may be NULL or absent (RFC 8017 appendix A.2.4). It does not say what was hashed, and not that this is
/// the message at hand: it is no verification. RSA from 1024 to 8192 bits; pure Rust, whichever engine the key computes with.
///
/// ```
/// use credtool_crypto_engine::explain::{DigestAlgorithm, recover_digest};
/// use credtool_crypto_engine::{Hash, KeySizes, NewKey, PrivateKey, Randomness, SignatureScheme};
/// # fn main() -> Result<(), credtool_crypto_engine::Error> {
/// let key = PrivateKey::generate(NewKey::Rsa2048, Randomness::System)?;
/// let scheme = SignatureScheme::RsaPkcs1v15(Hash::Sha1);
/// let signature = key.sign(scheme, KeySizes::Current, Randomness::System, b"message")?;
/// let recovered = recover_digest(key.public_key(), &signature)?;
/// assert_eq!(recovered.algorithm, DigestAlgorithm::Hash(Hash::Sha1));
/// assert_eq!(recovered.digest, Hash::Sha1.digest(b"message"));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`Error::SignaturePadding`] when there is no such padding: another key, another padding (PSS), or a signature that was
/// changed. [`Error::DigestInfo`] when the padding is right and what it holds is neither a DigestInfo nor a bare digest.
/// [`Error::SignatureLength`], [`Error::WrongKeyType`], [`Error::KeyTooSmall`], [`Error::KeyTooLarge`].
pub fn recover_digest(public_key: &PublicKey, signature: &[u8]) -> Result<RecoveredDigest, Error> {
    // The hash is still unknown; key type and size do not depend on it.
    public_key.fits(SignatureScheme::RsaPkcs1v15(Hash::Sha256), KeySizes::Legacy)?;
    let expected = public_key.modulus_len().unwrap_or_default();
    if signature.len() != expected {
        return Err(Error::SignatureLength {
            expected,
            found: signature.len(),
        });
    }
    let block = public_key.raw(signature)?.ok_or(Error::SignaturePadding)?;
    digest_in(unpadded(&block).ok_or(Error::SignaturePadding)?)
}

/// Returns what follows `00 01`, eight or more `FF`, `00` (RFC 8017 §9.2 step 5).
fn unpadded(block: &[u8]) -> Option<&[u8]> {
    let padding = block.strip_prefix(&[0, 1])?;
    let end = padding.iter().position(|&byte| byte != 0xff)?;
    (end >= 8 && padding[end] == 0).then(|| &padding[end + 1..])
}

/// Reads a DigestInfo that fills its room, or a bare digest: nothing that leaves room for a forger's bytes (Bleichenbacher
/// 2006).
fn digest_in(content: &[u8]) -> Result<RecoveredDigest, Error> {
    let Ok(info) = DigestInfo::from_der(content) else {
        return if BARE_DIGEST_LENGTHS.contains(&content.len()) {
            Ok(RecoveredDigest {
                algorithm: DigestAlgorithm::Unnamed,
                digest: content.to_vec(),
            })
        } else {
            Err(Error::DigestInfo)
        };
    };
    let (algorithm, len) = match NAMES.iter().find(|(oid, ..)| *oid == info.algorithm.oid) {
        Some((_, None, name, len)) => (DigestAlgorithm::Other((*name).to_owned()), Some(*len)),
        Some((_, Some(hash), _, len)) => (DigestAlgorithm::Hash(*hash), Some(*len)),
        None => (DigestAlgorithm::Other(info.algorithm.oid.to_string()), None),
    };
    let digest = info.digest.as_bytes();
    let parameters = info.algorithm.parameters;
    if parameters.is_some_and(|parameters| parameters != AnyRef::NULL)
        || len.is_some_and(|len| len != digest.len())
        || digest.len() > LONGEST_DIGEST
    {
        return Err(Error::DigestInfo);
    }
    Ok(RecoveredDigest {
        algorithm,
        digest: digest.to_vec(),
    })
}

/// `DigestInfo ::= SEQUENCE { digestAlgorithm AlgorithmIdentifier, digest OCTET STRING }` (RFC 8017 appendix A.2.4).
#[derive(Sequence)]
struct DigestInfo<'a> {
    algorithm: spki::AlgorithmIdentifierRef<'a>,
    digest: &'a OctetStringRef,
}

const LONGEST_DIGEST: usize = 64;

/// MD5, SHA-1, SHA-224, SHA-256, MD5 and SHA-1 together (TLS 1.0), SHA-384, SHA-512.
const BARE_DIGEST_LENGTHS: [usize; 7] = [16, 20, 28, 32, 36, 48, 64];

/// Object identifier, hash, name, octets of the digest (RFC 8017 appendix B.1).
const NAMES: [(ObjectIdentifier, Option<Hash>, &str, usize); 6] = [
    (oid("1.3.14.3.2.26"), Some(Hash::Sha1), "SHA-1", 20),
    (
        oid("2.16.840.1.101.3.4.2.1"),
        Some(Hash::Sha256),
        "SHA-256",
        32,
    ),
    (
        oid("2.16.840.1.101.3.4.2.2"),
        Some(Hash::Sha384),
        "SHA-384",
        48,
    ),
    (
        oid("2.16.840.1.101.3.4.2.3"),
        Some(Hash::Sha512),
        "SHA-512",
        64,
    ),
    (oid("1.2.840.113549.2.5"), None, "MD5", 16),
    (oid("2.16.840.1.101.3.4.2.4"), None, "SHA-224", 28),
];

const fn oid(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(dotted)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A DigestInfo: header octets in hexadecimal, then a digest of so many octets.
    fn info(header: &str, digest: usize) -> Vec<u8> {
        let mut der: Vec<u8> = (0..header.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&header[at..at + 2], 16).unwrap())
            .collect();
        der.extend(vec![7; digest]);
        der
    }

    fn algorithm(content: &[u8]) -> Result<String, Error> {
        digest_in(content).map(|recovered| recovered.algorithm.to_string())
    }

    /// RFC 8017 §9.2 note 1 prints these headers.
    #[test]
    fn every_hash_of_the_rfc_is_named() {
        for (header, len, name) in [
            ("3020300c06082a864886f70d020505000410", 16, "MD5"),
            ("3021300906052b0e03021a05000414", 20, "SHA-1"),
            ("302d300d06096086480165030402040500041c", 28, "SHA-224"),
            ("3031300d060960864801650304020105000420", 32, "SHA-256"),
            ("3041300d060960864801650304020205000430", 48, "SHA-384"),
            ("3051300d060960864801650304020305000440", 64, "SHA-512"),
        ] {
            assert_eq!(algorithm(&info(header, len)), Ok(name.to_owned()));
        }
        // Without parameters; a hash without a name here (RIPEMD-160); a bare digest.
        let absent = info("301f300706052b0e03021a0414", 20);
        assert_eq!(algorithm(&absent), Ok("SHA-1".to_owned()));
        let other = info("3021300906052b2403020105000414", 20);
        assert_eq!(algorithm(&other), Ok("1.3.36.3.2.1".to_owned()));
        assert_eq!(algorithm(&[7; 20]), Ok("no hash function".to_owned()));
    }

    #[test]
    fn a_forger_finds_no_room() {
        let sha1 = info("3021300906052b0e03021a05000414", 20);
        let mut trailing = sha1.clone();
        trailing.extend([0; 100]);
        for content in [
            &b""[..],
            &trailing,
            &sha1[..sha1.len() - 1],
            &info("3020300906052b0e03021a05000413", 19), // a SHA-1 digest has 20 octets
            &info("30253009060a2b2403020105000414", 20),
            &info("3023300b06052b0e03021a040241410414", 20), // parameters with content
            &info("30819b300906052b0e03021a0500048191", 145),
            &[7; 33],
        ] {
            assert_eq!(algorithm(content), Err(Error::DigestInfo), "{content:02x?}");
        }
    }

    #[test]
    fn the_padding_is_strict() {
        let block = |filling: &[u8]| [&[0, 1][..], filling, &[0, 9, 9]].concat();
        assert_eq!(unpadded(&block(&[0xff; 8])), Some(&[9, 9][..]));
        assert_eq!(unpadded(&block(&[0xff; 7])), None);
        assert_eq!(unpadded(&block(&[0xfe; 8])), None);
        assert_eq!(unpadded(&[0, 2, 0xff, 0xff]), None);
        assert_eq!(unpadded(&[0, 1, 0xff, 0xff]), None);
        assert_eq!(unpadded(&[1; 128]), None);
    }
}
