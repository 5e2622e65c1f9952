//! A change of one file or of several, as a verb sees it: all of it or none.

mod either; // a file that may be there or not

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::Io;
use super::carry_out::{self, What, Work};
use super::journal::{self, Digest};
use super::lock::Locks;
use super::read::{self, Input, Limit};
use super::recover;
use super::write::{self, Check};
use crate::failure::{Code, Failure};
use crate::output;

impl Io {
    /// Begins a change of these files, and of no others. Each folder is locked until the value is dropped, and what a killed run
    /// left behind is finished or undone first. Nothing is written before [`Edit::commit`].
    ///
    /// A symbolic link stands for the file that it leads to; two names of one file are one file.
    pub(crate) fn edit<P: AsRef<Path>>(&self, paths: &[P]) -> Result<Edit, Failure> {
        let mut spots = Vec::new();
        for path in paths {
            let given = path.as_ref().to_owned();
            let target = write::real_path(&given)?;
            spots.push(Spot { given, target });
        }
        let mut folders: Vec<PathBuf> = spots.iter().map(|spot| spot.folder().to_owned()).collect();
        folders.sort();
        folders.dedup();
        let locks = recover::lock_settled(&folders, true)?;
        Ok(Edit {
            spots,
            seen: Vec::new(),
            works: Vec::new(),
            _locks: locks,
        })
    }
}

/// A change that is being prepared, in memory alone.
#[derive(Debug)]
#[must_use = "nothing is written before commit"]
pub(crate) struct Edit {
    spots: Vec<Spot>,
    /// What was read of each file, `None` where nothing was.
    seen: Vec<(PathBuf, Option<Digest>)>,
    works: Vec<Work>,
    /// Held until all is done.
    _locks: Locks,
}

#[derive(Debug, Clone)]
struct Spot {
    given: PathBuf,
    target: PathBuf,
}

/// What a change left for the user to know.
#[derive(Debug)]
pub(crate) struct Done {
    /// Each file whose old bytes were kept, and the file that keeps them; they were named on stderr already.
    pub(crate) backups: Vec<(PathBuf, PathBuf)>,
}

impl Edit {
    /// Reads one of the files, which must be there. When it differs at the end from what was read, that is a conflict and nothing is
    /// written, whether this file would be changed or another.
    pub(crate) fn read(&mut self, path: &Path, limit: Limit) -> Result<Input, Failure> {
        let spot = self.spot(path)?;
        let input = read::file_called(&spot.target, path, limit)?;
        self.remember(&spot, Some(journal::digest(&input.bytes)))?;
        Ok(input)
    }

    /// Reads one of the files, or returns `None` when it is not there. That it is not there is remembered too.
    pub(crate) fn read_if_there(
        &mut self,
        path: &Path,
        limit: Limit,
    ) -> Result<Option<Input>, Failure> {
        let spot = self.spot(path)?;
        if write::is_there(&spot.target)? {
            return self.read(path, limit).map(Some);
        }
        self.remember(&spot, None)?;
        Ok(None)
    }

    /// Plans new bytes for a file that is there; it keeps its owner and mode, and a symbolic link to it stays. `check` runs here,
    /// before anything is written; what comes back from the disk later must be these same bytes.
    pub(crate) fn replace(
        &mut self,
        path: &Path,
        bytes: impl Into<Zeroizing<Vec<u8>>>,
        check: Check<'_>,
    ) -> Result<(), Failure> {
        let spot = self.spot(path)?;
        write::permit_replacing(&spot.given, &spot.target)?;
        let bytes = bytes.into();
        check(&bytes)?;
        let seen = self.seen(&spot).flatten();
        self.plan(spot, What::Replace { bytes, seen })
    }

    /// Plans a new file of mode 0600 where none is; one that is there is refused. `check` as in [`Edit::replace`].
    pub(crate) fn create(
        &mut self,
        path: &Path,
        bytes: impl Into<Zeroizing<Vec<u8>>>,
        check: Check<'_>,
    ) -> Result<(), Failure> {
        let spot = self.spot(path)?;
        if write::is_there(&spot.target)? {
            return Err(write::exists(path));
        }
        let bytes = bytes.into();
        check(&bytes)?;
        let public = false;
        self.plan(spot, What::Create { bytes, public })
    }

    /// Plans that the file goes with the rest of the change. Its bytes are overwritten, which is a courtesy and no proof: disks that
    /// move what they write, and snapshots, keep the old ones. A symbolic link to it would lead to nothing, so one is refused.
    pub(crate) fn remove(&mut self, path: &Path) -> Result<(), Failure> {
        let spot = self.spot(path)?;
        write::permit_replacing(&spot.given, &spot.target)?;
        if path.is_symlink() {
            let failure = Failure::new(
                Code::WriteFailed,
                format!("could not remove {}", path.display()),
            );
            return Err(failure
                .because("it is a symbolic link")
                .hint(format!("name the file itself: {}", spot.target.display())));
        }
        let seen = self.seen(&spot).flatten();
        self.plan(spot, What::Remove { seen })
    }

