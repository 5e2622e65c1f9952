//! Manual pages and completions: they come from the definition of the command line, so what counts is that all are there.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test drives the binary, fails loudly and says what it skips"
)]

use std::path::Path;
use std::process::{Command, Output};

fn credtool(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_credtool"))
        .args(arguments)
        .output()
        .unwrap()
}

#[test]
fn there_is_a_page_for_every_verb_and_none_is_replaced_unasked() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("man");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let name = folder.to_str().unwrap();
    assert!(credtool(&["man", name]).status.success());
    for verb in [
        "secret-decrypt",
        "secret-app-id",
        "key-match",
        "keystore-import",
        "cert-fingerprint",
        "csr-verify",
        "request-sign",
        "request-verify",
    ] {
        let page = std::fs::read_to_string(folder.join(format!("credtool-{verb}.1"))).unwrap();
        assert!(page.contains("Exit status: 0"), "{verb}");
        let command = format!(
            "$ credtool {}",
            verb.replacen('-', " ", 1).replace('-', "\\-")
        );
        assert!(page.contains(&command), "{verb} has no example");
    }
    assert!(folder.join("credtool.1").exists());
    let errors = std::fs::read_to_string(folder.join("credtool-errors.7")).unwrap();
    // The codes are listed once for all, in docs/error-codes.md, which a test of the code compares with the code.
    for line in include_str!("../docs/error-codes.md").lines().skip(6) {
        let code = line.split('`').nth(1).unwrap().replace('-', "\\-");
        assert!(errors.contains(&format!("\n.B {code}\n")), "{code}");
    }
    assert_eq!(credtool(&["man", name]).status.code(), Some(2));
    let again = credtool(&["man", "--force", "--json", name]);
    let again: serde_json::Value = serde_json::from_slice(&again.stdout).unwrap();
    let pages = std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(again["files"].as_array().unwrap().len(), pages);
}

#[test]
fn every_shell_gets_its_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = String::from_utf8(credtool(&["completions", shell]).stdout).unwrap();
        assert!(script.contains("jar-compatible"), "{shell}");
    }
    let script = credtool(&["completions", "bash"]).stdout;
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("completions.bash");
    std::fs::write(&file, script).unwrap();
    match Command::new("bash").arg("-n").arg(&file).output() {
        Ok(output) => assert!(output.status.success(), "{output:?}"),
        Err(_) => println!("skipped: bash is not installed"),
    }
}
