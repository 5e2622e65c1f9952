//! The files of a folder, and of the folders in it.

use std::path::{Path, PathBuf};

use super::journal;
use super::stream::unreadable;
use crate::failure::Failure;

/// What is in a folder.
#[derive(Default)]
pub(crate) struct Walk {
    /// Regular files, in the order of their paths.
    pub(crate) files: Vec<PathBuf>,
    /// What was passed over, and why.
    pub(crate) skipped: Vec<(PathBuf, &'static str)>,
}

/// Lists a folder. Symbolic links are not followed, so there are no cycles and nothing outside is touched; the folders of version
/// control systems are passed over.
pub(super) fn walk(folder: &Path) -> Result<Walk, Failure> {
    let mut found = Walk::default();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let failed = |error: std::io::Error| unreadable(&folder, &error);
        for entry in std::fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let (path, kind) = (entry.path(), entry.file_type().map_err(failed)?);
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if kind.is_symlink() {
                found.skipped.push((path, "it is a symbolic link"));
            } else if kind.is_dir() && VERSION_CONTROL.contains(&name.as_ref()) {
                found.skipped.push((path, "it belongs to version control"));
            } else if kind.is_dir() {
                open.push(path);
            } else if !kind.is_file() {
                found.skipped.push((path, "it is no regular file"));
            } else if journal::parse_name(&name).is_none() {
                found.files.push(path);
            } // else a change that another run has begun
        }
    }
    found.files.sort();
    found.skipped.sort();
    Ok(found)
}

const VERSION_CONTROL: [&str; 5] = [".git", ".hg", ".svn", ".bzr", "CVS"];
