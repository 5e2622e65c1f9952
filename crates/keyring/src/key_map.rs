//! The map of names and secrets, `keys.dec`: a JSON object in which everything that is no key survives untouched.

use std::fmt;

use zeroize::Zeroizing;

use crate::{Error, KeyMaterial, KeyName};

/// A JSON object whose members are keys or something else that is kept as it stands.
#[derive(Clone, Default)]
pub struct KeyMap {
    members: Vec<(String, Zeroizing<String>)>,
}

impl KeyMap {
    /// Returns an empty map.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a map.
    ///
    /// # Errors
    /// [`Error::Map`] with line and column, [`Error::TooLong`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let _ = text;
        todo!()
    }

    /// Returns the map as JSON, one member a line.
    #[must_use]
    pub fn render(&self) -> Zeroizing<String> {
        todo!()
    }

    /// Returns the map as JSON without white space between the members.
    #[must_use]
    pub fn render_compact(&self) -> Zeroizing<String> {
        todo!()
    }

    /// Returns the keys in their order.
    pub fn keys(&self) -> impl Iterator<Item = (&KeyName, &KeyMaterial)> {
        std::iter::empty()
    }

    /// Returns the names of the members that are no keys, in their order.
    pub fn not_keys(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|(name, _)| name.as_str())
    }
}

impl fmt::Debug for KeyMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyMap([REDACTED])")
    }
}
