//! The store of the app registry: what is kept, and what a verb calls. SQLite stands behind a trait of four methods.
//!
//! What an app is, and what may be done with it, is `credtool-app-registry`'s: here events are lines of text, secrets are tokens of the
//! keyring, and a change is one transaction that holds only if nothing happened since it was decided.

mod backup; // a copy, whoever writes meanwhile
mod change; // read, decide, seal, append
mod first; // the first change makes the store
mod fold; // from rows to a registry, from decisions to rows
mod look; // what only reads
mod options; // which store, and what unlocks its secrets
mod own_files; // what nothing else is written over
mod rewrap; // secrets and head, from older keys to the active one
mod sealing; // the keys: they seal the secrets and sign the head
mod sqlite; // the file
mod verify; // is the history whole

pub(crate) use backup::backup;
pub(crate) use change::{Changed, Commands, change, change_with};
pub(crate) use look::{OpenedSecret, look, open_secrets};
pub(crate) use options::{StoreOptions, UnlockOptions};
pub(crate) use own_files::keep_own_files;
pub(crate) use rewrap::rewrap;
pub(crate) use sqlite::{Purpose, Sqlite};
pub(crate) use verify::{Verified, verify_history};

use crate::failure::Failure;

#[cfg(test)]
mod tests;

/// What a store of another kind has to be able to do.
pub(crate) trait Store {
    /// Returns what a decision about these apps needs, all of one moment.
    fn read(&mut self, wanted: &Wanted<'_>) -> Result<Snapshot, Failure>;

    /// Makes the change, all of it or none, if `expected` still is the last event; durable when it returns.
    fn append(&mut self, expected: Option<&str>, batch: &Batch) -> Result<Appended, Failure>;

    /// Hands over every version of every app in the order of registration, until `each` returns false.
    fn list(
        &mut self,
        each: &mut dyn FnMut(Listed) -> Result<bool, Failure>,
    ) -> Result<(), Failure>;

    /// Hands over the events in order, of one app (by its key) or all, until `each` returns false.
    fn history(
        &mut self,
        app: Option<&str>,
        each: &mut dyn FnMut(&str) -> Result<bool, Failure>,
    ) -> Result<(), Failure>;
}

/// What is to be read.
#[derive(Debug)]
pub(crate) struct Wanted<'a> {
    /// App IDs in their folded form. One that nobody has is no error.
    pub(crate) app_ids: &'a [String],
    pub(crate) sealed: SealedOf,
}

/// Whose secrets are read along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SealedOf {
    /// Nobody's.
    None,
    /// Those of the wanted apps.
    Apps,
    /// All, to seal them with another key.
    All,
}

/// What was read.
#[derive(Debug)]
pub(crate) struct Snapshot {
    /// The last event of all.
    pub(crate) last: Option<String>,
    /// The signed head.
    pub(crate) head: Option<String>,
    /// The name of the key file that the secrets belong to.
    pub(crate) keyfile: Option<String>,
    /// The events of the settings and of the wanted apps, in order.
    pub(crate) events: Vec<String>,
    pub(crate) sealed: Vec<Sealed>,
}

impl Snapshot {
    /// Of a store that is not there yet.
    const EMPTY: Self = Self {
        last: None,
        head: None,
        keyfile: None,
        events: Vec::new(),
        sealed: Vec::new(),
    };
}

/// A change.
#[derive(Debug)]
pub(crate) struct Batch {
    pub(crate) events: Vec<StoredEvent>,
    /// App IDs that the events take.
    pub(crate) taken: Vec<Taken>,
    /// How the versions that the events touch look in the list now.
    pub(crate) listed: Vec<ListedRow>,
    /// Secrets that ended. They go first.
    pub(crate) erased: Vec<(String, String, u32)>,
    pub(crate) sealed: Vec<Sealed>,
    pub(crate) head: String,
    pub(crate) keyfile: String,
}

/// One event.
#[derive(Debug)]
pub(crate) struct StoredEvent {
    pub(crate) number: u64,
    /// Its text, JSON whose member `app` is the key of its app, null for the settings.
    pub(crate) body: String,
}

/// An App ID that an app has from now on, for ever.
#[derive(Debug)]
pub(crate) struct Taken {
    pub(crate) folded: String,
    pub(crate) app: String,
}

/// A secret as a token of the keyring, and what may be shown of it.
#[derive(Debug)]
pub(crate) struct Sealed {
    pub(crate) app: String,
    pub(crate) version: String,
    pub(crate) number: u32,
    pub(crate) token: String,
    pub(crate) mask: String,
}

/// A row of the list as it is written.
#[derive(Debug)]
pub(crate) struct ListedRow {
    pub(crate) app: String,
    pub(crate) version: String,
    pub(crate) name: String,
    pub(crate) app_id: String,
    /// The number of the current secret.
    pub(crate) secret: Option<u32>,
    /// When its certificate ends, in seconds since 1970.
    pub(crate) not_after: Option<i64>,
    pub(crate) retired: bool,
}

/// A row of the list as it is read.
#[derive(Debug)]
pub(crate) struct Listed {
    /// The key of the app: what its versions have in common.
    pub(crate) app: String,
    pub(crate) name: String,
    pub(crate) app_id: String,
    pub(crate) version: String,
    /// What may be shown of the current secret; none where none is known here.
    pub(crate) mask: Option<String>,
    /// When its certificate ends, in seconds since 1970.
    pub(crate) not_after: Option<i64>,
    pub(crate) retired: bool,
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Appended {
    Done,
    /// Something else happened since it was decided; nothing was written.
    Behind,
}
