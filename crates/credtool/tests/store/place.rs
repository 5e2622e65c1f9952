//! A folder of a test's own with a store in it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use rusqlite::Connection;
use serde_json::Value;

pub(crate) struct Place(pub(crate) PathBuf);

/// The store, and the files of the keyring beside it.
pub(crate) const STORE: &str = "registry.db";
pub(crate) const KEYRING: [&str; 3] = [
    "registry.db.keyfile-key",
    "registry.db.keys.enc",
    "registry.db.unlock",
];

impl Place {
    /// An empty folder.
    pub(crate) fn empty(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("store")
            .join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder.canonicalize().unwrap())
    }

    /// The same with a keyring whose key file asks for the fewest iterations that are accepted: `k1` is active, `k2` pending.
    pub(crate) fn new(name: &str) -> Self {
        let place = Self::empty(name);
        for file in KEYRING {
            fs::copy(fixture(file), place.0.join(file)).unwrap();
            let private = fs::Permissions::from_mode(0o600);
            fs::set_permissions(place.0.join(file), private).unwrap();
        }
        place
    }

    /// The same with two apps.
    pub(crate) fn with_apps(name: &str) -> Self {
        let place = Self::new(name);
        place.register("one");
        place.register("two");
        place
    }

    /// A command `credtool app …` on the store of this folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_credtool"));
        command
            .arg("app")
            .args(arguments)
            .current_dir(&self.0)
            .env("CREDTOOL_STORE", STORE)
            .env("CREDTOOL_NO_INPUT", "1")
            .env("USER", "alice")
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs it, and it must end with status 0. Returns stdout.
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs it with `--json`, and it must end with status 0.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.ok(&[arguments, &["--json"]].concat())).unwrap()
    }

    /// Runs it with `--json`, and it must end with this status. Returns the code of the reason or error.
    pub(crate) fn refused(&self, status: i32, arguments: &[&str]) -> String {
        code_of(&self.run(&[arguments, &["--json"]].concat()), status)
    }

    /// Registers an app of this name and App ID.
    pub(crate) fn register(&self, name: &str) {
        self.ok(&["register", name, "--app-id", name, "--comment", "new"]);
    }

    /// Gives an app a new secret, and returns it.
    pub(crate) fn regenerate(&self, app_id: &str) -> String {
        self.ok(&["regenerate-secret", app_id, "--comment", "again"]);
        self.reveal(app_id)
    }

    /// Returns the current secret of an app.
    pub(crate) fn reveal(&self, app_id: &str) -> String {
        self.ok(&["reveal", app_id]).trim_end().to_owned()
    }

    /// Opens the file as any program can.
    pub(crate) fn sqlite(&self) -> Connection {
        Connection::open(self.0.join(STORE)).unwrap()
    }

    /// Changes the file as any program can.
    pub(crate) fn tamper(&self, sql: &str) {
        self.sqlite().execute_batch(sql).unwrap();
    }

    /// Returns the names in the folder, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    pub(crate) fn mode(&self, name: &str) -> u32 {
        fs::metadata(self.0.join(name))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    }
}

pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/store")
        .join(name)
}

/// Returns the code that a run ended with; `--json` was given.
pub(crate) fn code_of(output: &Output, status: i32) -> String {
    assert_eq!(output.status.code(), Some(status), "{output:?}");
    let (stream, place) = match status {
        1 => (&output.stdout, "reason"),
        _ => (&output.stderr, "error"),
    };
    let text = std::str::from_utf8(stream).unwrap();
    let last: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert!(!last[place]["hint"].as_str().unwrap().is_empty(), "{last}");
    last[place]["code"].as_str().unwrap().to_owned()
}
