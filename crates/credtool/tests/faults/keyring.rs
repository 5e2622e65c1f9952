//! The verbs of the keyring.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::case::Case;
use crate::cases::{credtool, names, says, write};

/// Six configurations in six folders: one is named by a link, one has a mode of its own, one has another name beside it.
pub(crate) const ACTIVATE: Case = Case {
    name: "keyring activate, six files in six folders",
    set_up: |folder| {
        for (index, service) in SERVICES.iter().enumerate() {
            let mode = if index == 1 { 0o640 } else { 0o600 };
            write(folder, &config(service), &old(service), mode);
        }
        fs::create_dir(folder.join("links")).unwrap();
        let real = Path::new("..").join(config(SERVICES[0]));
        symlink(real, folder.join("links/config.json")).unwrap();
    },
    command: |folder| activate(folder, &[]),
    files: || SERVICES.iter().map(|service| config(service)).collect(),
    is_new: |_, name, bytes| bytes == Some(new(name).as_bytes()),
    slow: false,
    may_refuse_again: |_| false,
};

/// The same with backups, which are part of the change. A second backup would be a file too many, so the second run finds it done.
pub(crate) const ACTIVATE_BACKUP: Case = Case {
    name: "keyring activate --backup",
    command: |folder| activate(folder, &["--backup"]),
    files: || {
        let configs = SERVICES.iter().map(|service| config(service));
        configs
            .flat_map(|name| [name.clone(), format!("{name}.bak")])
            .collect()
    },
    is_new: |_, name, bytes| match name.strip_suffix(".bak") {
        Some(file) => bytes == Some(old(file.split('/').next().unwrap()).as_bytes()),
        None => bytes == Some(new(name).as_bytes()),
    },
    ..ACTIVATE
};

