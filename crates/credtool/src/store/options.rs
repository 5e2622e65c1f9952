//! The options of every verb that works on the store.

use std::path::{Path, PathBuf};

use crate::failure::{Code, Failure};
use crate::io::Io;
use crate::keyring::KeyringOptions;

/// Which store.
#[derive(clap::Args)]
pub(crate) struct StoreOptions {
    /// The store, one file; without it credtool/registry.db in the user's data directory
    #[arg(
        long,
        value_name = "PATH",
        env = "CREDTOOL_STORE",
        help_heading = "Store"
    )]
    store: Option<PathBuf>,
}

/// What unlocks the secrets of the store. Without any of the three it is the keyring that was made beside the store.
#[derive(clap::Args)]
pub(crate) struct UnlockOptions {
    /// The keys that seal the secrets, encrypted (keys.enc); without it PATH.keys.enc beside the store
    #[arg(
        long,
        value_name = "FILE",
        env = "CREDTOOL_KEYS",
        help_heading = "Store"
    )]
    keys: Option<PathBuf>,
    /// The key that the keys are encrypted with, itself encrypted (keyfile-key); without it PATH.keyfile-key
    #[arg(
        long,
        value_name = "FILE",
        env = "CREDTOOL_KEYFILE",
        help_heading = "Store"
    )]
    keyfile: Option<PathBuf>,
    /// What unlocks keyfile-key, as a SRC; without it the file PATH.unlock
    #[arg(
        long,
        value_name = "SRC",
        env = "CREDTOOL_UNLOCK",
        hide_env_values = true,
        help_heading = "Store"
    )]
    unlock: Option<String>,
}

/// The keyring of a store.
pub(super) enum Unlocking {
    /// The one that was named.
    Named(KeyringOptions),
    /// The one beside the store.
    Beside(Beside),
}

/// The three files that are made beside a store.
#[derive(Debug)]
pub(crate) struct Beside {
    pub(crate) keys: PathBuf,
    pub(crate) keyfile: PathBuf,
    pub(crate) unlock: PathBuf,
}

impl StoreOptions {
    /// Returns the path of the file.
    pub(crate) fn path(&self, io: &Io) -> Result<PathBuf, Failure> {
        if let Some(path) = &self.store {
            return Ok(path.clone());
        }
        let folder = io.data_folder().ok_or_else(|| {
            Failure::new(Code::Usage, "--store PATH is not given")
                .because("the environment does not say where the data of the user is")
                .hint("give --store PATH, set CREDTOOL_STORE, or set HOME")
        })?;
        Ok(folder.join("credtool").join("registry.db"))
    }
}

impl UnlockOptions {
    /// Returns the keyring for the store at this path.
    pub(super) fn keyring(&self, store: &Path) -> Unlocking {
        if self.keys.is_none() && self.keyfile.is_none() && self.unlock.is_none() {
            return Unlocking::Beside(Beside::of(store));
        }
        // One that is named in part says itself what is missing.
        let (keys, keyfile) = (self.keys.clone(), self.keyfile.clone());
        Unlocking::Named(KeyringOptions::named(keys, keyfile, self.unlock.clone()))
    }
}

impl Beside {
    /// Returns where they are, for the store at this path.
    pub(super) fn of(store: &Path) -> Self {
        let beside = |ending: &str| {
            let mut name = store.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        Self {
            keys: beside(".keys.enc"),
            keyfile: beside(".keyfile-key"),
            unlock: beside(".unlock"),
        }
    }

    /// Returns the files, in the order in which they are named to people.
    pub(crate) fn all(&self) -> [&Path; 3] {
        [&self.keys, &self.keyfile, &self.unlock]
    }
}
