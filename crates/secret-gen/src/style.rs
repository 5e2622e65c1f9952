//! The shapes a secret can have.

use std::{fmt, str::FromStr};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{Error, Policy, Secret, draw::Draws};

/// What a secret looks like.
///
/// The text form is what [`FromStr`] takes and `Display` gives: `hex40`, `hex64`, `guid`, `nexudus`, `base64:N`,
/// `base64url:N`, `hex:N`, `alnum:N`. A policy's text form is a file of its own: parse it as a [`Policy`].
///
/// ```
/// use credtool_secret_gen::{Error, Size, Style};
///
/// assert_eq!("base64url:32".parse(), Ok(Style::Base64Url(Size::new(32)?)));
/// assert_eq!("hex:0".parse::<Style>(), Err(Error::Size { minimum: 1, maximum: 1024 }));
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Style {
    /// 20 random bytes as 40 lower-case hexadecimal digits: 160 bits. The classic shared secret of Akana's platform.
    #[default]
    Hex40,
    /// 32 random bytes as 64 lower-case hexadecimal digits: 256 bits. Akana's shared secret since 2018.
    Hex64,
    /// A version 4 GUID (RFC 9562 §5.4) as 32 upper-case hexadecimal digits without hyphens: 122 bits.
    ///
    /// ThingWorx Flow's documentation asks for the output of a GUID generator, and its sample
    /// (`0EE0D33AC67E4389AB2B46123729B875`) carries version 4 and variant `10`. Six of the 128 bits are thus constant.
    Guid,
    /// 16 random bytes as 32 lower-case hexadecimal digits: 128 bits. The length and alphabet of Nexudus' keys.
    ///
    /// Nothing published says that Nexudus' secrets are GUIDs, so no bit is given away to a version and a variant.
    Nexudus,
    /// N random bytes in base64 with padding (RFC 4648 §4): 8 N bits.
    Base64(Size),
    /// N random bytes in base64url without padding (RFC 4648 §5, as in RFC 7515): 8 N bits.
    Base64Url(Size),
    /// N random bytes as 2 N lower-case hexadecimal digits: 8 N bits.
    Hex(Size),
    /// N characters of `0-9A-Za-z`, each drawn uniformly: N × log2(62) = N × 5.954… bits.
    Alnum(Size),
    /// Uniformly one of the strings that satisfy the policy: [`Policy::entropy_bits`].
    Policy(Policy),
}

/// How many bytes or characters: from 1 to 1024.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Size(u16);

impl Style {
    /// How each style is written, for the help text of those who take one; policies come from a file of their own.
    pub const GRAMMAR: &str = "hex40, hex64, guid (32 upper hex), nexudus (32 lower hex), base64:N, base64url:N, hex:N (N bytes), alnum:N (N characters)";

    /// Returns a new secret of this style.
    ///
    /// The same generator state gives the same secret. Hexadecimal and base64 styles take exactly their bytes from the
    /// generator; `alnum` and policies take blocks of 64 bytes and reject what would make the draw uneven.
    ///
    /// ```
    /// use chacha20::{ChaCha20Rng, rand_core::SeedableRng};
    /// use credtool_secret_gen::Style;
    ///
    /// let mut rng = ChaCha20Rng::from_seed([7; 32]); // for a test; seed from the operating system otherwise
    /// assert_eq!(Style::Hex40.generate(&mut rng).expose(), "f400927857aaf64114f561baacb379708c79a1dc");
    /// ```
    pub fn generate(&self, rng: &mut (impl CryptoRng + ?Sized)) -> Secret {
        match self {
            Style::Hex40 => Secret::new(base16ct::lower::encode_string(&random(rng, 20))),
            Style::Hex64 => Secret::new(base16ct::lower::encode_string(&random(rng, 32))),
            Style::Nexudus => Secret::new(base16ct::lower::encode_string(&random(rng, 16))),
            Style::Hex(size) => {
                Secret::new(base16ct::lower::encode_string(&random(rng, size.get())))
            }
            Style::Base64(size) => Secret::new(STANDARD.encode(random(rng, size.get()))),
            Style::Base64Url(size) => Secret::new(URL_SAFE_NO_PAD.encode(random(rng, size.get()))),
            Style::Guid => {
                let mut bytes = random(rng, 16);
                bytes[6] = bytes[6] & 0x0f | 0x40; // version 4
                bytes[8] = bytes[8] & 0x3f | 0x80; // variant 10
                Secret::new(base16ct::upper::encode_string(&bytes))
            }
            Style::Alnum(size) => Secret::new(alphanumeric(rng, size.get())),
            Style::Policy(policy) => policy.generate(rng),
        }
    }

