//! A copy of the store, whoever writes meanwhile.

use std::path::Path;

use super::options::Beside;
use super::sqlite::beside;
use super::{Purpose, SealedOf, Sqlite, Store as _, StoreOptions, Wanted};
use crate::failure::{Code, Failure};
use crate::io::{Io, Target};
use crate::keyring::of_store;

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
    keep_own_files(io, store.path(), file)?;
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

/// Refuses to write the copy over a file of the store or of a keyring, whatever `--force` says.
fn keep_own_files(io: &mut Io, store: &Path, file: &Path) -> Result<(), Failure> {
    let target = io.real_path(file)?;
    let unlock = Beside::of(store).unlock;
    let own = target == store || target == unlock || beside(store).contains(&target);
    if !own {
        return of_store::keep_keyring_file(io, file);
    }
    let message = format!("could not write the backup to {}", file.display());
    Err(Failure::new(Code::FileExists, message)
        .because("it is a file of the store itself")
        .hint("name another file"))
}
