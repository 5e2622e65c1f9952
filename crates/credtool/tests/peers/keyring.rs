//! jwcrypto and jose open the key file with the pass phrase alone, and read and make tokens with the exported keys.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::run::*;

const UNLOCK: &str = "config image of the engine, ü 32 b";
const VALUE: &str = "hunter2, ü and \u{1f511}";

/// A keyring of two keys, with its unlock secret in a file.
fn keyring(folder: &Path) {
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write("unlock", UNLOCK);
    write("old", "ASDFGHJKL1234567");
    write("value", VALUE);
    for verb in [
        &["create"][..],
        &["add", "mykey", "--from", "file:old"],
        &["promote", "mykey"],
        &["add", "newkey"],
    ] {
        on_keyring(folder, verb);
    }
}

fn on_keyring(folder: &Path, verb: &[&str]) -> String {
    let options = ["--keys", "keys.enc", "--keyfile", "keyfile-key"];
    let unlock = ["--unlock", "file:unlock"];
    credtool(folder, &[&["keyring"], verb, &options, &unlock].concat())
}

fn peers() -> Vec<(&'static str, Command)> {
    let script = |name: &str| -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/peers")
            .join(name)
    };
    let mut peers = Vec::new();
    if let Some(python) = python_with("jwcrypto") {
        let mut command = Command::new(python);
        command.arg(script("keyring.py"));
        peers.push(("jwcrypto", command));
    }
    if let Some(modules) = node_with("jose") {
        let mut command = Command::new("node");
        command
            .arg(script("keyring.mjs"))
            .arg(modules.canonicalize().unwrap());
        peers.push(("jose", command));
    }
    peers
}

#[test]
fn key_files_and_tokens_in_other_libraries() {
    for (name, mut peer) in peers() {
        let folder = folder(&format!("keyring-{name}"));
        keyring(&folder);
        let mut tokens = vec![on_keyring(&folder, &["encrypt", "file:value"])];
        on_keyring(&folder, &["promote", "newkey"]);
        tokens.push(on_keyring(
            &folder,
            &["encrypt", "--context", "users/17", "file:value"],
        ));
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
        let tokens: Vec<&str> = tokens.iter().map(|token| token.trim()).collect();
        let job = json!({
            "unlock": UNLOCK,
            "keyfile": read("keyfile-key").trim(),
            "keys": read("keys.enc").trim(),
            "jwks": on_keyring(&folder, &["export", "--jwk"]),
            "tokens": tokens,
            "value": VALUE,
        });
        std::fs::write(folder.join("job.json"), job.to_string()).unwrap();
        let output = peer.arg(folder.join("job.json")).output().unwrap();
        assert!(output.status.success(), "{name}: {output:?}");
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            answer["map"],
            on_keyring(&folder, &["decrypt-file"]),
            "{name}"
        );
        assert_eq!(answer["values"], json!([VALUE, VALUE]), "{name}");
        let made = answer["made"].as_array().unwrap();
        assert_eq!(made.len(), 2);
        for token in made {
            let value = on_keyring(&folder, &["decrypt", token.as_str().unwrap()]);
            assert_eq!(value, VALUE, "{name}");
        }
    }
}
