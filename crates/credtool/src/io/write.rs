//! The one way a file comes into being: build in memory, write beside the target, flush, read back and check, rename.
//!
//! On any error before the rename the old bytes stand. [`prepare`](Target::prepare) does all that can fail, [`Prepared::commit`] only renames,
//! so a change of several files prepares them all before it commits the first.

use std::fs::{File, Metadata};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use zeroize::Zeroizing;

use super::read::plain;
use crate::failure::{Code, Failure};

/// Reads written bytes back with the code that will read them later; errs when they do not hold what they should.
pub(crate) type Check<'a> = &'a dyn Fn(&[u8]) -> Result<(), Failure>;

/// A file to be written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target<'a> {
    path: &'a Path,
    replace: bool,
    public: bool,
}

impl<'a> Target<'a> {
    /// A new file of mode 0600; an existing one is refused unless `replace`, and then keeps its mode and owner.
    pub(crate) fn private(path: &'a Path, replace: bool) -> Self {
        Self {
            path,
            replace,
            public: false,
        }
    }

    /// The same with mode 0644, for what is no secret.
    pub(crate) fn public(path: &'a Path, replace: bool) -> Self {
        Self {
            path,
            replace,
            public: true,
        }
    }

    /// Refuses what could never be written, before any work is done for it.
    pub(crate) fn permit(self) -> Result<(), Failure> {
        match self.resolve()? {
            Resolved::New(path) if !folder_of(&path).is_dir() => {
                Err(self.failed(&ErrorKind::NotFound.into()))
            }
            _ => Ok(()),
        }
    }

    /// Writes and checks.
    pub(crate) fn write(self, bytes: &[u8], check: Check<'_>) -> Result<(), Failure> {
        self.prepare(bytes, check)?.commit()
    }

    /// Writes the bytes to a new file beside the target, flushes it, reads it back and checks it.
    pub(crate) fn prepare(self, bytes: &[u8], check: Check<'_>) -> Result<Prepared, Failure> {
        let (path, old) = match self.resolve()? {
            Resolved::New(path) => (path, None),
            Resolved::Existing(path, metadata) => (path, Some(metadata)),
            Resolved::Stream => {
                check(bytes)?;
                let stream = File::options().write(true).open(self.path);
                return stream
                    .and_then(|mut stream| stream.write_all(bytes))
                    .map(|()| Prepared(None))
                    .map_err(|error| self.failed(&error));
            }
        };
        let staged =
            stage(&path, bytes, old.as_ref(), self.public).map_err(|error| self.failed(&error))?;
        let again = std::fs::read(staged.path()).map_err(|error| self.failed(&error))?;
        let again = Zeroizing::new(again);
        if *again != bytes {
            return Err(Failure::new(
                Code::WriteFailed,
                format!("could not write {}", self.path.display()),
            )
            .because("other bytes came back"));
        }
        check(&again)?;
        Ok(Prepared(Some(Staged {
            file: staged,
            path,
            replace: old.is_some(),
        })))
    }

    /// Follows a symbolic link to the file it names, and refuses what must not be replaced.
    fn resolve(self) -> Result<Resolved, Failure> {
        let name = self.path.display();
        let Ok(link) = std::fs::symlink_metadata(self.path) else {
            return Ok(Resolved::New(self.path.to_owned()));
        };
        let exists = || Failure::new(Code::FileExists, format!("{name} exists already"));
        let Ok(metadata) = std::fs::metadata(self.path) else {
            return Err(exists()
                .because("it is a symbolic link to nothing")
                .hint("remove the link, or name another file"));
        };
        if metadata.is_dir() {
            return Err(
                Failure::new(Code::IsDirectory, format!("could not write {name}"))
                    .because("it is a directory"),
            );
        }
        if is_stream(&metadata) {
            return Ok(Resolved::Stream);
        }
        if !metadata.is_file() {
            return Err(
                Failure::new(Code::WriteFailed, format!("could not write {name}"))
                    .because("it is not a regular file"),
            );
        }
        if !self.replace {
            return Err(exists());
        }
        let path = if link.is_symlink() {
            self.path
                .canonicalize()
                .map_err(|error| self.failed(&error))?
        } else {
            self.path.to_owned()
        };
        Ok(Resolved::Existing(path, metadata))
    }

    fn failed(self, error: &std::io::Error) -> Failure {
        failed(self.path, error)
    }
}

/// A file that is written, flushed and checked, and not yet in its place. Dropped, it vanishes and the old bytes stand.
#[derive(Debug)]
#[must_use = "nothing is in its place before commit"]
pub(crate) struct Prepared(Option<Staged>);

impl Prepared {
    /// Puts the file in its place with one rename, and flushes the folder.
    pub(crate) fn commit(self) -> Result<(), Failure> {
        let Some(Staged {
            file,
            path,
            replace,
        }) = self.0
        else {
            return Ok(());
        };
        let folder = folder_of(&path).to_owned();
        let renamed = if replace {
            file.persist(&path)
        } else {
            file.persist_noclobber(&path)
        };
        renamed.map_err(|error| match error.error.kind() {
            ErrorKind::AlreadyExists => Failure::new(
                Code::FileExists,
                format!("{} exists already", path.display()),
            ),
            _ => failed(&path, &error.error),
        })?;
        // Some file systems cannot flush a folder; the rename stands all the same.
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
        Ok(())
    }
}

#[derive(Debug)]
struct Staged {
    file: NamedTempFile,
    path: PathBuf,
    replace: bool,
}

enum Resolved {
    New(PathBuf),
    Existing(PathBuf, Metadata),
    /// A terminal, pipe or `/dev/null`: nothing is there that could be lost.
    Stream,
}

fn stage(
    path: &Path,
    bytes: &[u8],
    old: Option<&Metadata>,
    public: bool,
) -> std::io::Result<NamedTempFile> {
    let mut file = tempfile::Builder::new()
        .prefix(".credtool-")
        .tempfile_in(folder_of(path))?;
    file.write_all(bytes)?;
    match old {
        Some(old) => keep_owner_and_mode(file.as_file(), old)?,
        None if public => set_public(file.as_file())?,
        None => {}
    }
    file.as_file().sync_all()?;
    Ok(file)
}

pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    let failure = Failure::new(
        Code::WriteFailed,
        format!("could not write {}", path.display()),
    );
    match error.kind() {
        ErrorKind::NotFound => failure
            .because("there is no such folder")
            .hint("make the folder first"),
        ErrorKind::NotADirectory => failure
            .because(plain(error))
            .hint("name a file in a folder"),
        _ => failure.because(plain(error)),
    }
}

#[cfg(unix)]
fn keep_owner_and_mode(file: &File, old: &Metadata) -> std::io::Result<()> {
    use std::os::unix::fs::MetadataExt as _;
    let new = file.metadata()?;
    if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
        // Only root can give a file away; for others it becomes theirs, as with any editor that replaces files.
        let _ = std::os::unix::fs::fchown(file, Some(old.uid()), Some(old.gid()));
    }
    file.set_permissions(old.permissions())
}

#[cfg(not(unix))]
fn keep_owner_and_mode(file: &File, old: &Metadata) -> std::io::Result<()> {
    file.set_permissions(old.permissions())
}

#[cfg(unix)]
fn set_public(file: &File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn set_public(_: &File) -> std::io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn is_stream(metadata: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    metadata.file_type().is_char_device() || metadata.file_type().is_fifo()
}

#[cfg(not(unix))]
fn is_stream(_: &Metadata) -> bool {
    false
}
