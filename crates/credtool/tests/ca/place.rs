//! A folder of a test's own with an authority in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub(crate) struct Place(pub(crate) PathBuf);

impl Place {
    /// An empty folder with the fixtures' request, `app.csr`.
    pub(crate) fn empty(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ca").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
        fs::copy(fixtures.join("app.csr"), folder.join("app.csr")).unwrap();
        Self(folder.canonicalize().unwrap())
    }

    /// The same with an authority in `ca`, whose key is encrypted.
    pub(crate) fn new(name: &str) -> Self {
        let place = Self::empty(name);
        place.ok(&[
            "create",
            "--dir",
            "ca",
            "--subject",
            "CN=Test",
            "--type",
            "p256",
            "--password",
            "env:PASSWORD",
        ]);
        place
    }

    /// The same with a key that is not encrypted, which a debug build opens much faster.
    pub(crate) fn open(name: &str) -> Self {
        let place = Self::empty(name);
        let create = [
            "create",
            "--dir",
            "ca",
            "--subject",
            "CN=Test",
            "--type",
            "p256",
        ];
        place.ok(&[&create[..], &["--unencrypted"]].concat());
        place
    }

    /// A command `credtool ca …`.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_credtool"));
        command
            .arg("ca")
            .args(arguments)
            .current_dir(&self.0)
            .env("PASSWORD", "key-pass")
            .env("CREDTOOL_NO_INPUT", "1")
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

    /// Runs it with `--json`, and it must end with this status. Returns the code of the reason or error.
    pub(crate) fn refused(&self, status: i32, arguments: &[&str]) -> String {
        let output = self.run(&[arguments, &["--json"]].concat());
        assert_eq!(
            output.status.code(),
            Some(status),
            "{arguments:?}: {output:?}"
        );
        let text = String::from_utf8(if status == 1 {
            output.stdout
        } else {
            output.stderr
        })
        .unwrap();
        let last: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
        let place = if status == 1 { "reason" } else { "error" };
        last[place]["code"].as_str().unwrap().to_owned()
    }

    /// Issues a certificate for `app.csr` and returns its serial number.
    pub(crate) fn issue(&self, more: &[&str]) -> String {
        let issue = [
            "issue",
            "--dir",
            "ca",
            "app.csr",
            "--password",
            "env:PASSWORD",
            "--json",
        ];
        let shown: serde_json::Value =
            serde_json::from_str(&self.ok(&[&issue, more].concat())).unwrap();
        shown["serial"].as_str().unwrap().to_owned()
    }

    /// Returns the certificates of `ca list`.
    pub(crate) fn list(&self, more: &[&str]) -> Vec<serde_json::Value> {
        let list = ["list", "--dir", "ca", "--json"];
        let shown: serde_json::Value =
            serde_json::from_str(&self.ok(&[&list, more].concat())).unwrap();
        shown["certificates"].as_array().unwrap().clone()
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.join(name).exists()
    }

    /// Returns the names in a folder, sorted.
    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.0.join(folder)).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}
