//! The verbs that write. A new one is one entry here.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use crate::case::Case;
use crate::{app, ca, config, keyring};

pub(crate) const ALL: &[Case] = &[
    KEY,
    SECRET,
    NEW_SECRET,
    MANUAL,
    config::ONE,
    config::THREE,
    config::BACKUP,
    keyring::ACTIVATE,
    keyring::ACTIVATE_BACKUP,
    keyring::ADD,
    keyring::PROMOTE,
    keyring::ENCRYPT_FILE,
    keyring::REWRAP,
    keyring::VIA,
    keyring::K8S,
    keyring::CREATE,
    ca::CREATE,
    ca::IMPORT,
    ca::ISSUE,
    ca::RENEW,
    ca::REKEY,
    ca::REVOKE,
    ca::CRL,
    app::FIRST,
    app::REGISTER,
    app::REGENERATE,
    app::IMPORT,
    app::REWRAP,
    app::BACKUP,
];

const KEY: Case = Case {
    name: "key generate -o FILE --force",
    set_up: |folder| write(folder, "key.pem", "old\n", 0o640),
    command: |folder| {
        let mut command = credtool(&["key", "generate", "--type", "ed25519", "--force", "-o"]);
        command.arg(folder.join("key.pem"));
        command
    },
    files: || names(&["key.pem"]),
    is_new: |_, _, bytes| {
        bytes.is_some_and(|bytes| {
            bytes.starts_with(b"-----BEGIN PRIVATE KEY-----\n")
                && bytes.ends_with(b"-----END PRIVATE KEY-----\n")
        })
    },
    most: 150,
    one_by_one: false,
    may_refuse_again: |_| false,
};

const SECRET: Case = Case {
    name: "secret generate -o FILE --force",
    set_up: |folder| write(folder, "secret.txt", "old\n", 0o600),
    command: |folder| {
        let mut command = credtool(&["secret", "generate", "--force", "-o"]);
        command.arg(folder.join("secret.txt"));
        command
    },
    files: || names(&["secret.txt"]),
    is_new: |_, _, bytes| bytes.is_some_and(is_hex40),
    most: 150,
    one_by_one: false,
    may_refuse_again: |_| false,
};

const NEW_SECRET: Case = Case {
    name: "secret generate -o FILE",
    set_up: |_| {},
    command: |folder| {
        let mut command = credtool(&["secret", "generate", "-o"]);
        command.arg(folder.join("secret.txt"));
        command
    },
    files: || names(&["secret.txt"]),
    is_new: |_, _, bytes| bytes.is_some_and(is_hex40),
    most: 150,
    one_by_one: false,
    may_refuse_again: |output| says(output, "exists already"),
};

/// Many files in one folder, some of them there and some not.
const MANUAL: Case = Case {
    name: "man DIR --force",
    set_up: |folder| {
        write(folder, "credtool.1", "old\n", 0o644);
        write(folder, "credtool-key.1", "old too\n", 0o600);
    },
    command: |folder| {
        let mut command = credtool(&["man", "--force"]);
        command.arg(folder);
        command
    },
    files: || pages().keys().cloned().collect(),
    is_new: |_, name, bytes| bytes == pages().get(name).map(Vec::as_slice),
    most: 40,
    one_by_one: false,
    may_refuse_again: |_| false,
};

/// Returns the pages as they are written where nothing goes wrong.
fn pages() -> &'static BTreeMap<String, Vec<u8>> {
    static PAGES: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    PAGES.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("faults/pages");
        fs::create_dir_all(&folder).unwrap();
        let mut command = credtool(&["man", "--force"]);
        assert!(command.arg(&folder).output().unwrap().status.success());
        let page = |entry: fs::DirEntry| {
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read(entry.path()).unwrap())
        };
        fs::read_dir(&folder)
            .unwrap()
            .map(|entry| page(entry.unwrap()))
            .collect()
    })
}

pub(crate) fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn is_hex40(bytes: &[u8]) -> bool {
    bytes.len() == 41 && bytes.ends_with(b"\n") && bytes[..40].iter().all(u8::is_ascii_hexdigit)
}

/// Whether the command was not done, or refused, for this reason.
pub(crate) fn says(output: &std::process::Output, text: &str) -> bool {
    matches!(output.status.code(), Some(1 | 2))
        && String::from_utf8_lossy(&output.stderr).contains(text)
}

pub(crate) fn credtool(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_credtool"));
    command.args(arguments);
    command
}

pub(crate) fn write(folder: &Path, name: &str, text: &str, mode: u32) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
}
