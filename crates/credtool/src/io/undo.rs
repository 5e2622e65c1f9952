//! How a change of several files that stopped half way ends: undone, or finished. In the process itself after an error, and in the next
//! run after a kill; each step can be repeated, so a kill in here is as good as one before.

use std::path::{Path, PathBuf};

use super::disk;
use super::journal::{Action, Digest, Entry, Kind, name};

/// A change of several files that has a name and a journal.
#[derive(Debug)]
pub(super) struct Change {
    /// The random name that all its files carry.
    pub(super) id: String,
    /// What happens, in the order of the journal.
    pub(super) entries: Vec<Entry>,
}

/// The file at which it went no further, and why.
#[derive(Debug)]
pub(super) struct Stuck {
    pub(super) file: PathBuf,
    pub(super) cause: Cause,
}

#[derive(Debug)]
pub(super) enum Cause {
    /// The operating system refused.
    System(std::io::Error),
    /// The file holds neither the old bytes nor the new: somebody else wrote it since.
    ChangedSince {
        /// Where the old bytes are.
        old: PathBuf,
    },
}

impl Stuck {
    /// Returns a function that names the file in an error of the operating system.
    pub(super) fn at(file: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let file = file.to_owned();
        move |error| Self {
            file,
            cause: Cause::System(error),
        }
    }
}

impl Change {
    /// Returns the path of a file of ours in the folder.
    pub(super) fn file(&self, folder: &Path, kind: Kind) -> PathBuf {
        folder.join(name(&self.id, kind))
    }

    /// Returns the path of the new bytes of an entry.
    pub(super) fn new_of(&self, n: usize) -> PathBuf {
        self.file(self.entries[n].folder(), Kind::New(n))
    }

    /// Returns the path of the old bytes of an entry.
    pub(super) fn old_of(&self, n: usize) -> PathBuf {
        self.file(self.entries[n].folder(), Kind::Old(n))
    }

    /// Returns each folder once. The first is the one whose journal says whether the change is undone or finished.
    pub(super) fn folders(&self) -> Vec<PathBuf> {
        let mut folders: Vec<PathBuf> = Vec::new();
        for entry in &self.entries {
            if !folders.iter().any(|folder| folder == entry.folder()) {
                folders.push(entry.folder().to_owned());
            }
        }
        folders
    }

    /// Puts everything back that lies in these folders, then removes what is ours there.
    pub(super) fn roll_back(&self, within: &[PathBuf]) -> Result<(), Stuck> {
        let mut steps = Vec::new();
        // Decided for all files before the first is touched: when one was changed by somebody else, none is.
        for n in self.within(within) {
            let entry = &self.entries[n];
            let step = self.step_back(n).map_err(Stuck::at(&entry.target))?;
            if step == Step::ChangedSince {
                return Err(Stuck {
                    file: entry.target.clone(),
                    cause: Cause::ChangedSince {
                        old: self.old_of(n),
                    },
                });
            }
            steps.push((n, step));
        }
        for (n, step) in steps {
            let entry = &self.entries[n];
            let done = match step {
                Step::Restore => std::fs::rename(self.old_of(n), &entry.target),
                Step::ForgetOld => disk::unlink(&self.old_of(n)),
                Step::RemoveTarget => disk::unlink(&entry.target),
                Step::Nothing | Step::ChangedSince => Ok(()),
            };
            done.map_err(Stuck::at(&entry.target))?;
        }
        sync(within)?;
        // What tells whether a file is ours goes after the file, and the journals after that.
        for n in self.within(within) {
            let new = self.new_of(n);
            disk::unlink(&new).map_err(Stuck::at(&new))?;
        }
        sync(within)?;
        self.forget_journals(within)
    }

    /// Removes what is ours in these folders, now that all is in place.
    pub(super) fn finish(&self, within: &[PathBuf]) -> Result<(), Stuck> {
        for n in self.within(within) {
            let (new, old) = (self.new_of(n), self.old_of(n));
            let removed = match self.entries[n].action {
                Action::Remove { .. } => disk::erase(&old),
                _ => disk::unlink(&old),
            };
            removed.map_err(Stuck::at(&old))?;
            disk::unlink(&new).map_err(Stuck::at(&new))?;
        }
        sync(within)?;
        self.forget_journals(within)
    }

    /// Removes the journals, that of the first folder last: as long as one is there, it can be asked what became of the change.
    fn forget_journals(&self, within: &[PathBuf]) -> Result<(), Stuck> {
        let mut folders = self.folders();
        folders.retain(|folder| within.contains(folder));
        for (index, folder) in folders.iter().enumerate().rev() {
            if index == 0 {
                sync(within)?;
            }
            for kind in [Kind::Journal, Kind::Done] {
                let journal = self.file(folder, kind);
                disk::unlink(&journal).map_err(Stuck::at(&journal))?;
            }
        }
        sync(&folders[..1.min(folders.len())])
    }

    /// Returns the numbers of the entries in these folders.
    fn within(&self, folders: &[PathBuf]) -> impl Iterator<Item = usize> {
        let here = |entry: &Entry| folders.iter().any(|folder| folder == entry.folder());
        (0..self.entries.len()).filter(move |n| here(&self.entries[*n]))
    }

    /// Decides what puts one file back.
    fn step_back(&self, n: usize) -> std::io::Result<Step> {
        let (new, old) = (self.new_of(n), self.old_of(n));
        let target = &self.entries[n].target;
        let at_target = disk::look(target)?;
        let ours = |file: &Path| -> std::io::Result<bool> {
            let file = disk::look(file)?;
            Ok(matches!((&file, &at_target), (Some(a), Some(b)) if disk::same_file(a, b)))
        };
        let holds = |digest: Digest| -> std::io::Result<bool> {
            Ok(disk::digest_of(target)? == Some(digest))
        };
        if let Action::Create { new: digest } = self.entries[n].action {
            // The new file has two names until the end, which proves whose it is; where links are not possible its bytes do.
            let created = if disk::look(&new)?.is_some() {
                ours(&new)?
            } else {
                holds(digest)?
            };
            return Ok(if created {
                Step::RemoveTarget
            } else {
                Step::Nothing
            });
        }
        let Some(kept) = disk::look(&old)? else {
            return Ok(Step::Nothing);
        };
        if !kept.is_file() {
            return Ok(Step::ChangedSince);
        }
        let (old_digest, new_digest, unplaced) = match self.entries[n].action {
            // The rename takes the new bytes away from their first name, so where that is there nothing happened yet.
            Action::Replace { old, new: digest } => {
                (old, Some(digest), disk::look(&new)?.is_some())
            }
            Action::Remove { old } | Action::Create { new: old } => (old, None, false),
        };
        if unplaced || ours(&old)? {
            Ok(Step::ForgetOld)
        } else if at_target.is_none() {
            Ok(Step::Restore)
        } else if let Some(digest) = new_digest
            && holds(digest)?
        {
            Ok(Step::Restore)
        } else if holds(old_digest)? {
            Ok(Step::ForgetOld)
        } else {
            Ok(Step::ChangedSince)
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Nothing,
    /// The kept file takes its name again: the same file, with its owner, mode and other names.
    Restore,
    ForgetOld,
    RemoveTarget,
    ChangedSince,
}

/// Flushes the folders.
pub(super) fn sync(folders: &[PathBuf]) -> Result<(), Stuck> {
    for folder in folders {
        disk::sync_folder(folder).map_err(Stuck::at(folder))?;
    }
    Ok(())
}
