//! Other people's keystores, about a hundred and seventy: each opened, or refused, as its manifest says.
//!
//! The vectors are not part of this repository. `CREDTOOL_VECTORS` names their folder; without them the sweep is skipped.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests read files, run python3 and take the time; the library does not"
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use credtool_crypto_engine as engine;
use credtool_pki::{Entry, EntryKind, Error, Integrity, Keystore, KeystoreFormat, Password};
use serde_json::Value;
use sha2::{Digest, Sha256};

#[test]
fn keystores_of_interop() {
    sweep("interop", 102, &[]);
}

#[test]
fn keystores_of_other_projects() {
    sweep("keystores", 69, DIFFERENCES);
}

/// Cases that we answer otherwise, and why. One that turns out as its manifest says fails the test as well.
///
/// These manifests list what pyca/cryptography returns: one key with one certificate, and all other certificates by
/// themselves. `keytool -list -v` shows what we show: the chains that the issuers make, and six private keys in the last
/// file.
const DIFFERENCES: &[&str] = &[
    "wss4j/alice.p12",
    "wss4j/nameconstraints/intermediate_signed.p12",
    "wss4j/nameconstraints/root_signed.p12",
    "wss4j/wss-ecdh.p12",
];

/// Judges every case of a set, of which there must be so many.
fn sweep(set: &str, count: usize, differences: &[&str]) {
    let Some(folder) = vectors(set) else {
        return;
    };
    let cases = cases(&folder);
    assert_eq!(cases.len(), count, "the manifest was not read whole");
    let mut failed = Vec::new();
    for case in &cases {
        let file = case["file"].as_str().unwrap();
        let began = Instant::now();
        let judged = judge(&folder, case);
        if began.elapsed() > Duration::from_secs(60) {
            failed.push(format!("{file}: took {:?}", began.elapsed()));
        }
        match judged {
            Err(_) if differences.contains(&file) => {}
            Err(reason) => failed.push(format!("{file}: {reason}")),
            Ok(()) if differences.contains(&file) => failed.push(format!("{file}: no difference")),
            Ok(()) => {}
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

fn judge(folder: &Path, case: &Value) -> Result<(), String> {
    let bytes = std::fs::read(folder.join(case["file"].as_str().unwrap())).unwrap();
    let store_password = password(case, "store_password");
    let opened = Keystore::open(&bytes, store_password.as_ref());
    // With a key password the case is about one key.
    let opened = match (password(case, "key_password"), case["alias"].as_str()) {
        (Some(key_password), Some(alias)) => opened.and_then(|keystore| {
            let entry = keystore.private_key_entry(Some(alias))?;
            entry.private_key(Some(&key_password))?;
            Ok(keystore)
        }),
        _ => opened,
    };
    match (opened, case["expect"].as_str().unwrap()) {
        (Err(_), "reject" | "either") => Ok(()),
        (Err(error), _) => Err(format!("refused: {error}")),
        (Ok(_), "reject") => Err(format!("accepted: {}", case["reason"])),
        (Ok(keystore), _) => {
            check_format(&keystore, case)?;
            let Some(expected) = case["expected"]["entries"].as_array() else {
                return Ok(());
            };
            let readable = |entry: &&Entry| entry.kind() != EntryKind::Unsupported;
            let found = keystore.entries().iter().filter(readable).count();
            let twice = case["file"].as_str().unwrap().contains("duplicate_aliases");
            if found != expected.len() && !twice {
                return Err(format!("{found} entries, should be {}", expected.len()));
            }
            for wanted in expected {
                check_entry(&keystore, wanted, store_password.as_ref())?;
                check_lazily(&bytes, wanted, store_password.as_ref())?;
            }
            Ok(())
        }
    }
}

fn check_format(keystore: &Keystore, case: &Value) -> Result<(), String> {
    let format = match case["kind"].as_str().unwrap() {
        "pkcs12" => KeystoreFormat::Pkcs12,
        "jks" => KeystoreFormat::Jks,
        "jceks" => KeystoreFormat::Jceks,
        other => return Err(format!("kind {other}")),
    };
    if keystore.format() != format {
        return Err(format!("is {}, should be {format}", keystore.format()));
    }
    let without_mac = ["nomac.p12", "all-none.p12"];
    let file = case["file"].as_str().unwrap();
    let absent =
        case["store_password"].is_null() || without_mac.iter().any(|mark| file.ends_with(mark));
    if absent && keystore.integrity() == Integrity::Verified {
        return Err("integrity is verified by nothing".to_owned());
    }
    Ok(())
}

/// Looks for an entry as the manifest describes it: alias, kind, certificates in order, and the key itself where its
/// password is known.
fn check_entry(
    keystore: &Keystore,
    wanted: &Value,
    store_password: Option<&Password>,
) -> Result<(), String> {
    let alias = wanted["alias"].as_str();
    let certificates = wanted["certs_sha256"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let kind = match wanted["type"].as_str().unwrap() {
        "private-key" => EntryKind::PrivateKey,
        "secret-key" => EntryKind::SecretKey,
        _ => EntryKind::TrustedCertificate,
    };
    let fits = |entry: &&Entry| {
        let found = entry
            .certificates()
            .iter()
            .map(|der| Value::from(sha256(der)));
        entry.kind() == kind
            && alias.is_none_or(|alias| entry.alias().to_lowercase() == alias.to_lowercase())
            && found.eq(certificates.iter().cloned())
    };
    let entry = keystore.entries().iter().find(fits);
    let entry = entry.ok_or_else(|| format!("no entry {alias:?} with its certificates"))?;
    if kind != EntryKind::PrivateKey {
        return Ok(());
    }
    let own = password(wanted, "key_password");
    let opened = entry.private_key(own.as_ref().or(store_password));
    let pkcs8 = match opened {
        Ok(pkcs8) => pkcs8,
        // Some keys have passwords that nobody wrote down.
        Err(Error::WrongKeyPassword { .. } | Error::PasswordNeeded { .. })
            if own.is_none() && wanted.get("spki_sha256").is_none() =>
        {
            return Ok(());
        }
        Err(error) => return Err(format!("key of {alias:?}: {error}")),
    };
    if let (Ok(key), Some(spki)) = (
        engine::PrivateKey::from_pkcs8_der(&pkcs8),
        wanted["spki_sha256"].as_str(),
    ) && sha256(key.public_key().spki_der()) != spki
    {
        return Err(format!("another key under {alias:?}"));
    }
    Ok(())
}

/// The short way to one key must end at the same key.
fn check_lazily(
    bytes: &[u8],
    wanted: &Value,
    store_password: Option<&Password>,
) -> Result<(), String> {
    let (Some("private-key"), Some(alias)) = (wanted["type"].as_str(), wanted["alias"].as_str())
    else {
        return Ok(());
    };
    let password = password(wanted, "key_password");
    let key = |entry: &Entry| entry.private_key(password.as_ref().or(store_password));
    let short = Keystore::open_private_key_entry(bytes, store_password, Some(alias));
    let long = Keystore::open(bytes, store_password);
    let long = long.and_then(|keystore| key(keystore.private_key_entry(Some(alias))?));
    match short.and_then(|entry| key(&entry)) == long {
        true => Ok(()),
        false => Err(format!("another key under {alias:?} by the short way")),
    }
}

/// Hundreds of damaged keystores: each is answered within seconds, and none with a panic.
#[test]
fn damaged_keystores() {
    let Some(folder) = vectors("interop") else {
        return;
    };
    let target = std::env::temp_dir().join(format!("credtool-mutated-{}", std::process::id()));
    let script = "import sys,zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])";
    let archive = folder.join("mutated/mutated.zip");
    let mut python = Command::new("python3");
    let Ok(status) = python
        .args(["-c", script])
        .arg(archive)
        .arg(&target)
        .status()
    else {
        eprintln!("skipped: no python3");
        return;
    };
    assert!(status.success());
    let passwords = [None, Some(Password::new("storepass-A1"))];
    let mut opened = 0;
    let mut refused = 0;
    for file in std::fs::read_dir(&target).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let began = Instant::now();
        for password in &passwords {
            match Keystore::open(&bytes, password.as_ref()) {
                Ok(keystore) => {
                    opened += 1;
                    for entry in keystore.entries() {
                        let _ = entry.private_key(password.as_ref());
                    }
                }
                Err(_) => refused += 1,
            }
        }
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "{}",
            path.display()
        );
    }
    std::fs::remove_dir_all(&target).unwrap();
    assert!(opened + refused > 200, "the archive was not read whole");
    eprintln!("{opened} opened, {refused} refused");
}

fn password(case: &Value, field: &str) -> Option<Password> {
    case[field].as_str().map(Password::new)
}

fn sha256(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(bytes))
}

/// Returns the folder of a set of vectors.
fn vectors(set: &str) -> Option<PathBuf> {
    let root = std::env::var_os("CREDTOOL_VECTORS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors"),
        PathBuf::from,
    );
    let folder = root.join(set);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no {}", folder.display());
    None
}

fn cases(folder: &Path) -> Vec<Value> {
    let text = std::fs::read(folder.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&text).unwrap();
    let list = manifest.get("artifacts").unwrap_or(&manifest);
    let mut cases = list.as_array().unwrap().clone();
    cases.retain(|case| case["operation"] == "open-keystore");
    cases
}
