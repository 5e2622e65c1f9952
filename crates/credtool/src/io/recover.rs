//! What a killed run left behind is found under the locks of its folders, and finished or undone before anything new begins.
//!
//! A journal lies in a folder that others may be able to write to, so it is believed only as far as it can do no harm: it must be ours,
//! it acts only in folders where the same journal lies, and only on its targets and on names of our own pattern.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use super::disk;
use super::journal::{self, Kind};
use super::lock::{self, Locks};
use super::owner::Owner;
use super::private_folder;
use super::read::{self, plain};
use super::undo::{Cause, Change, Stuck};
use crate::failure::{Code, Failure};
use crate::output;

/// Locks the folders and settles what lies in them. `must` as in [`Locks::on`].
pub(super) fn lock_settled(folders: &[PathBuf], must: bool) -> Result<Locks, Failure> {
    let mut wanted: Vec<(PathBuf, Option<PathBuf>)> = folders
        .iter()
        .map(|folder| (folder.clone(), None))
        .collect();
    loop {
        let names = wanted.iter().map(|(folder, _)| folder.as_path());
        let mut locks = Locks::on(names, must).map_err(|(folder, error)| {
            let journal = wanted
                .iter()
                .find_map(|(name, journal)| journal.as_ref().filter(|_| *name == folder));
            match journal {
                Some(journal) => unreachable(&folder, journal, &error),
                None => lock::refused(&folder, &error),
            }
        })?;
        let more = settle(&locks)?;
        if more.is_empty() {
            locks.keep(folders);
            return Ok(locks);
        }
        if let Some((folder, journal)) = more
            .iter()
            .find(|(folder, _)| wanted.iter().any(|(name, _)| name == folder))
        {
            let cause = format!("{} changes its place", folder.display());
            return Err(unfinished(journal, cause));
        }
        // All locks are let go and taken again in order, so that no two runs wait for each other.
        drop(locks);
        wanted.extend(
            more.into_iter()
                .map(|(folder, journal)| (folder, Some(journal))),
        );
    }
}

/// Settles every change that left something in these folders. Returns the folders that have to be locked too before it can, each
/// with the journal that names it.
pub(super) fn settle(locks: &Locks) -> Result<Vec<(PathBuf, PathBuf)>, Failure> {
    let mut found: BTreeMap<String, Vec<(PathBuf, Kind)>> = BTreeMap::new();
    for folder in locks.listable() {
        let left = leftovers(folder).map_err(|error| {
            let message = format!(
                "could not look for unfinished changes in {}",
                folder.display()
            );
            Failure::new(Code::UnfinishedChange, message).because(plain(&error))
        })?;
        for (id, kind) in left {
            found.entry(id).or_default().push((folder.to_owned(), kind));
        }
    }
    let mut more = Vec::new();
    for (id, left) in &found {
        more.extend(settle_one(locks, id, left)?);
    }
    Ok(more)
}

/// Returns what is of our pattern in the folder.
fn leftovers(folder: &Path) -> std::io::Result<Vec<(String, Kind)>> {
    let mut left = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        if let Some((id, kind)) = entry?.file_name().to_str().and_then(journal::parse_name) {
            left.push((id.to_owned(), kind));
        }
    }
    Ok(left)
}

fn settle_one(
    locks: &Locks,
    id: &str,
    left: &[(PathBuf, Kind)],
) -> Result<Vec<(PathBuf, PathBuf)>, Failure> {
    if !left.iter().any(|(_, kind)| is_journal(*kind)) {
        sweep(id, left);
        return Ok(Vec::new());
    }
    for (folder, kind) in left.iter().filter(|(_, kind)| is_journal(*kind)) {
        let journal = folder.join(journal::name(id, *kind));
        let owner = Owner::here(folder).map_err(|error| unfinished(&journal, plain(&error)))?;
        if !owner.may_have_left(folder, &journal) {
            if owner.sticky(folder) {
                // Anybody may write here and nobody can rename what belongs to others: it does not concern our files.
                continue;
            }
            return Err(unfinished(&journal, "it belongs to another user").hint(
                "let its owner run any command on these files, which finishes or undoes it",
            ));
        }
        let text = read_journal(&journal).map_err(|error| unfinished(&journal, plain(&error)))?;
        let Some(entries) = journal::parse(&text) else {
            if left.iter().any(|(_, kind)| !is_journal(*kind)) {
                return Err(unfinished(&journal, "it is damaged").hint(leave_as_it_is(&journal)));
            }
            // A torn journal: whoever wrote it was killed before anything else was begun.
            disk::unlink(&journal).map_err(|error| unfinished(&journal, plain(&error)))?;
            continue;
        };
        let change = Change {
            id: id.to_owned(),
            entries,
        };
        let folders = change.folders();
        if !folders.iter().any(|named| Locks::same(named, folder)) {
            return Err(unfinished(
                &journal,
                "it was written for other folders; this one was moved or copied",
            )
            .hint(leave_as_it_is(&journal)));
        }
        let missing: Vec<_> = folders
            .iter()
            .filter(|folder| !locks.hold(folder))
            .map(|folder| (folder.clone(), journal.clone()))
            .collect();
        if missing.is_empty() {
            end(&change, &folders, &journal, &text, owner)?;
        }
        return Ok(missing);
    }
    Ok(Vec::new())
}

