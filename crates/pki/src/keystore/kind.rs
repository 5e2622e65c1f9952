//! Which kind of keystore some bytes are, by what they begin with and never by a name.

use crate::asn1::tlv::{Reader, Tlv, tag};
use crate::keystore::KeystoreFormat;
use crate::{Certificate, CertificationRequest, Error, Pem, keystore::jks, keystore::pkcs12, pem};

/// A kind of keystore that is read.
#[derive(Debug)]
pub(crate) enum Recognised {
    Pkcs12,
    Java(KeystoreFormat),
    /// Two blocks at least.
    Pem(Vec<Pem>),
}

/// Returns the kind.
///
/// # Errors
/// [`Error::UnsupportedKeystore`] and [`Error::NotAKeystore`] say what the bytes are, [`Error::Pem`] what is wrong with a
/// text.
pub(crate) fn recognise(bytes: &[u8]) -> Result<Recognised, Error> {
    if let Some(format) = jks::recognise(bytes) {
        return Ok(Recognised::Java(format));
    }
    if pkcs12::recognise(bytes) {
        return Ok(Recognised::Pkcs12);
    }
    if let Some(format) = unsupported(bytes) {
        return Err(Error::UnsupportedKeystore { format });
    }
    if pem::is_pem(bytes) {
        let blocks = Pem::parse_all(bytes)?;
        return match &blocks[..] {
            [only] => Err(Error::NotAKeystore {
                found: single_block(only),
            }),
            _ => Ok(Recognised::Pem(blocks)),
        };
    }
    Err(Error::NotAKeystore {
        found: something_else(bytes),
    })
}

/// Names the keystores that others have and that are not read.
fn unsupported(bytes: &[u8]) -> Option<&'static str> {
    // Version, length of a salt of 20 octets, salt, iteration count: BKS goes on with the tag of an entry, at most 4, or 0
    // for none; UBER is encrypted from there (org.bouncycastle…keystore.bc.BcKeyStoreSpi).
    if let [0, 0, 0, 0..=2, 0, 0, 0, 20, rest @ ..] = bytes {
        return Some(match rest.get(24) {
            Some(0..=4) => "BKS of Bouncy Castle",
            _ => "UBER of Bouncy Castle",
        });
    }
    if bytes.starts_with(b"kych") {
        return Some("a keychain of macOS");
    }
    if bytes.starts_with(b"SQLite format 3\0") {
        return Some("an SQLite database, such as the key4.db and cert9.db of NSS,");
    }
    let content = content_of_sequence(bytes)?;
    match *content.first()? {
        tag::OID if content.starts_with(PKCS7) => Some("PKCS#7 (.p7b), certificates without keys,"),
        // ObjectStore: encrypted under an AlgorithmIdentifier, then an integrity check (…keystore.bcfks.BcFKSKeyStoreSpi).
        tag::SEQUENCE if is_bcfks(content) => Some("BCFKS of Bouncy Castle"),
        _ => None,
    }
}

fn is_bcfks(content: &[u8]) -> bool {
    let read = || {
        let mut store = Reader::new(content);
        let mut data = store.expect(tag::SEQUENCE, "")?.reader();
        data.expect(tag::SEQUENCE, "")?
            .reader()
            .expect(tag::OID, "")?;
        data.expect(tag::OCTET_STRING, "")?;
        let mut check = store.expect(tag::SEQUENCE, "")?.reader();
        check.expect(tag::SEQUENCE, "")?;
        Ok::<_, Error>(())
    };
    read().is_ok()
}

fn single_block(block: &Pem) -> &'static str {
    match block.label() {
        label if label.ends_with("PRIVATE KEY") => "a single private key in PEM",
        label if label.ends_with("PUBLIC KEY") => "a single public key in PEM",
        label if label.ends_with("CERTIFICATE REQUEST") => "a certificate signing request in PEM",
        label if label.ends_with("CERTIFICATE") => "a single certificate in PEM",
        "PKCS7" | "CMS" => "PKCS#7 in PEM",
        _ => "a single PEM block",
    }
}

