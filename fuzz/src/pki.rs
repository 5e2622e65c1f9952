//! Keys, keystores, certificates and requests from any bytes.

use credtool_pki::{
    Certificate, CertificateList, CertificationRequest, ExtensionValue, Keystore, Password, Pem,
    PrivateKey, PublicKey,
};

/// PEM: blocks that were read, written plainly, read the same.
pub fn pem(data: &[u8]) {
    let Ok(blocks) = Pem::parse_all(data) else {
        return;
    };
    for block in &blocks {
        assert!(!block.contents().is_empty() && block.line() > 0);
    }
}

/// Certificates: one alone is the bytes that it was read from.
pub fn certificate(data: &[u8]) {
    for certificate in Certificate::parse_all(data).unwrap_or_default() {
        let again = Certificate::from_der(certificate.der()).unwrap();
        assert_eq!(again.sha256(), certificate.sha256());
        let _ = (
            certificate.subject().to_string(),
            certificate.issuer().to_string(),
            certificate.defects(),
        );
        let _ = (
            certificate.not_before().to_string(),
            certificate.not_after().to_string(),
            certificate.serial(),
        );
        let _ = certificate
            .extensions()
            .subject_alt_names()
            .iter()
            .map(ToString::to_string)
            .count();
        let _ = PublicKey::from_spki_der(certificate.spki_der());
        assert!(certificate.subject().matches(again.subject()));
        assert_eq!(
            certificate.subject().matches(certificate.issuer()),
            certificate.issuer().matches(certificate.subject())
        );
        for extension in certificate.extensions() {
            let text = match extension.value() {
                ExtensionValue::NameConstraints(constraints) => constraints.to_string(),
                other => format!("{other:?}"),
            };
            assert!(!text.is_empty() || extension.oid() == NAME_CONSTRAINTS);
        }
    }
}

/// Revocation lists: every entry is found by its serial number, and what is written is read again.
pub fn crl(data: &[u8]) {
    for list in CertificateList::parse_all(data).unwrap_or_default() {
        let again = CertificateList::parse_all(list.to_pem().as_bytes()).unwrap();
        assert_eq!(again[0].der(), list.der());
        let entries: Vec<_> = list.entries().collect();
        assert_eq!(entries.len(), list.entries().len());
        for entry in &entries {
            let found = list.get(entry.serial_octets()).unwrap();
            assert_eq!(found.serial_octets(), entry.serial_octets());
            let _ = (
                entry.revocation_date().to_string(),
                format!("{:?}", entry.reason()),
            );
        }
        // The first of several with one number is the one that is found.
        if let Some(first) = entries.first() {
            let found = list.get(first.serial_octets()).unwrap();
            assert_eq!(found.revocation_date(), first.revocation_date());
        }
        let _ = (
            list.number(),
            list.delta_base(),
            format!("{list:?}"),
            list.this_update().to_string(),
        );
        let _ = list.verify_signature(data);
    }
}

const NAME_CONSTRAINTS: &str = "2.5.29.30";

/// Requests: as certificates, and the proof of possession is answered.
pub fn csr(data: &[u8]) {
    let Ok(request) = CertificationRequest::parse(data) else {
        return;
    };
    let again = CertificationRequest::from_der(request.der()).unwrap();
    assert_eq!(again.sha256(), request.sha256());
    assert_eq!(
        again.verify_proof_of_possession().is_ok(),
        request.verify_proof_of_possession().is_ok()
    );
    let _ = (request.subject().to_string(), request.attributes().len());
}

/// Keystores of every kind: entries that are listed are there, keys that come out are keys.
pub fn keystore(data: &[u8]) {
    for password in [None, Some(Password::new("storepass-A1"))] {
        let Ok(keystore) = Keystore::open(data, password.as_ref()) else {
            continue;
        };
        for entry in keystore.entries() {
            assert!(keystore.entry(entry.alias()).is_ok());
            if let Ok(pkcs8) = entry.private_key(password.as_ref()) {
                assert_eq!(pkcs8.first(), Some(&0x30));
            }
        }
    }
}

/// Private and public keys: what was read and written reads the same.
pub fn private_key(data: &[u8]) {
    let password = Password::new("changeit");
    if let Ok(key) = PrivateKey::parse(data, Some(&password)) {
        let again = PrivateKey::parse(key.expose(), None).unwrap();
        assert_eq!(again.expose(), key.expose());
        assert_eq!(again.public_key().spki_der(), key.public_key().spki_der());
    }
    if let Ok(key) = PublicKey::parse(data) {
        let again = PublicKey::parse(key.spki_der()).unwrap();
        assert_eq!(again.spki_der(), key.spki_der());
    }
}
