//! Captured requests with bytes that no honest sender wrote: always a verdict, never a yes for what is signed, within a second.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test drives the binary, fails loudly and measures"
)]

use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use chacha20::ChaCha12Rng;
use chacha20::rand_core::{Rng as _, SeedableRng as _};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");

/// Verifies a captured request, explaining why not.
fn verify(request: &[u8], explain: bool) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_credtool"));
    command
        .args([
            "request",
            "verify",
            "--json",
            "--at",
            "2025-07-31T09:00:00Z",
            "--http",
            "-",
        ])
        .args([
            "--app-id",
            "hermosa-7kkCMrRcgpdh",
            "--secret",
            "file:secret.txt",
        ])
        .args(explain.then_some("--explain"))
        .current_dir(FIXTURES)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A refusal of too much leaves the pipe before its end.
    let _ = child.stdin.take().unwrap().write_all(request);
    child.wait_with_output().unwrap()
}

fn signed() -> Vec<u8> {
    std::fs::read(format!("{FIXTURES}/signed.http")).unwrap()
}

/// Returns the status, and the code of the reason; anything but one JSON verdict fails.
fn verdict(output: &Output) -> (i32, String) {
    let shown: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let status = output.status.code().unwrap();
    assert_eq!(shown["verified"].as_bool(), Some(status == 0), "{output:?}");
    let code = shown["reason"]["code"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    assert_eq!(code.is_empty(), status == 0, "{output:?}");
    (status, code)
}

#[test]
fn random_changes_get_a_verdict() {
    let mut random = ChaCha12Rng::seed_from_u64(1_753_952_400);
    let original = signed();
    assert_eq!(verdict(&verify(&original, true)).0, 0);
    for _ in 0..150 {
        let mut request = original.clone();
        for _ in 0..=random.next_u32() % 4 {
            let at = random.next_u64() as usize % request.len();
            match random.next_u32() % 3 {
                0 => request[at] = random.next_u32() as u8,
                1 => request.insert(at, b"\"',=&%+ \0\xff\r\n"[random.next_u32() as usize % 12]),
                _ => drop(request.remove(at)),
            }
        }
        verdict(&verify(&request, true));
    }
}

#[test]
fn a_change_of_the_form_or_the_target_is_a_no() {
    let original = signed();
    let text = String::from_utf8(original.clone()).unwrap();
    let target = text.find("/Payments").unwrap()..text.find(" HTTP/1.1").unwrap();
    let form = original.len() - 25..original.len();
    for at in target.chain(form) {
        let mut request = original.clone();
        request[at] ^= 1;
        let output = verify(&request, false);
        assert_eq!(verdict(&output).0, 1, "byte {at}: {output:?}");
    }
}

#[test]
fn large_and_empty_ones_are_refused_within_a_second() {
    let head = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    let many_headers = format!("{head}{}\r\n", "A: b\r\n".repeat(100_000));
    let long_header = format!(
        "{head}Authorization: Atmosphere {}\r\n\r\n",
        "atmosphere_x=1,".repeat(200_000)
    );
    let many_parameters = format!(
        "{head}Authorization: Atmosphere atmosphere_app_id=hermosa-7kkCMrRcgpdh,atmosphere_nonce=n,\
        atmosphere_signature_method=HMACSHA256,atmosphere_signature=AAAA,atmosphere_timestamp=1753952400000\r\n\r\n{}",
        "a=1&".repeat(500_000)
    );
    let huge_length = format!("{head}Content-Length: 18446744073709551615\r\n\r\na");
    for (name, request) in [
        ("many headers", many_headers),
        ("long header", long_header),
        ("many parameters", many_parameters),
        ("huge length", huge_length),
    ] {
        for explain in [false, true] {
            let start = Instant::now();
            let output = verify(request.as_bytes(), explain);
            assert_eq!(verdict(&output).0, 1, "{name}");
            // A debug build on a busy machine takes some times as long as what users run.
            assert!(
                start.elapsed() < Duration::from_secs(10),
                "{name}: {:?}",
                start.elapsed()
            );
        }
    }
    assert_eq!(verify(b"", false).status.code(), Some(2));
}
