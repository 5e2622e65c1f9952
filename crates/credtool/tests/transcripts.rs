//! Runs every transcript of `tests/cmd` against the built binary, in a fresh copy of `tests/fixtures`.
//!
//! `TRYCMD=overwrite cargo test -p credtool --test transcripts` writes what the binary says now.
#![expect(
    clippy::unwrap_used,
    reason = "a test drives the binary, fails loudly and says what it skips"
)]

use std::path::{Path, PathBuf};

#[test]
fn transcripts() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let folder = fresh_copy_of(&here.join("fixtures"));
    std::env::set_current_dir(&folder).unwrap();
    let cases = trycmd::TestCases::new();
    cases
        .default_bin_name("credtool")
        .env("CREDTOOL_NO_INPUT", "1")
        .env("PATH", "");
    cases
        .env("STORE", "store-pass")
        .env("KEY", "key-pass")
        .env("SECRET", "1008877afabf32efb31f9c974dbeaa688bed0769")
        .env("USER", "alice");
    // A keyring's unlock secret, the seed's new key, and a third.
    cases
        .env("UNLOCK", "config image of the engine, 32 b")
        .env("NEW", "0EE0D33AC67E4389AB2B46123729B875")
        .env("KEY16", "8EC5E205E64A42BC");
    cases
        .case(here.join("cmd/*.trycmd"))
        .case(here.join("cmd/*.toml"));
    cases.run();
    drop(cases);
    std::env::set_current_dir(&here).unwrap();
    let _ = std::fs::remove_dir_all(&folder);
}

/// Copies the fixtures, each as private as a secret should be: what git checked out depends on the umask of the day.
fn fresh_copy_of(fixtures: &Path) -> PathBuf {
    // One folder a process: two runs at the same time do not share a file.
    let name = format!("transcripts-{}", std::process::id());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    copy(fixtures, &folder);
    set_mode(&folder.join("store-pass.readable.txt"), 0o644);
    folder
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).unwrap();
            set_mode(&target, 0o600);
        }
    }
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) {}
