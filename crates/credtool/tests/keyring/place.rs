//! A folder of a test's own with a keyring in it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The secret that unlocks; in the environment as `UNLOCK`.
pub(crate) const UNLOCK: &str = "config image of the engine, 32 b";
/// The two secrets of the seed; in the environment as `OLD` and `NEW`.
pub(crate) const OLD: &str = "ASDFGHJKL1234567";
pub(crate) const NEW: &str = "0EE0D33AC67E4389AB2B46123729B875";

pub(crate) const SERVICES: [&str; 6] = ["engine", "exchange", "lookup", "oauth", "trigger", "ux"];

pub(crate) struct Place(pub(crate) PathBuf);

impl Place {
    /// An empty folder.
    pub(crate) fn empty(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("keyring")
            .join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder.canonicalize().unwrap())
    }

    /// The layout of an installation, with a keyring that has the active key `mykey`, and six configurations that name it.
    pub(crate) fn new(name: &str) -> Self {
        let place = Self::empty(name);
        place.write("misc/.keep", "");
        place.write("cryptography/.keep", "");
        place.ok(&["create"]);
        place.ok(&["add", "mykey", "--from", "env:OLD"]);
        place.ok(&["promote", "mykey"]);
        for service in SERVICES {
            place.write(&config(service), config_text(service, "mykey"));
        }
        place
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap()
    }

    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.join(name).exists()
    }

    /// A command `credtool keyring …` on this installation.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_credtool"));
        command
            .arg("keyring")
            .args(arguments)
            .current_dir(&self.0)
            .env("CREDTOOL_FLOW_HOME", ".")
            .env("CREDTOOL_UNLOCK", "env:UNLOCK")
            .env("UNLOCK", UNLOCK)
            .env("OLD", OLD)
            .env("NEW", NEW)
            .env("CREDTOOL_NO_INPUT", "1")
            .stdin(Stdio::null());
        command
    }

    /// The same as a user without rights, to whom everything here is given; `None` where that cannot be.
    pub(crate) fn as_nobody(&self, arguments: &[&str]) -> Option<Command> {
        const NOBODY: u32 = 65534;
        let mut paths = vec![self.0.clone()];
        while let Some(path) = paths.pop() {
            std::os::unix::fs::chown(&path, Some(NOBODY), Some(NOBODY)).ok()?;
            if path.is_dir() {
                let entries = fs::read_dir(&path).unwrap();
                paths.extend(entries.map(|entry| entry.unwrap().path()));
            }
        }
        let as_nobody = |command: &mut Command| {
            use std::os::unix::process::CommandExt as _;
            command.uid(NOBODY).gid(NOBODY);
        };
        let mut command = self.command(arguments);
        as_nobody(&mut command);
        // The program itself may stand where that user cannot go.
        let mut version = self.command(&["--help"]);
        as_nobody(&mut version);
        version
            .output()
            .is_ok_and(|output| output.status.success())
            .then_some(command)
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
        let said = if status == 1 {
            &output.stdout
        } else {
            &output.stderr
        };
        let said = String::from_utf8(said.clone()).unwrap();
        for secret in [UNLOCK, OLD, NEW] {
            assert!(!said.contains(secret), "{arguments:?}: {said}");
        }
        let last: serde_json::Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
        let reason = if status == 1 { "reason" } else { "error" };
        last[reason]["code"].as_str().unwrap().to_owned()
    }

    /// Names and states, as `name state` separated by commas, sorted.
    pub(crate) fn states(&self) -> String {
        let list: serde_json::Value = serde_json::from_str(&self.ok(&["list", "--json"])).unwrap();
        let mut states: Vec<String> = list["keys"]
            .as_array()
            .unwrap()
            .iter()
            .map(|key| {
                format!(
                    "{} {}",
                    key["name"].as_str().unwrap(),
                    key["state"].as_str().unwrap()
                )
            })
            .collect();
        states.sort();
        states.join(", ")
    }

    /// Every file in the folder and those in it, sorted, without the `.keep` files.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![self.0.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.file_name().unwrap() != ".keep" {
                    let name = path.strip_prefix(&self.0).unwrap();
                    found.push(name.to_str().unwrap().to_owned());
                }
            }
        }
        found.sort();
        found
    }
}

pub(crate) const KEYS: &str = "cryptography/keys.enc";
pub(crate) const DEC: &str = "cryptography/keys.dec";
pub(crate) const KEYFILE: &str = "misc/keyfile-key";

pub(crate) fn config(service: &str) -> String {
    format!("modules/{service}/config/security-common/config.json")
}

/// No two of them are laid out alike: CR LF, a BOM, comments, no line end.
pub(crate) fn config_text(service: &str, key: &str) -> String {
    match service {
        "engine" => format!("{{\r\n\t\"activeKeyName\": \"{key}\",\r\n\t\"n\": 1e400\r\n}}\r\n"),
        "exchange" => format!("\u{feff}{{\"activeKeyName\":\"{key}\"}}"),
        "lookup" => format!("// by hand\n{{ \"activeKeyName\" : \"{key}\" /* now */, }}\n"),
        _ => format!("{{\n    \"activeKeyName\": \"{key}\"\n}}\n"),
    }
}
