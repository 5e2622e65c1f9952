//! Revocation lists, names and name constraints that pyca/cryptography makes at this moment, judged by OpenSSL and here.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test runs its peers, and says when they are not there"
)]

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use credtool_pki::{Certificate, CertificateList, PathValidation, Purpose, ReasonCode, Time};
use serde_json::Value;

/// Paths with revocation lists where OpenSSL answers otherwise, with its answer (accepted or not) and the reason for ours.
const REVOCATION_DIFFERENCES: [(&str, bool, &str); 3] = [
    (
        "revoked later",
        false,
        "OpenSSL asks nobody when: at the time of validation it was not revoked",
    ),
    (
        "no next update",
        true,
        "RFC 5280 §5.1.2.5 demands it, and without it a list from years ago would do",
    ),
    (
        "signed with SHA-1",
        true,
        "weak algorithms have to be allowed, for lists as for certificates",
    ),
];

#[test]
fn revocation_as_openssl_sees_it() {
    let Some(made) = made() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (mut wrong, mut judged) = (Vec::new(), 0);
    for case in made["revocations"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        let ours = verify(made, case, case["leaf"].as_str().unwrap());
        let mut arguments: Vec<&str> = texts(&case["openssl"]).collect();
        arguments.extend(["-CRLfile", "crls"]);
        let theirs = openssl(made, folder.path(), case, &arguments);
        let difference = REVOCATION_DIFFERENCES.iter().find(|(row, ..)| *row == name);
        let expected = difference.map_or(ours.is_ok(), |(_, theirs, _)| *theirs);
        if theirs != expected || difference.is_some_and(|(_, theirs, _)| *theirs == ours.is_ok()) {
            wrong.push(format!("{name}: here {ours:?}, openssl {theirs}"));
        }
        judged += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(judged, 36);
}

/// Pairs of names, by their place in the script, that OpenSSL tells apart, or takes for one, unlike us.
const NAME_DIFFERENCES: [(usize, &str); 3] = [
    (10, "case of letters beyond ASCII: RFC 4518 §2.2 folds all"),
    (12, "the sharp s: RFC 3454 table B.2 folds it to two"),
    (
        13,
        "a soft hyphen, which nobody sees: RFC 4518 §2.2 maps it to nothing",
    ),
];

#[test]
fn names_as_openssl_compares_them() {
    let Some(made) = made() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for (index, pair) in made["names"].as_array().unwrap().iter().enumerate() {
        let read = |key: &str| {
            Certificate::parse_all(pair[key].as_str().unwrap().as_bytes())
                .unwrap()
                .remove(0)
        };
        let (authority, certificate) = (read("authority"), read("certificate"));
        let ours = authority.subject().matches(certificate.issuer());
        assert_eq!(ours, certificate.issuer().matches(authority.subject()));
        let case = serde_json::json!({
            "trust": pair["authority"], "intermediates": pair["authority"], "leaf": pair["certificate"],
        });
        let theirs = openssl(made, folder.path(), &case, &[]);
        let difference = NAME_DIFFERENCES.iter().any(|(row, _)| *row == index);
        if (ours == theirs) == difference {
            wrong.push(format!(
                "{index}: {} and {}: here {ours}, openssl {theirs}",
                authority.subject(),
                certificate.issuer()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Name constraints where OpenSSL answers otherwise: permitted or excluded, the constraint, the name, the reason.
const CONSTRAINT_DIFFERENCES: [(&str, &str, &str, &str); 13] = [
    ("permitted", "dns:example.com", "dns:example.com.", ABSOLUTE),
    ("excluded", "dns:example.com", "dns:example.com.", ABSOLUTE),
    ("permitted", "dns:example.com", "dns:.example.com", NO_HOST),
    ("permitted", "dns:.example.com", "dns:.example.com", NO_HOST),
    ("excluded", "dns:a.example.com", "dns:.example.com", NO_HOST),
    ("permitted", "dns:", "dns:.example.com", NO_HOST),
    (
        "excluded",
        "dns:a.example.com",
        "dns:*.example.com",
        WILDCARD,
    ),
    (
        "permitted",
        "email:example.com",
        "email:a@b@example.com",
        NO_ADDRESS,
    ),
    (
        "excluded",
        "email:.example.com",
        "email:a@b@example.com",
        NO_ADDRESS,
    ),
    (
        "excluded",
        "email:user@example.com",
        "email:a@b@example.com",
        NO_ADDRESS,
    ),
    (
        "excluded",
        "email:user@example.com",
        "email:USER@example.com",
        CASE,
    ),
    (
        "excluded",
        "uri:example.com",
        "uri:http://10.0.0.1/",
        IP_URI,
    ),
    (
        "excluded",
        "uri:.example.com",
        "uri:http://10.0.0.1/",
        IP_URI,
    ),
];
const ABSOLUTE: &str = "a dot at the end says that the name is complete, and the host is the same";
const NO_HOST: &str = "an empty label is in no name of a host, so nobody can tell where it lies";
const WILDCARD: &str = "the wildcard stands for the excluded host, too (x509-limbo agrees)";
const NO_ADDRESS: &str = "no e-mail address, so nobody can tell where it lies (x509-limbo agrees)";
const CASE: &str =
    "mail servers hardly ever tell the two apart, and what is excluded must not slip through";
const IP_URI: &str =
    "RFC 5280 §4.2.1.10: a URI with an address in place of the host must be refused";

#[test]
fn constraints_as_openssl_sees_them() {
    let Some(made) = made() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (mut wrong, mut judged) = (Vec::new(), 0);
    for authority in made["constraints"].as_array().unwrap() {
        let kind = if authority["permitted"] == true {
            "permitted"
        } else {
            "excluded"
        };
        let base = authority["base"].as_str().unwrap();
        for one in authority["cases"].as_array().unwrap() {
            let name = one["name"].as_str().unwrap();
            let case = serde_json::json!({
                "trust": authority["trust"], "intermediates": authority["intermediate"], "leaf": one["leaf"],
            });
            let ours = verify(made, &case, one["leaf"].as_str().unwrap());
            if let Err(codes) = &ours {
                assert!(
                    codes.iter().all(|code| *code == ReasonCode::NameConstraint),
                    "{codes:?}"
                );
            }
            let theirs = openssl(made, folder.path(), &case, &[]);
            let row = (kind, base, name);
            let difference = CONSTRAINT_DIFFERENCES
                .iter()
                .any(|(kind, base, name, _)| (*kind, *base, *name) == row);
            if (ours.is_ok() == theirs) == difference {
                wrong.push(format!("{row:?}: here {ours:?}, openssl {theirs}"));
            }
            judged += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(judged > 200, "only {judged}");
}

/// Every field of lists, as pyca/cryptography reads what it made.
#[test]
fn lists_as_pyca_reads_them() {
    let Some(made) = made() else {
        return;
    };
    for case in made["lists"].as_array().unwrap() {
        let text = |key: &str| case[key].as_str().unwrap();
        let list = &CertificateList::parse_all(text("pem").as_bytes()).unwrap()[0];
        assert_eq!(base16ct::lower::encode_string(list.der()), text("der"));
        assert_eq!(list.number().as_deref(), Some(text("number")));
        assert_eq!(list.version(), 2);
        let spki = base16ct::lower::decode_vec(text("spki")).unwrap();
        assert_eq!(list.verify_signature(&spki), Ok(()));
        let expected = case["entries"].as_array().unwrap();
        assert_eq!(list.entries().len(), expected.len());
        for (entry, expected) in list.entries().zip(expected) {
            let serial = base16ct::lower::encode_string(entry.serial_octets());
            assert_eq!(serial.trim_start_matches('0'), expected["serial"]);
            assert_eq!(entry.revocation_date().to_string(), expected["at"]);
            assert_eq!(
                entry.reason().map(|reason| reason.as_str()),
                expected["reason"].as_str()
            );
            assert_eq!(
                entry.invalidity_date().is_some(),
                expected["invalid"] == true
            );
            let found = list.get(entry.serial_octets()).unwrap();
            assert_eq!(found.revocation_date(), entry.revocation_date());
        }
        assert!(list.get(&[9]).is_none());
    }
}

/// Verifies a leaf; the codes of all reasons where it is not trusted.
fn verify(made: &Value, case: &Value, leaf: &str) -> Result<(), Vec<ReasonCode>> {
    let certificates = |text: &str| Certificate::parse_all(text.as_bytes()).unwrap();
    let anchors = certificates(case["trust"].as_str().unwrap());
    let intermediates = certificates(case["intermediates"].as_str().unwrap());
    let crls = match case["crls"].as_str() {
        Some(text) => CertificateList::parse_all(text.as_bytes()).unwrap(),
        None => Vec::new(),
    };
    let at = Time::from_unix_seconds(made["at"].as_i64().unwrap());
    let validation = PathValidation {
        intermediates: &intermediates,
        crls: &crls,
        ..PathValidation::new(&anchors, Purpose::Any, at)
    };
    let verified = validation.verify(&certificates(leaf)[0]);
    verified.map(drop).map_err(|refused| {
        refused
            .reasons()
            .iter()
            .map(|reason| reason.code())
            .collect()
    })
}

/// Whether `openssl verify` accepts the leaf of a case.
fn openssl(made: &Value, folder: &Path, case: &Value, arguments: &[&str]) -> bool {
    for (file, text) in [
        ("trust", &case["trust"]),
        ("intermediates", &case["intermediates"]),
        ("crls", &case["crls"]),
        ("leaf", &case["leaf"]),
    ] {
        std::fs::write(folder.join(file), text.as_str().unwrap_or_default()).unwrap();
    }
    let output = Command::new("openssl")
        .current_dir(folder)
        .args(["verify", "-CAfile", "trust", "-untrusted", "intermediates"])
        .args(["-attime", &made["at"].to_string()])
        .args(arguments)
        .arg("leaf")
        .output()
        .unwrap();
    output.status.success()
}

fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|text| text.as_str().unwrap())
}

/// What the script makes, once; `None` where a peer is not there (which a continuous integration run does not forgive).
fn made() -> Option<&'static Value> {
    static MADE: OnceLock<Option<Value>> = OnceLock::new();
    MADE.get_or_init(|| {
        let there = Command::new("openssl").arg("version").output().is_ok();
        let python = Command::new("python3")
            .args(["-c", include_str!("peers/limits.py")])
            .output();
        match python {
            Ok(output) if there && output.status.success() => {
                Some(serde_json::from_slice(&output.stdout).unwrap())
            }
            other => {
                assert!(std::env::var_os("CI").is_none(), "{other:?}");
                eprintln!("skipped: openssl, python3 or its cryptography is missing");
                None
            }
        }
    })
    .as_ref()
}
