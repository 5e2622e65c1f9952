//! `keyring add`: a new key, which waits until every reader has it.

use credtool_keyring::State;
use serde_json::json;

use super::change::{self, ChangeOptions};
use super::new_key::NewKey;
use super::open::Editing;
use super::options::KeyringOptions;
use super::refused;
use crate::failure::{Answer, Failure};
use crate::io::Io;

/// Add a key: pending, so that every reader can have it before the first value needs it
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool keyring add newkey
  $ credtool keyring add newkey --from file:newkey.secret --flow-home /opt/ThingWorxFlow --unlock pm2:flow-engine

  $ credtool keyring add newkey --keys cryptography/keys.enc --unlock pm2:flow-engine --via 'PtcOrchKeyFileTool --secret \"$CONFIG_IMAGE\" --keyfile-location misc/keyfile-key'

The keys are at no time on the disk in plain text, except for a tool of --via, which can only work on files: it gets copies in
a folder of mode 0700 that is erased, and what it wrote is decrypted again and compared before it counts.

Exit status: 0 done; 2 could not be done (the name exists, the secret's length is no multiple of 16, the keyring does not open).")]
pub(crate) struct Add {
    #[command(flatten)]
    key: NewKey,
    #[command(flatten)]
    options: KeyringOptions,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Add {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let via = self.change.via.as_deref();
        let editing = Editing::begin(io, &self.options, via)?;
        let (name, material) = self.key.take(io)?;
        let added = (name.clone(), material.clone());
        match editing.keyring.plan_add(name, material, io.now()) {
            Ok(_) if via.is_some() => {
                let (name, material) = added;
                editing.insert(io, &name, &material, self.change.how())?;
                let steps =
                    json!([{ "name": name.as_str(), "from": null, "to": State::Pending.as_str() }]);
                let lines = format!("{name}: new → {}\n", State::Pending);
                change::answer(io, steps, lines, &self.change)
            }
            Ok(plan) => change::carry_out(io, editing, plan, &self.change),
            Err(refusal) => {
                let message = format!("could not add the key {:?}", self.key.name());
                refused::answer(io, &refusal, message)
            }
        }
    }
}
