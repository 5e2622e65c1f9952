//! Client assertions: jwcrypto and jose make what we verify, and verify what we make, in every algorithm.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::run::*;

/// Each algorithm, and the type of key that it takes; none for a secret.
const ALGORITHMS: [(&str, Option<&str>); 12] = [
    ("HS256", None),
    ("HS384", None),
    ("HS512", None),
    ("RS256", Some("rsa:2048")),
    ("RS384", Some("rsa:2048")),
    ("RS512", Some("rsa:2048")),
    ("PS256", Some("rsa:2048")),
    ("PS384", Some("rsa:2048")),
    ("PS512", Some("rsa:2048")),
    ("ES256", Some("p256")),
    ("ES384", Some("p384")),
    ("EdDSA", Some("ed25519")),
];

const CLIENT: &str = "hermosa ü";
const AUDIENCE: &str = "https://login.example.com/oauth2/token?a=b&c=\"d\"";

/// 2025-07-31T09:00:00Z.
const NOW: u64 = 1_753_952_400;
const AT: &str = "2025-07-31T09:00:00Z";

/// Long enough for HS512 (RFC 7518 §3.2), which jose insists on for none and other libraries do.
const LONG_SECRET: &str = "1008877afabf32efb31f9c974dbeaa688bed07691008877afabf32efb31f9c97";

/// Runs a peer over jobs and returns a line for each.
type Ask = Box<dyn Fn(&Path, &str, &[Value]) -> Vec<String>>;

fn peers() -> Vec<(&'static str, Ask)> {
    let script = |name: &str| -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/peers")
            .join(name)
    };
    let mut peers: Vec<(&'static str, Ask)> = Vec::new();
    if let Some(python) = python_with("jwcrypto") {
        let path = script("assertions.py");
        peers.push((
            "jwcrypto",
            Box::new(move |folder, operation, jobs| {
                ask(folder, Command::new(&python).arg(&path), operation, jobs)
            }),
        ));
    }
    if let Some(modules) = node_with("jose") {
        let path = script("assertions.mjs");
        peers.push((
            "jose",
            Box::new(move |folder, operation, jobs| {
                let mut node = Command::new("node");
                ask(folder, node.arg(&path).arg(&modules), operation, jobs)
            }),
        ));
    }
    peers
}

fn ask(folder: &Path, command: &mut Command, operation: &str, jobs: &[Value]) -> Vec<String> {
    let file = folder.join(format!("{operation}.jsonl"));
    let lines: Vec<String> = jobs.iter().map(Value::to_string).collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    let output = command
        .arg(operation)
        .arg(&file)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let answers = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<String> = answers.lines().map(str::to_owned).collect();
    assert_eq!(answers.len(), jobs.len());
    answers
}

/// A folder with a key pair of each type, and the secret.
fn keys(name: &str) -> PathBuf {
    let folder = folder(name);
    for kind in ["rsa:2048", "p256", "p384", "ed25519"] {
        let (private, public) = files(kind);
        credtool(
            &folder,
            &["key", "generate", "--type", kind, "-o", &private],
        );
        let pem = credtool(&folder, &["key", "public", &private]);
        std::fs::write(folder.join(public), pem).unwrap();
    }
    std::fs::write(folder.join("secret.txt"), LONG_SECRET).unwrap();
    folder
}

fn files(kind: &str) -> (String, String) {
    let stem = kind.replace(':', "");
    (format!("{stem}.pem"), format!("{stem}.pub.pem"))
}

/// Adds what a peer needs to find the key.
fn with_key(mut job: Value, kind: Option<&str>) -> Value {
    match kind {
        None => job["secret"] = LONG_SECRET.into(),
        Some(kind) => {
            let (private, public) = files(kind);
            job["private"] = private.into();
            job["public"] = public.into();
        }
    }
    job
}

