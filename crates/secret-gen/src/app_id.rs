//! The public half of a credential: `{member}-{random}`.

use std::{
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use rand_core::CryptoRng;

use crate::{Error, Size, style::alphanumeric};

/// The App ID that Akana's platform gives to an app: the federation member it belongs to, a hyphen, a random part.
///
/// The member may have hyphens itself, so the text form is split at the *last* one. App IDs are compared without regard to
/// letter case, and written with the case they were read with. An App ID is no secret.
///
/// The platform also takes App IDs of the user's own choice, which need not have this form.
///
/// ```
/// use credtool_secret_gen::{AppId, Error};
///
/// let id: AppId = "fleet-p-us-7kkCMrRcgpdhKNBTF7tbcM7d".parse()?;
/// assert_eq!((id.member(), id.random()), ("fleet-p-us", "7kkCMrRcgpdhKNBTF7tbcM7d"));
/// assert_eq!(id, "Fleet-P-US-7KKCMRRCGPDHKNBTF7TBCM7D".parse()?);
/// assert_eq!(id.version_id(), "7kkCMrRcgpdhKNBTF7tbcM7d.fleet-p-us");
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct AppId {
    member: String,
    random: String,
}

/// What the random part of an App ID looks like. The text form is `base62:40`, `base62:24` or `hex:N`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum AppIdStyle {
    /// 40 characters of `0-9A-Za-z`: what newer installations of the platform give.
    #[default]
    Base62Long,
    /// 24 characters of `0-9A-Za-z`: what older installations gave.
    Base62Short,
    /// N bytes as 2 N lower-case hexadecimal digits: what the platform's documentation describes.
    Hex(Size),
}

impl AppId {
    /// Returns a new App ID for a member.
    ///
    /// # Errors
    /// [`Error::AppIdMember`] unless the member is 1 to 128 ASCII letters, digits, `-`, `_` or `.`.
    pub fn generate(
        member: &str,
        style: AppIdStyle,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<AppId, Error> {
        let random = match style {
            AppIdStyle::Base62Long => alphanumeric(rng, 40),
            AppIdStyle::Base62Short => alphanumeric(rng, 24),
            AppIdStyle::Hex(size) => {
                let mut bytes = vec![0; size.get()];
                rng.fill_bytes(&mut bytes);
                base16ct::lower::encode_string(&bytes)
            }
        };
        AppId::of(member, &random)
    }

    /// Returns the App ID that an AppVersionID, `{random}.{member}`, names: the same parts, split at the first dot.
    ///
    /// # Errors
    /// As for parsing an App ID; [`Error::AppVersionIdDot`] without a dot.
    pub fn from_version_id(text: &str) -> Result<AppId, Error> {
        let (random, member) = text.split_once('.').ok_or(Error::AppVersionIdDot)?;
        AppId::of(member, random)
    }

    /// Returns the AppVersionID made of the same parts, `{random}.{member}`: what the platform's REST paths take.
    pub fn version_id(&self) -> String {
        format!("{}.{}", self.random, self.member)
    }

    /// Returns the federation member.
    pub fn member(&self) -> &str {
        &self.member
    }

    /// Returns the random part.
    pub fn random(&self) -> &str {
        &self.random
    }

    fn of(member: &str, random: &str) -> Result<AppId, Error> {
        let is_member = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if member.is_empty() || member.len() > MAXIMUM_MEMBER || !member.bytes().all(is_member) {
            return Err(Error::AppIdMember {
                maximum: MAXIMUM_MEMBER,
            });
        }
        if random.is_empty()
            || random.len() > MAXIMUM_RANDOM
            || !random.bytes().all(|byte| byte.is_ascii_alphanumeric())
        {
            return Err(Error::AppIdRandom {
                maximum: MAXIMUM_RANDOM,
            });
        }
        Ok(AppId {
            member: member.to_owned(),
            random: random.to_owned(),
        })
    }
}

impl FromStr for AppId {
    type Err = Error;

    fn from_str(text: &str) -> Result<AppId, Error> {
        let (member, random) = text.rsplit_once('-').ok_or(Error::AppIdHyphen)?;
        AppId::of(member, random)
    }
}

impl fmt::Display for AppId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.member, self.random)
    }
}

