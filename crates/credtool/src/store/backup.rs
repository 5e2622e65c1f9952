//! A copy of the store, whoever writes meanwhile.

use std::path::Path;

use super::{Purpose, SealedOf, Sqlite, Store as _, StoreOptions, Wanted, keep_own_files};
use crate::failure::Failure;
use crate::io::{Io, Target};

/// A copy that was made.
#[derive(Debug)]
pub(crate) struct Backup {
    pub(crate) bytes: usize,
    pub(crate) events: u64,
}

/// Writes a copy of the store to a file, of one moment, whoever writes meanwhile. It is read back and searched for damage before it
/// takes its name. The keyring is no part of it.
pub(crate) fn backup(
    io: &mut Io,
    options: &StoreOptions,
    file: &Path,
    replace: bool,
) -> Result<Backup, Failure> {
    let path = options.path(io)?;
    let mut store = Sqlite::open(io, &path, Purpose::Look)?;
    let message = format!("could not write the backup to {}", file.display());
    keep_own_files(io, options, file, &message)?;
    let target = Target::private(file, replace);
    target.permit()?;
    store.check_pages()?;
    let bytes = store.copy()?;
    let mut events = 0;
    target.write(&bytes, &|bytes| Sqlite::from_bytes(file, bytes).map(drop))?;
    let mut copied = Sqlite::from_bytes(file, &bytes)?;
    let nothing = Wanted {
        app_ids: &[],
        sealed: SealedOf::None,
    };
    if let Some(last) = copied.read(&nothing)?.last {
        events = super::fold::event(&last)?.number();
    }
    Ok(Backup {
        bytes: bytes.len(),
        events,
    })
}
