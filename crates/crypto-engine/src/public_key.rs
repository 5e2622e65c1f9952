//! Public keys: parsed from a SubjectPublicKeyInfo, they encrypt and verify.

use std::sync::OnceLock;

use der::asn1::ObjectIdentifier;
use der::{Decode, Encode};

use crate::rsa_numbers::RsaPublicNumbers;
use crate::{Engine, Error, Hash, KeySizes, Oaep, Randomness, SignatureScheme, rustcrypto};

pub(crate) const RSA_ENCRYPTION: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
pub(crate) const RSASSA_PSS: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
pub(crate) const EC_PUBLIC_KEY: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
pub(crate) const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
pub(crate) const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
pub(crate) const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// What a key is for, as its AlgorithmIdentifier says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyAlgorithm {
    /// RSA for any purpose (`rsaEncryption`, RFC 8017 appendix A.1).
    Rsa,
    /// RSA for PSS signatures only (`id-RSASSA-PSS`, RFC 4055 §3.1).
    RsaPss,
    /// An elliptic-curve key on P-256 (RFC 5480).
    EcP256,
    /// An elliptic-curve key on P-384 (RFC 5480).
    EcP384,
    /// An Ed25519 key (RFC 8410).
    Ed25519,
}

impl KeyAlgorithm {
    /// Returns the name in words, for messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rsa => "an RSA key",
            Self::RsaPss => "an RSA key for PSS signatures only",
            Self::EcP256 => "a P-256 key",
            Self::EcP384 => "a P-384 key",
            Self::Ed25519 => "an Ed25519 key",
        }
    }

    pub(crate) fn of(
        oid: ObjectIdentifier,
        curve: Option<ObjectIdentifier>,
    ) -> Result<Self, Error> {
        match (oid, curve) {
            (RSA_ENCRYPTION, _) => Ok(Self::Rsa),
            (RSASSA_PSS, _) => Ok(Self::RsaPss),
            (EC_PUBLIC_KEY, Some(P256)) => Ok(Self::EcP256),
            (EC_PUBLIC_KEY, Some(P384)) => Ok(Self::EcP384),
            (ED25519, _) => Ok(Self::Ed25519),
            _ => Err(Error::UnsupportedKeyType),
        }
    }
}

/// A public key that encrypts (RSA) and verifies (all types).
pub struct PublicKey {
    spki: Vec<u8>,
    algorithm: KeyAlgorithm,
    material: Material,
    engine: Engine,
}

enum Material {
    Rsa(Box<Rsa>),
    Ec(rustcrypto::EcPublic),
    Ed25519(rustcrypto::Ed25519Public),
}

struct Rsa {
    numbers: RsaPublicNumbers,
    /// Montgomery parameters and the like, made when first needed.
    rustcrypto: OnceLock<Result<rustcrypto::RsaPublic, Error>>,
    #[cfg(feature = "aws-lc")]
    aws_lc: crate::aws_lc::RsaPublicKey,
}

impl From<RsaPublicNumbers> for Rsa {
    fn from(numbers: RsaPublicNumbers) -> Self {
        Self {
            numbers,
            rustcrypto: OnceLock::new(),
            #[cfg(feature = "aws-lc")]
            aws_lc: crate::aws_lc::RsaPublicKey::default(),
        }
    }
}

impl PublicKey {
    /// Parses a SubjectPublicKeyInfo in DER (RFC 5280 §4.1.2.7). Points are checked to be on their curve.
    ///
    /// # Errors
    /// [`Error::MalformedKey`], [`Error::UnsupportedKeyType`], and [`Error::InvalidKey`] for numbers that cannot be a key.
    pub fn from_spki_der(der: &[u8]) -> Result<Self, Error> {
        let malformed = Error::MalformedKey("SubjectPublicKeyInfo");
        let spki = spki::SubjectPublicKeyInfoRef::from_der(der).map_err(|_| malformed)?;
        let curve = spki
            .algorithm
            .parameters
            .and_then(|any| any.decode_as::<ObjectIdentifier>().ok());
        let algorithm = KeyAlgorithm::of(spki.algorithm.oid, curve)?;
        let key = spki.subject_public_key.as_bytes().ok_or(malformed)?;
        let material = match algorithm {
            KeyAlgorithm::Rsa | KeyAlgorithm::RsaPss => {
                let numbers = RsaPublicNumbers::from_pkcs1_der(key)?;
                Material::Rsa(Box::new(numbers.into()))
            }
            KeyAlgorithm::EcP256 => Material::Ec(rustcrypto::EcPublic::p256(key)?),
            KeyAlgorithm::EcP384 => Material::Ec(rustcrypto::EcPublic::p384(key)?),
            KeyAlgorithm::Ed25519 => Material::Ed25519(rustcrypto::Ed25519Public::new(key)?),
        };
        Ok(Self {
            spki: der.to_vec(),
            algorithm,
            material,
            engine: Engine::default(),
        })
    }

    /// Returns the same key, computing with this engine from now on.
    #[must_use]
    pub fn with_engine(mut self, engine: Engine) -> Self {
        self.engine = engine;
        self
    }

