//! `keyring encrypt`: values become tokens of the active key.

use credtool_keyring::inspect;
use serde_json::json;

use super::lines;
use super::options::KeyringOptions;
use super::tokens::{self, ContextOption};
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::source;

/// Encrypt a value under the active key: the token names the key, and goes where the value would
#[derive(clap::Args)]
#[command(after_help = "\
A token does not hide the length of its value. Without --context it decrypts wherever it is copied to.

Example:
  $ credtool keyring encrypt --context users/17/password env:PASSWORD
  eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoibmV3a2V5IiwiY3JlZHRvb2w…

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct Encrypt {
    #[arg(value_name = "SRC", default_value = "-", help = source::GRAMMAR)]
    source: String,
    /// Make one token of each line
    #[arg(long)]
    lines: bool,
    #[command(flatten)]
    context: ContextOption,
    #[command(flatten)]
    options: KeyringOptions,
}

impl Encrypt {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let keys = tokens::keys(io, &self.options)?;
        let context = self.context.read(io)?;
        let mut rng = io.rng()?;
        if self.lines {
            lines::without_json(io)?;
            let path = lines::path(&self.source)?;
            lines::each(io, path, tokens::VALUE.what, |number, line, out| {
                let token = keys
                    .encrypt(line, context.as_ref(), &mut rng)
                    .map_err(|error| {
                        tokens::failure(&error, format!("could not encrypt line {number}"))
                    })?;
                out.extend_from_slice(token.as_bytes());
                Ok(())
            })?;
            return Ok(Answer::Yes);
        }
        let value = source::read(io, &self.source, "SRC")?;
        let token = keys
            .encrypt(&value.bytes, context.as_ref(), &mut rng)
            .map_err(|error| {
                tokens::failure(&error, format!("could not encrypt {}", value.name))
            })?;
        let key = inspect(&token).ok().map(|inspected| inspected.key);
        let shown = json!({ "token": token, "key": key, "bound": context.is_some() });
        io.out.answer(&shown, format!("{token}\n"))?;
        Ok(Answer::Yes)
    }
}
