//! HTTP message signatures: random requests, signed by Python's http-message-signatures and verified by us, and the other
//! way round, then changed in one place after the other.

use std::path::Path;
use std::process::Command;

use chacha20::ChaCha12Rng;
use chacha20::rand_core::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};

use crate::run::*;

const ALGORITHMS: [(&str, &str); 5] = [
    ("hmac-sha256", ""),
    ("rsa-v1_5-sha256", "app.pem"),
    ("rsa-pss-sha512", "app.pem"),
    ("ecdsa-p256-sha256", "p256.pem"),
    ("ed25519", "ed25519.pem"),
];

const ROUNDS: usize = 6;

/// 2025-07-31T09:00:00Z.
const NOW: u64 = 1_753_952_400;

/// Random requests for every algorithm, always the same ones.
fn requests() -> Vec<Value> {
    let mut random = ChaCha12Rng::seed_from_u64(9421);
    let mut below = move |bound: usize| random.next_u64() as usize % bound;
    let mut requests = Vec::new();
    for (algorithm, key) in ALGORITHMS {
        for _ in 0..ROUNDS {
            let mut one = |all: &[&str]| all[below(all.len())].to_owned();
            let method = one(&["GET", "POST", "PUT", "DELETE", "PATCH"]);
            let scheme = one(&["https", "http"]);
            let host = one(&["api.example.com", "api.example.com:8443", "127.0.0.1:8080"]);
            let path = one(&["/", "/a/b", "/a%20b/%C3%A9", "/a//b/../c", "/A/b;c=d,e"]);
            let value = one(&["", "1", "1+2", "1%202", "%C3%A9%22", "a=b~*", "%2B"]);
            let body = match method.as_str() {
                "POST" | "PUT" => one(&["{\"hello\": \"world\"}", "x", "é\n"]),
                _ => String::new(),
            };
            let more = [
                "\"@authority\"",
                "\"@scheme\"",
                "\"@path\"",
                "\"@query\"",
                "\"@request-target\"",
                "\"@query-param\";name=\"a%3B%20b\"",
                "\"x-request-id\"",
                "\"date\"",
            ];
            let mut covered = vec!["\"@method\"".to_owned(), "\"@target-uri\"".to_owned()];
            covered.extend(
                more.iter()
                    .filter(|_| below(2) == 0)
                    .map(|id| (*id).to_owned()),
            );
            if !body.is_empty() {
                covered.insert(below(covered.len()), "\"content-digest\"".to_owned());
            }
            let label = ["sig1", "*a.b-c_d"][below(2)];
            let mut request = json!({
                "algorithm": algorithm,
                "method": method,
                "url": format!("{scheme}://{host}{path}?z&a%3b+b={value}&c=%7E"),
                "headers": { "X-Request-Id": "4711, \"x\"", "Date": "Thu, 31 Jul 2025 09:00:00 GMT" },
                "body": body,
                "covered": covered,
                "key_id": "nexus-1",
                "created": NOW - 200 + below(400) as u64,
                "nonce": format!("nonce {} \\ \"", below(1000)),
                "label": label,
                "tag": "tickets & more",
                "include_alg": below(2) == 0,
            });
            match key {
                "" => request["secret"] = SECRET.into(),
                key => request["key"] = key.into(),
            }
            requests.push(request);
        }
    }
    requests
}

/// Runs the peer over requests and returns one line for each; `None` where it is not there.
fn ask(operation: &str, folder: &Path, jobs: &[Value]) -> Option<Vec<String>> {
    let python = python_with("http_message_signatures")?;
    let file = folder.join(format!("{operation}.jsonl"));
    let lines: Vec<String> = jobs.iter().map(Value::to_string).collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/http_signatures.py");
    let arguments = [script.to_str().unwrap(), operation, file.to_str().unwrap()];
    let answers = text(&fixtures(), python.to_str().unwrap(), &arguments);
    let answers: Vec<String> = answers.lines().map(str::to_owned).collect();
    assert_eq!(answers.len(), jobs.len());
    Some(answers)
}

/// Returns our arguments for a request, but for the verb and what the verb adds.
fn arguments(request: &Value, folder: &Path) -> Vec<String> {
    let text = |member: &str| request[member].as_str().unwrap().to_owned();
    let scheme = format!("http-{}", text("algorithm"));
    let mut arguments = vec!["--scheme".to_owned(), scheme];
    arguments.extend([
        "--app-id".to_owned(),
        text("key_id"),
        "--label".to_owned(),
        text("label"),
    ]);
    arguments.extend(["--tag".to_owned(), text("tag")]);
    match request["key"].as_str() {
        Some(key) => arguments.extend(["--key".to_owned(), key.to_owned()]),
        None => arguments.extend(["--secret", "env:SECRET"].map(str::to_owned)),
    }
    for (name, value) in request["headers"].as_object().unwrap() {
        let value = value.as_str().unwrap();
        arguments.extend(["--header".to_owned(), format!("{name}: {value}")]);
    }
    if !text("body").is_empty() {
        let file = folder.join("body");
        std::fs::write(&file, text("body")).unwrap();
        arguments.extend(["--body".to_owned(), file.to_str().unwrap().to_owned()]);
    }
    arguments.extend([text("method"), text("url")]);
    arguments
}

