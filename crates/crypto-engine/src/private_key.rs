//! Private keys: parsed from PKCS#8, they decrypt and sign.

use std::sync::OnceLock;

use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode, Encode};
use zeroize::Zeroizing;

use crate::public_key::{RSA_ENCRYPTION, spki_der};
use crate::rsa_numbers::RsaPrivateNumbers;
use crate::rustcrypto;
use crate::{Engine, Error, KeyAlgorithm, KeySizes, Oaep, PublicKey, Randomness, SignatureScheme};

/// A private key with its public half. Erased on drop, never printed; [`PrivateKey::expose`] is the one door.
///
/// What an engine needs beyond the numbers is made at the first operation, so parsing costs microseconds and a key that
/// is only inspected pays nothing more.
pub struct PrivateKey {
    pkcs8: Zeroizing<Vec<u8>>,
    public: PublicKey,
    engine: Engine,
    rsa: OnceLock<Result<rustcrypto::RsaPrivate, Error>>,
    #[cfg(feature = "aws-lc")]
    aws_lc: crate::aws_lc::PrivateKey,
}

impl PrivateKey {
    /// Parses a PKCS#8 `PrivateKeyInfo` or `OneAsymmetricKey` in DER (RFC 5958) and checks that its numbers belong together.
    ///
    /// RSA of any size is parsed; operations have their own limits, see [`KeySizes`]. Not checked: that RSA primes are prime.
    /// Attributes are dropped.
    ///
    /// # Errors
    /// [`Error::MalformedKey`], [`Error::InvalidKey`], and [`Error::UnsupportedKeyType`] for what is not RSA, P-256, P-384
    /// or Ed25519.
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, Error> {
        let malformed = |_| Error::MalformedKey("PrivateKeyInfo");
        let info = pkcs8::PrivateKeyInfoRef::from_der(der).map_err(malformed)?;
        let curve = info
            .algorithm
            .parameters
            .and_then(|any| any.decode_as::<ObjectIdentifier>().ok());
        let algorithm = KeyAlgorithm::of(info.algorithm.oid, curve)?;
        let (pkcs8, spki) = match algorithm {
            KeyAlgorithm::Rsa | KeyAlgorithm::RsaPss => {
                let numbers =
                    RsaPrivateNumbers::from_pkcs1_der(info.private_key.as_bytes())?.public;
                let mut identifier = info.algorithm;
                if identifier.oid == RSA_ENCRYPTION {
                    identifier.parameters = Some(AnyRef::NULL); // RFC 8017 appendix A.1: they shall be NULL
                }
                let public = rustcrypto::rsa_public_key_der(&numbers)?;
                let canonical = pkcs8::PrivateKeyInfoRef::new(identifier, info.private_key);
                let pkcs8 = Zeroizing::new(canonical.to_der().map_err(malformed)?);
                (pkcs8, spki_der(identifier, &public)?)
            }
            KeyAlgorithm::EcP256 => rustcrypto::ec_p256_from_pkcs8(der)?,
            KeyAlgorithm::EcP384 => rustcrypto::ec_p384_from_pkcs8(der)?,
            KeyAlgorithm::Ed25519 => rustcrypto::ed25519_from_pkcs8(der)?,
        };
        Ok(Self {
            pkcs8,
            public: PublicKey::from_spki_der(&spki)?,
            engine: Engine::default(),
            rsa: OnceLock::new(),
            #[cfg(feature = "aws-lc")]
            aws_lc: crate::aws_lc::PrivateKey::default(),
        })
    }

    /// Returns the same key, computing with this engine from now on (its public half too).
    #[must_use]
    pub fn with_engine(mut self, engine: Engine) -> Self {
        self.engine = engine;
        self.public = self.public.with_engine(engine);
        self
    }

