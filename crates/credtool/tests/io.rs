//! Files and streams as the operating system really treats them: modes, links, full disks, closed pipes, races.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test drives the binary, fails loudly and says what it skips"
)]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const BINARY: &str = env!("CARGO_BIN_EXE_credtool");

/// Runs the binary through the shell, which sets limits and masks before it becomes the binary.
fn shell(before: &str, arguments: &[&str]) -> Output {
    let script = format!("{before}\nexec \"$0\" \"$@\"");
    Command::new("sh")
        .args(["-c", &script, BINARY])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn credtool(arguments: &[&str]) -> Output {
    shell("", arguments)
}

/// Writes a new Ed25519 key: the quickest verb that makes a file.
fn generate(before: &str, target: &Path, more: &[&str]) -> Output {
    let mut arguments = vec![
        "key",
        "generate",
        "--type",
        "ed25519",
        "-o",
        target.to_str().unwrap(),
    ];
    arguments.extend(more);
    shell(before, &arguments)
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("io").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn is_a_key(path: &Path) -> bool {
    fs::read_to_string(path)
        .unwrap()
        .starts_with("-----BEGIN PRIVATE KEY-----")
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_new_file_is_private_whatever_the_mask() {
    let folder = folder("mask");
    for mask in ["000", "022", "077"] {
        let target = folder.join(mask);
        assert!(
            generate(&format!("umask {mask}"), &target, &[])
                .status
                .success()
        );
        assert_eq!(mode(&target), 0o600, "umask {mask}");
    }
}

#[test]
fn an_existing_file_is_refused_and_untouched() {
    let target = folder("refuse").join("key.pem");
    fs::write(&target, "old").unwrap();
    let output = generate("", &target, &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--force"));
    assert_eq!(fs::read(&target).unwrap(), b"old");
}

#[test]
fn force_replaces_and_keeps_the_mode() {
    let target = folder("force").join("key.pem");
    fs::write(&target, "old").unwrap();
    fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
    assert!(generate("", &target, &["--force"]).status.success());
    assert!(is_a_key(&target));
    assert_eq!(mode(&target), 0o640);
}

#[test]
fn a_secret_in_a_file_that_all_can_read_is_warned_about() {
    let target = folder("readable").join("key.pem");
    fs::write(&target, "old").unwrap();
    fs::set_permissions(&target, fs::Permissions::from_mode(0o644)).unwrap();
    let output = generate("", &target, &["--force"]);
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("warning: every user"));
    let key = ["key", "inspect", target.to_str().unwrap()];
    assert!(String::from_utf8_lossy(&credtool(&key).stderr).contains("warning: every user"));
}

#[test]
fn a_symbolic_link_stays_and_its_target_is_replaced() {
    let folder = folder("link");
    fs::create_dir(folder.join("real")).unwrap();
    fs::write(folder.join("real/key.pem"), "old").unwrap();
    symlink("real/key.pem", folder.join("key.pem")).unwrap();
    assert_eq!(
        generate("", &folder.join("key.pem"), &[]).status.code(),
        Some(2)
    );
    assert!(
        generate("", &folder.join("key.pem"), &["--force"])
            .status
            .success()
    );
    assert!(
        fs::symlink_metadata(folder.join("key.pem"))
            .unwrap()
            .is_symlink()
    );
    assert!(is_a_key(&folder.join("real/key.pem")));
    assert_eq!(names(&folder.join("real")), ["key.pem"]);
}

#[test]
fn a_link_to_nothing_is_refused() {
    let folder = folder("dangling");
    symlink("nowhere", folder.join("key.pem")).unwrap();
    for more in [&[][..], &["--force"]] {
        assert_eq!(
            generate("", &folder.join("key.pem"), more).status.code(),
            Some(2)
        );
    }
    assert_eq!(names(&folder), ["key.pem"]);
}

/// `ulimit -f 0` makes every write to a file fail, as a full disk does; the signal that comes with it is ignored or kills.
#[test]
fn a_write_that_fails_or_is_killed_leaves_the_old_bytes() {
    for (name, before, status) in [
        ("fails", "trap '' XFSZ; ulimit -f 0", Some(2)),
        ("killed", "ulimit -c 0; ulimit -f 0", None),
    ] {
        let folder = folder(name);
        let target = folder.join("key.pem");
        fs::write(&target, "old").unwrap();
        let output = generate(before, &target, &["--force"]);
        assert_eq!(output.status.code(), status, "{output:?}");
        assert_eq!(fs::read(&target).unwrap(), b"old");
        if status.is_some() {
            assert!(
                String::from_utf8_lossy(&output.stderr).starts_with("error: could not write "),
                "{output:?}"
            );
            assert_eq!(names(&folder), ["key.pem"], "nothing is left behind");
        }
    }
}

#[test]
fn a_folder_that_takes_no_files_is_named() {
    let folder = folder("read-only");
    let target = folder.join("key.pem");
    fs::write(&target, "old").unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o500)).unwrap();
    let root_may_write = fs::write(folder.join("probe"), "").is_ok();
    let output = generate("", &target, &["--force"]);
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
    if root_may_write {
        println!("skipped: this user writes into read-only folders");
        return;
    }
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("permission denied"));
    assert_eq!(fs::read(&target).unwrap(), b"old");
}

