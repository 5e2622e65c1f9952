//! JWE in its compact form (RFC 7516 §7.1) as far as every reader here needs it: five parts, and a header without surprises.
//!
//! The rules are stricter than the RFC's: base64url without padding and with zero trailing bits (one text for one value), no
//! member twice (RFC 7516 §4 leaves it to the reader which one counts), and no member that the reader does not know, so
//! `zip` and `crit` are refused without being named.

use base64_simd::URL_SAFE_NO_PAD;
use credtool_crypto_engine::Aes256GcmKey;
use zeroize::Zeroizing;

mod header; // the protected header, strictly

pub(crate) use header::{Header, HeaderProblem};

/// The one content encryption of everything here (RFC 7518 §5.3).
pub(crate) const A256GCM: &str = "A256GCM";

/// Direct encryption: the content key is known, and no encrypted key travels (RFC 7518 §4.5).
pub(crate) const DIR: &str = "dir";

/// The five parts as they stand, each still base64url and not yet decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CompactJwe<'a> {
    /// The protected header; its ASCII is the additional authenticated data.
    pub(crate) header: &'a str,
    /// The encrypted key, empty for `dir`.
    pub(crate) encrypted_key: &'a str,
    /// The initialisation vector.
    pub(crate) iv: &'a str,
    /// The cipher text.
    pub(crate) ciphertext: &'a str,
    /// The authentication tag.
    pub(crate) tag: &'a str,
}

impl<'a> CompactJwe<'a> {
    /// Returns the five parts, or `None` when there are fewer or more. The alphabet is checked by [`decode`].
    pub(crate) fn split(text: &'a str) -> Option<Self> {
        let mut parts = text.split('.');
        let jwe = Self {
            header: parts.next()?,
            encrypted_key: parts.next()?,
            iv: parts.next()?,
            ciphertext: parts.next()?,
            tag: parts.next()?,
        };
        parts.next().is_none().then_some(jwe)
    }
}

/// Returns the bytes of one part, or `None` when it is not base64url without padding, or its last bits are not zero.
pub(crate) fn decode(part: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode_to_vec(part).ok()
}

/// Returns base64url without padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode_to_string(bytes)
}

/// Returns a compact JWE; `None` when the payload is longer than AES-GCM seals.
pub(crate) fn seal(
    key: &[u8; 32],
    header: &str,
    encrypted_key: &[u8],
    iv: &[u8; 12],
    payload: &[u8],
) -> Option<String> {
    let header = encode(header.as_bytes());
    let key = Aes256GcmKey::new(key);
    let sealed = key.seal(iv, header.as_bytes(), payload).ok()?;
    let (ciphertext, tag) = sealed.split_at_checked(payload.len())?;
    let parts = [encrypted_key, iv, ciphertext, tag].map(encode);
    Some(format!("{header}.{}", parts.join(".")))
}

/// The nonce and what was sealed under it, decoded and of the right lengths.
pub(crate) struct Sealed {
    iv: [u8; 12],
    ciphertext_and_tag: Vec<u8>,
}

impl Sealed {
    /// Decodes the last three parts. The error says what is wrong with them.
    pub(crate) fn read(jwe: &CompactJwe<'_>) -> Result<Self, &'static str> {
        let iv = decode(jwe.iv).and_then(|iv| iv.try_into().ok());
        let iv = iv.ok_or("its nonce is no base64url of 12 bytes")?;
        let mut sealed = decode(jwe.ciphertext).ok_or("its cipher text is no base64url")?;
        let tag: Option<[u8; 16]> = decode(jwe.tag).and_then(|tag| tag.try_into().ok());
        sealed.extend(tag.ok_or("its tag is no base64url of 16 bytes")?);
        Ok(Self {
            iv,
            ciphertext_and_tag: sealed,
        })
    }

    /// Returns the payload, or `None` when the tag does not match.
    pub(crate) fn open(
        &self,
        key: &Aes256GcmKey,
        jwe: &CompactJwe<'_>,
    ) -> Option<Zeroizing<Vec<u8>>> {
        let aad = jwe.header.as_bytes();
        key.open(&self.iv, aad, &self.ciphertext_and_tag).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_parts_and_no_other_number() {
        assert_eq!(
            CompactJwe::split("a..b.c.d"),
            Some(CompactJwe {
                header: "a",
                encrypted_key: "",
                iv: "b",
                ciphertext: "c",
                tag: "d"
            })
        );
        for text in ["", "a", "a.b.c.d", "a.b.c.d.e.f", "a..b.c.d."] {
            assert_eq!(CompactJwe::split(text), None, "{text}");
        }
    }

    #[test]
    fn one_text_for_one_value() {
        assert_eq!(decode("AQ"), Some(vec![1]));
        // Padding, the other alphabet, white space, trailing bits that are not zero, an impossible length.
        for part in ["AQ==", "+/+/", "A Q", "AQ\n", "AR", "A", "AQé"] {
            assert_eq!(decode(part), None, "{part:?}");
        }
    }
}
