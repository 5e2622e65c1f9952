//! Runs the examples about certificates: what they say is what the libraries promise.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test starts programs and fails loudly"
)]

use std::process::Command;

/// Returns the lines that an example prints.
fn lines(example: &str) -> Vec<String> {
    let output = Command::new(example).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    said.lines().map(str::to_owned).collect()
}

#[test]
fn a_greedy_request_gets_what_it_may_have() {
    let said = lines(env!("CARGO_BIN_EXE_issue_client_certificate"));
    for expected in [
        "basicConstraints: critical, CA:TRUE, pathlen:3 -> critical, CA:FALSE",
        "keyUsage: critical, keyCertSign, cRLSign -> critical, digitalSignature",
        "subjectAltName: dns app.example.com -> dns app.example.com",
        "challengePassword: a password, not shown -> nothing",
        "an authority: false",
    ] {
        assert!(
            said.iter().any(|line| line == expected),
            "{expected}: {said:#?}"
        );
    }
    assert!(!said.iter().any(|line| line.contains("hunter2")));
}

#[test]
fn every_reason_and_then_none() {
    let said = lines(env!("CARGO_BIN_EXE_import_with_trust_check"));
    let codes: Vec<_> = said
        .iter()
        .filter_map(|line| line.strip_prefix("  ")?.split_once(": "))
        .map(|(code, _)| code)
        .filter(|code| !code.starts_with(' '))
        .collect();
    assert_eq!(codes, ["expired", "name-mismatch", "missing-intermediate"]);
    assert_eq!(
        said[said.len() - 3..],
        [
            "accepted: CN=app",
            "  issued by CN=Example Issuing CA",
            "  issued by CN=Example Root"
        ]
    );
}

#[test]
fn no_day_without_a_certificate() {
    let said = lines(env!("CARGO_BIN_EXE_year_of_renewals"));
    let renewals = said
        .iter()
        .filter(|line| line.contains("renewed until"))
        .count();
    assert_eq!(renewals, 5, "{said:#?}");
    let refused = "day 200: not issued: the certificate ";
    assert!(
        said.iter()
            .any(|line| line.starts_with(refused) && line.contains("keyCompromise"))
    );
    let last = "366 days, every one with a valid certificate; 1 revoked";
    assert_eq!(said.last().map(String::as_str), Some(last));
}
