//! What a verb asks about files before it begins a change.

use std::path::{Path, PathBuf};

use super::{Io, write};
use crate::failure::Failure;

impl Io {
    /// Returns the one name of a file: links followed, the folder in full. Two names of one file have the same; hard links do not.
    pub(crate) fn real_path(&self, path: &Path) -> Result<PathBuf, Failure> {
        write::real_path(path)
    }
}
