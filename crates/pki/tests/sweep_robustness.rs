//! Inputs that nobody made to be read: OpenSSL's fuzz corpora, mutants of good files, and signatures with forged paddings. Each
//! is put to every reader there is, and answered in order.
//!
//! The vectors are not part of this repository. `CREDTOOL_VECTORS` names their folder; without them the sweep is skipped.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests read files and run python3; the library does not; the input that fails is the last one printed"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use credtool_pki::{
    Certificate, CertificateList, CertificationRequest, Keystore, Password, PathValidation, Pem,
    PrivateKey, PublicKey, Purpose, ReasonCode, Time,
};

#[test]
fn fuzz_corpora_of_openssl() {
    for (name, count) in [
        ("x509", 425),
        ("acert", 310),
        ("asn1", 326),
        ("asn1parse", 278),
        ("pem", 10),
        ("cms", 710),
        ("decoder", 182),
    ] {
        sweep(&format!("fuzz/{name}.zip"), count);
    }
}

#[test]
fn mutants_of_good_files() {
    sweep("interop/mutated/mutated.zip", 640);
}

/// Bleichenbacher's forgeries of 2006: a signature whose padding is looked at loosely can be made without the key.
#[test]
fn forged_paddings() {
    let Some(folder) = vectors("forged-padding") else {
        return;
    };
    let mut judged = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "pem") {
            continue;
        }
        let forged = Certificate::parse_all(&std::fs::read(&path).unwrap())
            .unwrap()
            .remove(0);
        // The same issuer with another serial number: identical to a trusted one is trusted unseen.
        let mut other = forged.der().to_vec();
        let serial = forged.serial_octets().to_vec();
        let at = other
            .windows(serial.len())
            .position(|octets| octets == serial)
            .unwrap();
        other[at + serial.len() - 1] ^= 1;
        let anchors = [Certificate::from_der(&other).unwrap()];
        let mut validation = PathValidation::new(&anchors, Purpose::Any, forged.not_before());
        validation.allowed.sha1 = true;
        validation.allowed.rsa_1024 = true;
        let refused = validation.verify(&forged).unwrap_err();
        let codes: Vec<_> = refused
            .reasons()
            .iter()
            .map(|reason| reason.code())
            .collect();
        // They are signatures over MD5, which is not even worked out.
        let answers = [ReasonCode::BadSignature, ReasonCode::WeakAlgorithm];
        assert!(
            codes.iter().any(|code| answers.contains(code)),
            "{}: {codes:?}",
            path.display()
        );
        judged += 1;
    }
    assert_eq!(judged, 9, "the set was not read whole");
}

/// Puts every file of an archive, of which there must be so many, to every reader.
fn sweep(archive: &str, count: usize) {
    let Some(archive) = vectors(archive) else {
        return;
    };
    let name = archive.file_stem().unwrap().to_string_lossy().into_owned();
    let folder = std::env::temp_dir().join(format!("credtool-{name}-{}", std::process::id()));
    let script = "import sys,zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])";
    let python = Command::new("python3")
        .args(["-c", script])
        .arg(&archive)
        .arg(&folder)
        .status();
    match python {
        Ok(status) => assert!(status.success()),
        Err(error) => {
            eprintln!("skipped: no python3 ({error})");
            return;
        }
    }
    let mut inputs = files(&folder);
    inputs.sort();
    assert_eq!(inputs.len(), count, "{}", archive.display());
    for input in inputs {
        println!("{}", input.display());
        answer(&std::fs::read(input).unwrap());
    }
    std::fs::remove_dir_all(folder).unwrap();
}

fn answer(bytes: &[u8]) {
    let password = Password::new("changeit");
    if let Ok(certificates) = Certificate::parse_all(bytes) {
        for certificate in &certificates {
            let again = Certificate::from_der(certificate.der()).unwrap();
            assert_eq!(again.sha256(), certificate.sha256());
            let at = Time::from_unix_seconds(1_781_524_800);
            let mut validation = PathValidation::new(&certificates, Purpose::Server, at);
            validation.intermediates = &certificates;
            validation.server_name = Some("app.example.com");
            if let Err(refused) = validation.verify(certificate) {
                assert!(!refused.reasons().is_empty());
            }
        }
    }
    if let Ok(request) = CertificationRequest::parse(bytes) {
        let again = CertificationRequest::from_der(request.der()).unwrap();
        assert_eq!(
            again.verify_proof_of_possession().is_ok(),
            request.verify_proof_of_possession().is_ok()
        );
    }
    for list in CertificateList::parse_all(bytes).unwrap_or_default() {
        assert!(CertificateList::from_der(list.der()).is_ok());
    }
    if let Ok(key) = PrivateKey::parse(bytes, Some(&password)) {
        assert!(PublicKey::parse(key.public_key().spki_der()).is_ok());
    }
    if let Ok(key) = PublicKey::parse(bytes) {
        assert!(PublicKey::parse(key.spki_der()).is_ok());
    }
    for store_password in ["changeit", "storepass-A1"].map(Password::new) {
        let Ok(keystore) = Keystore::open(bytes, Some(&store_password)) else {
            continue;
        };
        for entry in keystore.entries() {
            let _ = entry.private_key(Some(&store_password));
        }
    }
    for block in Pem::parse_all(bytes).unwrap_or_default() {
        assert!(!block.contents().is_empty());
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

fn vectors(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("CREDTOOL_VECTORS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors"),
        PathBuf::from,
    );
    let found = root.join(name);
    if found.exists() {
        return Some(found);
    }
    eprintln!("skipped: no {}", found.display());
    None
}
