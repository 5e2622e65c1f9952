//! The demo: every step holds, nothing stays behind, and what it prints can be pasted.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test that runs the binary and fails loudly"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A new folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("demo-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Runs the binary in a folder, which also gets the temporary files.
fn credtool(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_credtool"))
        .args(arguments)
        .current_dir(folder)
        .env("TMPDIR", folder)
        .env("TEMP", folder)
        .env("TMP", folder)
        .output()
        .unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn every_step_holds_and_nothing_stays_behind() {
    let folder = folder("all");
    let output = credtool(&folder, &["demo"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(!text.contains('✗'), "{text}");
    let last = text.lines().last().unwrap();
    let steps = text.lines().filter(|line| line.starts_with("$ ")).count();
    assert!(
        last.starts_with(&format!("{steps} of {steps} steps held, in ")),
        "{last}"
    );
    assert!(steps > 50, "{last}");
    assert_eq!(names(&folder), [""; 0]);
}

/// Those that only look are run again by a shell in the kept folder, and answer the same.
#[test]
#[cfg(unix)]
fn the_commands_can_be_pasted() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder("keep");
    let output = credtool(&folder, &["demo", "--json", "--keep", "kept"]);
    assert_eq!(output.status.code(), Some(0));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["held"], answer["of"]);
    let kept = folder.join("kept");
    let mode = std::fs::metadata(&kept).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    let bin = Path::new(env!("CARGO_BIN_EXE_credtool")).parent().unwrap();
    let mut ran = 0;
    for step in answer["steps"].as_array().unwrap() {
        let command = step["command"].as_str().unwrap();
        let looks = ["verify", "match", "inspect", "show", "census", "header"];
        // Replays are refused, and the app was retired later.
        let changed = command.contains("--replay") || command.contains("request verify --store");
        if changed
            || !looks
                .iter()
                .any(|verb| command.contains(&format!(" {verb} ")))
        {
            continue;
        }
        let again = Command::new("/bin/sh")
            .args(["-c", command])
            .current_dir(&kept)
            .env("PATH", format!("{}:/usr/bin:/bin", bin.display()))
            .env("CREDTOOL_NO_INPUT", "1")
            .output()
            .unwrap();
        assert_eq!(
            again.status.code().map(Value::from),
            Some(step["status"].clone()),
            "{command}"
        );
        assert_eq!(
            String::from_utf8(again.stdout).unwrap(),
            step["stdout"],
            "{command}"
        );
        ran += 1;
    }
    assert!(ran > 10, "only {ran} ran");
}

#[test]
fn a_folder_with_something_in_it_is_refused() {
    let folder = folder("full");
    std::fs::write(folder.join("mine.txt"), "mine").unwrap();
    let output = credtool(&folder, &["demo", "--json", "--keep", "."]);
    assert_eq!(output.status.code(), Some(2));
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(error["error"]["code"], "folder-not-empty");
    assert_eq!(names(&folder), ["mine.txt"]);
}

/// No certificate can be of the year 1: steps fail, those after them say why, and the demo says no.
#[test]
fn a_step_that_fails_says_what_was_expected() {
    let folder = folder("fails");
    let output = credtool(&folder, &["demo", "--at", "0001-01-01T00:00:00Z"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(
        text.contains("✗ expected exit status 0, and it was 2"),
        "{text}"
    );
    assert!(
        text.contains("$ credtool --at 0001-01-01T00:00:00Z ca create "),
        "{text}"
    );
    let last = text.lines().last().unwrap();
    let (held, of) = last.split_once(" of ").unwrap();
    let (of, _) = of.split_once(' ').unwrap();
    assert!(held.parse::<u32>().unwrap() < of.parse().unwrap(), "{last}");
    assert_eq!(names(&folder), [""; 0]);
}

#[test]
fn it_ends_quietly_when_nobody_reads() {
    let folder = folder("pipe");
    let mut child = Command::new(env!("CARGO_BIN_EXE_credtool"))
        .arg("demo")
        .env("TMPDIR", &folder)
        .env("TEMP", &folder)
        .env("TMP", &folder)
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(names(&folder), [""; 0]);
}
