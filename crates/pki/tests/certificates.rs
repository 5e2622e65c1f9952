//! Certificates that OpenSSL and keytool made, read and compared with what OpenSSL says about them.

#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests read files and run OpenSSL; the library does not"
)]

use std::process::Command;

use credtool_pki::{Certificate, CertificationRequest, Defect, Error, KeyUsage, oid_name};

fn data(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn path(name: &str) -> String {
    format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn certificate(name: &str) -> Certificate {
    let mut all = Certificate::parse_all(&data(&format!("certificates/{name}"))).unwrap();
    assert_eq!(all.len(), 1, "{name}");
    all.remove(0)
}

/// Returns what OpenSSL prints, or `None` where it is not installed (which a continuous integration run does not forgive).
fn openssl(arguments: &[&str]) -> Option<String> {
    match Command::new("openssl").args(arguments).output() {
        Ok(output) => {
            assert!(output.status.success(), "openssl {arguments:?}");
            Some(String::from_utf8(output.stdout).unwrap())
        }
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "openssl: {error}");
            eprintln!("skipped: openssl is not installed");
            None
        }
    }
}

#[test]
fn every_field_of_one() {
    let certificate = certificate("ee-san.der");
    assert_eq!(certificate.version(), 3);
    assert_eq!(
        certificate.serial(),
        "325e09cc5d06903dbf719324bcb705b727590b9"
    );
    assert_eq!(
        certificate.issuer().to_string(),
        "CN=A Issuing CA 1,OU=TEST ONLY,O=Credtool Test A,C=NL"
    );
    assert_eq!(certificate.subject().common_name(), Some("ee-san"));
    assert_eq!(certificate.not_before().to_string(), "2024-01-01T00:00:00Z");
    assert_eq!(certificate.not_after().unix_seconds(), 2_335_219_200);
    assert_eq!(
        certificate.signature_algorithm().name(),
        "sha256WithRSAEncryption"
    );
    assert_eq!(
        certificate.signature_algorithm().oid(),
        "1.2.840.113549.1.1.11"
    );
    assert_eq!(certificate.signature().len(), 256);
    assert_eq!(
        certificate.sha256(),
        "032e56a54ca217318f053180709651b601fe45392ecf45eb9438909bc1376511"
    );
    assert_eq!(
        certificate.sha1(),
        "df6ccaaa9b6afa36fc9c9282127be7c1b16b9bec"
    );
    assert_eq!(certificate.tbs_der()[..2], [0x30, 0x82]);
    assert_eq!(certificate.defects(), []);
    assert_eq!(
        certificate.spki_sha256(),
        "0f97b7bef38f100c4c742889550bc955958e37c4eea92c9e61c77647975620c1"
    );
    assert!(certificate.key_matches(certificate.spki_der()));
    assert!(!certificate.key_matches(self::certificate("root.pem").spki_der()));

    let extensions = certificate.extensions();
    assert!(!extensions.is_ca());
    let usage = extensions.key_usage().unwrap();
    assert_eq!(usage.names(), ["digitalSignature", "keyEncipherment"]);
    assert!(!usage.contains(KeyUsage::KEY_CERT_SIGN));
    let purposes = extensions.extended_key_usage().unwrap();
    let purposes: Vec<_> = purposes.iter().map(|oid| oid_name(oid).unwrap()).collect();
    assert_eq!(purposes, ["clientAuth"]);
    let names = extensions.subject_alt_names().iter();
    let names: Vec<_> = names
        .map(|name| format!("{}:{name}", name.kind()))
        .collect();
    assert_eq!(
        names,
        [
            "dns:app1.a.credtool.test",
            "dns:*.a.credtool.test",
            "ip:192.0.2.7",
            "ip:2001:db8::7",
            "email:robot@a.credtool.test",
            "uri:urn:credtool:A",
        ]
    );
}

