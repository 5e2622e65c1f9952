//! A folder of a test's own, with a store in it and the keys of the fixtures.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

pub(crate) struct Place(pub(crate) PathBuf);

/// A day on which the certificates of the fixtures are valid.
pub(crate) const NOON: &str = "2027-06-10T12:00:00Z";

impl Place {
    /// An empty folder with the fixtures' files that a test asks for.
    pub(crate) fn new(name: &str, files: &[&str]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("app")
            .join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
        for file in files {
            let name = Path::new(file).file_name().unwrap();
            fs::copy(fixtures.join(file), folder.join(name)).unwrap();
        }
        Self(folder.canonicalize().unwrap())
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(arguments, &[])
    }

    pub(crate) fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_credtool"))
            .args(arguments)
            .current_dir(&self.0)
            .env("CREDTOOL_STORE", self.0.join("apps.db"))
            .env("CREDTOOL_NO_INPUT", "1")
            .env("USER", "alice")
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// Runs it, and it must end with status 0. Returns stdout.
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The same with `--json`.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.ok(&[arguments, &["--json"]].concat())).unwrap()
    }

    /// Makes a change at [`NOON`].
    pub(crate) fn change(&self, arguments: &[&str]) -> Value {
        self.json(&[arguments, &["--comment", "a test", "--at", NOON]].concat())
    }

    /// Registers an app with this App ID and returns it.
    pub(crate) fn register(&self, id: &str) -> String {
        let register = ["app", "register", "Hermosa Wave", "--app-id", id];
        self.change(&register)["app_id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Runs it with `--json`, and it must end with status 1. Returns the object on stdout.
    pub(crate) fn no(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--json"]].concat());
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Runs it with `--json`, and it must end with this status. Returns the code of the reason or error.
    pub(crate) fn refused(&self, status: i32, arguments: &[&str]) -> String {
        let output = self.run(&[arguments, &["--json"]].concat());
        assert_eq!(
            output.status.code(),
            Some(status),
            "{arguments:?}: {output:?}"
        );
        let (text, place) = match status {
            1 => (output.stdout, "reason"),
            _ => (output.stderr, "error"),
        };
        let text = String::from_utf8(text).unwrap();
        let last: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
        last[place]["code"].as_str().unwrap().to_owned()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).unwrap();
    }

    /// Makes an authority in `ca` whose key is not encrypted, which a debug build opens much faster.
    pub(crate) fn authority(&self) {
        let create = ["ca", "create", "--dir", "ca", "--subject", "CN=Test CA"];
        let more = [
            "--type",
            "p256",
            "--unencrypted",
            "--at",
            "2026-06-01T00:00:00Z",
        ];
        self.ok(&[&create[..], &more].concat());
    }
}
