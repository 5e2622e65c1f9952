//! Private keys from any file, as PKCS#8, and as what the engine computes with.

use credtool_crypto_engine as engine;
use credtool_crypto_engine::{NewKey, Randomness};
use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::asn1::tlv::tag;
use crate::asn1::tlv_write::{element, sequence};
use crate::key::content::Content;
use crate::key::private_key_info::{PrivateKeyInfo, wrap};
use crate::{
    Error, KeyInfo, KeyStructure, Password, Pem, PublicKey, encryption::pbe, key::file, pem,
};

/// A private key of any type, as PKCS#8, with its public half. Erased on drop, never printed; [`PrivateKey::expose`] is the
/// one door.
///
/// ```
/// use credtool_pki::{Error, Password, PrivateKey};
///
/// let file = include_bytes!("../../tests/data/keys/rsa2048.pbes2-aes256-sha256.pem");
/// assert!(matches!(PrivateKey::parse(file, None), Err(Error::PasswordNeeded { .. })));
///
/// let key = PrivateKey::parse(file, Some(&Password::new("changeit")))?;
/// assert_eq!(key.info().key_type.to_string(), "RSA");
/// assert_eq!(key.info().encryption.as_deref(), Some("PBES2 (PBKDF2-HMAC-SHA-256, AES-256-CBC)"));
/// # Ok::<(), credtool_pki::Error>(())
/// ```
pub struct PrivateKey {
    pkcs8: Zeroizing<Vec<u8>>,
    info: KeyInfo,
    public: PublicKey,
    engine: Result<engine::PrivateKey, Error>,
}

impl PrivateKey {
    /// Parses a file: PKCS#8, PKCS#1, SEC 1 or OpenSSL's DSA form, PEM or DER, encrypted or not, recognised by content. Of
    /// several PEM blocks the first private key is taken, and its label is not believed. A password that is not needed is
    /// not used: [`KeyInfo::encryption`] tells.
    ///
    /// Checked: the numbers of RSA keys and of keys on P-256, P-384 and Ed25519 belong together. Not checked: that RSA
    /// primes are prime; the numbers of other types and of RSA keys above 16 384 bits.
    ///
    /// # Errors
    /// [`Error::PasswordNeeded`] and [`Error::WrongPassword`]; [`Error::WrongContent`], which says what the file is instead;
    /// [`Error::Malformed`], [`Error::Pem`], [`Error::InvalidKey`]; [`Error::UnsupportedAlgorithm`] for the encryption;
    /// [`Error::UnsupportedKeyType`] where the public key is neither in the file nor computed here;
    /// [`Error::TooMuchWork`].
    pub fn parse(bytes: &[u8], password: Option<&Password>) -> Result<Self, Error> {
        let (opened, pem) = file::open(bytes, password)?;
        Self::from_opened(opened, pem, None)
    }

    /// Parses as [`PrivateKey::parse`] does a key whose certificate is at hand: where the file does not hold the public key
    /// and nothing here computes it (DSA, P-521, Ed448 …), the one of the certificate is taken.
    ///
    /// Not checked in that case: that the two belong together.
    ///
    /// # Errors
    /// Those of [`PrivateKey::parse`].
    pub fn parse_beside(
        bytes: &[u8],
        password: Option<&Password>,
        certificate_spki_der: &[u8],
    ) -> Result<Self, Error> {
        let (opened, pem) = file::open(bytes, password)?;
        Self::from_opened(opened, pem, Some(certificate_spki_der))
    }

    /// Parses one PEM block, whatever its label says.
    ///
    /// # Errors
    /// Those of [`PrivateKey::parse`].
    pub fn from_pem(block: &Pem, password: Option<&Password>) -> Result<Self, Error> {
        Self::from_opened(file::open_block(block, password)?, true, None)
    }

    /// Generates a key. RSA takes from 30 milliseconds to seconds.
    ///
    /// # Errors
    /// [`Error::Randomness`] if the operating system gives no random bytes.
    pub fn generate(kind: NewKey, randomness: Randomness<'_>) -> Result<Self, Error> {
        let key = engine::PrivateKey::generate(kind, randomness)
            .map_err(|error| Error::from_engine(error, ""))?;
        Self::parse(key.expose(), None)
    }

    fn from_opened(opened: file::Opened, pem: bool, beside: Option<&[u8]>) -> Result<Self, Error> {
        let pkcs8 = wrap(opened.content, &opened.der)?;
        let fields = PrivateKeyInfo::from_der(&pkcs8)?;
        let (engine, public) = halves(&fields, beside)?;
        let info = KeyInfo {
            private: true,
            structure: match opened.content {
                Content::RsaPrivateKey => KeyStructure::Pkcs1,
                Content::EcPrivateKey => KeyStructure::Sec1,
                Content::DsaPrivateKey => KeyStructure::TraditionalDsa,
                _ => KeyStructure::Pkcs8,
            },
            pem,
            encryption: opened.encryption,
            ..public.info().clone()
        };
        Ok(Self {
            pkcs8,
            info,
            public,
            engine,
        })
    }

