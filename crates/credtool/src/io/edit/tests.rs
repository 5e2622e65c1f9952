//! What a change keeps, refuses and puts back.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

mod killed; // what a killed run left

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use super::*;

const LIMIT: Limit = Limit::secret("the file");

/// A folder that is gone after the test, with two folders in it that have one file each.
struct Two(tempfile::TempDir);

impl Two {
    fn new() -> Self {
        let two = Self(tempfile::tempdir().unwrap());
        for file in [two.a(), two.b()] {
            fs::create_dir(file.parent().unwrap()).unwrap();
            fs::write(&file, "old").unwrap();
        }
        two
    }

    fn root(&self) -> PathBuf {
        self.0.path().canonicalize().unwrap()
    }

    fn a(&self) -> PathBuf {
        self.root().join("one/a")
    }

    fn b(&self) -> PathBuf {
        self.root().join("two/b")
    }

    fn texts(&self) -> [String; 2] {
        [self.a(), self.b()].map(|file| fs::read_to_string(file).unwrap())
    }

    /// Returns how many files are there beside the two.
    fn others(&self) -> usize {
        let folders = [self.root().join("one"), self.root().join("two")];
        let count = |folder: &PathBuf| fs::read_dir(folder).unwrap().count();
        folders.iter().map(count).sum::<usize>() - 2
    }
}

fn io() -> Io {
    Io::new(false, true, false, None)
}

fn yes(_: &[u8]) -> Result<(), Failure> {
    Ok(())
}

/// Replaces what is in the files.
fn replace(files: &[&Path], text: &str) -> Result<Done, Failure> {
    let mut edit = io().edit(files)?;
    for file in files {
        edit.read(file, LIMIT)?;
        edit.replace(file, text.as_bytes().to_vec(), &yes)?;
    }
    edit.commit(false)
}

fn inode(path: &Path) -> u64 {
    fs::metadata(path).unwrap().ino()
}

#[test]
fn all_are_changed_and_keep_their_modes() {
    let two = Two::new();
    fs::set_permissions(two.a(), fs::Permissions::from_mode(0o640)).unwrap();
    replace(&[&two.a(), &two.b()], "new").unwrap();
    assert_eq!(two.texts(), ["new", "new"]);
    assert_eq!(fs::metadata(two.a()).unwrap().mode() & 0o7777, 0o640);
    assert_eq!(two.others(), 0);
}

#[test]
fn a_change_between_read_and_write_is_a_conflict() {
    let two = Two::new();
    let (a, b) = (two.a(), two.b());
    let mut edit = io().edit(&[&a, &b]).unwrap();
    edit.read(&a, LIMIT).unwrap();
    edit.read(&b, LIMIT).unwrap();
    edit.replace(&a, b"new".to_vec(), &yes).unwrap();
    // Only read, and still what the change was made from.
    fs::write(&b, "other").unwrap();
    assert_eq!(edit.rehearse().unwrap_err().code, Code::Conflict);
    assert_eq!(edit.commit(false).unwrap_err().code, Code::Conflict);
    assert_eq!(two.texts(), ["old", "other"]);
    assert_eq!(two.others(), 0);
}

#[test]
fn a_file_that_appears_between_is_never_replaced() {
    let two = Two::new();
    let new = two.root().join("two/new");
    let mut edit = io().edit(&[&two.a(), &new]).unwrap();
    assert!(edit.read_if_there(&new, LIMIT).unwrap().is_none());
    edit.create(&new, b"ours".to_vec(), &yes).unwrap();
    edit.replace(&two.a(), b"new".to_vec(), &yes).unwrap();
    fs::write(&new, "theirs").unwrap();
    assert_eq!(edit.commit(false).unwrap_err().code, Code::Conflict);
    assert_eq!(fs::read(&new).unwrap(), b"theirs");
    assert_eq!(two.texts(), ["old", "old"]);
}

#[test]
fn what_was_renamed_is_put_back_as_the_same_file() {
    let two = Two::new();
    let new = two.root().join("two/new");
    let before = inode(&two.a());
    let mut edit = io().edit(&[&two.a(), &two.b(), &new]).unwrap();
    edit.replace(&two.a(), b"new".to_vec(), &yes).unwrap();
    edit.remove(&two.b()).unwrap();
    // It was not looked for, so it is only found when it is to come to its place, after the others.
    edit.create(&new, b"ours".to_vec(), &yes).unwrap();
    fs::write(&new, "theirs").unwrap();
    let failure = edit.commit(false).unwrap_err();
    assert_eq!(failure.code, Code::FileExists);
    assert!(
        failure
            .sentence()
            .contains("every other file is as it was before")
    );
    assert_eq!(
        (two.texts(), inode(&two.a())),
        (["old".to_owned(), "old".to_owned()], before)
    );
    assert_eq!(fs::read(&new).unwrap(), b"theirs");
    assert_eq!(two.others(), 1);
}

