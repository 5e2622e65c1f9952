//! The fast road: what AWS-LC covers. Every function answers `None` for the rest, and the caller goes on in pure Rust.
//!
//! It covers RSA from 2048 to 8192 bits, OAEP with one hash for both purposes, and everything that needs no generator of the
//! caller's. It never sees PKCS#1 v1.5 decryption: its verdict on the padding would be an oracle.

use std::sync::OnceLock;

use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{
    KeyPair, KeySize, OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OAEP_SHA384_MGF1SHA384,
    OAEP_SHA512_MGF1SHA512, OaepAlgorithm, OaepPrivateDecryptingKey, OaepPublicEncryptingKey,
    PrivateDecryptingKey, PublicEncryptingKey, PublicKeyComponents,
};
use aws_lc_rs::signature::{
    self, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, ParsedPublicKey, RsaParameters,
};
use aws_lc_rs::{hmac, signature::VerificationAlgorithm};
use zeroize::Zeroizing;

use crate::rsa_numbers::RsaPublicNumbers;
use crate::rustcrypto::{EcPublic, Ed25519Public};
use crate::{EcdsaEncoding, Error, Hash, KeyAlgorithm, NewKey, Oaep, Randomness, SignatureScheme};

/// AWS-LC's forms of one private key, each made when first needed; `None` where it does not take the key.
#[derive(Default)]
pub(crate) struct PrivateKey {
    decrypting: OnceLock<Option<OaepPrivateDecryptingKey>>,
    rsa: OnceLock<Option<KeyPair>>,
    ecdsa_der: OnceLock<Option<EcdsaKeyPair>>,
    ecdsa_fixed: OnceLock<Option<EcdsaKeyPair>>,
    ed25519: OnceLock<Option<Ed25519KeyPair>>,
}

impl PrivateKey {
    pub(crate) fn decrypt_oaep(
        &self,
        pkcs8: &[u8],
        oaep: &Oaep,
        ciphertext: &[u8],
    ) -> Option<Result<Zeroizing<Vec<u8>>, Error>> {
        let algorithm = oaep_algorithm(oaep)?;
        let key = self.decrypting.get_or_init(|| {
            PrivateDecryptingKey::from_pkcs8(pkcs8)
                .and_then(|key| Ok(OaepPrivateDecryptingKey::new(key)?))
                .ok()
        });
        let key = key.as_ref()?;
        let mut buffer = Zeroizing::new(vec![0; key.min_output_size()]);
        let opened = key
            .decrypt(algorithm, ciphertext, &mut buffer, Some(&oaep.label))
            .map(|message| message.len());
        Some(match opened {
            Ok(len) => {
                buffer.truncate(len);
                Ok(buffer)
            }
            Err(_) => Err(Error::Decryption),
        })
    }

    pub(crate) fn sign(
        &self,
        key: &crate::PrivateKey,
        scheme: SignatureScheme,
        randomness: &Randomness<'_>,
        message: &[u8],
    ) -> Option<Vec<u8>> {
        match scheme {
            SignatureScheme::RsaPkcs1v15(hash) => {
                self.sign_rsa(key, pkcs1v15_signing(hash)?, message)
            }
            SignatureScheme::RsaPss { hash, salt_len }
                if randomness.is_system() && salt_len == hash.output_len() =>
            {
                self.sign_rsa(key, pss_signing(hash)?, message)
            }
            SignatureScheme::Ecdsa { hash, encoding } if randomness.is_system() => {
                let algorithm = ecdsa_signing(key.public_key().algorithm(), hash, encoding)?;
                let cell = match encoding {
                    EcdsaEncoding::Der => &self.ecdsa_der,
                    EcdsaEncoding::Fixed => &self.ecdsa_fixed,
                };
                let pair = cell
                    .get_or_init(|| EcdsaKeyPair::from_pkcs8(algorithm, key.expose()).ok())
                    .as_ref()?;
                pair.sign(&SystemRandom::new(), message)
                    .ok()
                    .map(|signature| signature.as_ref().to_vec())
            }
            SignatureScheme::Ed25519 => {
                let pair = || Ed25519KeyPair::from_pkcs8_maybe_unchecked(key.expose()).ok();
                let pair = self.ed25519.get_or_init(pair).as_ref()?;
                Some(pair.sign(message).as_ref().to_vec())
            }
            _ => None,
        }
    }

    fn sign_rsa(
        &self,
        key: &crate::PrivateKey,
        encoding: &'static signature::RsaSignatureEncoding,
        message: &[u8],
    ) -> Option<Vec<u8>> {
        if key.public_key().algorithm() != KeyAlgorithm::Rsa {
            return None; // id-RSASSA-PSS keys carry restrictions that the RustCrypto road does not see and this one might
        }
        let pair = self
            .rsa
            .get_or_init(|| KeyPair::from_pkcs8(key.expose()).ok())
            .as_ref()?;
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(encoding, &SystemRandom::new(), message, &mut signature)
            .ok()?;
        Some(signature)
    }
}

