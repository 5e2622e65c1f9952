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
    most: 150,
    one_by_one: false,
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
    most: 150,
    one_by_one: false,
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
        let output = on_keyring(folder, &["decrypt-file"]).output().unwrap();
        let map = String::from_utf8(output.stdout).unwrap();
        let plain = map.replacen('{', r#"{"k4":"0123456789abcdef0123456789abcdef","#, 1);
        write(folder, "plain/keys.dec", &plain, 0o600);
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
    most: 12,
    one_by_one: false,
    may_refuse_again: |output| says(output, "exists already"),
};

/// Two files of tokens, each replaced for itself: a run that stops has done the first.
pub(crate) const REWRAP: Case = Case {
    name: "keyring rewrap --in-place, two files",
    set_up: |folder| {
        keyring(folder);
        write(folder, "keys.enc", PROMOTED, 0o600);
        for name in TOKEN_FILES {
            write(
                folder,
                name,
                &format!("first {}, second {}\r\n", TOKENS[0], TOKENS[1]),
                0o640,
            );
        }
    },
    command: |folder| {
        let mut command = on_keyring(folder, &["rewrap", "--in-place", "--threads", "1"]);
        command.args(TOKEN_FILES.map(|name| folder.join(name)));
        command
    },
    files: || names(&TOKEN_FILES),
    is_new: |_, _, bytes| {
        let text = String::from_utf8_lossy(bytes.unwrap_or_default());
        text.starts_with("first ")
            && text.ends_with("\r\n")
            && text.matches(UNDER_K2).count() == 2
            && text.matches('.').count() == 8
            && text.len() == 17 + TOKENS[0].len() + TOKENS[1].len()
    },
    one_by_one: true,
    may_refuse_again: |_| false,
    ..ADD
};

/// A tool of another format works in a folder of its own, which is erased.
pub(crate) const VIA: Case = Case {
    name: "keyring add --via",
    set_up: |folder| {
        write(folder, "tool.sh", TOOL, 0o600);
        write(
            folder,
            "keys.enc",
            "TOOL1\neyJrMSI6IkFTREZHSEpLTDEyMzQ1NjcifQ==\n",
            0o600,
        );
    },
    command: |folder| {
        let mut command = credtool(&["keyring", "add", "k3", "--generate", "guid", "--via"]);
        command.arg(format!(
            "sh {}/tool.sh {{direction}} {{plaintext}} {{encrypted}}",
            folder.display()
        ));
        command.arg("--keys").arg(folder.join("keys.enc"));
        command
    },
    files: || names(&["keys.enc", "keys.enc.bak"]),
    is_new: |_, name, bytes| {
        let text = String::from_utf8_lossy(bytes.unwrap_or_default());
        let old = text == "TOOL1\neyJrMSI6IkFTREZHSEpLTDEyMzQ1NjcifQ==\n";
        text.starts_with("TOOL1\n") && text.ends_with('\n') && old == name.ends_with(".bak")
    },
    ..ADD
};

/// The example of ThingWorx Flow's documentation, in the file.
pub(crate) const K8S: Case = Case {
    name: "keyring k8s rotate --in-place",
    set_up: |folder| write(folder, "flow.yaml", &manifest(MANIFEST_OLD), 0o600),
    command: |folder| {
        let mut command = credtool(&["keyring", "k8s", "rotate", "newkey", "--from", "env:NEW"]);
        command.arg("--in-place").arg(folder.join("flow.yaml"));
        command.env("NEW", "0EE0D33AC67E4389AB2B46123729B875");
        command
    },
    files: || names(&["flow.yaml"]),
    is_new: |_, _, bytes| bytes == Some(manifest(MANIFEST_NEW).as_bytes()),
    may_refuse_again: |output| says(output, "newkey"),
    ..ADD
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

fn manifest(values: [&str; 3]) -> String {
    let [key, name, old] = values;
    format!(
        "# ours\napiVersion: v1\nkind: Secret\nmetadata:\n  name: flow-keys\ndata:\n  ENCRYPTION_KEY: {key}\n  ACTIVE_ENCRYPTION_KEY_NAME: {name} # which\n  oldEncKeys.json: {old}\n  other: eA==\n"
    )
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

/// The same keyring after `promote k2`.
const PROMOTED: &str = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiN2dKa1NNUEotX3NJTkpfX1pRaWdiQSJ9..yDZpMDLRdGGBVfiK.gWY9buEfTmbpQ3LwulQ9cQo_wfpzTP7\
oR8AsR5ReRiAR4wo65DgQFHrPWxuc9jSSNkjsimC-g9wRw0082nuVqURMl7pVsWztTNFogL6GDumelMvC3MIj25HL6CKcilLd7BEixS63Yzp2xl3F8f52-3t7cFiN-Gx0h\
91a4ATV2JXJk_LwEVGNaSP5p1kGoKwmIk-kPGnq-gfEyRZ1X89fqkAh1tMUHWwhb27Nb_t629k9ZrEjIcYPAtB_FQnyU90MyTPDClsbOkNc2FaeR88wPSR6npFeZhCbauD\
VTustsFoM9X-9L-ShlF7pg0QhP4GdHkWhtnYk-MgaeiXH-Q.VBYx4CRcRyrOJYJ5ojWrMg\n";

/// Two values under k1, and how every token under k2 begins.
const TOKENS: [&str; 2] = [
    "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiazEifQ..iHcJyoKH8G6ipAiL.8mec.leALCjZj6g9WERhz8MBW-A",
    "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiazEifQ..gGhtOho6LDVMrHxt.MPbt.G43h9v-ugausBJlV5k8Q7Q",
];
const UNDER_K2: &str = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiazIifQ..";
const TOKEN_FILES: [&str; 2] = ["data/one.txt", "data/two.txt"];

/// Stands for a vendor's tool: a format of its own, and it refuses to write over a file.
const TOOL: &str = r#"set -e
if [ "$1" = decrypt ]; then
    [ "$(head -n 1 "$3")" = TOOL1 ]
    set -C
    tail -n 1 "$3" | base64 -d > "$2"
else
    set -C
    { echo TOOL1; base64 -w 0 "$2"; echo; } > "$3"
fi
"#;

/// ThingWorx Flow's documentation, "Rotating the encryption key", steps 4 and 5; the old keys as compact JSON.
const MANIFEST_OLD: [&str; 3] = ["QVNERkdISktMMTIzNDU2Nw==", "bXlrZXk=", "e30="];
const MANIFEST_NEW: [&str; 3] = [
    "MEVFMEQzM0FDNjdFNDM4OUFCMkI0NjEyMzcyOUI4NzU=",
    "bmV3a2V5",
    "eyJteWtleSI6IkFTREZHSEpLTDEyMzQ1NjcifQ==",
];