    /// Returns the entropy of [`generate`](Style::generate) in bits: log2 of the number of secrets, all equally likely.
    pub fn entropy_bits(&self) -> f64 {
        match self {
            Style::Hex40 => 160.0,
            Style::Hex64 => 256.0,
            Style::Guid => 122.0,
            Style::Nexudus => 128.0,
            Style::Base64(size) | Style::Base64Url(size) | Style::Hex(size) => {
                8.0 * f64::from(size.0)
            }
            Style::Alnum(size) => f64::from(size.0) * 62f64.log2(),
            Style::Policy(policy) => policy.entropy_bits(),
        }
    }

    /// Returns how many different characters a secret is made of.
    pub(crate) fn alphabet_len(&self) -> usize {
        match self {
            Style::Hex40 | Style::Hex64 | Style::Guid | Style::Nexudus | Style::Hex(_) => 16,
            Style::Base64(_) | Style::Base64Url(_) => 64,
            Style::Alnum(_) => 62,
            Style::Policy(policy) => policy.alphabet_len(),
        }
    }
}

impl Size {
    /// Returns a size, if it is from 1 to 1024.
    ///
    /// # Errors
    /// [`Error::Size`] for anything else.
    pub const fn new(n: usize) -> Result<Size, Error> {
        if n >= MINIMUM && n <= MAXIMUM {
            Ok(Size(n as u16))
        } else {
            Err(Error::Size {
                minimum: MINIMUM,
                maximum: MAXIMUM,
            })
        }
    }

    /// Returns the number of bytes or characters.
    pub const fn get(self) -> usize {
        self.0 as usize
    }
}

impl FromStr for Size {
    type Err = Error;

    /// Takes decimal digits only: no sign, no white space.
    fn from_str(text: &str) -> Result<Size, Error> {
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        Size::new(if digits {
            text.parse().unwrap_or(usize::MAX)
        } else {
            0
        })
    }
}

impl FromStr for Style {
    type Err = Error;

    fn from_str(text: &str) -> Result<Style, Error> {
        match text.split_once(':') {
            None if text == "hex40" => Ok(Style::Hex40),
            None if text == "hex64" => Ok(Style::Hex64),
            None if text == "guid" => Ok(Style::Guid),
            None if text == "nexudus" => Ok(Style::Nexudus),
            Some(("base64", n)) => n.parse().map(Style::Base64),
            Some(("base64url", n)) => n.parse().map(Style::Base64Url),
            Some(("hex", n)) => n.parse().map(Style::Hex),
            Some(("alnum", n)) => n.parse().map(Style::Alnum),
            Some(("policy", _)) => Err(Error::PolicyIsAFile),
            _ => Err(Error::UnknownStyle {
                found: text.to_owned(),
            }),
        }
    }
}

impl fmt::Display for Style {
    /// Writes what [`FromStr`] takes; a policy, which has no such form, is written `policy`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Style::Hex40 => f.write_str("hex40"),
            Style::Hex64 => f.write_str("hex64"),
            Style::Guid => f.write_str("guid"),
            Style::Nexudus => f.write_str("nexudus"),
            Style::Base64(size) => write!(f, "base64:{size}"),
            Style::Base64Url(size) => write!(f, "base64url:{size}"),
            Style::Hex(size) => write!(f, "hex:{size}"),
            Style::Alnum(size) => write!(f, "alnum:{size}"),
            Style::Policy(_) => f.write_str("policy"),
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Returns `length` characters of [`BASE62`], each uniform.
pub(crate) fn alphanumeric(rng: &mut (impl CryptoRng + ?Sized), length: usize) -> String {
    let mut draws = Draws::new(rng);
    let mut text = String::with_capacity(length); // exact: growing would leave copies behind
    text.extend((0..length).map(|_| draws.character(BASE62)));
    text
}

fn random(rng: &mut (impl CryptoRng + ?Sized), length: usize) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(vec![0; length]);
    rng.fill_bytes(&mut bytes);
    bytes
}