    /// Returns the SubjectPublicKeyInfo, DER, as it was parsed.
    #[must_use]
    pub fn spki_der(&self) -> &[u8] {
        &self.spki
    }

    /// Returns what the key is.
    #[must_use]
    pub const fn algorithm(&self) -> KeyAlgorithm {
        self.algorithm
    }

    /// Returns the size in bits: of the modulus, or of the curve's field.
    #[must_use]
    pub fn bits(&self) -> usize {
        match &self.material {
            Material::Rsa(rsa) => rsa.numbers.bits(),
            Material::Ec(_) if self.algorithm == KeyAlgorithm::EcP384 => 384,
            Material::Ec(_) | Material::Ed25519(_) => 256,
        }
    }

    /// Returns the length of the RSA modulus in bytes, which is also that of every cipher text and signature.
    #[must_use]
    pub fn modulus_len(&self) -> Option<usize> {
        self.modulus().map(<[u8]>::len)
    }

    /// Returns the RSA modulus, big-endian without leading zeros.
    pub(crate) fn modulus(&self) -> Option<&[u8]> {
        match &self.material {
            Material::Rsa(rsa) => Some(&rsa.numbers.n),
            Material::Ec(_) | Material::Ed25519(_) => None,
        }
    }

    /// Returns the point of an elliptic-curve key, uncompressed, whatever its SubjectPublicKeyInfo says (SEC 1 §2.3.3).
    #[must_use]
    pub fn uncompressed_point(&self) -> Option<Vec<u8>> {
        match &self.material {
            Material::Ec(key) => Some(key.uncompressed()),
            Material::Rsa(_) | Material::Ed25519(_) => None,
        }
    }

    /// Encrypts a short message with RSAES-OAEP (RFC 8017 §7.1.1); the result is as long as the modulus.
    ///
    /// # Errors
    /// [`Error::WrongKeyType`], [`Error::KeyTooSmall`], [`Error::MessageTooLong`].
    pub fn encrypt_oaep(
        &self,
        oaep: &Oaep,
        sizes: KeySizes,
        randomness: Randomness<'_>,
        message: &[u8],
    ) -> Result<Vec<u8>, Error> {
        let (rsa, len) = self.rsa_for_encryption(sizes)?;
        let padding = 2 * oaep.hash.output_len() + 2;
        let maximum = oaep.max_message_len(len).ok_or(Error::KeyTooSmall {
            bits: len * 8,
            minimum: padding * 8,
        })?;
        if message.len() > maximum {
            return Err(Error::MessageTooLong {
                maximum,
                found: message.len(),
            });
        }
        #[cfg(feature = "aws-lc")]
        if self.engine == Engine::AwsLc
            && randomness.is_system()
            && let Some(sealed) = rsa.aws_lc.encrypt_oaep(&self.spki, len, oaep, message)
        {
            return Ok(sealed);
        }
        let key = rsa.rustcrypto()?;
        randomness.with(|rng| key.encrypt_oaep(oaep, rng, message))?
    }

    /// Encrypts a short message with RSAES-PKCS1-v1_5 (RFC 8017 §7.2.1). For platforms that know nothing better.
    ///
    /// # Errors
    /// As [`PublicKey::encrypt_oaep`].
    pub fn encrypt_pkcs1v15(
        &self,
        sizes: KeySizes,
        randomness: Randomness<'_>,
        message: &[u8],
    ) -> Result<Vec<u8>, Error> {
        let (rsa, len) = self.rsa_for_encryption(sizes)?;
        let maximum = len - 11; // len is 128 at least
        if message.len() > maximum {
            return Err(Error::MessageTooLong {
                maximum,
                found: message.len(),
            });
        }
        let key = rsa.rustcrypto()?;
        randomness.with(|rng| key.encrypt_pkcs1v15(rng, message))?
    }

    /// Verifies a signature over `message`.
    ///
    /// Not checked: whether SHA-1 is acceptable; that is the caller's policy. `sizes` concerns RSA keys only.
    ///
    /// # Errors
    /// [`Error::Verification`] when it does not verify, [`Error::WrongKeyType`] when the scheme is not one of this key's,
    /// [`Error::KeyTooSmall`].
    pub fn verify(
        &self,
        scheme: SignatureScheme,
        sizes: KeySizes,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), Error> {
        self.fits(scheme, sizes)?;
        #[cfg(feature = "aws-lc")]
        if self.engine == Engine::AwsLc
            && let Some(verdict) = self.verify_aws_lc(scheme, message, signature)
        {
            return verdict;
        }
        match (&self.material, scheme) {
            (Material::Rsa(rsa), SignatureScheme::RsaPkcs1v15(hash)) => {
                rsa.rustcrypto()?.verify_pkcs1v15(hash, message, signature)
            }
            (Material::Rsa(rsa), SignatureScheme::RsaPss { hash, salt_len }) => rsa
                .rustcrypto()?
                .verify_pss(hash, salt_len, message, signature),
            (Material::Ec(key), SignatureScheme::Ecdsa { hash, encoding }) => {
                key.verify(hash, encoding, message, signature)
            }
            (Material::Ed25519(key), SignatureScheme::Ed25519) => key.verify(message, signature),
            _ => Err(self.wrong_type(scheme)),
        }
    }