/// AWS-LC's forms of one RSA public key, each made when first needed; `None` where it does not take the key.
#[derive(Default)]
pub(crate) struct RsaPublicKey {
    encrypting: OnceLock<Option<OaepPublicEncryptingKey>>,
    /// One for each scheme of [`rsa_verification`].
    verifying: [OnceLock<Option<ParsedPublicKey>>; 7],
}

impl RsaPublicKey {
    pub(crate) fn encrypt_oaep(
        &self,
        spki: &[u8],
        modulus_len: usize,
        oaep: &Oaep,
        message: &[u8],
    ) -> Option<Vec<u8>> {
        let algorithm = oaep_algorithm(oaep)?;
        let key = self.encrypting.get_or_init(|| {
            OaepPublicEncryptingKey::new(PublicEncryptingKey::from_der(spki).ok()?).ok()
        });
        let mut sealed = vec![0; modulus_len];
        let written = key
            .as_ref()?
            .encrypt(algorithm, message, &mut sealed, Some(&oaep.label));
        let len = written.ok()?.len();
        (len == modulus_len).then_some(sealed)
    }

    pub(crate) fn verify(
        &self,
        numbers: &RsaPublicNumbers,
        scheme: SignatureScheme,
        message: &[u8],
        signature: &[u8],
    ) -> Option<Result<(), Error>> {
        let (slot, parameters) = rsa_verification(scheme)?;
        if !(2048..=8192).contains(&numbers.bits()) {
            return None;
        }
        let key = self.verifying.get(slot)?.get_or_init(|| {
            let components = PublicKeyComponents {
                n: &numbers.n,
                e: &numbers.e,
            };
            components.to_parsed_public_key(parameters).ok()
        });
        let verdict = key.as_ref()?.verify_sig(message, signature);
        Some(verdict.map_err(|_| Error::Verification))
    }
}

pub(crate) fn verify_ecdsa(
    key: &EcPublic,
    scheme: SignatureScheme,
    message: &[u8],
    signature: &[u8],
) -> Option<Result<(), Error>> {
    let SignatureScheme::Ecdsa { hash, encoding } = scheme else {
        return None;
    };
    let algorithm = match (key, hash, encoding) {
        (EcPublic::P256(_), Hash::Sha256, EcdsaEncoding::Der) => &signature::ECDSA_P256_SHA256_ASN1,
        (EcPublic::P256(_), Hash::Sha384, EcdsaEncoding::Der) => &signature::ECDSA_P256_SHA384_ASN1,
        (EcPublic::P256(_), Hash::Sha256, EcdsaEncoding::Fixed) => {
            &signature::ECDSA_P256_SHA256_FIXED
        }
        (EcPublic::P384(_), Hash::Sha256, EcdsaEncoding::Der) => &signature::ECDSA_P384_SHA256_ASN1,
        (EcPublic::P384(_), Hash::Sha384, EcdsaEncoding::Der) => &signature::ECDSA_P384_SHA384_ASN1,
        (EcPublic::P384(_), Hash::Sha384, EcdsaEncoding::Fixed) => {
            &signature::ECDSA_P384_SHA384_FIXED
        }
        _ => return None,
    };
    Some(
        algorithm
            .verify_sig(&key.uncompressed(), message, signature)
            .map_err(|_| Error::Verification),
    )
}

pub(crate) fn verify_ed25519(
    key: &Ed25519Public,
    message: &[u8],
    signature: &[u8],
) -> Option<Result<(), Error>> {
    Some(
        signature::ED25519
            .verify_sig(key.as_bytes(), message, signature)
            .map_err(|_| Error::Verification),
    )
}

/// Generates an RSA key and returns it as PKCS#8 DER; the curves are as quick in pure Rust.
pub(crate) fn generate_rsa(kind: NewKey) -> Option<Zeroizing<Vec<u8>>> {
    let size = match kind {
        NewKey::Rsa2048 => KeySize::Rsa2048,
        NewKey::Rsa3072 => KeySize::Rsa3072,
        NewKey::Rsa4096 => KeySize::Rsa4096,
        NewKey::EcP256 | NewKey::EcP384 | NewKey::Ed25519 => return None,
    };
    let der = PrivateDecryptingKey::generate(size).ok()?.as_der().ok()?;
    Some(Zeroizing::new(der.as_ref().to_vec()))
}

/// AES-256-GCM with a 12-byte nonce.
pub(crate) struct Aes256Gcm(LessSafeKey);

impl Aes256Gcm {
    pub(crate) fn new(key: &[u8; 32]) -> Option<Self> {
        UnboundKey::new(&aead::AES_256_GCM, key)
            .ok()
            .map(|key| Self(LessSafeKey::new(key)))
    }

    #[inline]
    pub(crate) fn seal(&self, nonce: &[u8; 12], aad: &[u8], buffer: &mut Vec<u8>) -> Option<()> {
        self.0
            .seal_in_place_append_tag(Nonce::from(nonce), Aad::from(aad), buffer)
            .ok()
    }

