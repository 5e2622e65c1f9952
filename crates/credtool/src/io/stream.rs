//! Files of any length: read as a stream, and replaced by a stream that was flushed and read back first.
//!
//! The same rules as `carry_out.rs` for one file, without its bytes in memory: the folder is locked, the new bytes are written beside
//! the target under a name that the next run would sweep, and on any error before the rename the old file stands.

use std::fs::{File, Metadata};
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::journal::{self, Kind};
use super::lock::Locks;
use super::read::plain;
use super::{Io, carry_out, disk, recover, write};
use crate::failure::{Code, Failure};
use crate::output;

impl Io {
    /// Opens a file, or standard input for `-`, to be read as a stream.
    pub(crate) fn stream(&mut self, path: &Path, what: &str) -> Result<Box<dyn Read>, Failure> {
        if path.as_os_str() == "-" {
            self.claim_stdin(what)?;
            return Ok(Box::new(std::io::stdin().lock()));
        }
        Ok(Box::new(open(path)?))
    }

    /// Locks the folder of a file that shall be replaced by a changed one, and settles what a killed run left there.
    pub(crate) fn replace_by_stream(&self, path: &Path) -> Result<Replacing, Failure> {
        let target = write::real_path(path)?;
        write::permit_replacing(path, &target)?;
        let folder = write::folder_of(&target).to_owned();
        let locks = recover::lock_settled(std::slice::from_ref(&folder), true)?;
        let old = open(&target)?
            .metadata()
            .map_err(|error| write::failed(path, &error))?;
        Ok(Replacing {
            given: path.to_owned(),
            target,
            old: Some(old),
            staged: None,
            _locks: locks,
        })
    }

    /// Locks the folder of a new file of mode 0600; one that exists is refused unless `replace`, and then keeps its mode and owner.
    pub(crate) fn create_by_stream(
        &self,
        path: &Path,
        replace: bool,
    ) -> Result<Replacing, Failure> {
        let target = write::real_path(path)?;
        let folder = write::folder_of(&target).to_owned();
        // First, because a file that a killed run had made may be undone by it.
        let locks = recover::lock_settled(std::slice::from_ref(&folder), true)?;
        if write::is_there(&target)? {
            drop(locks);
            return if replace {
                self.replace_by_stream(path)
            } else {
                Err(write::exists(path))
            };
        }
        Ok(Replacing {
            given: path.to_owned(),
            target,
            old: None,
            staged: None,
            _locks: locks,
        })
    }
}

/// A file that is being written anew beside the old one, whose folder is locked.
pub(crate) struct Replacing {
    given: PathBuf,
    target: PathBuf,
    old: Option<Metadata>,
    staged: Option<Staged>,
    _locks: Locks,
}

struct Staged {
    path: PathBuf,
    file: File,
    hash: Sha256,
}

impl Replacing {
    /// Returns the old file, from its beginning.
    pub(crate) fn old(&self) -> Result<File, Failure> {
        open(&self.target)
    }

    /// Whether new bytes were written.
    pub(crate) fn is_begun(&self) -> bool {
        self.staged.is_some()
    }

    /// Begins the new file with the first bytes of the old one.
    pub(crate) fn begin_with_old(&mut self, len: u64) -> Result<(), Failure> {
        let mut old = self.old()?.take(len);
        let mut buffer = vec![0; 64 << 10];
        loop {
            let count = old
                .read(&mut buffer)
                .map_err(|error| write::failed(&self.given, &error))?;
            self.write(&buffer[..count])?;
            if count == 0 {
                return Ok(());
            }
        }
    }

    /// Appends to the new file.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let staged = match &mut self.staged {
            Some(staged) => staged,
            None => {
                let name = journal::name(&carry_out::new_id()?, Kind::New(0));
                let path = write::folder_of(&self.target).join(name);
                let file = disk::new_private_file(&path)
                    .map_err(|error| write::failed(&self.given, &error))?;
                let hash = Sha256::new();
                self.staged.insert(Staged { path, file, hash })
            }
        };
        staged.hash.update(bytes);
        staged
            .file
            .write_all(bytes)
            .map_err(|error| write::failed(&self.given, &error))
    }

    /// Flushes the new file, lets `check` read it again, and puts it into its place with one rename. What came back from the disk must be
    /// what was written, and the old file must still be the one that was read.
    pub(crate) fn commit(
        mut self,
        check: impl FnOnce(&mut dyn Read) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.write(&[])?; // an empty file is a file too
        let Some(staged) = &mut self.staged else {
            return Ok(());
        };
        let failed = |error: std::io::Error| write::failed(&self.given, &error);
        staged.file.sync_all().map_err(failed)?;
        let mut again = Hashing {
            file: File::open(&staged.path).map_err(failed)?,
            hash: Sha256::new(),
        };
        check(&mut again)?;
        std::io::copy(&mut again, &mut std::io::sink()).map_err(failed)?;
        if again.hash.finalize() != std::mem::take(&mut staged.hash).finalize() {
            return Err(failed(std::io::Error::other("other bytes came back")));
        }
        drop(again.file);
        match &self.old {
            Some(old) => {
                disk::keep_owner_and_mode(&staged.file, old).map_err(failed)?;
                staged.file.sync_all().map_err(failed)?;
                if disk::names(old) > 1 {
                    output::warn(format!(
                        "{} has {} other names (hard links): they keep the old content",
                        self.given.display(),
                        disk::names(old) - 1
                    ));
                }
                let now = disk::look(&self.target).map_err(failed)?;
                if !now.is_some_and(|now| is_unchanged(old, &now)) {
                    return Err(carry_out::conflict(&self.given));
                }
                std::fs::rename(&staged.path, &self.target).map_err(failed)?;
            }
            None => disk::place_new(&staged.path, &self.target).map_err(failed)?,
        }
        let folder = write::folder_of(&self.target);
        if let Err(error) = disk::sync_folder(folder) {
            output::warn(format!(
                "could not flush {}: {}",
                folder.display(),
                plain(&error)
            ));
        }
        Ok(())
    }
}

impl Drop for Replacing {
    /// Whether it came to its place or not, the name beside the target goes.
    fn drop(&mut self) {
        if let Some(staged) = &self.staged {
            let _ = disk::unlink(&staged.path);
        }
    }
}

/// Reads a file and hashes what comes.
struct Hashing {
    file: File,
    hash: Sha256,
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.hash.update(&buffer[..count]);
        Ok(count)
    }
}

/// Opens a file that can be read as a stream.
fn open(path: &Path) -> Result<File, Failure> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    match file.metadata() {
        Ok(metadata) if metadata.is_dir() => {
            Err(unreadable(path, &std::io::ErrorKind::IsADirectory.into()))
        }
        Ok(_) => Ok(file),
        Err(error) => Err(unreadable(path, &error)),
    }
}

/// Returns what is said when a file cannot be read.
pub(crate) fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    let code = match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::InvalidFilename => Code::FileNotFound,
        std::io::ErrorKind::IsADirectory => Code::IsDirectory,
        _ => Code::FileUnreadable,
    };
    let name = if path.as_os_str() == "-" {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    };
    Failure::new(code, format!("could not read {name}")).because(plain(error))
}

/// Whether nobody wrote to the file since.
fn is_unchanged(old: &Metadata, now: &Metadata) -> bool {
    old.len() == now.len()
        && old.modified().ok() == now.modified().ok()
        && (disk::same_file(old, now) || cfg!(not(unix)))
}
