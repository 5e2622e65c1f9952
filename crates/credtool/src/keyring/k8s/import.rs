//! `keyring k8s import`: the keys of a Secret, taken into the keyring.

use std::path::PathBuf;

use super::manifest::{Choice, Manifest};
use crate::document::DOCUMENT;
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::keyring::change::{self, ChangeOptions};
use crate::keyring::open::Editing;
use crate::keyring::options::KeyringOptions;
use crate::keyring::refused;

/// Take the keys of a ThingWorx Flow release's Secret into the keyring
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool keyring k8s import flow-keys.yaml
  mykey: new → pending
  newkey: new → active

Keys that are there already stay as they are. The Secret's active key becomes the active one only where none is.

Exit status: 0 done; 2 could not be done (a name has another secret in the keyring).")]
pub(crate) struct Import {
    /// The manifest; without it, standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    #[command(flatten)]
    choice: Choice,
    #[command(flatten)]
    options: KeyringOptions,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Import {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let path = self.file.unwrap_or_else(|| "-".into());
        let input = io.read(&path, DOCUMENT)?;
        let manifest = Manifest::read(&input, &self.choice)?;
        manifest.warn(io);
        let editing = Editing::begin(io, &self.options, self.change.via.as_deref())?;
        match manifest.secret.plan_import(&editing.keyring, io.now()) {
            Ok(plan) => change::carry_out(io, editing, plan, &self.change),
            Err(refusal) => refused::answer(
                io,
                &refusal,
                format!("could not import the keys of {}", input.name),
            ),
        }
    }
}