    #[inline]
    pub(crate) fn seal_detached(
        &self,
        nonce: &[u8; 12],
        aad: &[u8],
        buffer: &mut [u8],
    ) -> Option<[u8; 16]> {
        let tag = self
            .0
            .seal_in_place_separate_tag(Nonce::from(nonce), Aad::from(aad), buffer)
            .ok()?;
        tag.as_ref().try_into().ok()
    }

    #[inline]
    pub(crate) fn open(&self, nonce: &[u8; 12], aad: &[u8], buffer: &mut Vec<u8>) -> Option<()> {
        let len = self
            .0
            .open_in_place(Nonce::from(nonce), Aad::from(aad), buffer)
            .ok()?
            .len();
        buffer.truncate(len);
        Some(())
    }
}

/// HMAC with the key already absorbed.
pub(crate) struct Hmac(hmac::Key);

impl Hmac {
    pub(crate) fn new(hash: Hash, key: &[u8]) -> Self {
        let algorithm = match hash {
            Hash::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Hash::Sha256 => hmac::HMAC_SHA256,
            Hash::Sha384 => hmac::HMAC_SHA384,
            Hash::Sha512 => hmac::HMAC_SHA512,
        };
        Self(hmac::Key::new(algorithm, key))
    }

    pub(crate) fn tag(&self, message: &[u8]) -> Vec<u8> {
        hmac::sign(&self.0, message).as_ref().to_vec()
    }
}

/// Returns the parameters of a scheme, and its place among them.
fn rsa_verification(scheme: SignatureScheme) -> Option<(usize, &'static RsaParameters)> {
    use SignatureScheme::{RsaPkcs1v15, RsaPss};
    Some(match scheme {
        RsaPkcs1v15(Hash::Sha1) => (0, &signature::RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY),
        RsaPkcs1v15(Hash::Sha256) => (1, &signature::RSA_PKCS1_2048_8192_SHA256),
        RsaPkcs1v15(Hash::Sha384) => (2, &signature::RSA_PKCS1_2048_8192_SHA384),
        RsaPkcs1v15(Hash::Sha512) => (3, &signature::RSA_PKCS1_2048_8192_SHA512),
        RsaPss {
            hash: Hash::Sha256,
            salt_len: 32,
        } => (4, &signature::RSA_PSS_2048_8192_SHA256),
        RsaPss {
            hash: Hash::Sha384,
            salt_len: 48,
        } => (5, &signature::RSA_PSS_2048_8192_SHA384),
        RsaPss {
            hash: Hash::Sha512,
            salt_len: 64,
        } => (6, &signature::RSA_PSS_2048_8192_SHA512),
        _ => return None,
    })
}

fn oaep_algorithm(oaep: &Oaep) -> Option<&'static OaepAlgorithm> {
    match (oaep.hash, oaep.mgf1_hash) {
        (Hash::Sha1, Hash::Sha1) => Some(&OAEP_SHA1_MGF1SHA1),
        (Hash::Sha256, Hash::Sha256) => Some(&OAEP_SHA256_MGF1SHA256),
        (Hash::Sha384, Hash::Sha384) => Some(&OAEP_SHA384_MGF1SHA384),
        (Hash::Sha512, Hash::Sha512) => Some(&OAEP_SHA512_MGF1SHA512),
        _ => None,
    }
}

fn pkcs1v15_signing(hash: Hash) -> Option<&'static signature::RsaSignatureEncoding> {
    match hash {
        Hash::Sha1 => None,
        Hash::Sha256 => Some(&signature::RSA_PKCS1_SHA256),
        Hash::Sha384 => Some(&signature::RSA_PKCS1_SHA384),
        Hash::Sha512 => Some(&signature::RSA_PKCS1_SHA512),
    }
}

fn pss_signing(hash: Hash) -> Option<&'static signature::RsaSignatureEncoding> {
    match hash {
        Hash::Sha1 => None,
        Hash::Sha256 => Some(&signature::RSA_PSS_SHA256),
        Hash::Sha384 => Some(&signature::RSA_PSS_SHA384),
        Hash::Sha512 => Some(&signature::RSA_PSS_SHA512),
    }
}

fn ecdsa_signing(
    key: KeyAlgorithm,
    hash: Hash,
    encoding: EcdsaEncoding,
) -> Option<&'static EcdsaSigningAlgorithm> {
    match (key, hash, encoding) {
        (KeyAlgorithm::EcP256, Hash::Sha256, EcdsaEncoding::Der) => {
            Some(&signature::ECDSA_P256_SHA256_ASN1_SIGNING)
        }
        (KeyAlgorithm::EcP256, Hash::Sha256, EcdsaEncoding::Fixed) => {
            Some(&signature::ECDSA_P256_SHA256_FIXED_SIGNING)
        }
        (KeyAlgorithm::EcP384, Hash::Sha384, EcdsaEncoding::Der) => {
            Some(&signature::ECDSA_P384_SHA384_ASN1_SIGNING)
        }
        (KeyAlgorithm::EcP384, Hash::Sha384, EcdsaEncoding::Fixed) => {
            Some(&signature::ECDSA_P384_SHA384_FIXED_SIGNING)
        }
        _ => None,
    }
}
