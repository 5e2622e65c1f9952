//! `app backup`: a copy of the store, whoever writes meanwhile.

use std::path::PathBuf;

use serde_json::json;

use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::store::{self, StoreOptions};

/// Copy the store to a file, of one moment, while others go on working
///
/// The copy is a store itself: --store FILE reads it, where nothing can be written too. Copying the file by other means can lose what
/// stands in PATH-wal beside it. The keyring is no part of the copy: its three files belong into another place than this one.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool app backup -o registry-2026-11-28.db
  $ credtool app list --store registry-2026-11-28.db

To restore one: stop what uses the store, move the store and the files PATH-wal and PATH-shm away, and copy the backup to PATH.
A history that ends earlier than it did is whole all the same: that an old backup was put back, app verify-history does not see.

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct Backup {
    /// The new file, of mode 0600
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Replace the file if it exists, atomically
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    store: StoreOptions,
}

impl Backup {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let made = store::backup(io, &self.store, &self.output, self.force)?;
        let file = self.output.display().to_string();
        io.out.note(format!(
            "wrote {file}; its secrets open with the keyring of the store, which is not in it"
        ));
        let shown = json!({ "file": file, "events": made.events, "bytes": made.bytes });
        io.out.answer(&shown, "")?;
        Ok(Answer::Yes)
    }
}
