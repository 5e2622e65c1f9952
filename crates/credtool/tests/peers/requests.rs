//! Requests: random ones, signed by one and verified by the other, then changed in one place after the other.

use std::path::Path;
use std::process::Command;

use chacha20::ChaCha12Rng;
use chacha20::rand_core::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};

use crate::run::*;

/// The schemes, with a spelling of the algorithm that the platform's documents have and one that its clients have.
const SCHEMES: [(&str, [&str; 2]); 7] = [
    ("app-id", ["", ""]),
    ("digest", ["SHA1", "SHA1"]),
    ("hmac-sha1", ["HmacSHA1", "HMAC-SHA1"]),
    ("hmac-sha256", ["HMACSHA256", "HMAC-SHA256"]),
    ("hmac-sha512", ["HMACSHA512", "HMAC-SHA512"]),
    ("rsa-sha1", ["SHA1withRSA", "SHA1withRSA"]),
    ("rsa-sha256", ["SHA256withRSA", "SHA256withRSA"]),
];

const ROUNDS: usize = 6;

/// 2025-07-31T09:00:00Z.
const NOW_MS: u64 = 1_753_952_400_000;
const NOW: &str = "2025-07-31T09:00:00Z";

/// The second opinions: what runs them, and whether they are there.
fn peers() -> Vec<(&'static str, &'static str)> {
    let python = is_there("python3", "--version") && has_cryptography();
    let node = is_there("node", "--version");
    let all = [("python3", "akana.py", python), ("node", "akana.js", node)];
    all.into_iter()
        .filter(|peer| peer.2)
        .map(|peer| (peer.0, peer.1))
        .collect()
}

fn has_cryptography() -> bool {
    let found = Command::new("python3")
        .args(["-c", "import cryptography"])
        .output();
    let found = found.is_ok_and(|output| output.status.success());
    assert!(
        found || std::env::var("CI").as_deref() != Ok("true"),
        "python3's cryptography is missing, and CI=true"
    );
    if !found {
        println!("skipped: python3 has no cryptography");
    }
    found
}

/// Runs a peer over requests and returns one line for each.
fn ask(peer: (&str, &str), operation: &str, folder: &Path, jobs: &[Value]) -> Vec<String> {
    let file = folder.join(format!("{operation}.jsonl"));
    let lines: Vec<String> = jobs.iter().map(Value::to_string).collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/peers")
        .join(peer.1);
    let arguments = [script.to_str().unwrap(), operation, file.to_str().unwrap()];
    let answers = text(&fixtures(), peer.0, &arguments);
    let answers: Vec<String> = answers.lines().map(str::to_owned).collect();
    assert_eq!(answers.len(), jobs.len());
    answers
}

/// Random requests of every scheme, always the same ones.
fn requests() -> Vec<Value> {
    let mut random = Random(ChaCha12Rng::seed_from_u64(20_250_731));
    let mut requests = Vec::new();
    for (scheme, names) in SCHEMES {
        for _ in 0..ROUNDS {
            let method = random.one(&["GET", "POST", "PUT", "DELETE", "PATCH"]);
            let host = random.one(&[
                "api.example.com",
                "API.Example.com",
                "api.example.com:443",
                "api.example.com:8443",
                "api.example.com:80",
            ]);
            let path = random.one(&["", "/", "/a/b", "/a%20b/%C3%A9", "/a//b/../c", "/A/b;c=d,e"]);
            let query = random.one(&["?", ""]).to_owned() + &random.parameters();
            let query = if query.starts_with('?') {
                query
            } else {
                String::new()
            };
            let form = matches!(method, "POST" | "PUT")
                .then(|| random.parameters())
                .filter(|form| !form.is_empty());
            requests.push(json!({
                "scheme": scheme,
                "wire_name": random.one(&names),
                "method": method,
                "url": format!("https://{host}{path}{query}"),
                "form": form,
                "app_id": random.one(&["hermosa-7kkCMrRcgpdhKNBTF7tbcM7d", "fleet-p-us-AS0iTmhoGaE6Y9sWhUkvcL6T"]),
                "prefix": random.one(&["atmosphere", "apex_l1_eg", "b"]),
                "header_scheme": random.one(&["Atmosphere", "Apex_l2_ig"]),
                "secret": SECRET,
                "key": "app.pem",
                "nonce": random.one(&["1326409129918", "iypPgHH6z78Mu3GloCA=", "-4985265956715077053", "a+b/c%2Fd"]),
                "timestamp": (NOW_MS - 250_000 + random.below(500_000)).to_string(),
                "empty_value": random.one(&["bare", "equals"]),
            }));
        }
    }
    requests
}

struct Random(ChaCha12Rng);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0.next_u64() % bound
    }

    fn one<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.below(all.len() as u64) as usize]
    }

    /// Names that sort close to each other, repeated ones, empty values, and what is encoded in more than one way.
    fn parameters(&mut self) -> String {
        let pairs: Vec<String> = (0..self.below(6))
            .map(|_| {
                let name = self.one(&[
                    "a",
                    "a%21",
                    "a1",
                    "A",
                    "b",
                    "atmospherf",
                    "%C3%A9",
                    "x.y",
                    "z%26",
                ]);
                name.to_owned()
                    + self.one(&[
                        "",
                        "=",
                        "=1",
                        "=1+2",
                        "=1%202",
                        "=1%2B2",
                        "=%C3%A9",
                        "=%F0%9F%98%80",
                        "=a=b",
                        "=%26c%3Dd",
                    ])
            })
            .collect();
        pairs.join("&")
    }
}

