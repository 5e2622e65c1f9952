//! The arrows of ARCHITECTURE.md, held as data and compared with what cargo sees. Normal dependencies only.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test asks cargo and fails loudly"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Each package of the workspace and which others of ours it may use.
const ARROWS: [(&str, &[&str]); 11] = [
    // The one arrow between nouns: a credential enters only as pki's VerifiedChain.
    ("credtool-app-registry", &["credtool-pki"]),
    ("credtool-crypto-engine", &[]),
    ("credtool-secret-gen", &[]),
    ("credtool-config-edit", &[]),
    ("credtool-keyring", &["credtool-crypto-engine"]),
    ("credtool-pki", &["credtool-crypto-engine"]),
    ("credtool-shared-secret-crypto", &["credtool-crypto-engine"]),
    ("credtool-install-auth", &["credtool-crypto-engine"]),
    ("credtool-request-auth", &["credtool-crypto-engine"]),
    (
        "credtool-examples",
        &[
            "credtool-app-registry",
            "credtool-config-edit",
            "credtool-crypto-engine",
            "credtool-install-auth",
            "credtool-keyring",
            "credtool-pki",
            "credtool-request-auth",
            "credtool-secret-gen",
            "credtool-shared-secret-crypto",
        ],
    ),
    (
        "credtool",
        &[
            "credtool-app-registry",
            "credtool-config-edit",
            "credtool-crypto-engine",
            "credtool-install-auth",
            "credtool-keyring",
            "credtool-pki",
            "credtool-request-auth",
            "credtool-secret-gen",
            "credtool-shared-secret-crypto",
        ],
    ),
];

/// Asymmetric cryptography and AEADs: only the floor names them.
const BACKENDS: [&str; 9] = [
    "aws-lc-rs",
    "ring",
    "openssl",
    "rsa",
    "p256",
    "p384",
    "ed25519-dalek",
    "ecdsa",
    "crypto-bigint",
];

fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--offline",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| {
            let all = package["dependencies"].as_array().unwrap();
            let normal = all.iter().filter(|dependency| dependency["kind"].is_null());
            (
                text(&package["name"]),
                normal.map(|dependency| text(&dependency["name"])).collect(),
            )
        })
        .collect()
}

#[test]
fn arrows_are_as_written_down() {
    let found = dependencies();
    let written: BTreeMap<_, BTreeSet<_>> = ARROWS
        .iter()
        .map(|(name, uses)| {
            (
                name.to_string(),
                uses.iter().map(|s| s.to_string()).collect(),
            )
        })
        .collect();
    let ours: BTreeMap<_, BTreeSet<_>> = found
        .iter()
        .map(|(name, uses)| {
            (
                name.clone(),
                uses.iter()
                    .filter(|u| u.starts_with("credtool"))
                    .cloned()
                    .collect(),
            )
        })
        .collect();
    assert_eq!(
        ours, written,
        "change ARROWS and ARCHITECTURE.md together, or take the arrow out"
    );
}

#[test]
fn only_the_floor_names_a_backend() {
    for (name, uses) in dependencies() {
        if name == "credtool-crypto-engine" {
            assert!(
                uses.contains("rsa") && uses.contains("aws-lc-rs"),
                "the names in BACKENDS are still the real ones"
            );
            continue;
        }
        let named: Vec<_> = uses
            .iter()
            .filter(|used| BACKENDS.contains(&used.as_str()))
            .collect();
        assert!(named.is_empty(), "{name} names {named:?}");
    }
}

#[test]
fn no_package_has_a_file_of_the_world_but_the_binary() {
    // clippy.toml forbids the functions; this forbids the libraries to lift that by an own clippy.toml.
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap();
    for entry in std::fs::read_dir(crates).unwrap() {
        let folder = entry.unwrap().path();
        let lifts = folder.join("clippy.toml").exists();
        assert_eq!(lifts, folder.ends_with("credtool"), "{}", folder.display());
    }
}
