//! The public numbers of an RSA key as PKCS#1 writes them (RFC 8017 appendix A.1), checked as far as that takes no
//! arithmetic.

use crate::Error;
use crate::asn1::tlv::{Reader, single, tag};
use crate::asn1::tlv_write::{sequence, unsigned_integer};
use crate::key::key_type::bit_length;

/// Modulus and public exponent, big-endian, perhaps with leading zeros.
#[derive(Clone, Copy)]
pub(crate) struct RsaNumbers<'a> {
    modulus: &'a [u8],
    exponent: &'a [u8],
}

impl<'a> RsaNumbers<'a> {
    /// Reads an `RSAPublicKey`.
    pub(crate) fn from_public(der: &'a [u8]) -> Result<Self, Error> {
        let what = "RSAPublicKey";
        let mut fields = single(der, tag::SEQUENCE, what)?.reader();
        let (modulus, exponent) = (positive(&mut fields, what)?, positive(&mut fields, what)?);
        fields.finish(what)?;
        Self { modulus, exponent }.checked()
    }

    /// Reads the public numbers of an `RSAPrivateKey`.
    pub(crate) fn from_private(der: &'a [u8]) -> Result<Self, Error> {
        let what = "RSAPrivateKey";
        let mut fields = single(der, tag::SEQUENCE, what)?.reader();
        let version = fields.expect(tag::INTEGER, what)?;
        let (modulus, exponent) = (positive(&mut fields, what)?, positive(&mut fields, what)?);
        for _ in 0..6 {
            fields.expect(tag::INTEGER, what)?;
        }
        let multi_prime = fields.optional(tag::SEQUENCE, what)?.is_some();
        fields.finish(what)?;
        if version.content != [u8::from(multi_prime)] {
            return Err(Error::Malformed {
                what: "version of RSAPrivateKey",
                at: version.content_at,
            });
        }
        Self { modulus, exponent }.checked()
    }

    /// Returns the size of the modulus in bits.
    pub(crate) fn bits(&self) -> usize {
        bit_length(self.modulus)
    }

    /// Returns the `RSAPublicKey`.
    pub(crate) fn public_key_der(&self) -> Vec<u8> {
        sequence(&[
            &unsigned_integer(self.modulus),
            &unsigned_integer(self.exponent),
        ])
        .to_vec()
    }

    /// A huge exponent only makes a hostile key slow.
    fn checked(self) -> Result<Self, Error> {
        let odd = |number: &[u8]| number.last().is_some_and(|last| last & 1 == 1);
        let reason = if !odd(self.modulus) {
            "the modulus is even or zero"
        } else if !odd(self.exponent) || bit_length(self.exponent) < 2 {
            "the public exponent is even or one"
        } else if bit_length(self.exponent) > MAX_EXPONENT_BITS {
            "the public exponent has more than 256 bits"
        } else {
            return Ok(self);
        };
        Err(Error::InvalidKey {
            reason: reason.to_owned(),
        })
    }
}

fn positive<'a>(fields: &mut Reader<'a>, what: &'static str) -> Result<&'a [u8], Error> {
    let number = fields.expect(tag::INTEGER, what)?;
    match number.content {
        [] => Err(Error::Malformed {
            what,
            at: number.content_at,
        }),
        [first, ..] if first & 0x80 != 0 => Err(Error::InvalidKey {
            reason: "a number is negative".to_owned(),
        }),
        octets => Ok(octets),
    }
}

/// FIPS 186-5 §5.1 allows exponents below 2^256.
const MAX_EXPONENT_BITS: usize = 256;
