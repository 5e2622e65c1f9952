//! What is no store, or a damaged one: said with its own code, and left as it is.

use std::fs;

use rusqlite::Connection;

use crate::place::{KEYRING, Place, STORE};

const LOOK: [&[&str]; 3] = [&["list"], &["show", "one"], &["history", "one"]];
const CHANGE: [&[&str]; 3] = [
    &["register", "new", "--comment", "x"],
    &["regenerate-secret", "one", "--comment", "x"],
    &["rewrap"],
];

/// Every verb says so, and the file is what it was.
fn all_refuse(place: &Place, code: &str) {
    let before = fs::read(place.0.join(STORE)).unwrap();
    for verb in LOOK.iter().chain(&CHANGE) {
        assert_eq!(place.refused(2, verb), code, "{verb:?}");
    }
    assert!(fs::read(place.0.join(STORE)).unwrap() == before);
    assert_eq!(place.names(), [&[STORE][..], &KEYRING].concat());
}

#[test]
fn something_else() {
    let place = Place::new("else");
    let file = place.0.join(STORE);
    for text in ["", "x", &"no store of apps\n".repeat(1000)] {
        fs::write(&file, text).unwrap();
        all_refuse(&place, "not-a-store");
    }
    fs::remove_file(&file).unwrap();
    let other = Connection::open(&file).unwrap();
    other.execute_batch("CREATE TABLE events(x)").unwrap();
    drop(other);
    all_refuse(&place, "not-a-store");
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    for verb in LOOK.iter().chain(&CHANGE) {
        assert_eq!(place.refused(2, verb), "is-a-directory", "{verb:?}");
    }
}

#[test]
fn of_another_time() {
    let place = Place::with_apps("time");
    place.tamper("PRAGMA user_version = 99");
    all_refuse(&place, "newer-store");
    place.tamper("PRAGMA user_version = 0");
    all_refuse(&place, "store-damaged");
    place.tamper("PRAGMA user_version = 1");
    place.regenerate("one");
}

#[test]
fn damaged() {
    let place = Place::with_apps("damaged");
    let file = place.0.join(STORE);
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    all_refuse(&place, "store-damaged");
    // Every page behind the first.
    for at in (4096..whole.len()).step_by(4096) {
        let mut bytes = whole.clone();
        bytes[at..at + 2048].fill(0xa5);
        fs::write(&file, &bytes).unwrap();
        let code = place.refused(2, &["verify-history"]);
        assert_eq!(code, "store-damaged", "the page at {at}");
        assert_eq!(place.refused(2, &["backup", "-o", "b"]), "store-damaged");
    }
    // Every bit of the header, or nearly: no panic, and never a store that verifies with other events.
    for at in 0..100 {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x41;
        fs::write(&file, &bytes).unwrap();
        let output = place.run(&["list", "--json"]);
        assert!(
            matches!(output.status.code(), Some(0 | 2)),
            "{at}: {output:?}"
        );
    }
    fs::write(&file, &whole).unwrap();
    for table in ["events", "app_ids", "meta", "sealed"] {
        fs::write(&file, &whole).unwrap();
        place.tamper(&format!("DROP TABLE {table}"));
        let regenerate = ["regenerate-secret", "one", "--comment", "x"];
        assert_eq!(place.refused(2, &regenerate), "store-damaged", "{table}");
    }
    fs::write(&file, &whole).unwrap();
    place.regenerate("one");
}

/// Nothing is made by a verb that only reads, or that changes what is not there.
#[test]
fn not_there() {
    let place = Place::empty("not-there");
    for verb in LOOK.iter().chain(&CHANGE[1..]) {
        assert_eq!(place.refused(2, verb), "no-store", "{verb:?}");
    }
    assert_eq!(place.refused(2, &["verify-history"]), "no-store");
    assert_eq!(place.refused(2, &["backup", "-o", "b"]), "no-store");
    assert_eq!(place.names(), [] as [&str; 0]);
    // A refused first change leaves nothing either, the folder included.
    let register = ["register", "x", "--app-id", "x", "--comment", "x"];
    let behind = ["--store", "new/folder/r.db", "--at", "1969-01-01T00:00:00Z"];
    place.refused(2, &[&register[..], &behind].concat());
    assert_eq!(place.names(), [] as [&str; 0]);
}

/// The log of a store that is gone would be taken for one of the new store.
#[test]
fn a_log_alone() {
    let place = Place::new("log-alone");
    fs::write(place.0.join("registry.db-wal"), "log").unwrap();
    let register = ["register", "x", "--comment", "x"];
    assert_eq!(place.refused(2, &register), "store-damaged");
    assert!(!place.0.join(STORE).exists());
}

/// The keyring of the store is needed, and no other opens it; what needs none works.
#[test]
fn without_its_keyring() {
    let place = Place::with_apps("keyring");
    let regenerate = ["regenerate-secret", "one", "--comment", "x"];
    for file in KEYRING {
        let moved = place.0.join("moved");
        fs::rename(place.0.join(file), &moved).unwrap();
        assert_eq!(place.refused(2, &regenerate), "file-not-found", "{file}");
        assert_eq!(place.refused(2, &["reveal", "one"]), "file-not-found");
        place.ok(&["list"]);
        fs::rename(&moved, place.0.join(file)).unwrap();
    }
    // Another store's.
    let other = Place::empty("keyring-other");
    other.register("x");
    for file in KEYRING {
        fs::copy(other.0.join(file), place.0.join(file)).unwrap();
    }
    for verb in [
        &regenerate[..],
        &["reveal", "one"],
        &["rewrap"],
        &["verify-history"],
    ] {
        assert_eq!(place.refused(2, verb), "other-keyfile", "{verb:?}");
    }
    for verb in LOOK {
        place.ok(verb);
    }
}
