//! Certification requests that OpenSSL and keytool made: what they ask for, and whether the requester holds the key.

#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests read files and run OpenSSL; the library does not"
)]

use std::process::Command;

use credtool_pki::{CertificationRequest, Error};

fn data(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/data/csr/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn request(name: &str) -> CertificationRequest {
    CertificationRequest::parse(&data(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn what_is_asked_for() {
    let request = request("rsa2048-san.der");
    assert_eq!(
        request.subject().to_string(),
        "CN=csr with sans,OU=TEST ONLY,O=Credtool Test A,C=NL"
    );
    assert_eq!(
        request.signature_algorithm().name(),
        "sha256WithRSAEncryption"
    );
    assert_eq!(
        request.sha256(),
        "8cd1dd1374ed7458390dbf9dee33277860d679bb1a3be05542a4adbe0954f679"
    );
    assert!(!request.has_challenge_password());
    let names: Vec<_> = request
        .requested_extensions()
        .subject_alt_names()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        names,
        [
            "app.a.credtool.test",
            "*.a.credtool.test",
            "198.51.100.9",
            "2001:db8::9",
            "ops@a.credtool.test",
            "https://a.credtool.test/x",
        ]
    );
}

#[test]
fn the_requester_holds_the_key() {
    for name in [
        "rsa2048.pem",
        "rsa3072-sha384.pem",
        "rsa1024.pem",
        "pss.pem",
        "ec256.pem",
        "ec384.pem",
        "ed25519.pem",
        "sha1.pem",
        "keytool-jks.pem",
        "new-header.pem",
        "utf8-subject.pem",
        "empty-subject-san.pem",
        "challenge-password.pem",
    ] {
        assert_eq!(request(name).verify_proof_of_possession(), Ok(()), "{name}");
    }
}

#[test]
fn the_requester_does_not_hold_the_key() {
    for name in ["bad-signature.pem", "swapped-key.pem"] {
        let verdict = request(name).verify_proof_of_possession();
        assert_eq!(verdict, Err(Error::SignatureInvalid), "{name}");
    }
    let md5 = request("md5.pem").verify_proof_of_possession().unwrap_err();
    assert_eq!(
        md5.to_string(),
        "md5WithRSAEncryption is broken: its signatures can be forged"
    );
}

#[test]
fn a_challenge_password_is_told_and_not_shown() {
    let request = request("challenge-password.pem");
    assert!(request.has_challenge_password());
    assert_eq!(
        request.attributes(),
        ["1.2.840.113549.1.9.7", "1.2.840.113549.1.9.2"]
    );
    let shown = format!("{request:?}");
    assert!(
        shown.contains("CN=") && !shown.contains("changeit"),
        "{shown}"
    );
}

#[test]
fn refusals_name_their_reason() {
    for (name, reason) in [
        (
            "certificate-inside.pem",
            "a certification request was expected, and this is a certificate",
        ),
        (
            "wrong-label.pem",
            "a certification request was expected, and this is PEM with CERTIFICATE",
        ),
        ("version-5.pem", "version is malformed at byte 10"),
        (
            "trailing-data.pem",
            "bytes follow the certification request, from byte 846 on",
        ),
        (
            "truncated.pem",
            "cut short: 816 bytes, and they end inside certification request",
        ),
    ] {
        let error = CertificationRequest::parse(&data(name)).unwrap_err();
        assert_eq!(error.to_string(), reason, "{name}");
    }
}

#[test]
fn no_damage_panics_or_verifies() {
    let der = data("rsa2048-san.der");
    for at in 0..der.len() {
        assert!(CertificationRequest::from_der(&der[..at]).is_err());
        let mut damaged = der.clone();
        damaged[at] ^= 0x04;
        if let Ok(request) = CertificationRequest::from_der(&damaged) {
            let _ = format!("{request:?} {:?}", request.requested_extensions());
            // One in sixteen: each costs a signature verification.
            assert!(
                at % 16 != 0 || request.verify_proof_of_possession().is_err(),
                "byte {at}"
            );
        }
    }
}

/// What other tools can ask for and the files above do not: other hashes, the longest salt, keys for PSS only, a curve that is not supported.
#[test]
fn what_openssl_makes_now() {
    let folder = std::env::temp_dir().join(format!("credtool-csr-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str| folder.join(name).display().to_string();
    let cases: [(&str, &[&str], Result<(), &str>); 6] = [
        ("rsa:2048", &["-sha512"], Ok(())),
        (
            "rsa:2048",
            &[
                "-sigopt",
                "rsa_padding_mode:pss",
                "-sigopt",
                "rsa_pss_saltlen:max",
                "-sha256",
            ],
            Ok(()),
        ),
        ("rsa-pss", &["-sha384"], Ok(())),
        ("ec:prime256v1", &["-sha512"], Ok(())),
        ("ec:secp384r1", &["-sha1"], Ok(())),
        (
            "ec:secp256k1",
            &["-sha256"],
            Err(
                "the public key cannot verify ecdsa-with-SHA256: the engine does not support keys of this type or curve",
            ),
        ),
    ];
    for (key, options, expected) in cases {
        let mut command = Command::new("openssl");
        command.args([
            "req",
            "-new",
            "-nodes",
            "-subj",
            "/CN=x",
            "-keyout",
            &file("key"),
            "-out",
            &file("csr"),
        ]);
        match key.split_once(':') {
            Some(("ec", curve)) => command.args([
                "-newkey",
                "ec",
                "-pkeyopt",
                &format!("ec_paramgen_curve:{curve}"),
            ]),
            _ => command.args(["-newkey", key]),
        };
        match command.args(options).output() {
            Ok(output) => assert!(
                output.status.success(),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            ),
            Err(error) => {
                assert!(std::env::var_os("CI").is_none(), "openssl: {error}");
                eprintln!("skipped: openssl is not installed");
                break;
            }
        }
        let request = CertificationRequest::parse(&std::fs::read(file("csr")).unwrap()).unwrap();
        let verdict = request
            .verify_proof_of_possession()
            .map_err(|error| error.to_string());
        assert_eq!(
            verdict,
            expected.map_err(str::to_owned),
            "{key} {options:?}"
        );
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
