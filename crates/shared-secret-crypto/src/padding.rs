//! The RSA encryption paddings by name (RFC 8017 §7).

use std::fmt;
use std::str::FromStr;

use credtool_crypto_engine::{Hash, Oaep};

use crate::Error;

/// How the secret is padded before RSA; `FromStr` and `Display` use the command line's names.
///
/// `oaep-sha1` is what the platform and its tool of 2015 use, `pkcs1v15` what its tool of 2014 used. Java's
/// `OAEPWithSHA-256AndMGF1Padding` keeps SHA-1 for MGF1: that is `oaep-sha256-mgf1-sha1`, and likewise for SHA-384
/// and SHA-512. The OAEP label is always empty.
///
/// ```
/// use credtool_shared_secret_crypto::Padding;
/// assert_eq!("oaep-sha256-mgf1-sha1".parse(), Ok(Padding::OaepSha256Mgf1Sha1));
/// assert_eq!(Padding::default().to_string(), "oaep-sha1");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Padding {
    /// `oaep-sha1`: RSAES-OAEP with SHA-1 and MGF1 with SHA-1.
    #[default]
    OaepSha1,
    /// `oaep-sha256-mgf1-sha1`: SHA-256, MGF1 with SHA-1.
    OaepSha256Mgf1Sha1,
    /// `oaep-sha256`: SHA-256, MGF1 with SHA-256.
    OaepSha256,
    /// `oaep-sha512`: SHA-512, MGF1 with SHA-512.
    OaepSha512,
    /// `oaep-sha384`: SHA-384, MGF1 with SHA-384.
    OaepSha384,
    /// `oaep-sha512-mgf1-sha1`: SHA-512, MGF1 with SHA-1.
    OaepSha512Mgf1Sha1,
    /// `oaep-sha384-mgf1-sha1`: SHA-384, MGF1 with SHA-1.
    OaepSha384Mgf1Sha1,
    /// `pkcs1v15`: RSAES-PKCS1-v1_5. Legacy: it does not prove that the key is the right one, and telling good
    /// from bad padding is an oracle (Bleichenbacher 1998).
    LegacyPkcs1v15,
}

impl Padding {
    /// Every padding in the order in which a search tries them: the platform's own first, then Java's, then by how
    /// common they are; PKCS#1 v1.5 last, because it alone does not check itself.
    pub const ALL: [Self; 8] = [
        Self::OaepSha1,
        Self::OaepSha256Mgf1Sha1,
        Self::OaepSha256,
        Self::OaepSha512,
        Self::OaepSha384,
        Self::OaepSha512Mgf1Sha1,
        Self::OaepSha384Mgf1Sha1,
        Self::LegacyPkcs1v15,
    ];

    /// Returns the name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::OaepSha1 => "oaep-sha1",
            Self::OaepSha256Mgf1Sha1 => "oaep-sha256-mgf1-sha1",
            Self::OaepSha256 => "oaep-sha256",
            Self::OaepSha512 => "oaep-sha512",
            Self::OaepSha384 => "oaep-sha384",
            Self::OaepSha512Mgf1Sha1 => "oaep-sha512-mgf1-sha1",
            Self::OaepSha384Mgf1Sha1 => "oaep-sha384-mgf1-sha1",
            Self::LegacyPkcs1v15 => "pkcs1v15",
        }
    }

    /// Tells whether the padding is kept for old platforms only.
    pub fn is_legacy(self) -> bool {
        self == Self::LegacyPkcs1v15
    }

    /// Returns the longest secret in bytes that a key of that modulus length in bytes carries; `None` where the
    /// hash is too long for the key (RFC 8017 §7.1.1, §7.2.1).
    pub fn max_secret_len(self, modulus_len: usize) -> Option<usize> {
        let overhead = match self.oaep() {
            Some(oaep) => 2 * oaep.hash.output_len() + 2,
            None => 11,
        };
        modulus_len.checked_sub(overhead)
    }

    /// Returns the engine's parameters; `None` for PKCS#1 v1.5.
    pub(crate) fn oaep(self) -> Option<Oaep> {
        let (hash, mgf1_hash) = match self {
            Self::OaepSha1 => (Hash::Sha1, Hash::Sha1),
            Self::OaepSha256Mgf1Sha1 => (Hash::Sha256, Hash::Sha1),
            Self::OaepSha256 => (Hash::Sha256, Hash::Sha256),
            Self::OaepSha512 => (Hash::Sha512, Hash::Sha512),
            Self::OaepSha384 => (Hash::Sha384, Hash::Sha384),
            Self::OaepSha512Mgf1Sha1 => (Hash::Sha512, Hash::Sha1),
            Self::OaepSha384Mgf1Sha1 => (Hash::Sha384, Hash::Sha1),
            Self::LegacyPkcs1v15 => return None,
        };
        Some(Oaep {
            hash,
            mgf1_hash,
            label: Vec::new(),
        })
    }
}

impl fmt::Display for Padding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Padding {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let known = Self::ALL.into_iter().find(|padding| padding.name() == name);
        known.ok_or_else(|| Error::UnknownPadding {
            name: name.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for padding in Padding::ALL {
            assert_eq!(padding.to_string().parse(), Ok(padding));
        }
        for unknown in ["", "auto", "oaep", "OAEP-SHA1", "pkcs1"] {
            assert!(unknown.parse::<Padding>().is_err(), "{unknown}");
        }
    }

    #[test]
    fn pkcs1v15_comes_last_and_is_the_only_legacy_one() {
        assert_eq!(
            Padding::ALL.iter().position(|p| p.is_legacy()),
            Some(Padding::ALL.len() - 1)
        );
    }

    #[test]
    fn longest_secrets() {
        assert_eq!(Padding::OaepSha1.max_secret_len(256), Some(214));
        assert_eq!(Padding::OaepSha512.max_secret_len(128), None);
        assert_eq!(Padding::LegacyPkcs1v15.max_secret_len(128), Some(117));
    }
}
