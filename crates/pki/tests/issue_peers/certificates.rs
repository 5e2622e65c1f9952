//! Everything issued, judged by OpenSSL, Java's PKIX and rustls-webpki.

use std::collections::BTreeMap;
use std::time::Duration;

use credtool_pki::{Certificate, Profile};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use webpki::{EndEntityCert, KeyUsage};

use crate::made::{CASES, Case, DAY, NOW, pem};
use crate::peer::{Folder, run, said};

/// What a profile is asked for: a name of OpenSSL's and an extended key usage.
fn purposes(profile: Profile) -> &'static [(&'static str, &'static str)] {
    const CLIENT: (&str, &str) = ("sslclient", "1.3.6.1.5.5.7.3.2");
    const SERVER: (&str, &str) = ("sslserver", "1.3.6.1.5.5.7.3.1");
    match profile {
        Profile::Client => &[CLIENT],
        Profile::Server => &[SERVER],
        Profile::Both => &[CLIENT, SERVER],
        // Authorities are judged by what stands below them, and here as any certificate.
        Profile::IntermediateCa { .. } => &[("any", "-")],
    }
}

/// A purpose that the profile does not have.
fn other_purpose(profile: Profile) -> Option<&'static str> {
    match profile {
        Profile::Client => Some("sslserver"),
        Profile::Server => Some("sslclient"),
        _ => None,
    }
}

fn openssl(purpose: &str, root: &str, untrusted: Option<&str>, files: &[String]) -> Option<String> {
    let at = (NOW + 30 * DAY).to_string();
    let mut arguments = vec![
        "verify",
        "-x509_strict",
        "-purpose",
        purpose,
        "-attime",
        &at,
        "-CAfile",
        root,
    ];
    arguments.extend(untrusted.iter().flat_map(|file| ["-untrusted", file]));
    arguments.extend(files.iter().map(String::as_str));
    run("openssl", &arguments).map(|output| said(&output))
}

#[test]
fn openssl_accepts_all_of_them() {
    let Some(cases) = &*CASES else { return };
    let folder = Folder::new();
    let mut together: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for case in cases {
        let root = pem(
            &folder,
            &format!("{}-root.pem", case.name),
            &[case.root.certificate().clone()],
        );
        let file = pem(&folder, &format!("{}.pem", case.name), &case.path[..1]);
        let root_name = case.root.certificate().sha256();
        for (purpose, _) in purposes(case.profile) {
            match case.path.get(1) {
                None => together
                    .entry((*purpose, root_name.clone(), root.clone()))
                    .or_default()
                    .push(file.clone()),
                Some(above) => {
                    let above = pem(
                        &folder,
                        &format!("{}-above.pem", case.name),
                        std::slice::from_ref(above),
                    );
                    let Some(said) =
                        openssl(purpose, &root, Some(&above), std::slice::from_ref(&file))
                    else {
                        return;
                    };
                    assert_eq!(said, format!("{file}: OK\n"), "{}", case.name);
                }
            }
        }
        if let Some(other) = other_purpose(case.profile).filter(|_| case.name.contains("p256-p256"))
        {
            let Some(said) = openssl(other, &root, None, &[file]) else {
                return;
            };
            assert!(
                said.contains("unsuitable certificate purpose"),
                "{}: {said}",
                case.name
            );
        }
    }
    for ((purpose, _, root), files) in together {
        let Some(said) = openssl(purpose, &root, None, &files) else {
            return;
        };
        let expected: String = files.iter().map(|file| format!("{file}: OK\n")).collect();
        assert_eq!(said, expected, "{purpose}");
    }
}

#[test]
fn java_accepts_all_of_them() {
    let Some(cases) = &*CASES else { return };
    let folder = Folder::new();
    let mut manifest = String::new();
    let mut expected = Vec::new();
    let mut line = |case: &Case, usage: &str, valid: bool| {
        manifest.push_str(&format!("{usage} {0}-root.pem {0}.pem -\n", case.name));
        expected.push((case.name.clone(), usage.to_owned(), valid));
    };
    for case in cases {
        pem(
            &folder,
            &format!("{}-root.pem", case.name),
            &[case.root.certificate().clone()],
        );
        pem(&folder, &format!("{}.pem", case.name), &case.path);
        for (_, usage) in purposes(case.profile) {
            line(case, usage, true);
        }
        if case.profile == Profile::Client {
            line(case, "1.3.6.1.5.5.7.3.1", false);
        }
    }
    folder.write("manifest", &manifest);
    let program = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/issue_peers/Validate.java"
    );
    let at = (NOW + 30 * DAY).to_string();
    let Some(output) = run("java", &[program, folder.path().to_str().unwrap(), &at]) else {
        return;
    };
    assert!(output.status.success(), "{}", said(&output));
    let answers = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<_> = answers.lines().collect();
    assert_eq!(answers.len(), expected.len());
    for ((name, usage, valid), answer) in expected.iter().zip(answers) {
        assert_eq!(answer == "valid", *valid, "{name} for {usage}: {answer}");
    }
}

#[test]
fn they_have_no_defects() {
    let Some(cases) = &*CASES else { return };
    for certificate in cases.iter().flat_map(|case| &case.path) {
        assert!(certificate.defects().is_empty());
        assert_eq!(
            Certificate::from_der(certificate.der()).unwrap().serial(),
            certificate.serial()
        );
    }
}

#[test]
fn webpki_accepts_all_of_them() {
    let Some(cases) = &*CASES else { return };
    let at = UnixTime::since_unix_epoch(Duration::from_secs((NOW + 30 * DAY).unsigned_abs()));
    let mut judged = 0;
    for case in cases {
        let ders: Vec<_> = case
            .path
            .iter()
            .map(|one| CertificateDer::from(one.der()))
            .collect();
        let root = CertificateDer::from(case.root.certificate().der());
        let anchor = webpki::anchor_from_trusted_cert(&root).unwrap();
        let (leaf, above) = ders.split_first().unwrap();
        for (purpose, _) in purposes(case.profile) {
            let usage = match *purpose {
                "sslclient" => KeyUsage::client_auth(),
                "sslserver" => KeyUsage::server_auth(),
                // webpki takes no authority for an end entity; what stands below this one is a case of its own.
                _ => continue,
            };
            let leaf = EndEntityCert::try_from(leaf).unwrap();
            let verified = leaf.verify_for_usage(
                webpki::ALL_VERIFICATION_ALGS,
                std::slice::from_ref(&anchor),
                above,
                at,
                usage,
                None,
                None,
            );
            assert!(verified.is_ok(), "{}: {:?}", case.name, verified.err());
            let host = ServerName::try_from("app.example.com").unwrap();
            leaf.verify_is_valid_for_subject_name(&host).unwrap();
            judged += 1;
        }
    }
    assert_eq!(judged, 6 * 6 * (1 + 1 + 2 + 2));
}
