//! Exports: what is written is read again, what was changed is refused, and nothing secret is in them.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

mod common;

use common::*;
use credtool_app_registry::*;
use credtool_pki::Purpose;

/// An app with three versions: one with everything, one with a label that could lead elsewhere, one without anything.
fn app() -> Kept {
    let mut kept = Kept::new();
    let ca = Command::SetCa {
        folder: "ca".into(),
    };
    let trust = Command::TrustAdd {
        certificate: PKI.root.clone(),
    };
    let issued = Command::ImportCertificate {
        app: id("a"),
        chain: verified(&PKI.issued, &PKI.root, Purpose::Client, 0),
        request: Some(PKI.request.clone()),
    };
    let version = |version: &str, app_id: &str| Command::AddVersion {
        app: id("a"),
        version: label(version),
        app_id: NewAppId::Given(id(app_id)),
        secret: NewSecret::Given(secret("a secret of my own, 0123456789abcdef")),
    };
    let outside = Command::ImportCertificate {
        app: id("b"),
        chain: client(1, 0),
        request: None,
    };
    for command in [
        register("a"),
        ca,
        trust,
        issued,
        version("../..", "b"),
        outside,
        version("con", "c"),
    ] {
        kept.run(0, &command).unwrap();
    }
    kept
}

fn zip(kept: &Kept) -> Vec<u8> {
    Export::of(kept.registry.app(&id("a")).unwrap().0, None)
        .to_zip()
        .unwrap()
}

#[test]
fn read_again() {
    let kept = app();
    let app = kept.registry.app(&id("a")).unwrap().0;
    let all = Export::of(app, None);
    assert_eq!(Export::parse(&all.to_zip().unwrap()).unwrap(), all);
    assert_eq!(all.versions().len(), 3);
    let one = Export::of(app, Some(&label("../..")));
    let read = Export::parse(&one.to_zip().unwrap()).unwrap();
    assert_eq!((&read, read.versions().len()), (&one, 1));
    let credential = read.versions()[0].credential().unwrap();
    assert_eq!(credential.certificate().der(), PKI.clients[1].der());
    assert_eq!(credential.chain()[0].der(), PKI.root.der());
    assert!(credential.request().is_none());
}

#[test]
fn nothing_secret_is_in_it() {
    let bytes = zip(&app());
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains("BEGIN CERTIFICATE-----") && text.contains("BEGIN CERTIFICATE REQUEST"));
    for secret in ["PRIVATE KEY", "a secret of my own", "0123456789abcdef"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

/// Two bits of each octet: refused, or nothing of what is read is different.
#[test]
fn damage_is_refused() {
    let kept = app();
    let bytes = zip(&kept);
    assert_eq!(bytes, zip(&kept));
    let (whole, mut refused) = (Export::parse(&bytes).unwrap(), 0);
    for at in 0..bytes.len() {
        for bit in [0, 5] {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            match Export::parse(&changed) {
                Ok(read) => assert_eq!(read, whole, "octet {at}"), // a date or a mode
                Err(_) => refused += 1,
            }
        }
        if at % 5 == 0 {
            assert!(Export::parse(&bytes[..at]).is_err());
        }
    }
    assert!(refused > bytes.len(), "{refused} of {}", 2 * bytes.len());
    for junk in [
        &b""[..],
        b"PK",
        b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        &[0; 1000],
    ] {
        assert_eq!(Export::parse(junk).unwrap_err().code(), "not-an-export");
    }
}

/// The files beside the metadata are the ones that the metadata mean.
#[test]
fn other_certificates_than_the_metadata_say_are_refused() {
    let kept = app();
    let bytes = zip(&kept);
    // A zip file of the same program in which one certificate stands for another.
    let mut other = Kept::new();
    for command in [
        register("a"),
        Command::TrustAdd {
            certificate: PKI.root.clone(),
        },
        Command::ImportCertificate {
            app: id("a"),
            chain: client(0, 0),
            request: None,
        },
    ] {
        other.run(0, &command).unwrap();
    }
    let sha256 = PKI.clients[0].sha256();
    let changed = replace(
        &zip(&other),
        sha256.as_bytes(),
        PKI.clients[1].sha256().as_bytes(),
    );
    let error = Export::parse(&changed).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("another fingerprint than certificate.pem"),
        "{error}"
    );
    assert!(Export::parse(&bytes).is_ok());
}

/// Replaces a text by one of the same length, and makes the checksums right again.
fn replace(zip: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = zip.to_vec();
    let at = out
        .windows(from.len())
        .position(|window| window == from)
        .unwrap();
    out[at..at + to.len()].copy_from_slice(to);
    // Every local header and its entry of the directory.
    let directory = out
        .windows(4)
        .position(|window| window == b"PK\x01\x02")
        .unwrap();
    let (mut local, mut central) = (0, directory);
    while local < directory {
        let small = |at: usize| usize::from(u16::from_le_bytes([out[at], out[at + 1]]));
        let (name, length) = (
            small(local + 26),
            small(local + 18) | small(local + 20) << 16,
        );
        let start = local + 30 + name;
        let crc = crc32fast::hash(&out[start..start + length]).to_le_bytes();
        out[local + 14..local + 18].copy_from_slice(&crc);
        out[central + 16..central + 20].copy_from_slice(&crc);
        local = start + length;
        central += 46 + name;
    }
    out
}
