//! New folders of mode 0700.

use std::path::{Path, PathBuf};

use super::read::plain;
use super::{Io, disk, write};
use crate::failure::{Code, Failure};
use crate::output;

/// A folder that may have been made by this run. Dropped before [`NewFolder::keep`], one that was made goes again, if it is empty.
#[derive(Debug)]
pub(crate) struct NewFolder {
    path: PathBuf,
    made: bool,
}

impl Io {
    /// Makes a folder that nobody else can enter. One that is there stays as it is.
    pub(crate) fn new_folder(&self, path: &Path) -> Result<NewFolder, Failure> {
        let failed = |error: std::io::Error| {
            let message = format!("could not make the folder {}", path.display());
            let failure = Failure::new(Code::WriteFailed, message);
            match error.kind() {
                std::io::ErrorKind::NotFound => failure
                    .because("there is no such folder to make it in")
                    .hint("make that folder first"),
                std::io::ErrorKind::AlreadyExists => failure
                    .because("a file has this name")
                    .hint("name a folder, or one that does not exist yet"),
                _ => failure.because(plain(&error)),
            }
        };
        match make(path) {
            Ok(()) => {
                let made = NewFolder {
                    path: path.to_owned(),
                    made: true,
                };
                disk::sync_folder(write::folder_of(path)).map_err(failed)?;
                Ok(made)
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && path.is_dir() => {
                Ok(NewFolder {
                    path: path.to_owned(),
                    made: false,
                })
            }
            Err(error) => Err(failed(error)),
        }
    }
}

impl NewFolder {
    /// Leaves the folder where it is. A warning says so when it was there and others can enter it.
    pub(crate) fn keep(mut self) {
        self.made = false;
        if others_enter(&self.path) {
            output::warn(format!(
                "other users of this machine can enter {}; chmod 700 it",
                self.path.display()
            ));
        }
    }
}

impl Drop for NewFolder {
    fn drop(&mut self) {
        if self.made {
            // What is not empty stays.
            let _ = std::fs::remove_dir(&self.path);
        }
    }
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

#[cfg(unix)]
fn others_enter(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn others_enter(_: &Path) -> bool {
    false
}