    /// Returns the public facts.
    pub fn info(&self) -> &KeyInfo {
        &self.info
    }

    /// Returns the public half.
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// Returns the secret: the key as PKCS#8 `PrivateKeyInfo` in DER. A file that held PKCS#8 keeps its attributes.
    pub fn expose(&self) -> &[u8] {
        &self.pkcs8
    }

    /// Returns the key to decrypt and sign with.
    ///
    /// # Errors
    /// [`Error::UnsupportedKeyType`] for types, curves and numbers of primes that the engine does not compute with.
    pub fn engine_key(&self) -> Result<&engine::PrivateKey, Error> {
        self.engine.as_ref().map_err(Clone::clone)
    }

    /// Returns whether this key belongs to the SubjectPublicKeyInfo of a certificate or a request; see
    /// [`PublicKey::matches`].
    pub fn matches(&self, spki_der: &[u8]) -> bool {
        self.public.matches(spki_der)
    }

    /// Returns the secret as PKCS#8 PEM.
    pub fn to_pem(&self) -> Zeroizing<String> {
        pem::encode("PRIVATE KEY", &self.pkcs8)
    }

    /// Returns the key as encrypted PKCS#8 PEM: PBES2 with PBKDF2-HMAC-SHA-256, 100 000 iterations, a salt of 16 bytes, and
    /// AES-256-CBC (RFC 8018 §6.2).
    ///
    /// The iterations cost a reader 10 milliseconds on a processor with SHA instructions and under 100 on others, at every
    /// start of every process that uses the key. The 600 000 that OWASP advises for what servers store about their users
    /// would slow a guesser by 2.6 bits more, less than half a random character of the password.
    pub fn to_encrypted_pem<R: CryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        password: &Password,
    ) -> String {
        let sealed = pbe::encrypt(rng, password, ITERATIONS, &self.pkcs8);
        let ciphertext = element(tag::OCTET_STRING, &[&sealed.ciphertext]);
        let info = sequence(&[&sealed.algorithm_identifier_der, &ciphertext]);
        pem::encode("ENCRYPTED PRIVATE KEY", &info).to_string()
    }
}

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PrivateKey")
            .field("info", &self.info)
            .finish_non_exhaustive()
    }
}

/// Returns the key for the engine, or why there is none, and the public half: the engine's where it knows the type, and
/// otherwise what the file or the certificate beside it says.
fn halves(
    fields: &PrivateKeyInfo<'_>,
    beside: Option<&[u8]>,
) -> Result<(Result<engine::PrivateKey, Error>, PublicKey), Error> {
    if let Some(numbers) = fields.rsa_numbers()?
        && numbers.bits() > MAX_CHECKED_BITS
    {
        let public = PublicKey::from_spki_der(&fields.subject_public_key_info()?)?;
        let key_type = public.info().key_type.to_string();
        let reason = "it has more than 16 384 bits".to_owned();
        return Ok((Err(Error::UnsupportedKeyType { key_type, reason }), public));
    }
    match engine::PrivateKey::from_pkcs8_der(&fields.minimal()) {
        Ok(key) => {
            let public = PublicKey::from_spki_der(key.public_key().spki_der())?;
            let belongs = fields
                .told_public_key_info()?
                .is_none_or(|told| public.matches(&told));
            if !belongs {
                let reason =
                    "the public key in the file does not belong to the private key".to_owned();
                return Err(Error::InvalidKey { reason });
            }
            Ok((Ok(key), public))
        }
        Err(engine::Error::UnsupportedKeyType) => {
            let told = fields.subject_public_key_info().or_else(|error| {
                let fitting = beside.filter(|spki_der| fields.has_algorithm_of(spki_der));
                fitting.map(<[u8]>::to_vec).ok_or(error)
            });
            let public = PublicKey::from_spki_der(&told?)?;
            let error =
                Error::from_engine(engine::Error::UnsupportedKeyType, &public.info().name());
            Ok((Err(error), public))
        }
        Err(error) => Err(Error::from_engine(error, "")),
    }
}

/// Iterations of what is written encrypted; [`PrivateKey::to_encrypted_pem`] says why.
const ITERATIONS: u32 = 100_000;

/// Checking an RSA key takes the square of its size. OpenSSL has the same limit.
const MAX_CHECKED_BITS: usize = 16_384;
