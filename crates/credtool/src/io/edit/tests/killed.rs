//! What a killed run left is undone, finished, or refused and kept. The states are made by hand here; `tests/faults` makes them with
//! real kills.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::PathBuf;

use super::super::super::journal::{self, Action, Entry, Kind};
use super::super::*;
use super::{Two, inode, io};

const ID: &str = "0123456789abcdef";

impl Two {
    /// Leaves what a run leaves that was killed after it had replaced `a` and before it replaced `b`, or after all when `done`.
    fn killed(&self, done: bool) -> Vec<Entry> {
        let digest = |text: &str| journal::digest(text.as_bytes());
        let action = Action::Replace {
            old: digest("old"),
            new: digest("new"),
        };
        let entries: Vec<_> = [self.a(), self.b()]
            .into_iter()
            .map(|target| Entry { target, action })
            .collect();
        for (n, entry) in entries.iter().enumerate() {
            let file = |kind| entry.folder().join(journal::name(ID, kind));
            let kind = if done && n == 0 {
                Kind::Done
            } else {
                Kind::Journal
            };
            fs::write(file(kind), journal::render(&entries)).unwrap();
            fs::hard_link(&entry.target, file(Kind::Old(n))).unwrap();
            fs::write(file(Kind::New(n)), "new").unwrap();
            if done || n == 0 {
                fs::rename(file(Kind::New(n)), &entry.target).unwrap();
            }
        }
        entries
    }
}

#[test]
fn a_killed_change_is_undone_by_whoever_comes_to_one_of_its_files() {
    for file in [Two::a as fn(&Two) -> PathBuf, Two::b] {
        let two = Two::new();
        let before = inode(&two.a());
        two.killed(false);
        assert_eq!(two.texts(), ["new", "old"]);
        drop(io().edit(&[file(&two)]).unwrap());
        assert_eq!(two.texts(), ["old", "old"]);
        assert_eq!((inode(&two.a()), two.others()), (before, 0));
    }
}

#[test]
fn a_killed_change_that_was_complete_is_finished() {
    for file in [Two::a as fn(&Two) -> PathBuf, Two::b] {
        let two = Two::new();
        two.killed(true);
        drop(io().edit(&[file(&two)]).unwrap());
        assert_eq!(two.texts(), ["new", "new"]);
        assert_eq!(two.others(), 0);
    }
}

#[test]
fn a_folder_out_of_reach_is_named_and_nothing_is_touched() {
    let two = Two::new();
    two.killed(false);
    fs::rename(two.root().join("one"), two.root().join("away")).unwrap();
    let failure = io().edit(&[two.b()]).unwrap_err();
    assert_eq!(failure.code, Code::UnfinishedChange);
    assert!(
        failure
            .sentence()
            .contains(two.root().join("one").to_str().unwrap())
    );
    // The folder that was moved does not count as the one that it was.
    let moved = io().edit(&[two.root().join("away/a")]).unwrap_err();
    assert_eq!(moved.code, Code::UnfinishedChange);
    fs::rename(two.root().join("away"), two.root().join("one")).unwrap();
    drop(io().edit(&[two.b()]).unwrap());
    assert_eq!(
        (two.texts(), two.others()),
        (["old".to_owned(), "old".to_owned()], 0)
    );
}

#[test]
fn what_somebody_else_wrote_since_is_kept() {
    let two = Two::new();
    two.killed(false);
    fs::write(two.root().join("theirs"), "theirs").unwrap();
    fs::rename(two.root().join("theirs"), two.a()).unwrap();
    let failure = io().edit(&[two.a()]).unwrap_err();
    assert_eq!(failure.code, Code::UnfinishedChange);
    assert!(failure.hint.contains(".old"), "{}", failure.hint);
    assert_eq!(two.texts(), ["theirs", "old"]);
    // Doing what the hint says leaves every file as it is.
    for folder in ["one", "two"] {
        fs::remove_file(
            two.root()
                .join(folder)
                .join(journal::name(ID, Kind::Journal)),
        )
        .unwrap();
    }
    drop(io().edit(&[two.a(), two.b()]).unwrap());
    assert_eq!(
        (two.texts(), two.others()),
        (["theirs".to_owned(), "old".to_owned()], 0)
    );
}

#[test]
fn a_torn_journal_goes_and_a_damaged_one_is_refused() {
    let two = Two::new();
    let file = |kind| two.root().join("one").join(journal::name(ID, kind));
    fs::write(file(Kind::Journal), "credtool change v1\nrepla").unwrap();
    drop(io().edit(&[two.a()]).unwrap());
    assert_eq!(two.others(), 0);
    fs::write(file(Kind::Journal), "credtool change v1\nrepla").unwrap();
    fs::write(file(Kind::Old(0)), "bytes that were somebody's").unwrap();
    assert_eq!(
        io().edit(&[two.a()]).unwrap_err().code,
        Code::UnfinishedChange
    );
    assert_eq!(two.others(), 2);
}

/// Whoever can write into one folder can forge a journal there, and reaches no other folder with it.
#[test]
fn a_forged_journal_acts_nowhere_else() {
    let two = Two::new();
    let created = |target| Entry {
        target,
        action: Action::Create {
            new: journal::digest(b"old"),
        },
    };
    let entries = [created(two.root().join("one/none")), created(two.b())];
    let journal = two
        .root()
        .join("one")
        .join(journal::name(ID, Kind::Journal));
    fs::write(&journal, journal::render(&entries)).unwrap();
    drop(io().edit(&[two.a()]).unwrap());
    assert_eq!(
        (two.texts(), two.others()),
        (["old".to_owned(), "old".to_owned()], 0)
    );
    // A link instead of a journal, or of the old bytes, is not followed.
    symlink(two.b(), &journal).unwrap();
    assert_eq!(
        io().edit(&[two.a()]).unwrap_err().code,
        Code::UnfinishedChange
    );
    fs::remove_file(&journal).unwrap();
    symlink(
        two.b(),
        two.root().join("one").join(journal::name(ID, Kind::Old(0))),
    )
    .unwrap();
    drop(io().edit(&[two.a()]).unwrap());
    assert_eq!(
        (two.texts(), two.others()),
        (["old".to_owned(), "old".to_owned()], 0)
    );
}

#[test]
fn a_journal_of_another_user_is_not_acted_on() {
    let two = Two::new();
    two.killed(false);
    let journal = two
        .root()
        .join("one")
        .join(journal::name(ID, Kind::Journal));
    if std::os::unix::fs::chown(&journal, Some(4242), None).is_err() {
        return; // Only root can give a file away.
    }
    assert_eq!(
        io().edit(&[two.a()]).unwrap_err().code,
        Code::UnfinishedChange
    );
    assert_eq!(two.texts(), ["new", "old"]);
    // Where only owners can rename, such as in /tmp, it concerns nobody's files but its owner's.
    fs::remove_file(
        two.root()
            .join("two")
            .join(journal::name(ID, Kind::Journal)),
    )
    .unwrap();
    fs::set_permissions(two.root().join("one"), fs::Permissions::from_mode(0o1777)).unwrap();
    drop(io().edit(&[two.a()]).unwrap());
    assert!(journal.exists());
}
