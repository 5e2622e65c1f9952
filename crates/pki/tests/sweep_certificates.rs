//! Other people's certificates and requests, about twelve hundred: each read, or refused, as its manifest says.
//!
//! The vectors are not part of this repository. `CREDTOOL_VECTORS` names their folder; without them the sweep is skipped.

#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests read files and run python3; the library does not"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use credtool_pki::{Certificate, CertificationRequest, GeneralName, Name, NameAttribute};
use serde_json::Value;

#[test]
fn certificates_of_other_projects() {
    let Some(vectors) = vectors("certificates") else {
        return;
    };
    let folder = std::env::temp_dir().join(format!("credtool-certificates-{}", std::process::id()));
    let Some(manifest) = unpack(&vectors, &folder) else {
        return;
    };
    let failed = judge_all(&manifest, 967, |case| judge_certificate(&folder, case));
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn certificates_of_interop() {
    let Some(vectors) = vectors("interop") else {
        return;
    };
    let cases = artifacts(&vectors, &["load-certificate", "load-certificates"]);
    let failed = judge_all(&cases, 188, |case| judge_certificate(&vectors, case));
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn certificates_in_odd_text() {
    let Some(vectors) = vectors("pem-text") else {
        return;
    };
    let failed = judge_all(&manifest(&vectors), 13, |case| {
        judge_certificate(&vectors, case)
    });
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn requests_of_interop() {
    let Some(vectors) = vectors("interop") else {
        return;
    };
    let cases = artifacts(&vectors, &["load-and-verify-csr"]);
    let failed = judge_all(&cases, 33, |case| judge_request(&vectors, case));
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn requests_of_other_projects() {
    let Some(vectors) = vectors("csr") else {
        return;
    };
    let failed = judge_all(&manifest(&vectors), 20, |case| {
        judge_request(&vectors, case)
    });
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Judges every case, of which there must be so many, and returns what went wrong.
fn judge_all(
    cases: &[Value],
    count: usize,
    judge: impl Fn(&Value) -> Result<(), String>,
) -> Vec<String> {
    assert_eq!(cases.len(), count, "the manifest was not read whole");
    let failed = |case: &Value| {
        let reason = judge(case).err()?;
        Some(format!("{} {}: {reason}", case["file"], case["origin"]))
    };
    cases.iter().filter_map(failed).collect()
}

fn judge_certificate(folder: &Path, case: &Value) -> Result<(), String> {
    let read = Certificate::parse_all(&file(folder, case));
    let Some(certificates) = verdict(case, read)? else {
        return Ok(());
    };
    let expected = &case["expected"];
    let found: Vec<_> = certificates.iter().map(Certificate::sha256).collect();
    if let Some(set) = expected["sha256_set"].as_array() {
        let mut sorted = found.clone();
        sorted.sort();
        let mut wanted: Vec<_> = set.iter().filter_map(Value::as_str).collect();
        wanted.sort_unstable();
        return same("set of certificates", sorted == wanted, &found);
    }
    if let Some(list) = expected["sha256"].as_array() {
        let wanted: Vec<_> = list.iter().filter_map(Value::as_str).collect();
        return same("list of certificates", found == wanted, &found);
    }
    let certificate = &certificates[0];
    let sans = certificate.extensions().subject_alt_names();
    let facts = [
        ("sha256", certificate.sha256()),
        ("sha1", certificate.sha1()),
        ("spki_sha256", certificate.spki_sha256()),
        ("serial_hex", certificate.serial()),
        ("not_before", certificate.not_before().to_string()),
        ("not_after", certificate.not_after().to_string()),
        ("subject_rfc4514", as_pyca_writes(certificate.subject())),
        ("issuer_rfc4514", as_pyca_writes(certificate.issuer())),
        ("subject_der_sha256", sha256(certificate.subject().der())),
        (
            "signature_oid",
            certificate.signature_algorithm().oid().to_owned(),
        ),
    ];
    compare(expected, &facts)?;
    compare_sans(expected, sans)
}

fn judge_request(folder: &Path, case: &Value) -> Result<(), String> {
    let read = CertificationRequest::parse(&file(folder, case)).and_then(|request| {
        request.verify_proof_of_possession()?;
        Ok(request)
    });
    let Some(request) = verdict(case, read)? else {
        return Ok(());
    };
    let facts = [
        ("der_sha256", request.sha256()),
        ("spki_sha256", request.spki_sha256()),
        ("subject_rfc4514", as_pyca_writes(request.subject())),
        ("subject_der_sha256", sha256(request.subject().der())),
        (
            "signature_oid",
            request.signature_algorithm().oid().to_owned(),
        ),
    ];
    compare(&case["expected"], &facts)?;
    compare_sans(
        &case["expected"],
        request.requested_extensions().subject_alt_names(),
    )
}

/// Returns what was read, or `None` where a refusal is what the manifest wants or allows.
fn verdict<T>(case: &Value, read: Result<T, credtool_pki::Error>) -> Result<Option<T>, String> {
    match (case["expect"].as_str(), read) {
        (Some("reject"), Ok(_)) => Err("accepted, should be refused".to_owned()),
        (Some("reject" | "either"), Err(_)) => Ok(None),
        (Some("accept" | "either"), Ok(value)) => Ok(Some(value)),
        (_, Err(error)) => Err(format!("refused: {error}")),
        (other, _) => Err(format!("the manifest expects {other:?}")),
    }
}

fn compare(expected: &Value, facts: &[(&str, String)]) -> Result<(), String> {
    for (name, found) in facts {
        if let Some(wanted) = expected[name].as_str() {
            // Python's strftime leaves out the leading zeros of a year, which RFC 3339 demands.
            let wanted = if name.starts_with("not_") {
                format!("{wanted:0>20}")
            } else {
                wanted.to_owned()
            };
            same(name, found == &wanted, &[found.clone(), wanted.clone()])?;
        }
    }
    Ok(())
}

/// Compares the kinds of names whose text is not a matter of taste.
fn compare_sans(expected: &Value, names: &[GeneralName]) -> Result<(), String> {
    let Some(wanted) = expected["sans"].as_array() else {
        return Ok(());
    };
    same(
        "number of alternative names",
        names.len() == wanted.len(),
        &[format!("{names:?}")],
    )?;
    for (name, wanted) in names.iter().zip(wanted) {
        let text = match name {
            GeneralName::Dns(text) | GeneralName::Email(text) | GeneralName::Uri(text) => {
                text.clone()
            }
            GeneralName::Ip(_) => name.to_string(),
            _ => continue,
        };
        same(
            "alternative name",
            wanted == &text,
            &[text.clone(), wanted.to_string()],
        )?;
    }
    Ok(())
}

fn same(what: &str, equal: bool, details: &[String]) -> Result<(), String> {
    if equal {
        Ok(())
    } else {
        Err(format!("{what}: {}", details.join(" | ")))
    }
}

/// RFC 4514 as pyca/cryptography writes it: nine short names, all other types dotted, and their values as text.
fn as_pyca_writes(name: &Name) -> String {
    let attribute = |attribute: &NameAttribute| {
        let short = ["CN", "L", "ST", "O", "OU", "C", "STREET", "DC", "UID"];
        let kind = attribute.short_name().filter(|name| short.contains(name));
        let value = match attribute.text() {
            Some(text) => escaped(text),
            None => format!("#{}", hex(&attribute.value_der()[2..])),
        };
        format!("{}={value}", kind.unwrap_or(attribute.oid()))
    };
    let sets = name.relative_names().iter().rev();
    sets.map(|set| set.iter().map(attribute).collect::<Vec<_>>().join("+"))
        .collect::<Vec<_>>()
        .join(",")
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for (index, character) in text.chars().enumerate() {
        let last = index + 1 == text.chars().count();
        match character {
            '\0' => out.push_str("\\00"),
            '\\' | '"' | '+' | ',' | ';' | '<' | '>' => out.extend(['\\', character]),
            '#' | ' ' if index == 0 => out.extend(['\\', character]),
            ' ' if last => out.push_str("\\ "),
            _ => out.push(character),
        }
    }
    out
}

fn sha256(bytes: &[u8]) -> String {
    hex(&credtool_crypto_engine::Hash::Sha256.digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

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

fn manifest(folder: &Path) -> Vec<Value> {
    let text = std::fs::read(folder.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&text).unwrap();
    let list = manifest.get("artifacts").unwrap_or(&manifest);
    list.as_array().unwrap().clone()
}

fn artifacts(folder: &Path, operations: &[&str]) -> Vec<Value> {
    let mut cases = manifest(folder);
    cases.retain(|case| {
        operations
            .iter()
            .any(|operation| case["operation"] == *operation)
    });
    cases
}

/// Unpacks the archive of certificates to `folder` and returns its manifest; `None` without python3.
fn unpack(vectors: &Path, folder: &Path) -> Option<Vec<Value>> {
    let script = "import gzip,sys,zipfile\n\
        zipfile.ZipFile(sys.argv[1]+'/certificates.zip').extractall(sys.argv[2])\n\
        sys.stdout.buffer.write(gzip.open(sys.argv[1]+'/manifest.json.gz').read())";
    let mut python = Command::new("python3");
    match python
        .args(["-c", script])
        .arg(vectors)
        .arg(folder)
        .output()
    {
        Ok(output) => {
            assert!(
                output.status.success(),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            );
            let manifest: Value = serde_json::from_slice(&output.stdout).unwrap();
            Some(manifest.as_array().unwrap().clone())
        }
        Err(error) => {
            eprintln!("skipped: no python3 ({error})");
            None
        }
    }
}

fn file(folder: &Path, case: &Value) -> Vec<u8> {
    let path = folder.join(case["file"].as_str().unwrap());
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
