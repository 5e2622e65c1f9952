//! The public half of a credential, as requests carry it.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use rand_core::CryptoRng;

use crate::Error;
use crate::version_label::visible;

/// An App ID: 1 to 128 visible ASCII characters without `"`, `\` and `,`.
///
/// Generated ones are `{member}-{40 of base62}`; an app that comes from another system brings its own. Compared without regard
/// to letter case, written with the case it was given. An App ID is no secret.
#[derive(Debug, Clone)]
pub struct AppId(String);

impl AppId {
    /// The greatest number of characters.
    pub const MAXIMUM: usize = 128;
    /// The member of generated App IDs where nobody names one.
    pub const DEFAULT_MEMBER: &str = "app";

    /// Returns a new App ID: the member, a hyphen, 40 characters of `0-9A-Za-z` (238 bits).
    ///
    /// # Errors
    /// As for parsing: the member takes 1 to 87 characters.
    pub fn generate(member: &str, rng: &mut (impl CryptoRng + ?Sized)) -> Result<Self, Error> {
        visible(member, "the member", Self::MAXIMUM - 1 - RANDOM, FORBIDDEN)?;
        let mut text = format!("{member}-");
        let mut bytes = [0; 64];
        let mut left = RANDOM;
        while left > 0 {
            rng.fill_bytes(&mut bytes);
            // 248 is the greatest multiple of 62 in a byte: what lies above would favour the first characters.
            let drawn = bytes.iter().filter(|&&byte| byte < 248).take(left);
            for byte in drawn {
                text.push(char::from(BASE62[usize::from(byte % 62)]));
                left -= 1;
            }
        }
        Ok(Self(text))
    }

    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the form that is equal for equal App IDs: what an index holds.
    #[must_use]
    pub fn fold(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl FromStr for AppId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        visible(text, "the App ID", Self::MAXIMUM, FORBIDDEN)?;
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<&str> for AppId {
    type Error = Error;

    fn try_from(text: &str) -> Result<Self, Error> {
        text.parse()
    }
}

impl fmt::Display for AppId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialEq for AppId {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for AppId {}

impl PartialOrd for AppId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for AppId {
    fn cmp(&self, other: &Self) -> Ordering {
        let fold = |id: &Self| {
            id.0.bytes()
                .map(|byte| byte.to_ascii_lowercase())
                .collect::<Vec<_>>()
        };
        fold(self).cmp(&fold(other))
    }
}

impl Hash for AppId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for byte in self.0.bytes() {
            state.write_u8(byte.to_ascii_lowercase());
        }
        state.write_u8(0xff);
    }
}

/// Quotation marks, backslashes and commas have a meaning in the headers that carry App IDs.
const FORBIDDEN: &str = "\"\\,";
const RANDOM: usize = 40;
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashSet};

    use chacha20::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::*;

    #[test]
    fn generated() {
        let mut rng = ChaCha20Rng::from_seed([7; 32]);
        let id = AppId::generate("my-platform", &mut rng).unwrap();
        let random = id.as_str().strip_prefix("my-platform-").unwrap();
        assert!(random.len() == 40 && random.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_eq!(id.as_str().parse::<AppId>().unwrap().as_str(), id.as_str());
        assert!(AppId::generate(&"m".repeat(87), &mut rng).is_ok());
        for member in ["", "a b", "a,b", &"m".repeat(88)] {
            assert!(AppId::generate(member, &mut rng).is_err(), "{member}");
        }
    }

    #[test]
    fn without_regard_to_case() {
        let [a, b, c] =
            ["Acme-aB1", "ACME-Ab1", "acme-ab2"].map(|text| AppId::from_str(text).unwrap());
        assert_eq!(a, b);
        assert_eq!(a.fold(), b.fold());
        assert!(a < c && b < c);
        assert_eq!(HashSet::from([a.clone(), b.clone(), c.clone()]).len(), 2);
        assert_eq!(BTreeSet::from([a, b, c]).len(), 2);
    }

    #[test]
    fn refused() {
        for text in [
            "",
            "a b",
            "a\"b",
            "a\\b",
            "a,b",
            "é",
            "a\n",
            &"x".repeat(129),
            &"x".repeat(10_000),
        ] {
            assert!(AppId::from_str(text).is_err(), "{text:?}");
        }
    }
}
