//! Certificates of apps: issued by our CA, trusted from elsewhere, refused with every reason.

use crate::place::{NOON, Place};

const IMPORT: [&str; 4] = ["--comment", "a key", "--at", NOON];

fn set_ca(place: &Place) {
    place.authority();
    place.change(&["app", "settings", "set", "ca", "ca"]);
}

#[test]
fn what_a_file_is_follows_from_its_content() {
    let place = Place::new(
        "content",
        &["app.csr", "app.crt.der", "ca.crt", "app.pem", "note.txt"],
    );
    place.register("wave");
    set_ca(&place);
    std::fs::rename(place.0.join("app.csr"), place.0.join("a.crt")).unwrap();
    let shown = place.change(&["app", "import-credential", "wave", "a.crt"]);
    assert_eq!(shown["source"], "request");
    assert_eq!(
        shown["chain"].as_array().unwrap().len(),
        1,
        "the CA above it: {shown}"
    );
    place.change(&["app", "trust", "add", "ca.crt"]);
    std::fs::rename(place.0.join("app.crt.der"), place.0.join("a.csr")).unwrap();
    let shown = place.change(&["app", "import-credential", "wave", "a.csr"]);
    assert_eq!(shown["source"], "certificate");
    for (file, code) in [("app.pem", "unrecognised"), ("note.txt", "unrecognised")] {
        let import = ["app", "import-credential", "wave", file];
        let found = place.refused(2, &[&import[..], &IMPORT].concat());
        assert_eq!(found, code, "{file}");
    }
}

#[test]
fn without_trust_and_without_a_ca_the_answer_is_no() {
    let place = Place::new("no-trust", &["app.csr", "app.crt"]);
    place.register("wave");
    let import = |file: &str| {
        let import = ["app", "import-credential", "wave", file];
        place.no(&[&import[..], &IMPORT].concat())
    };
    let no = import("app.crt");
    assert_eq!(no["valid"], false);
    assert_eq!(no["changed"], false);
    assert_eq!(no["reasons"][0]["code"], "no-trust-configured");
    assert_eq!(no["reason"]["code"], "no-trust-configured");
    assert_eq!(import("app.csr")["reason"]["code"], "no-ca-configured");
    let shown = place.json(&["app", "show", "wave"]);
    assert!(shown["versions"][0]["certificate"].is_null());
}

#[test]
fn every_reason_is_told_at_once() {
    let place = Place::new("reasons", &["app.crt"]);
    place.register("wave");
    set_ca(&place);
    // In the far future it has expired, and nobody trusts its issuer.
    let import = [
        "app",
        "import-credential",
        "wave",
        "app.crt",
        "--comment",
        "x",
    ];
    let no = place.no(&[&import[..], &["--at", "2127-01-01T00:00:00Z"]].concat());
    let codes: Vec<&str> = no["reasons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|reason| reason["code"].as_str().unwrap())
        .collect();
    assert!(codes.contains(&"expired"), "{codes:?}");
    assert!(codes.len() > 1, "{codes:?}");
}

/// What our CA issued before is trusted because it is our CA, without a request.
#[test]
fn a_certificate_of_our_own_ca_is_trusted() {
    let place = Place::new("own", &["app.csr"]);
    place.register("wave");
    set_ca(&place);
    let issue = [
        "ca", "issue", "--dir", "ca", "app.csr", "-o", "app.crt", "--at", NOON,
    ];
    place.ok(&issue);
    let shown = place.change(&["app", "import-credential", "wave", "app.crt"]);
    assert_eq!(shown["source"], "certificate");
    assert_eq!(shown["chain"][0]["subject"], "CN=Test CA");
    // The other way round: the trust in it ends with the setting.
    place.change(&["app", "settings", "set", "reveal", "encrypted"]);
    place.ok(&["app", "reveal", "wave", "--at", NOON]);
    std::fs::rename(place.0.join("ca"), place.0.join("gone")).unwrap();
    let no = place.no(&["app", "reveal", "wave", "--at", NOON]);
    assert_eq!(no["reason"]["code"], "reveal-unavailable");
}

/// A small key is certified where that is asked for, and what is encrypted to it asks once more.
#[test]
fn small_keys_are_asked_for_by_name() {
    let place = Place::new("small", &["rsa1024.csr", "rsa1024.pem"]);
    let id = place.register("wave");
    set_ca(&place);
    let import = ["app", "import-credential", &id, "rsa1024.csr"];
    let refused = place.refused(2, &[&import[..], &IMPORT].concat());
    assert_eq!(refused, "request-refused");
    place.change(&[&import[..], &["--legacy"]].concat());
    let secret = place.ok(&["app", "reveal", &id, "--at", NOON]);
    place.change(&["app", "settings", "set", "reveal", "encrypted"]);
    let reveal = ["app", "reveal", &id, "--at", NOON];
    let no = place.no(&reveal);
    assert_eq!(no["certificate"]["reasons"][0]["code"], "weak-key");
    let encrypted = place.ok(&[&reveal[..], &["--allow", "rsa-1024"]].concat());
    place.write("encrypted.txt", &encrypted);
    let decrypt = ["secret", "decrypt", "--key", "rsa1024.pem", "encrypted.txt"];
    assert_eq!(place.ok(&decrypt).trim_end(), secret.trim_end());
}

/// A certificate for another kind of key is trusted, and nothing can be encrypted to it.
#[test]
fn a_secret_is_encrypted_to_rsa_keys_only() {
    let place = Place::new("ec", &["p256.pem"]);
    place.register("wave");
    set_ca(&place);
    let create = [
        "csr",
        "create",
        "--key",
        "p256.pem",
        "--subject",
        "CN=wave",
        "-o",
        "p.csr",
    ];
    place.ok(&create);
    place.change(&["app", "import-credential", "wave", "p.csr"]);
    place.change(&["app", "settings", "set", "reveal", "encrypted"]);
    let reveal = ["app", "reveal", "wave", "--at", NOON];
    assert_eq!(place.refused(2, &reveal), "key-type");
}

/// A folder with a certificate and no key is no CA.
#[test]
fn a_ca_is_a_whole_folder() {
    let place = Place::new("half", &["ca.crt"]);
    let set = ["app", "settings", "set", "ca", "."];
    assert_eq!(place.refused(2, &[&set[..], &IMPORT].concat()), "no-ca");
    assert!(!place.0.join("apps.db").exists());
}
