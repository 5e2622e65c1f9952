//! Other people's keys, as their manifests describe them: skipped where the vectors are not there, strict where they are.
//!
//! The vectors are looked for in the folder that `CREDTOOL_VECTORS` names, or beside the repository.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test reads its vectors and says when there are none"
)]

use std::path::{Path, PathBuf};

use credtool_pki::{Key, Password, PrivateKey, PublicKey};
use serde_json::Value;

#[test]
fn interop() {
    sweep("interop", 170);
}

#[test]
fn keys() {
    sweep("keys", 170);
}

fn sweep(set: &str, at_least: usize) {
    let Some(folder) = vectors().map(|vectors| vectors.join(set)) else {
        println!("skipped: no vectors");
        return;
    };
    let manifest = std::fs::read(folder.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    let cases = manifest
        .get("artifacts")
        .unwrap_or(&manifest)
        .as_array()
        .unwrap();
    let mut failures = Vec::new();
    let mut judged = 0;
    for case in cases {
        if !matches!(
            text(case, "operation"),
            Some("load-private-key" | "load-public-key")
        ) {
            continue;
        }
        judged += 1;
        if let Err(failure) = judge(&folder, case) {
            failures.push(format!("{}: {failure}", text(case, "file").unwrap()));
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {judged}:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert!(judged >= at_least, "only {judged} cases were found");
}

fn judge(folder: &Path, case: &Value) -> Result<(), String> {
    let bytes = std::fs::read(folder.join(text(case, "file").unwrap())).unwrap();
    let password = text(case, "password").map(Password::new);
    let private = text(case, "operation") == Some("load-private-key");
    let key = if private {
        PrivateKey::parse(&bytes, password.as_ref()).map(|key| Key::Private(Box::new(key)))
    } else {
        PublicKey::parse(&bytes).map(Key::Public)
    };
    match (text(case, "expect").unwrap(), key) {
        ("reject", Ok(_)) => Err(format!(
            "accepted, and should be refused: {}",
            case["reason"]
        )),
        ("accept", Err(error)) => Err(format!("refused: {error}")),
        (_, Err(_)) => Ok(()),
        (_, Ok(key)) => facts(&key, &case["expected"]),
    }
}

fn facts(key: &Key, expected: &Value) -> Result<(), String> {
    let info = key.info();
    let same = |what: &str, found: &str, wanted: Option<&str>| match wanted {
        Some(wanted) if wanted != found => {
            Err(format!("{what} is {found}, and should be {wanted}"))
        }
        _ => Ok(()),
    };
    same(
        "spki_sha256",
        &info.spki_sha256_hex(),
        text(expected, "spki_sha256"),
    )?;
    let key_type = info.key_type.to_string();
    let general = key_type.split('-').next().unwrap(); // the manifests count RSA-PSS as RSA
    same(
        "type",
        general,
        text(expected, "type").or(text(expected, "key_type")),
    )?;
    match expected.get("bits").and_then(Value::as_u64) {
        Some(bits) if info.bits != Some(bits as usize) => {
            Err(format!("{:?} bits, and should have {bits}", info.bits))
        }
        _ => Ok(()),
    }
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

fn vectors() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let folder = std::env::var_os("CREDTOOL_VECTORS").map_or_else(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}
