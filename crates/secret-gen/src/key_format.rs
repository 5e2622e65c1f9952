//! Recognisable keys: prefix and checksum.

use std::fmt;

use rand_core::CryptoRng;

use crate::{Error, Finding, FindingCode, Secret, Style, check::judge, paste, style::BASE62};

/// The form of a key that people and scanners recognise: `PREFIX_BODYCHECK`.
///
/// - The prefix says whose key it is and what for. A `_` always follows it.
/// - The body is a secret of any style, and all of the entropy. `alnum:30` makes keys that a double click selects whole.
/// - The checksum is the CRC-32 (the one of zip, PNG and Ethernet) of the body's ASCII characters, without the prefix, as a
///   number in base62: the digits `0-9A-Za-z` in this order, the most significant first, filled up with `0` to 6 characters.
///
/// This is the format of GitHub's tokens, so whatever checks those checks these. The checksum finds typing errors and sorts
/// out random strings; it is no protection against forgery, since anyone can compute it.
///
/// ```
/// use credtool_secret_gen::{Error, KeyFormat};
///
/// let format = KeyFormat::new("acme_live")?;
/// let body = "A".repeat(30);
/// assert_eq!(format.verify("acme_live_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA0uCPlr"), Ok(body.as_str()));
/// assert_eq!(format.verify("acme_live_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAB0uCPlr"), Err(Error::KeyChecksum));
/// assert_eq!(
///     format.verify("acme_test_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA0uCPlr"),
///     Err(Error::KeyPrefix { expected: "acme_live_".into() })
/// );
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFormat {
    /// With its `_`.
    prefix: String,
    checksum: bool,
}

impl KeyFormat {
    /// Returns the form with this prefix and a checksum. A `_` at the end of the prefix is the one that follows it.
    ///
    /// # Errors
    /// [`Error::Prefix`] unless it is 1 to 32 ASCII letters, digits, `-` or `_`.
    pub fn new(prefix: &str) -> Result<KeyFormat, Error> {
        let prefix = prefix.strip_suffix('_').unwrap_or(prefix);
        let is_in = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if prefix.is_empty() || prefix.len() > MAXIMUM_PREFIX || !prefix.bytes().all(is_in) {
            return Err(Error::Prefix {
                maximum: MAXIMUM_PREFIX,
            });
        }
        Ok(KeyFormat {
            prefix: format!("{prefix}_"),
            checksum: true,
        })
    }

    /// Returns the same form without a checksum: `PREFIX_BODY`.
    pub fn without_checksum(self) -> KeyFormat {
        KeyFormat {
            checksum: false,
            ..self
        }
    }

    /// Returns a new key with a body of this style. Its entropy is that of the style.
    pub fn generate(&self, style: &Style, rng: &mut (impl CryptoRng + ?Sized)) -> Secret {
        let body = style.generate(rng);
        let length = self.prefix.len() + body.expose().len() + CHECKSUM;
        let mut key = String::with_capacity(length); // enough: growing would leave copies behind
        key.push_str(&self.prefix);
        key.push_str(body.expose());
        if self.checksum {
            key.extend(checksum(body.expose()).map(char::from));
        }
        Secret::new(key)
    }

    /// Returns the body of a key whose prefix and checksum are right. The body itself is not judged.
    ///
    /// # Errors
    /// The first part that is wrong, from the left: [`Error::KeyPrefix`], [`Error::KeyLength`],
    /// [`Error::KeyChecksumForm`], [`Error::KeyChecksum`].
    pub fn verify<'a>(&self, key: &'a str) -> Result<&'a str, Error> {
        let (body, found) = self.split(key)?;
        if !self.checksum || found.as_bytes() == checksum(body) {
            return Ok(body);
        }
        // Six base62 digits reach 2^35, so some of them are no CRC-32; the order of ASCII is that of the digits.
        let is_a_checksum = found.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && found.as_bytes() <= digits(u32::MAX).as_slice();
        Err(if is_a_checksum {
            Error::KeyChecksum
        } else {
            Error::KeyChecksumForm { length: CHECKSUM }
        })
    }

    /// Returns every reason why the text is not a good key: those of [`check`](crate::check) for the body, and
    /// [`FindingCode::BadPrefix`] and [`FindingCode::BadChecksum`].
    pub fn check(&self, style: Option<&Style>, text: &str) -> Vec<Finding> {
        let (core, mut findings) = paste::core(style, text);
        if core.is_empty() {
            return findings;
        }
        if let Err(error) = self.verify(&core) {
            let (code, hint) = match error {
                Error::KeyPrefix { .. } => (
                    FindingCode::BadPrefix,
                    "this may be another application's key, or only part of one",
                ),
                Error::KeyLength { .. } => (FindingCode::Length, "part of it is missing"),
                _ => (
                    FindingCode::BadChecksum,
                    "a character is wrong, missing or too many: copy it again",
                ),
            };
            findings.push(Finding::new(code, error.to_string(), hint));
        }
        // Without the prefix there is no telling what the body is.
        if let Ok((body, _)) = self.split(&core) {
            findings.extend(judge(style, body));
        }
        findings
    }

    /// Returns body and checksum of a key that has the prefix.
    fn split<'a>(&self, key: &'a str) -> Result<(&'a str, &'a str), Error> {
        let rest = key
            .strip_prefix(&self.prefix)
            .ok_or_else(|| Error::KeyPrefix {
                expected: self.prefix.clone(),
            })?;
        let length = if self.checksum { CHECKSUM } else { 0 };
        let (count, minimum) = (rest.chars().count(), length + 1);
        if count < minimum {
            return Err(Error::KeyLength {
                minimum,
                found: count,
            });
        }
        let at = rest
            .char_indices()
            .nth(count - length)
            .map_or(rest.len(), |(at, _)| at);
        Ok(rest.split_at(at))
    }
}

