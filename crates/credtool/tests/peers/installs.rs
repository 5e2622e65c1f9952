//! Install callbacks and webhooks: made by one, verified by the other, and the same to the byte.

use std::path::Path;

use chacha20::ChaCha12Rng;
use chacha20::rand_core::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};

use crate::run::*;

/// 2025-07-31T09:00:00Z, in RFC 3339 and in .NET's ticks.
const NOW: &str = "2025-07-31T09:00:00Z";
const TICKS: &str = "638895492000000000";

const ROUNDS: usize = 12;

const BS: [&str; 4] = ["subdomain", "co work", "50%+1", ""];
const ES: [&str; 2] = ["user_email@example.com", "José+😀@example.com"];
const BODIES: [&str; 3] = [
    "[]",
    "[{\"Id\":1,\"Name\":\"Ana\"}]",
    "[{\"Name\":\"José 😀\"}]\n",
];

fn peers() -> Vec<(&'static str, &'static str)> {
    let all = [("python3", "install.py"), ("node", "install.js")];
    all.into_iter()
        .filter(|peer| is_there(peer.0, "--version"))
        .collect()
}

/// What a peer makes of one job: URL, token, Basic credentials, webhook signature.
fn ask(peer: (&str, &str), folder: &Path, jobs: &[Value]) -> Vec<[String; 4]> {
    let file = folder.join("jobs.jsonl");
    let lines: Vec<String> = jobs.iter().map(Value::to_string).collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/peers")
        .join(peer.1);
    let answer = text(
        folder,
        peer.0,
        &[script.to_str().unwrap(), file.to_str().unwrap()],
    );
    let answers = answer.lines().map(|line| {
        let words: Vec<_> = line.split(' ').map(str::to_owned).collect();
        words.try_into().unwrap()
    });
    answers.collect()
}

fn random_jobs() -> Vec<Value> {
    let mut rng = ChaCha12Rng::from_seed([3; 32]);
    let mut hex = || {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        base16ct::lower::encode_string(&bytes)
    };
    let job = |round| {
        json!({
            "a": hex(), "t": hex(), "d": TICKS, "secret": hex(), "base": "https://myapp.com/Install",
            "b": BS[round % 4],
            "e": ES[round % 2],
            "body": BODIES[round % 3],
        })
    };
    (0..ROUNDS).map(job).collect()
}

fn member<'a>(job: &'a Value, name: &str) -> &'a str {
    job[name].as_str().unwrap()
}

#[test]
fn what_a_peer_makes_is_verified() {
    for peer in peers() {
        let folder = folder(&format!("installs-{}", peer.0));
        let jobs = random_jobs();
        let answers = ask(peer, &folder, &jobs);
        assert_eq!(answers.len(), ROUNDS);
        for (job, [url, token, basic, signature]) in jobs.iter().zip(&answers) {
            std::fs::write(folder.join("secret"), member(job, "secret")).unwrap();
            std::fs::write(folder.join("body"), member(job, "body")).unwrap();
            let common = [
                "--app-key",
                member(job, "a"),
                "--secret",
                "file:secret",
                "--at",
                NOW,
                "--tolerance",
                "0s",
            ];
            let install = |verb, more: &[&str]| {
                credtool(
                    &folder,
                    &[&["install", verb, url], &common[..], more].concat(),
                )
            };
            let verdict: Value = serde_json::from_str(&install("verify", &["--json"])).unwrap();
            assert_eq!(
                verdict["unauthenticated"],
                json!({ "b": job["b"], "e": job["e"] }),
                "{url}"
            );
            assert_eq!(install("token", &[]).trim_end(), token);
            assert_eq!(
                install("header", &[]).trim_end(),
                format!("Authorization: Basic {basic}")
            );
            let webhook = |more: &[&str]| {
                credtool(
                    &folder,
                    &[
                        &["install", "webhook", "--secret", "file:secret", "body"],
                        more,
                    ]
                    .concat(),
                )
            };
            webhook(&["--signature", signature]);
            assert_eq!(webhook(&["--sign"]).trim_end(), signature);
        }
    }
}

/// Python and Node are given our `t`, and the rest of the URL must come out as ours does.
#[test]
fn what_we_simulate_is_what_a_peer_makes() {
    for peer in peers() {
        let folder = folder(&format!("simulations-{}", peer.0));
        let (mut jobs, mut ours) = (random_jobs(), Vec::new());
        for job in &mut jobs {
            job["e"] = "user_email@example.com".into();
            std::fs::write(folder.join("secret"), member(job, "secret")).unwrap();
            let url = credtool(
                &folder,
                &[
                    "install",
                    "simulate",
                    "--app-key",
                    member(job, "a"),
                    "--secret",
                    "file:secret",
                    "--at",
                    NOW,
                    "--base",
                    member(job, "base"),
                    "--subdomain",
                    member(job, "b"),
                ],
            );
            let t = url.split("&t=").nth(1).unwrap()[..32].to_owned();
            job["t"] = t.into();
            ours.push(url.trim_end().to_owned());
        }
        let theirs = ask(peer, &folder, &jobs).into_iter().map(|[url, ..]| url);
        assert_eq!(theirs.collect::<Vec<_>>(), ours);
    }
}
