//! Questions about the world that a verb asks before it begins a change.

use std::path::{Path, PathBuf};

use super::{Io, terminal, write};
use crate::failure::Failure;

impl Io {
    /// Returns the one name of a file: links followed, the folder in full. Two names of one file have the same; hard links do not.
    pub(crate) fn real_path(&self, path: &Path) -> Result<PathBuf, Failure> {
        write::real_path(path)
    }

    /// Refuses a `--copy` that cannot work, before anything is written: there must be a terminal.
    pub(crate) fn permit_copy(&self) -> Result<(), Failure> {
        terminal::permit_copy()
    }
}