    /// Answers whether the change could begin now: what was read still stands. Writes nothing; for `--dry-run`.
    pub(crate) fn rehearse(&self) -> Result<(), Failure> {
        for (path, seen) in &self.seen {
            let now = super::disk::digest_of(path).map_err(|error| write::failed(path, &error))?;
            if now != *seen {
                let given = self.spots.iter().find(|spot| spot.target == *path);
                let given = given.map_or(path, |spot| &spot.given);
                return Err(carry_out::conflict(given));
            }
        }
        self.works.iter().try_for_each(carry_out::compare)
    }

    /// Carries the change out, all of it or none. With `backup` the old bytes of each file that is replaced stay beside it as
    /// `NAME.bak` of mode 0600 (or `NAME.bak1` and so on: a backup is never overwritten), which is part of the same change.
    ///
    /// Files whose new bytes are their old ones are left alone. Not kept: access control lists and extended attributes.
    pub(crate) fn commit(mut self, backup: bool) -> Result<Done, Failure> {
        self.rehearse()?;
        self.works.retain(|work| match &work.what {
            What::Replace { bytes, seen } => *seen != Some(journal::digest(bytes)),
            _ => true,
        });
        let mut backups = Vec::new();
        if backup {
            for index in 0..self.works.len() {
                if let Some(copy) = backup_of(&self.works[index])? {
                    backups.push((self.works[index].given.clone(), copy.given.clone()));
                    self.works.push(copy);
                }
            }
        }
        carry_out::carry_out(&self.works)?;
        for (file, copy) in &backups {
            output::note(format!(
                "kept the old {} as {}",
                file.display(),
                copy.display()
            ));
        }
        Ok(Done { backups })
    }

    /// Returns the folder of one of the files, which is locked.
    pub(super) fn folder_of(&self, path: &Path) -> Result<PathBuf, Failure> {
        self.spot(path).map(|spot| spot.folder().to_owned())
    }

    fn spot(&self, path: &Path) -> Result<Spot, Failure> {
        let spot = self.spots.iter().find(|spot| spot.given == path);
        spot.cloned().ok_or_else(|| {
            Failure::new(
                Code::WriteFailed,
                format!("could not change {}", path.display()),
            )
            .because("it was not named when the change began")
        })
    }

    /// Remembers what was read; reading the same file again must give the same.
    fn remember(&mut self, spot: &Spot, digest: Option<Digest>) -> Result<(), Failure> {
        match self.seen(spot) {
            Some(before) if before != digest => Err(carry_out::conflict(&spot.given)),
            Some(_) => Ok(()),
            None => {
                self.seen.push((spot.target.clone(), digest));
                Ok(())
            }
        }
    }

    fn seen(&self, spot: &Spot) -> Option<Option<Digest>> {
        let found = self.seen.iter().find(|(target, _)| *target == spot.target);
        found.map(|(_, digest)| *digest)
    }

    fn plan(&mut self, spot: Spot, what: What) -> Result<(), Failure> {
        let Spot { given, target } = spot;
        if self.works.iter().any(|work| work.target == target) {
            return Err(Failure::new(
                Code::Usage,
                format!("{} would be changed twice", given.display()),
            )
            .because("two arguments name the same file")
            .hint("name it once"));
        }
        self.works.push(Work {
            given,
            target,
            what,
        });
        Ok(())
    }
}

impl Spot {
    fn folder(&self) -> &Path {
        write::folder_of(&self.target)
    }
}

/// Returns the work of keeping the old bytes of a file that is replaced.
fn backup_of(work: &Work) -> Result<Option<Work>, Failure> {
    let What::Replace { seen, .. } = &work.what else {
        return Ok(None);
    };
    let failed = |error: std::io::Error| write::failed(&work.given, &error);
    let bytes = Zeroizing::new(std::fs::read(&work.target).map_err(failed)?);
    if seen.is_some_and(|seen| seen != journal::digest(&bytes)) {
        return Err(carry_out::conflict(&work.given));
    }
    for number in 0.. {
        let ending = match number {
            0 => ".bak".to_owned(),
            _ => format!(".bak{number}"),
        };
        let with_ending = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(&ending);
            PathBuf::from(name)
        };
        let target = with_ending(&work.target);
        if target.symlink_metadata().is_err() {
            // Beside a file that was named by a link, the link's own name would not lead to the backup.
            let given = if work.given.is_symlink() {
                target.clone()
            } else {
                with_ending(&work.given)
            };
            let public = false;
            return Ok(Some(Work {
                given,
                target,
                what: What::Create { bytes, public },
            }));
        }
    }
    Ok(None)
}

#[cfg(all(test, unix))]
mod tests;
