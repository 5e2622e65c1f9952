//! A store that others have locked, or that belongs to others: where nothing can be written, what only reads works.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::{Command, Output};

use crate::place::{KEYRING, Place, STORE, code_of};

#[test]
fn locked() {
    let place = Place::with_apps("locked");
    let other = place.sqlite();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let regenerate = ["regenerate-secret", "one", "--comment", "x"];
    assert_eq!(place.refused(2, &regenerate), "store-locked");
    // Readers do not wait.
    for verb in [
        &["list"][..],
        &["show", "one"],
        &["history", "one"],
        &["reveal", "one"],
    ] {
        place.ok(verb);
    }
    place.ok(&["verify-history"]);
    place.ok(&["backup", "-o", "b.db"]);
    other.execute_batch("ROLLBACK").unwrap();
    place.ok(&regenerate);
}

/// A command as somebody to whom modes apply. `None`, which is said, where that cannot be.
fn as_somebody(place: &Place, arguments: &[&str]) -> Option<Output> {
    let mut command = place.command(arguments);
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return Some(command.output().unwrap());
    }
    let mut other = Command::new("setpriv");
    other.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
    other.arg(command.get_program()).args(command.get_args());
    other.current_dir(&place.0);
    for (name, value) in command.get_envs() {
        other.env(name, value.unwrap());
    }
    match other.output() {
        Ok(output) => Some(output),
        Err(_) => {
            assert!(
                std::env::var_os("CI").is_none_or(|ci| ci != "true"),
                "setpriv is missing"
            );
            None
        }
    }
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn where_nothing_can_be_written() {
    let place = Place::with_apps("read-only");
    let file = place.0.join(STORE);
    for (of_file, of_folder) in [(0o444, 0o555), (0o666, 0o555), (0o444, 0o777)] {
        set_mode(&file, of_file);
        set_mode(&place.0, of_folder);
        let about = format!("{of_file:o} in {of_folder:o}");
        for verb in [&["list"][..], &["show", "one"], &["history", "one"]] {
            let Some(output) = as_somebody(&place, verb) else {
                return;
            };
            assert!(output.status.success(), "{about}: {output:?}");
        }
        // What would be written is refused before anything is unlocked.
        let register = ["register", "x", "--comment", "x", "--json"];
        let output = as_somebody(&place, &register).unwrap();
        assert_eq!(code_of(&output, 2), "store-read-only", "{about}");
    }
    set_mode(&file, 0o600);
    set_mode(&place.0, 0o755);
    let output = as_somebody(&place, &["list", "--json"]).unwrap();
    assert_eq!(code_of(&output, 2), "file-unreadable");
    assert_eq!(place.names(), [&[STORE][..], &KEYRING].concat());
}

/// Changes that stand in the log alone are not left out silently.
#[test]
fn a_log_that_cannot_be_read() {
    let place = Place::with_apps("read-only-log");
    let reader = place.sqlite();
    let count = "SELECT count(*) FROM events";
    let _: i64 = reader.query_row(count, [], |row| row.get(0)).unwrap();
    place.regenerate("one");
    let copy = Place::empty("read-only-log-copy");
    for name in [STORE, "registry.db-wal"] {
        fs::copy(place.0.join(name), copy.0.join(name)).unwrap();
        set_mode(&copy.0.join(name), 0o444);
    }
    set_mode(&copy.0, 0o555);
    let Some(output) = as_somebody(&copy, &["history", "one", "--json"]) else {
        return;
    };
    assert_eq!(code_of(&output, 2), "store-read-only");
    set_mode(&copy.0, 0o777);
    set_mode(&copy.0.join(STORE), 0o666);
    set_mode(&copy.0.join("registry.db-wal"), 0o666);
    let output = as_somebody(&copy, &["history", "one"]).unwrap();
    let history = String::from_utf8(output.stdout).unwrap();
    assert_eq!(history.lines().count(), 2, "{history}");
}
