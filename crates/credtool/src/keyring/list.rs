//! `keyring list`: names and states, no secrets.

use credtool_keyring::{Key, Keyring};
use serde_json::{Value, json};

use super::open;
use super::options::KeyringOptions;
use crate::clock;
use crate::failure::{Answer, Failure};
use crate::io::Io;

/// List the keys with their states; no secret is shown
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool keyring list
  mykey   decrypt-only  2026-11-28T09:00:00Z
  newkey  active        2026-11-28T09:00:00Z

Exit status: 0 done; 2 the keyring does not open.")]
pub(crate) struct List {
    #[command(flatten)]
    options: KeyringOptions,
}

impl List {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let keyring = open::open(io, &self.options)?.keyring;
        let keys: Vec<Value> = keyring.keys().map(|key| shown(&key)).collect();
        let not_keys: Vec<&str> = keyring.not_keys().collect();
        let active = keyring.active().map(|key| key.name().as_str());
        for name in &not_keys {
            io.out
                .note(format!("{name:?} is not a key, and is kept as it is"));
        }
        let shown = json!({ "active": active, "keys": keys, "not_keys": not_keys });
        io.out.answer(&shown, lines(&keyring))?;
        Ok(Answer::Yes)
    }
}

fn shown(key: &Key<'_>) -> Value {
    json!({
        "name": key.name().as_str(),
        "state": key.state().as_str(),
        "since": key.since().map(clock::rfc3339),
        "bytes": key.material().map(|material| material.len()),
    })
}

fn lines(keyring: &Keyring) -> String {
    let name = |key: &Key<'_>| crate::output::printable(key.name().as_str());
    let width = keyring
        .keys()
        .map(|key| name(&key).chars().count())
        .max()
        .unwrap_or(0);
    let line = |key: Key<'_>| {
        let since = key
            .since()
            .map_or_else(|| "not recorded".into(), clock::rfc3339);
        format!(
            "{:width$}  {:12}  {since}\n",
            name(&key),
            key.state().as_str()
        )
    };
    keyring.keys().map(line).collect()
}
