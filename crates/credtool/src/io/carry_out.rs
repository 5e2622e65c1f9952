//! A change is carried out: one file with one rename, several with a journal, all of them or none.
//!
//! Several files: journals → new bytes beside the targets, flushed and read back → second names for the old files → the old bytes are
//! still those that were read? → everything into its place → one rename of the first journal, which is the moment at which it is
//! done → tidy up. An error before that moment puts everything back; a kill leaves that to the next run (`recover.rs`).

use std::fs::Metadata;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rand::TryRng as _;
use rand::rngs::SysRng;
use zeroize::Zeroizing;

use super::disk::{self, Access};
use super::journal::{self, Action, Digest, Entry, Kind};
use super::read::plain;
use super::undo::{self, Cause, Change, Stuck};
use crate::failure::{Code, Failure};
use crate::output;

/// One file of a change.
#[derive(Debug)]
pub(super) struct Work {
    /// The file as the user named it.
    pub(super) given: PathBuf,
    /// The file itself, its folder locked.
    pub(super) target: PathBuf,
    pub(super) what: What,
}

#[derive(Debug)]
pub(super) enum What {
    /// The file stands; `seen` is what was read from it, when it was read.
    Replace {
        bytes: Zeroizing<Vec<u8>>,
        seen: Option<Digest>,
    },
    Create {
        bytes: Zeroizing<Vec<u8>>,
        public: bool,
    },
    Remove {
        seen: Option<Digest>,
    },
}

/// Carries out the whole change or nothing of it. The folders of all targets are locked, and nothing of a killed run is in them.
pub(super) fn carry_out(works: &[Work]) -> Result<(), Failure> {
    for work in works {
        warn_of_other_names(work);
    }
    match works {
        [] => Ok(()),
        [work] => one(work),
        _ => several(works),
    }
}

/// Returns a random name for a change, or for anything else of ours beside a file.
pub(super) fn new_id() -> Result<String, Failure> {
    let mut bytes = [0; journal::ID_LENGTH / 2];
    SysRng.try_fill_bytes(&mut bytes).map_err(|error| {
        Failure::new(Code::NoRandomness, "could not draw random bytes").because(error)
    })?;
    Ok(base16ct::lower::encode_string(&bytes))
}

fn one(work: &Work) -> Result<(), Failure> {
    let folder = work.folder();
    let id = new_id()?;
    let file = |kind| folder.join(journal::name(&id, kind));
    let (new, old) = (file(Kind::New(0)), file(Kind::Old(0)));
    let placed = match &work.what {
        What::Replace { bytes, .. } => present(work).and_then(|standing| {
            disk::write_new(&new, bytes, Access::Like(&standing))
                .map_err(|error| work.failed(&error))?;
            compare(work)?;
            std::fs::rename(&new, &work.target).map_err(|error| work.failed(&error))
        }),
        What::Create { bytes, public } => disk::write_new(&new, bytes, access(*public))
            .and_then(|()| disk::place_new(&new, &work.target))
            .map_err(|error| work.failed(&error)),
        What::Remove { .. } => compare(work).and_then(|()| {
            std::fs::rename(&work.target, &old).map_err(|error| work.failed(&error))
        }),
    };
    if placed.is_ok() {
        warn_if(disk::sync_folder(folder), folder);
    }
    match work.what {
        // The rename took it away.
        What::Replace { .. } if placed.is_ok() => {}
        What::Remove { .. } if placed.is_ok() => warn_if(disk::erase(&old), &old),
        What::Remove { .. } => {}
        _ => warn_if(disk::unlink(&new), &new),
    }
    placed
}

fn several(works: &[Work]) -> Result<(), Failure> {
    let (entries, standing) = entries(works)?;
    let change = Change {
        id: new_id()?,
        entries,
    };
    let folders = change.folders();
    if let Err(failure) = prepare_and_place(&change, &folders, works, &standing) {
        let stand = "every other file is as it was before";
        return Err(match change.roll_back(&folders) {
            Ok(()) => failure.because(stand),
            Err(stuck) => not_undone(failure, &stuck),
        });
    }
    // From here on it is done, whatever else happens: what could not be tidied up now, the next run does.
    if let Err(stuck) = undo::sync(&folders[..1]).and_then(|()| change.finish(&folders))
        && let Cause::System(error) = stuck.cause
    {
        warn_if(Err(error), &stuck.file);
    }
    Ok(())
}

/// Writes all, checks all, places all; returns when the change is done.
fn prepare_and_place(
    change: &Change,
    folders: &[PathBuf],
    works: &[Work],
    standing: &[Option<Metadata>],
) -> Result<(), Failure> {
    let text = journal::render(&change.entries);
    if text.len() > journal::LARGEST {
        return Err(Failure::new(
            Code::WriteFailed,
            format!("could not change {} files in one step", works.len()),
        )
        .because("they are too many")
        .hint("change fewer at once"));
    }
    for folder in folders {
        let journal = change.file(folder, Kind::Journal);
        disk::write_new(&journal, &text, Access::Private)
            .and_then(|()| disk::sync_folder(folder))
            .map_err(|error| failed_in(folder, &error))?;
    }
    for (n, work) in works.iter().enumerate() {
        let staged = match (&work.what, &standing[n]) {
            (What::Replace { bytes, .. }, Some(old)) => {
                disk::write_new(&change.new_of(n), bytes, Access::Like(old))
            }
            (What::Create { bytes, public }, _) => {
                disk::write_new(&change.new_of(n), bytes, access(*public))
            }
            _ => Ok(()),
        };
        staged.map_err(|error| work.failed(&error))?;
    }
    for (n, work) in works.iter().enumerate() {
        if standing[n].is_some() {
            keep(&work.target, &change.old_of(n)).map_err(|error| work.failed(&error))?;
        }
    }
    undo::sync(folders).map_err(|stuck| stuck_at(&stuck))?;
    for work in works {
        compare(work)?;
    }
    for (n, work) in works.iter().enumerate() {
        let placed = match work.what {
            What::Replace { .. } => std::fs::rename(change.new_of(n), &work.target),
            What::Create { .. } => disk::place_new(&change.new_of(n), &work.target),
            What::Remove { .. } => std::fs::remove_file(&work.target),
        };
        placed.map_err(|error| work.failed(&error))?;
    }
    undo::sync(folders).map_err(|stuck| stuck_at(&stuck))?;
    let lead = &folders[0];
    std::fs::rename(
        change.file(lead, Kind::Journal),
        change.file(lead, Kind::Done),
    )
    .map_err(|error| failed_in(lead, &error))
}

