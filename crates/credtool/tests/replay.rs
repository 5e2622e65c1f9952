//! The file of `--replay` under real processes: many at once, killed ones, full disks, other people's files.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test drives the binary, fails loudly and says what it skips"
)]

use std::collections::HashSet;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

const BINARY: &str = env!("CARGO_BIN_EXE_credtool");
const URL: &str = "https://api.example.com/funds";
const NOW: &str = "2025-07-31T09:00:00Z";
const FIRST_LINE: &str = "credtool replay v1\n";

/// One line of the file: 32 digits, a space, 12 digits, a newline.
const WIDTH: usize = 46;

/// Returns the header of a request that was signed at `at` with this nonce.
fn signed(nonce: &str, at: &str) -> String {
    let output = Command::new(BINARY)
        .args([
            "request",
            "sign",
            "--scheme",
            "hmac-sha256",
            "--app-id",
            "app-1",
        ])
        .args([
            "--secret",
            "env:SECRET",
            "--nonce",
            nonce,
            "--at",
            at,
            "GET",
            URL,
        ])
        .env("SECRET", "the secret")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout)
        .unwrap()
        .trim_end()
        .to_owned()
}

fn verify(file: &Path, header: &str, at: &str) -> Command {
    let mut command = Command::new(BINARY);
    command
        .args([
            "request",
            "verify",
            "--json",
            "--app-id",
            "app-1",
            "--secret",
            "env:SECRET",
        ])
        .args(["--at", at, "--header", header, "--replay"])
        .arg(file)
        .args(["GET", URL])
        .env("SECRET", "the secret")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Returns the status, and the code of the reason or error.
fn answer(output: &Output) -> (Option<i32>, String) {
    let text = if output.status.code() == Some(2) {
        &output.stderr
    } else {
        &output.stdout
    };
    let last = text
        .split(|byte| *byte == b'\n')
        .rfind(|line| !line.is_empty());
    let json: serde_json::Value = serde_json::from_slice(last.unwrap_or(b"null")).unwrap();
    let code = json["reason"]["code"]
        .as_str()
        .or(json["error"]["code"].as_str());
    (output.status.code(), code.unwrap_or_default().to_owned())
}

fn asked(file: &Path, header: &str, at: &str) -> (Option<i32>, String) {
    answer(&verify(file, header, at).output().unwrap())
}

fn yes() -> (Option<i32>, String) {
    (Some(0), String::new())
}

fn no(code: &str) -> (Option<i32>, String) {
    (Some(1), code.to_owned())
}

fn refused(code: &str) -> (Option<i32>, String) {
    (Some(2), code.to_owned())
}

/// An empty folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("replay")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn once_is_yes_and_twice_is_no_across_processes() {
    let folder = folder("twice");
    let file = folder.join("seen");
    let header = signed("n-1", NOW);
    assert_eq!(asked(&file, &header, NOW), yes());
    assert_eq!(asked(&file, &header, NOW), no("replayed"));
    assert_eq!(
        asked(&file, &header, "2025-07-31T09:05:00Z"),
        no("replayed"),
        "to the end of the tolerance"
    );
    assert_eq!(asked(&file, &signed("n-2", NOW), NOW), yes());
    assert_eq!(
        asked(
            &file,
            &signed("n-1", "2025-07-31T10:00:00Z"),
            "2025-07-31T10:00:00Z"
        ),
        yes(),
        "expired"
    );
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.starts_with(FIRST_LINE));
    assert_eq!(text.len(), FIRST_LINE.len() + 3 * WIDTH);
    assert!(!text.contains("n-1") && !text.contains("app-1"));
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o7777,
        0o600
    );
    assert_eq!(names(&folder), ["seen"], "nothing is left behind");
}

#[test]
fn what_is_refused_leaves_no_trace() {
    let file = folder("refused").join("seen");
    let header = signed("n-1", NOW);
    assert_eq!(
        asked(&file, &header.replace("app-1", "app-2"), NOW),
        no("other-app")
    );
    assert_eq!(
        asked(&file, &header.replace("n-1", "n-2"), NOW),
        no("bad-signature")
    );
    assert_eq!(asked(&file, &header, "2025-07-31T09:05:01Z"), no("stale"));
    assert!(!file.exists());
}

