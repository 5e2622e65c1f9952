//! A case: a verb that writes, the files that it changes, and how old and new are told apart.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::store;

/// One verb that writes.
pub(crate) struct Case {
    /// What is printed.
    pub(crate) name: &'static str,
    /// Fills an empty folder with what the verb finds.
    pub(crate) set_up: fn(&Path),
    /// The command, on files of that folder by absolute paths.
    pub(crate) command: fn(&Path) -> Command,
    /// The files that the verb changes, makes or removes, relative to the folder.
    pub(crate) files: fn() -> Vec<String>,
    /// Whether what stands in the folder at one of them (`None`: nothing) is what the verb was to make, whole. Files that are neither this nor what
    /// was there before are damaged.
    pub(crate) is_new: fn(&Path, &str, Option<&[u8]>) -> bool,
    /// About how many points are tried when not all are asked for.
    pub(crate) most: usize,
    /// Whether each file is a change of its own, so that an error may leave some done.
    pub(crate) one_by_one: bool,
    /// Whether the same command may refuse after it was done, or nearly: `add` finds the name there already.
    pub(crate) may_refuse_again: fn(&Output) -> bool,
}

/// How the files of a case stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Old,
    New,
    /// Each is whole, some old and some new.
    Mixed,
    Damaged,
}

impl Case {
    /// Compares the folder with what it was before. Files that the verb has no business with must be what they were.
    pub(crate) fn standing(&self, folder: &Path, template: &Path) -> Standing {
        let (mut old, mut new) = (true, true);
        let files = (self.files)();
        for name in &files {
            let before = fs::read(template.join(name)).ok();
            let now = fs::read(folder.join(name)).ok();
            let is_new = (self.is_new)(folder, name, now.as_deref());
            let is_old = now == before || store::same(&folder.join(name), &template.join(name));
            if !is_old && !is_new {
                println!("damaged: {name}");
                return Standing::Damaged;
            }
            old &= is_old;
            new &= is_new;
        }
        let strange =
            |name: &String| !is_ours(name) && !files.contains(name) && !store::is_log(name);
        for name in self.names(folder).iter().filter(|name| strange(name)) {
            if what(&folder.join(name)) != what(&template.join(name)) {
                println!("nobody's business: {name}");
                return Standing::Damaged;
            }
        }
        match (old, new) {
            (_, true) => Standing::New,
            (true, false) => Standing::Old,
            (false, false) => Standing::Mixed,
        }
    }

    /// Returns the files of ours that a change leaves only when it is killed.
    pub(crate) fn leftovers(&self, folder: &Path) -> Vec<PathBuf> {
        let names = self.names(folder).into_iter().filter(|name| is_ours(name));
        names.map(|name| folder.join(name)).collect()
    }

    /// Returns the files that SQLite keeps beside a store, which a kill leaves and the next run settles.
    pub(crate) fn logs(&self, folder: &Path) -> Vec<PathBuf> {
        let names = self.names(folder).into_iter();
        let names = names.filter(|name| store::is_log(name));
        names.map(|name| folder.join(name)).collect()
    }

    /// Returns every file and folder, relative, at most two folders deep.
    pub(crate) fn names(&self, folder: &Path) -> Vec<String> {
        fn walk(root: &Path, folder: &Path, names: &mut Vec<String>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() && !path.is_symlink() {
                    walk(root, &path, names);
                }
                names.push(
                    path.strip_prefix(root)
                        .unwrap()
                        .to_str()
                        .unwrap()
                        .to_owned(),
                );
            }
        }
        let mut names = Vec::new();
        walk(folder, folder, &mut names);
        names.retain(|name| is_ours(name) || !folder.join(name).is_dir());
        names.sort();
        names
    }
}

/// Returns the bytes of a file, or where a link leads.
fn what(path: &Path) -> Option<Vec<u8>> {
    match fs::read_link(path) {
        Ok(leads) => Some(leads.into_os_string().into_encoded_bytes()),
        Err(_) => fs::read(path).ok(),
    }
}

fn is_ours(name: &str) -> bool {
    name.split('/')
        .any(|part| part.starts_with(".credtool-") || part.starts_with(".tmp"))
}

/// Whether nobody but the owner can read a file of ours; one that stands for a target may have that target's mode.
pub(crate) fn is_private(file: &Path, _: &Path) -> bool {
    let mode = fs::symlink_metadata(file).unwrap().permissions().mode() & 0o077;
    let beside = fs::read_dir(file.parent().unwrap()).unwrap().flatten();
    mode == 0
        || beside
            .filter(|other| !is_ours(other.file_name().to_str().unwrap()))
            .any(|other| other.metadata().unwrap().permissions().mode() & 0o077 == mode)
}
