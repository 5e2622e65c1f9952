//! The options of every verb that opens the keyring.

use std::path::{Path, PathBuf};

use super::flow_home;
use crate::failure::{Code, Failure};

/// Which keyring, and what unlocks it.
#[derive(clap::Args)]
pub(crate) struct KeyringOptions {
    /// The keys, encrypted (keys.enc)
    #[arg(
        long,
        value_name = "FILE",
        env = "CREDTOOL_KEYS",
        visible_alias = "encrypted",
        help_heading = "Keyring"
    )]
    keys: Option<PathBuf>,
    /// The key that the keys are encrypted with, itself encrypted (keyfile-key)
    #[arg(
        long,
        value_name = "FILE",
        env = "CREDTOOL_KEYFILE",
        visible_alias = "keyfile-location",
        help_heading = "Keyring"
    )]
    keyfile: Option<PathBuf>,
    #[arg(
        long,
        value_name = "SRC",
        env = "CREDTOOL_UNLOCK",
        visible_alias = "secret",
        hide_env_values = true,
        help = UNLOCK,
        help_heading = "Keyring"
    )]
    unlock: Option<String>,
    /// An installation of ThingWorx Flow: its cryptography/keys.enc, its misc/keyfile-key and the six configs of its services
    #[arg(
        long,
        value_name = "DIR",
        env = "CREDTOOL_FLOW_HOME",
        help_heading = "Keyring"
    )]
    pub(super) flow_home: Option<PathBuf>,
}

impl KeyringOptions {
    /// The keyring that another verb's options name.
    pub(crate) fn named(
        keys: Option<PathBuf>,
        keyfile: Option<PathBuf>,
        unlock: Option<String>,
    ) -> Self {
        let flow_home = None;
        Self {
            keys,
            keyfile,
            unlock,
            flow_home,
        }
    }

    /// Whether a keyring was named at all.
    pub(super) fn are_given(&self) -> bool {
        self.keys.is_some() || self.flow_home.is_some()
    }

    /// Returns the path of keys.enc.
    pub(super) fn keys(&self) -> Result<PathBuf, Failure> {
        self.path(&self.keys, flow_home::keys, "--keys", "CREDTOOL_KEYS")
    }

    /// Returns the path of keyfile-key.
    pub(super) fn keyfile(&self) -> Result<PathBuf, Failure> {
        self.path(
            &self.keyfile,
            flow_home::keyfile,
            "--keyfile",
            "CREDTOOL_KEYFILE",
        )
    }

    /// Returns the SRC of the secret that unlocks keyfile-key, where one is given.
    pub(super) fn given_unlock(&self) -> Option<&str> {
        self.unlock.as_deref()
    }

    /// Returns the SRC of the secret that unlocks keyfile-key.
    pub(super) fn unlock(&self) -> Result<&str, Failure> {
        self.unlock.as_deref().ok_or_else(|| {
            Failure::new(Code::Usage, "the secret that unlocks the keyring is not named")
                .hint("give --unlock SRC or set CREDTOOL_UNLOCK to a SRC: env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE")
        })
    }

    /// What was named wins over what stands in the installation.
    fn path(
        &self,
        named: &Option<PathBuf>,
        in_home: fn(&Path) -> PathBuf,
        flag: &str,
        variable: &str,
    ) -> Result<PathBuf, Failure> {
        let found = match (named, &self.flow_home) {
            (Some(path), _) => Some(path.clone()),
            (None, Some(home)) => Some(in_home(home)),
            (None, None) => None,
        };
        found.ok_or_else(|| {
            Failure::new(Code::Usage, format!("{flag} FILE is not given")).hint(format!(
                "give {flag} FILE, set {variable}, or name an installation with --flow-home DIR"
            ))
        })
    }
}

/// The help of `--unlock`.
const UNLOCK: &str = "What unlocks keyfile-key: SRC is env:NAME, file:PATH, fd:N, - (stdin, claimed once), prompt or pm2:SERVICE; a literal is refused";

#[cfg(test)]
mod tests {
    use super::UNLOCK;
    use crate::source;

    #[test]
    fn the_help_names_every_source() {
        assert!(UNLOCK.ends_with(source::GRAMMAR));
    }
}
