//! How algorithms are spelled. The spelling is part of the signed string, so it is kept apart from the algorithm.

use credtool_crypto_engine::Hash;

use super::Scheme;

/// How a signature is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// HMAC with the shared secret's text as key (RFC 2104).
    Hmac(Hash),
    /// RSASSA-PKCS1-v1_5 with the app's key (RFC 8017 §8.2).
    Rsa(Hash),
}

/// Every spelling seen in the field or in the platform's documents, the one we send first; RSA after HMAC.
pub(crate) const SPELLINGS: [(Scheme, &[&str]); 5] = [
    (
        Scheme::HmacSha1,
        &["HmacSHA1", "HMAC-SHA1", "HMACSHA1", "HMAC-SHA-1"],
    ),
    (
        Scheme::HmacSha256,
        &["HMACSHA256", "HMAC-SHA256", "HmacSHA256", "HMAC-SHA-256"],
    ),
    (
        Scheme::HmacSha512,
        &["HMACSHA512", "HMAC-SHA512", "HmacSHA512", "HMAC-SHA-512"],
    ),
    (Scheme::RsaSha1, &["SHA1withRSA", "RSA-SHA1"]),
    (Scheme::RsaSha256, &["SHA256withRSA", "RSA-SHA256"]),
];

/// Returns the scheme that signs under this name: letters in either case, hyphens and underscores anywhere.
pub(crate) fn scheme_called(name: &str) -> Option<Scheme> {
    let alike = |spelling: &str| {
        let bare = |text: &str| {
            let letters = text.bytes().filter(|byte| !matches!(byte, b'-' | b'_'));
            letters
                .map(|byte| byte.to_ascii_lowercase())
                .collect::<Vec<u8>>()
        };
        bare(spelling) == bare(name)
    };
    let exact = |(_, spellings): &&(Scheme, &[&str])| spellings.contains(&name);
    let found = SPELLINGS.iter().find(exact).or_else(|| {
        let like = |(_, spellings): &&(Scheme, &[&str])| spellings.iter().any(|text| alike(text));
        SPELLINGS.iter().find(like).filter(|_| name.len() <= 32)
    });
    found.map(|(scheme, _)| *scheme)
}

/// Whether a name is one that digests go by.
pub(crate) fn is_digest(name: &str) -> bool {
    ["SHA1", "SHA-1", "Digest"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name))
}

impl Scheme {
    /// Returns the name that is sent for the algorithm unless another is chosen; nothing for a plain App ID.
    #[must_use]
    pub fn wire_name(self) -> Option<&'static str> {
        if self == Self::Digest {
            return Some("SHA1");
        }
        let found = SPELLINGS.iter().find(|(scheme, _)| *scheme == self);
        found.and_then(|(_, spellings)| spellings.first().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scheme_that_signs_has_a_spelling() {
        for scheme in Scheme::ALL {
            let signs = scheme.algorithm().is_some();
            let spelt = SPELLINGS.iter().any(|(known, _)| *known == scheme);
            assert_eq!(signs, spelt, "{scheme:?}");
        }
    }

    #[test]
    fn names() {
        assert_eq!(scheme_called("HMAC-SHA-256"), Some(Scheme::HmacSha256));
        assert_eq!(scheme_called("hmacsha1"), Some(Scheme::HmacSha1));
        assert_eq!(scheme_called("rsa_sha256"), Some(Scheme::RsaSha256));
        assert_eq!(scheme_called("SHA256WithRSA"), Some(Scheme::RsaSha256));
        for unknown in ["", "none", "SHA256", "HS256", "HMAC", "MD5withRSA"] {
            assert_eq!(scheme_called(unknown), None, "{unknown}");
        }
    }
}
