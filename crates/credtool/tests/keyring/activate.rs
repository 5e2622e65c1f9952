//! `activate`: six configurations name the new key, or none does.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use crate::place::*;

fn names(place: &Place) -> Vec<&'static str> {
    let name = |service| {
        let text = place.text(&config(service));
        ["mykey", "newkey"]
            .into_iter()
            .find(|key| text == config_text(service, key))
            .unwrap_or("damaged")
    };
    SERVICES.map(name).to_vec()
}

#[test]
fn six_configurations_of_an_installation() {
    let place = Place::new("activate");
    place.ok(&["add", "newkey"]);
    place.ok(&["promote", "newkey"]);
    assert_eq!(place.run(&["status"]).status.code(), Some(1));
    assert_eq!(place.refused(2, &["activate", "newkey"]), "input-needed");
    let said = place.ok(&["activate", "newkey", "--yes"]);
    assert_eq!(said.lines().count(), 6, "{said}");
    assert_eq!(names(&place), ["newkey"; 6]);
    assert_eq!(place.run(&["status"]).status.code(), Some(0));
    // Again: nothing to do, nothing to ask.
    assert_eq!(place.ok(&["activate", "newkey"]), "");
}

#[test]
fn one_that_cannot_be_changed_keeps_all_as_they_were() {
    let place = Place::new("activate-none");
    place.ok(&["add", "newkey"]);
    let refused = |code: &str| {
        assert_eq!(
            place.refused(2, &["activate", "newkey", "--yes", "--then", "touch hook"]),
            code
        );
        assert!(!place.has("hook"));
        for service in &SERVICES[..5] {
            assert_eq!(place.text(&config(service)), config_text(service, "mykey"));
        }
    };
    let last = config("ux");
    for (text, code) in [
        ("{\"activeKeyName\": 5}", "not-a-string"),
        ("{\"other\": \"mykey\"}", "missing-member"),
        (
            "{\"activeKeyName\": \"a\", \"activeKeyName\": \"b\"}",
            "ambiguous",
        ),
        ("{\"activeKeyName\": \"a\"", "malformed"),
        ("", "malformed"),
    ] {
        place.write(&last, text);
        refused(code);
        assert_eq!(place.text(&last), text);
    }
    fs::remove_file(place.0.join(&last)).unwrap();
    refused("file-not-found");
}

#[test]
fn a_read_only_folder_keeps_all_as_they_were() {
    let place = Place::new("activate-read-only");
    place.ok(&["add", "newkey"]);
    let folder = place.0.join("modules/trigger/config/security-common");
    let set = |mode| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
    set(0o555);
    let arguments = ["activate", "newkey", "--yes"];
    let output = if fs::write(folder.join("probe"), "").is_ok() {
        // Root is stopped by no mode, so it is done as another user, who owns everything here.
        fs::remove_file(folder.join("probe")).unwrap();
        let Some(mut command) = place.as_nobody(&arguments) else {
            set(0o755);
            println!("skipped: this user writes into read-only folders");
            return;
        };
        command.output().unwrap()
    } else {
        place.run(&arguments)
    };
    set(0o755);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("modules/trigger/"), "{said}");
    assert_eq!(names(&place), ["mykey"; 6]);
}

#[test]
fn a_key_that_the_keyring_cannot_use_is_a_no() {
    let place = Place::new("activate-no");
    place.ok(&["add", "newkey"]);
    place.ok(&["retire", "newkey", "--yes"]);
    let activate = |name| place.refused(1, &["activate", name, "--yes"]);
    assert_eq!(activate("newkey"), "key-unusable");
    assert_eq!(activate("strange"), "unknown-key");
    place.ok(&["purge", "newkey", "--now", "--yes"]);
    assert_eq!(activate("newkey"), "key-unusable");
    assert_eq!(names(&place), ["mykey"; 6]);
}

#[test]
fn links_stay_and_the_same_file_twice_is_said() {
    let place = Place::new("activate-links");
    place.ok(&["add", "newkey"]);
    symlink(place.0.join(config("ux")), place.0.join("link.json")).unwrap();
    let files = [config("engine"), "link.json".into()];
    place.ok(&[
        "activate", "newkey", "--yes", "--config", &files[0], "--config", &files[1],
    ]);
    assert!(place.0.join("link.json").is_symlink());
    assert_eq!(
        names(&place),
        ["newkey", "mykey", "mykey", "mykey", "mykey", "newkey"]
    );
    let twice = [
        "activate",
        "mykey",
        "--yes",
        "--config",
        "link.json",
        "--config",
    ];
    place.refused(2, &[&twice[..], &[&config("ux")]].concat());
    assert_eq!(names(&place)[5], "newkey");
}
