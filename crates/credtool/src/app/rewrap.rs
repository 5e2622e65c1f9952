//! `app rewrap`: the secrets of the store, sealed again by the active key of the keyring.

use serde_json::json;

use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::store::{self, StoreOptions, UnlockOptions};

/// Seal every secret with the active key of the keyring, after a rotation, and sign the history with it
///
/// One transaction. History does not change: it never held a secret. A secret that does not open is left as it is and named.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool keyring add registry-2 --generate hex64
  $ credtool keyring promote registry-2
  $ credtool app rewrap
  $ credtool keyring retire registry-1 --evidence registry.db

Exit status: 0 done; 1 secrets that do not open were left as they are; 2 could not be done.")]
pub(crate) struct Rewrap {
    #[command(flatten)]
    store: StoreOptions,
    #[command(flatten)]
    unlock: UnlockOptions,
}

impl Rewrap {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let done = store::rewrap(io, &self.store, &self.unlock)?;
        for failure in &done.failed {
            io.out.warn(failure.sentence());
        }
        io.out.note(format!(
            "{} secrets were sealed again, {} were already sealed by the active key, {} were left as they are",
            done.rewrapped,
            done.kept,
            done.failed.len()
        ));
        let failed = done.failed.iter().map(|failure| {
            json!({
                "code": failure.code.as_str(),
                "message": failure.sentence(),
                "hint": failure.hint,
            })
        });
        let shown = json!({
            "rewrapped": done.rewrapped,
            "kept": done.kept,
            "failed": failed.collect::<Vec<_>>(),
        });
        io.out.answer(&shown, "")?;
        Ok(match done.failed.is_empty() {
            true => Answer::Yes,
            false => Answer::No,
        })
    }
}
