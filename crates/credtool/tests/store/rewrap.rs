//! After a rotation of the keyring: secrets and head move to the active key, history does not change.

use std::process::{Command, Output};

use crate::place::{KEYRING, Place};

fn keyring(place: &Place, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_credtool"));
    command.arg("keyring").args(arguments).current_dir(&place.0);
    command.args(["--keys", KEYRING[1], "--keyfile", KEYRING[0]]);
    command.args(["--unlock", "file:registry.db.unlock"]);
    command.output().unwrap()
}

#[test]
fn after_a_rotation() {
    let place = Place::with_apps("rewrap");
    let before = (place.regenerate("one"), place.reveal("two"));
    assert!(keyring(&place, &["promote", "k2"]).status.success());
    // What was sealed and signed before opens still, and what is new is under the new key.
    place.register("three");
    // The store is its own evidence.
    assert_eq!(keyring(&place, &RETIRE).status.code(), Some(1));
    let done = place.json(&["rewrap"]);
    assert_eq!((&done["rewrapped"], &done["kept"]), (&3.into(), &1.into()));
    let again = place.json(&["rewrap"]);
    assert_eq!(
        (&again["rewrapped"], &again["kept"]),
        (&0.into(), &4.into())
    );
    assert_eq!((place.reveal("one"), place.reveal("two")), before);
    assert_eq!(place.json(&["verify-history"])["key"], "k2");

    // Nothing needs the old key any more, and the key can go.
    let retired = keyring(&place, &RETIRE);
    assert!(retired.status.success(), "{retired:?}");
    let said = String::from_utf8(retired.stderr).unwrap();
    assert!(!said.contains("damaged"), "{said}");
    let purged = keyring(&place, &["purge", "k1", "--now", "--yes"]);
    assert!(purged.status.success(), "{purged:?}");
    assert_eq!((place.reveal("one"), place.reveal("two")), before);
    place.regenerate("two");
    assert_eq!(place.json(&["verify-history"])["events"], 5);
}

/// A secret that does not open is named and left as it is; the others move.
#[test]
fn what_does_not_open_is_left() {
    let place = Place::with_apps("rewrap-failed");
    place.tamper("UPDATE sealed SET token = (SELECT max(token) FROM sealed)");
    assert!(keyring(&place, &["promote", "k2"]).status.success());
    let output = place.run(&["rewrap", "--json"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let done: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(done["rewrapped"], 1);
    assert_eq!(done["failed"][0]["code"], "other-context");
}

const RETIRE: [&str; 5] = ["retire", "k1", "--evidence", "registry.db", "--yes"];