    #[cfg(feature = "aws-lc")]
    fn verify_aws_lc(
        &self,
        scheme: SignatureScheme,
        message: &[u8],
        signature: &[u8],
    ) -> Option<Result<(), Error>> {
        match &self.material {
            Material::Rsa(rsa) => rsa.aws_lc.verify(&rsa.numbers, scheme, message, signature),
            Material::Ec(key) => crate::aws_lc::verify_ecdsa(key, scheme, message, signature),
            Material::Ed25519(key) => crate::aws_lc::verify_ed25519(key, message, signature),
        }
    }

    /// Errs unless this key can be used with this scheme and is large enough.
    pub(crate) fn fits(&self, scheme: SignatureScheme, sizes: KeySizes) -> Result<(), Error> {
        let fits = match (&self.material, scheme) {
            (Material::Rsa(_), SignatureScheme::RsaPkcs1v15(_)) => {
                self.algorithm == KeyAlgorithm::Rsa
            }
            (Material::Rsa(_), SignatureScheme::RsaPss { .. })
            | (Material::Ec(_), SignatureScheme::Ecdsa { .. })
            | (Material::Ed25519(_), SignatureScheme::Ed25519) => true,
            _ => false,
        };
        if !fits {
            return Err(self.wrong_type(scheme));
        }
        let Some(len) = self.modulus_len() else {
            return Ok(());
        };
        sizes.check(len)?;
        // RFC 8017 §9.1.1 step 3: emLen ≥ hLen + sLen + 2.
        let em_len = (self.bits() - 1).div_ceil(8);
        match scheme {
            SignatureScheme::RsaPss { hash, salt_len }
                if em_len
                    .checked_sub(hash.output_len() + 2)
                    .is_none_or(|room| room < salt_len) =>
            {
                Err(Error::Scheme(
                    "the salt is longer than the key has room for",
                ))
            }
            _ => Ok(()),
        }
    }

    /// Returns the block that the public operation finds in a signature, as long as the modulus; `None` for a number that is
    /// not below it. One of the two engines does: there is no secret, and no verdict is made here.
    pub(crate) fn raw(&self, signature: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        match &self.material {
            Material::Rsa(rsa) => Ok(rsa.rustcrypto()?.raw(signature)),
            Material::Ec(_) | Material::Ed25519(_) => Err(Error::WrongKeyType {
                needed: "an RSA key",
                found: self.algorithm.name(),
            }),
        }
    }

    fn wrong_type(&self, scheme: SignatureScheme) -> Error {
        let needed = match scheme {
            SignatureScheme::RsaPkcs1v15(_) | SignatureScheme::RsaPss { .. } => "an RSA key",
            SignatureScheme::Ecdsa { .. } => "an elliptic-curve key",
            SignatureScheme::Ed25519 => "an Ed25519 key",
        };
        Error::WrongKeyType {
            needed,
            found: self.algorithm.name(),
        }
    }

    fn rsa_for_encryption(&self, sizes: KeySizes) -> Result<(&Rsa, usize), Error> {
        match &self.material {
            Material::Rsa(rsa) if self.algorithm == KeyAlgorithm::Rsa => {
                sizes.check(rsa.numbers.n.len())?;
                Ok((rsa, rsa.numbers.n.len()))
            }
            _ => Err(Error::WrongKeyType {
                needed: "an RSA key",
                found: self.algorithm.name(),
            }),
        }
    }
}

impl Rsa {
    fn rustcrypto(&self) -> Result<&rustcrypto::RsaPublic, Error> {
        self.rustcrypto
            .get_or_init(|| rustcrypto::RsaPublic::new(&self.numbers))
            .as_ref()
            .map_err(|error| *error)
    }
}

impl Clone for PublicKey {
    fn clone(&self) -> Self {
        let material = match &self.material {
            Material::Rsa(rsa) => Material::Rsa(Box::new(rsa.numbers.clone().into())),
            Material::Ec(key) => Material::Ec(key.clone()),
            Material::Ed25519(key) => Material::Ed25519(key.clone()),
        };
        Self {
            spki: self.spki.clone(),
            algorithm: self.algorithm,
            material,
            engine: self.engine,
        }
    }
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sha256 = Hash::Sha256.digest(&self.spki);
        let prefix: String = sha256
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        write!(
            f,
            "PublicKey({:?}, {} bits, spki_sha256 {prefix}…)",
            self.algorithm,
            self.bits()
        )
    }
}

/// Writes the SubjectPublicKeyInfo of an algorithm and its public-key octets.
pub(crate) fn spki_der(
    algorithm: spki::AlgorithmIdentifierRef<'_>,
    key: &[u8],
) -> Result<Vec<u8>, Error> {
    let malformed = |_| Error::MalformedKey("SubjectPublicKeyInfo");
    let subject_public_key = der::asn1::BitStringRef::from_bytes(key).map_err(malformed)?;
    spki::SubjectPublicKeyInfoRef {
        algorithm,
        subject_public_key,
    }
    .to_der()
    .map_err(malformed)
}
