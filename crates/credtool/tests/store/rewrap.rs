//! After a rotation of the keyring: secrets and head move to the active key, history does not change.

use std::process::Command;

use crate::place::{KEYRING, Place};

fn keyring(place: &Place, arguments: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_credtool"));
    command.arg("keyring").args(arguments).current_dir(&place.0);
    command.args(["--keys", KEYRING[1], "--keyfile", KEYRING[0]]);
    command.args(["--unlock", "file:registry.db.unlock"]);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn after_a_rotation() {
    let place = Place::with_apps("rewrap");
    let before = (place.regenerate("one"), place.reveal("two"));
    keyring(&place, &["promote", "k2"]);
    // What was sealed and signed before opens still, and what is new is under the new key.
    place.register("three");
    let done = place.json(&["rewrap"]);
    assert_eq!((&done["rewrapped"], &done["kept"]), (&3.into(), &1.into()));
    let again = place.json(&["rewrap"]);
    assert_eq!(
        (&again["rewrapped"], &again["kept"]),
        (&0.into(), &4.into())
    );
    assert_eq!((place.reveal("one"), place.reveal("two")), before);
    assert_eq!(place.json(&["verify-history"])["key"], "k2");

    // Nothing needs the old key any more: the store is its own evidence, and the key can go.
    keyring(
        &place,
        &["retire", "k1", "--evidence", "registry.db", "--yes"],
    );
    keyring(&place, &["purge", "k1", "--now", "--yes"]);
    assert_eq!((place.reveal("one"), place.reveal("two")), before);
    place.regenerate("two");
    assert_eq!(place.json(&["verify-history"])["events"], 5);
}

/// A secret that does not open is named and left as it is; the others move.
#[test]
fn what_does_not_open_is_left() {
    let place = Place::with_apps("rewrap-failed");
    place.tamper("UPDATE sealed SET token = (SELECT max(token) FROM sealed)");
    keyring(&place, &["promote", "k2"]);
    let output = place.run(&["rewrap", "--json"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let done: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(done["rewrapped"], 1);
    assert_eq!(done["failed"][0]["code"], "other-context");
}