impl PartialEq for AppId {
    fn eq(&self, other: &AppId) -> bool {
        self.member.eq_ignore_ascii_case(&other.member)
            && self.random.eq_ignore_ascii_case(&other.random)
    }
}

impl Eq for AppId {}

impl Hash for AppId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.member.to_ascii_lowercase().hash(state);
        self.random.to_ascii_lowercase().hash(state);
    }
}

impl FromStr for AppIdStyle {
    type Err = Error;

    fn from_str(text: &str) -> Result<AppIdStyle, Error> {
        match text.split_once(':') {
            Some(("base62", "40")) => Ok(AppIdStyle::Base62Long),
            Some(("base62", "24")) => Ok(AppIdStyle::Base62Short),
            Some(("hex", n)) => n.parse().map(AppIdStyle::Hex),
            _ => Err(Error::UnknownAppIdStyle {
                found: text.to_owned(),
            }),
        }
    }
}

impl fmt::Display for AppIdStyle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AppIdStyle::Base62Long => f.write_str("base62:40"),
            AppIdStyle::Base62Short => f.write_str("base62:24"),
            AppIdStyle::Hex(size) => write!(f, "hex:{size}"),
        }
    }
}

const MAXIMUM_MEMBER: usize = 128;
/// `hex:N` with the greatest N.
const MAXIMUM_RANDOM: usize = 2048;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use chacha20::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::AppId;
    use crate::{AppIdStyle, Error};

    #[test]
    fn generated_and_read_again() {
        for (style, expected) in GENERATED {
            let style: AppIdStyle = style.parse().unwrap();
            let id = AppId::generate("my-platform", style, &mut ChaCha20Rng::from_seed([7; 32]))
                .unwrap();
            assert_eq!(id.to_string(), *expected);
            let read: AppId = expected.parse().unwrap();
            assert_eq!(
                (read.member(), read.random()),
                ("my-platform", &expected[12..])
            );
            assert_eq!(AppId::from_version_id(&id.version_id()), Ok(id));
        }
    }

    #[test]
    fn members_with_dots_and_hyphens() {
        let id: AppId = "eu.fleet-p-us-22aB".parse().unwrap();
        assert_eq!(id.member(), "eu.fleet-p-us");
        assert_eq!(id.version_id(), "22aB.eu.fleet-p-us");
        assert_eq!(AppId::from_version_id("22aB.eu.fleet-p-us"), Ok(id));
    }

    #[test]
    fn equal_without_regard_to_case() {
        let (a, b): (AppId, AppId) = ("Acme-aB1".parse().unwrap(), "ACME-Ab1".parse().unwrap());
        assert_eq!(a, b);
        assert_eq!(HashSet::from([a, b]).len(), 1);
        assert_ne!("a-bc".parse::<AppId>(), "a-bd".parse());
    }

    #[test]
    fn refused() {
        let (member, random) = (
            Error::AppIdMember { maximum: 128 },
            Error::AppIdRandom { maximum: 2048 },
        );
        for (text, error) in [
            ("", Error::AppIdHyphen),
            ("acme", Error::AppIdHyphen),
            ("-aB1", member.clone()),
            ("ac me-aB1", member.clone()),
            ("acmé-aB1", member),
            ("acme-", random.clone()),
            ("acme-a_1", random.clone()),
            ("acme-aB1\n", random),
        ] {
            assert_eq!(text.parse::<AppId>(), Err(error), "{text}");
        }
        assert_eq!(
            AppId::from_version_id("acme-aB1"),
            Err(Error::AppVersionIdDot)
        );
        for style in ["base62:41", "base62", "hex", "HEX:4", ""] {
            assert_eq!(
                style.parse::<AppIdStyle>(),
                Err(Error::UnknownAppIdStyle {
                    found: style.into()
                })
            );
        }
        assert_eq!(
            "hex:0".parse::<AppIdStyle>(),
            Err(Error::Size {
                minimum: 1,
                maximum: 1024
            })
        );
    }

    const GENERATED: &[(&str, &str)] = &[
        (
            "base62:40",
            "my-platform-w0MwPky3KxZ0mtxoGxbYKulPoMe27c3h775XzYWY",
        ),
        ("base62:24", "my-platform-w0MwPky3KxZ0mtxoGxbYKulP"),
        (
            "hex:20",
            "my-platform-f400927857aaf64114f561baacb379708c79a1dc",
        ),
    ];
}