/// Digits, upper case, lower case: the order of ASCII, and of GitHub's checksums.
pub(crate) const BASE62: &[u8; 62] =
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const MINIMUM: usize = 1;
/// 8192 bits: far beyond any use, and small enough that no one waits or runs out of memory.
const MAXIMUM: usize = 1024;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chacha20::{ChaCha20Rng, rand_core::SeedableRng as _};

    use crate::{Error, Size, Style};

    #[test]
    fn the_grammar_names_every_style() {
        let named = Style::GRAMMAR.split(", ");
        let named: BTreeSet<&str> = named
            .filter_map(|style| style.split([':', ' ']).next())
            .collect();
        let drawn = DRAWN
            .iter()
            .filter_map(|(name, _, _)| name.split(':').next());
        assert_eq!(named, drawn.collect());
    }

    #[test]
    fn exact_text_under_a_seeded_generator() {
        for (name, expected, bits) in DRAWN {
            let style: Style = name.parse().unwrap();
            assert_eq!(
                style
                    .generate(&mut ChaCha20Rng::from_seed([7; 32]))
                    .expose(),
                *expected,
                "{name}"
            );
            assert!((style.entropy_bits() - bits).abs() < 1e-9, "{name}");
            assert_eq!(style.to_string(), *name);
        }
    }

    #[test]
    fn a_generator_behind_a_reference_to_a_trait_will_do() {
        let rng: &mut dyn rand_core::CryptoRng = &mut ChaCha20Rng::from_seed([7; 32]);
        assert_eq!(Style::default().generate(rng).expose(), DRAWN[0].1);
    }

    /// Version and variant are constant, so 122 bits are drawn; all others take both values.
    #[test]
    fn guids_have_122_free_bits() {
        let mut rng = ChaCha20Rng::from_seed([9; 32]);
        let (mut ones, mut zeros) = (0u128, 0u128);
        for _ in 0..200 {
            let value = u128::from_str_radix(Style::Guid.generate(&mut rng).expose(), 16).unwrap();
            ones |= value;
            zeros |= !value;
        }
        let free = (ones & zeros).count_ones();
        assert_eq!(f64::from(free), Style::Guid.entropy_bits());
        assert_eq!(
            (ones & !zeros, zeros & !ones),
            (0x4 << 76 | 0x8 << 60, 0xb << 76 | 0x4 << 60)
        );
    }

    #[test]
    fn names_and_sizes_that_are_refused() {
        let size = Error::Size {
            minimum: 1,
            maximum: 1024,
        };
        for name in [
            "hex:",
            "hex:0",
            "base64:1025",
            "alnum:+5",
            "alnum: 5",
            "base64url:-1",
            "hex:99999999999999999999999",
            "hex:5:5",
            "hex:٣",
        ] {
            assert_eq!(name.parse::<Style>(), Err(size.clone()), "{name}");
        }
        for name in [
            "", "hex41", "HEX40", "hex40 ", "guid:4", "base32:5", "hex", "policy",
        ] {
            assert_eq!(
                name.parse::<Style>(),
                Err(Error::UnknownStyle { found: name.into() })
            );
        }
        assert_eq!("policy:p.txt".parse::<Style>(), Err(Error::PolicyIsAFile));
        assert_eq!(
            "alnum:1024".parse(),
            Ok(Style::Alnum(Size::new(1024).unwrap()))
        );
    }

    /// Style, secret, bits. Computed apart from this code, with OpenSSL's ChaCha20 (key 07…07, counter and nonce 0).
    const DRAWN: &[(&str, &str, f64)] = &[
        ("hex40", "f400927857aaf64114f561baacb379708c79a1dc", 160.0),
        (
            "hex64",
            "f400927857aaf64114f561baacb379708c79a1dc1476ab573216a4020764bde5",
            256.0,
        ),
        ("guid", "F400927857AA464194F561BAACB37970", 122.0),
        ("nexudus", "f400927857aaf64114f561baacb37970", 128.0),
        (
            "base64:32",
            "9ACSeFeq9kEU9WG6rLN5cIx5odwUdqtXMhakAgdkveU=",
            256.0,
        ),
        (
            "base64url:32",
            "9ACSeFeq9kEU9WG6rLN5cIx5odwUdqtXMhakAgdkveU",
            256.0,
        ),
        ("hex:8", "f400927857aaf641", 64.0),
        ("alnum:20", "w0MwPky3KxZ0mtxoGxbY", 119.083926207738),
        // Beyond one block of 64 random bytes.
        (
            "alnum:70",
            "w0MwPky3KxZ0mtxoGxbYKulPoMe27c3h775XzYWYl9VYMSTu3TE1WNMlUZhsqbjt8fCYj4",
            416.793741727081,
        ),
    ];
}
