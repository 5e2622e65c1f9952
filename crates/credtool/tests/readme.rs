//! The console blocks of README.md, run as they stand there: same words, same output.
#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that runs the binary and fails loudly"
)]

use std::path::Path;
use std::process::Command;

/// Runs one line of the README in the repository and returns what a person would see, without what stderr only notes.
fn run(line: &str, root: &Path) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let arguments = match words.as_slice() {
        [
            "cargo",
            "run",
            "--release",
            "-p",
            "credtool",
            "--",
            rest @ ..,
        ]
        | ["credtool", rest @ ..] => rest,
        _ => panic!("the README runs something else: {line}"),
    };
    let output = Command::new(env!("CARGO_BIN_EXE_credtool"))
        .args(arguments)
        .current_dir(root)
        .env("CREDTOOL_NO_INPUT", "1")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    let told = stderr
        .lines()
        .filter(|line| !line.starts_with("warning: every user") && !line.starts_with("padding: "));
    let stdout = String::from_utf8(output.stdout).unwrap();
    stdout
        .lines()
        .chain(told)
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn console_blocks_are_true() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let mut ran = 0;
    for block in readme.split("```console\n").skip(1) {
        let (block, _) = block.split_once("```").unwrap();
        for case in block.split("$ ").skip(1) {
            let (line, expected) = case.split_once('\n').unwrap();
            assert_eq!(run(line, &root), expected, "$ {line}");
            ran += 1;
        }
    }
    assert!(ran >= 3, "only {ran} commands ran");
}
