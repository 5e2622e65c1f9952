//! Certificate files: one certificate or many, in whatever wrapping they come.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, general_purpose::PAD};

use crate::asn1::tlv::{Reader, tag};
use crate::key::content::{Content, describe_unrecognised};
use crate::{Certificate, CertificationRequest, Error, Pem, asn1::ber, pem};

impl Certificate {
    /// Parses a file of certificates: PEM or DER, one or a bundle, and returns them in the file's order; at least one.
    ///
    /// Read are blocks labelled `CERTIFICATE`, `X509 CERTIFICATE` and `TRUSTED CERTIFICATE` (what OpenSSL appends to the
    /// certificate is left aside), PKCS#7 bundles (`.p7b`, BER included), DER certificates one after the other, and any of
    /// these as bare base64. Keys and other blocks in the same text are passed over.
    ///
    /// ```
    /// use credtool_pki::Certificate;
    /// let bundle = Certificate::parse_all(include_bytes!("../../tests/data/certificates/bundle-4.pem"))?;
    /// assert_eq!(bundle.len(), 4);
    ///
    /// let error = Certificate::parse_all(b"-----BEGIN PUBLIC KEY-----\nMAUG\n-----END PUBLIC KEY-----").unwrap_err();
    /// assert_eq!(error.to_string(), "a certificate was expected, and this is PEM with PUBLIC KEY");
    /// # Ok::<(), credtool_pki::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::WrongContent`] where there is no certificate, [`Error::Pem`] for damaged text, and for a damaged
    /// certificate [`Error::Malformed`] or [`Error::TooMany`], inside [`Error::InBundle`] where it is not the only one.
    pub fn parse_all(bytes: &[u8]) -> Result<Vec<Self>, Error> {
        match decode_base64(bytes) {
            Some(decoded) => parse_pem_or_der(&decoded),
            None => parse_pem_or_der(bytes),
        }
    }
}

impl CertificationRequest {
    /// Parses a file with one request: PEM under either label (`CERTIFICATE REQUEST`, and `NEW CERTIFICATE REQUEST` as
    /// keytool writes it), DER, or either as bare base64.
    ///
    /// # Errors
    /// [`Error::WrongContent`] where there is no request, [`Error::Pem`] for damaged text, and those of
    /// [`CertificationRequest::from_der`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let decoded = decode_base64(bytes);
        let bytes = decoded.as_deref().unwrap_or(bytes);
        if is_der(bytes) || !pem::is_pem(bytes) {
            return request_from_der(bytes);
        }
        let blocks = Pem::parse_all(bytes)?;
        let labels = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"];
        match blocks.iter().find(|block| labels.contains(&block.label())) {
            Some(block) => request_from_der(block.contents()),
            None => Err(wrong_content(REQUEST, &blocks)),
        }
    }
}

fn request_from_der(der: &[u8]) -> Result<CertificationRequest, Error> {
    CertificationRequest::from_der(der)
        .map_err(|error| other_content(REQUEST, Content::CertificationRequest, der, error))
}

/// Says what bytes are that could not be read, where they are something else; otherwise what is wrong with them.
pub(crate) fn other_content(
    expected: &'static str,
    own: Content,
    bytes: &[u8],
    error: Error,
) -> Error {
    let found = if bytes.first() == Some(&tag::SEQUENCE) {
        match ber::to_der(bytes, expected).map(|der| Content::of(&der)) {
            Ok(Content::Other) | Err(_) => return error,
            Ok(content) if content == own => return error,
            Ok(content) => content.described(),
        }
    } else {
        describe_unrecognised(bytes)
    };
    Error::WrongContent {
        expected,
        found: found.to_owned(),
    }
}

fn parse_pem_or_der(bytes: &[u8]) -> Result<Vec<Certificate>, Error> {
    if is_der(bytes) || !pem::is_pem(bytes) {
        return parse_der(bytes);
    }
    let blocks = Pem::parse_all(bytes)?;
    let mut found = Vec::new();
    for block in &blocks {
        let certificates = match block.label() {
            "CERTIFICATE" | "X509 CERTIFICATE" | "PKCS7" | "CMS" | "PKCS #7 SIGNED DATA" => {
                parse_der(block.contents())
            }
            // A certificate, then what OpenSSL trusts it for (its manual page openssl-x509).
            "TRUSTED CERTIFICATE" => {
                Certificate::read(&mut Reader::new(block.contents())).map(|one| vec![one])
            }
            _ => continue,
        };
        if found.len() == MAX_CERTIFICATES {
            return Err(too_many());
        }
        found.push(certificates);
    }
    if found.is_empty() {
        return Err(wrong_content(CERTIFICATE, &blocks));
    }
    number_failure(found)
}

/// Says which one it is that cannot be read, where there is more than one.
fn number_failure(found: Vec<Result<Vec<Certificate>, Error>>) -> Result<Vec<Certificate>, Error> {
    let several = found.len() > 1;
    let mut certificates = Vec::new();
    for one in found {
        let number = certificates.len() + 1;
        certificates.append(&mut one.map_err(|reason| match several {
            true => Error::InBundle {
                number,
                reason: Box::new(reason),
            },
            false => reason,
        })?);
    }
    Ok(certificates)
}

