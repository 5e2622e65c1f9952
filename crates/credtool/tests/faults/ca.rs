//! The verbs of the authority. Its key is not encrypted: opening it takes a debug build long, and is no call to the system.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::case::Case;
use crate::cases::{credtool, names, says, write};

pub(crate) const CREATE: Case = Case {
    name: "ca create",
    set_up: |_| {},
    command: |folder| {
        let mut command = ca(
            folder,
            &["create", "--subject", "CN=Test", "--type", "p256"],
        );
        command.arg("--unencrypted");
        command
    },
    files: || names(&["ca/ca.key", "ca/ca.crt", "ca/log.jsonl"]),
    is_new: |_, name, bytes| bytes.is_some_and(|bytes| is_first(name, bytes)),
    most: 150,
    one_by_one: false,
    may_refuse_again: |output| says(output, "there is a CA in"),
};

pub(crate) const IMPORT: Case = Case {
    name: "ca import",
    set_up: |folder| {
        for name in ["ca.pem", "ca.crt"] {
            copy(folder, name);
        }
    },
    command: |folder| {
        let mut command = ca(folder, &["import", "--unencrypted"]);
        command.arg("--key").arg(folder.join("ca.pem"));
        command.arg("--cert").arg(folder.join("ca.crt"));
        command
    },
    ..CREATE
};

/// The certificate goes into another folder than the log.
pub(crate) const ISSUE: Case = Case {
    name: "ca issue -o FILE, in another folder than the log",
    set_up: |folder| {
        authority(folder);
        fs::create_dir(folder.join("out")).unwrap();
    },
    command: |folder| {
        let mut command = ca(folder, &["issue"]);
        command.arg(folder.join("app.csr"));
        command.arg("-o").arg(folder.join("out/app.crt"));
        command
    },
    files: || names(&["ca/log.jsonl", "out/app.crt"]),
    is_new: |_, name, bytes| match name {
        "ca/log.jsonl" => lines(bytes) == 3,
        _ => bytes.is_some_and(|bytes| is_pem(bytes, "CERTIFICATE")),
    },
    most: 150,
    one_by_one: false,
    may_refuse_again: |output| says(output, "exists already"),
};

pub(crate) const RENEW: Case = Case {
    name: "ca renew -o FILE --force",
    set_up: |folder| {
        authority(folder);
        write(folder, "app.crt", "old\n", 0o640);
    },
    command: |folder| {
        let mut command = ca(folder, &["renew", &serial(folder)]);
        command.arg("-o").arg(folder.join("app.crt")).arg("--force");
        command
    },
    files: || names(&["ca/log.jsonl", "app.crt"]),
    // A second run renews once more.
    is_new: |_, name, bytes| match name {
        "ca/log.jsonl" => lines(bytes) >= 3,
        _ => bytes.is_some_and(|bytes| is_pem(bytes, "CERTIFICATE")),
    },
    may_refuse_again: |_| false,
    ..ISSUE
};

/// Log, key and certificate in three folders.
pub(crate) const REKEY: Case = Case {
    name: "ca rekey --new-key FILE -o FILE",
    set_up: |folder| {
        authority(folder);
        fs::create_dir(folder.join("keys")).unwrap();
    },
    command: |folder| {
        let mut command = ca(folder, &["rekey", &serial(folder), "--type", "p256"]);
        command.arg("--new-key").arg(folder.join("keys/app.pem"));
        command.arg("-o").arg(folder.join("app.crt"));
        command
    },
    files: || names(&["ca/log.jsonl", "keys/app.pem", "app.crt"]),
    is_new: |_, name, bytes| match name {
        "ca/log.jsonl" => lines(bytes) == 3,
        "keys/app.pem" => bytes.is_some_and(|bytes| is_pem(bytes, "PRIVATE KEY")),
        _ => bytes.is_some_and(|bytes| is_pem(bytes, "CERTIFICATE")),
    },
    ..ISSUE
};

pub(crate) const REVOKE: Case = Case {
    name: "ca revoke",
    set_up: authority,
    command: |folder| {
        let reason = ["--reason", "keyCompromise", "--yes"];
        let mut command = ca(folder, &["revoke", &serial(folder)]);
        command.args(reason);
        command
    },
    files: || names(&["ca/log.jsonl"]),
    is_new: |_, _, bytes| lines(bytes) == 3,
    may_refuse_again: |output| says(output, "is revoked since"),
    ..ISSUE
};

pub(crate) const CRL: Case = Case {
    name: "ca crl -o FILE --force",
    set_up: |folder| {
        authority(folder);
        write(folder, "ca.crl", "old\n", 0o644);
    },
    command: |folder| {
        let mut command = ca(folder, &["crl"]);
        command.arg("-o").arg(folder.join("ca.crl")).arg("--force");
        command
    },
    files: || names(&["ca/log.jsonl", "ca.crl"]),
    is_new: |_, name, bytes| match name {
        "ca/log.jsonl" => lines(bytes) >= 3,
        _ => bytes.is_some_and(|bytes| is_pem(bytes, "X509 CRL")),
    },
    may_refuse_again: |_| false,
    ..ISSUE
};

fn ca(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = credtool(&["ca"]);
    command.args(arguments).arg("--dir").arg(folder.join("ca"));
    command
}

/// An authority that has issued one certificate: a log of two lines.
fn authority(folder: &Path) {
    let create = CREATE.command;
    assert!(create(folder).output().unwrap().status.success());
    copy(folder, "app.csr");
    let mut issue = ca(folder, &["issue"]);
    let issued = issue.arg(folder.join("app.csr")).output().unwrap();
    assert!(issued.status.success(), "{issued:?}");
}

fn serial(folder: &Path) -> String {
    let log = fs::read_to_string(folder.join("ca/log.jsonl")).unwrap();
    let line: serde_json::Value = serde_json::from_str(log.lines().nth(1).unwrap()).unwrap();
    line["serial"].as_str().unwrap().to_owned()
}

fn copy(folder: &Path, name: &str) {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let text = fs::read_to_string(fixtures.join(name)).unwrap();
    write(folder, name, &text, 0o600);
}

fn is_first(name: &str, bytes: &[u8]) -> bool {
    match name {
        "ca/ca.key" => is_pem(bytes, "PRIVATE KEY"),
        "ca/ca.crt" => is_pem(bytes, "CERTIFICATE"),
        _ => lines(Some(bytes)) == 1,
    }
}

fn is_pem(bytes: &[u8], label: &str) -> bool {
    bytes.starts_with(format!("-----BEGIN {label}-----\n").as_bytes())
        && bytes.ends_with(format!("-----END {label}-----\n").as_bytes())
}

/// Returns how many lines a log has, 0 where one of them is not whole.
fn lines(bytes: Option<&[u8]>) -> usize {
    let text = bytes.map_or("", |bytes| std::str::from_utf8(bytes).unwrap());
    let whole = |line: &str| {
        line.ends_with("\"}\n") && serde_json::from_str::<serde_json::Value>(line).is_ok()
    };
    match text.split_inclusive('\n').all(whole) {
        true => text.lines().count(),
        false => 0,
    }
}
