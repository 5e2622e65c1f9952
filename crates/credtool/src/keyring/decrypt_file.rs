//! `keyring decrypt-file`: keys.enc → keys.dec.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::options::KeyringOptions;
use super::{open, refused};
use crate::failure::{Answer, Code, Failure};
use crate::io::{Io, Target};

/// Write the map of keys in plain text, as a file of mode 0600 or to stdout
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool keyring decrypt-file --secret env:CONFIG_IMAGE --keyfile-location misc/keyfile-key --encrypted cryptography/keys.enc --plaintext keys.dec
  $ credtool keyring decrypt-file --flow-home /opt/ThingWorxFlow --unlock pm2:flow-engine --plaintext keys.dec

The option names of the vendor's PtcOrchKeyFileTool are taken; its file format is not public and is not read.
Most changes need no plain text: see keyring add, promote, retire and purge.

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct DecryptFile {
    #[command(flatten)]
    options: KeyringOptions,
    /// Where the plain text goes; without it, stdout
    #[arg(long, value_name = "FILE")]
    plaintext: Option<PathBuf>,
    /// Replace the plain text file if it exists
    #[arg(long, requires = "plaintext")]
    force: bool,
}

impl DecryptFile {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        if let Some(path) = &self.plaintext {
            Target::private(path, self.force).permit()?;
        }
        if let Some(path) = self.plaintext.as_ref().filter(|path| io.exists(path)) {
            self.refuse_what_is_no_map(io, path)?;
        }
        let keyring = open::open(io, &self.options)?.keyring;
        let map = keyring.render();
        let Some(path) = self.plaintext else {
            let shown: serde_json::Value = serde_json::from_str(&map).unwrap_or_default();
            io.out.answer(&json!({ "map": shown }), map.as_bytes())?;
            return Ok(Answer::Yes);
        };
        let check = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            let again = credtool_keyring::Keyring::parse(&text);
            again
                .map(drop)
                .map_err(|error| refused::of(&error, "could not write the map"))
        };
        Target::private(&path, self.force).write(map.as_bytes(), &check)?;
        io.warn_if_written_readable(&path);
        io.out.note(format!(
            "{} holds every key in plain text: remove it when you are done, or with encrypt-file --remove-plaintext",
            path.display()
        ));
        io.out.answer(
            &json!({ "map": null, "file": path.display().to_string() }),
            "",
        )?;
        Ok(Answer::Yes)
    }

    /// Refuses to write over anything that is no map of keys, such as the keyring's own two files, whatever --force says.
    fn refuse_what_is_no_map(&self, io: &mut Io, path: &Path) -> Result<(), Failure> {
        let found = io.read_maybe_empty(path, open::KEYS)?;
        let map = std::str::from_utf8(&found.bytes).ok();
        if map.is_some_and(|map| credtool_keyring::Keyring::parse(map).is_ok()) {
            return Ok(());
        }
        let failure = Failure::new(
            Code::WrittenByAnotherTool,
            format!("could not replace {}", path.display()),
        );
        Err(failure
            .because("it is no map of keys")
            .hint("name another file, or one that does not exist yet"))
    }
}
