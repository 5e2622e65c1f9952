//! What a key signs certificates, requests and revocation lists with, and the structure that all three share.

use credtool_crypto_engine::{
    EcdsaEncoding, Hash, KeyAlgorithm, KeySizes, Randomness, SignatureScheme,
};

use crate::asn1::tlv::tag;
use crate::asn1::tlv_write::element;
use crate::{Error, PrivateKey};

/// A key with the one algorithm that it signs with here.
pub(crate) struct Signer<'a> {
    key: &'a PrivateKey,
    scheme: SignatureScheme,
    /// The `AlgorithmIdentifier` of the signature, DER.
    pub(crate) algorithm: &'static [u8],
}

impl<'a> Signer<'a> {
    /// Chooses the algorithm: RSA with PKCS#1 v1.5 and SHA-256, which everything reads; ECDSA with the hash of the curve's
    /// strength (RFC 5480 §4); Ed25519.
    ///
    /// # Errors
    /// [`Error::UnsupportedKeyType`] for keys that nothing is signed with here.
    pub(crate) fn new(key: &'a PrivateKey) -> Result<Self, Error> {
        let (scheme, algorithm) = match key.engine_key()?.public_key().algorithm() {
            KeyAlgorithm::Rsa => (SignatureScheme::RsaPkcs1v15(Hash::Sha256), SHA256_WITH_RSA),
            KeyAlgorithm::EcP256 => (ecdsa(Hash::Sha256), ECDSA_WITH_SHA256),
            KeyAlgorithm::EcP384 => (ecdsa(Hash::Sha384), ECDSA_WITH_SHA384),
            KeyAlgorithm::Ed25519 => (SignatureScheme::Ed25519, ED25519),
            _ => {
                return Err(Error::UnsupportedKeyType {
                    key_type: key.info().name(),
                    reason:
                        "certificates and requests are signed with RSA, P-256, P-384 and Ed25519"
                            .to_owned(),
                });
            }
        };
        Ok(Self {
            key,
            scheme,
            algorithm,
        })
    }

    /// Returns the SEQUENCE of what is signed, the algorithm and the signature (RFC 5280 §4.1.1).
    ///
    /// # Errors
    /// [`Error::InvalidKey`] for RSA below `sizes`, [`Error::Randomness`].
    pub(crate) fn signed(
        &self,
        message: &[u8],
        sizes: KeySizes,
        randomness: Randomness<'_>,
    ) -> Result<Vec<u8>, Error> {
        let key = self.key.engine_key()?;
        let signature = key
            .sign(self.scheme, sizes, randomness, message)
            .map_err(|error| Error::from_engine(error, &self.key.info().name()))?;
        let bits = element(tag::BIT_STRING, &[&[0], &signature]);
        Ok(element(tag::SEQUENCE, &[message, self.algorithm, &bits]).to_vec())
    }
}

fn ecdsa(hash: Hash) -> SignatureScheme {
    SignatureScheme::Ecdsa {
        hash,
        encoding: EcdsaEncoding::Der,
    }
}

/// Lends randomness once more, for one of several draws.
pub(crate) fn again<'a>(randomness: &'a mut Randomness<'_>) -> Randomness<'a> {
    match randomness {
        Randomness::System => Randomness::System,
        Randomness::Given(rng) => Randomness::Given(&mut **rng),
    }
}

/// RFC 4055 §5: the parameters are NULL.
const SHA256_WITH_RSA: &[u8] = &[
    0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11, 5, 0,
];
/// RFC 5758 §3.2: no parameters.
const ECDSA_WITH_SHA256: &[u8] = &[0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
const ECDSA_WITH_SHA384: &[u8] = &[0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];
/// RFC 8410 §3: no parameters.
const ED25519: &[u8] = &[0x30, 5, 6, 3, 0x2b, 0x65, 0x70];
