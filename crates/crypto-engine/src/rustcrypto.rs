//! The pure-Rust engine: always there, every size and padding. One of the two files that name a backend.

mod ec;
mod rsa;

use aes_gcm::aead::{AeadInOut, KeyInit};
use hmac::Mac;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

pub(crate) use ec::{
    EcPublic, Ed25519Public, ec_p256_from_pkcs8, ec_p384_from_pkcs8, ed25519_from_pkcs8,
    sign_ecdsa, sign_ed25519,
};
pub(crate) use rsa::{RsaPrivate, RsaPublic, rsa_public_key_der};

use crate::{Error, Hash, NewKey};

/// AES-256-GCM with a 12-byte nonce.
pub(crate) struct Aes256Gcm(aes_gcm::Aes256Gcm);

impl Aes256Gcm {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self(aes_gcm::Aes256Gcm::new(key.into()))
    }

    pub(crate) fn seal(&self, nonce: &[u8; 12], aad: &[u8], buffer: &mut Vec<u8>) -> Option<()> {
        let tag = self.seal_detached(nonce, aad, buffer)?;
        buffer.extend_from_slice(&tag);
        Some(())
    }

    pub(crate) fn seal_detached(
        &self,
        nonce: &[u8; 12],
        aad: &[u8],
        buffer: &mut [u8],
    ) -> Option<[u8; 16]> {
        let tag = self
            .0
            .encrypt_inout_detached(nonce.into(), aad, buffer.into())
            .ok()?;
        Some(tag.into())
    }

    pub(crate) fn open(&self, nonce: &[u8; 12], aad: &[u8], buffer: &mut Vec<u8>) -> Option<()> {
        let end = buffer.len().checked_sub(crate::Aes256GcmKey::TAG_LEN)?;
        let (message, tag) = buffer.split_at_mut(end);
        let tag = <&aes_gcm::Tag>::try_from(&*tag).ok()?;
        self.0
            .decrypt_inout_detached(nonce.into(), aad, message.into(), tag)
            .ok()?;
        buffer.truncate(end);
        Some(())
    }
}

/// HMAC with the key already absorbed.
pub(crate) enum Hmac {
    Sha1(hmac::Hmac<sha1::Sha1>),
    Sha256(hmac::Hmac<sha2::Sha256>),
    Sha384(hmac::Hmac<sha2::Sha384>),
    Sha512(hmac::Hmac<sha2::Sha512>),
}

impl Hmac {
    pub(crate) fn new(hash: Hash, key: &[u8]) -> Self {
        // RFC 2104 takes keys of any length, so the fallible constructor cannot fail; an empty key is the total fallback.
        fn keyed<M: KeyInit + Mac>(key: &[u8]) -> M {
            <M as KeyInit>::new_from_slice(key)
                .unwrap_or_else(|_| <M as KeyInit>::new(&Default::default()))
        }
        match hash {
            Hash::Sha1 => Self::Sha1(keyed(key)),
            Hash::Sha256 => Self::Sha256(keyed(key)),
            Hash::Sha384 => Self::Sha384(keyed(key)),
            Hash::Sha512 => Self::Sha512(keyed(key)),
        }
    }

    pub(crate) fn tag(&self, message: &[u8]) -> Vec<u8> {
        fn tag<M: Mac + Clone>(mac: &M, message: &[u8]) -> Vec<u8> {
            mac.clone()
                .chain_update(message)
                .finalize()
                .into_bytes()
                .to_vec()
        }
        match self {
            Self::Sha1(mac) => tag(mac, message),
            Self::Sha256(mac) => tag(mac, message),
            Self::Sha384(mac) => tag(mac, message),
            Self::Sha512(mac) => tag(mac, message),
        }
    }
}

/// Generates a key and returns it as PKCS#8 DER.
pub(crate) fn generate(kind: NewKey, rng: &mut dyn CryptoRng) -> Result<Zeroizing<Vec<u8>>, Error> {
    match kind {
        NewKey::Rsa2048 => rsa::generate(2048, rng),
        NewKey::Rsa3072 => rsa::generate(3072, rng),
        NewKey::Rsa4096 => rsa::generate(4096, rng),
        NewKey::EcP256 => ec::generate_p256(rng),
        NewKey::EcP384 => ec::generate_p384(rng),
        NewKey::Ed25519 => ec::generate_ed25519(rng),
    }
}
