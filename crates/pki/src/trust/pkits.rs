//! NIST's PKITS for the tests beside the code: paths in the order of the walk, with what is expected of them.
//!
//! The vectors are not part of this repository. `CREDTOOL_VECTORS` names their folder; without them tests are skipped.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests read files; the library does not"
)]

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::{Certificate, CertificateList};

/// One test of the suite.
pub(crate) struct Case {
    pub(crate) id: String,
    /// The certificate that is tested first, the trust anchor last.
    pub(crate) path: Vec<Certificate>,
    /// Everything that is given, in the manifest's order.
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) crls: Vec<CertificateList>,
    pub(crate) accept: bool,
    /// What the answer is where nobody asks for revocation.
    pub(crate) accept_without_crls: bool,
    pub(crate) policy_inputs: Value,
    /// A signature is DSA's, which nothing here verifies.
    pub(crate) needs_dsa: bool,
    pub(crate) section: String,
}

/// Returns the whole suite; `None` where it is not there. Cases with more than one path, or none, have the longest piece.
pub(crate) fn cases() -> Option<Vec<Case>> {
    let folder = folder()?;
    let manifest = std::fs::read(folder.join("manifest.json")).unwrap();
    let manifest: Vec<Value> = serde_json::from_slice(&manifest).unwrap();
    Some(manifest.iter().map(|case| read(&folder, case)).collect())
}

fn read(folder: &Path, case: &Value) -> Case {
    let text = |key: &str| case[key].as_str().unwrap().to_owned();
    let certificate = |name: &Value| {
        let bytes = std::fs::read(folder.join(name.as_str().unwrap())).unwrap();
        Certificate::parse_all(&bytes).unwrap().remove(0)
    };
    let all = |key: &str| -> Vec<Certificate> {
        case[key]
            .as_array()
            .unwrap()
            .iter()
            .map(certificate)
            .collect()
    };
    let (anchors, intermediates) = (all("trust_anchors"), all("intermediates"));
    let mut path = vec![certificate(&case["leaf"])];
    let mut candidates: Vec<_> = intermediates.iter().chain(&anchors).cloned().collect();
    loop {
        let last = &path[path.len() - 1];
        let signed_by = |issuer: &Certificate| {
            let signature = last.signature_algorithm();
            last.issuer().matches(issuer.subject())
                && signature
                    .verify(issuer.spki_der(), last.tbs_der(), last.signature())
                    .is_ok()
        };
        match candidates.iter().position(signed_by) {
            Some(index) => path.push(candidates.remove(index)),
            None => break,
        }
    }
    let crls = case["crls"].as_array().unwrap().iter().map(|name| {
        let bytes = std::fs::read(folder.join(name.as_str().unwrap())).unwrap();
        CertificateList::parse_all(&bytes).unwrap().remove(0)
    });
    Case {
        id: text("id"),
        path,
        certificates: intermediates.into_iter().chain(anchors).collect(),
        crls: crls.collect(),
        accept: case["expect"] == "accept",
        accept_without_crls: case["expect_without_crl_checking"] == "accept",
        policy_inputs: case["policy_inputs"].clone(),
        needs_dsa: case["needs_dsa"] == true,
        section: text("section"),
    }
}

fn folder() -> Option<PathBuf> {
    let root = std::env::var_os("CREDTOOL_VECTORS")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors"));
    let folder = root.join("pkits");
    if folder.is_dir() {
        Some(folder)
    } else {
        eprintln!("skipped: no vectors in {}", folder.display());
        None
    }
}
