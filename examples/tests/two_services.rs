//! Runs the two services against each other.
#![expect(
    clippy::disallowed_methods,
    reason = "a test starts programs and fails loudly"
)]

use std::process::Command;

#[test]
fn both_ways_and_a_change_of_key() {
    let output = Command::new(env!("CARGO_BIN_EXE_two_services"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    let said: Vec<(&str, &str)> = said
        .lines()
        .map(|line| line.split_once("->").unwrap())
        .collect();
    let expected = [
        ("without a key", "no key, no service"),
        ("another body", "401 body-changed"),
        ("a notification", "200 webservice heard nexus"),
        ("the same again", "401 replayed"),
        ("unsigned", "401 no-credentials"),
        ("the ticket cache", "200 nexus heard webservice"),
        ("a change of key", "0 requests lost"),
        ("the old key", "401 bad-signature"),
    ];
    let said: Vec<(&str, &str)> = said
        .iter()
        .map(|(what, answer)| (what.trim(), answer.trim()))
        .collect();
    assert_eq!(said, expected);
}
