//! The numbers of an RSA key (RFC 8017 §3), read from DER and checked once, so that both engines see the same keys.

use crypto_bigint::{BoxedUint, ConcatenatingMul, NonZero};
use der::Decode;
use zeroize::Zeroizing;

use crate::Error;

/// Public exponents above this are refused: they only make an attacker's key slow (the bound of most libraries, 2^33 − 1).
const MAX_PUBLIC_EXPONENT: u64 = (1 << 33) - 1;

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

/// Reads an `RSAPrivateKey` (RFC 8017 appendix A.1.2) and checks that its numbers belong together.
///
/// Checked: n = p·q, e·d ≡ 1 modulo p − 1 and q − 1, d < n, and the three CRT values. Not checked: that p and q are prime.
pub(crate) fn check_private(pkcs1_der: &[u8]) -> Result<RsaPublicNumbers, Error> {
    let key = pkcs1::RsaPrivateKeyRef::from_der(pkcs1_der)
        .map_err(|_| Error::MalformedKey("RSAPrivateKey"))?;
    if key.other_prime_infos.is_some() {
        return Err(Error::InvalidKey(
            "it has more than two primes, which is not supported",
        ));
    }
    let public = RsaPublicNumbers::checked(key.modulus.as_bytes(), key.public_exponent.as_bytes())?;
    let (n, e) = (number(&public.n), number(&public.e));
    let d = number(key.private_exponent.as_bytes());
    let (p, q) = (number(key.prime1.as_bytes()), number(key.prime2.as_bytes()));
    // Primes of very different sizes: the engines compute with halves of the modulus (FIPS 186-5 A.1.1 wants them equal).
    let half = public.bits().div_ceil(2);
    if p.bits() as usize > half || q.bits() as usize > half {
        return Err(Error::InvalidKey(
            "one prime is longer than half the modulus",
        ));
    }
    if *Zeroizing::new(p.concatenating_mul(&*q)) != *n {
        return Err(Error::InvalidKey("the modulus is not prime1 times prime2"));
    }
    if *d >= *n {
        return Err(Error::InvalidKey(
            "the private exponent is not below the modulus",
        ));
    }
    let ed = Zeroizing::new(d.concatenating_mul(&*e));
    for (prime, crt_exponent) in [(&p, key.exponent1), (&q, key.exponent2)] {
        let order = NonZero::new(prime.wrapping_sub(BoxedUint::one()))
            .into_option()
            .map(Zeroizing::new);
        let order = order.ok_or(Error::InvalidKey("a prime is one"))?;
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
    }
    let qinv = number(key.coefficient.as_bytes());
    let product = Zeroizing::new(qinv.concatenating_mul(&*q));
    let modulus = NonZero::new((*p).clone()).into_option().map(Zeroizing::new);
    let modulus = modulus.ok_or(Error::InvalidKey("a prime is zero"))?;
    if *qinv >= *p || *Zeroizing::new(product.rem(&modulus)) != BoxedUint::one() {
        return Err(Error::InvalidKey(
            "the CRT coefficient does not belong to the primes",
        ));
    }
    Ok(public)
}

fn number(bytes: &[u8]) -> Zeroizing<BoxedUint> {
    Zeroizing::new(BoxedUint::from_be_slice_vartime(bytes))
}