/// Returns the journal's lines, and what stands at each target now.
fn entries(works: &[Work]) -> Result<(Vec<Entry>, Vec<Option<Metadata>>), Failure> {
    let mut entries = Vec::new();
    let mut standing = Vec::new();
    for work in works {
        let (action, old) = match &work.what {
            What::Create { bytes, .. } => {
                let new = journal::digest(bytes);
                (Action::Create { new }, None)
            }
            What::Replace { bytes, .. } => {
                let (old, new) = (digest_now(work)?, journal::digest(bytes));
                (Action::Replace { old, new }, Some(present(work)?))
            }
            What::Remove { .. } => {
                let old = digest_now(work)?;
                (Action::Remove { old }, Some(present(work)?))
            }
        };
        entries.push(Entry {
            target: work.target.clone(),
            action,
        });
        standing.push(old);
    }
    Ok((entries, standing))
}

/// Gives the old file a second name, or copies it.
fn keep(target: &Path, old: &Path) -> std::io::Result<()> {
    if disk::link(target, old)? {
        return Ok(());
    }
    disk::copy_new(target, old)
}

/// Returns what stands at the target, which must be a regular file.
fn present(work: &Work) -> Result<Metadata, Failure> {
    match disk::look(&work.target) {
        Ok(Some(metadata)) if metadata.is_file() => Ok(metadata),
        Ok(_) => Err(work.conflict()),
        Err(error) => Err(work.failed(&error)),
    }
}

fn digest_now(work: &Work) -> Result<Digest, Failure> {
    disk::digest_of(&work.target)
        .map_err(|error| work.failed(&error))?
        .ok_or_else(|| work.conflict())
}

/// Refuses a file that is not what was read. One that was not read may be anything.
pub(super) fn compare(work: &Work) -> Result<(), Failure> {
    match work.what {
        What::Replace {
            seen: Some(seen), ..
        }
        | What::Remove { seen: Some(seen) } => {
            if digest_now(work)? != seen {
                return Err(work.conflict());
            }
            Ok(())
        }
        What::Replace { .. } | What::Remove { .. } => present(work).map(drop),
        What::Create { .. } => Ok(()),
    }
}

/// Returns what is said of a file that somebody else changed between reading and writing.
pub(super) fn conflict(file: &Path) -> Failure {
    let message = format!("{} changed after it was read", file.display());
    Failure::new(Code::Conflict, message).because("nothing was written")
}

/// Says when other names of a file keep the old bytes.
fn warn_of_other_names(work: &Work) {
    let standing = disk::look(&work.target).ok().flatten();
    let names = standing.map_or(1, |metadata| disk::names(&metadata));
    if names > 1 && !matches!(work.what, What::Create { .. }) {
        let others = match names - 1 {
            1 => "another name (a hard link): it keeps".to_owned(),
            others => format!("{others} other names (hard links): they keep"),
        };
        let file = work.given.display();
        output::warn(format!("{file} has {others} the old content"));
    }
}

/// Says what the next run will have to tidy up; the change itself stands.
fn warn_if(outcome: std::io::Result<()>, path: &Path) {
    if let Err(error) = outcome {
        output::warn(format!("{}: {}", path.display(), plain(&error)));
    }
}

fn access(public: bool) -> Access<'static> {
    if public {
        Access::Public
    } else {
        Access::Private
    }
}

fn not_undone(failure: Failure, stuck: &Stuck) -> Failure {
    let why = match &stuck.cause {
        Cause::System(error) => plain(error),
        Cause::ChangedSince { old } => {
            format!(
                "somebody else changed it; its old bytes are in {}",
                old.display()
            )
        }
    };
    failure
        .because(format!(
            "{} could not be put back: {why}",
            stuck.file.display()
        ))
        .hint("run it again: the next run on any of these files puts them back first")
}

fn stuck_at(stuck: &Stuck) -> Failure {
    match &stuck.cause {
        Cause::System(error) => failed_in(&stuck.file, error),
        Cause::ChangedSince { .. } => Failure::new(
            Code::Conflict,
            format!("{} was changed meanwhile", stuck.file.display()),
        ),
    }
}

fn failed_in(folder: &Path, error: &std::io::Error) -> Failure {
    Failure::new(
        Code::WriteFailed,
        format!("could not write in {}", folder.display()),
    )
    .because(plain(error))
}

impl Work {
    fn folder(&self) -> &Path {
        self.target.parent().unwrap_or(Path::new("/"))
    }

    fn conflict(&self) -> Failure {
        conflict(&self.given)
    }

    fn failed(&self, error: &std::io::Error) -> Failure {
        if error.kind() == ErrorKind::AlreadyExists && matches!(self.what, What::Create { .. }) {
            return Failure::new(
                Code::FileExists,
                format!("{} exists already", self.given.display()),
            );
        }
        super::write::failed(&self.given, error)
    }
}
