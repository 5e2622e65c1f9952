//! The secret that an app shares with the platform.

use std::sync::OnceLock;

use credtool_crypto_engine::{Hash, HmacKey};
use zeroize::Zeroizing;

use crate::Error;

/// A shared secret: opaque bytes, used as they are. A secret of 40 hex digits is 40 bytes of key, not 20.
///
/// Erased on drop, never printed. The prepared HMAC keys are kept beside it, so a server should keep the value.
pub struct SharedSecret {
    bytes: Zeroizing<Vec<u8>>,
    /// One place a hash, filled when first needed.
    hmac: [OnceLock<HmacKey>; 4],
}

impl SharedSecret {
    /// Takes the text of the secret, exactly: nothing is trimmed or decoded.
    ///
    /// # Errors
    /// [`Error::EmptySecret`] when there is nothing: anybody could sign with that.
    pub fn new(text: impl AsRef<[u8]>) -> Result<Self, Error> {
        let text = text.as_ref();
        if text.is_empty() {
            return Err(Error::EmptySecret);
        }
        Ok(Self {
            bytes: Zeroizing::new(text.to_vec()),
            hmac: Default::default(),
        })
    }

    /// Returns the secret: the one door.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether it is a key: PEM, a JSON Web Key, DER, or the base64 of a PEM without its border lines. For whoever takes a
    /// public key for a secret, everybody knows the secret (RFC 8725 §2.1).
    pub(crate) fn is_key_text(&self) -> bool {
        let text = self.bytes.strip_prefix(b"\xef\xbb\xbf");
        let text = text.unwrap_or(&self.bytes).trim_ascii_start();
        let has = |part: &[u8]| memchr::memmem::find(text, part).is_some();
        // A SEQUENCE as long as the rest, with a SEQUENCE or INTEGER in it: SPKI, PKCS#1, PKCS#8, a certificate.
        let is_der = match self.bytes.as_slice() {
            [0x30, 0x82, high, low, next, rest @ ..] => {
                let len = usize::from(*high) << 8 | usize::from(*low);
                matches!(next, 0x30 | 0x02) && rest.len() + 1 == len
            }
            [0x30, 0x81, len, next, rest @ ..] | [0x30, len, next, rest @ ..] => {
                matches!(next, 0x30 | 0x02) && rest.len() + 1 == usize::from(*len)
            }
            _ => false,
        };
        let in_base64 = |start: &&[u8]| text.starts_with(start);
        has(b"-----BEGIN ")
            || is_der
            || (text.starts_with(b"{") && has(b"\"kty\""))
            || KEYS_IN_BASE64.iter().any(in_base64)
    }

    /// Returns the prepared key for HMAC over this hash.
    pub(crate) fn hmac(&self, hash: Hash) -> &HmacKey {
        let [sha1, sha256, sha384, sha512] = &self.hmac;
        let place = match hash {
            Hash::Sha1 => sha1,
            Hash::Sha256 => sha256,
            Hash::Sha384 => sha384,
            Hash::Sha512 => sha512,
        };
        place.get_or_init(|| HmacKey::new(hash, &self.bytes))
    }
}

impl std::fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SharedSecret([REDACTED])")
    }
}

/// How a SubjectPublicKeyInfo starts in base64: RSA of 2048, 3072 and 4096 bits, P-256, P-384, Ed25519.
const KEYS_IN_BASE64: [&[u8]; 6] = [
    b"MIIBIjANBgkqhkiG9w0B",
    b"MIIBojANBgkqhkiG9w0B",
    b"MIICIjANBgkqhkiG9w0B",
    b"MFkwEwYHKoZIzj0C",
    b"MHYwEAYHKoZIzj0C",
    b"MCowBQYDK2Vw",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_no_secrets() {
        let p256: Vec<u8> = [0x30, 0x59, 0x30, 0x13]
            .into_iter()
            .chain([0; 87])
            .collect();
        for key in [
            b"-----BEGIN PUBLIC KEY-----\nMFkw".as_slice(),
            b"\xef\xbb\xbf-----BEGIN RSA PUBLIC KEY-----",
            b"Bag Attributes\n-----BEGIN CERTIFICATE-----",
            b" { \"e\": \"AQAB\", \"kty\": \"RSA\" }",
            b"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE",
            &p256,
        ] {
            assert!(SharedSecret::new(key).unwrap().is_key_text(), "{key:?}");
        }
        for secret in [
            b"1008877afabf32efb31f9c974dbeaa688bed0769".as_slice(),
            b"{\"kt\"",
            b"0Y00",
            b"MIIB",
        ] {
            assert!(
                !SharedSecret::new(secret).unwrap().is_key_text(),
                "{secret:?}"
            );
        }
    }

    #[test]
    fn debug_is_redacted() {
        let secret = SharedSecret::new("hunter2").unwrap();
        let _ = secret.hmac(Hash::Sha256);
        assert_eq!(format!("{secret:?}"), "SharedSecret([REDACTED])");
    }
}
