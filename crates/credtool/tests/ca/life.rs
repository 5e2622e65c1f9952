//! The life of an authority and of its certificates.

use std::os::unix::fs::PermissionsExt as _;

use crate::place::Place;

#[test]
fn issued_renewed_revoked_listed() {
    let place = Place::new("life");
    let first = place.issue(&["--at", "2027-01-01T00:00:00Z", "--days", "90"]);
    let renew = [
        "renew",
        "--dir",
        "ca",
        &first,
        "--password",
        "env:PASSWORD",
        "--json",
        "--at",
        "2027-03-20T00:00:00Z",
    ];
    let second: serde_json::Value = serde_json::from_str(&place.ok(&renew)).unwrap();
    assert_eq!(second["replaces"], first.as_str());
    // As long as the old one, with the same key.
    assert_eq!(second["not_after"], "2027-06-18T00:00:00Z");
    let second = second["serial"].as_str().unwrap().to_owned();
    let at = ["--at", "2027-03-21T00:00:00Z"];
    let listed = place.list(&at);
    assert_eq!(listed[0]["replaced_by"], second.as_str());
    assert_eq!(listed[0]["spki_sha256"], listed[1]["spki_sha256"]);
    let expiring = place.list(&[&at[..], &["--expiring", "11d"]].concat());
    assert_eq!(expiring.len(), 1);
    assert_eq!(expiring[0]["serial"], first.as_str());

    let crl = |more: &[&str]| -> serde_json::Value {
        let crl = ["crl", "--dir", "ca", "--password", "env:PASSWORD", "--json"];
        serde_json::from_str(&place.ok(&[&crl, more].concat())).unwrap()
    };
    let empty = crl(&at);
    assert_eq!(
        (&empty["number"], &empty["revoked"]),
        (&1.into(), &serde_json::json!([]))
    );
    let spelled = format!("00:{}", first.to_uppercase());
    let revoke = [
        "revoke",
        "--dir",
        "ca",
        &spelled,
        "--reason",
        "superseded",
        "--yes",
    ];
    place.ok(&[&revoke[..], &at].concat());
    assert_eq!(place.refused(1, &revoke), "already-revoked");
    assert_eq!(place.list(&at)[0]["state"], "revoked");
    let list = crl(&at);
    assert_eq!(
        (&list["number"], &list["revoked"][0]["serial"]),
        (&2.into(), &first.as_str().into())
    );
    assert_eq!(place.refused(2, &renew[..6]), "request-refused");
    // Revoked or not, it is there.
    let shown = place.ok(&["show", "--dir", "ca", &first]);
    assert!(shown.starts_with("-----BEGIN CERTIFICATE-----\n"));
}

/// A dry run needs no password and leaves every byte as it was.
#[test]
fn a_dry_run_writes_nothing() {
    let place = Place::new("dry");
    let serial = place.issue(&[]);
    let before = place.read("ca/log.jsonl");
    place.ok(&[
        "issue",
        "--dir",
        "ca",
        "app.csr",
        "--dry-run",
        "-o",
        "never.crt",
    ]);
    place.ok(&["renew", "--dir", "ca", &serial, "--dry-run"]);
    place.ok(&[
        "revoke",
        "--dir",
        "ca",
        &serial,
        "--reason",
        "superseded",
        "--dry-run",
    ]);
    assert_eq!(place.read("ca/log.jsonl"), before);
    assert!(!place.has("never.crt"));
}

#[test]
fn the_folder_and_its_files_are_private() {
    let place = Place::new("modes");
    place.issue(&["-o", "app.crt"]);
    let mode = |name: &str| {
        let metadata = std::fs::metadata(place.0.join(name)).unwrap();
        metadata.permissions().mode() & 0o777
    };
    assert_eq!(mode("ca"), 0o700);
    for name in ["ca/ca.key", "ca/ca.crt", "ca/log.jsonl", "app.crt"] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
    let key = String::from_utf8(place.read("ca/ca.key")).unwrap();
    assert!(key.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
}
