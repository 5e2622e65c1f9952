//! `--via`: a tool of another format, with the vendor's option names, driven in both directions; nothing it does loses a key.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::run::*;

const SECRET: &str = "config image";
const MYKEY: &str = "ASDFGHJKL1234567";
const NEWKEY: &str = "0EE0D33AC67E4389AB2B46123729B875";

/// An installation whose keys.enc the tool owns.
struct Installation {
    folder: PathBuf,
    tool: String,
}

impl Installation {
    fn new(name: &str) -> Option<Self> {
        let python = python_with("hashlib")?;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/key_file_tool.py");
        let folder = folder(name);
        let tool = format!("'{}' '{}'", python.display(), script.display());
        let here = Self { folder, tool };
        here.write("keyfile-key", "key of the vendor's kind");
        // 8.x keeps more than keys in this file; the comma at the end is the seed's.
        here.write(
            "keys.dec",
            &format!("{{\n\t\"mykey\": \"{MYKEY}\",\n\t\"rabbit\": {{\"port\": 5672, \"n\": 1e400}},\n}}\n"),
        );
        let sealed = here.by_hand("keys.dec", "encrypt");
        assert!(sealed.status.success(), "{sealed:?}");
        std::fs::remove_file(here.folder.join("keys.dec")).unwrap();
        Some(here)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.join(name), text).unwrap();
    }

    fn sealed(&self) -> Vec<u8> {
        std::fs::read(self.folder.join("keys.enc")).unwrap()
    }

    /// Runs the tool as the vendor's instructions say.
    fn by_hand(&self, plaintext: &str, direction: &str) -> Output {
        let tool = self.with_options(&format!("'{SECRET}'"));
        Command::new("sh")
            .arg("-c")
            .arg(format!(
                "{tool} --plaintext {plaintext} --encrypted keys.enc {direction}"
            ))
            .current_dir(&self.folder)
            .output()
            .unwrap()
    }

    fn with_options(&self, secret: &str) -> String {
        format!(
            "{} --secret {secret} --keyfile-location keyfile-key",
            self.tool
        )
    }

    /// What the tool itself reads in keys.enc.
    fn map(&self) -> String {
        let output = self.by_hand("look.dec", "decrypt");
        assert!(output.status.success(), "{output:?}");
        let path = self.folder.join("look.dec");
        let map = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(path).unwrap();
        map
    }

    /// `keyring VERB… --via TOOL` with the tool in this mode; the tool gets the secret in its environment and no other way.
    fn credtool(&self, verb: &[&str], mode: &str) -> Output {
        let via = self.with_options("\"$CONFIG_IMAGE\"");
        Command::new(env!("CARGO_BIN_EXE_credtool"))
            .arg("keyring")
            .args(verb)
            .args(["--keys", "keys.enc", "--unlock", "env:IMAGE", "--via", &via])
            .current_dir(&self.folder)
            .env("IMAGE", SECRET)
            .env("NEW", NEWKEY)
            .env("KEY_FILE_TOOL", mode)
            .env("CREDTOOL_NO_INPUT", "1")
            .output()
            .unwrap()
    }

    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

const ADD: [&str; 4] = ["add", "newkey", "--from", "env:NEW"];

#[test]
fn a_key_is_added_through_the_tool_that_owns_the_format() {
    let Some(here) = Installation::new("via") else {
        return;
    };
    let (before, map) = (here.sealed(), here.map());
    let dry = here.credtool(&[&ADD[..], &["--dry-run"]].concat(), "");
    assert_eq!(dry.status.code(), Some(0), "{dry:?}");
    assert_eq!(here.sealed(), before);
    assert_eq!(here.files(), ["keyfile-key", "keys.enc"]);

    let added = here.credtool(&ADD, "");
    assert_eq!(added.status.code(), Some(0), "{added:?}");
    assert!(here.sealed().starts_with(b"VENDOR KEY FILE 7\n"));
    // One member more, and every byte of the others as it was.
    let after = here.map();
    let head = map.trim_end().trim_end_matches('}').trim_end();
    assert!(after.starts_with(head.trim_end_matches(',')), "{after}");
    assert!(
        after.contains(&format!("\"newkey\": \"{NEWKEY}\"")),
        "{after}"
    );
    assert!(!after.contains("credtool"), "{after}");
    // The file from before stays, and no plain text.
    assert_eq!(here.files(), ["keyfile-key", "keys.enc", "keys.enc.bak"]);
    let backup = std::fs::read(here.folder.join("keys.enc.bak")).unwrap();
    assert_eq!(backup, before);

    let again = here.credtool(&ADD, "");
    assert_eq!(again.status.code(), Some(2), "{again:?}");

    // Promoted through the tool too: both secrets stand there, and the state of each in a member of its own.
    let promoted = here.credtool(&["promote", "newkey"], "");
    assert_eq!(promoted.status.code(), Some(0), "{promoted:?}");
    let map = here.map();
    for part in [MYKEY, NEWKEY, "\"active\":\"newkey\"", "1e400"] {
        assert!(map.contains(part), "{part}: {map}");
    }
}

#[test]
fn a_tool_that_misbehaves_changes_nothing() {
    for mode in [
        "fail-decrypt",
        "fail-encrypt",
        "silent-decrypt",
        "silent-encrypt",
        "corrupt",
        "empty-map",
    ] {
        let Some(here) = Installation::new(&format!("via-{mode}")) else {
            return;
        };
        let before = here.sealed();
        for verb in [&ADD[..], &["promote", "mykey"]] {
            let output = here.credtool(verb, mode);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(2), "{mode}: {output:?}");
            assert!(
                ![SECRET, MYKEY, NEWKEY]
                    .iter()
                    .any(|secret| said.contains(secret)),
                "{mode}: {said}"
            );
            assert_eq!(here.sealed(), before, "{mode}");
            assert_eq!(here.files(), ["keyfile-key", "keys.enc"], "{mode}");
        }
    }
}

#[test]
fn plain_text_that_a_tool_leaves_is_erased() {
    let Some(here) = Installation::new("via-leave") else {
        return;
    };
    let output = here.credtool(&ADD, "leave");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(here.files(), ["keyfile-key", "keys.enc", "keys.enc.bak"]);
}

#[test]
fn the_wrong_secret_and_a_tool_that_is_not_there() {
    let Some(here) = Installation::new("via-wrong") else {
        return;
    };
    let before = here.sealed();
    let run = |via: &str| {
        Command::new(env!("CARGO_BIN_EXE_credtool"))
            .args([
                "keyring",
                "add",
                "newkey",
                "--keys",
                "keys.enc",
                "--unlock",
                "env:IMAGE",
                "--via",
                via,
                "--json",
            ])
            .current_dir(&here.folder)
            .env("IMAGE", "wrong")
            .env("CREDTOOL_NO_INPUT", "1")
            .output()
            .unwrap()
    };
    for via in [
        here.with_options("\"$CONFIG_IMAGE\""),
        "nowhere/tool".into(),
    ] {
        let output = run(&via);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("\"code\":\"tool-failed\""), "{said}");
        assert_eq!(here.sealed(), before);
        assert_eq!(here.files(), ["keyfile-key", "keys.enc"]);
    }
}
