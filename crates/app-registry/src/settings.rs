//! What holds for all apps of a registry.

use std::fmt;
use std::str::FromStr;

use credtool_pki::Certificate;

use crate::Error;
use crate::app::same_certificates;

/// How a shared secret is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[non_exhaustive]
pub enum RevealPolicy {
    /// As it is.
    #[default]
    Plain,
    /// Encrypted to the app's certificate, and not at all where there is none.
    Encrypted,
}

impl RevealPolicy {
    /// Returns the word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Encrypted => "encrypted",
        }
    }
}

impl fmt::Display for RevealPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for RevealPolicy {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let all = [Self::Plain, Self::Encrypted];
        let found = all.into_iter().find(|one| one.as_str() == text);
        found.ok_or_else(|| Error::UnknownWord {
            what: "the way secrets are shown",
            found: text.chars().take(40).collect(),
            choices: "plain or encrypted",
        })
    }
}

/// What holds for all apps of a registry: who is trusted, how secrets are shown, which authority issues.
#[derive(Clone, Default)]
pub struct Settings {
    pub(crate) trusted: Vec<Certificate>,
    pub(crate) reveal: RevealPolicy,
    pub(crate) ca: Option<String>,
}

impl Settings {
    /// The greatest number of trusted certificates.
    pub const MAXIMUM_TRUSTED: usize = 1000;
    /// The greatest length of the folder of the authority, in bytes.
    pub const MAXIMUM_FOLDER: usize = 4096;

    /// Checks the folder of an authority: 1 to 4096 bytes, no control characters.
    pub(crate) fn check_folder(folder: &str) -> Result<(), Error> {
        let what = "the folder of the authority";
        if folder.is_empty() {
            return Err(Error::Empty { what });
        }
        if folder.len() > Self::MAXIMUM_FOLDER {
            return Err(Error::TooLong {
                what,
                found: folder.len(),
                maximum: Self::MAXIMUM_FOLDER,
                unit: "bytes",
            });
        }
        let bad = |(_, character): &(usize, char)| character.is_control();
        match folder.chars().enumerate().find(bad) {
            None => Ok(()),
            Some((index, character)) => Err(Error::Character {
                what,
                character: character.into(),
                position: index + 1,
                why: "a control character",
            }),
        }
    }

    /// Returns the certificates that are trusted, in the order in which they were added.
    #[must_use]
    pub fn trusted(&self) -> &[Certificate] {
        &self.trusted
    }

    /// Returns how secrets are shown.
    #[must_use]
    pub fn reveal(&self) -> RevealPolicy {
        self.reveal
    }

    /// Returns the folder of the authority that issues certificates, as it was set.
    #[must_use]
    pub fn ca(&self) -> Option<&str> {
        self.ca.as_deref()
    }
}

impl PartialEq for Settings {
    fn eq(&self, other: &Self) -> bool {
        self.reveal == other.reveal
            && self.ca == other.ca
            && same_certificates(&self.trusted, &other.trusted)
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let trusted: Vec<String> = self.trusted.iter().map(Certificate::sha256).collect();
        f.debug_struct("Settings")
            .field("trusted", &trusted)
            .field("reveal", &self.reveal)
            .field("ca", &self.ca)
            .finish()
    }
}
