//! The console blocks of README.md and docs/, run as they stand there: same words, same output. So are the commands of the table
//! "today, instead", those of other tools too where they are installed.
//!
//! `…` on a line of its own stands for any lines, within a line for any text. What runs is a shell at the top of a copy of the
//! checkout; `demo/` is what the README's `credtool demo --keep demo` leaves.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that runs the binary, fails loudly and says what it skips"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The checkout.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A folder that looks like the top of the checkout, with the files of the demo in it.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let root = root().canonicalize().unwrap();
    for name in ["crates", "examples"] {
        std::os::unix::fs::symlink(root.join(name), folder.join(name)).unwrap();
    }
    let made = run("credtool demo --keep demo", &folder);
    assert!(made.status.success(), "{}", text(&made));
    folder
}

/// Runs a line as it is typed, with both streams in the order in which a person sees them.
fn run(line: &str, folder: &Path) -> Output {
    let line = line.replace("cargo run --release -p credtool --", "credtool");
    let bin = Path::new(env!("CARGO_BIN_EXE_credtool")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    Command::new("/bin/sh")
        .args(["-c", &format!("exec 2>&1\n{line}")])
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", bin.display()))
        .env("CREDTOOL_NO_INPUT", "1")
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

/// What a person sees, but for the warning about files that git checked out for everybody to read: it depends on the umask.
fn text(output: &Output) -> String {
    let shown = String::from_utf8(output.stdout.clone()).unwrap();
    let shown = shown
        .lines()
        .filter(|line| !line.starts_with("warning: every user of this machine can read"));
    shown.map(|line| format!("{line}\n")).collect()
}

/// Whether lines are those that stand in a document.
fn fits(expected: &[&str], found: &[&str]) -> bool {
    match expected {
        [] => found.is_empty(),
        ["…", rest @ ..] => (0..=found.len()).any(|skipped| fits(rest, &found[skipped..])),
        [line, rest @ ..] => found
            .split_first()
            .is_some_and(|(first, found)| line_fits(line, first) && fits(rest, found)),
    }
}

fn line_fits(expected: &str, found: &str) -> bool {
    match expected.split_once('…') {
        None => expected == found,
        Some((before, after)) => found.strip_prefix(before).is_some_and(|rest| {
            (0..=rest.len())
                .filter(|&end| rest.is_char_boundary(end))
                .any(|end| line_fits(after, &rest[end..]))
        }),
    }
}

#[test]
fn console_blocks_are_true() {
    let folder = folder("readme");
    let (mut ran, mut wrong) = (0, 0);
    let mut documents = vec![root().join("README.md")];
    for entry in std::fs::read_dir(root().join("docs")).unwrap() {
        documents.push(entry.unwrap().path());
    }
    for document in documents {
        let content = std::fs::read_to_string(&document).unwrap();
        for block in content.split("```console\n").skip(1) {
            let (block, _) = block.split_once("```").unwrap();
            for (line, expected) in cases(block) {
                if line.contains("--keep demo") {
                    continue; // made before
                }
                let found = text(&run(line, &folder));
                let expected: Vec<&str> = expected.lines().collect();
                if !fits(&expected, &found.lines().collect::<Vec<_>>()) {
                    wrong += 1;
                    println!(
                        "{}: $ {line}\n{found}\ninstead of\n{}\n",
                        document.display(),
                        expected.join("\n")
                    );
                }
                ran += 1;
            }
        }
    }
    assert_eq!(wrong, 0, "other words came out");
    assert!(ran > 15, "only {ran} commands ran");
}

/// The commands of a block, each with what follows it. What the demo prints has commands in it, so its block is one case.
fn cases(block: &str) -> Vec<(&str, &str)> {
    let block = block.strip_prefix("$ ").unwrap();
    let commands: Vec<&str> = if block.lines().next().unwrap().ends_with(" demo") {
        vec![block]
    } else {
        block.split("\n$ ").collect()
    };
    let case = |text| str::split_once(text, '\n').unwrap_or((text, ""));
    commands.into_iter().map(case).collect()
}

/// Our command first: it refuses to overwrite what the other one would write.
#[test]
fn the_commands_of_the_table_work() {
    let demo = folder("table").join("demo");
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let (_, table) = readme.split_once("| today |").unwrap();
    let (table, _) = table.split_once("\n\n").unwrap();
    let (mut ours, mut theirs) = (0, 0);
    for row in table.lines().skip(2) {
        let row = row.replace("\\|", "\u{0}");
        let cells: Vec<String> = row
            .split('|')
            .map(|cell| cell.trim().replace('\u{0}', "|"))
            .collect();
        let [_, today, instead, _] = cells.as_slice() else {
            unreachable!("a row of another form: {row}")
        };
        for line in code(instead) {
            let output = run(line, &demo);
            assert!(output.status.success(), "$ {line}\n{}", text(&output));
            ours += 1;
        }
        for line in code(today) {
            let program = line.split(' ').next().unwrap();
            if !run(&format!("command -v {program}"), &demo)
                .status
                .success()
            {
                println!("skipped: {program} is not installed");
                continue;
            }
            let output = run(line, &demo);
            assert!(output.status.success(), "$ {line}\n{}", text(&output));
            theirs += 1;
        }
    }
    assert!(ours > 12, "only {ours} ran");
    println!("{ours} of ours and {theirs} of theirs ran");
}

/// The commands in a cell: what stands between backticks and has more than one word.
fn code(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`')
        .skip(1)
        .step_by(2)
        .filter(|code| code.contains(' '))
}
