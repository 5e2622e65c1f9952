//! The numbers of an RSA key (RFC 8017 §3), read from DER and checked once, so that both engines see the same keys.

use crypto_bigint::{BoxedUint, ConcatenatingMul, NonZero};
use der::Decode;
use zeroize::Zeroizing;

use crate::Error;

/// Public exponents above this are refused: they only make an attacker's key slow (the bound of most libraries, 2^33 − 1).
const MAX_PUBLIC_EXPONENT: u64 = (1 << 33) - 1;

/// As OpenSSL: more primes than this make a key weaker and only slower to check.
const MAX_PRIMES: usize = 5;

/// A modulus and a public exponent, big-endian without leading zeros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RsaPublicNumbers {
    pub(crate) n: Vec<u8>,
    pub(crate) e: Vec<u8>,
}

impl RsaPublicNumbers {
    /// Reads an `RSAPublicKey` (RFC 8017 appendix A.1.1).
    pub(crate) fn from_pkcs1_der(der: &[u8]) -> Result<Self, Error> {
        let key = pkcs1::RsaPublicKeyRef::from_der(der)
            .map_err(|_| Error::MalformedKey("RSAPublicKey"))?;
        Self::checked(key.modulus.as_bytes(), key.public_exponent.as_bytes())
    }

    fn checked(n: &[u8], e: &[u8]) -> Result<Self, Error> {
        let odd = |number: &[u8]| number.last().is_some_and(|byte| byte & 1 == 1);
        if !odd(n) {
            return Err(Error::InvalidKey("the modulus is even or zero"));
        }
        if !odd(e) || e == [1] {
            return Err(Error::InvalidKey("the public exponent is even or one"));
        }
        let exponent = (e.len() <= 8).then(|| {
            e.iter()
                .fold(0u64, |sum, &byte| (sum << 8) | u64::from(byte))
        });
        if exponent.is_none_or(|exponent| exponent > MAX_PUBLIC_EXPONENT) {
            return Err(Error::InvalidKey(
                "the public exponent has more than 33 bits",
            ));
        }
        if n.len() < 16 {
            return Err(Error::InvalidKey("the modulus has fewer than 128 bits"));
        }
        Ok(Self {
            n: n.to_vec(),
            e: e.to_vec(),
        })
    }

    /// Returns the length of the modulus in bits.
    pub(crate) fn bits(&self) -> usize {
        let leading = self
            .n
            .first()
            .map_or(0, |byte| byte.leading_zeros() as usize);
        self.n.len() * 8 - leading
    }
}

/// The secret numbers of an RSA key, erased on drop.
pub(crate) struct RsaPrivateNumbers {
    pub(crate) public: RsaPublicNumbers,
    pub(crate) d: Zeroizing<BoxedUint>,
    /// Two primes or more, in the order of the key.
    pub(crate) primes: Vec<Zeroizing<BoxedUint>>,
}

impl RsaPrivateNumbers {
    /// Reads an `RSAPrivateKey` (RFC 8017 appendix A.1.2) and checks that its numbers belong together.
    ///
    /// Checked: n is the product of the primes, e·d ≡ 1 modulo each prime less one, d < n, and every CRT value. Not checked:
    /// that the primes are prime.
    pub(crate) fn from_pkcs1_der(der: &[u8]) -> Result<Self, Error> {
        let key = pkcs1::RsaPrivateKeyRef::from_der(der)
            .map_err(|_| Error::MalformedKey("RSAPrivateKey"))?;
        let public =
            RsaPublicNumbers::checked(key.modulus.as_bytes(), key.public_exponent.as_bytes())?;
        // Each prime with d modulo the prime less one, and with the CRT coefficient that involves it and those before.
        let mut factors = vec![
            (key.prime1, key.exponent1, None),
            (key.prime2, key.exponent2, None),
        ];
        let others = key.other_prime_infos.iter().flatten();
        factors.extend(others.map(|other| (other.prime, other.exponent, Some(other.coefficient))));
        if factors.len() > MAX_PRIMES {
            return Err(Error::InvalidKey("it has more than five primes"));
        }
        let (n, e) = (number(&public.n), number(&public.e));
        let d = number(key.private_exponent.as_bytes());
        if *d >= *n {
            return Err(Error::InvalidKey(
                "the private exponent is not below the modulus",
            ));
        }
        let ed = Zeroizing::new(d.concatenating_mul(&*e));
        // With two primes the engines compute with halves of the modulus (FIPS 186-5 A.1.1 wants them equally long).
        let longest = if factors.len() == 2 {
            public.bits().div_ceil(2)
        } else {
            public.bits()
        };
        let mut product = Zeroizing::new(BoxedUint::one());
        let mut primes = Vec::with_capacity(factors.len());
        for (prime, crt_exponent, coefficient) in factors {
            let prime = number(prime.as_bytes());
            if prime.bit_width() as usize > longest {
                return Err(Error::InvalidKey(
                    "one prime is longer than its share of the modulus",
                ));
            }
            let order = NonZero::new(prime.wrapping_sub(BoxedUint::one()))
                .into_option()
                .map(Zeroizing::new);
            let (order, modulus) = order
                .zip(non_zero(&prime))
                .ok_or(Error::InvalidKey("a prime is zero or one"))?;
            if *Zeroizing::new(ed.rem(&order)) != BoxedUint::one() {
                return Err(Error::InvalidKey(
                    "the private exponent does not belong to the public one",
                ));
            }
            if *Zeroizing::new(d.rem(&order)) != *number(crt_exponent.as_bytes()) {
                return Err(Error::InvalidKey(
                    "a CRT exponent does not belong to the private exponent",
                ));
            }
            if let Some(coefficient) = coefficient {
                inverse(coefficient.as_bytes(), &product, &modulus)?;
            }
            product = Zeroizing::new(product.concatenating_mul(&*prime));
            primes.push(prime);
        }
        if *product != *n {
            return Err(Error::InvalidKey(
                "the modulus is not the product of the primes",
            ));
        }
        let first = non_zero(&primes[0]).ok_or(Error::InvalidKey("a prime is zero or one"))?;
        inverse(key.coefficient.as_bytes(), &primes[1], &first)?;
        Ok(Self { public, d, primes })
    }
}

/// Checks a CRT coefficient: it is the inverse of `of` modulo `modulus`, and reduced.
fn inverse(coefficient: &[u8], of: &BoxedUint, modulus: &NonZero<BoxedUint>) -> Result<(), Error> {
    let coefficient = number(coefficient);
    let product = Zeroizing::new(coefficient.concatenating_mul(of));
    if *coefficient >= *modulus.as_ref()
        || *Zeroizing::new(product.rem(modulus)) != BoxedUint::one()
    {
        return Err(Error::InvalidKey(
            "a CRT coefficient does not belong to the primes",
        ));
    }
    Ok(())
}

fn number(bytes: &[u8]) -> Zeroizing<BoxedUint> {
    Zeroizing::new(BoxedUint::from_be_slice_vartime(bytes))
}

fn non_zero(number: &BoxedUint) -> Option<Zeroizing<NonZero<BoxedUint>>> {
    NonZero::new(number.clone())
        .into_option()
        .map(Zeroizing::new)
}