    /// Returns the secret: the key as PKCS#8 `PrivateKeyInfo`, DER, version 1, without attributes.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.pkcs8
    }

    /// Returns the public half.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// Decrypts RSAES-OAEP (RFC 8017 §7.1.2). The padding checks itself: a wrong key, hash or label is an error.
    ///
    /// # Errors
    /// [`Error::WrongKeyType`], [`Error::KeyTooSmall`], [`Error::CiphertextLength`], and [`Error::Decryption`] for
    /// everything that depends on the secret.
    pub fn decrypt_oaep(
        &self,
        oaep: &Oaep,
        sizes: KeySizes,
        ciphertext: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.can_decrypt(sizes, ciphertext)?;
        #[cfg(feature = "aws-lc")]
        if self.engine == Engine::AwsLc
            && let Some(opened) = self.aws_lc.decrypt_oaep(&self.pkcs8, oaep, ciphertext)
        {
            return opened;
        }
        self.rsa()?.decrypt_oaep(oaep, ciphertext)
    }

    /// Decrypts RSAES-PKCS1-v1_5 (RFC 8017 §7.2.2) with implicit rejection: bad padding gives pseudo-random bytes of
    /// pseudo-random length, the same for the same cipher text, so a server that calls this is no padding oracle.
    ///
    /// The result proves nothing: the caller judges the content. [`crate::explain`] gives a verdict, for local use.
    ///
    /// # Errors
    /// [`Error::WrongKeyType`], [`Error::KeyTooSmall`], [`Error::CiphertextLength`], and [`Error::Decryption`] for a
    /// cipher text that is not below the modulus: public facts, all of them.
    pub fn decrypt_pkcs1v15(
        &self,
        sizes: KeySizes,
        ciphertext: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.can_decrypt(sizes, ciphertext)?;
        self.rsa()?.decrypt_pkcs1v15(ciphertext)
    }

    /// Signs `message`. RSA PKCS#1 v1.5 and Ed25519 are deterministic; ECDSA is too when the caller gives the generator
    /// (RFC 6979).
    ///
    /// # Errors
    /// [`Error::WrongKeyType`] when the scheme is not one of this key's, [`Error::KeyTooSmall`], [`Error::Scheme`] for a
    /// salt that does not fit.
    pub fn sign(
        &self,
        scheme: SignatureScheme,
        sizes: KeySizes,
        randomness: Randomness<'_>,
        message: &[u8],
    ) -> Result<Vec<u8>, Error> {
        self.public.fits(scheme, sizes)?;
        #[cfg(feature = "aws-lc")]
        if self.engine == Engine::AwsLc
            && let Some(signature) = self.aws_lc.sign(self, scheme, &randomness, message)
        {
            return Ok(signature);
        }
        match scheme {
            SignatureScheme::RsaPkcs1v15(hash) => self.rsa()?.sign_pkcs1v15(hash, message),
            SignatureScheme::RsaPss { hash, salt_len } => {
                let key = self.rsa()?;
                randomness.with(|rng| key.sign_pss(hash, salt_len, rng, message))?
            }
            SignatureScheme::Ecdsa { hash, encoding } => {
                let p384 = self.public.algorithm() == KeyAlgorithm::EcP384;
                rustcrypto::sign_ecdsa(&self.pkcs8, p384, hash, encoding, message)
            }
            SignatureScheme::Ed25519 => rustcrypto::sign_ed25519(&self.pkcs8, message),
        }
    }

    /// Errs unless this is an RSA key of a size that is allowed and `1 < cipher text < n - 1` in as many octets as n has
    /// (SP 800-56B rev. 2 §7.1.2.1: the numbers left out are their own roots and no encryption yields them).
    pub(crate) fn can_decrypt(&self, sizes: KeySizes, ciphertext: &[u8]) -> Result<(), Error> {
        let found = self.public.algorithm();
        let Some(modulus) = self.public.modulus().filter(|_| found == KeyAlgorithm::Rsa) else {
            return Err(Error::WrongKeyType {
                needed: "an RSA key",
                found: found.name(),
            });
        };
        sizes.check(modulus.len())?;
        let (expected, found) = (modulus.len(), ciphertext.len());
        if found != expected {
            return Err(Error::CiphertextLength { expected, found });
        }
        let last = expected - 1;
        let at_most_one = ciphertext[..last].iter().all(|&byte| byte == 0) && ciphertext[last] <= 1;
        // n is odd, so n - 1 differs from it in the last bit only.
        let at_least_n_minus_one = ciphertext > modulus
            || (ciphertext[..last] == modulus[..last] && ciphertext[last] >= modulus[last] - 1);
        if at_most_one || at_least_n_minus_one {
            Err(Error::Decryption)
        } else {
            Ok(())
        }
    }

    /// Returns the RustCrypto key, made when first needed.
    pub(crate) fn rsa(&self) -> Result<&rustcrypto::RsaPrivate, Error> {
        self.rsa
            .get_or_init(|| rustcrypto::RsaPrivate::from_pkcs8(&self.pkcs8))
            .as_ref()
            .map_err(|error| *error)
    }
}

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrivateKey([REDACTED], {:?})", self.public)
    }
}
