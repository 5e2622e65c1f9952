//! The integrity of a PKCS#12 file: `MacData` (RFC 7292 §4) with the derivation of its appendix B, or PBMAC1 (RFC 9579).

use const_oid::ObjectIdentifier;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::asn1::algorithm::{AlgorithmIdentifier, unsigned};
use crate::encryption::hash::Hash;
use crate::encryption::pbe::kdf::Kdf;
use crate::keystore::pkcs12::kdf::{Purpose, derive};

use crate::asn1::tlv::{Tlv, tag};
use crate::asn1::tlv_write::{element, integer, oid, sequence};
use crate::{Error, Password, encryption::work_limit, keystore::pkcs12::encryption};

/// A MAC as the file declares it, whose work is within [`work_limit`].
#[derive(Debug)]
pub(crate) struct Mac<'a> {
    scheme: Scheme<'a>,
    digest: &'a [u8],
}

#[derive(Debug)]
enum Scheme<'a> {
    Pkcs12 {
        hash: Hash,
        salt: &'a [u8],
        iterations: u32,
    },
    Pbmac1 {
        hash: Hash,
        kdf: Kdf<'a>,
        key_len: usize,
    },
}

impl<'a> Mac<'a> {
    /// Reads `MacData`.
    pub(crate) fn read(mac_data: &Tlv<'a>) -> Result<Self, Error> {
        let mut fields = mac_data.reader();
        let mut digest_info = fields.expect(tag::SEQUENCE, WHAT)?.reader();
        let algorithm = AlgorithmIdentifier::read(&mut digest_info, WHAT)?;
        let digest = digest_info.expect(tag::OCTET_STRING, WHAT)?.content;
        let salt = fields.expect(tag::OCTET_STRING, WHAT)?.content;
        let iterations = match fields.optional(tag::INTEGER, WHAT)? {
            None => 1, // the DEFAULT
            Some(iterations) => unsigned(&iterations, WHAT)?,
        };
        let scheme = if algorithm.oid == PBMAC1 {
            pbmac1(&algorithm)?
        } else {
            let unsupported = || Error::UnsupportedAlgorithm {
                what: "PKCS#12 MAC",
                algorithm: algorithm.oid.to_string(),
            };
            Scheme::Pkcs12 {
                hash: Hash::from_digest_oid(&algorithm.oid).ok_or_else(unsupported)?,
                salt,
                iterations: work_limit::iterations(iterations)?,
            }
        };
        Ok(Self { scheme, digest })
    }

    /// Returns how much work a password is, in iterations of a hash.
    pub(crate) fn work(&self) -> u64 {
        match &self.scheme {
            Scheme::Pkcs12 { iterations, .. } => (*iterations).into(),
            Scheme::Pbmac1 { kdf, .. } => kdf.work(),
        }
    }

    /// Returns whether the MAC of `content` under this password is the declared one.
    pub(crate) fn verify(&self, password: &Password, content: &[u8]) -> Result<bool, Error> {
        let fits = |hash: Hash, key: &[u8]| bool::from(hash.hmac(key, content).ct_eq(self.digest));
        match &self.scheme {
            Scheme::Pbmac1 { hash, kdf, key_len } => Ok(fits(
                *hash,
                &kdf.derive(password.expose().as_bytes(), *key_len)?,
            )),
            Scheme::Pkcs12 {
                hash,
                salt,
                iterations,
            } => {
                let key = |octets: &[u8]| {
                    let length = hash.output_len();
                    derive(*hash, Purpose::Mac, octets, salt, *iterations, length)
                };
                let fits = |octets: &[u8]| fits(*hash, &key(octets));
                let other_form = || encryption::other_form(password);
                Ok(fits(&password.bmp_string()) || other_form().is_some_and(|form| fits(&form)))
            }
        }
    }
}

/// RFC 9579 §4: salt and count stand in the parameters, those of `MacData` are filled with something and ignored.
fn pbmac1<'a>(algorithm: &AlgorithmIdentifier<'a>) -> Result<Scheme<'a>, Error> {
    const WHAT: &str = "PBMAC1-params";
    let mut fields = algorithm.expect_parameters(tag::SEQUENCE, WHAT)?.reader();
    let kdf = Kdf::from_algorithm(&AlgorithmIdentifier::read(&mut fields, WHAT)?)?;
    let scheme = AlgorithmIdentifier::read(&mut fields, WHAT)?.oid;
    let hash = Hash::from_hmac_oid(&scheme).ok_or_else(|| Error::UnsupportedAlgorithm {
        what: "PBMAC1 MAC",
        algorithm: scheme.to_string(),
    })?;
    // Without a length two readers could take two keys, and a short one is guessed more easily than the password.
    match kdf.key_len {
        Some(key_len) if key_len >= MIN_PBMAC1_KEY => Ok(Scheme::Pbmac1 { hash, kdf, key_len }),
        _ => Err(Error::Malformed {
            what: "keyLength of PBMAC1",
            at: 0,
        }),
    }
}

