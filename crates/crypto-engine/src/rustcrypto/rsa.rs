//! RSA over the `rsa` crate: blinded private operations, checked against faults, PKCS#1 v1.5 with implicit rejection.

use crypto_bigint::BoxedUint;
use der::asn1::UintRef;
use der::{Decode, Encode};
use pkcs8::EncodePrivateKey;
use rand_core::CryptoRng;
use rsa::traits::PublicKeyParts;
use rsa::{Oaep as Padding, Pkcs1v15Encrypt, Pkcs1v15Sign, Pss};
use zeroize::Zeroizing;

use crate::rsa_numbers::{RsaPrivateNumbers, RsaPublicNumbers};
use crate::{Error, Hash, Oaep, Randomness};

/// Names the hash type for a value of [`Hash`] and evaluates the expression with it.
macro_rules! with_hash {
    ($hash:expr, $name:ident => $body:expr) => {
        match $hash {
            Hash::Sha1 => {
                type $name = sha1::Sha1;
                $body
            }
            Hash::Sha256 => {
                type $name = sha2::Sha256;
                $body
            }
            Hash::Sha384 => {
                type $name = sha2::Sha384;
                $body
            }
            Hash::Sha512 => {
                type $name = sha2::Sha512;
                $body
            }
        }
    };
}

pub(crate) struct RsaPublic(rsa::PublicKey);

impl RsaPublic {
    pub(crate) fn new(numbers: &RsaPublicNumbers) -> Result<Self, Error> {
        let n = BoxedUint::from_be_slice_vartime(&numbers.n);
        let e = BoxedUint::from_be_slice_vartime(&numbers.e);
        rsa::PublicKey::new(n, e)
            .map(Self)
            .map_err(|_| Error::InvalidKey("the modulus or exponent is out of range"))
    }

    pub(crate) fn encrypt_oaep(
        &self,
        oaep: &Oaep,
        rng: &mut dyn CryptoRng,
        message: &[u8],
    ) -> Result<Vec<u8>, Error> {
        let sealed = with_hash!(oaep.hash, Label => with_hash!(oaep.mgf1_hash, Mgf1 => {
            self.0.encrypt(rng, padding::<Label, Mgf1>(oaep), message)
        }));
        sealed.map_err(|_| Error::Scheme("the message could not be encrypted"))
    }

    pub(crate) fn encrypt_pkcs1v15(
        &self,
        rng: &mut dyn CryptoRng,
        message: &[u8],
    ) -> Result<Vec<u8>, Error> {
        self.0
            .encrypt(rng, Pkcs1v15Encrypt, message)
            .map_err(|_| Error::Scheme("the message could not be encrypted"))
    }

    pub(crate) fn verify_pkcs1v15(
        &self,
        hash: Hash,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), Error> {
        let scheme = with_hash!(hash, H => Pkcs1v15Sign::new::<H>());
        self.0
            .verify(scheme, &hash.digest(message), signature)
            .map_err(|_| Error::Verification)
    }

    pub(crate) fn verify_pss(
        &self,
        hash: Hash,
        salt_len: usize,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), Error> {
        let digest = hash.digest(message);
        let verified = with_hash!(hash, H => self.0.verify(Pss::<H>::new_with_salt(salt_len), &digest, signature));
        verified.map_err(|_| Error::Verification)
    }

    /// Returns the block inside a signature, as long as the modulus (RSAVP1, RFC 8017 §5.2.2); `None` for a number that is
    /// not below the modulus.
    pub(crate) fn raw(&self, signature: &[u8]) -> Option<Vec<u8>> {
        let number = BoxedUint::from_be_slice(signature, self.0.n_bits_precision()).ok()?;
        if number >= *self.0.n().as_ref() {
            return None;
        }
        let block = rsa::hazmat::rsa_encrypt(&self.0, &number)
            .ok()?
            .to_be_bytes();
        let start = block.len().checked_sub(self.0.size())?;
        Some(block[start..].to_vec())
    }
}

pub(crate) struct RsaPrivate(rsa::PrivateKey);

impl RsaPrivate {
    /// Takes a PKCS#8 that [`crate::rsa_numbers`] has checked; CRT values are computed afresh.
    pub(crate) fn from_pkcs8(der: &[u8]) -> Result<Self, Error> {
        let malformed = |_| Error::MalformedKey("PrivateKeyInfo");
        let info = pkcs8::PrivateKeyInfoRef::from_der(der).map_err(malformed)?;
        let numbers = RsaPrivateNumbers::from_pkcs1_der(info.private_key.as_bytes())?;
        let [n, e] = [&numbers.public.n, &numbers.public.e]
            .map(|bytes| BoxedUint::from_be_slice_vartime(bytes));
        let primes = numbers
            .primes
            .iter()
            .map(|prime| (**prime).clone())
            .collect();
        rsa::PrivateKey::from_components(n, e, (*numbers.d).clone(), primes)
            .map(Self)
            .map_err(|_| Error::InvalidKey("its numbers are out of range"))
    }

