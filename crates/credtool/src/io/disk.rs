//! The few things that are done to files, each so that it holds after a power failure or says that it does not.

use std::fs::{File, Metadata};
use std::io::{ErrorKind, Read as _, Seek as _, Write as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::journal::Digest;
use super::read;

/// Who may read a new file, and whose it is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Access<'a> {
    /// The owner alone: 0600.
    Private,
    /// Everyone: 0644.
    Public,
    /// As the file that it takes the place of.
    Like(&'a Metadata),
}

/// Writes a new file, flushes it, opens it again and compares every byte. It is 0600 until all that is done.
pub(super) fn write_new(path: &Path, bytes: &[u8], access: Access<'_>) -> std::io::Result<()> {
    let mut file = new_private_file(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    let again = read::bounded(&mut File::open(path)?, bytes.len(), bytes.len())?;
    if again.is_none_or(|again| *again != bytes) {
        return Err(std::io::Error::other("other bytes came back"));
    }
    match access {
        Access::Private => return Ok(()),
        Access::Public => set_public(&file)?,
        Access::Like(old) => keep_owner_and_mode(&file, old)?,
    }
    file.sync_all()
}

/// Copies a file with its owner and mode, where a hard link is not possible.
pub(super) fn copy_new(from: &Path, to: &Path) -> std::io::Result<()> {
    let metadata = std::fs::metadata(from)?;
    let bytes = Zeroizing::new(std::fs::read(from)?);
    write_new(to, &bytes, Access::Like(&metadata))
}

/// Gives the file a second name; `false` where the file system, or the owner of the file, does not allow that.
pub(super) fn link(from: &Path, to: &Path) -> std::io::Result<bool> {
    match std::fs::hard_link(from, to) {
        Ok(()) => Ok(true),
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::PermissionDenied | ErrorKind::Unsupported | ErrorKind::TooManyLinks
            ) =>
        {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

/// Puts a new file into its place without ever replacing one that came there meanwhile.
/// Where links are possible its first name stays, and is to be removed when all is done.
pub(super) fn place_new(from: &Path, to: &Path) -> std::io::Result<()> {
    if link(from, to)? {
        return Ok(());
    }
    if to.symlink_metadata().is_ok() {
        return Err(ErrorKind::AlreadyExists.into());
    }
    std::fs::rename(from, to)
}

/// Returns what is at the path itself, `None` for nothing.
pub(super) fn look(path: &Path) -> std::io::Result<Option<Metadata>> {
    match std::fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns the SHA-256 of a regular file, `None` for everything else.
pub(super) fn digest_of(path: &Path) -> std::io::Result<Option<Digest>> {
    if !look(path)?.is_some_and(|metadata| metadata.is_file()) {
        return Ok(None);
    }
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = Zeroizing::new(vec![0; 64 << 10]);
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(Some(hash.finalize().into())),
            Ok(count) => hash.update(&buffer[..count]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Removes a file; that it is not there is as good.
pub(super) fn unlink(path: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Writes zeros over a file that has no other name, and removes it. Disks that move what they write, and snapshots, keep the old
/// bytes all the same: this is a courtesy and no proof.
pub(super) fn erase(path: &Path) -> std::io::Result<()> {
    if look(path)?.is_some_and(|metadata| metadata.is_file() && names(&metadata) == 1) {
        // A file that may not be written can still be removed, and that is what was asked for.
        let _ = overwrite(path);
    }
    unlink(path)
}

fn overwrite(path: &Path) -> std::io::Result<()> {
    let mut file = File::options().write(true).open(path)?;
    let length = file.metadata()?.len();
    file.rewind()?;
    std::io::copy(&mut std::io::repeat(0).take(length), &mut file)?;
    file.sync_all()
}

/// Flushes a folder, so that its renames survive a power failure. Some file systems cannot, which is no error.
pub(super) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    let Ok(file) = File::open(folder) else {
        return Ok(());
    };
    match file.sync_all() {
        Err(error)
            if !matches!(
                error.kind(),
                ErrorKind::InvalidInput | ErrorKind::Unsupported | ErrorKind::PermissionDenied
            ) =>
        {
            Err(error)
        }
        _ => Ok(()),
    }
}

#[cfg(unix)]
pub(super) fn new_private_file(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

#[cfg(not(unix))]
pub(super) fn new_private_file(path: &Path) -> std::io::Result<File> {
    File::options().write(true).create_new(true).open(path)
}

/// Returns how many names the file has.
#[cfg(unix)]
pub(super) fn names(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(metadata)
}

#[cfg(not(unix))]
pub(super) fn names(_: &Metadata) -> u64 {
    1
}

/// Whether the two are names of one file.
#[cfg(unix)]
pub(super) fn same_file(a: &Metadata, b: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

#[cfg(not(unix))]
pub(super) fn same_file(_: &Metadata, _: &Metadata) -> bool {
    false
}

#[cfg(unix)]
pub(super) fn keep_owner_and_mode(file: &File, old: &Metadata) -> std::io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
    let new = file.metadata()?;
    let mut mode = old.mode() & 0o7777;
    if new.gid() != old.gid() && fchown(file, None, Some(old.gid())).is_err() {
        // The group is another one now, and gets no more than everybody.
        mode = (mode & !0o070) | ((mode & 0o007) << 3);
    }
    if new.uid() != old.uid() {
        // Only root can give a file away; for others it becomes theirs, as with any editor that replaces files.
        let _ = fchown(file, Some(old.uid()), None);
    }
    file.set_permissions(std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
pub(super) fn keep_owner_and_mode(file: &File, old: &Metadata) -> std::io::Result<()> {
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
