//! Requests of ours, read by OpenSSL and keytool; requests of theirs, issued here.

use credtool_pki::{Certificate, CertificationRequest, Profile, spki_sha256};

use crate::made::{KEY_TYPES, KEYS, ROOTS, issue, request};
use crate::peer::{Folder, succeeds};

/// What Java 17's keytool does not read.
const UNREAD_BY_KEYTOOL: [&str; 0] = [];

#[test]
fn ours_are_read_by_openssl_and_keytool() {
    let Some(keys) = &*KEYS else { return };
    let folder = Folder::new();
    let store = folder.file("ca.p12");
    let have_keytool = succeeds(
        "keytool",
        &[
            "-genkeypair",
            "-alias",
            "ca",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=Java CA",
            "-ext",
            "bc:c",
            "-keystore",
            &store,
            "-storepass",
            "changeit",
            "-storetype",
            "PKCS12",
        ],
    )
    .is_some();
    for (name, key) in keys {
        let request = request(key, r"CN=app\, the first,OU=Zoë+L=x,O=Example,C=NL");
        let file = folder.write(&format!("{name}.csr"), &request.to_pem());
        let Some(text) = succeeds(
            "openssl",
            &[
                "req",
                "-in",
                &file,
                "-verify",
                "-noout",
                "-text",
                "-nameopt",
                "RFC2253,utf8,-esc_msb",
            ],
        ) else {
            return;
        };
        assert!(text.contains("verify OK"), "{name}: {text}");
        for part in [
            r"CN=app\, the first",
            "OU=Zoë",
            "DNS:app.example.com",
            "IP Address:192.0.2.7",
            "IP Address:2001:DB8:0:0:0:0:0:7",
            "email:ops@example.com",
            "URI:https://app.example.com/x",
        ] {
            assert!(text.contains(part), "{name}: {part} is not in {text}");
        }
        if !have_keytool || UNREAD_BY_KEYTOOL.contains(name) {
            continue;
        }
        let text = succeeds("keytool", &["-printcertreq", "-file", &file]).unwrap();
        assert!(text.contains("DNSName: app.example.com"), "{name}: {text}");
        let issued = folder.file("issued.pem");
        succeeds(
            "keytool",
            &[
                "-gencert",
                "-alias",
                "ca",
                "-keystore",
                &store,
                "-storepass",
                "changeit",
                "-infile",
                &file,
                "-outfile",
                &issued,
                "-rfc",
                "-ext",
                "honored=all",
            ],
        )
        .unwrap();
        let certificate = Certificate::parse_all(&folder.read("issued.pem"))
            .unwrap()
            .swap_remove(0);
        assert!(certificate.key_matches(request.spki_der()), "{name}");
        assert!(
            certificate.subject().matches(request.subject()),
            "{name}: {}",
            certificate.subject()
        );
        assert_eq!(
            certificate.extensions().subject_alt_names().len(),
            5,
            "{name}"
        );
    }
}

#[test]
fn without_names_as_openssl_writes_them() {
    let Some(keys) = &*KEYS else { return };
    let folder = Folder::new();
    for (name, key) in keys {
        // Signatures with ECDSA differ each time; what is signed must not.
        let ours = credtool_pki::NewRequest {
            subject: "CN=app,O=Example,C=NL".parse().unwrap(),
            alternative_names: vec![],
        };
        let ours = ours
            .sign(
                key,
                credtool_crypto_engine::KeySizes::Current,
                credtool_crypto_engine::Randomness::System,
            )
            .unwrap();
        let file = folder.write("key.pem", &key.to_pem());
        let Some(theirs) = succeeds(
            "openssl",
            &[
                "req",
                "-new",
                "-key",
                &file,
                "-subj",
                "/C=NL/O=Example/CN=app",
                "-utf8",
            ],
        ) else {
            return;
        };
        let theirs = CertificationRequest::parse(theirs.as_bytes()).unwrap();
        assert_eq!(ours.info_der(), theirs.info_der(), "{name}");
    }
}

