//! Files that are written here, read by Python's jwcrypto; files that jwcrypto writes at this moment, read here.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test runs its peer, and says when it is not there"
)]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use credtool_keyring::{KeyFile, UnlockSecret};

use crate::{rng, unlock};

/// Takes the lines of its input, prints lines; where `.ci/peers` was not run it is skipped, which a continuous integration
/// run does not forgive.
fn jwcrypto(verb: &str, lines: &[&str]) -> Option<Vec<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let peers = match std::env::var_os("CREDTOOL_PEERS") {
        Some(peers) => peers.into(),
        None => root.join("target/peers"),
    };
    let python = peers.join("venv/bin/python");
    if !python.exists() {
        assert!(std::env::var_os("CI").is_none(), "{}", python.display());
        eprintln!("skipped: jwcrypto is not installed (bash .ci/peers)");
        return None;
    }
    let mut child = Command::new(python)
        .args(["tests/it/peers.py", verb])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(lines.join("\n").as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{verb}");
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.lines().map(str::to_owned).collect())
}

#[test]
fn jwcrypto_reads_what_is_written() {
    let mut rng = rng(5);
    let key_file = KeyFile::generate(&mut rng);
    let locked = key_file.lock(&unlock(), &mut rng).unwrap();
    let map = r#"{"mykey":"ASDFGHJKL1234567"}"#;
    let sealed = key_file.seal(map, &mut rng).unwrap();
    if let Some(lines) = jwcrypto("open", &[unlock().expose(), &locked, &sealed]) {
        assert_eq!(lines, [key_file.kid(), map]);
    }
}

#[test]
fn what_jwcrypto_writes_is_read() {
    let map = r#"{"é":"ASDFGHJKL1234567"}"#;
    if let Some(lines) = jwcrypto("seal", &["päss word", map]) {
        let unlock = UnlockSecret::new("päss word").unwrap();
        let key_file = KeyFile::unlock(lines[0].as_bytes(), &unlock).unwrap();
        assert_eq!(*key_file.open(lines[1].as_bytes()).unwrap(), map);
    }
}
