//! The chains of the corpora, which are not part of this repository: `CREDTOOL_VECTORS` names their folder, and without them
//! there is nothing to ask.

use std::path::{Path, PathBuf};

use credtool_pki::{Certificate, Pem, Purpose};
use serde_json::Value;

use super::question::Question;

/// All chains of all corpora; none without them.
pub(crate) fn all() -> Vec<Question> {
    let root = root();
    if !are_there() {
        eprintln!("skipped: no {}", root.display());
        return Vec::new();
    }
    let mut questions = Vec::new();
    for (set, count) in [
        ("interop", 87),
        ("pkits", 125),
        ("openssl-verify", 100),
        ("boringssl-chains", 73),
        ("x509test", 68),
    ] {
        let folder = root.join(set);
        let cases = cases(&folder.join("manifest.json"), "chains");
        assert_eq!(
            cases.len(),
            count,
            "the manifest of {set} was not read whole"
        );
        questions.extend(cases.iter().map(|case| of_files(&folder, case)));
    }
    for edition in ["rsa", "ec"] {
        let file = root.join(format!("x509-limbo/limbo-{edition}.json"));
        let cases = cases(&file, "testcases");
        assert_eq!(cases.len(), 112, "limbo-{edition} was not read whole");
        questions.extend(cases.iter().map(|case| of_limbo(edition, case)));
    }
    questions
}

/// Whether the corpora are there.
pub(crate) fn are_there() -> bool {
    root().is_dir()
}

fn root() -> PathBuf {
    std::env::var_os("CREDTOOL_VECTORS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors"),
        PathBuf::from,
    )
}

fn cases(manifest: &Path, member: &str) -> Vec<Value> {
    let manifest: Value = serde_json::from_slice(&std::fs::read(manifest).unwrap()).unwrap();
    let list = manifest.get(member).unwrap_or(&manifest);
    list.as_array().unwrap().clone()
}

fn of_files(folder: &Path, case: &Value) -> Question {
    let read = |name: &Value| ders(&std::fs::read(folder.join(name.as_str().unwrap())).unwrap());
    let read_all = |names: &Value| names.as_array().unwrap().iter().flat_map(read).collect();
    let (leaf, intermediates, anchors) = match case.get("chain") {
        Some(chain) => {
            let mut chain = read(chain);
            let anchor = chain.pop().unwrap();
            // A chain of one is its own anchor.
            let leaf = chain.first().cloned().unwrap_or_else(|| anchor.clone());
            (leaf, chain.into_iter().skip(1).collect(), vec![anchor])
        }
        None => (
            read(&case["leaf"]).remove(0),
            read_all(&case["intermediates"]),
            read_all(&case["trust_anchors"]),
        ),
    };
    Question {
        id: case["id"].as_str().unwrap().to_owned(),
        leaf,
        intermediates,
        anchors,
        purpose: purpose(case["purpose"].as_str()),
        at: unix_seconds(case["validation_time"].as_str()),
        server_name: None,
    }
}

fn of_limbo(edition: &str, case: &Value) -> Question {
    let read = |pem: &Value| ders(pem.as_str().unwrap().as_bytes()).remove(0);
    let read_all = |pems: &Value| pems.as_array().unwrap().iter().map(read).collect();
    let purpose = purpose(case["validation_kind"].as_str());
    let name = case["expected_peer_name"]["value"].as_str();
    Question {
        id: format!("limbo-{edition}:{}", case["id"].as_str().unwrap()),
        leaf: read(&case["peer_certificate"]),
        intermediates: read_all(&case["untrusted_intermediates"]),
        anchors: read_all(&case["trusted_certs"]),
        purpose,
        at: unix_seconds(case["validation_time"].as_str()),
        server_name: name
            .filter(|_| purpose == Purpose::Server)
            .map(str::to_owned),
    }
}

/// The certificates of a file as they stand in it, readable or not.
fn ders(file: &[u8]) -> Vec<Vec<u8>> {
    if let Ok(certificates) = Certificate::parse_all(file) {
        return certificates.iter().map(|one| one.der().to_vec()).collect();
    }
    match Pem::parse_all(file) {
        Ok(blocks) => blocks
            .iter()
            .map(|block| block.contents().to_vec())
            .collect(),
        Err(_) => vec![file.to_vec()],
    }
}

fn purpose(name: Option<&str>) -> Purpose {
    match name {
        Some("clientAuth" | "CLIENT_AUTH" | "CLIENT") => Purpose::Client,
        Some("serverAuth" | "SERVER_AUTH" | "SERVER") => Purpose::Server,
        _ => Purpose::Any,
    }
}

/// RFC 3339 in UTC; fractions are left out. Without a time it is the summer of 2026.
fn unix_seconds(text: Option<&str>) -> i64 {
    let text = text.unwrap_or("2026-06-15T12:00:00Z");
    let number = |at: std::ops::Range<usize>| text[at].parse::<i64>().unwrap();
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    // Howard Hinnant, "chrono-compatible low-level date algorithms".
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719_468;
    days * 86_400 + number(11..13) * 3600 + number(14..16) * 60 + number(17..19)
}
