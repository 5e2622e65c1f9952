//! What is random in the transcripts has its shape checked here: by what it must be, and by the verb that judges it.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test drives the binary and fails loudly"
)]

use std::collections::HashSet;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

/// Runs the binary in the folder of the fixtures with a secret at hand; returns the status and what it printed.
fn credtool(arguments: &[&str], secret: &str) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_credtool"))
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures"))
        .env("SECRET", secret)
        .output()
        .unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
    )
}

#[test]
fn every_style_makes_what_it_says_and_passes_its_own_check() {
    let (digits, lower, upper) = (
        "0123456789",
        "abcdefghijklmnopqrstuvwxyz",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    );
    let (lower_hex, upper_hex) = (format!("{digits}abcdef"), format!("{digits}ABCDEF"));
    let alnum = format!("{digits}{lower}{upper}");
    let (base64, base64url) = (format!("{alnum}+/="), format!("{alnum}-_"));
    let styles = [
        ("hex40", 40, &lower_hex),
        ("hex64", 64, &lower_hex),
        ("guid", 32, &upper_hex),
        ("nexudus", 32, &lower_hex),
        ("base64:32", 44, &base64),
        ("base64url:32", 43, &base64url),
        ("hex:8", 16, &lower_hex),
        ("alnum:30", 30, &alnum),
        ("policy:portal.policy", 16, &alnum),
    ];
    for (style, length, alphabet) in styles {
        let (status, printed) = credtool(
            &["secret", "generate", "--style", style, "--count", "20"],
            "",
        );
        assert_eq!(status, 0, "{style}");
        let secrets: HashSet<&str> = printed.lines().collect();
        assert_eq!(secrets.len(), 20, "{style}: all of them differ");
        for secret in secrets {
            assert!(
                secret.len() == length && secret.chars().all(|c| alphabet.contains(c)),
                "{style}: {secret}"
            );
            let (status, verdict) =
                credtool(&["secret", "check", "--style", style, "env:SECRET"], secret);
            assert_eq!(status, 0, "{style}: {secret}: {verdict}");
        }
    }
}

#[test]
fn recognisable_keys_are_recognised_and_typing_errors_too() {
    let form = ["--style", "alnum:30", "--prefix", "app", "--checksum"];
    let (_, key) = credtool(&[&["secret", "generate"][..], &form].concat(), "");
    let key = key.trim_end();
    assert!(key.starts_with("app_") && key.len() == 4 + 30 + 6, "{key}");
    let check = [&["secret", "check"][..], &form, &["env:SECRET"]].concat();
    assert_eq!(credtool(&check, key).0, 0);
    let damaged = if key.ends_with('0') {
        key[..39].to_owned() + "1"
    } else {
        key[..39].to_owned() + "0"
    };
    assert_eq!(credtool(&check, &damaged).0, 1);
}

#[test]
fn an_app_id_comes_apart_as_it_was_put_together() {
    let (_, id) = credtool(&["secret", "app-id", "--member", "fleet-p-us"], "");
    let (status, parts) = credtool(
        &["secret", "app-id", "--json", "--parse", id.trim_end()],
        "",
    );
    let parts: serde_json::Value = serde_json::from_str(&parts).unwrap();
    assert_eq!((status, parts["member"].as_str()), (0, Some("fleet-p-us")));
    assert_eq!(parts["random"].as_str().unwrap().len(), 40);
}

#[test]
fn what_is_encrypted_is_decrypted() {
    let secret = "1008877afabf32efb31f9c974dbeaa688bed0769";
    let (_, first) = credtool(
        &["secret", "encrypt", "--to", "app.crt", "env:SECRET"],
        secret,
    );
    let (_, second) = credtool(
        &["secret", "encrypt", "--to", "app.crt", "env:SECRET"],
        secret,
    );
    assert_ne!(first, second, "OAEP is randomised");
    // With and without a slash: one is a path that does not exist, the other a name longer than any file's.
    let url_safe = first.replace('/', "_").replace('+', "-");
    for encrypted in [first, second, url_safe] {
        assert_eq!(encrypted.lines().count(), 1, "one line");
        let decrypted = credtool(
            &[
                "secret",
                "decrypt",
                "--key",
                "app.pem",
                encrypted.trim_end(),
            ],
            "",
        );
        assert_eq!(decrypted, (0, secret.to_owned()));
    }
}

#[test]
fn a_nonce_is_32_hex_digits_and_the_time_is_the_clock_s() {
    let arguments = [
        "request",
        "sign",
        "--json",
        "--scheme",
        "hmac-sha256",
        "--app-id",
        "app-1",
    ];
    let rest = ["--secret", "env:SECRET", "GET", "https://api.example.com/"];
    let since_1970 = || {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_millis()
    };
    let mut nonces = HashSet::new();
    for _ in 0..20 {
        let before = since_1970();
        let (status, printed) = credtool(&[&arguments[..], &rest].concat(), "the secret");
        assert_eq!(status, 0);
        let signed: serde_json::Value = serde_json::from_str(&printed).unwrap();
        let nonce = signed["nonce"].as_str().unwrap();
        assert!(
            nonce.len() == 32
                && nonce
                    .bytes()
                    .all(|byte| b"0123456789abcdef".contains(&byte)),
            "{nonce}"
        );
        assert!(nonces.insert(nonce.to_owned()), "{nonce} twice");
        let time: u128 = signed["timestamp"].as_str().unwrap().parse().unwrap();
        assert!((before..=since_1970()).contains(&time), "{time}");
    }
}