fn something_else(bytes: &[u8]) -> &'static str {
    if bytes.is_empty() {
        return "an empty file";
    }
    if Certificate::from_der(bytes).is_ok() {
        return "a single certificate in DER";
    }
    if CertificationRequest::from_der(bytes).is_ok() {
        return "a certificate signing request in DER";
    }
    match content_of_sequence(bytes) {
        Some([tag::INTEGER, 1, 0 | 1, ..]) => "a single private key in DER",
        Some(_) => "some other structure in DER",
        None if bytes.starts_with(b"PK\x03\x04") => "a zip archive",
        None if bytes
            .iter()
            .all(|octet| octet.is_ascii_graphic() || octet.is_ascii_whitespace()) =>
        {
            "text without a PEM block (base64 has to be decoded first)"
        }
        None => "bytes of another format",
    }
}

fn content_of_sequence(bytes: &[u8]) -> Option<&[u8]> {
    let sequence: Tlv<'_> = Reader::new(bytes).expect(tag::SEQUENCE, "").ok()?;
    Some(sequence.content)
}

/// 1.2.840.113549.1.7, with tag and length.
const PKCS7: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(bytes: &[u8]) -> String {
        recognise(bytes).unwrap_err().to_string()
    }

    #[test]
    fn kinds_are_told_by_content() {
        assert!(matches!(
            recognise(b"\xfe\xed\xfe\xed"),
            Ok(Recognised::Java(KeystoreFormat::Jks))
        ));
        assert!(matches!(
            recognise(b"\xce\xce\xce\xce"),
            Ok(Recognised::Java(KeystoreFormat::Jceks))
        ));
        for pfx in [
            &[0x30, 0x03, 0x02, 0x01, 0x03][..],
            &[0x30, 0x80, 0x02, 0x01, 0x03],
            &[0x30, 0x82, 0x01, 0x00, 0x02, 0x01, 0x03],
        ] {
            assert!(
                matches!(recognise(pfx), Ok(Recognised::Pkcs12)),
                "{pfx:02x?}"
            );
        }
        let pem =
            b"-----BEGIN A-----\nMAA=\n-----END A-----\n-----BEGIN B-----\nMAA=\n-----END B-----";
        assert!(matches!(recognise(pem), Ok(Recognised::Pem(blocks)) if blocks.len() == 2));
    }

    #[test]
    fn what_is_not_read_is_named() {
        let not_read = " is a kind of keystore that is not read here";
        let bks = [&[0, 0, 0, 2, 0, 0, 0, 20][..], &[7; 20], &[0, 0, 4, 0, 1]].concat();
        assert_eq!(refusal(&bks), format!("BKS of Bouncy Castle{not_read}"));
        let uber = [
            &[0, 0, 0, 1, 0, 0, 0, 20][..],
            &[7; 20],
            &[0, 0, 4, 0, 0xd7],
        ]
        .concat();
        assert_eq!(refusal(&uber), format!("UBER of Bouncy Castle{not_read}"));
        let bcfks = [
            0x30, 0x0d, 0x30, 0x07, 0x30, 0x03, 0x06, 0x01, 0x2a, 0x04, 0x00, 0x30, 0x02, 0x30,
            0x00,
        ];
        assert_eq!(refusal(&bcfks), format!("BCFKS of Bouncy Castle{not_read}"));
        let p7b = [&[0x30, PKCS7.len() as u8][..], PKCS7].concat();
        assert!(refusal(&p7b).starts_with("PKCS#7 (.p7b)"));
        assert!(refusal(b"kych\0\x01").starts_with("a keychain of macOS"));
        assert!(refusal(b"SQLite format 3\0").starts_with("an SQLite database"));
    }

    #[test]
    fn what_is_no_keystore_is_named() {
        let certificate = include_bytes!("../../tests/data/certificates/ee-san.der");
        for (bytes, found) in [
            (&b""[..], "an empty file"),
            (certificate, "a single certificate in DER"),
            (
                b"-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----",
                "a single private key in PEM",
            ),
            (
                &[0x30, 0x03, 0x02, 0x01, 0x00],
                "a single private key in DER",
            ),
            (&[0x30, 0x00], "some other structure in DER"),
            (b"PK\x03\x04", "a zip archive"),
            (b"\x7fELF", "bytes of another format"),
        ] {
            assert_eq!(refusal(bytes), format!("not a keystore but {found}"));
        }
    }
}
