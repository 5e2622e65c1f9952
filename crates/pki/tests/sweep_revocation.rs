//! NIST's tests and x509-limbo's that have revocation lists, through the whole validation.
//!
//! The vectors are not part of this repository. `CREDTOOL_VECTORS` names their folder; without them the sweep is skipped.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests read files; the library does not"
)]

use std::path::{Path, PathBuf};

use credtool_pki::{Allowed, Certificate, CertificateList, PathValidation, Purpose, Time};
use serde_json::Value;

/// Answered otherwise than the manifest expects, on purpose; a row whose case is answered as expected fails, too.
const DIFFERENCES: [(&str, &str); 5] = [
    ("4.1.4", "DSA is not supported"),
    ("4.14.22", INDIRECT),
    ("4.14.24", INDIRECT),
    ("4.14.30", INDIRECT),
    ("4.14.33", INDIRECT),
];
const INDIRECT: &str = "indirect lists are refused: a mistake in them lets an authority speak about others' certificates";

#[test]
fn pkits_with_lists() {
    let Some(folder) = vectors("pkits") else {
        return;
    };
    let manifest: Value =
        serde_json::from_slice(&std::fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    let (mut wrong, mut judged) = (Vec::new(), 0);
    for case in manifest.as_array().unwrap() {
        // Other inputs than the usual ones are tested beside the code.
        if !case["policy_inputs"].is_null() {
            continue;
        }
        let id = case["id"].as_str().unwrap();
        let files = |key: &str| -> Vec<Vec<u8>> {
            let names = case[key].as_array().unwrap().iter();
            names
                .map(|name| std::fs::read(folder.join(name.as_str().unwrap())).unwrap())
                .collect()
        };
        let certificates = |key: &str| -> Vec<Certificate> {
            files(key)
                .iter()
                .flat_map(|file| Certificate::parse_all(file).unwrap())
                .collect()
        };
        let crls: Vec<_> = files("crls")
            .iter()
            .flat_map(|file| CertificateList::parse_all(file).unwrap())
            .collect();
        let (anchors, intermediates) =
            (certificates("trust_anchors"), certificates("intermediates"));
        let leaf = std::fs::read(folder.join(case["leaf"].as_str().unwrap())).unwrap();
        // 2016-01-15, as the manifest says.
        let validation = PathValidation {
            intermediates: &intermediates,
            crls: &crls,
            allowed: Allowed::default(),
            ..PathValidation::new(
                &anchors,
                Purpose::Any,
                Time::from_unix_seconds(1_452_816_000),
            )
        };
        let verdict = validation.verify(&Certificate::parse_all(&leaf).unwrap()[0]);
        let difference = DIFFERENCES
            .iter()
            .any(|(row, _)| id.split(':').nth(1) == Some(row));
        if (verdict.is_ok() == (case["expect"] == "accept")) == difference {
            let reasons = verdict
                .err()
                .map(|refused| format!("{:?}", refused.reasons()));
            wrong.push(format!(
                "{id}: {}",
                reasons.unwrap_or_else(|| "accepted".to_owned())
            ));
        }
        judged += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(judged, 102);
}

/// Both editions of every case of x509-limbo that has lists.
#[test]
fn limbo_with_lists() {
    let Some(folder) = vectors("x509-limbo") else {
        return;
    };
    let mut judged = 0;
    for edition in ["limbo-rsa.json", "limbo-ec.json"] {
        let limbo: Value =
            serde_json::from_slice(&std::fs::read(folder.join(edition)).unwrap()).unwrap();
        for case in limbo["testcases"].as_array().unwrap() {
            let lists = case["crls"].as_array().map_or(&[][..], Vec::as_slice);
            if lists.is_empty() {
                continue;
            }
            let certificates = |key: &str| -> Vec<Certificate> {
                let texts = case[key].as_array().unwrap().iter();
                texts
                    .flat_map(|text| {
                        Certificate::parse_all(text.as_str().unwrap().as_bytes()).unwrap()
                    })
                    .collect()
            };
            let crls: Vec<_> = lists
                .iter()
                .flat_map(|text| {
                    CertificateList::parse_all(text.as_str().unwrap().as_bytes()).unwrap()
                })
                .collect();
            let (anchors, intermediates) = (
                certificates("trusted_certs"),
                certificates("untrusted_intermediates"),
            );
            // The lists were made for this day; the cases name no time.
            let at = crls[0].this_update();
            let validation = PathValidation {
                intermediates: &intermediates,
                crls: &crls,
                ..PathValidation::new(&anchors, Purpose::Server, at)
            };
            let leaf =
                Certificate::parse_all(case["peer_certificate"].as_str().unwrap().as_bytes())
                    .unwrap();
            let verdict = validation.verify(&leaf[0]);
            assert_eq!(
                verdict.is_ok(),
                case["expected_result"] == "SUCCESS",
                "{}: {verdict:?}",
                case["id"]
            );
            judged += 1;
        }
    }
    assert_eq!(judged, 2);
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