    pub(crate) fn decrypt_oaep(
        &self,
        oaep: &Oaep,
        ciphertext: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let opened = with_hash!(oaep.hash, Label => with_hash!(oaep.mgf1_hash, Mgf1 => {
            self.0.decrypt(padding::<Label, Mgf1>(oaep), ciphertext)
        }));
        let message = opened.map(Zeroizing::new).map_err(|_| Error::Decryption)?;
        // `rsa` 0.10 does not look at the block's first byte, which has to be zero (RFC 8017 §7.1.2 step 3g, and AWS-LC). Looking
        // costs a second private operation; it is worth that two engines give one answer without decoding OAEP by hand. Who gets
        // this far knew the message, so nothing is learnt from the time.
        match self.raw(ciphertext)?.first() {
            Some(0) => Ok(message),
            _ => Err(Error::Decryption),
        }
    }

    pub(crate) fn decrypt_pkcs1v15(&self, ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.0
            .decrypt(Pkcs1v15Encrypt, ciphertext)
            .map(Zeroizing::new)
            .map_err(|_| Error::Decryption)
    }

    /// Returns the decrypted block, as long as the modulus, before any padding is looked at.
    pub(crate) fn raw(&self, ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let number = BoxedUint::from_be_slice(ciphertext, self.0.n_bits_precision())
            .map_err(|_| Error::Decryption)?;
        if number >= *self.0.n().as_ref() {
            return Err(Error::Decryption);
        }
        let decrypt = |rng: &mut dyn CryptoRng| {
            rsa::hazmat::rsa_decrypt_and_check(&self.0, Some(rng), &number)
        };
        let block = Randomness::System.with(decrypt)?;
        let block = Zeroizing::new(block.map_err(|_| Error::Decryption)?);
        let bytes = Zeroizing::new(block.to_be_bytes());
        let start = bytes
            .len()
            .checked_sub(self.0.size())
            .ok_or(Error::Decryption)?;
        Ok(Zeroizing::new(bytes[start..].to_vec()))
    }

    pub(crate) fn sign_pkcs1v15(&self, hash: Hash, message: &[u8]) -> Result<Vec<u8>, Error> {
        let scheme = with_hash!(hash, H => Pkcs1v15Sign::new::<H>());
        self.0
            .sign(scheme, &hash.digest(message))
            .map_err(|_| Error::Scheme("the message could not be signed"))
    }

    pub(crate) fn sign_pss(
        &self,
        hash: Hash,
        salt_len: usize,
        rng: &mut dyn CryptoRng,
        message: &[u8],
    ) -> Result<Vec<u8>, Error> {
        let digest = hash.digest(message);
        let signed = with_hash!(hash, H => self.0.sign_with_rng(rng, Pss::<H>::new_with_salt(salt_len), &digest));
        signed.map_err(|_| Error::Scheme("the message could not be signed"))
    }
}

/// Writes an `RSAPublicKey` (RFC 8017 appendix A.1.1).
pub(crate) fn rsa_public_key_der(numbers: &RsaPublicNumbers) -> Result<Vec<u8>, Error> {
    let malformed = |_| Error::MalformedKey("RSAPublicKey");
    let modulus = UintRef::new(&numbers.n).map_err(malformed)?;
    let public_exponent = UintRef::new(&numbers.e).map_err(malformed)?;
    pkcs1::RsaPublicKeyRef {
        modulus,
        public_exponent,
    }
    .to_der()
    .map_err(malformed)
}

pub(super) fn generate(bits: usize, rng: &mut dyn CryptoRng) -> Result<Zeroizing<Vec<u8>>, Error> {
    let failed = Error::Scheme("no RSA key could be generated");
    let key = rsa::PrivateKey::new(rng, bits).map_err(|_| failed)?;
    key.to_pkcs8_der()
        .map(|document| document.to_bytes())
        .map_err(|_| failed)
}

fn padding<Label, Mgf1>(oaep: &Oaep) -> Padding<Label, Mgf1>
where
    Label: sha2::Digest + Default + sha2::digest::FixedOutputReset,
    Mgf1: sha2::Digest + Default + sha2::digest::FixedOutputReset,
{
    Padding::<Label, Mgf1>::new_with_mgf_hash_and_label(oaep.label.as_slice())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_byte_of_an_oaep_block_is_looked_at() {
        let der = Randomness::System
            .with(|rng| generate(1024, rng))
            .unwrap()
            .unwrap();
        let key = RsaPrivate::from_pkcs8(&der).unwrap();
        let public = RsaPublic(key.0.as_public_key().clone());
        let oaep = Oaep::new(Hash::Sha1);
        let sealed = Randomness::System
            .with(|rng| public.encrypt_oaep(&oaep, rng, b"message"))
            .unwrap()
            .unwrap();
        assert_eq!(*key.decrypt_oaep(&oaep, &sealed).unwrap(), b"message");

        let mut block = key.raw(&sealed).unwrap();
        assert_eq!(block[0], 0);
        block[0] = 1; // still below the modulus, whose first byte is 128 at least
        let altered = public.raw(&block).unwrap();
        assert_eq!(*key.raw(&altered).unwrap(), *block);
        assert!(key.decrypt_oaep(&oaep, &altered).is_err());
    }
}
