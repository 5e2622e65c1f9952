//! What goes wrong leaves certificate and log as they were, both of them.

use std::fs;

use crate::place::Place;

/// The certificate's file and the log change together or not at all.
#[test]
fn a_file_that_cannot_be_written_leaves_no_line_in_the_log() {
    let place = Place::new("no-file");
    let before = place.read("ca/log.jsonl");
    fs::write(place.0.join("there.crt"), "old\n").unwrap();
    let issue = [
        "issue",
        "--dir",
        "ca",
        "app.csr",
        "--password",
        "env:PASSWORD",
        "-o",
    ];
    for (file, code) in [
        ("there.crt", "file-exists"),
        ("nowhere/app.crt", "write-failed"),
        ("ca", "is-a-directory"),
        ("ca/ca.crt", "file-exists"),
    ] {
        assert_eq!(
            place.refused(2, &[&issue[..], &[file]].concat()),
            code,
            "{file}"
        );
    }
    for own in [
        "ca/ca.key",
        "ca/ca.crt",
        "ca/log.jsonl",
        "ca/../ca/log.jsonl",
    ] {
        let forced = [&issue[..], &[own, "--force"]].concat();
        assert_eq!(place.refused(2, &forced), "file-exists", "{own}");
    }
    assert_eq!(place.read("ca/log.jsonl"), before);
    assert_eq!(place.read("there.crt"), b"old\n");
    place.issue(&["-o", "there.crt", "--force"]);
    assert!(
        place
            .read("there.crt")
            .starts_with(b"-----BEGIN CERTIFICATE-----")
    );
}

/// To a pipe or device the certificate goes after the log has it.
#[test]
fn a_device_is_no_part_of_the_change() {
    let place = Place::new("device");
    place.issue(&["-o", "/dev/null"]);
    assert_eq!(place.list(&[]).len(), 1);
}

/// A log that was changed stops every verb, and none of them mends it.
#[test]
fn a_damaged_log_stops_everything_and_stays_as_it_is() {
    let place = Place::new("damaged");
    let serial = place.issue(&[]);
    let mut log = place.read("ca/log.jsonl");
    log.truncate(log.len() - 10);
    fs::write(place.0.join("ca/log.jsonl"), &log).unwrap();
    let password = ["--password", "env:PASSWORD"];
    for verb in [
        &["list", "--dir", "ca"][..],
        &["show", "--dir", "ca", &serial],
        &["issue", "--dir", "ca", "app.csr", password[0], password[1]],
        &["renew", "--dir", "ca", &serial, password[0], password[1]],
        &[
            "revoke",
            "--dir",
            "ca",
            &serial,
            "--reason",
            "superseded",
            "--yes",
        ],
        &["crl", "--dir", "ca", password[0], password[1]],
    ] {
        assert_eq!(place.refused(2, verb), "ca-log", "{verb:?}");
    }
    assert_eq!(place.read("ca/log.jsonl"), log);
}

/// A folder that is refused is not left behind, and one that was there stays.
#[test]
fn a_refused_creation_leaves_nothing() {
    let place = Place::empty("refused");
    let create = [
        "create",
        "--dir",
        "ca",
        "--subject",
        "CN=Test",
        "--type",
        "p256",
    ];
    assert_eq!(place.refused(2, &create), "input-needed");
    assert!(!place.has("ca"));
    fs::create_dir(place.0.join("ca")).unwrap();
    assert_eq!(place.refused(2, &create), "input-needed");
    assert!(place.has("ca"));
    place.ok(&[&create[..], &["--unencrypted"]].concat());
    fs::remove_file(place.0.join("ca/log.jsonl")).unwrap();
    let again = [&create[..], &["--unencrypted"]].concat();
    assert_eq!(place.refused(2, &again), "file-exists");
    assert_eq!(place.refused(2, &["list", "--dir", "ca"]), "no-ca");
}