/// Reads a PKCS#7 bundle, or certificates one after the other.
fn parse_der(bytes: &[u8]) -> Result<Vec<Certificate>, Error> {
    if is_content_info(bytes) {
        return parse_pkcs7(bytes);
    }
    let mut found = Vec::new();
    let mut reader = Reader::new(bytes);
    while found.is_empty() || !reader.is_empty() {
        if found.len() == MAX_CERTIFICATES {
            return Err(too_many());
        }
        let rest = reader.rest();
        if !found.is_empty() && reader.peek() != Some(tag::SEQUENCE) {
            return Err(Error::TrailingBytes {
                what: "certificate",
                at: bytes.len() - rest.len(),
            });
        }
        let one = Certificate::read(&mut reader);
        let failed = one.is_err();
        found.push(
            one.map(|certificate| vec![certificate])
                .map_err(|error| other_content(CERTIFICATE, Content::Certificate, rest, error)),
        );
        if failed {
            break;
        }
    }
    number_failure(found)
}

/// Reads the certificates of a `SignedData` (RFC 2315 §9.1, RFC 5652 §5.1); who signed, if anyone, is left aside.
fn parse_pkcs7(bytes: &[u8]) -> Result<Vec<Certificate>, Error> {
    let what = "PKCS#7";
    let der = ber::to_der(bytes, what)?;
    let mut content_info = Reader::new(&der).next(what)?.reader();
    let content_type = content_info.expect(tag::OID, what)?;
    if content_type.content != SIGNED_DATA {
        return Err(Error::WrongContent {
            expected: CERTIFICATE,
            found: "PKCS#7 other than signed data".to_owned(),
        });
    }
    let mut signed_data = content_info
        .expect(tag::context(0), what)?
        .reader()
        .expect(tag::SEQUENCE, what)?
        .reader();
    signed_data.expect(tag::INTEGER, "version of PKCS#7")?;
    signed_data.expect(tag::SET, "digestAlgorithms")?;
    signed_data.expect(tag::SEQUENCE, "contentInfo")?;
    let mut found = Vec::new();
    if let Some(set) = signed_data.optional(tag::context(0), "certificates")? {
        let mut set = set.reader();
        while !set.is_empty() {
            if found.len() == MAX_CERTIFICATES {
                return Err(too_many());
            }
            // The other choices are extended and attribute certificates.
            if set.peek() == Some(tag::SEQUENCE) {
                found.push(Certificate::read(&mut set).map(|one| vec![one]));
            } else {
                set.next("certificates")?;
            }
        }
    }
    if found.is_empty() {
        return Err(Error::WrongContent {
            expected: CERTIFICATE,
            found: "PKCS#7 without certificates".to_owned(),
        });
    }
    number_failure(found)
}

/// Whether this is DER or BER and no text: certificates have more than 127 octets, so the second octet is none of ASCII.
pub(crate) fn is_der(bytes: &[u8]) -> bool {
    matches!(bytes, [tag::SEQUENCE, 0x80..=0xff, ..])
}

/// Whether this is a `ContentInfo` of PKCS#7: a sequence that begins with an object identifier.
fn is_content_info(bytes: &[u8]) -> bool {
    let content = match bytes {
        [tag::SEQUENCE, first @ 0x80..=0x84, rest @ ..] => rest.get(usize::from(first & 0x7f)..),
        [tag::SEQUENCE, 0..=0x7f, rest @ ..] => Some(rest),
        _ => None,
    };
    content.is_some_and(|content| content.first() == Some(&tag::OID))
}

/// Returns what a text of nothing but base64 stands for, if it could be a certificate or PEM.
pub(crate) fn decode_base64(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::with_capacity(bytes.len());
    for &octet in bytes {
        match octet {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'=' => text.push(octet),
            _ if octet.is_ascii_whitespace() => {}
            _ => return None,
        }
    }
    let decoded = BASE64.decode(text).ok()?;
    (is_der(&decoded) || pem::is_pem(&decoded)).then_some(decoded)
}

pub(crate) fn wrong_content(expected: &'static str, blocks: &[Pem]) -> Error {
    let mut labels: Vec<&str> = blocks.iter().map(Pem::label).collect();
    labels.dedup();
    labels.truncate(5);
    Error::WrongContent {
        expected,
        found: format!("PEM with {}", labels.join(", ")),
    }
}

fn too_many() -> Error {
    Error::TooMany {
        what: "file of certificates",
        limit: MAX_CERTIFICATES,
    }
}

const CERTIFICATE: &str = "a certificate";
const REQUEST: &str = "a certification request";
/// A system's bundle of all public authorities has about 150.
const MAX_CERTIFICATES: usize = 10_000;
/// 1.2.840.113549.1.7.2
const SIGNED_DATA: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
/// Padding may be missing: the text was pasted.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    PAD.with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