#[test]
fn of_many_writers_exactly_one_wins() {
    let target = folder("race").join("key.pem");
    let children: Vec<_> = (0..12)
        .map(|_| {
            let arguments = [
                "key",
                "generate",
                "--type",
                "ed25519",
                "-o",
                target.to_str().unwrap(),
            ];
            Command::new(BINARY)
                .args(arguments)
                .stderr(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    let statuses: Vec<_> = children
        .into_iter()
        .map(|mut child| child.wait().unwrap().code().unwrap())
        .collect();
    assert_eq!(
        statuses.iter().filter(|status| **status == 0).count(),
        1,
        "{statuses:?}"
    );
    assert!(
        statuses.iter().all(|status| matches!(status, 0 | 2)),
        "{statuses:?}"
    );
    assert!(is_a_key(&target));
}

#[test]
fn streams_are_written_and_never_replaced() {
    let folder = folder("stream");
    let pipe = folder.join("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read_to_string(pipe).unwrap()
    });
    assert!(generate("", &pipe, &[]).status.success());
    assert!(
        reader
            .join()
            .unwrap()
            .starts_with("-----BEGIN PRIVATE KEY-----")
    );
    assert_eq!(names(&folder), ["pipe"]);
    assert!(generate("", Path::new("/dev/null"), &[]).status.success());
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

#[test]
fn a_full_device_is_an_error() {
    if !Path::new("/dev/full").exists() {
        println!("skipped: there is no /dev/full");
        return;
    }
    let output = Command::new("sh")
        .args([
            "-c",
            "\"$0\" key generate --type ed25519 > /dev/full",
            BINARY,
        ])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output"));
    assert_eq!(
        generate("", Path::new("/dev/full"), &[]).status.code(),
        Some(2)
    );
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = Command::new(BINARY)
        .args(["secret", "generate", "--count", "5000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn descriptors_and_substituted_files_are_read() {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/");
    let key = format!("{fixtures}app.encrypted.pem");
    let output = shell(
        "exec 7<<E\nkey-pass\nE",
        &["key", "inspect", "--json", "--password", "fd:7", &key],
    );
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let closed = credtool(&["key", "inspect", "--json", "--password", "fd:97", &key]);
    assert_eq!(closed.status.code(), Some(2));
    let script = format!("cat {fixtures}app.pem | \"$0\" key inspect --json /dev/stdin");
    assert!(
        Command::new("sh")
            .args(["-c", &script, BINARY])
            .output()
            .unwrap()
            .status
            .success()
    );
}