impl fmt::Display for KeyFormat {
    /// Writes the prefix with its `_`: what every key of this form begins with.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.prefix)
    }
}

fn checksum(body: &str) -> [u8; CHECKSUM] {
    digits(crc32fast::hash(body.as_bytes()))
}

/// Returns the number in base62, the most significant digit first.
fn digits(mut number: u32) -> [u8; CHECKSUM] {
    let mut digits = [b'0'; CHECKSUM];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62[(number % 62) as usize];
        number /= 62;
    }
    digits
}

/// 62^6 is above 2^32, 62^5 is not.
const CHECKSUM: usize = 6;
const MAXIMUM_PREFIX: usize = 32;

#[cfg(test)]
mod tests {
    use chacha20::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::{KeyFormat, checksum, digits};
    use crate::{Error, Style};

    /// CRC-32/ISO-HDLC's check value, and checksums computed with Python's zlib; the second is in several token scanners.
    #[test]
    fn checksums() {
        assert_eq!(digits(0xcbf4_3926), CRC_CHECK);
        assert_eq!(checksum("123456789"), CRC_CHECK);
        assert_eq!(&checksum(&"A".repeat(30)), b"0uCPlr");
        assert_eq!(&checksum(""), b"000000");
        assert_eq!(&digits(u32::MAX), b"4gfFC3");
    }

    #[test]
    fn generates_what_it_verifies() {
        let mut rng = ChaCha20Rng::from_seed([7; 32]);
        let format = KeyFormat::new("acme").unwrap();
        let style: Style = "alnum:30".parse().unwrap();
        let key = format.generate(&style, &mut rng);
        assert_eq!(key.expose(), KEY);
        assert_eq!(format.verify(key.expose()), Ok(&KEY[5..35]));
        assert_eq!(format.check(Some(&style), key.expose()), []);

        let bare = KeyFormat::new("acme").unwrap().without_checksum();
        let key = bare.generate(&style, &mut ChaCha20Rng::from_seed([7; 32]));
        assert_eq!(key.expose(), &KEY[..35]);
        assert_eq!(bare.verify(key.expose()), Ok(&KEY[5..35]));
    }

    #[test]
    fn every_changed_character_is_found() {
        let format = KeyFormat::new("acme").unwrap();
        for at in 5..KEY.len() {
            for other in "0aZ".chars().filter(|&other| !KEY[at..].starts_with(other)) {
                let changed = format!("{}{other}{}", &KEY[..at], &KEY[at + 1..]);
                assert!(format.verify(&changed).is_err(), "{at} {other}");
            }
        }
    }

    #[test]
    fn says_which_part_is_wrong() {
        let format = KeyFormat::new("acme").unwrap();
        let prefix = Error::KeyPrefix {
            expected: "acme_".into(),
        };
        for (key, error) in [
            ("", prefix.clone()),
            ("acme", prefix.clone()),
            ("ACME_AAAAAAA", prefix),
            (
                "acme_",
                Error::KeyLength {
                    minimum: 7,
                    found: 0,
                },
            ),
            (
                "acme_éééééé",
                Error::KeyLength {
                    minimum: 7,
                    found: 6,
                },
            ),
            ("acme_éééééééé", Error::KeyChecksumForm { length: 6 }),
            ("acme_AAAA4gfFC4", Error::KeyChecksumForm { length: 6 }),
            ("acme_AAAA4gfFC3", Error::KeyChecksum),
        ] {
            assert_eq!(format.verify(key), Err(error), "{key}");
        }
    }

    #[test]
    fn check_reports_body_and_checksum() {
        let format = KeyFormat::new("acme").unwrap();
        let codes = |text: &str| {
            format
                .check(Some(&Style::Hex40), text)
                .iter()
                .map(|finding| finding.code.as_str())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            codes("acme_4CFA9BE21D70835E66F0A4B1972C83DE5510FA6000000\n"),
            [
                "surrounding-white-space",
                "bad-checksum",
                "length",
                "letter-case"
            ]
        );
        assert_eq!(
            codes("4cfa9be21d70835e66f0a4b1972c83de5510fa6b"),
            ["bad-prefix"]
        );
        assert_eq!(codes("acme_a"), ["length"]);
        assert_eq!(codes(""), ["empty"]);
    }

    #[test]
    fn prefixes() {
        for prefix in [
            "",
            "_",
            "a b",
            "é",
            "a.b",
            "abcdefghijklmnopqrstuvwxyz0123456",
        ] {
            assert_eq!(
                KeyFormat::new(prefix),
                Err(Error::Prefix { maximum: 32 }),
                "{prefix}"
            );
        }
        assert_eq!(KeyFormat::new("acme_"), KeyFormat::new("acme"));
        assert_eq!(KeyFormat::new("sk_live").unwrap().to_string(), "sk_live_");
    }

    const CRC_CHECK: [u8; 6] = *b"3jZRME";
    const KEY: &str = "acme_w0MwPky3KxZ0mtxoGxbYKulPoMe27c1lqs0t";
}
