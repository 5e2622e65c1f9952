//! `credtool install` as a process: whatever comes is answered, and once is once.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test drives the binary and fails loudly"
)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

const APP_KEY: &str = "d420667525e0489d91068cbf732fe1dc";
const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn install(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_credtool"));
    command
        .arg("install")
        .args(arguments)
        .args(["--app-key", APP_KEY, "--secret", "env:SECRET", "--json"])
        .env("SECRET", SECRET)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Returns a callback that was made now.
fn simulated(more: &[&str]) -> String {
    let output = install(&[&["simulate", "--base", "https://myapp.com/Install"], more].concat())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let shown: Value = serde_json::from_slice(&output.stdout).unwrap();
    shown["url"].as_str().unwrap().to_owned()
}

/// Returns the status and the verdict, which is the only thing on stdout.
fn verdict(output: &Output) -> (i32, Value) {
    let shown = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    (output.status.code().unwrap(), shown)
}

/// Verifies bytes from stdin.
fn verify_stdin(bytes: &[u8]) -> Output {
    let mut child = install(&["verify", "--explain", "-"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    child.wait_with_output().unwrap()
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("install")
        .join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn a_simulated_callback_verifies_and_each_broken_one_says_why() {
    let output = install(&["verify", "--explain", &simulated(&[])])
        .output()
        .unwrap();
    let (status, shown) = verdict(&output);
    assert_eq!(
        (status, &shown["explanation"]),
        (0, &Value::Null),
        "{shown}"
    );
    for (broken, reason, cause) in [
        ("hash", "bad-signature", "unknown"),
        ("date", "stale", "stale"),
        ("order", "bad-signature", "parameter-order"),
        ("app", "other-app", "other-app"),
    ] {
        let url = simulated(&["--break", broken]);
        let (status, shown) = verdict(&install(&["verify", "--explain", &url]).output().unwrap());
        assert_eq!(
            (
                status,
                &shown["reason"]["code"],
                &shown["explanation"]["cause"]
            ),
            (1, &reason.into(), &cause.into())
        );
        assert!(!shown.to_string().contains(SECRET));
        for verb in ["token", "header"] {
            let output = install(&[verb, &url]).output().unwrap();
            let (status, shown) = verdict(&output);
            assert_eq!(
                (status, shown.get("token"), shown.get("header")),
                (1, None, None)
            );
        }
    }
}

#[test]
fn of_eight_at_once_exactly_one_gets_the_token() {
    let file = folder("eight").join("seen");
    let url = simulated(&[]);
    let start = || {
        install(&["token", &url, "--replay", file.to_str().unwrap()])
            .spawn()
            .unwrap()
    };
    let children: Vec<_> = (0..8).map(|_| start()).collect();
    let outputs: Vec<_> = children
        .into_iter()
        .map(|child| child.wait_with_output().unwrap())
        .collect();
    let (tokens, refusals): (Vec<_>, Vec<_>) = outputs
        .iter()
        .map(verdict)
        .partition(|(status, _)| *status == 0);
    assert_eq!((tokens.len(), refusals.len()), (1, 7));
    assert_eq!(tokens[0].1["token"].as_str().unwrap().len(), 32);
    for (status, shown) in refusals {
        assert_eq!(
            (status, &shown["reason"]["code"]),
            (1, &"replayed".into()),
            "{shown}"
        );
    }
}

/// A refusal burns no t: what comes again in time is still accepted, once.
#[test]
fn what_is_refused_is_not_remembered() {
    let file = folder("refused").join("seen");
    let file = file.to_str().unwrap();
    let url = simulated(&[]);
    let late = [
        "verify",
        &url,
        "--replay",
        file,
        "--at",
        "2100-01-01T00:00:00Z",
    ];
    assert_eq!(
        verdict(&install(&late).output().unwrap()).1["reason"]["code"],
        "stale"
    );
    assert_eq!(
        verdict(
            &install(&["verify", &url, "--replay", file])
                .output()
                .unwrap()
        )
        .0,
        0
    );
    assert_eq!(
        verdict(
            &install(&["verify", &url, "--replay", file])
                .output()
                .unwrap()
        )
        .1["reason"]["code"],
        "replayed"
    );
}

#[test]
fn any_bytes_are_a_no_within_a_second() {
    let mut inputs = vec![
        b"\xff\xfe\x00".to_vec(),
        b"a=\xff&t=\xff&d=\xff&h=\xff".to_vec(),
        b"?".repeat(1 << 19),
        b"&".repeat(8192),
        b"a&".repeat(4000),
        b"x=%".repeat(2700),
        "é=".repeat(2000).into_bytes(),
        b"/?a=1\x1b[2J&t=2&d=3&h=4".to_vec(),
    ];
    inputs.push([b"/i?".as_slice(), &b"t=%41%42+&".repeat(800)].concat());
    for input in inputs {
        let start = Instant::now();
        let output = verify_stdin(&input);
        let (status, shown) = verdict(&output);
        let code = shown["reason"]["code"].as_str().unwrap();
        assert_eq!(status, 1, "{output:?}");
        assert!(
            ["malformed", "missing-parameter", "duplicate-parameter"].contains(&code),
            "{code}"
        );
        assert!(!output.stdout.contains(&0x1b));
        assert!(start.elapsed() < Duration::from_secs(1));
    }
    let empty = verify_stdin(b"");
    assert_eq!(empty.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&empty.stderr).contains("empty-file"));
}
