//! `key inspect`: the public facts of a key.

use std::path::PathBuf;

use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::open::{self, KeyOptions};
use crate::{describe, key};

/// Show what kind of key a file holds: private or public, any size, any form, or in a keystore
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool key inspect app.pem
  $ credtool key inspect --json --password env:KEY_PASSWORD app.encrypted.pem

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct Inspect {
    /// The key or keystore, - for stdin
    file: PathBuf,
    #[command(flatten)]
    options: KeyOptions,
}

impl Inspect {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let (opened, alias) = open::any_key(io, &self.file, &self.options)?;
        let mut shown = key::facts(opened.info());
        if let Some(alias) = alias {
            shown["alias"] = alias.into();
            shown["encoding"] = "keystore".into();
        }
        let mut members = vec![
            "private",
            "type",
            "bits",
            "curve",
            "alias",
            "encoding",
            "encryption",
            "spki_sha256",
        ];
        if key::is_legacy(opened.info()) {
            members.push("legacy");
        }
        io.out.answer(&shown, describe::lines(&shown, &members))?;
        Ok(Answer::Yes)
    }
}
