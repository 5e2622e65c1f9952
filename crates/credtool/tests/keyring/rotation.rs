//! The whole rotation: add, promote, encrypt again, retire behind a census, purge; and what may not happen on the way.

use crate::place::*;

#[test]
fn from_one_key_to_the_next() {
    let place = Place::new("rotation");
    let at = |time: &'static str| ["--at", time];
    let value = "hunter2";
    place.write("value", value);
    let token = place.ok(&["encrypt", "file:value"]);
    place.write(
        "data/dump.jsonl",
        format!("{{\"a\":\"{}\"}}\n", token.trim()),
    );

    let arguments = ["add", "newkey", "--from", "env:NEW"];
    place.ok(&[&arguments[..], &at("2026-12-01T09:00:00Z")].concat());
    assert_eq!(place.states(), "mykey active, newkey pending");
    let said = place.ok(&["promote", "newkey", "--at", "2026-12-01T10:00:00Z"]);
    assert_eq!(
        said,
        "mykey: active → decrypt-only\nnewkey: pending → active\n"
    );
    assert_eq!(place.ok(&["decrypt", token.trim()]), value);

    // While a token needs it, the key stays.
    let retire = ["retire", "mykey", "--yes", "--evidence", "data"];
    assert_eq!(place.refused(1, &retire), "key-in-use");
    assert_eq!(
        place.refused(1, &["retire", "newkey", "--yes"]),
        "key-active"
    );
    place.ok(&["rewrap", "--in-place", "data"]);
    assert!(!place.text("data/dump.jsonl").contains(token.trim()));
    let retired = [&retire[..], &at("2026-12-02T09:00:00Z")].concat();
    place.ok(&retired);
    assert_eq!(place.states(), "mykey retired, newkey active");
    assert_eq!(place.ok(&["decrypt", token.trim()]), value);

    let purge = ["purge", "mykey", "--yes"];
    let early = [&purge[..], &at("2026-12-09T08:59:59Z")].concat();
    assert_eq!(place.refused(1, &early), "too-early");
    place.ok(&[&purge[..], &at("2026-12-09T09:00:00Z")].concat());
    assert_eq!(place.states(), "mykey purged, newkey active");
    assert_eq!(place.refused(2, &["decrypt", token.trim()]), "purged-key");
    assert!(!place.ok(&["decrypt-file"]).contains(OLD));
    assert_eq!(place.refused(1, &["undo"]), "purge-cannot-be-undone");
    // The name stays taken.
    assert_eq!(place.refused(2, &["add", "mykey"]), "name-exists");

    // What was moved to the new key reads with it.
    let line: serde_json::Value = serde_json::from_str(&place.text("data/dump.jsonl")).unwrap();
    assert_eq!(place.ok(&["decrypt", line["a"].as_str().unwrap()]), value);
    let files: Vec<_> = place
        .files()
        .into_iter()
        .filter(|name| !name.starts_with("modules/"))
        .collect();
    assert_eq!(files, [KEYS, "data/dump.jsonl", KEYFILE, "value"]);
}

#[test]
fn each_step_can_be_taken_back() {
    let place = Place::new("undo");
    place.ok(&["add", "newkey", "--at", "2027-01-01T00:00:00Z"]);
    place.ok(&["promote", "newkey", "--at", "2027-01-02T00:00:00Z"]);
    place.ok(&["undo", "--at", "2027-01-03T00:00:00Z"]);
    assert_eq!(place.states(), "mykey active, newkey pending");
    place.ok(&["promote", "newkey", "--at", "2027-01-04T00:00:00Z"]);
    place.ok(&["retire", "mykey", "--yes", "--at", "2027-01-05T00:00:00Z"]);
    place.ok(&["undo", "--at", "2027-01-06T00:00:00Z"]);
    assert_eq!(place.states(), "mykey decrypt-only, newkey active");
    place.ok(&["add", "third", "--at", "2027-01-07T00:00:00Z"]);
    place.ok(&["undo", "--at", "2027-01-08T00:00:00Z"]);
    assert_eq!(
        place.states(),
        "mykey decrypt-only, newkey active, third retired"
    );
}

#[test]
fn a_dry_run_writes_nothing() {
    let place = Place::new("dry-run");
    place.ok(&["add", "newkey"]);
    let (keys, files) = (place.read(KEYS), place.files());
    for arguments in [
        &["add", "third", "--dry-run"][..],
        &["promote", "newkey", "--dry-run"],
        &["retire", "newkey", "--dry-run"],
        &["undo", "--dry-run"],
        &["activate", "mykey", "--dry-run", "--then", "touch hook"],
        &["activate", "newkey", "--dry-run", "--then", "touch hook"],
    ] {
        place.ok(arguments);
        assert_eq!(place.read(KEYS), keys, "{arguments:?}");
        assert_eq!(place.files(), files, "{arguments:?}");
    }
}

/// Nothing on the disk, after a key was added, has its secret in plain text.
#[test]
fn add_never_writes_plain_text() {
    let place = Place::new("no-plain-text");
    place.ok(&["add", "newkey", "--from", "env:NEW", "--backup"]);
    for name in place.files() {
        let bytes = place.read(&name);
        let has = |secret: &str| {
            bytes
                .windows(secret.len())
                .any(|window| window == secret.as_bytes())
        };
        assert!(!has(NEW) && !has(OLD), "{name}");
    }
    assert!(place.has("cryptography/keys.enc.bak"));
}
