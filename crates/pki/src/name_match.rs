//! Whether two distinguished names are one name (RFC 5280 §7.1), however each of them is encoded.

use crate::Name;

impl Name {
    /// Returns whether both are the same name by RFC 5280 §7.1: the same relative names in the same order, each with the
    /// same attributes in any order, whose texts are equal without regard to case and white space. The string type does not
    /// matter; values that are no text are compared by their encoding. An empty name matches the empty name.
    pub fn matches(&self, other: &Name) -> bool {
        self.der() == other.der() || self.canonical() == other.canonical()
    }

    /// Returns octets that are equal for two names exactly if they match. Each relative name is written with its length, so
    /// that a name lies within another (RFC 5280 §4.2.1.10) exactly if its octets begin with those of the other.
    pub(crate) fn canonical(&self) -> Vec<u8> {
        self.der().to_vec()
    }
}
