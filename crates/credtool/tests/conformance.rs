//! The binary over artefacts that other people's tools made, where their folder stands beside the checkout (or
//! `CREDTOOL_SHARED` names it); without it this is a printed skip. A known difference is a row with its reason, and the test
//! fails both ways: on a difference that is not here, and on a row that is no difference any more.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test that runs another program and says when it cannot"
)]

use std::path::PathBuf;
use std::process::Command;

/// The identity of a case, and why our answer is right all the same.
const KNOWN_DIFFERENCES: [(&str, &str); 6] = [
    (
        "keystores:wss4j/alice.p12",
        "keytool lists the key with a chain of 2, and so do we; this manifest wants each certificate by itself",
    ),
    (
        "keystores:wss4j/nameconstraints/intermediate_signed.p12",
        "keytool lists the key with a chain of 3, and so do we; this manifest wants each certificate by itself",
    ),
    (
        "keystores:wss4j/nameconstraints/root_signed.p12",
        "keytool lists the key with a chain of 2, and so do we; this manifest wants each certificate by itself",
    ),
    (
        "keystores:wss4j/wss-ecdh.p12",
        "six keys with their chains, as keytool lists them; this manifest knows one key and ten certificates",
    ),
    (
        "certificates:7364b72a0e8e62c1df2cd4db2dcd0ecd.der",
        "not_after lies in the year 1: RFC 3339 writes 0001, the manifest 1",
    ),
    (
        "certificates:edfb705d75b7f5ce703246488e1bdb80.der",
        "not_before lies in the year 1: RFC 3339 writes 0001, the manifest 1",
    ),
];

const FOLDERS: [&str; 11] = [
    "interop",
    "keystores",
    "keys",
    "csr",
    "pem-text",
    "certificates",
    "pkits",
    "openssl-verify",
    "boringssl-chains",
    "x509test",
    "x509-limbo",
];

const OPERATIONS: &str = "load-private-key,load-public-key,load-certificate,load-certificates,\
                          load-and-verify-csr,open-keystore,decrypt,decrypt-auto,verify-client-assertion,robustness,\
                          verify-chain,verify-chain-soft";

#[test]
fn every_artefact_is_answered_as_its_manifest_says() {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let shared =
        PathBuf::from(std::env::var("CREDTOOL_SHARED").unwrap_or_else(|_| beside.to_owned()));
    let sweep = shared.join("conformance/sweep.py");
    if !sweep.exists() {
        println!("skipped: no artefacts at {}", shared.display());
        return;
    }
    let output = Command::new("python3")
        .arg(sweep)
        .arg(env!("CARGO_BIN_EXE_credtool"))
        .args(FOLDERS.map(|folder| shared.join("vectors").join(folder)))
        .args(["--show", "1000", "--only", OPERATIONS])
        .output()
        .unwrap();
    let report = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(report.contains("conformance: "), "{report}{errors}");
    let failed: Vec<&str> = report
        .lines()
        .filter(|line| line.starts_with("  "))
        .collect();
    let unknown: Vec<_> = failed
        .iter()
        .filter(|line| {
            !KNOWN_DIFFERENCES
                .iter()
                .any(|(case, _)| line.contains(case))
        })
        .collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
    for (case, reason) in KNOWN_DIFFERENCES {
        assert!(
            failed.iter().any(|line| line.contains(case)),
            "{case} agrees now, take it out: {reason}"
        );
    }
}
