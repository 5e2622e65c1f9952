//! Runs another program; a test without its program is skipped with a line, and fails in CI.

use std::io::Write as _;
use std::process::{Command, Stdio};

/// Runs a program with that standard input and returns its standard output; `None` where it is absent.
pub(crate) fn run(program: &str, arguments: &[&str], input: &[u8]) -> Option<Vec<u8>> {
    let started = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(absent) => {
            assert!(
                std::env::var("CI").as_deref() != Ok("true"),
                "{program}: {absent}"
            );
            #[expect(clippy::print_stdout, reason = "a skipped test says so")]
            {
                println!("skipped: {program} is not here ({absent})");
            }
            return None;
        }
    };
    let mut stdin = child.stdin.take().expect("piped");
    let input = input.to_vec();
    // A thread, because a peer may answer before it has read everything.
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("ends");
    writer
        .join()
        .expect("no panic")
        .expect("the peer reads its input");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {complaint}"
    );
    Some(output.stdout)
}

/// Runs a Java source file of `tests/data` on lines of text and returns the lines it answers.
pub(crate) fn java(source: &str, lines: &[String]) -> Option<Vec<String>> {
    let source = data(source);
    let output = run("java", &[&source], (lines.join("\n") + "\n").as_bytes())?;
    let answers: Vec<String> = String::from_utf8(output)
        .expect("text")
        .lines()
        .map(str::to_owned)
        .collect();
    assert_eq!(answers.len(), lines.len(), "one answer a line");
    Some(answers)
}

/// Returns the path of a file of `tests/data`.
pub(crate) fn data(name: &str) -> String {
    format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"))
}
