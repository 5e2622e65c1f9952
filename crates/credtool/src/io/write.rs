//! Files that a verb writes as a whole: `-o FILE`, manual pages. New ones, or with `--force` in the place of old ones.
//!
//! All of it goes through `carry_out.rs`, the one floor that replaces files; what a verb edits in place comes there through `edit.rs`.

use std::fs::{File, Metadata};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::carry_out::{self, What, Work};
use super::lock::Locks;
use super::read::plain;
use super::{disk, recover};
use crate::failure::{Code, Failure};

/// Reads bytes with the code that will read them later; errs when they do not hold what they should.
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

    /// Whether it is a terminal, pipe or device: nothing is there that could be lost, or taken back.
    pub(crate) fn is_stream(self) -> bool {
        std::fs::metadata(self.path).is_ok_and(|metadata| is_stream(&metadata))
    }

    /// Refuses what could never be written, before any work is done for it. What a killed run left is settled first, because a file
    /// that it had made may be undone now.
    pub(crate) fn permit(self) -> Result<(), Failure> {
        let _locks = lock(&[self])?;
        self.resolve().map(drop)
    }

    /// Checks and writes. What comes back from the disk must be the bytes that were checked.
    pub(crate) fn write(self, bytes: &[u8], check: Check<'_>) -> Result<(), Failure> {
        check(bytes)?;
        write_all(&[(self, bytes)])
    }

    /// The same where the folder is locked already: a second lock of the same process would wait for the first.
    pub(super) fn write_locked(
        self,
        bytes: &[u8],
        check: Check<'_>,
        locks: &Locks,
    ) -> Result<(), Failure> {
        check(bytes)?;
        // What a killed run left is tidied up as far as these locks reach.
        recover::settle(locks)?;
        match self.resolve()? {
            Resolved::Stream => self.stream(bytes),
            resolved => carry_out::carry_out(&[self.work(resolved, bytes)]),
        }
    }

    /// Follows a symbolic link to the file it names, and refuses what must not be replaced.
    fn resolve(self) -> Result<Resolved, Failure> {
        match std::fs::metadata(self.path) {
            Ok(metadata) if is_stream(&metadata) => Ok(Resolved::Stream),
            _ if !is_there(self.path)? => real_path(self.path).map(Resolved::New),
            _ => {
                let target = real_path(self.path)?;
                permit_replacing(self.path, &target)?;
                if self.replace {
                    Ok(Resolved::Existing(target))
                } else {
                    Err(exists(self.path))
                }
            }
        }
    }

    fn work(self, resolved: Resolved, bytes: &[u8]) -> Work {
        let bytes = Zeroizing::new(bytes.to_vec());
        let (target, what) = match resolved {
            Resolved::Existing(target) => (target, What::Replace { bytes, seen: None }),
            Resolved::New(target) => {
                let public = self.public;
                (target, What::Create { bytes, public })
            }
            Resolved::Stream => (self.path.to_owned(), What::Replace { bytes, seen: None }),
        };
        Work {
            given: self.path.to_owned(),
            target,
            what,
        }
    }

    /// Writes to a terminal, pipe or device.
    fn stream(self, bytes: &[u8]) -> Result<(), Failure> {
        let stream = File::options().write(true).open(self.path);
        stream
            .and_then(|mut stream| stream.write_all(bytes))
            .map_err(|error| failed(self.path, &error))
    }
}

/// Writes several files, all of them or none; streams among them come last.
pub(crate) fn write_all(files: &[(Target<'_>, &[u8])]) -> Result<(), Failure> {
    let targets: Vec<_> = files.iter().map(|(target, _)| *target).collect();
    let _locks = lock(&targets)?;
    let mut works = Vec::new();
    let mut streams = Vec::new();
    for (target, bytes) in files {
        match target.resolve()? {
            Resolved::Stream => streams.push((target, bytes)),
            resolved => works.push(target.work(resolved, bytes)),
        }
    }
    carry_out::carry_out(&works)?;
    streams
        .into_iter()
        .try_for_each(|(target, bytes)| target.stream(bytes))
}

/// Locks the folders of the files, and settles what a killed run left in them.
fn lock(targets: &[Target<'_>]) -> Result<Locks, Failure> {
    let mut folders = Vec::new();
    for target in targets {
        if !target.is_stream() {
            let path = real_path(target.path)?;
            folders.push(folder_of(&path).to_owned());
        }
    }
    folders.sort();
    folders.dedup();
    recover::lock_settled(&folders, false)
}

enum Resolved {
    New(PathBuf),
    Existing(PathBuf),
    /// A terminal, pipe or `/dev/null`: nothing is there that could be lost.
    Stream,
}

/// Returns the file itself, absolute and without symbolic links; where there is none, the place where it would be.
pub(super) fn real_path(path: &Path) -> Result<PathBuf, Failure> {
    let at = |error: std::io::Error| failed(path, &error);
    if is_there(path)? {
        return path.canonicalize().map_err(|error| match error.kind() {
            ErrorKind::NotFound => exists(path)
                .because("it is a symbolic link to nothing")
                .hint("remove the link, or name another file"),
            _ => failed(path, &error),
        });
    }
    let name = path
        .file_name()
        .ok_or_else(|| at(ErrorKind::NotFound.into()))?;
    let folder = folder_of(path).canonicalize().map_err(at)?;
    if !folder.is_dir() {
        return Err(at(ErrorKind::NotADirectory.into()));
    }
    Ok(folder.join(name))
}

/// Refuses what is there and is no regular file.
pub(super) fn permit_replacing(given: &Path, target: &Path) -> Result<(), Failure> {
    let name = given.display();
    let metadata = std::fs::symlink_metadata(target).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Failure::new(Code::FileNotFound, format!("could not change {name}"))
            .because(plain(&error)),
        _ => failed(given, &error),
    })?;
    if metadata.is_dir() {
        let failure = Failure::new(Code::IsDirectory, format!("could not write {name}"));
        return Err(failure.because("it is a directory"));
    }
    if !metadata.is_file() {
        let failure = Failure::new(Code::WriteFailed, format!("could not write {name}"));
        return Err(failure.because("it is not a regular file"));
    }
    Ok(())
}

/// Whether anything has this name, a link to nothing too.
pub(super) fn is_there(path: &Path) -> Result<bool, Failure> {
    disk::look(path)
        .map(|found| found.is_some())
        .map_err(|error| failed(path, &error))
}

pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

pub(super) fn exists(path: &Path) -> Failure {
    Failure::new(
        Code::FileExists,
        format!("{} exists already", path.display()),
    )
}

pub(super) fn failed(path: &Path, error: &std::io::Error) -> Failure {
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
fn is_stream(metadata: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    metadata.file_type().is_char_device() || metadata.file_type().is_fifo()
}

#[cfg(not(unix))]
fn is_stream(_: &Metadata) -> bool {
    false
}