#[test]
fn an_authority_says_so() {
    let authority = certificate("inter-pl0.der");
    let extensions = authority.extensions();
    assert!(extensions.is_ca());
    assert_eq!(extensions.path_len(), Some(0));
    assert!(extensions.get("2.5.29.19").unwrap().is_critical());
    assert!(
        extensions
            .key_usage()
            .unwrap()
            .contains(KeyUsage::KEY_CERT_SIGN)
    );
    let root = certificate("root.pem");
    assert_eq!(root.extensions().path_len(), None);
    assert_eq!(
        root.extensions().subject_key_identifier(),
        extensions
            .authority_key_identifier()
            .and_then(|id| id.key_id.as_deref()),
    );
}

#[test]
fn names_as_openssl_writes_them() {
    let files = [
        ("x509", "certificates/ee-san.der"),
        ("x509", "certificates/ee-utf8.pem"),
        ("x509", "certificates/ee-multi-rdn.pem"),
        ("x509", "certificates/ee-keytool-jks.pem"),
        ("x509", "certificates/root-ec.pem"),
        ("req", "csr/special-chars.pem"),
        ("req", "csr/utf8-subject.pem"),
        ("req", "csr/multi-rdn.pem"),
        ("req", "csr/empty-subject-san.pem"),
        ("req", "csr/keytool-jks.pem"),
    ];
    for (command, file) in files {
        let name = match command {
            "x509" => Certificate::parse_all(&data(file)).unwrap()[0]
                .subject()
                .to_string(),
            _ => CertificationRequest::parse(&data(file))
                .unwrap()
                .subject()
                .to_string(),
        };
        let form = if file.ends_with("der") { "DER" } else { "PEM" };
        let arguments = ["-nameopt", "RFC2253,-esc_msb,utf8", "-subject", "-noout"];
        let Some(said) = openssl(
            &[
                &[command, "-inform", form, "-in", &path(file)][..],
                &arguments,
            ]
            .concat(),
        ) else {
            return;
        };
        let said = said.strip_prefix("subject=").unwrap();
        assert_eq!(
            plus_sorted(&name),
            plus_sorted(said.trim_end_matches('\n')),
            "{file}"
        );
    }
}

/// Within one relative name, which is a set, OpenSSL writes the last attribute first, and RFC 4514 leaves the order open.
fn plus_sorted(name: &str) -> Vec<&str> {
    let mut attributes: Vec<_> = name.split('+').flat_map(|part| part.split(',')).collect();
    attributes.sort_unstable();
    attributes
}

#[test]
fn old_and_odd_ones_are_read_and_say_what_is_odd() {
    assert_eq!(
        certificate("ee-gentime.pem").not_after().to_string(),
        "2060-12-31T23:59:59Z"
    );
    let negative = certificate("ee-negserial.der");
    assert_eq!(negative.serial(), "-5");
    assert_eq!(negative.defects(), [Defect::SerialNotPositive]);
    let version_1 = certificate("ee-v1ext.der");
    assert_eq!(version_1.version(), 1);
    assert_eq!(version_1.defects(), [Defect::ExtensionsBeforeVersion3(1)]);
    let differing = certificate("ee-algmismatch.der");
    assert_eq!(
        differing.defects(),
        [Defect::AlgorithmsDiffer {
            signed: "sha256WithRSAEncryption".to_owned(),
            outer: "sha512WithRSAEncryption".to_owned(),
        }]
    );
    let repeated = certificate("ee-dupext.der");
    assert_eq!(
        repeated.defects(),
        [Defect::RepeatedExtension("basicConstraints".to_owned())]
    );
}

