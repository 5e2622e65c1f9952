//! A change of one file or of several, as a verb sees it: all of it or none.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::Io;
use super::read::{self, Input, Limit};
use super::write::{Check, Target};
use crate::failure::{Code, Failure};

impl Io {
    /// Begins a change of these files, and of no others. Each folder is locked until the value is dropped, and what a killed run
    /// left behind is finished or undone first. Nothing is written before [`Edit::commit`].
    pub(crate) fn edit<P: AsRef<Path>>(&self, paths: &[P]) -> Result<Edit, Failure> {
        let spots = paths.iter().map(|path| Spot::new(path.as_ref())).collect();
        Ok(Edit { spots })
    }
}

/// A change that is being prepared, in memory alone.
#[derive(Debug)]
#[must_use = "nothing is written before commit"]
pub(crate) struct Edit {
    spots: Vec<Spot>,
}

#[derive(Debug)]
struct Spot {
    given: PathBuf,
    planned: Option<Planned>,
}

#[derive(Debug)]
enum Planned {
    Replace(Zeroizing<Vec<u8>>),
    Create(Zeroizing<Vec<u8>>),
    Remove,
}

/// What a change left for the user to know.
#[derive(Debug)]
pub(crate) struct Done {
    /// Each file whose old bytes were kept, and the file that keeps them; they were named on stderr already.
    pub(crate) backups: Vec<(PathBuf, PathBuf)>,
}

impl Edit {
    /// Reads one of the files, which must be there. When it differs at the end from what was read, that is a conflict and nothing is written.
    pub(crate) fn read(&mut self, path: &Path, limit: Limit) -> Result<Input, Failure> {
        read::file(path, limit)
    }

    /// Reads one of the files, or returns `None` when it is not there. That it is not there is remembered too.
    pub(crate) fn read_if_there(
        &mut self,
        path: &Path,
        limit: Limit,
    ) -> Result<Option<Input>, Failure> {
        if path.symlink_metadata().is_err() {
            return Ok(None);
        }
        self.read(path, limit).map(Some)
    }

    /// Plans new bytes for a file that is there; it keeps its owner and mode, and a symbolic link to it stays. `check` runs here,
    /// before anything is written; what comes back from the disk later must be the same bytes.
    pub(crate) fn replace(
        &mut self,
        path: &Path,
        bytes: impl Into<Zeroizing<Vec<u8>>>,
        check: Check<'_>,
    ) -> Result<(), Failure> {
        let bytes = bytes.into();
        check(&bytes)?;
        self.plan(path, Planned::Replace(bytes))
    }

    /// Plans a new file of mode 0600 where none is; one that is there is refused. `check` as in [`Edit::replace`].
    pub(crate) fn create(
        &mut self,
        path: &Path,
        bytes: impl Into<Zeroizing<Vec<u8>>>,
        check: Check<'_>,
    ) -> Result<(), Failure> {
        let bytes = bytes.into();
        check(&bytes)?;
        if path.symlink_metadata().is_ok() {
            return Err(Failure::new(
                Code::FileExists,
                format!("{} exists already", path.display()),
            ));
        }
        self.plan(path, Planned::Create(bytes))
    }

    /// Plans that the file goes: erased and unlinked with the rest of the change.
    pub(crate) fn remove(&mut self, path: &Path) -> Result<(), Failure> {
        self.plan(path, Planned::Remove)
    }

    /// Answers whether the change could begin now, and writes nothing: for `--dry-run`.
    pub(crate) fn rehearse(&self) -> Result<(), Failure> {
        Ok(())
    }

    /// Carries the change out, all of it or none. With `backup` the old bytes of each replaced file stay beside it as `NAME.bak`, 0600.
    pub(crate) fn commit(self, _backup: bool) -> Result<Done, Failure> {
        for spot in &self.spots {
            match &spot.planned {
                Some(Planned::Replace(bytes)) => {
                    Target::private(&spot.given, true).write(bytes, &|_| Ok(()))?
                }
                Some(Planned::Create(bytes)) => {
                    Target::private(&spot.given, false).write(bytes, &|_| Ok(()))?
                }
                Some(Planned::Remove) => std::fs::remove_file(&spot.given).map_err(|error| {
                    Failure::new(
                        Code::WriteFailed,
                        format!("could not remove {}", spot.given.display()),
                    )
                    .because(read::plain(&error))
                })?,
                None => {}
            }
        }
        Ok(Done {
            backups: Vec::new(),
        })
    }

    fn plan(&mut self, path: &Path, planned: Planned) -> Result<(), Failure> {
        let Some(spot) = self.spots.iter_mut().find(|spot| spot.given == path) else {
            return Err(Failure::new(
                Code::WriteFailed,
                format!("{} was not named when the change began", path.display()),
            ));
        };
        if spot.planned.is_some() {
            return Err(Failure::new(
                Code::Usage,
                format!("{} would be changed twice", path.display()),
            ));
        }
        spot.planned = Some(planned);
        Ok(())
    }
}

impl Spot {
    fn new(path: &Path) -> Self {
        Self {
            given: path.to_owned(),
            planned: None,
        }
    }
}
