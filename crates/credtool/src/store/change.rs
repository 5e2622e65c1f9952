//! A change: read, decide, seal, append; again when something else happened meanwhile.

use std::path::Path;
use std::time::SystemTime;

use credtool_app_registry::{AppId, Circumstances, Command, Event, Refusal, Registry};

use super::fold::{self, Pending};
use super::sealing::Keys;
use super::{
    Appended, Batch, Purpose, SealedOf, Snapshot, Sqlite, Store as _, StoreOptions, UnlockOptions,
    Wanted, first, look,
};
use crate::failure::{Code, Failure};
use crate::io::Io;

/// A change that was made.
pub(crate) struct Changed {
    /// The settings, and the apps of the commands as they are now.
    pub(crate) registry: Registry,
    pub(crate) events: Vec<Event>,
}

/// Carries the commands out, all of them or none, and each on what the ones before it left. The keyring is unlocked once; the history
/// that is extended was signed by it. A store that is not there is made by what can be the first change of one.
///
/// What the rules of the registry do not allow is a `Refusal`; then nothing was written.
pub(crate) fn change(
    io: &mut Io,
    options: &StoreOptions,
    unlock: &UnlockOptions,
    commands: &[Command],
    by: &Circumstances,
) -> Result<Result<Changed, Refusal>, Failure> {
    let path = options.path(io)?;
    first::settle(io, &path)?;
    let unlocking = unlock.keyring(&path);
    let first = !io.exists(&path) && commands.iter().any(begins);
    if first && let Some(made) = first::make(io, &path, &unlocking, commands, by)? {
        return Ok(made);
    }
    let app_ids: Vec<AppId> = commands.iter().flat_map(Command::app_ids).collect();
    change_with(io, options, unlock, &app_ids, by, &mut |_, _| {
        Ok(commands.to_vec())
    })
}

/// Makes commands from what the store holds.
pub(crate) type Commands<'a> =
    &'a mut dyn FnMut(&mut Io, &Registry) -> Result<Vec<Command>, Failure>;

/// The same with commands that are made from what the store holds of these apps, once the keyring is unlocked and the history is known
/// to be the one that was signed. They are asked for again where somebody else changed the store meanwhile.
pub(crate) fn change_with(
    io: &mut Io,
    options: &StoreOptions,
    unlock: &UnlockOptions,
    app_ids: &[AppId],
    by: &Circumstances,
    commands: Commands<'_>,
) -> Result<Result<Changed, Refusal>, Failure> {
    let path = options.path(io)?;
    first::settle(io, &path)?;
    let mut store = Sqlite::open(io, &path, Purpose::Change)?;
    let keys = Keys::unlock(io, &unlock.keyring(&path))?;
    let app_ids: Vec<String> = app_ids.iter().map(AppId::fold).collect();
    let wanted = Wanted {
        app_ids: &app_ids,
        sealed: SealedOf::Apps,
    };
    until_done(&path, || {
        let snapshot = store.read(&wanted)?;
        let (registry, tail) = fold::registry(&snapshot)?;
        keys.verify(&snapshot, &tail)?;
        let commands = commands(io, &registry)?;
        let (batch, changed) = match decide(io, &keys, &snapshot, registry, &commands, by)? {
            Ok(decided) => decided,
            Err(refusal) => return Ok(Some(Err(refusal))),
        };
        match store.append(snapshot.last.as_deref(), &batch)? {
            Appended::Done => Ok(Some(Ok(changed))),
            Appended::Behind => Ok(None),
        }
    })
}

/// Tries until a try comes to something.
pub(super) fn until_done<T>(
    path: &Path,
    mut attempt: impl FnMut() -> Result<Option<T>, Failure>,
) -> Result<T, Failure> {
    for _ in 0..TRIES {
        if let Some(done) = attempt()? {
            return Ok(done);
        }
    }
    let message = format!("could not change the store {}", path.display());
    Err(Failure::new(Code::Conflict, message)
        .because("others changed it each time before this could be written"))
}

/// What is written, and what it means.
pub(super) type Decided = Result<(Batch, Changed), Refusal>;

/// Decides what becomes of the store as it was read.
pub(super) fn decide(
    io: &Io,
    keys: &Keys,
    snapshot: &Snapshot,
    mut registry: Registry,
    commands: &[Command],
    by: &Circumstances,
) -> Result<Decided, Failure> {
    let mut pending = Pending::new();
    let mut rng = io.rng()?;
    for command in commands {
        if is_the_same(keys, snapshot, &registry, command, by.now)? {
            return Ok(Err(Refusal::SameSecret));
        }
        match registry.decide(command, by, &mut rng) {
            Ok(decision) => pending.add(&mut registry, decision)?,
            Err(refusal) => return Ok(Err(refusal)),
        }
    }
    let batch = pending.seal(io, keys, &registry)?;
    let changed = Changed {
        registry,
        events: pending.events,
    };
    Ok(Ok((batch, changed)))
}

/// Whether a secret is given that is the current one already: only here, where it can be opened, is that found.
fn is_the_same(
    keys: &Keys,
    snapshot: &Snapshot,
    registry: &Registry,
    command: &Command,
    now: SystemTime,
) -> Result<bool, Failure> {
    let Command::SetSecret { app, secret, .. } = command else {
        return Ok(false);
    };
    let Some((_, version)) = registry.app(app) else {
        return Ok(false);
    };
    let now = registry.effective_now(now);
    let accepted = look::open_accepted(snapshot, keys, version, now)?;
    let current = accepted.first();
    Ok(current.is_some_and(|current| current.secret.is_same(secret)))
}

/// Whether it can be the first change of a store.
fn begins(command: &Command) -> bool {
    matches!(
        command,
        Command::Register { .. }
            | Command::TrustAdd { .. }
            | Command::SetReveal(_)
            | Command::SetCa { .. }
    )
}

/// Each time that a try fails another process succeeds; so many in the time of one change are no work but a fault.
const TRIES: u32 = 1000;
