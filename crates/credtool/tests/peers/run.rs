//! The peers, and how they are run.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

pub(crate) const SECRET: &str = "1008877afabf32efb31f9c974dbeaa688bed0769";

/// Java's transformations beside our names for them.
pub(crate) const PADDINGS: [(&str, &str); 5] = [
    ("RSA/ECB/OAEPWithSHA-1AndMGF1Padding", "oaep-sha1"),
    (
        "RSA/ECB/OAEPWithSHA-256AndMGF1Padding",
        "oaep-sha256-mgf1-sha1",
    ),
    (
        "RSA/ECB/OAEPWithSHA-384AndMGF1Padding",
        "oaep-sha384-mgf1-sha1",
    ),
    (
        "RSA/ECB/OAEPWithSHA-512AndMGF1Padding",
        "oaep-sha512-mgf1-sha1",
    ),
    ("RSA/ECB/PKCS1Padding", "pkcs1v15"),
];

/// OpenSSL's options beside our names for them.
pub(crate) const PADDING_OPTIONS: [(&str, &[&str]); 6] = [
    ("oaep-sha1", &["rsa_padding_mode:oaep"]),
    (
        "oaep-sha256",
        &["rsa_padding_mode:oaep", "rsa_oaep_md:sha256"],
    ),
    (
        "oaep-sha256-mgf1-sha1",
        &[
            "rsa_padding_mode:oaep",
            "rsa_oaep_md:sha256",
            "rsa_mgf1_md:sha1",
        ],
    ),
    (
        "oaep-sha384",
        &["rsa_padding_mode:oaep", "rsa_oaep_md:sha384"],
    ),
    (
        "oaep-sha512",
        &["rsa_padding_mode:oaep", "rsa_oaep_md:sha512"],
    ),
    ("pkcs1v15", &["rsa_padding_mode:pkcs1"]),
];

/// Runs a program in a folder and returns its stdout; anything but success fails the test with what it said.
pub(crate) fn run(folder: &Path, program: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .envs([
            ("CREDTOOL_NO_INPUT", "1"),
            ("STORE", "store-pass"),
            ("KEY", "key-pass"),
            ("SECRET", SECRET),
        ])
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {output:?}"
    );
    output.stdout
}

pub(crate) fn text(folder: &Path, program: &str, arguments: &[&str]) -> String {
    String::from_utf8(run(folder, program, arguments)).unwrap()
}

pub(crate) fn credtool(folder: &Path, arguments: &[&str]) -> String {
    text(folder, env!("CARGO_BIN_EXE_credtool"), arguments)
}

/// Whether the peer is there; says so where it is not.
pub(crate) fn is_there(program: &str, version: &str) -> bool {
    let found = Command::new(program)
        .arg(version)
        .output()
        .is_ok_and(|output| output.status.success());
    assert!(
        found || std::env::var("CI").as_deref() != Ok("true"),
        "{program} is missing, and CI=true"
    );
    if !found {
        println!("skipped: {program} is not installed");
    }
    found
}

/// The folder that `.ci/peers` fills.
pub(crate) fn peers_folder() -> PathBuf {
    let in_target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/peers");
    std::env::var_os("CREDTOOL_PEERS").map_or(in_target, PathBuf::from)
}

/// The Python that has this module: the one of `.ci/peers`, else the system's. Says so where there is none.
pub(crate) fn python_with(module: &str) -> Option<PathBuf> {
    let own = peers_folder().join("venv/bin/python");
    let imports = |python: &PathBuf| {
        let import = format!("import {module}");
        let output = Command::new(python).args(["-c", &import]).output();
        output.is_ok_and(|output| output.status.success())
    };
    let found = [own, PathBuf::from("python3")].into_iter().find(imports);
    absent_is_said(found.is_some(), &format!("Python's {module}"));
    found
}

/// The folder from which Node can import this package: the one of `.ci/peers`. Says so where it is not there.
pub(crate) fn node_with(package: &str) -> Option<PathBuf> {
    let folder = peers_folder();
    let found = folder.join("node_modules").join(package).is_dir() && is_there("node", "--version");
    absent_is_said(found, &format!("Node's {package}"));
    found.then_some(folder)
}

fn absent_is_said(found: bool, what: &str) {
    assert!(
        found || std::env::var("CI").as_deref() != Ok("true"),
        "{what} is missing, and CI=true: run .ci/peers"
    );
    if !found {
        println!("skipped: {what} is not installed; .ci/peers installs it");
    }
}

pub(crate) fn has_openssl() -> bool {
    is_there("openssl", "version")
}

/// Compiles the two Java programs once; `None` without Java.
pub(crate) fn java() -> Option<&'static Path> {
    static CLASSES: OnceLock<Option<PathBuf>> = OnceLock::new();
    CLASSES
        .get_or_init(|| {
            let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers");
            let classes = Path::new(env!("CARGO_TARGET_TMPDIR")).join("classes");
            is_there("javac", "-version").then(|| {
                run(
                    &here,
                    "javac",
                    &[
                        "-d",
                        classes.to_str().unwrap(),
                        "Encrypt.java",
                        "Decrypt.java",
                        "EncryptToCertificate.java",
                    ],
                );
                classes
            })
        })
        .as_deref()
}

pub(crate) fn run_java(folder: &Path, class: &str, arguments: &[&str]) -> Option<String> {
    let classes = java()?.to_str().unwrap();
    let mut all = vec!["-cp", classes, class];
    all.extend(arguments);
    Some(text(folder, "java", &all))
}

pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

pub(crate) fn first_decrypt() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/first-decrypt")
}

/// An empty folder of this test's own.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("peers")
        .join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