pub(crate) const ADD: Case = Case {
    name: "keyring add",
    set_up: keyring,
    command: |folder| on_keyring(folder, &["add", "k3", "--generate", "guid"]),
    files: || names(&["keys.enc"]),
    is_new: |folder, _, _| list(folder).contains(r#""k3""#),
    slow: false,
    may_refuse_again: |output| says(output, "k3"),
};

pub(crate) const PROMOTE: Case = Case {
    name: "keyring promote",
    command: |folder| on_keyring(folder, &["promote", "k2"]),
    is_new: |folder, _, _| list(folder).contains(r#""active":"k2""#),
    may_refuse_again: |output| says(output, "k2"),
    ..ADD
};

pub(crate) const ENCRYPT_FILE: Case = Case {
    name: "keyring encrypt-file --remove-plaintext",
    set_up: |folder| {
        keyring(folder);
        let plain = r#"{"k1":"8EC5E205E64A42BCB2CCC3F2C2152120","k2":"5FF2313599D94043803E2C459C7DEE24","k4":"0123456789abcdef0123456789abcdef"}"#;
        write(folder, "plain/keys.dec", plain, 0o600);
    },
    command: |folder| {
        let mut command = on_keyring(folder, &["encrypt-file", "--remove-plaintext"]);
        command
            .arg("--plaintext")
            .arg(folder.join("plain/keys.dec"));
        command
    },
    files: || names(&["keys.enc", "plain/keys.dec"]),
    is_new: |folder, name, bytes| match name {
        "keys.enc" => list(folder).contains(r#""k4""#),
        _ => bytes.is_none(),
    },
    may_refuse_again: |output| says(output, "keys.dec"),
    ..ADD
};

pub(crate) const CREATE: Case = Case {
    name: "keyring create, two files in two folders",
    set_up: |folder| fs::create_dir(folder.join("misc")).unwrap(),
    command: |folder| {
        let mut command = credtool(&["keyring", "create", "--unlock", "env:UNLOCK"]);
        command.arg("--keys").arg(folder.join("keys.enc"));
        command
            .arg("--keyfile")
            .arg(folder.join("misc/keyfile-key"));
        command.env("UNLOCK", UNLOCK);
        command
    },
    files: || names(&["keys.enc", "misc/keyfile-key"]),
    is_new: |_, _, bytes| bytes.is_some_and(is_jwe),
    slow: true,
    may_refuse_again: |output| says(output, "exists already"),
};

const SERVICES: [&str; 6] = ["engine", "oauth", "settings", "exchange", "trigger", "ux"];

fn config(service: &str) -> String {
    format!("{service}/config.json")
}

fn old(service: &str) -> String {
    format!("{{\r\n\t// {service}\r\n\t\"limit\": 1e400,\r\n\t\"activeKeyName\": \"k1\",\r\n}}")
}

fn new(name: &str) -> String {
    let service = name.split('/').next().unwrap();
    old(service).replace("k1", "k2")
}

fn activate(folder: &Path, more: &[&str]) -> Command {
    let mut command = credtool(&["keyring", "activate", "k2", "--yes"]);
    command
        .args(more)
        .arg("--config")
        .arg(folder.join("links/config.json"));
    for service in &SERVICES[1..] {
        command.arg("--config").arg(folder.join(config(service)));
    }
    command
}

/// A keyring with k1 active and k2 pending, whose key file asks for the fewest iterations that are accepted.
fn keyring(folder: &Path) {
    write(folder, "keyfile-key", KEYFILE, 0o600);
    write(folder, "keys.enc", KEYS, 0o640);
}

fn on_keyring(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = credtool(&["keyring"]);
    command.args(arguments);
    command
        .args(["--unlock", "env:UNLOCK", "--keys"])
        .arg(folder.join("keys.enc"));
    command.arg("--keyfile").arg(folder.join("keyfile-key"));
    command.env("UNLOCK", UNLOCK);
    command
}

/// Opens the keyring. Nothing is printed where it does not open.
fn list(folder: &Path) -> String {
    let output = on_keyring(folder, &["list", "--json"]).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn is_jwe(bytes: &[u8]) -> bool {
    bytes.ends_with(b"\n") && bytes.iter().filter(|byte| **byte == b'.').count() == 4
}

const UNLOCK: &str = "unlock-secret-1234";

const KEYFILE: &str = "eyJhbGciOiJQQkVTMi1IUzUxMitBMjU2S1ciLCJlbmMiOiJBMjU2R0NNIiwicDJzIjoieGE0Ul8yVHFuMGdYMExnQkFRSFVHQSIsInAyYyI6MTAwMH0.\
Jr5LYzxtnmSX4l0eKuRKG8U7d4NdZVWFHZFZu04Sui3LywFDKrU6pQ.xUbLtRJhlujK0VX3.oqGWfeaMb2ab7VR-Xv1DMd8ZqrAusHL9-SiSe5ytJXCTTDgM0BogCNjZlNM3kq1\
iiTb1IdNBGlPakUWjDwBQRJ7d8qfDoYYq3YsEyP9I3VDWx8hf1Tp1EK2_jt6Avw.JeDG5xtFmqHtVTUKRtBnWw\n";

const KEYS: &str = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiN2dKa1NNUEotX3NJTkpfX1pRaWdiQSJ9..7CMf2mMqs6Zx5Yrj.\
_ib-BahDI-s8pW8psog9VlhgN9_1hX613LVQdNfAYU3hWSzeUUGVa5dQqzhK0uEyhjCn1gAw1_nTO6rFQT3VCW0MgmudZZG6_6L1IEwsztBh33XYrPiiLGkS6f9qgC6mz9KqIJif05Ks\
KUJBw5JDNvfh7nd2orDWKZibGKdXT6OqW_LMGwZ8pjRf0Om8zTYf2v3v-mKfl4xIcM7g8reqF6DNJnWLzp5mtbeHmp1mNuV6nLE7MgkeCpejS0hU2im7SSZWSEazj6Jz2NsoC6bjkB5Z\
Zi8mUTPPWAGlPtm8BSMvau-KV16b-JKd8FmM4TGm2AgEqs1778o.tXnXSGUBkNMZHd9SXFYPFg\n";
