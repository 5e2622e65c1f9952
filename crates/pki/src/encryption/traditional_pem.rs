//! Encryption inside PEM as OpenSSL did it before PKCS#8: the headers `Proc-Type` and `DEK-Info` (RFC 1421 §4.6), a key
//! from MD5 (`EVP_BytesToKey`, one iteration), no integrity.

use zeroize::Zeroizing;

use crate::encryption::hash::Hash;
use crate::encryption::pbe::cipher::{Cipher, Failure};
use crate::{Error, Password, Pem};

/// Whether the block's content is encrypted in this way.
pub(crate) fn is_encrypted(block: &Pem) -> bool {
    block.header(DEK_INFO).is_some()
        || block
            .header("Proc-Type")
            .is_some_and(|value| value.ends_with("ENCRYPTED"))
}

/// What the headers say.
pub(crate) struct TraditionalEncryption {
    cipher: Cipher,
    iv: Vec<u8>,
}

impl TraditionalEncryption {
    /// Reads the header `DEK-Info`.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`] for ciphers and modes that are not read, [`Error::Malformed`] for a header that is not
    /// there or not as it should be.
    pub(crate) fn from_headers(block: &Pem) -> Result<Self, Error> {
        let malformed = Error::Malformed {
            what: "DEK-Info header",
            at: 0,
        };
        let value = block.header(DEK_INFO).ok_or(malformed.clone())?;
        let (name, iv) = value.split_once(',').unwrap_or((value, ""));
        let name = name.trim();
        let cipher = cipher(name).ok_or_else(|| Error::UnsupportedAlgorithm {
            what: "cipher",
            algorithm: name.to_owned(),
        })?;
        match base16ct::mixed::decode_vec(iv.trim()) {
            Ok(iv) if iv.len() == cipher.iv_len() => Ok(Self { cipher, iv }),
            _ => Err(malformed),
        }
    }

    /// Returns the scheme in words, such as `traditional PEM (MD5, AES-128-CBC)`.
    pub(crate) fn name(&self) -> String {
        format!("traditional PEM (MD5, {})", self.cipher.name())
    }

    /// Returns the plain content. Wrong passwords pass the padding check once in 256 times: the caller judges what comes
    /// out.
    ///
    /// # Errors
    /// [`Error::WrongPassword`], [`Error::Malformed`] for what no password opens.
    pub(crate) fn decrypt(
        &self,
        password: &Password,
        ciphertext: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let key = bytes_to_key(password, &self.iv[..8], self.cipher.key_len());
        self.cipher
            .decrypt(&key, &self.iv, ciphertext)
            .map_err(|failure| match failure {
                Failure::Mismatch => Error::WrongPassword {
                    what: "the private key",
                },
                Failure::Length => Error::Malformed {
                    what: "encrypted content",
                    at: 0,
                },
            })
    }
}

/// OpenSSL's `EVP_BytesToKey` with MD5 and one iteration: each block is the hash of the one before, password and salt.
fn bytes_to_key(password: &Password, salt: &[u8], length: usize) -> Zeroizing<Vec<u8>> {
    let mut key = Zeroizing::new(Vec::with_capacity(length + 16));
    while key.len() < length {
        let before = key.len().saturating_sub(16);
        let block = Hash::Md5.iterate(&[&key[before..], password.expose().as_bytes(), salt], 1);
        key.extend_from_slice(&block);
    }
    key.truncate(length);
    key
}

/// OpenSSL's names. Other modes (CFB, OFB, ECB) and ciphers were never the default of any tool.
fn cipher(name: &str) -> Option<Cipher> {
    Some(match name.to_ascii_uppercase().as_str() {
        "AES-128-CBC" => Cipher::Aes128Cbc,
        "AES-192-CBC" => Cipher::Aes192Cbc,
        "AES-256-CBC" => Cipher::Aes256Cbc,
        "DES-EDE3-CBC" => Cipher::TripleDesCbc,
        "DES-EDE-CBC" => Cipher::TwoKeyTripleDesCbc,
        "DES-CBC" => Cipher::DesCbc,
        "RC2-CBC" => Cipher::Rc2Cbc {
            key_len: 16,
            effective_bits: 128,
        },
        "RC2-64-CBC" => Cipher::Rc2Cbc {
            key_len: 8,
            effective_bits: 64,
        },
        "RC2-40-CBC" => Cipher::Rc2Cbc {
            key_len: 5,
            effective_bits: 40,
        },
        _ => return None,
    })
}

const DEK_INFO: &str = "DEK-Info";