fn verify(folder: &Path, kind: Option<&str>, algorithm: &str, token: &str) -> (i32, String) {
    let means = match kind {
        None => ["--secret".to_owned(), "file:secret.txt".to_owned()],
        Some(kind) => ["--key".to_owned(), files(kind).1],
    };
    let output = Command::new(env!("CARGO_BIN_EXE_credtool"))
        .current_dir(folder)
        .args([
            "request",
            "oauth2",
            "verify-assertion",
            "--json",
            "--at",
            AT,
        ])
        .args(["--client-id", CLIENT, "--audience", AUDIENCE])
        .args(["--algorithm", algorithm])
        .args(means)
        .args(["--", token])
        .output()
        .unwrap();
    let status = output.status.code().unwrap();
    (status, String::from_utf8(output.stdout).unwrap())
}

#[test]
fn what_they_make_we_verify() {
    let peers = peers();
    let folder = keys("assertions-theirs");
    for (name, ask) in peers {
        let claims = json!({
            "iss": CLIENT, "sub": CLIENT, "aud": AUDIENCE, "jti": format!("{name}-1"),
            "iat": NOW - 10, "nbf": NOW - 10, "exp": NOW + 50, "extra": {"a": [1, 2.5, null]},
        });
        let jobs = ALGORITHMS.map(|(algorithm, kind)| {
            with_key(json!({ "algorithm": algorithm, "claims": claims }), kind)
        });
        for ((algorithm, kind), token) in ALGORITHMS.iter().zip(ask(&folder, "make", &jobs)) {
            let (status, said) = verify(&folder, *kind, algorithm, &token);
            assert_eq!(status, 0, "{name} {algorithm}: {said}");
            let changed = token.replacen('.', ".e30", 1);
            assert_eq!(
                verify(&folder, *kind, algorithm, &changed).0,
                1,
                "{name} {algorithm}"
            );
            let other = if *algorithm == "ES256" {
                "RS256"
            } else {
                "ES256"
            };
            assert_eq!(
                verify(&folder, *kind, other, &token).0,
                1,
                "{name} {algorithm}"
            );
        }
    }
}

#[test]
fn what_we_make_they_verify() {
    let peers = peers();
    let folder = keys("assertions-ours");
    let tokens: Vec<String> = ALGORITHMS
        .iter()
        .map(|(algorithm, kind)| {
            let private = kind.map(|kind| files(kind).0);
            let means = match &private {
                None => ["--secret", "file:secret.txt"],
                Some(private) => ["--key", private.as_str()],
            };
            let make = ["request", "oauth2", "assertion", "--at", AT, "--id", "id-1"];
            let who = [
                "--client-id",
                CLIENT,
                "--audience",
                AUDIENCE,
                "--algorithm",
                algorithm,
            ];
            let arguments = [&make[..], &who, &means].concat();
            credtool(&folder, &arguments).trim_end().to_owned()
        })
        .collect();
    let claims = json!({
        "aud": AUDIENCE, "exp": NOW + 60, "iat": NOW, "iss": CLIENT, "jti": "id-1", "sub": CLIENT,
    });
    for (name, ask) in peers {
        let jobs: Vec<Value> = ALGORITHMS
            .iter()
            .zip(&tokens)
            .map(|((algorithm, kind), token)| {
                with_key(json!({ "algorithm": algorithm, "token": token }), *kind)
            })
            .collect();
        for (job, answer) in jobs.iter().zip(ask(&folder, "verify", &jobs)) {
            let found: Value = serde_json::from_str(&answer)
                .unwrap_or_else(|_| panic!("{name}: {answer} for {job}"));
            assert_eq!(found, claims, "{name}: {job}");
        }
        // And they say no where we would: the token of another key of the same type, in effect a changed one.
        let changed: Vec<Value> = jobs
            .iter()
            .map(|job| {
                let mut job = job.clone();
                let token = job["token"].as_str().unwrap_or_default();
                job["token"] = token.replacen('.', ".e30", 1).into();
                job
            })
            .collect();
        for answer in ask(&folder, "verify", &changed) {
            assert!(answer.starts_with("no: "), "{name}: {answer}");
        }
    }
}
