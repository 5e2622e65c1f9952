//! ECDSA over P-256 and P-384, and Ed25519.

use ed25519_dalek::pkcs8::DecodePrivateKey;
use p256::elliptic_curve::Generate;
use pkcs8::EncodePrivateKey;
use rand_core::CryptoRng;
use signature::hazmat::{PrehashSigner, PrehashVerifier};
use zeroize::Zeroizing;

use crate::public_key::{EC_PUBLIC_KEY, ED25519, P256, P384, spki_der};
use crate::{EcdsaEncoding, Error, Hash};

/// A canonical PKCS#8 and the SubjectPublicKeyInfo that belongs to it.
type KeyPair = (Zeroizing<Vec<u8>>, Vec<u8>);

/// A point that is on its curve.
#[derive(Clone)]
pub(crate) enum EcPublic {
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
}

impl EcPublic {
    pub(crate) fn p256(point: &[u8]) -> Result<Self, Error> {
        p256::ecdsa::VerifyingKey::from_sec1_bytes(point)
            .map(Self::P256)
            .map_err(|_| NOT_ON_CURVE)
    }

    pub(crate) fn p384(point: &[u8]) -> Result<Self, Error> {
        p384::ecdsa::VerifyingKey::from_sec1_bytes(point)
            .map(Self::P384)
            .map_err(|_| NOT_ON_CURVE)
    }

    /// Returns the uncompressed point (SEC 1 §2.3.3).
    pub(crate) fn uncompressed(&self) -> Vec<u8> {
        match self {
            Self::P256(key) => key.to_sec1_point(false).as_bytes().to_vec(),
            Self::P384(key) => key.to_sec1_point(false).as_bytes().to_vec(),
        }
    }

    pub(crate) fn verify(
        &self,
        hash: Hash,
        encoding: EcdsaEncoding,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), Error> {
        let digest = ecdsa_digest(hash, message);
        macro_rules! verify {
            ($curve:ident, $key:expr) => {{
                let parsed = match encoding {
                    EcdsaEncoding::Der => $curve::ecdsa::Signature::from_der(signature),
                    EcdsaEncoding::Fixed => $curve::ecdsa::Signature::from_slice(signature),
                };
                parsed.and_then(|signature| $key.verify_prehash(&digest, &signature))
            }};
        }
        let verified = match self {
            Self::P256(key) => verify!(p256, key),
            Self::P384(key) => verify!(p384, key),
        };
        verified.map_err(|_| Error::Verification)
    }
}

/// An Ed25519 public key that is not of small order.
#[derive(Clone)]
pub(crate) struct Ed25519Public(ed25519_dalek::VerifyingKey);

impl Ed25519Public {
    pub(crate) fn new(bytes: &[u8]) -> Result<Self, Error> {
        let bytes = bytes
            .try_into()
            .map_err(|_| Error::MalformedKey("Ed25519 public key"))?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| NOT_ON_CURVE)?;
        // A key of small order verifies one signature over any message; libraries disagree on it, so nobody gets it.
        if key.is_weak() {
            Err(Error::InvalidKey("the point has small order"))
        } else {
            Ok(Self(key))
        }
    }

    #[cfg(feature = "aws-lc")]
    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        let signature =
            ed25519_dalek::Signature::from_slice(signature).map_err(|_| Error::Verification)?;
        signature::Verifier::verify(&self.0, message, &signature).map_err(|_| Error::Verification)
    }
}

/// Signs with the nonce of RFC 6979.
pub(crate) fn sign_ecdsa(
    pkcs8: &[u8],
    p384: bool,
    hash: Hash,
    encoding: EcdsaEncoding,
    message: &[u8],
) -> Result<Vec<u8>, Error> {
    let digest = ecdsa_digest(hash, message);
    let failed = Error::Scheme("the message could not be signed");
    macro_rules! sign {
        ($curve:ident) => {{
            let key = $curve::SecretKey::from_pkcs8_der(pkcs8).map_err(|_| NOT_A_KEY)?;
            let key = $curve::ecdsa::SigningKey::from(&key);
            let signature: $curve::ecdsa::Signature =
                key.sign_prehash(&digest).map_err(|_| failed)?;
            match encoding {
                EcdsaEncoding::Der => signature.to_der().as_bytes().to_vec(),
                EcdsaEncoding::Fixed => signature.to_bytes().to_vec(),
            }
        }};
    }
    Ok(if p384 { sign!(p384) } else { sign!(p256) })
}

