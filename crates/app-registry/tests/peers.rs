//! What others make of it: Python computes hashes and keys anew, and three tools open an export.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test starts the peers, says which it skips and fails loudly"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name)
}

/// Whether the peer is there; says so where it is not.
fn is_there(program: &str, version: &str) -> bool {
    let output = Command::new(program).arg(version).output();
    let found = output.is_ok_and(|output| output.status.success());
    assert!(
        found || std::env::var("CI").as_deref() != Ok("true"),
        "{program} is missing, and CI=true"
    );
    if !found {
        println!("skipped: {program} is not installed");
    }
    found
}

fn run(program: &str, arguments: &[&str], files: &[&str]) -> String {
    let files = files.iter().map(|name| data(name));
    let output = Command::new(program)
        .args(arguments)
        .args(files)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "{program}: {}{}",
        text(&output.stdout),
        text(&output.stderr)
    );
    text(&output.stdout)
}

/// From the documentation alone, with nothing but hashlib, hmac and json.
#[test]
fn python_verifies_the_history() {
    if !is_there("python3", "--version") {
        return;
    }
    let files = ["events-v1.jsonl", "head-v1.json"];
    assert_eq!(run("python3", &["-c", HISTORY], &files), "19 events\n");
}

#[test]
fn python_reads_the_export() {
    if !is_there("python3", "--version") {
        return;
    }
    let names = run("python3", &["-c", ZIP], &["export-v1.zip"]);
    assert_eq!(
        names,
        "app.json 1/metadata.json 1/certificate.pem 1/chain.pem 1/request.pem 2.0-beta/metadata.json\n"
    );
}

#[test]
fn unzip_and_java_read_the_export() {
    if is_there("unzip", "-v") {
        let unzip = run("unzip", &["-t"], &["export-v1.zip"]);
        assert!(unzip.contains("No errors detected"), "{unzip}");
    }
    if is_there("jar", "--version") {
        let jar = run("jar", &["--list", "--file"], &["export-v1.zip"]);
        assert_eq!(jar.lines().count(), 6);
    }
}

const HISTORY: &str = r#"
import hashlib, hmac, json, sys

before = "0" * 64
last = 0
for line in open(sys.argv[1], "rb").read().splitlines():
    event = json.loads(line)
    body, end = line.rsplit(b',"hash":"', 1)
    assert end == event["hash"].encode() + b'"}'
    assert hashlib.sha256(body).hexdigest() == event["hash"]
    assert event["before"] == before and event["number"] == last + 1
    before, last = event["hash"], event["number"]

head = json.load(open(sys.argv[2]))
assert head["count"] == last and head["hash"] == before
def hkdf(material, info):  # RFC 5869, one block
    extracted = hmac.digest(bytes(32), material, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")
key = hkdf(b"0EE0D33AC67E4389AB2B46123729B875", b"credtool app-registry head v1\x00" + head["kid"].encode())
signed = b"credtool app-registry head v1\x00" + last.to_bytes(8, "big") + bytes.fromhex(before)
assert hmac.digest(key, signed, "sha256").hex() == head["mac"]
print(last, "events")
"#;

const ZIP: &str = r#"
import hashlib, json, ssl, sys, zipfile

zip = zipfile.ZipFile(sys.argv[1])
assert zip.testzip() is None
app = json.loads(zip.read("app.json"))
for version in app["versions"]:
    metadata = json.loads(zip.read(version["folder"] + "/metadata.json"))
    if metadata["credential"]:
        pem = zip.read(version["folder"] + "/certificate.pem").decode()
        der = ssl.PEM_cert_to_DER_cert(pem)
        assert hashlib.sha256(der).hexdigest() == metadata["credential"]["certificate"]["sha256"]
print(*zip.namelist())
"#;