/// Returns `MacData` over `content`: HMAC-SHA-256 with the derivation of RFC 7292, which every reader knows.
pub(crate) fn create(
    password: &Password,
    salt: &[u8],
    iterations: u32,
    content: &[u8],
) -> Zeroizing<Vec<u8>> {
    let hash = Hash::Sha256;
    let octets = password.bmp_string();
    let key = derive(
        hash,
        Purpose::Mac,
        &octets,
        salt,
        iterations,
        hash.output_len(),
    );
    let algorithm = sequence(&[&oid(&SHA256), &[tag::NULL, 0]]);
    let digest = element(tag::OCTET_STRING, &[&hash.hmac(&key, content)]);
    sequence(&[
        &sequence(&[&algorithm, &digest]),
        &element(tag::OCTET_STRING, &[salt]),
        &integer(iterations.into()),
    ])
}

const WHAT: &str = "MacData";
const MIN_PBMAC1_KEY: usize = 20;
const PBMAC1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.14");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::tlv::single;

    /// Returns whether `Mac::read` and `Mac::verify` accept this `MacData` over "content" with password "pw".
    fn verify(mac_data: &[u8]) -> Result<bool, Error> {
        let tlv = single(mac_data, tag::SEQUENCE, "test").unwrap();
        Mac::read(&tlv)?.verify(&Password::new("pw"), b"content")
    }

    fn pbmac1_data(key_len: Option<u64>, digest: &[u8]) -> Zeroizing<Vec<u8>> {
        const PBKDF2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.12");
        const HMAC_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.2.11");
        let hmac = sequence(&[&oid(&HMAC_SHA512), &[tag::NULL, 0]]);
        let length = key_len.map(integer).unwrap_or_default();
        let salt = element(tag::OCTET_STRING, &[b"salt"]);
        let pbkdf2 = sequence(&[
            &oid(&PBKDF2),
            &sequence(&[&salt, &integer(10), &length, &hmac]),
        ]);
        let algorithm = sequence(&[&oid(&PBMAC1), &sequence(&[&pbkdf2, &hmac])]);
        // RFC 9579 §4: salt and count beside the algorithm are ignored, whatever they say.
        sequence(&[
            &sequence(&[&algorithm, &element(tag::OCTET_STRING, &[digest])]),
            &element(tag::OCTET_STRING, &[b"NOT USED"]),
            &integer(1),
        ])
    }

    #[test]
    fn pbmac1() {
        let key = Hash::Sha512.pbkdf2(b"pw", b"salt", 10, 32);
        let digest = Hash::Sha512.hmac(&key, b"content");
        assert_eq!(verify(&pbmac1_data(Some(32), &digest)), Ok(true));
        assert_eq!(verify(&pbmac1_data(Some(33), &digest)), Ok(false));
        assert_eq!(verify(&pbmac1_data(Some(32), &digest[..20])), Ok(false));
        for key_len in [None, Some(19)] {
            let read = verify(&pbmac1_data(key_len, &digest));
            assert!(matches!(read, Err(Error::Malformed { .. })), "{key_len:?}");
        }
    }

    #[test]
    fn what_is_created_verifies() {
        let mut mac_data = create(&Password::new("pw"), b"salt", 3, b"content").to_vec();
        assert_eq!(verify(&mac_data), Ok(true));
        let other = create(&Password::new("PW"), b"salt", 3, b"content");
        assert_eq!(verify(&other), Ok(false));
        let last = mac_data.len() - 1;
        mac_data[last] = 4; // the count
        assert_eq!(verify(&mac_data), Ok(false));
    }

    #[test]
    fn a_digest_cut_short_verifies_nothing() {
        let whole = create(&Password::new("pw"), b"salt", 3, b"content");
        let at = whole
            .windows(2)
            .position(|pair| pair == [tag::OCTET_STRING, 32])
            .unwrap();
        let algorithm = sequence(&[&oid(&SHA256), &[tag::NULL, 0]]);
        for length in 0..32 {
            let digest = element(tag::OCTET_STRING, &[&whole[at + 2..at + 2 + length]]);
            let cut = sequence(&[
                &sequence(&[&algorithm, &digest]),
                &element(tag::OCTET_STRING, &[b"salt"]),
                &integer(3),
            ]);
            assert_eq!(verify(&cut), Ok(false));
        }
    }
}