pub(crate) fn sign_ed25519(pkcs8: &[u8], message: &[u8]) -> Result<Vec<u8>, Error> {
    let key = ed25519_dalek::SigningKey::from_pkcs8_der(pkcs8).map_err(|_| NOT_A_KEY)?;
    Ok(signature::Signer::sign(&key, message).to_bytes().to_vec())
}

pub(crate) fn ec_p256_from_pkcs8(der: &[u8]) -> Result<KeyPair, Error> {
    let key = p256::SecretKey::from_pkcs8_der(der).map_err(|_| NOT_A_KEY)?;
    let pkcs8 = key.to_pkcs8_der().map_err(|_| NOT_A_KEY)?.to_bytes();
    let point = p256::ecdsa::VerifyingKey::from(key.public_key()).to_sec1_point(false);
    Ok((pkcs8, ec_spki(&P256, point.as_bytes())?))
}

pub(crate) fn ec_p384_from_pkcs8(der: &[u8]) -> Result<KeyPair, Error> {
    let key = p384::SecretKey::from_pkcs8_der(der).map_err(|_| NOT_A_KEY)?;
    let pkcs8 = key.to_pkcs8_der().map_err(|_| NOT_A_KEY)?.to_bytes();
    let point = p384::ecdsa::VerifyingKey::from(key.public_key()).to_sec1_point(false);
    Ok((pkcs8, ec_spki(&P384, point.as_bytes())?))
}

pub(crate) fn ed25519_from_pkcs8(der: &[u8]) -> Result<KeyPair, Error> {
    let key = ed25519_dalek::SigningKey::from_pkcs8_der(der).map_err(|_| NOT_A_KEY)?;
    let algorithm = spki::AlgorithmIdentifierRef {
        oid: ED25519,
        parameters: None,
    };
    Ok((
        ed25519_pkcs8(key.as_bytes()),
        spki_der(algorithm, key.verifying_key().as_bytes())?,
    ))
}

pub(super) fn generate_p256(rng: &mut dyn CryptoRng) -> Result<Zeroizing<Vec<u8>>, Error> {
    p256::SecretKey::generate_from_rng(rng)
        .to_pkcs8_der()
        .map(|key| key.to_bytes())
        .map_err(|_| NOT_A_KEY)
}

pub(super) fn generate_p384(rng: &mut dyn CryptoRng) -> Result<Zeroizing<Vec<u8>>, Error> {
    p384::SecretKey::generate_from_rng(rng)
        .to_pkcs8_der()
        .map(|key| key.to_bytes())
        .map_err(|_| NOT_A_KEY)
}

pub(super) fn generate_ed25519(rng: &mut dyn CryptoRng) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut seed = Zeroizing::new([0; 32]);
    rng.fill_bytes(seed.as_mut_slice());
    Ok(ed25519_pkcs8(&seed))
}

/// Hashes for ECDSA; a digest shorter than half the order is left-padded, which leaves its number as it is (FIPS 186-5 §6.4.1).
fn ecdsa_digest(hash: Hash, message: &[u8]) -> Vec<u8> {
    let digest = hash.digest(message);
    let mut padded = vec![0; 24usize.saturating_sub(digest.len())];
    padded.extend_from_slice(&digest);
    padded
}

fn ec_spki(curve: &der::asn1::ObjectIdentifier, point: &[u8]) -> Result<Vec<u8>, Error> {
    spki_der(
        spki::AlgorithmIdentifierRef {
            oid: EC_PUBLIC_KEY,
            parameters: Some(curve.into()),
        },
        point,
    )
}

/// RFC 8410 §7: version 0, the algorithm, and the seed in an OCTET STRING within an OCTET STRING.
fn ed25519_pkcs8(seed: &[u8; 32]) -> Zeroizing<Vec<u8>> {
    const PREFIX: [u8; 16] = [
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04,
        0x20,
    ];
    Zeroizing::new([PREFIX.as_slice(), seed.as_slice()].concat())
}

const NOT_ON_CURVE: Error = Error::InvalidKey("the point is not on its curve");
const NOT_A_KEY: Error = Error::InvalidKey("it is not a private key of its curve");