fn each_covered(request: &Value, option: &str) -> Vec<String> {
    let covered = request["covered"].as_array().unwrap().iter();
    let pairs = covered.map(|id| [option.to_owned(), id.as_str().unwrap().to_owned()]);
    pairs.flatten().collect()
}

/// Returns our verdict: status, and the code of the reason.
fn verdict(request: &Value, folder: &Path) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_credtool"))
        .current_dir(fixtures())
        .args([
            "request",
            "verify",
            "--json",
            "--at",
            "2025-07-31T09:00:00Z",
        ])
        .args(each_covered(request, "--require"))
        .args(arguments(request, folder))
        .env("SECRET", SECRET)
        .output()
        .unwrap();
    let shown: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    let code = shown["reason"]["code"].as_str().unwrap_or_default();
    (output.status.code().unwrap(), code.to_owned())
}

/// Returns the requests as the peer signed them.
fn signed_by_the_peer(folder: &Path) -> Option<Vec<Value>> {
    let mut requests = requests();
    let answers = ask("sign", folder, &requests)?;
    for (request, headers) in requests.iter_mut().zip(answers) {
        request["headers"] = serde_json::from_str(&headers).unwrap();
    }
    Some(requests)
}

#[test]
fn others_sign_and_we_verify() {
    let folder = folder("http-theirs");
    for request in signed_by_the_peer(&folder).unwrap_or_default() {
        assert_eq!(verdict(&request, &folder), (0, String::new()), "{request}");
    }
}

#[test]
fn we_sign_and_others_verify() {
    let folder = folder("http-ours");
    let mut requests = requests();
    for request in &mut requests {
        let mut ours = ["request", "sign", "--json"].map(str::to_owned).to_vec();
        let nonce = request["nonce"].as_str().unwrap().to_owned();
        ours.extend(["--nonce".to_owned(), nonce]);
        ours.extend(["--timestamp".to_owned(), request["created"].to_string()]);
        ours.extend(each_covered(request, "--cover"));
        ours.extend(arguments(request, &folder));
        let ours: Vec<&str> = ours.iter().map(String::as_str).collect();
        let shown: Value = serde_json::from_str(&credtool(&fixtures(), &ours)).unwrap();
        for header in shown["headers"].as_array().unwrap() {
            request["headers"][header["name"].as_str().unwrap()] = header["value"].clone();
        }
    }
    let answers = ask("verify", &folder, &requests).unwrap_or_default();
    for (request, answer) in requests.iter().zip(answers) {
        assert_eq!(answer, "yes", "{request}");
    }
}

/// Whatever is covered is changed in turn, and so is each field of the signature.
#[test]
fn every_change_of_their_requests_is_a_no() {
    let folder = folder("http-changed");
    for request in signed_by_the_peer(&folder).unwrap_or_default() {
        let text = |member: &str| request[member].as_str().unwrap().to_owned();
        let mut changes = vec![
            ("method", "method", "HEAD".to_owned()),
            ("host", "url", text("url").replacen("://", "://x", 1)),
            ("query", "url", text("url") + "x"),
            ("label", "label", "other".to_owned()),
            ("tag", "tag", "other".to_owned()),
            ("key", "key_id", "nexus-2".to_owned()),
        ];
        if !text("body").is_empty() {
            changes.push(("body", "body", text("body") + "x"));
        }
        let mut changed: Vec<(&str, Value)> = Vec::new();
        for (what, member, value) in changes {
            let mut other = request.clone();
            other[member] = value.into();
            changed.push((what, other));
        }
        let input = request["headers"]["Signature-Input"].as_str().unwrap();
        for (what, from, to) in [
            ("created", "created=1", "created=2"),
            ("nonce", "nonce=\"", "nonce=\"x"),
            ("covered", "\"@method\"", "\"@method\" \"date\""),
            ("uncovered", "\"@method\"", ""),
            ("unknown", ";created", ";unknown;created"),
        ] {
            let mut other = request.clone();
            other["headers"]["Signature-Input"] = input.replacen(from, to, 1).into();
            changed.push((what, other));
        }
        for (what, other) in changed {
            let (status, code) = verdict(&other, &folder);
            assert_eq!(status, 1, "{what}: {other}");
            assert!(!code.is_empty(), "{what} without a reason");
        }
    }
}
