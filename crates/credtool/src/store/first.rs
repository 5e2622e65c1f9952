//! The first change makes the store: the file, and a keyring beside it where none was named, as one change of files.

use std::path::Path;

use credtool_app_registry::{Circumstances, Command, Refusal, Registry};
use zeroize::Zeroizing;

use super::change::{self, Changed};
use super::options::{Beside, Unlocking};
use super::sealing::Keys;
use super::sqlite::beside;
use super::{Appended, Batch, Snapshot, Sqlite, Store as _};
use crate::failure::{Code, Failure};
use crate::io::{Edit, Io, NewFolder};
use crate::keyring::of_store;

/// Ends what a run left that was killed while it made the store: all four files stay, or none. To be asked before a change.
pub(super) fn settle(io: &Io, path: &Path) -> Result<(), Failure> {
    match io.exists(path) {
        true => io.edit(&[path]).map(drop),
        false => Ok(()),
    }
}

/// Makes the store with what the commands come to. Returns `None` when another process was faster.
pub(super) fn make(
    io: &mut Io,
    path: &Path,
    unlocking: &Unlocking,
    commands: &[Command],
    by: &Circumstances,
) -> Result<Option<Result<Changed, Refusal>>, Failure> {
    let folders = make_folders(io, path)?;
    no_log_alone(io, path)?;
    // Unlocked before the folder is locked: a person may have to type.
    let keyring = match unlocking {
        Unlocking::Named(_) => Keyring::Unlocked(Keys::unlock(io, unlocking)?),
        Unlocking::Beside(beside) => Keyring::Beside(beside),
    };
    let mut files = vec![path];
    if let Keyring::Beside(beside) = &keyring {
        files.extend(beside.all());
    }
    let mut edit = io.edit(&files)?;
    if io.exists(path) {
        return Ok(None);
    }
    let (keys, made) = match keyring {
        Keyring::Unlocked(keys) => (keys, None),
        Keyring::Beside(beside) => beside_keys(io, &mut edit, beside, unlocking)?,
    };
    let empty = (&Snapshot::EMPTY, Registry::new());
    let (batch, changed) = match change::decide(io, &keys, empty.0, empty.1, commands, by)? {
        Ok(decided) => decided,
        Err(refusal) => return Ok(Some(Err(refusal))),
    };
    let bytes = in_bytes(path, &batch)?;
    let last = batch.events.last().map(|event| event.body.as_str());
    edit.create(path, bytes, &|bytes| same(path, bytes, last))?;
    edit.commit(false)?;
    folders.into_iter().for_each(NewFolder::keep);
    io.out.note(format!("made the store {}", path.display()));
    if let Some(beside) = made {
        say_what_it_protects(io, beside);
    }
    Ok(Some(Ok(changed)))
}

/// The keyring before the folder is locked.
enum Keyring<'a> {
    Unlocked(Keys),
    Beside(&'a Beside),
}

/// Returns the file of a store that the batch is the first of.
fn in_bytes(path: &Path, batch: &Batch) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut store = Sqlite::in_memory(path)?;
    match store.append(None, batch)? {
        Appended::Done => store.shared_copy(),
        Appended::Behind => Err(Failure::new(Code::StoreFailed, "a new store is not empty")),
    }
}

/// Returns the keys of the keyring beside the store; where no file of it is there, it is made.
fn beside_keys<'a>(
    io: &mut Io,
    edit: &mut Edit,
    beside: &'a Beside,
    unlocking: &Unlocking,
) -> Result<(Keys, Option<&'a Beside>), Failure> {
    if beside.all().into_iter().any(|file| io.exists(file)) {
        return Ok((Keys::unlock(io, unlocking)?, None));
    }
    let unlocked = of_store::plan(io, edit, &beside.keys, &beside.keyfile, &beside.unlock)?;
    Ok((Keys::of(unlocked), Some(beside)))
}

/// Errs unless the bytes are a store that ends with this event.
fn same(path: &Path, bytes: &[u8], last: Option<&str>) -> Result<(), Failure> {
    let mut found = None;
    Sqlite::from_bytes(path, bytes)?.history(None, &mut |text| {
        found = Some(text.to_owned());
        Ok(true)
    })?;
    if found.as_deref() == last {
        return Ok(());
    }
    let message = format!("could not write {}", path.display());
    Err(Failure::new(Code::WriteFailed, message).because("another history came back"))
}

/// Makes the folders that are missing, for the owner alone. What was made goes again unless the store comes into it.
fn make_folders(io: &Io, path: &Path) -> Result<Vec<NewFolder>, Failure> {
    let missing = |folder: &&Path| !folder.as_os_str().is_empty() && !io.exists(folder);
    let missing: Vec<_> = path.ancestors().skip(1).take_while(missing).collect();
    let mut made = Vec::new();
    for folder in missing.into_iter().rev() {
        // The one made last goes first.
        made.insert(0, io.new_folder(folder)?);
    }
    Ok(made)
}

/// A log without its store would be taken for one of the new store.
fn no_log_alone(io: &Io, path: &Path) -> Result<(), Failure> {
    for log in beside(path) {
        if io.exists(&log) {
            let message = format!("{} is there without its store", log.display());
            return Err(Failure::new(Code::StoreDamaged, message).hint(format!(
                "put {} back beside it, or move it away if that store is given up",
                path.display()
            )));
        }
    }
    Ok(())
}

fn say_what_it_protects(io: &Io, beside: &Beside) {
    let [keys, keyfile, unlock] = beside.all().map(Path::display);
    io.out.note(format!(
        "made a keyring that seals the secrets in it: {keys}, {keyfile} and {unlock}"
    ));
    io.out.note("it protects copies of the store file only: who can read all four files can read every secret; keep a copy of the three in another place");
}