/// Returns our arguments for a request, but for the verb and what the verb adds.
fn arguments(request: &Value, folder: &Path) -> Vec<String> {
    let text = |member: &str| request[member].as_str().unwrap().to_owned();
    let mut arguments = vec![
        "--scheme".to_owned(),
        text("scheme"),
        "--app-id".to_owned(),
        text("app_id"),
    ];
    arguments.extend([
        "--prefix".to_owned(),
        text("prefix"),
        "--header-scheme".to_owned(),
        text("header_scheme"),
    ]);
    let scheme = text("scheme");
    if scheme.starts_with("hmac") || scheme == "digest" {
        arguments.extend(["--secret", "env:SECRET"].map(str::to_owned));
    }
    if scheme.starts_with("hmac") || scheme.starts_with("rsa") {
        arguments.extend(["--empty-value".to_owned(), text("empty_value")]);
    }
    if let Some(form) = request["form"].as_str() {
        let file = folder.join("form");
        std::fs::write(&file, form).unwrap();
        arguments.extend(["--form".to_owned(), file.to_str().unwrap().to_owned()]);
    }
    arguments.extend([text("method"), text("url")]);
    arguments
}

/// Returns our verdict: status, and the code of the reason.
fn verdict(request: &Value, authorization: &str, folder: &Path, at: &str) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_credtool"));
    command
        .current_dir(fixtures())
        .args(["request", "verify", "--json", "--at", at])
        .env("SECRET", SECRET);
    if request["scheme"].as_str().unwrap().starts_with("rsa") {
        command.args(["--key", "app.crt"]);
    }
    command
        .args(["--header", &format!("Authorization: {authorization}")])
        .args(arguments(request, folder));
    let output = command.output().unwrap();
    let shown: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    let code = shown["reason"]["code"].as_str().unwrap_or_default();
    (output.status.code().unwrap(), code.to_owned())
}

fn is_signature(request: &Value) -> bool {
    let scheme = request["scheme"].as_str().unwrap();
    scheme.starts_with("hmac") || scheme.starts_with("rsa")
}

#[test]
fn others_sign_and_we_verify() {
    let folder = folder("akana-theirs");
    let requests = requests();
    for peer in peers() {
        for (request, header) in requests.iter().zip(ask(peer, "sign", &folder, &requests)) {
            assert_eq!(
                verdict(request, &header, &folder, NOW),
                (0, String::new()),
                "{peer:?} {request} {header}"
            );
        }
    }
}

#[test]
fn we_sign_and_others_verify() {
    let folder = folder("akana-ours");
    let mut requests = requests();
    for request in &mut requests {
        let scheme = request["scheme"].as_str().unwrap();
        let mut ours = vec!["request".to_owned(), "sign".to_owned()];
        if scheme.starts_with("rsa") {
            ours.extend(["--key", "app.pem"].map(str::to_owned));
        }
        if scheme != "app-id" {
            let text = |member: &str| request[member].as_str().unwrap().to_owned();
            ours.extend([
                "--nonce".to_owned(),
                text("nonce"),
                "--timestamp".to_owned(),
                text("timestamp"),
            ]);
            ours.extend(["--wire-name".to_owned(), text("wire_name")]);
        }
        ours.extend(arguments(request, &folder));
        let ours: Vec<&str> = ours.iter().map(String::as_str).collect();
        let line = credtool(&fixtures(), &ours);
        request["authorization"] = line
            .trim_end()
            .strip_prefix("Authorization: ")
            .unwrap()
            .into();
    }
    for peer in peers() {
        for (request, answer) in requests.iter().zip(ask(peer, "verify", &folder, &requests)) {
            assert_eq!(answer, "yes", "{peer:?} {request}");
        }
    }
}

/// Whatever is covered, and whatever names the sender, is changed in turn.
#[test]
fn every_change_of_their_requests_is_a_no() {
    let folder = folder("akana-changed");
    let requests = requests();
    for peer in peers() {
        for (request, header) in requests.iter().zip(ask(peer, "sign", &folder, &requests)) {
            for (what, changed, header, at) in changes(request, &header) {
                let (status, code) = verdict(&changed, &header, &folder, at);
                assert_eq!(status, 1, "{what}: {peer:?} {request} {header}");
                assert!(!code.is_empty(), "{what} without a reason");
            }
        }
    }
}

