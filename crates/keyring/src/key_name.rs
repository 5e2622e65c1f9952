//! What a key is called.

use std::borrow::Borrow;
use std::fmt;

use crate::Error;

/// The name of a key, unique in its keyring for ever: also of keys that were purged.
///
/// It stands in the header of every token (`kid`) and in the services' configuration, so it is no secret.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(String);

impl KeyName {
    /// Takes a name for a new key.
    ///
    /// # Errors
    /// [`Error::Name`] when it is empty, longer than 128 bytes, has control characters or white space at an end, or is
    /// `credtool`, the member that holds the states.
    ///
    /// ```
    /// use credtool_keyring::{Error, KeyName};
    ///
    /// assert_eq!(KeyName::new("newkey")?.as_str(), "newkey");
    /// assert!(KeyName::new("credtool").is_err());
    /// # Ok::<(), Error>(())
    /// ```
    pub fn new(name: impl Into<String>) -> Result<Self, Error> {
        let name = name.into();
        let refused = if name.is_empty() {
            Some("it is empty")
        } else if name.len() > LONGEST {
            Some("it is longer than 128 bytes")
        } else if name.chars().any(char::is_control) {
            Some("it has control characters")
        } else if name.trim() != name {
            Some("it has white space at an end")
        } else if name == RESERVED {
            Some("the name credtool is reserved for the states of the keys")
        } else {
            None
        };
        match refused {
            Some(reason) => Err(Error::Name(reason)),
            None => Ok(Self(name)),
        }
    }

    /// Takes a name as it stands in a map, where every text can be one.
    pub(crate) fn found(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// Returns the name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// So that a map of names is asked by text; both hash alike.
impl Borrow<str> for KeyName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The member of the map that holds the states of the keys, and so no name of a key.
pub(crate) const RESERVED: &str = "credtool";

const LONGEST: usize = 128;