fn is_journal(kind: Kind) -> bool {
    matches!(kind, Kind::Journal | Kind::Done)
}

/// Finishes or undoes a change all of whose folders are locked.
fn end(
    change: &Change,
    folders: &[PathBuf],
    journal: &Path,
    text: &[u8],
    owner: Owner,
) -> Result<(), Failure> {
    let lies_in = |folder: &Path, kind| {
        let copy = change.file(folder, kind);
        let left = owner.may_have_left(folder, &copy);
        left.then(|| read_journal(&copy).ok()).flatten()
    };
    let is_whole = |copy: Option<Vec<u8>>| copy.is_some_and(|copy| copy == text);
    let done = is_whole(lies_in(&folders[0], Kind::Done));
    if !done && !is_whole(lies_in(&folders[0], Kind::Journal)) {
        let cause = format!("the journal in {} is gone", folders[0].display());
        return Err(unfinished(journal, cause).hint(leave_as_it_is(journal)));
    }
    // Where the journal is torn nothing was begun, and it goes with the others; where there is none, nothing is ours to touch.
    let is_ours = |copy: Vec<u8>| copy == text || journal::parse(&copy).is_none();
    let within: Vec<PathBuf> = folders
        .iter()
        .filter(|folder| {
            **folder == folders[0] || lies_in(folder, Kind::Journal).is_some_and(is_ours)
        })
        .cloned()
        .collect();
    let ended = if done {
        change.finish(&within)
    } else {
        change.roll_back(&within)
    };
    ended.map_err(|stuck| not_ended(&stuck, journal))?;
    let files: Vec<String> = change
        .entries
        .iter()
        .filter(|entry| within.iter().any(|folder| folder == entry.folder()))
        .map(|entry| entry.target.display().to_string())
        .collect();
    let verb = if done { "finished" } else { "undid" };
    output::note(format!(
        "{verb} what an interrupted run had begun: {}",
        files.join(", ")
    ));
    Ok(())
}

/// Removes what has no journal: the bytes of a change of one file that never came to its place, or a working folder.
fn sweep(id: &str, left: &[(PathBuf, Kind)]) {
    for (folder, kind) in left {
        let path = folder.join(journal::name(id, *kind));
        if !Owner::here(folder).is_ok_and(|owner| owner.may_have_left(folder, &path)) {
            continue;
        }
        let removed = match kind {
            Kind::Folder(_) => private_folder::erase(&path),
            Kind::Old(_) => disk::erase(&path),
            _ => disk::unlink(&path),
        };
        match removed {
            Ok(()) => output::note(format!(
                "removed what an interrupted run had left: {}",
                path.display()
            )),
            Err(error) => output::warn(format!(
                "could not remove what an interrupted run had left: {}: {}",
                path.display(),
                plain(&error)
            )),
        }
    }
}

/// Reads a journal that is a regular file of bounded length.
fn read_journal(path: &Path) -> std::io::Result<Vec<u8>> {
    if !disk::look(path)?.is_some_and(|metadata| metadata.is_file()) {
        return Err(std::io::Error::other("it is not a regular file"));
    }
    let text = read::bounded(&mut File::open(path)?, 0, journal::LARGEST)?;
    text.map(|text| text.to_vec())
        .ok_or_else(|| std::io::Error::other("it is too large"))
}

fn not_ended(stuck: &Stuck, journal: &Path) -> Failure {
    let file = stuck.file.display();
    match &stuck.cause {
        Cause::System(error) => unfinished(journal, format!("{file}: {}", plain(error)))
            .hint("correct what is named, and run it again"),
        Cause::ChangedSince { old } => unfinished(
            journal,
            format!("{file} was changed by somebody else since"),
        )
        .hint(format!(
            "its old bytes are in {}: keep what you need of them, then {}",
            old.display(),
            leave_as_it_is(journal)
        )),
    }
}

fn unreachable(folder: &Path, journal: &Path, error: &std::io::Error) -> Failure {
    let cause = match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such folder".to_owned(),
        _ => plain(error),
    };
    unfinished(journal, format!("{}: {cause}", folder.display())).hint(format!(
        "make that folder reachable and run it again; or {}",
        leave_as_it_is(journal)
    ))
}

fn leave_as_it_is(journal: &Path) -> String {
    format!(
        "remove {} to leave every file as it is now",
        journal.display()
    )
}

fn unfinished(journal: &Path, cause: impl std::fmt::Display) -> Failure {
    Failure::new(
        Code::UnfinishedChange,
        format!(
            "an interrupted change can be neither finished nor undone: {}",
            journal.display()
        ),
    )
    .because(cause)
}
