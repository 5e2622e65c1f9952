//! `keyring encrypt-file`: keys.dec → keys.enc.

use std::path::PathBuf;

use credtool_keyring::{KeyFile, Keyring};
use serde_json::json;

use super::open::{self, KEYS};
use super::options::KeyringOptions;
use super::{flow_home, refused};
use crate::failure::{Answer, Code, Failure};
use crate::io::{Input, Io, Limit};

/// Seal a map of keys that was edited by hand; no key of the map before gets lost
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool keyring encrypt-file --secret env:CONFIG_IMAGE --keyfile-location misc/keyfile-key --encrypted cryptography/keys.enc --plaintext keys.dec --remove-plaintext

A keys.enc of ours is replaced only if the new map has every key of the old one. A file that another tool wrote is never
overwritten. Names that are new to the map start as pending.

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct EncryptFile {
    #[command(flatten)]
    options: KeyringOptions,
    /// The map of keys in plain text (keys.dec)
    #[arg(long, value_name = "FILE")]
    plaintext: Option<PathBuf>,
    /// Erase the plain text in the same step
    #[arg(long)]
    remove_plaintext: bool,
    /// Replace a keys.enc of ours although it does not open with this key file, or has keys that the map lacks; a backup stays
    #[arg(long)]
    force: bool,
    /// Keep the old keys.enc as keys.enc.bak, of mode 0600
    #[arg(long)]
    backup: bool,
    /// Try everything, and write nothing
    #[arg(long)]
    dry_run: bool,
}

impl EncryptFile {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let (keys, keyfile) = (self.options.keys()?, self.options.keyfile()?);
        let plaintext = self.plaintext()?;
        let mut edit = io.edit(&[&keys, &plaintext])?;
        let map = edit.read(&plaintext, MAP)?;
        let old = edit.read_if_there(&keys, KEYS)?;
        let (mut keyring, not_recorded) = self.read_map(io, &map)?;
        let key = open::open_keyfile(io, &self.options, &keyfile)?;
        let replaced = old.is_some();
        let mut backup = self.backup;
        if let Some(old) = &old {
            backup |= !self.may_replace(io, &key, old, &keyring)?;
        }
        let message = format!("could not write {}", keys.display());
        keyring
            .apply(not_recorded)
            .map_err(|error| refused::of(&error, &message))?;
        let sealed = open::seal(io, &key, &keyring.render(), &message)?;
        let (expected, name) = (keyring.render(), keys.display().to_string());
        let check = |bytes: &[u8]| open::same(&key, bytes, &name, &expected);
        if replaced {
            edit.replace(&keys, sealed, &check)?;
        } else {
            edit.create(&keys, sealed, &check)?;
        }
        if self.remove_plaintext {
            edit.remove(&plaintext)?;
        }
        if self.dry_run {
            edit.rehearse()?;
        } else {
            edit.commit(backup && replaced)?;
        }
        let removed = self.remove_plaintext && !self.dry_run;
        if !removed {
            io.out.note(format!(
                "{} still holds every key in plain text",
                plaintext.display()
            ));
        }
        let count = keyring
            .keys()
            .filter(|key| key.material().is_some())
            .count();
        if self.dry_run {
            io.out.note(format!(
                "nothing was written: {name} would hold {count} keys"
            ));
        } else {
            io.out.note(format!("sealed {count} keys in {name}"));
        }
        let shown = json!({ "file": name, "keys": count, "plaintext_removed": removed, "dry_run": self.dry_run });
        io.out.answer(&shown, "")?;
        Ok(Answer::Yes)
    }

    fn plaintext(&self) -> Result<PathBuf, Failure> {
        let in_home = || self.options.flow_home.as_deref().map(flow_home::plaintext);
        self.plaintext.clone().or_else(in_home).ok_or_else(|| {
            Failure::new(Code::Usage, "--plaintext FILE is not given")
                .hint("name the map of keys in plain text, keys.dec")
        })
    }

    /// Reads the map, and plans that what was added by hand is recorded.
    fn read_map(&self, io: &Io, map: &Input) -> Result<(Keyring, credtool_keyring::Plan), Failure> {
        let message = || format!("could not take the map {}", map.name);
        let text = std::str::from_utf8(&map.bytes)
            .map_err(|error| Failure::new(Code::NotText, message()).because(error))?;
        let keyring = Keyring::parse(text).map_err(|error| refused::of(&error, message()))?;
        let plan = keyring
            .plan_adopt(io.now())
            .map_err(|error| refused::of(&error, message()))?;
        Ok((keyring, plan))
    }

    /// Refuses where keys would get lost. `false`: they would, and `--force` was given, so a backup is due.
    fn may_replace(
        &self,
        io: &Io,
        key: &KeyFile,
        old: &Input,
        new: &Keyring,
    ) -> Result<bool, Failure> {
        let (code, causes) = match open::parse(key, &old.bytes, &old.name) {
            Err(failure) if failure.code == Code::WrittenByAnotherTool => return Err(failure),
            Err(failure) => (failure.code, failure.causes),
            Ok(before) => {
                let missing = lost(&before, new);
                if missing.is_empty() {
                    return Ok(true);
                }
                let cause = format!(
                    "the new map lacks, or has otherwise: {}",
                    missing.join(", ")
                );
                (Code::KeysMissing, vec![cause])
            }
        };
        if self.force {
            io.out
                .warn(format!("{}; --force was given", causes.join(": ")));
            return Ok(false);
        }
        let mut failure = Failure::new(code, format!("could not replace {}", old.name));
        failure.causes = causes;
        Err(failure)
    }
}

/// Returns what the new map does not keep: secrets, and the states without which nobody knows what is active or was purged.
fn lost(before: &Keyring, new: &Keyring) -> Vec<String> {
    let lost = before.keys().filter_map(|old| {
        let name = old.name();
        let new = new.key(name.as_str());
        let secret = new.as_ref().and_then(|new| new.material());
        let same = match (old.material(), secret) {
            (Some(old), Some(new)) => old.same_as(new),
            (old, new) => old.is_none() && new.is_none(),
        };
        let recorded = new.is_some_and(|new| new.since().is_some());
        match (same, old.since().is_none() || recorded) {
            (false, _) => Some(format!("the secret of {name}")),
            (true, false) => Some(format!("the state of {name} in the member credtool")),
            (true, true) => None,
        }
    });
    lost.collect()
}

/// keys.dec.
const MAP: Limit = Limit {
    what: "the map of keys",
    bytes: 16 << 20,
};
