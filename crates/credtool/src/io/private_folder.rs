//! A folder of mode 0700 beside a file, for a tool that can only work on files; erased when the change ends, or by the next run.

use std::path::{Path, PathBuf};

use super::disk::{self, Access};
use super::edit::Edit;
use super::journal::{self, Kind};
use super::read::{self, Input, Limit, plain};
use super::{carry_out, write};
use crate::failure::Failure;
use crate::output;

/// The folder. Dropped, all that is in it is overwritten and removed.
#[derive(Debug)]
pub(crate) struct PrivateFolder(PathBuf);

impl Edit {
    /// Makes a folder that nobody else can enter, beside one of the files of this change. Drop it before the change ends, so that the
    /// lock covers its life: without the lock the next run would take it for a leftover.
    pub(crate) fn private_folder(&self, beside: &Path) -> Result<PrivateFolder, Failure> {
        let folder = self.folder_of(beside)?;
        let path = folder.join(journal::name(&carry_out::new_id()?, Kind::Folder(0)));
        make(&path).map_err(|error| write::failed(&path, &error))?;
        Ok(PrivateFolder(path))
    }
}

impl PrivateFolder {
    /// Returns the path of a file in it.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a new file of mode 0600 in it.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.file(name);
        disk::write_new(&path, bytes, Access::Private).map_err(|error| write::failed(&path, &error))
    }

    /// Reads what the tool left in it.
    pub(crate) fn read(&self, name: &str, limit: Limit) -> Result<Input, Failure> {
        read::file(&self.file(name), limit)
    }
}

impl Drop for PrivateFolder {
    fn drop(&mut self) {
        if let Err(error) = erase(&self.0) {
            output::warn(format!(
                "could not erase {}, which may hold secrets: {}",
                self.0.display(),
                plain(&error)
            ));
        }
    }
}

/// Overwrites and removes everything in the folder, then the folder. Links are removed and not followed.
pub(super) fn erase(folder: &Path) -> std::io::Result<()> {
    if !disk::look(folder)?.is_some_and(|metadata| metadata.is_dir()) {
        return disk::unlink(folder);
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if disk::look(&path)?.is_some_and(|metadata| metadata.is_dir()) {
            erase(&path)?;
        } else {
            disk::erase(&path)?;
        }
    }
    std::fs::remove_dir(folder)
}

#[cfg(unix)]
fn make(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().mode(0o700).create(path)
}

#[cfg(not(unix))]
fn make(path: &Path) -> std::io::Result<()> {
    std::fs::DirBuilder::new().create(path)
}
