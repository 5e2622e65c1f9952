//! Secrets and head, from older keys of the keyring to the active one: history does not change.

use credtool_app_registry::Place;

use super::change::until_done;
use super::sealing::Keys;
use super::{
    Appended, Batch, Purpose, Sealed, SealedOf, Snapshot, Sqlite, Store as _, StoreOptions,
    UnlockOptions, Wanted, first, fold,
};
use crate::failure::{Code, Failure};
use crate::io::Io;

/// What was rewrapped.
#[derive(Debug, Default)]
pub(crate) struct Rewrapped {
    /// Secrets that are sealed by the active key now.
    pub(crate) rewrapped: usize,
    /// Secrets that were already.
    pub(crate) kept: usize,
    /// Secrets that do not open; they are what they were.
    pub(crate) failed: Vec<Failure>,
}

/// Seals every secret with the active key of the keyring, and signs the head with it. One transaction; secrets that do not open are
/// left as they are.
pub(crate) fn rewrap(
    io: &mut Io,
    options: &StoreOptions,
    unlock: &UnlockOptions,
) -> Result<Rewrapped, Failure> {
    let path = options.path(io)?;
    first::settle(io, &path)?;
    let mut store = Sqlite::open(io, &path, Purpose::Change)?;
    let keys = Keys::unlock(io, &unlock.keyring(&path))?;
    let wanted = Wanted {
        app_ids: &[],
        sealed: SealedOf::All,
    };
    until_done(&path, || {
        let snapshot = store.read(&wanted)?;
        let (batch, done) = plan(io, &keys, &snapshot)?;
        match store.append(snapshot.last.as_deref(), &batch)? {
            Appended::Done => Ok(Some(done)),
            Appended::Behind => Ok(None),
        }
    })
}

fn plan(io: &Io, keys: &Keys, snapshot: &Snapshot) -> Result<(Batch, Rewrapped), Failure> {
    let (registry, tail) = fold::registry(snapshot)?;
    keys.verify(snapshot, &tail)?;
    let mut done = Rewrapped::default();
    let mut batch = Batch {
        events: Vec::new(),
        taken: Vec::new(),
        listed: Vec::new(),
        erased: Vec::new(),
        sealed: Vec::new(),
        head: keys.sign(&registry.tail())?,
        keyfile: keys.kid().to_owned(),
    };
    for sealed in &snapshot.sealed {
        if keys.is_active(&sealed.token) {
            done.kept += 1;
            continue;
        }
        match again(io, keys, sealed) {
            Ok(sealed) => {
                batch.sealed.push(sealed);
                done.rewrapped += 1;
            }
            Err(failure) => done.failed.push(failure),
        }
    }
    Ok((batch, done))
}

fn again(io: &Io, keys: &Keys, sealed: &Sealed) -> Result<Sealed, Failure> {
    let damaged = |error: credtool_app_registry::Error| {
        let message = "a sealed secret stands in no place of an app";
        Failure::new(Code::StoreDamaged, message).because(error)
    };
    let place = Place {
        app: sealed.app.parse().map_err(damaged)?,
        version: sealed.version.parse().map_err(damaged)?,
        number: sealed.number,
    };
    let secret = keys.open(&place, &sealed.token)?;
    keys.seal(io, &place, &secret)
}
