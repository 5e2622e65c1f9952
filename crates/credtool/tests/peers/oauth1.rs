//! OAuth 1.0a: random requests, signed by Python's oauthlib and verified by us, and the other way round, then changed in one
//! place after the other.

use std::path::Path;
use std::process::Command;

use chacha20::ChaCha12Rng;
use chacha20::rand_core::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};

use crate::run::*;

const METHODS: [&str; 5] = [
    "PLAINTEXT",
    "HMAC-SHA1",
    "HMAC-SHA256",
    "RSA-SHA1",
    "RSA-SHA256",
];

const ROUNDS: usize = 12;

/// 2025-07-31T09:00:00Z.
const NOW: u64 = 1_753_952_400;

/// Random requests for every method, always the same ones.
fn requests() -> Vec<Value> {
    let mut random = ChaCha12Rng::seed_from_u64(5849);
    let mut below = move |bound: usize| random.next_u64() as usize % bound;
    let mut requests = Vec::new();
    for name in METHODS {
        for round in 0..ROUNDS {
            let mut one = |all: &[&str]| all[below(all.len())].to_owned();
            let mut parameters = || {
                let pairs = (0..3).map(|_| {
                    one(&["a", "a%21", "a1", "A", "b", "c%40", "%C3%A9", "x.y", "z%26"])
                        + &one(&[
                            "=",
                            "=1",
                            "=1+2",
                            "=1%202",
                            "=1%2B2",
                            "=%C3%A9",
                            "=%F0%9F%98%80",
                            "=%7E*",
                            "=a%3Db",
                        ])
                });
                pairs.collect::<Vec<_>>().join("&")
            };
            let (query, form) = (parameters(), parameters());
            let carry = ["header", "query", "form"][round % 3];
            let method = match carry {
                "form" => "POST".to_owned(),
                _ => one(&["GET", "POST", "PUT", "DELETE", "PATCH"]),
            };
            let has_form = method == "POST" || method == "PUT";
            let scheme = match name {
                "PLAINTEXT" => "https".to_owned(),
                _ => one(&["https", "http"]),
            };
            let host = one(&[
                "api.example.com",
                "API.Example.com",
                "api.example.com:443",
                "api.example.com:80",
                "127.0.0.1:8080",
            ]);
            let path = one(&["/", "/a/b", "/a%20b/%C3%A9", "/a//b/../c", "/A/b;c=d,e"]);
            let with_token = below(3) > 0;
            let is_rsa = name.starts_with("RSA");
            let token_secret = ["key-pass", ""][usize::from(!with_token || is_rsa)];
            let app_id = ["hermosa-7kkCMrRcgpdh", "a key+ü&"][below(2)];
            requests.push(json!({
                "method_name": name,
                "method": method,
                "url": format!("{scheme}://{host}{path}?{query}"),
                "form": has_form.then_some(form),
                "carry": carry,
                "app_id": app_id,
                "secret": SECRET,
                "token": with_token.then_some("tok/en =%"),
                "token_secret": token_secret,
                "nonce": format!("n {} +%/é", below(1000)),
                "timestamp": NOW - 200 + below(400) as u64,
                "callback": (below(2) == 0).then_some("http://printer.example.com/ready?a=b c&d"),
                "verifier": (below(2) == 0).then_some("hf+dp 7"),
                "realm": (carry == "header").then_some("Photos, and more"),
            }));
        }
    }
    requests
}

/// Runs the peer over requests and returns one line for each; `None` where it is not there.
fn ask(operation: &str, folder: &Path, jobs: &[Value]) -> Option<Vec<String>> {
    let python = python_with("oauthlib.oauth1, jwt")?;
    let file = folder.join(format!("{operation}.jsonl"));
    let lines: Vec<String> = jobs.iter().map(Value::to_string).collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/oauth1.py");
    let arguments = [script.to_str().unwrap(), operation, file.to_str().unwrap()];
    let answers = text(&fixtures(), python.to_str().unwrap(), &arguments);
    let answers: Vec<String> = answers.lines().map(str::to_owned).collect();
    assert_eq!(answers.len(), jobs.len());
    Some(answers)
}

/// Returns our arguments for a request, but for the verb and what the verb adds.
fn arguments(job: &Value, form: Option<&Path>) -> Vec<String> {
    let name = job["method_name"].as_str().unwrap();
    let mut arguments = vec![
        "--scheme".to_owned(),
        format!("oauth1-{}", name.to_lowercase()),
    ];
    let mut add = |option: &str, value: &str| arguments.push(format!("{option}={value}"));
    add("--app-id", job["app_id"].as_str().unwrap());
    match name.starts_with("RSA") {
        true => add("--key", "app.pem"),
        false => add("--secret", "env:SECRET"),
    }
    if let Some(token) = job["token"].as_str() {
        add("--token", token);
    }
    if job["token_secret"] != "" {
        add("--token-secret", "env:KEY");
    }
    if let Some(form) = form {
        add("--form", form.to_str().unwrap());
    }
    arguments
}