#[test]
fn bundles_and_wrappings() {
    let pem = Certificate::parse_all(&data("certificates/bundle-4.pem")).unwrap();
    let fingerprints =
        |all: &[Certificate]| all.iter().map(Certificate::sha256).collect::<Vec<_>>();
    assert_eq!(pem.len(), 4);

    let mut pkcs7 =
        fingerprints(&Certificate::parse_all(&data("certificates/bundle-4.p7b")).unwrap());
    let mut sorted = fingerprints(&pem);
    pkcs7.sort();
    sorted.sort();
    assert_eq!(pkcs7, sorted);

    let der: Vec<u8> = pem.iter().flat_map(|one| one.der().to_vec()).collect();
    assert_eq!(
        fingerprints(&Certificate::parse_all(&der).unwrap()),
        fingerprints(&pem)
    );

    // As an API hands it out: base64 of DER, without PEM lines; and base64 of PEM, as Kubernetes keeps it.
    let text = String::from_utf8(data("certificates/ee-utf8.pem")).unwrap();
    let body: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    let bare = Certificate::parse_all(body.as_bytes()).unwrap();
    assert_eq!(bare[0].subject().common_name(), Some("Zoë Łukasz 株式会社"));
    let without_padding = format!(" {}\r\n", body.trim_end_matches('='));
    assert_eq!(
        fingerprints(&Certificate::parse_all(without_padding.as_bytes()).unwrap()),
        fingerprints(&bare)
    );
}

#[test]
fn what_openssl_wraps() {
    let file = path("certificates/root.pem");
    let wrapped = [
        openssl(&[
            "x509",
            "-in",
            &file,
            "-trustout",
            "-addtrust",
            "clientAuth",
            "-setalias",
            "x",
        ]),
        openssl(&["crl2pkcs7", "-nocrl", "-certfile", &file]),
        openssl(&["x509", "-in", &file, "-text"]),
    ];
    for text in wrapped.into_iter().flatten() {
        let read = Certificate::parse_all(text.as_bytes()).unwrap();
        assert_eq!(read[0].sha256(), certificate("root.pem").sha256());
    }
}

#[test]
fn refusals_name_their_reason() {
    let said = |bytes: &[u8]| Certificate::parse_all(bytes).unwrap_err().to_string();
    assert_eq!(
        said(&data("csr/rsa2048-san.der")),
        "a certificate was expected, and this is a certification request"
    );
    assert_eq!(
        said(&data("csr/rsa2048.pem")),
        "a certificate was expected, and this is PEM with CERTIFICATE REQUEST"
    );
    let expected = "a certificate was expected, and this is";
    assert_eq!(said(b""), format!("{expected} empty"));
    assert_eq!(said(b"hello"), format!("{expected} neither PEM nor DER"));
    assert_eq!(
        said(&data("keystores/keytool.p12")),
        format!("{expected} a PKCS#12 keystore")
    );

    let der = data("certificates/ee-san.der");
    assert_eq!(
        said(&der[..der.len() - 1]),
        "cut short: 1051 bytes, and they end inside certificate"
    );
    let trailing = Certificate::from_der(&[&der[..], &[0]].concat()).unwrap_err();
    assert_eq!(
        trailing.to_string(),
        "bytes follow the certificate, from byte 1052 on"
    );
    // The second of two is cut short.
    let two = [&der[..], &der[..100]].concat();
    assert_eq!(
        said(&two),
        "certificate 2: cut short: 100 bytes, and they end inside certificate"
    );
    assert!(matches!(
        Certificate::parse_all(&two),
        Err(Error::InBundle { number: 2, .. })
    ));
}

#[test]
fn no_damage_panics() {
    let der = data("certificates/ee-san.der");
    for at in 0..der.len() {
        for value in [0x00, 0x80, 0xff, der[at] ^ 1, der[at] ^ 0x20] {
            let mut damaged = der.clone();
            damaged[at] = value;
            if let Ok(certificate) = Certificate::from_der(&damaged) {
                // What can be shown must be showable.
                let _ = format!("{certificate:?} {:?}", certificate.defects());
                let _ = format!("{:?}", certificate.extensions());
            }
        }
        assert!(Certificate::from_der(&der[..at]).is_err());
    }
}
