//! The ciphers of password-based encryption: key and initialisation vector in, plain text out.

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::consts::{U12, U16};
use aes::cipher::{
    BlockCipherDecrypt, BlockModeDecrypt, BlockModeEncrypt, InnerIvInit, KeyInit, KeyIvInit,
};
use aes::{Aes128, Aes192, Aes256};
use aes_gcm::AesGcm;
use aes_gcm::aead::Aead;
use des::{Des, TdesEde2, TdesEde3};
use rc2::Rc2;
use rc4::{Rc4, StreamCipher};
use zeroize::Zeroizing;

/// A cipher with its mode. Block ciphers in CBC mode take the padding of RFC 8018 §6.1.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cipher {
    Aes128Cbc,
    Aes192Cbc,
    Aes256Cbc,
    TripleDesCbc,
    TwoKeyTripleDesCbc,
    DesCbc,
    /// RFC 2268: the key is as long as told, its strength is `effective_bits`.
    Rc2Cbc {
        key_len: usize,
        effective_bits: usize,
    },
    Rc4 {
        key_len: usize,
    },
    /// RFC 5084: a nonce of 12 bytes, the authentication tag at the end of the ciphertext.
    AesGcm {
        key_len: usize,
        tag_len: usize,
    },
}

/// Why a ciphertext did not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It is no whole number of blocks, or key or initialisation vector have another length: no password will open it.
    Length,
    /// The padding or the authentication tag is not there: another key, or damage.
    Mismatch,
}

impl Cipher {
    /// Returns the length of the key in bytes.
    pub(crate) fn key_len(self) -> usize {
        match self {
            Self::Aes128Cbc | Self::TwoKeyTripleDesCbc => 16,
            Self::Aes192Cbc | Self::TripleDesCbc => 24,
            Self::Aes256Cbc => 32,
            Self::DesCbc => 8,
            Self::Rc2Cbc { key_len, .. } | Self::Rc4 { key_len } | Self::AesGcm { key_len, .. } => {
                key_len
            }
        }
    }

    /// Returns the length of the initialisation vector in bytes.
    pub(crate) fn iv_len(self) -> usize {
        match self {
            Self::Aes128Cbc | Self::Aes192Cbc | Self::Aes256Cbc => 16,
            Self::TripleDesCbc | Self::TwoKeyTripleDesCbc | Self::DesCbc | Self::Rc2Cbc { .. } => 8,
            Self::AesGcm { .. } => 12,
            Self::Rc4 { .. } => 0,
        }
    }

    /// Returns the usual name.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Aes128Cbc => "AES-128-CBC".into(),
            Self::Aes192Cbc => "AES-192-CBC".into(),
            Self::Aes256Cbc => "AES-256-CBC".into(),
            Self::TripleDesCbc => "DES-EDE3-CBC".into(),
            Self::TwoKeyTripleDesCbc => "DES-EDE-CBC".into(),
            Self::DesCbc => "DES-CBC".into(),
            Self::Rc2Cbc { effective_bits, .. } => format!("RC2-{effective_bits}-CBC"),
            Self::Rc4 { key_len } => format!("RC4-{}", 8 * key_len),
            Self::AesGcm { key_len, .. } => format!("AES-{}-GCM", 8 * key_len),
        }
    }

    /// Returns the plain text. RC4 has no padding: its plain text must be judged by what it holds.
    pub(crate) fn decrypt(
        self,
        key: &[u8],
        iv: &[u8],
        ciphertext: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Failure> {
        if key.len() != self.key_len() || iv.len() != self.iv_len() {
            return Err(Failure::Length);
        }
        match self {
            Self::Aes128Cbc => cbc(Aes128::new_from_slice(key), iv, ciphertext),
            Self::Aes192Cbc => cbc(Aes192::new_from_slice(key), iv, ciphertext),
            Self::Aes256Cbc => cbc(Aes256::new_from_slice(key), iv, ciphertext),
            Self::TripleDesCbc => cbc(TdesEde3::new_from_slice(key), iv, ciphertext),
            Self::TwoKeyTripleDesCbc => cbc(TdesEde2::new_from_slice(key), iv, ciphertext),
            Self::DesCbc => cbc(Des::new_from_slice(key), iv, ciphertext),
            Self::Rc2Cbc {
                key_len: 1..=128,
                effective_bits: bits @ 1..=1024,
            } => cbc(
                Ok::<_, Failure>(Rc2::new_with_eff_key_len(key, bits)),
                iv,
                ciphertext,
            ),
            Self::Rc2Cbc { .. } => Err(Failure::Length),
            Self::Rc4 { .. } => {
                let mut plaintext = Zeroizing::new(ciphertext.to_vec());
                Rc4::new_from_slice(key)
                    .map_err(|_| Failure::Length)?
                    .apply_keystream(&mut plaintext);
                Ok(plaintext)
            }
            Self::AesGcm {
                key_len: 16,
                tag_len: 12,
            } => gcm::<AesGcm<Aes128, U12, U12>>(key, iv, ciphertext),
            Self::AesGcm {
                key_len: 16,
                tag_len: 16,
            } => gcm::<AesGcm<Aes128, U12, U16>>(key, iv, ciphertext),
            Self::AesGcm {
                key_len: 24,
                tag_len: 12,
            } => gcm::<AesGcm<Aes192, U12, U12>>(key, iv, ciphertext),
            Self::AesGcm {
                key_len: 24,
                tag_len: 16,
            } => gcm::<AesGcm<Aes192, U12, U16>>(key, iv, ciphertext),
            Self::AesGcm {
                key_len: 32,
                tag_len: 12,
            } => gcm::<AesGcm<Aes256, U12, U12>>(key, iv, ciphertext),
            Self::AesGcm {
                key_len: 32,
                tag_len: 16,
            } => gcm::<AesGcm<Aes256, U12, U16>>(key, iv, ciphertext),
            Self::AesGcm { .. } => Err(Failure::Length),
        }
    }
}

/// Returns the ciphertext of AES-256-CBC, padded: the only cipher that is written here.
pub(crate) fn encrypt_aes256_cbc(key: &[u8; 32], iv: &[u8; 16], plaintext: &[u8]) -> Vec<u8> {
    cbc::Encryptor::<Aes256>::new(key.into(), iv.into()).encrypt_padded_vec::<Pkcs7>(plaintext)
}

fn cbc<C: BlockCipherDecrypt, E>(
    cipher: Result<C, E>,
    iv: &[u8],
    ciphertext: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let cipher = cipher.map_err(|_| Failure::Length)?;
    let mode = cbc::Decryptor::inner_iv_slice_init(cipher, iv).map_err(|_| Failure::Length)?;
    if ciphertext.is_empty() || !ciphertext.len().is_multiple_of(C::block_size()) {
        return Err(Failure::Length);
    }
    let mut buffer = Zeroizing::new(ciphertext.to_vec());
    let length = mode
        .decrypt_padded::<Pkcs7>(&mut buffer)
        .map_err(|_| Failure::Mismatch)?
        .len();
    buffer.truncate(length);
    Ok(buffer)
}

fn gcm<C: Aead + KeyInit>(
    key: &[u8],
    nonce: &[u8],
    ciphertext: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let cipher = C::new_from_slice(key).map_err(|_| Failure::Length)?;
    let nonce = nonce.try_into().map_err(|_| Failure::Length)?;
    cipher
        .decrypt(nonce, ciphertext)
        .map(Zeroizing::new)
        .map_err(|_| Failure::Mismatch)
}