#[test]
fn backups_are_private_numbered_and_part_of_the_change() {
    let two = Two::new();
    fs::set_permissions(two.a(), fs::Permissions::from_mode(0o644)).unwrap();
    for (ending, text) in [(".bak", "first"), (".bak1", "second")] {
        let old = fs::read(two.a()).unwrap();
        let mut edit = io().edit(&[two.a()]).unwrap();
        edit.read(&two.a(), LIMIT).unwrap();
        edit.replace(&two.a(), text.as_bytes().to_vec(), &yes)
            .unwrap();
        let done = edit.commit(true).unwrap();
        let backup = PathBuf::from(format!("{}{ending}", two.a().display()));
        assert_eq!(done.backups, [(two.a(), backup.clone())]);
        assert_eq!(fs::read(&backup).unwrap(), old);
        assert_eq!(fs::metadata(&backup).unwrap().mode() & 0o7777, 0o600);
    }
}

#[test]
fn removing_goes_with_the_rest() {
    let two = Two::new();
    let mut edit = io().edit(&[&two.a(), &two.b()]).unwrap();
    edit.replace(&two.a(), b"new".to_vec(), &yes).unwrap();
    edit.remove(&two.b()).unwrap();
    edit.commit(false).unwrap();
    assert!(!two.b().exists());
    assert_eq!(fs::read(two.a()).unwrap(), b"new");
    let mut edit = io().edit(&[two.a()]).unwrap();
    edit.remove(&two.a()).unwrap();
    edit.commit(false).unwrap();
    assert_eq!(fs::read_dir(two.root().join("one")).unwrap().count(), 0);
}

#[test]
fn a_link_stays_and_another_name_keeps_the_old_bytes() {
    let two = Two::new();
    let (link, other) = (two.root().join("link"), two.root().join("one/other"));
    symlink("one/a", &link).unwrap();
    fs::hard_link(two.a(), &other).unwrap();
    replace(&[&link], "new").unwrap();
    assert!(link.is_symlink());
    assert_eq!(fs::read(two.a()).unwrap(), b"new");
    assert_eq!(fs::read(&other).unwrap(), b"old");
    let mut edit = io().edit(&[&link, &two.a()]).unwrap();
    edit.replace(&link, b"x".to_vec(), &yes).unwrap();
    let twice = edit.replace(&two.a(), b"y".to_vec(), &yes);
    assert_eq!(twice.unwrap_err().code, Code::Usage);
    assert!(edit.remove(&two.b()).is_err(), "it was not named");
}

#[test]
fn what_fails_its_check_is_never_written() {
    let two = Two::new();
    let mut edit = io().edit(&[two.a()]).unwrap();
    let no = |_: &[u8]| Err(Failure::new(Code::Malformed, "no"));
    assert!(edit.replace(&two.a(), b"new".to_vec(), &no).is_err());
    edit.commit(false).unwrap();
    assert_eq!(two.texts(), ["old", "old"]);
}

#[test]
fn one_waits_for_the_other() {
    let two = Two::new();
    let first = io().edit(&[two.a(), two.b()]).unwrap();
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        let b = two.b();
        scope.spawn(move || {
            drop(io().edit(&[b]).unwrap());
            sender.send(()).unwrap();
        });
        let waits = std::time::Duration::from_millis(200);
        assert!(receiver.recv_timeout(waits).is_err());
        drop(first);
        receiver.recv().unwrap();
    });
}

#[test]
fn a_private_folder_is_erased_with_all_that_is_in_it() {
    let two = Two::new();
    let edit = io().edit(&[two.a()]).unwrap();
    let folder = edit.private_folder(&two.a()).unwrap();
    folder.write("keys.dec", b"secret").unwrap();
    let path = folder.file("keys.dec").parent().unwrap().to_owned();
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, 0o700);
    fs::create_dir(folder.file("more")).unwrap();
    symlink(two.b(), folder.file("more/link")).unwrap();
    drop(folder);
    assert_eq!(
        (two.texts(), two.others()),
        (["old".to_owned(), "old".to_owned()], 0)
    );
    // The same when the run was killed: the next one finds it.
    let folder = edit.private_folder(&two.a()).unwrap();
    folder.write("keys.dec", b"secret").unwrap();
    std::mem::forget(folder);
    drop(edit);
    drop(io().edit(&[two.a()]).unwrap());
    assert_eq!(two.others(), 0);
}