#[test]
fn of_eight_at_once_exactly_one_is_yes() {
    let file = folder("eight").join("seen");
    for round in 0..20 {
        let header = signed(&format!("round-{round}"), NOW);
        let children: Vec<Child> = (0..8)
            .map(|_| verify(&file, &header, NOW).spawn().unwrap())
            .collect();
        let answers: Vec<_> = children
            .into_iter()
            .map(|child| answer(&child.wait_with_output().unwrap()))
            .collect();
        assert_eq!(
            answers.iter().filter(|answer| **answer == yes()).count(),
            1,
            "{answers:?}"
        );
        assert_eq!(
            answers
                .iter()
                .filter(|answer| **answer == no("replayed"))
                .count(),
            7,
            "{answers:?}"
        );
    }
}

#[test]
fn of_many_different_ones_at_once_none_is_lost() {
    let file = folder("many").join("seen");
    let headers: Vec<String> = (0..24).map(|n| signed(&format!("n-{n}"), NOW)).collect();
    let children: Vec<Child> = headers
        .iter()
        .map(|header| verify(&file, header, NOW).spawn().unwrap())
        .collect();
    for child in children {
        assert_eq!(answer(&child.wait_with_output().unwrap()), yes());
    }
    let text = fs::read_to_string(&file).unwrap();
    let lines: HashSet<&str> = text.lines().skip(1).collect();
    assert_eq!(lines.len(), headers.len());
    for header in &headers {
        assert_eq!(asked(&file, header, NOW), no("replayed"));
    }
}

/// Whoever said yes before it was killed is remembered, and the file stays sound.
#[test]
fn killed_at_any_moment() {
    let file = folder("killed").join("seen");
    for n in 0..60_u64 {
        let header = signed(&format!("n-{n}"), NOW);
        let mut child = verify(&file, &header, NOW).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(n * 250));
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        let said_yes = String::from_utf8_lossy(&output.stdout).contains("\"verified\":true");
        let (status, code) = asked(&file, &header, NOW);
        assert!(matches!(status, Some(0 | 1)), "{n}: {code}");
        assert!(!said_yes || code == "replayed", "{n}: yes, and forgotten");
        assert_eq!(asked(&file, &header, NOW), no("replayed"), "{n}");
    }
}

#[test]
fn a_line_that_a_kill_tore_is_cut_off_and_the_others_hold() {
    let file = folder("torn").join("seen");
    let (one, two, three) = (signed("n-1", NOW), signed("n-2", NOW), signed("n-3", NOW));
    assert_eq!(asked(&file, &one, NOW), yes());
    assert_eq!(asked(&file, &two, NOW), yes());
    let whole = fs::read(&file).unwrap();
    for cut in 1..WIDTH {
        fs::write(&file, &whole[..whole.len() - cut]).unwrap();
        assert_eq!(asked(&file, &three, NOW), yes(), "{cut}");
        assert_eq!(asked(&file, &one, NOW), no("replayed"), "{cut}");
        assert_eq!(asked(&file, &three, NOW), no("replayed"), "{cut}");
        assert_eq!(fs::read(&file).unwrap().len(), whole.len(), "{cut}");
    }
}

#[test]
fn a_file_that_is_not_ours_is_refused_and_untouched() {
    let folder = folder("foreign");
    let header = signed("n-1", NOW);
    for (name, content) in [
        ("note", "dear diary\n"),
        ("newer", "credtool replay v2\n"),
        ("short", "credtool"),
    ] {
        let file = folder.join(name);
        fs::write(&file, content).unwrap();
        assert_eq!(
            asked(&file, &header, NOW),
            refused("written-by-another-tool"),
            "{name}"
        );
        assert_eq!(fs::read_to_string(&file).unwrap(), content);
        // It is refused before anything is verified.
        assert_eq!(
            asked(&file, "Authorization: none", NOW),
            refused("written-by-another-tool"),
            "{name}"
        );
    }
    let damaged = folder.join("damaged");
    let content = format!("{FIRST_LINE}{}{}", "#".repeat(WIDTH), "0".repeat(WIDTH));
    fs::write(&damaged, &content).unwrap();
    assert_eq!(asked(&damaged, &header, NOW), refused("malformed"));
    assert_eq!(fs::read_to_string(&damaged).unwrap(), content);
    assert_eq!(
        asked(&folder, &header, NOW),
        refused("written-by-another-tool")
    );
    assert_eq!(
        asked(Path::new("/dev/null"), &header, NOW),
        refused("written-by-another-tool")
    );
    assert_eq!(
        asked(&folder.join("no/such/folder"), &header, NOW),
        refused("write-failed")
    );
}

