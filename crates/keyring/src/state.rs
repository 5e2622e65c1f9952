//! Where a key stands in its life.

use std::fmt;

/// Where a key stands: pending → active → decrypt-only → retired → purged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Added, so that every reader can have it before the first value needs it. Decrypts, does not encrypt.
    Pending,
    /// The one that encrypts. It decrypts too.
    Active,
    /// Was active once: decrypts what it encrypted.
    DecryptOnly,
    /// Nothing should need it any more; it decrypts still, until it is purged.
    Retired,
    /// The secret is gone. The name stays, so that it is never given to another key.
    Purged,
}

impl State {
    /// Every state in the order of a key's life.
    pub const ALL: [Self; 5] = [
        Self::Pending,
        Self::Active,
        Self::DecryptOnly,
        Self::Retired,
        Self::Purged,
    ];

    /// Returns the word that stands in the map.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::DecryptOnly => "decrypt-only",
            Self::Retired => "retired",
            Self::Purged => "purged",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
