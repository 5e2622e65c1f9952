//! Locks on folders: what two runs would change at once, one of them waits for.
//!
//! The folder itself is locked (flock), so nothing is left behind, a folder that cannot be written can be locked too, and the lock ends
//! with the process at the latest. Where folders cannot be locked (Windows), an empty file in the user's temporary folder stands for each:
//! there the runs of one user wait for each other, and the empty files stay.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use super::read::plain;
use crate::failure::{Code, Failure};
use crate::output;

/// Folders that no other run of ours changes until this is dropped.
#[derive(Debug)]
pub(super) struct Locks(Vec<Locked>);

#[derive(Debug)]
struct Locked {
    identity: Identity,
    folder: PathBuf,
    file: Option<File>,
}

/// Device and number, which are the same under every name of a folder. All runs lock in the order of these, so none waits in a circle.
#[cfg(unix)]
type Identity = (u64, u64);
/// The name that remains when links are followed, spelt as the file system has it.
#[cfg(not(unix))]
type Identity = PathBuf;

impl Locks {
    /// Waits until each of the folders is locked. Without `must`, a folder that may be written and not read goes without a lock.
    pub(super) fn on<'a>(
        folders: impl IntoIterator<Item = &'a Path>,
        must: bool,
    ) -> Result<Self, (PathBuf, std::io::Error)> {
        let mut opened = Vec::new();
        for folder in folders {
            let locked = open(folder, must).map_err(|error| (folder.to_owned(), error))?;
            opened.push(locked);
        }
        opened.sort_by_key(|locked| locked.identity.to_owned());
        // A second descriptor on the same folder would wait for the first, in the same process too.
        opened.dedup_by(|a, b| a.identity == b.identity);
        for locked in &opened {
            if let Some(file) = &locked.file {
                wait(file, &locked.folder).map_err(|error| (locked.folder.clone(), error))?;
            }
        }
        Ok(Self(opened))
    }

    /// Whether the folder is among these, under whatever name.
    pub(super) fn hold(&self, folder: &Path) -> bool {
        identity(folder)
            .is_ok_and(|identity| self.0.iter().any(|locked| locked.identity == identity))
    }

    /// Whether the two names are of one folder.
    pub(super) fn same(a: &Path, b: &Path) -> bool {
        matches!((identity(a), identity(b)), (Ok(a), Ok(b)) if a == b)
    }

    /// Returns the folders whose names can be read. One that was let through without a lock is not among them: who may write
    /// into it and not list it finds nothing there.
    pub(super) fn listable(&self) -> impl Iterator<Item = &Path> {
        self.0
            .iter()
            .filter(|locked| locked.file.is_some())
            .map(|locked| locked.folder.as_path())
    }

    /// Lets go of all but these.
    pub(super) fn keep(&mut self, folders: &[PathBuf]) {
        self.0.retain(|locked| {
            folders
                .iter()
                .any(|folder| Self::same(&locked.folder, folder))
        });
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        // Closing would do. When closing fails, the next lock of this same process would wait for ever.
        if let Some(file) = &self.file {
            let _ = file.unlock();
        }
    }
}

/// Returns what is said when a folder could not be locked.
pub(super) fn refused(folder: &Path, error: &std::io::Error) -> Failure {
    let failure = Failure::new(
        Code::WriteFailed,
        format!("could not lock the folder {}", folder.display()),
    );
    match error.kind() {
        std::io::ErrorKind::NotFound => failure
            .because("there is no such folder")
            .hint("make the folder first"),
        _ => failure.because(plain(error)),
    }
}

/// Waits for the lock, and says so when it takes longer than other runs usually do.
fn wait(file: &File, folder: &Path) -> std::io::Result<()> {
    for _ in 0..TRIES_IN_SILENCE {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => std::thread::sleep(BETWEEN_TRIES),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    output::note(format!(
        "waiting for another run that changes files in {}",
        folder.display()
    ));
    file.lock()
}

/// One second in all.
const TRIES_IN_SILENCE: u32 = 100;
const BETWEEN_TRIES: std::time::Duration = std::time::Duration::from_millis(10);

#[cfg(unix)]
fn open(folder: &Path, must: bool) -> std::io::Result<Locked> {
    use std::os::unix::fs::MetadataExt as _;
    let (file, metadata) = match File::open(folder) {
        Ok(file) => {
            let metadata = file.metadata()?;
            (Some(file), metadata)
        }
        Err(error) if !must && error.kind() == std::io::ErrorKind::PermissionDenied => {
            (None, std::fs::metadata(folder)?)
        }
        Err(error) => return Err(error),
    };
    Ok(Locked {
        identity: (metadata.dev(), metadata.ino()),
        folder: folder.to_owned(),
        file,
    })
}

#[cfg(not(unix))]
fn open(folder: &Path, _: bool) -> std::io::Result<Locked> {
    use sha2::Digest as _;
    let identity = identity(folder)?;
    let digest = sha2::Sha256::digest(identity.as_os_str().as_encoded_bytes());
    let name = format!("credtool-lock-{}", base16ct::lower::encode_string(&digest));
    let mut options = File::options();
    options.write(true).create(true).truncate(false);
    Ok(Locked {
        identity,
        folder: folder.to_owned(),
        file: Some(options.open(std::env::temp_dir().join(name))?),
    })
}

#[cfg(unix)]
fn identity(folder: &Path) -> std::io::Result<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    let metadata = std::fs::metadata(folder)?;
    Ok((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(folder: &Path) -> std::io::Result<Identity> {
    std::fs::canonicalize(folder)
}
