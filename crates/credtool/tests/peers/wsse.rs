//! WS-Security: messages that zeep makes, verified by us, and elements that we make, checked by zeep.

use std::path::Path;
use std::process::{Command, Output};

use chacha20::ChaCha12Rng;
use chacha20::rand_core::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};

use crate::run::*;

const NOW: &str = "2025-07-31T09:00:00Z";
const ROUNDS: usize = 12;

const USERNAMES: [&str; 4] = ["mark", "José & <Ana>", "a\"b' c\\d", "日本語"];
const PASSWORDS: [&str; 4] = [
    "verySecret",
    "Pässwörd ☂",
    " <&>\"' ",
    "1008877afabf32efb31f9c974dbeaa688bed0769",
];

/// Runs zeep over jobs and returns one line for each; `None` where it is not installed.
fn zeep(operation: &str, folder: &Path, jobs: &[Value]) -> Option<Vec<String>> {
    let python = python_with("zeep")?;
    let file = folder.join(format!("{operation}.jsonl"));
    let lines: Vec<String> = jobs.iter().map(Value::to_string).collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/wsse.py");
    let arguments = [script.to_str().unwrap(), operation, file.to_str().unwrap()];
    let answers = text(folder, python.to_str().unwrap(), &arguments);
    let answers: Vec<String> = answers.lines().map(str::to_owned).collect();
    assert_eq!(answers.len(), jobs.len());
    Some(answers)
}

/// Random tokens, always the same ones.
fn jobs() -> Vec<Value> {
    let mut random = ChaCha12Rng::seed_from_u64(20_250_731);
    let mut below = |bound: u64| random.next_u64() % bound;
    let job = |round: usize| {
        let seconds = below(60);
        // What zeep is given as a nonce is text; without one it draws octets.
        let nonce = match round % 3 {
            0 => Value::Null,
            _ => format!("{:x}-é", below(u64::MAX)).into(),
        };
        json!({
            "username": USERNAMES[round % 4],
            "password": PASSWORDS[(round / 2) % 4],
            "digest": true,
            "nonce": nonce,
            "created": format!("2025-07-31T09:01:{seconds:02}"),
            "zulu": below(2) == 0,
            "pretty": below(2) == 0,
            "soap": if below(2) == 0 { "1.1" } else { "1.2" },
            "hash_password": false,
        })
    };
    (0..ROUNDS).map(job).collect()
}

fn ours(folder: &Path, password: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_credtool"))
        .current_dir(folder)
        .env("CREDTOOL_NO_INPUT", "1")
        .env("PASSWORD", password)
        .args(["request"])
        .args(arguments)
        .output()
        .unwrap()
}

/// Returns our verdict on a message: status, and the code of the reason.
fn verdict(folder: &Path, job: &Value, message: &str, password: &str, at: &str) -> (i32, Value) {
    std::fs::write(folder.join("message.xml"), message).unwrap();
    let username = job["username"].as_str().unwrap();
    let output = ours(
        folder,
        password,
        &[
            "verify",
            "--json",
            "--explain",
            "--at",
            at,
            "--scheme",
            "wsse",
            "--app-id",
            username,
            "--secret",
            "env:PASSWORD",
            "--body",
            "message.xml",
            "POST",
            "https://api.example.com/",
        ],
    );
    let shown = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    (output.status.code().unwrap(), shown)
}

#[test]
fn zeep_makes_and_we_verify() {
    let folder = folder("wsse-theirs");
    let mut all = jobs();
    let mut hashed = all[0].clone();
    hashed["hash_password"] = true.into();
    let mut plain = all[0].clone();
    plain["digest"] = false.into();
    all.extend([hashed, plain]);
    let Some(messages) = zeep("make", &folder, &all) else {
        return;
    };
    for (round, (job, line)) in all.iter().zip(&messages).enumerate() {
        let message: String = serde_json::from_str(line).unwrap();
        let password = job["password"].as_str().unwrap();
        let (status, shown) = verdict(&folder, job, &message, password, NOW);
        if round < ROUNDS {
            assert_eq!(status, 0, "{message} {shown}");
            assert_eq!(shown["app_id"], job["username"]);
            let no = |message: &str, password: &str, at: &str, code: &str| {
                let (status, shown) = verdict(&folder, job, message, password, at);
                assert_eq!(
                    (status, &shown["reason"]["code"]),
                    (1, &code.into()),
                    "{message}"
                );
            };
            no(&message, "another", NOW, "bad-signature");
            no(&message, password, "2025-07-31T09:30:00Z", "stale");
            no(&message, password, "2025-07-31T08:30:00Z", "future");
            no(
                &message.replace("09:01:", "09:02:"),
                password,
                NOW,
                "bad-signature",
            );
            no(
                &message.replace("Username>", "User>"),
                password,
                NOW,
                "missing-parameter",
            );
        } else if round == ROUNDS {
            assert_eq!(status, 1, "the SHA-1 of the password in its place");
            let detail = shown["explanation"]["detail"].as_str().unwrap();
            assert!(detail.contains("the SHA-1 of the password"), "{detail}");
        } else {
            assert_eq!(
                (status, &shown["reason"]["code"]),
                (1, &"scheme-not-accepted".into())
            );
        }
    }
}

#[test]
fn we_make_and_zeep_checks() {
    let folder = folder("wsse-ours");
    let mut all = jobs();
    for (round, job) in all.iter_mut().enumerate() {
        let (username, password) = (
            job["username"].as_str().unwrap(),
            job["password"].as_str().unwrap(),
        );
        let zone = if job["zulu"] == true { "Z" } else { "+00:00" };
        let created = format!("{}{zone}", job["created"].as_str().unwrap());
        let mut arguments = vec![
            "sign",
            "--scheme",
            "wsse",
            "--app-id",
            username,
            "--secret",
            "env:PASSWORD",
            "--timestamp",
            &created,
        ];
        if round % 2 == 0 {
            arguments.extend(["--nonce", "/9j/4AAQSkZJRgABAQ=="]);
        }
        arguments.extend(["POST", "https://api.example.com/"]);
        let output = ours(&folder, password, &arguments);
        assert!(output.status.success(), "{output:?}");
        job["element"] = String::from_utf8(output.stdout).unwrap().into();
    }
    let mut wrong = all[0].clone();
    wrong["password"] = "another".into();
    all.push(wrong);
    let Some(answers) = zeep("check", &folder, &all) else {
        return;
    };
    for (round, answer) in answers.iter().enumerate() {
        assert_eq!(
            answer,
            if round < ROUNDS { "yes" } else { "no" },
            "{}",
            all[round]
        );
    }
}