#[test]
fn theirs_are_issued() {
    let Some(roots) = &*ROOTS else { return };
    let root = &roots[3].1;
    let folder = Folder::new();
    for (name, arguments) in KEY_TYPES {
        let key = folder.file("key.pem");
        succeeds("openssl", &[&["genpkey", "-out", &key], arguments].concat());
        for header in [&[][..], &["-newhdr"]] {
            let arguments = [
                "req",
                "-new",
                "-key",
                &key,
                "-subj",
                "/C=NL/O=Example/CN=app",
                "-addext",
                "subjectAltName=DNS:app.example.com,IP:192.0.2.7",
                "-addext",
                "basicConstraints=critical,CA:TRUE",
            ];
            let Some(pem) = succeeds("openssl", &[&arguments[..], header].concat()) else {
                return;
            };
            assert_eq!(pem.contains("NEW CERTIFICATE REQUEST"), !header.is_empty());
            check(
                root,
                &CertificationRequest::parse(pem.as_bytes()).unwrap(),
                name,
            );
        }
    }
    let store = folder.file("app.p12");
    for (algorithm, more) in [
        ("RSA", ["-keysize", "2048"]),
        ("EC", ["-groupname", "secp384r1"]),
        ("Ed25519", ["-validity", "9"]),
    ] {
        let alias = [
            "-alias",
            algorithm,
            "-keystore",
            &store,
            "-storepass",
            "changeit",
        ];
        let generate = [
            &[
                "-genkeypair",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=app, O=Example, C=NL",
                "-storetype",
                "PKCS12",
            ][..],
            &more,
            &alias,
        ]
        .concat();
        let Some(_) = succeeds("keytool", &generate) else {
            return;
        };
        let pem = succeeds(
            "keytool",
            &[
                &[
                    "-certreq",
                    "-ext",
                    "san=dns:app.example.com,ip:192.0.2.7",
                    "-ext",
                    "bc:critical=ca:true",
                ][..],
                &alias,
            ]
            .concat(),
        )
        .unwrap();
        assert!(pem.contains("BEGIN NEW CERTIFICATE REQUEST"));
        check(
            root,
            &CertificationRequest::parse(pem.as_bytes()).unwrap(),
            algorithm,
        );
    }
}

/// Points can be written in half (SEC 1 §2.3.3), which Java and webpki do not read.
#[test]
fn a_compressed_point_is_written_out() {
    let Some(roots) = &*ROOTS else { return };
    let folder = Folder::new();
    let [key, compressed] = ["key.pem", "compressed.pem"].map(|name| folder.file(name));
    let generate = [
        "ecparam",
        "-name",
        "prime256v1",
        "-genkey",
        "-noout",
        "-out",
        &key,
    ];
    let Some(_) = succeeds("openssl", &generate) else {
        return;
    };
    succeeds(
        "openssl",
        &[
            "ec",
            "-in",
            &key,
            "-conv_form",
            "compressed",
            "-out",
            &compressed,
        ],
    );
    let arguments = [
        "req",
        "-new",
        "-key",
        &compressed,
        "-subj",
        "/C=NL/O=Example/CN=app",
        "-addext",
        "subjectAltName=DNS:app.example.com,IP:192.0.2.7",
    ];
    let pem = succeeds("openssl", &arguments).unwrap();
    let request = CertificationRequest::parse(pem.as_bytes()).unwrap();
    assert_eq!(request.spki_der().len(), 59, "half a point");
    let certificate = issue(&roots[0].1, &request, Profile::Server);
    assert_eq!(certificate.spki_der().len(), 91);
    check(&roots[0].1, &request, "compressed");
}

fn check(root: &credtool_pki::Authority, request: &CertificationRequest, name: &str) {
    let certificate = issue(root, request, Profile::Server);
    assert_eq!(
        certificate.subject().to_string(),
        "CN=app,O=Example,C=NL",
        "{name}"
    );
    let names = certificate.extensions().subject_alt_names().iter();
    assert_eq!(
        names.map(ToString::to_string).collect::<Vec<_>>(),
        ["app.example.com", "192.0.2.7"],
        "{name}"
    );
    assert!(!certificate.extensions().is_ca(), "{name}");
    assert_eq!(
        spki_sha256(certificate.spki_der()),
        spki_sha256(request.spki_der()),
        "{name}"
    );
}
