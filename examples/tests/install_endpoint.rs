//! Drives the install endpoint over loopback with what `credtool install simulate` makes.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test starts programs and fails loudly"
)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

const KEY: &str = "d420667525e0489d91068cbf732fe1dc";
const SECRET: &str = "0123456789abcdef0123456789abcdef";
const ENDPOINT: &str = env!("CARGO_BIN_EXE_install_endpoint");

/// The binary stands beside the example; `cargo test -p credtool-examples` alone has not built it.
fn credtool() -> PathBuf {
    let path =
        PathBuf::from(ENDPOINT).with_file_name(format!("credtool{}", std::env::consts::EXE_SUFFIX));
    if !path.exists() {
        let built = Command::new(env!("CARGO"))
            .args(["build", "--package", "credtool"])
            .status();
        assert!(built.unwrap().success());
    }
    path
}

struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start() -> Self {
        let mut process = Command::new(ENDPOINT)
            .args(["serve", "127.0.0.1:0"])
            .env("APP_KEY", KEY)
            .env("APP_SECRET", SECRET)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let url = line
            .trim()
            .strip_prefix("listening on ")
            .unwrap()
            .to_owned();
        Self { process, url }
    }

    fn simulate(&self, more: &[&str]) -> String {
        let output = Command::new(credtool())
            .args([
                "install",
                "simulate",
                "--app-key",
                KEY,
                "--secret",
                "env:APP_SECRET",
                "--base",
                &self.url,
            ])
            .args(more)
            .env("APP_SECRET", SECRET)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Returns status and first word of the answer.
fn call(url: &str) -> (String, String) {
    let rest = url.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_at(rest.find('/').unwrap());
    let mut stream = TcpStream::connect(host).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let body = answer.split("\r\n\r\n").nth(1).unwrap();
    let first = body.split([':', ',']).next().unwrap();
    (
        answer.split(' ').nth(1).unwrap().to_owned(),
        first.to_owned(),
    )
}

#[test]
fn good_replayed_and_broken() {
    let server = Server::start();
    let expect = |url: &str, status: &str, word: &str| {
        assert_eq!(call(url), (status.to_owned(), word.to_owned()), "{url}");
    };
    let good = server.simulate(&[]);
    expect(&good, "200", "installed");
    expect(&good, "401", "replayed");
    for (broken, word) in [
        ("hash", "bad-signature"),
        ("date", "stale"),
        ("order", "bad-signature"),
        ("app", "other-app"),
    ] {
        expect(&server.simulate(&["--break", broken]), "401", word);
    }
    expect(&server.url, "401", "missing-parameter");
    expect(
        &format!("{}?a=%ff&a=1", server.url),
        "401",
        "duplicate-parameter",
    );
}

#[test]
fn eight_at_once_are_one_yes() {
    let server = Server::start();
    let good = server.simulate(&[]);
    let answers = std::thread::scope(|scope| {
        let calls: Vec<_> = (0..8).map(|_| scope.spawn(|| call(&good).0)).collect();
        calls
            .into_iter()
            .map(|call| call.join().unwrap())
            .collect::<Vec<_>>()
    });
    assert_eq!(
        answers.iter().filter(|status| *status == "200").count(),
        1,
        "{answers:?}"
    );
}

#[test]
fn no_key_no_service() {
    let output = Command::new(ENDPOINT)
        .args(["serve", "127.0.0.1:0"])
        .env_remove("APP_KEY")
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("no key, no service"));
}
