//! Public keys from any file, and as what the engine computes with.

use credtool_crypto_engine as engine;

use crate::asn1::algorithm::AlgorithmIdentifier;
use crate::asn1::tlv::{single, tag};
use crate::asn1::tlv_write::{oid, sequence};
use crate::key::content::Content;
use crate::key::key_type::{Curve, DSA, KeyType, RSA, bit_length};
use crate::key::private_key_info::{subject_public_key_info, whole_octets};
use crate::key::rsa_numbers::RsaNumbers;
use crate::{Error, KeyInfo, KeyStructure, Pem, key::file, pem, spki_sha256};

/// A public key of any type, as its SubjectPublicKeyInfo.
///
/// ```
/// use credtool_pki::PublicKey;
///
/// let key = PublicKey::parse(include_bytes!("../../tests/data/keys/rsa2048.spki.pem"))?;
/// assert_eq!(key.info().bits, Some(2048));
/// assert_eq!(key.info().encoding(), "SubjectPublicKeyInfo PEM");
/// # Ok::<(), credtool_pki::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    spki: Vec<u8>,
    info: KeyInfo,
}

impl PublicKey {
    /// Parses a file: SubjectPublicKeyInfo or PKCS#1, PEM or DER, recognised by content. Of several PEM blocks the first
    /// public key is taken. Not looked for: the public half of private keys, certificates and requests.
    ///
    /// # Errors
    /// [`Error::WrongContent`] where the file holds something else, [`Error::Pem`], and those of
    /// [`PublicKey::from_spki_der`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        if !file::is_text(bytes) {
            return Self::from_der(bytes);
        }
        let blocks = Pem::parse_all(bytes)?;
        let block = blocks
            .iter()
            .find(|block| block.label().ends_with("PUBLIC KEY"));
        let block = block.ok_or_else(|| file::other_blocks(EXPECTED, &blocks))?;
        let mut key = Self::from_der(block.contents())?;
        key.info.pem = true;
        Ok(key)
    }

    /// Parses a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), as certificates and requests hold it.
    ///
    /// Checked: an RSA modulus is odd, its exponent odd, above one and at most 256 bits. Not checked: that a point is on its
    /// curve, which [`PublicKey::engine_key`] does.
    ///
    /// # Errors
    /// [`Error::Malformed`], [`Error::InvalidKey`].
    pub fn from_spki_der(der: &[u8]) -> Result<Self, Error> {
        let mut fields = single(der, tag::SEQUENCE, SPKI)?.reader();
        let algorithm = AlgorithmIdentifier::read(&mut fields, SPKI)?;
        let key = whole_octets(&fields.expect(tag::BIT_STRING, SPKI)?)?;
        fields.finish(SPKI)?;
        let key_type = KeyType::of(&algorithm.oid);
        let (mut bits, mut curve) = (None, None);
        match key_type {
            KeyType::Rsa | KeyType::RsaPss => bits = Some(RsaNumbers::from_public(key)?.bits()),
            KeyType::Ec => {
                let found = Curve::from_algorithm(&algorithm)?;
                found.check_point(key)?;
                (bits, curve) = (found.field_bits, found.name);
            }
            KeyType::Ed25519 | KeyType::Ed448 | KeyType::X25519 | KeyType::X448 => {
                bits = Some(8 * key.len());
            }
            KeyType::Dsa => bits = dsa_bits(&algorithm)?,
            KeyType::Dh | KeyType::Other(_) => {}
        }
        let info = KeyInfo {
            private: false,
            key_type,
            bits,
            curve,
            structure: KeyStructure::SubjectPublicKeyInfo,
            pem: false,
            encryption: None,
            spki_sha256: spki_sha256(der),
        };
        Ok(Self {
            spki: der.to_vec(),
            info,
        })
    }

    fn from_der(der: &[u8]) -> Result<Self, Error> {
        let der = file::definite(der, EXPECTED, "public key")?;
        match Content::of(&der) {
            Content::SubjectPublicKeyInfo => Self::from_spki_der(&der),
            Content::RsaPublicKey => {
                let algorithm = sequence(&[&oid(&RSA), &[tag::NULL, 0]]);
                let spki = subject_public_key_info(&algorithm, &der);
                let mut key = Self::from_spki_der(&spki)?;
                key.info.structure = KeyStructure::Pkcs1;
                Ok(key)
            }
            other => Err(Error::WrongContent {
                expected: EXPECTED,
                found: other.described().to_owned(),
            }),
        }
    }

    /// Returns the public facts.
    pub fn info(&self) -> &KeyInfo {
        &self.info
    }

    /// Returns the SubjectPublicKeyInfo in DER. An RSASSA-PSS key keeps its parameters.
    pub fn spki_der(&self) -> &[u8] {
        &self.spki
    }

    /// Returns the SubjectPublicKeyInfo as PEM.
    pub fn to_pem(&self) -> String {
        pem::encode("PUBLIC KEY", &self.spki).to_string()
    }

    /// Returns whether the SubjectPublicKeyInfo of a certificate or a request holds this key, however both are encoded: whether
    /// [`spki_sha256`] is the same.
    pub fn matches(&self, spki_der: &[u8]) -> bool {
        self.info.spki_sha256 == spki_sha256(spki_der)
    }

    /// Returns the key to encrypt and verify with. Points are checked to be on their curve.
    ///
    /// # Errors
    /// [`Error::UnsupportedKeyType`] for types and curves that the engine does not compute with, [`Error::InvalidKey`],
    /// [`Error::Malformed`].
    pub fn engine_key(&self) -> Result<engine::PublicKey, Error> {
        engine::PublicKey::from_spki_der(&self.spki)
            .map_err(|error| Error::from_engine(error, &self.info.name()))
    }
}

/// The size of p (RFC 3279 §2.3.2); parameters may be inherited, which is not at all.
fn dsa_bits(algorithm: &AlgorithmIdentifier<'_>) -> Result<Option<usize>, Error> {
    debug_assert_eq!(algorithm.oid, DSA);
    match algorithm.parameters {
        Some(parameters) if parameters.tag == tag::SEQUENCE => {
            let p = parameters.reader().expect(tag::INTEGER, "Dss-Parms")?;
            Ok(Some(bit_length(p.content)))
        }
        _ => Ok(None),
    }
}

const EXPECTED: &str = "a public key";
const SPKI: &str = "SubjectPublicKeyInfo";
