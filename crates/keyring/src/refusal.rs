//! Why a change to the keyring is not made, each with a stable code.

use std::time::SystemTime;

use crate::{Error, KeyName, State};

/// Why a change is not planned.
///
/// [`Refusal::is_no`] tells the two kinds apart: the rules of rotation say no (exit 1), or the question itself cannot be
/// answered, because a name does not exist or exists already (exit 2).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The name is taken. Names are unique for ever, so the name of a purged key is too.
    #[error("the name {name} is taken by a key that is {state}")]
    NameExists {
        /// The name.
        name: KeyName,
        /// Where the key that has it stands.
        state: State,
    },
    /// The name is taken by a member of the map that is no key.
    #[error("the map has a member {0} already, which is no key")]
    NameOfNoKey(KeyName),
    /// No key of the keyring has this name.
    #[error("the keyring has no key {0:?}")]
    UnknownKey(String),
    /// The name may stand in the map and cannot be given to a key that encrypts.
    #[error("the key {0:?} cannot become active: {1}")]
    UnusableName(String, &'static str),
    /// The key is the active one already.
    #[error("the key {0} is active already")]
    AlreadyActive(KeyName),
    /// The active key is neither retired nor purged.
    #[error("the key {0} is active")]
    IsActive(KeyName),
    /// A retired key does not become active again.
    #[error("the key {0} is retired")]
    IsRetired(KeyName),
    /// The secret is gone, so nothing more happens to this key.
    #[error("the key {0} was purged")]
    IsPurged(KeyName),
    /// Only a retired key is purged.
    #[error("the key {name} is {state}, and only a retired key is purged")]
    NotRetired {
        /// The name.
        name: KeyName,
        /// Where it stands.
        state: State,
    },
    /// The seven days since the key was retired are not over.
    #[error("the key {name} was retired less than seven days ago")]
    TooEarly {
        /// The name.
        name: KeyName,
        /// When it can be purged.
        not_before: SystemTime,
    },
    /// No change is recorded, or the last one was itself an undo.
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// The last change removed a secret.
    #[error("the last change purged the key {0}, and that cannot be undone")]
    PurgeCannotBeUndone(KeyName),
    /// It could not be planned.
    #[error(transparent)]
    Impossible(#[from] Error),
}

impl Refusal {
    /// Returns whether the rules of rotation say no; otherwise it could not be done.
    #[must_use]
    pub fn is_no(&self) -> bool {
        !matches!(
            self,
            Self::NameExists { .. }
                | Self::NameOfNoKey(_)
                | Self::UnknownKey(_)
                | Self::UnusableName(..)
                | Self::Impossible(_)
        )
    }

    /// Returns the stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NameExists { .. } | Self::NameOfNoKey(_) => "name-exists",
            Self::UnknownKey(_) => "unknown-key",
            Self::UnusableName(..) => "bad-name",
            Self::AlreadyActive(_) => "already-active",
            Self::IsActive(_) => "key-active",
            Self::IsRetired(_) => "key-retired",
            Self::IsPurged(_) => "key-purged",
            Self::NotRetired { .. } => "not-retired",
            Self::TooEarly { .. } => "too-early",
            Self::NothingToUndo => "nothing-to-undo",
            Self::PurgeCannotBeUndone(_) => "purge-cannot-be-undone",
            Self::Impossible(_) => "keyring-change",
        }
    }
}
