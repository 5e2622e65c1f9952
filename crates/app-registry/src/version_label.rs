//! What a version of an app is called.

use std::fmt;
use std::str::FromStr;

use crate::Error;

/// What a version of an app is called: 1 to 64 visible ASCII characters, `1` where nobody says otherwise.
///
/// Two versions of one app never have labels that differ in letter case alone, because a file system may not tell them apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionLabel(String);

impl VersionLabel {
    /// The greatest number of characters.
    pub const MAXIMUM: usize = 64;

    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the form that is equal where only letter case differs.
    pub(crate) fn fold(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl Default for VersionLabel {
    fn default() -> Self {
        Self("1".to_owned())
    }
}

impl FromStr for VersionLabel {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        visible(text, "the version", Self::MAXIMUM, "")?;
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<&str> for VersionLabel {
    type Error = Error;

    fn try_from(text: &str) -> Result<Self, Error> {
        text.parse()
    }
}

impl fmt::Display for VersionLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Checks that a text is visible ASCII, not too long, and has none of `forbidden`.
pub(crate) fn visible(
    text: &str,
    what: &'static str,
    maximum: usize,
    forbidden: &str,
) -> Result<(), Error> {
    if text.is_empty() {
        return Err(Error::Empty { what });
    }
    if text.len() > maximum {
        return Err(Error::TooLong {
            what,
            found: text.chars().count(),
            maximum,
            unit: "characters",
        });
    }
    let bad = |character: &char| !character.is_ascii_graphic() || forbidden.contains(*character);
    match text
        .chars()
        .enumerate()
        .find(|(_, character)| bad(character))
    {
        None => Ok(()),
        Some((index, character)) => Err(Error::Character {
            what,
            character: character.into(),
            position: index + 1,
            why: match character {
                _ if character.is_ascii_graphic() => "kept for the headers that name an app",
                _ if character.is_whitespace() => "white space",
                _ => "no visible ASCII character",
            },
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visible_ascii_alone() {
        for text in ["", "1 2", "é", "a\t", &"1".repeat(65)] {
            assert!(VersionLabel::from_str(text).is_err(), "{text:?}");
        }
        for text in ["1", "2.0-beta+7", "../..", &"1".repeat(64)] {
            assert_eq!(VersionLabel::from_str(text).unwrap().as_str(), text);
        }
    }
}