/// Returns the request with its header, each time with one thing changed that this scheme must notice, and the time of day.
fn changes(request: &Value, header: &str) -> Vec<(&'static str, Value, String, &'static str)> {
    let mut changes = Vec::new();
    let mut with = |what, member: &str, value: Value| {
        let mut changed = request.clone();
        changed[member] = value;
        changes.push((what, changed, header.to_owned(), NOW));
    };
    let url = request["url"].as_str().unwrap();
    with("app", "app_id", "other-7kkCMrRcgpdhKNBTF7tbcM7d".into());
    with("scheme word", "header_scheme", "Elsewhere".into());
    with("prefix", "prefix", "elsewhere".into());
    if is_signature(request) {
        let method = if request["method"] == "GET" {
            "HEAD"
        } else {
            "GET"
        };
        with("method", "method", method.into());
        with(
            "host",
            "url",
            url.replacen("https://", "https://x", 1).into(),
        );
        with(
            "scheme of the URL",
            "url",
            url.replacen("https", "http", 1).into(),
        );
        let (before, query) = url.split_once('?').unwrap_or((url, ""));
        let path = if before.matches('/').count() < 3 {
            "/x"
        } else {
            "x"
        };
        with("path", "url", format!("{before}{path}?{query}").into());
        with(
            "query",
            "url",
            format!("{url}{}z=1", if url.contains('?') { "&" } else { "?" }).into(),
        );
        let form = request["form"]
            .as_str()
            .map_or_else(|| "z=1".to_owned(), |form| format!("{form}&z=1"));
        with("form", "form", form.into());
    }
    if request["scheme"] != "app-id" {
        for (what, at) in [
            ("stale", "2025-07-31T09:10:00Z"),
            ("future", "2025-07-31T08:50:00Z"),
        ] {
            changes.push((what, request.clone(), header.to_owned(), at));
        }
        let text = |member: &str| request[member].as_str().unwrap();
        let mut replaced = |what, member: &str, new: &str| {
            let header = header.replacen(text(member), new, 1);
            changes.push((what, request.clone(), header, NOW));
        };
        replaced("nonce in the header", "nonce", "another");
        replaced("time in the header", "timestamp", &NOW_MS.to_string());
        replaced(
            "app in the header",
            "app_id",
            "other-7kkCMrRcgpdhKNBTF7tbcM7d",
        );
        replaced("no time in the header", "timestamp", "today");
        if is_signature(request) {
            let other = match text("scheme") {
                "rsa-sha1" => "SHA256withRSA",
                "rsa-sha256" => "SHA1withRSA",
                "hmac-sha1" => "HMAC-SHA-1",
                "hmac-sha256" => "HMAC-SHA-256",
                _ => "HMAC-SHA-512",
            };
            replaced("wire name in the header", "wire_name", other);
        }
    }
    changes
}

/// What curl really sends when it is given our command verifies as it was captured.
#[test]
fn curl_sends_what_was_signed() {
    if !is_there("curl", "--version") {
        return;
    }
    let folder = folder("curl");
    std::fs::write(folder.join("a form"), "b=1+2&a=%C3%A9&c=\n").unwrap();
    std::fs::write(folder.join("body.json"), "{\"a\":\n1}\n").unwrap();
    let form = ["--form", "a form", "POST", "/funds?id=1"];
    let cases: [(&[&str], &[&str]); 8] = [
        (&[], &["GET", "/a/../b//c/./?d[]={e,f}&g=[1-3]"]),
        (&[], &["HEAD", "/a?it's=$(x)"]),
        (&[], &form),
        (&["--raw"], &form),
        (&["--body", "body.json"], &["PUT", "/a"]),
        (
            &[
                "--body",
                "body.json",
                "--header",
                "Content-Type: text/plain",
                "--header",
                "X: it's",
            ],
            &["PUT", "/a"],
        ),
        (&["--carry", "query"], &form),
        (&["--carry", "form"], &form),
    ];
    for (more, rest) in cases {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let captured = std::thread::spawn(move || capture(&listener));
        let (url, rest) = rest.split_last().unwrap();
        let url = format!("{base}{url}");
        let mut arguments = vec![
            "request",
            "sign",
            "--curl",
            "--scheme",
            "hmac-sha256",
            "--app-id",
            "app-1",
        ];
        arguments.extend(["--secret", "env:SECRET"].iter().chain(more).chain(rest));
        arguments.push(&url);
        let command = credtool(&folder, &arguments);
        text(
            &folder,
            "sh",
            &["-c", &format!("{} --silent", command.trim_end())],
        );
        std::fs::write(folder.join("captured"), captured.join().unwrap()).unwrap();
        let verify = [
            "request",
            "verify",
            "--app-id",
            "app-1",
            "--secret",
            "env:SECRET",
            "--http",
            "captured",
        ];
        let verdict = credtool(&folder, &[&verify[..], &["--base", &base]].concat());
        assert!(
            verdict.starts_with("verified: app-1 sent this request"),
            "{command}{verdict}"
        );
    }
}

/// Takes one request with its body, and answers that there is nothing to say.
fn capture(listener: &std::net::TcpListener) -> Vec<u8> {
    use std::io::{Read as _, Write as _};
    let (mut stream, _) = listener.accept().unwrap();
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = stream.read(&mut buffer).unwrap();
        assert!(read > 0, "curl went away");
        request.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&request);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("Content-Length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                break;
            }
        }
    }
    stream
        .write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        .unwrap();
    request
}
