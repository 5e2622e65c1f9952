//! `config set-secret`, in one file and in three.

use std::path::Path;
use std::process::Command;

use crate::case::Case;
use crate::cases::{credtool, names, write};

pub(crate) const ONE: Case = Case {
    name: "config set-secret, one file",
    set_up: |folder| write(folder, FIRST.0, FIRST.1, 0o600),
    command: |folder| set_secret(folder, &[]),
    files: || names(&[FIRST.0]),
    is_new,
    most: 150,
    one_by_one: false,
    may_refuse_again: |_| false,
};

/// Three files in two folders, one of them YAML.
pub(crate) const THREE: Case = Case {
    name: "config set-secret --also, three files",
    set_up: |folder| {
        for (name, text) in [FIRST, SECOND, THIRD] {
            write(folder, name, text, 0o600);
        }
    },
    command: |folder| {
        set_secret(
            folder,
            &[(SECOND.0, "Auth:Secret"), (THIRD.0, "auth.secret")],
        )
    },
    files: || names(&[FIRST.0, SECOND.0, THIRD.0]),
    ..ONE
};

/// One file with a backup, which is part of the change.
pub(crate) const BACKUP: Case = Case {
    name: "config set-secret --backup",
    command: |folder| {
        let mut command = set_secret(folder, &[]);
        command.arg("--backup");
        command
    },
    files: || names(&[FIRST.0, "web/appsettings.json.bak"]),
    is_new: |folder, name, bytes| match name.strip_suffix(".bak") {
        Some(_) => bytes == Some(FIRST.1.as_bytes()),
        None => is_new(folder, name, bytes),
    },
    ..ONE
};

const FIRST: (&str, &str) = (
    "web/appsettings.json",
    "\u{feff}{\r\n  // the key\r\n  \"Auth\": { \"Secret\": \"old-old-old-old\", \"Limit\": 0.10, },\r\n}\r\n",
);
const SECOND: (&str, &str) = (
    "web/other.json",
    "{\"Auth\":{\"Secret\":\"old-old-old-old\"}}",
);
const THIRD: (&str, &str) = (
    "api/values.yaml",
    "auth:\n  secret: \"old-old-old-old\" # the key\n",
);
const SECRET: &str = "new-new-new-new-0123456789";

fn is_new(_: &Path, name: &str, bytes: Option<&[u8]>) -> bool {
    let old = [FIRST, SECOND, THIRD]
        .into_iter()
        .find(|file| file.0 == name);
    let new = old.unwrap().1.replace("old-old-old-old", SECRET);
    bytes == Some(new.as_bytes())
}

fn set_secret(folder: &Path, also: &[(&str, &str)]) -> Command {
    let mut command = credtool(&["config", "set-secret", "--yes", "--from", "env:SECRET"]);
    command.arg(folder.join(FIRST.0)).arg("Auth:Secret");
    for (name, path) in also {
        command.arg("--also").arg(folder.join(name)).arg(path);
    }
    command.env("SECRET", SECRET);
    command
}
