//! What the registry hands out: Java decrypts a secret, Python unpacks an export; and a lock of another program in the wrong moment.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::run::*;

const WHY: [&str; 4] = ["--comment", "a test", "--store", "apps.db"];

/// Runs a change of the store in the folder.
fn app(folder: &Path, arguments: &[&str]) -> String {
    credtool(folder, &[&["app"], arguments, &WHY].concat())
}

fn look(folder: &Path, arguments: &[&str]) -> String {
    credtool(folder, &[&["app"], arguments, &WHY[2..]].concat())
}

/// A folder with the fixtures' files, and an app of the registry with our secret and our certificate.
fn with_app(name: &str) -> std::path::PathBuf {
    let folder = folder(name);
    for file in ["app.pem", "app.crt", "app.csr", "ca.crt"] {
        std::fs::copy(fixtures().join(file), folder.join(file)).unwrap();
    }
    let register = ["register", "Wave ☂", "--app-id", "wave"];
    app(
        &folder,
        &[&register[..], &["--secret", "env:SECRET"]].concat(),
    );
    app(&folder, &["trust", "add", "ca.crt"]);
    app(&folder, &["import-credential", "wave", "app.crt"]);
    folder
}

#[test]
fn java_decrypts_what_is_shown_encrypted() {
    let folder = with_app("reveal");
    app(&folder, &["settings", "set", "reveal", "encrypted"]);
    let encrypted = look(&folder, &["reveal", "wave"]);
    let keystore = [
        "keystore", "import", "--key", "app.pem", "--cert", "app.crt",
    ];
    let more = [
        "--alias",
        "app",
        "--new-password",
        "env:STORE",
        "-o",
        "app.p12",
    ];
    credtool(&folder, &[&keystore[..], &more].concat());
    let settings = format!(
        "encrypted_shared_secret={encrypted}keystore_path_filename=app.p12\nkeystore_alias=app\nkeystore_pass=store-pass\n"
    );
    std::fs::write(folder.join("project.properties"), settings).unwrap();
    let Some(line) = run_java(&folder, "Decrypt", &["project.properties"]) else {
        return;
    };
    assert_eq!(line.trim_end(), format!("Shared Secret = {SECRET}"));
}

/// Another implementation of zip finds exactly these entries, none compressed, and OpenSSL the certificate.
#[test]
fn python_unpacks_an_export() {
    let folder = with_app("export");
    let version = [
        "version",
        "add",
        "wave",
        "--version",
        "2.0",
        "--app-id",
        "wave-2",
    ];
    app(&folder, &version);
    look(&folder, &["export", "wave", "-o", "wave.zip"]);
    if !is_there("python3", "--version") {
        return;
    }
    let script = "
import json, zipfile
with zipfile.ZipFile('wave.zip') as z:
    assert z.testzip() is None
    print(' '.join(z.namelist()))
    names = z.namelist()
    print(json.loads(z.read('app.json'))['name'])
    certificate = next(name for name in names if name.endswith('/certificate.pem'))
    open('unpacked.crt', 'wb').write(z.read(certificate))
    whole = b''.join(z.read(name) for name in names)
    print(b'PRIVATE KEY' in whole, b'1008877afabf32efb31f9c974dbeaa688bed0769' in whole)
";
    let output = text(&folder, "python3", &["-c", script]);
    let lines: Vec<&str> = output.lines().collect();
    assert_eq!(
        lines[0],
        "app.json 1/metadata.json 1/certificate.pem 1/chain.pem 2.0/metadata.json"
    );
    assert_eq!(&lines[1..], ["Wave ☂", "False False"]);
    let sha256 = |file: &str| credtool(&folder, &["cert", "fingerprint", file]);
    assert_eq!(sha256("unpacked.crt"), sha256("app.crt"));
}

/// The CA has issued, and another program holds the store: what was issued is named, with what can be done with it.
#[test]
fn what_is_issued_and_cannot_be_stored_is_named() {
    if !is_there("python3", "--version") {
        return;
    }
    let folder = with_app("locked");
    let create = ["ca", "create", "--dir", "ca", "--subject", "CN=Test"];
    credtool(
        &folder,
        &[&create[..], &["--type", "p256", "--unencrypted"]].concat(),
    );
    app(&folder, &["settings", "set", "ca", "ca"]);
    let script = "
import sqlite3, sys
store = sqlite3.connect('apps.db', isolation_level=None)
store.execute('BEGIN IMMEDIATE')
print('locked', flush=True)
sys.stdin.read()
";
    let mut holder = Command::new("python3")
        .args(["-c", script])
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut ready = [0; 6];
    std::io::Read::read_exact(holder.stdout.as_mut().unwrap(), &mut ready).unwrap();
    let import = ["app", "import-credential", "wave", "app.csr", "--json"];
    let output = Command::new(env!("CARGO_BIN_EXE_credtool"))
        .args([&import[..], &WHY].concat())
        .current_dir(&folder)
        .env("CREDTOOL_NO_INPUT", "1")
        .output()
        .unwrap();
    drop(holder.stdin.take());
    holder.wait().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let listed = credtool(&folder, &["ca", "list", "--dir", "ca", "--json"]);
    let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
    let serial = listed["certificates"][0]["serial"].as_str().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    let error: serde_json::Value = serde_json::from_str(errors.lines().last().unwrap()).unwrap();
    assert_eq!(error["error"]["code"], "store-locked");
    let hint = error["error"]["hint"].as_str().unwrap();
    let canonical = folder.canonicalize().unwrap().join("ca");
    let next = format!("credtool ca show --dir {} {serial}", canonical.display());
    assert!(hint.contains(&next), "{hint}");
    // The next step works.
    let show = ["ca", "show", "--dir", "ca", serial, "-o", "issued.crt"];
    credtool(&folder, &show);
    app(&folder, &["import-credential", "wave", "issued.crt"]);
    assert!(look(&folder, &["show", "wave"]).contains(serial));
}