fn form_of(folder: &Path, job: &Value) -> Option<std::path::PathBuf> {
    let form = job["form"].as_str()?;
    let path = folder.join("body.form");
    std::fs::write(&path, form).unwrap();
    Some(path)
}

#[test]
fn oauthlib_verifies_what_we_sign() {
    let folder = folder("oauth1-ours");
    let mut jobs = Vec::new();
    for mut job in requests() {
        let form = form_of(&folder, &job);
        let mut all = vec!["request".to_owned(), "sign".to_owned(), "--json".to_owned()];
        all.extend(arguments(&job, form.as_deref()));
        let timestamp = job["timestamp"].to_string();
        all.push(format!("--timestamp={timestamp}"));
        for (option, member) in [
            ("--nonce", "nonce"),
            ("--carry", "carry"),
            ("--callback", "callback"),
            ("--verifier", "verifier"),
            ("--realm", "realm"),
        ] {
            all.extend(
                job[member]
                    .as_str()
                    .map(|value| format!("{option}={value}")),
            );
        }
        all.extend(["method", "url"].map(|member| job[member].as_str().unwrap().to_owned()));
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let sent: Value = serde_json::from_str(&credtool(&fixtures(), &all)).unwrap();
        job["url"] = sent["url"].clone();
        job["authorization"] = sent["headers"][0]["value"].clone();
        if sent["body"].is_string() {
            job["form"] = sent["body"].clone();
        }
        jobs.push(job);
    }
    let Some(answers) = ask("verify", &folder, &jobs) else {
        return;
    };
    for (job, answer) in jobs.iter().zip(&answers) {
        assert_eq!(answer, "yes", "{job}");
    }
    let changed: Vec<Value> = jobs
        .iter()
        .filter(|job| job["method_name"] != "PLAINTEXT")
        .map(changed)
        .collect();
    for (job, answer) in changed
        .iter()
        .zip(ask("verify", &folder, &changed).unwrap())
    {
        assert_eq!(answer, "no", "{job}");
    }
}

#[test]
fn we_verify_what_oauthlib_signs() {
    let folder = folder("oauth1-theirs");
    let mut jobs = requests();
    let Some(answers) = ask("sign", &folder, &jobs) else {
        return;
    };
    for (job, answer) in jobs.iter_mut().zip(&answers) {
        let sent: Value = serde_json::from_str(answer).unwrap();
        for member in ["url", "form", "authorization"] {
            job[member] = sent[member].clone();
        }
        assert!(verified(&folder, job), "{job}");
        if job["method_name"] != "PLAINTEXT" {
            let changed = changed(job);
            assert!(!verified(&folder, &changed), "{changed}");
        }
    }
}

/// The request with one thing in it changed, another one from request to request.
fn changed(job: &Value) -> Value {
    let mut changed = job.clone();
    let url = job["url"].as_str().unwrap();
    match (job["timestamp"].as_u64().unwrap() % 3, job["form"].as_str()) {
        (0, Some(form)) => changed["form"] = format!("{form}&more=1").into(),
        (1, _) => changed["url"] = url.replacen("?", "/x?", 1).into(),
        (2, _) => changed["url"] = format!("{url}&a=2").into(),
        _ => changed["method"] = "HEAD".into(),
    }
    changed
}

fn verified(folder: &Path, job: &Value) -> bool {
    let form = form_of(folder, job);
    let mut all = vec![
        "request".to_owned(),
        "verify".to_owned(),
        format!("--at={}", "2025-07-31T09:00:00Z"),
    ];
    all.extend(arguments(job, form.as_deref()));
    if let Some(header) = job["authorization"].as_str() {
        all.push(format!("--header=Authorization: {header}"));
    }
    all.extend(["method", "url"].map(|member| job[member].as_str().unwrap().to_owned()));
    let output = Command::new(env!("CARGO_BIN_EXE_credtool"))
        .args(&all)
        .current_dir(fixtures())
        .envs([
            ("CREDTOOL_NO_INPUT", "1"),
            ("KEY", "key-pass"),
            ("SECRET", SECRET),
        ])
        .output()
        .unwrap();
    match output.status.code() {
        Some(0) => true,
        Some(1) => false,
        _ => panic!("{all:?}: {output:?}"),
    }
}
