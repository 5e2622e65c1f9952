//! Whose a leftover is: what another user wrote is not acted on.

use std::path::Path;

/// Who this run is, as the file system sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Owner {
    #[cfg(unix)]
    user: u32,
}

#[cfg(unix)]
impl Owner {
    /// Asks the file system who owns what this run writes: a new file without a name in that folder. So it is right under a
    /// network file system that maps users, too.
    pub(super) fn here(folder: &Path) -> std::io::Result<Self> {
        use std::os::unix::fs::MetadataExt as _;
        let user = tempfile::tempfile_in(folder)?.metadata()?.uid();
        Ok(Self { user })
    }

    /// Whether a run of this user may have left the file: it is this user's, or the user is root and it is of the folder's owner.
    pub(super) fn may_have_left(self, folder: &Path, file: &Path) -> bool {
        use std::os::unix::fs::MetadataExt as _;
        let Ok(file) = std::fs::symlink_metadata(file) else {
            return false;
        };
        file.uid() == self.user
            || (self.user == 0
                && std::fs::metadata(folder).is_ok_and(|folder| folder.uid() == file.uid()))
    }

    /// Whether only its owner can rename or remove a file in the folder, as in `/tmp`.
    pub(super) fn sticky(self, folder: &Path) -> bool {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::metadata(folder).is_ok_and(|metadata| metadata.permissions().mode() & 0o1000 != 0)
    }
}

#[cfg(not(unix))]
impl Owner {
    pub(super) fn here(_: &Path) -> std::io::Result<Self> {
        Ok(Self {})
    }

    pub(super) fn may_have_left(self, _: &Path, file: &Path) -> bool {
        file.symlink_metadata().is_ok()
    }

    pub(super) fn sticky(self, _: &Path) -> bool {
        false
    }
}