#[test]
fn an_empty_file_is_taken_and_a_link_is_followed() {
    let folder = folder("link");
    fs::create_dir(folder.join("real")).unwrap();
    let real = folder.join("real/seen");
    fs::write(&real, "").unwrap();
    symlink("real/seen", folder.join("link")).unwrap();
    let header = signed("n-1", NOW);
    assert_eq!(asked(&folder.join("link"), &header, NOW), yes());
    assert_eq!(asked(&real, &header, NOW), no("replayed"));
    assert!(
        fs::symlink_metadata(folder.join("link"))
            .unwrap()
            .is_symlink()
    );
}

/// `ulimit -f 0` makes every write to a file fail, as a full disk does.
#[test]
fn what_cannot_be_remembered_is_not_accepted() {
    let folder = folder("full");
    let file = folder.join("seen");
    let (one, two) = (signed("n-1", NOW), signed("n-2", NOW));
    let limited = |header: &str| {
        let mut shell = Command::new("sh");
        shell.args([
            "-c",
            "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\"",
            BINARY,
        ]);
        shell
            .args(verify(&file, header, NOW).get_args())
            .env("SECRET", "the secret");
        answer(&shell.output().unwrap())
    };
    assert_eq!(limited(&one), refused("write-failed"));
    assert_eq!(names(&folder), [""; 0]);
    assert_eq!(asked(&file, &one, NOW), yes());
    let before = fs::read(&file).unwrap();
    assert_eq!(limited(&two), refused("write-failed"));
    assert_eq!(fs::read(&file).unwrap(), before);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o400)).unwrap();
    if fs::OpenOptions::new().append(true).open(&file).is_ok() {
        println!("skipped: this user writes into read-only files");
    } else {
        assert_eq!(asked(&file, &two, NOW), refused("write-failed"));
    }
}

#[test]
fn expired_entries_are_forgotten_in_halves_and_no_other() {
    let folder = folder("compact");
    let file = folder.join("seen");
    let (one, two) = (signed("n-1", NOW), signed("n-2", NOW));
    assert_eq!(asked(&file, &one, NOW), yes());
    let expired: String = (1..=3000_u32)
        .map(|n| format!("{n:032x} {:012}\n", 1_753_952_399))
        .collect();
    fs::OpenOptions::new()
        .append(true)
        .open(&file)
        .unwrap()
        .write_all(expired.as_bytes())
        .unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(asked(&file, &two, NOW), yes());
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(
        text.len(),
        FIRST_LINE.len() + 3 * WIDTH,
        "a mark and two entries:\n{text}"
    );
    assert!(text.starts_with(&format!("{FIRST_LINE}{} 001753952400\n", "0".repeat(32))));
    assert_eq!(asked(&file, &one, NOW), no("replayed"));
    assert_eq!(asked(&file, &two, NOW), no("replayed"));
    // A clock that is set back would let in what has been forgotten.
    let earlier = "2025-07-31T08:54:59Z";
    assert_eq!(
        asked(&file, &signed("n-3", earlier), earlier),
        no("replay-guard-unavailable")
    );
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o7777,
        0o640,
        "a mode that was chosen is kept"
    );
    assert_eq!(names(&folder), ["seen"]);
}

/// Only the real clock lets entries be forgotten: a time from the far future would let in everything again.
#[test]
fn a_time_in_the_future_forgets_nothing() {
    let file = folder("future").join("seen");
    let lines: String = (1..=3000_u32)
        .map(|n| format!("{n:032x} 004000000000\n"))
        .collect();
    fs::write(&file, format!("{FIRST_LINE}{lines}")).unwrap();
    let far = "9999-12-01T00:00:00Z";
    assert_eq!(asked(&file, &signed("n-1", far), far), yes());
    assert_eq!(
        fs::metadata(&file).unwrap().len() as usize,
        FIRST_LINE.len() + 3001 * WIDTH
    );
}

#[test]
fn a_full_file_says_so() {
    let file = folder("most").join("seen");
    let mut lines = String::with_capacity(WIDTH * 1_000_000 + FIRST_LINE.len());
    lines.push_str(FIRST_LINE);
    (1..=1_000_000_u32).for_each(|n| lines.push_str(&format!("{n:032x} 999999999999\n")));
    fs::write(&file, &lines).unwrap();
    let output = verify(&file, &signed("n-1", NOW), NOW).output().unwrap();
    assert_eq!(answer(&output), no("replay-guard-unavailable"));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("is full: it holds 1000000 entries"), "{told}");
    assert_eq!(fs::metadata(&file).unwrap().len() as usize, lines.len());
}
