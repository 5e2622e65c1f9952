//! The files of a store and of its keyring, which no verb that reads it writes something else over.

use std::path::Path;

use super::StoreOptions;
use super::options::Beside;
use super::sqlite::beside;
use crate::failure::{Code, Failure};
use crate::io::Io;
use crate::keyring::of_store;

/// Refuses to write over a file of the store or of a keyring, whatever `--force` says; `message` says what could not be done.
pub(crate) fn keep_own_files(
    io: &mut Io,
    options: &StoreOptions,
    file: &Path,
    message: &str,
) -> Result<(), Failure> {
    let (store, target) = (io.real_path(&options.path(io)?)?, io.real_path(file)?);
    let unlock = Beside::of(&store).unlock;
    let own = target == store || target == unlock || beside(&store).contains(&target);
    if !own {
        return of_store::keep_keyring_file(io, file);
    }
    Err(Failure::new(Code::FileExists, message)
        .because("it is a file of the store itself")
        .hint("name another file"))
}
