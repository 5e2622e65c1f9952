//! The verbs of the app registry that write. What stands in a store is compared, not its bytes; after each fault its history verifies.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::case::Case;
use crate::cases::{credtool, names, says, write};
use crate::store;

/// Store and keyring, four files, are made as one change.
pub(crate) const FIRST: Case = Case {
    name: "app, the first change, which makes store and keyring",
    set_up: |_| {},
    command: |folder| {
        app(
            folder,
            &["register", "one", "--app-id", "one", "--comment", "x"],
        )
    },
    files: || names(&["registry.db", KEYRING[0], KEYRING[1], KEYRING[2]]),
    is_new: |folder, name, bytes| match name {
        "registry.db" => bytes.is_some() && events(folder) == Some(1),
        "registry.db.unlock" => bytes.is_some_and(|bytes| bytes.len() == 44),
        _ => bytes.is_some_and(|bytes| bytes.starts_with(b"eyJ") && bytes.ends_with(b"\n")),
    },
    most: 12,
    one_by_one: false,
    may_refuse_again: |output| says(output, "taken"),
};

pub(crate) const REGISTER: Case = Case {
    name: "app register",
    set_up: one_app,
    command: |folder| {
        app(
            folder,
            &["register", "two", "--app-id", "two", "--comment", "x"],
        )
    },
    files: || names(&["registry.db"]),
    is_new: |folder, _, _| events(folder) == Some(2),
    most: 60,
    ..FIRST
};

/// A second run makes one more.
pub(crate) const REGENERATE: Case = Case {
    name: "app regenerate-secret",
    command: |folder| {
        let regenerate = ["regenerate-secret", "one", "--comment", "x"];
        app(folder, &regenerate)
    },
    is_new: |folder, _, _| events(folder).is_some_and(|events| events > 1),
    may_refuse_again: |_| false,
    ..REGISTER
};

/// All apps of the list, or none.
pub(crate) const IMPORT: Case = Case {
    name: "app import-list",
    set_up: |folder| {
        one_app(folder);
        let entry = |number| format!(r#"{{"Name":"n","ApplicationKey":"key-{number}"}}"#);
        let entries: Vec<String> = (0..40).map(entry).collect();
        write(
            folder,
            "list.json",
            &format!("[{}]", entries.join(",")),
            0o600,
        );
    },
    command: |folder| {
        let mut command = app(folder, &["import-list", "--comment", "x"]);
        command.arg(folder.join("list.json"));
        command
    },
    is_new: |folder, _, _| events(folder) == Some(41),
    may_refuse_again: |output| says(output, "taken"),
    ..REGISTER
};

/// Every secret and the head, or none of them.
pub(crate) const REWRAP: Case = Case {
    name: "app rewrap",
    set_up: |folder| {
        one_app(folder);
        for name in ["two", "three"] {
            ok(app(folder, &["register", name, "--comment", "x"]));
        }
        let mut promote = credtool(&["keyring", "promote", "k2"]);
        promote.arg("--keys").arg(folder.join(KEYRING[0]));
        promote.arg("--keyfile").arg(folder.join(KEYRING[1]));
        ok(promote
            .args(["--unlock", "env:UNLOCK"])
            .env("UNLOCK", "unlock-secret-1234"));
    },
    command: |folder| app(folder, &["rewrap"]),
    is_new: |folder, _, _| {
        let state = store::state(&folder.join("registry.db")).unwrap_or_default();
        let under_k2 = |text: &&String| text.starts_with(UNDER_K2);
        let signed = state.iter().any(|text| text.contains(r#""kid":"k2""#));
        events(folder) == Some(3) && state.iter().filter(under_k2).count() == 3 && signed
    },
    may_refuse_again: |_| false,
    ..REGISTER
};

pub(crate) const BACKUP: Case = Case {
    name: "app backup -o FILE --force",
    set_up: |folder| {
        one_app(folder);
        write(folder, "backup.db", "old\n", 0o600);
    },
    command: |folder| {
        let mut command = app(folder, &["backup", "--force"]);
        command.arg("-o").arg(folder.join("backup.db"));
        command
    },
    files: || names(&["backup.db"]),
    is_new: |folder, _, _| store::same(&folder.join("backup.db"), &folder.join("registry.db")),
    may_refuse_again: |_| false,
    ..REGISTER
};

fn app(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = credtool(&["app"]);
    command.args(arguments);
    command.arg("--store").arg(folder.join("registry.db"));
    command
}

/// A store with one app and its keyring, `k1` active and `k2` pending.
fn one_app(folder: &Path) {
    for name in KEYRING {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/store");
        let text = fs::read_to_string(fixtures.join(name)).unwrap();
        write(folder, name, &text, 0o600);
    }
    ok(&mut (FIRST.command)(folder));
}

fn ok(command: impl std::borrow::BorrowMut<Command>) {
    let mut command = command;
    let output = command.borrow_mut().output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

/// Returns how many events the store has; `None` unless its history verifies, on a copy of the folder.
fn events(folder: &Path) -> Option<u64> {
    let copy = tempfile::tempdir().unwrap();
    let from = format!("{}/.", folder.display());
    let copied = Command::new("cp")
        .args(["-a", &from])
        .arg(copy.path())
        .status();
    assert!(copied.unwrap().success());
    let verify = app(copy.path(), &["verify-history", "--json"])
        .output()
        .unwrap();
    let verdict: serde_json::Value = serde_json::from_slice(&verify.stdout).ok()?;
    verdict["events"]
        .as_u64()
        .filter(|_| verify.status.success())
}

const KEYRING: [&str; 3] = [
    "registry.db.keys.enc",
    "registry.db.keyfile-key",
    "registry.db.unlock",
];

/// How every token under `k2` begins that is bound to a place.
const UNDER_K2: &str = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiazIiLCJjcmVkdG9vbC1jdHgi";
