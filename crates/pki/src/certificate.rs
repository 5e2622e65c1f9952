//! Certificates: every field of one, as far as it takes to inspect it and to validate a path later.

pub(crate) mod defect; // what a certificate says that RFC 5280 forbids
pub(crate) mod distribution_point; // where revocation lists are, and what one is limited to
pub(crate) mod file; // certificates and requests from PEM, DER, PKCS#7, bare base64
pub(crate) mod policy; // certificate policies: what the extensions say

use std::ops::Range;
use std::sync::Arc;

use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::asn1::tlv::{Reader, Tlv, tag};
use crate::{Error, Extensions, Name, SignatureAlgorithm, Time, pem};

/// An X.509 certificate (RFC 5280 §4.1), versions 1 to 3.
///
/// Read as tolerantly as OpenSSL and pyca/cryptography do: strange serial numbers, strings and extensions are kept and
/// shown, and [`Certificate::defects`] lists what the standard forbids. **Nothing here is verified**: not the signature,
/// not the validity period, not who issued it.
#[derive(Clone)]
pub struct Certificate {
    /// Shared, so that a chain or a reason can hold a certificate without copying its names and extensions.
    fields: Arc<Fields>,
}

struct Fields {
    der: Vec<u8>,
    tbs: Range<usize>,
    version: u8,
    serial: Range<usize>,
    tbs_signature_algorithm: SignatureAlgorithm,
    issuer: Name,
    not_before: Time,
    not_after: Time,
    subject: Name,
    spki: Range<usize>,
    extensions: Extensions,
    signature_algorithm: SignatureAlgorithm,
    signature: Range<usize>,
}

impl Certificate {
    /// Parses one certificate in DER.
    ///
    /// ```
    /// use credtool_pki::Certificate;
    /// let der = include_bytes!("../tests/data/certificates/ee-san.der");
    /// let certificate = Certificate::from_der(der)?;
    /// assert_eq!(certificate.subject().to_string(), "CN=ee-san,OU=TEST ONLY,O=Credtool Test A,C=NL");
    /// assert_eq!(certificate.not_after().to_string(), "2044-01-01T00:00:00Z");
    /// # Ok::<(), credtool_pki::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Malformed`] names the field and where it stands. [`Error::Truncated`] for a certificate that was cut short,
    /// [`Error::TrailingBytes`] for bytes after it,
    /// [`Error::TooMuchWork`] above 1 MiB, [`Error::TooMany`] for more attributes or extensions than any real certificate has.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(der);
        let certificate = Self::read(&mut reader)?;
        match reader.is_empty() {
            true => Ok(certificate),
            false => Err(Error::TrailingBytes {
                what: "certificate",
                at: certificate.der().len(),
            }),
        }
    }

    /// Consumes one certificate.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let whole = outermost(reader, "certificate", MAX_OCTETS)?;
        // Offsets count from the certificate, wherever it was found.
        let mut outer = Reader::new(whole.bytes).next("certificate")?.reader();
        let tbs = outer.expect(tag::SEQUENCE, "tbsCertificate")?;
        let signature_algorithm = SignatureAlgorithm::read(&mut outer, "signatureAlgorithm")?;
        let signature = outer.expect(tag::BIT_STRING, "signatureValue")?;
        outer.finish("certificate")?;

        let mut fields = tbs.reader();
        let version = read_version(&mut fields)?;
        let serial = fields.expect(tag::INTEGER, "serialNumber")?;
        if !is_minimal(serial.content) {
            return Err(malformed(&serial, "serialNumber"));
        }
        let tbs_signature_algorithm = SignatureAlgorithm::read(&mut fields, "signature")?;
        let issuer = Name::read(&mut fields, "issuer")?;
        let mut validity = fields.expect(tag::SEQUENCE, "validity")?.reader();
        let not_before = Time::read(&mut validity, "notBefore")?;
        let not_after = Time::read(&mut validity, "notAfter")?;
        validity.finish("validity")?;
        let subject = Name::read(&mut fields, "subject")?;
        let spki = read_spki(&mut fields)?;
        fields.optional(ISSUER_UNIQUE_ID, "issuerUniqueID")?;
        fields.optional(SUBJECT_UNIQUE_ID, "subjectUniqueID")?;
        let extensions = match fields.optional(EXTENSIONS, "extensions")? {
            None => Extensions::default(),
            Some(explicit) => {
                let mut inner = explicit.reader();
                let extensions = Extensions::read(&mut inner, "extensions")?;
                inner.finish("extensions")?;
                extensions
            }
        };
        fields.finish("tbsCertificate")?;

        let fields = Fields {
            tbs: range(&tbs),
            version,
            serial: content_range(&serial),
            tbs_signature_algorithm,
            issuer,
            not_before,
            not_after,
            subject,
            spki: range(&spki),
            extensions,
            signature_algorithm,
            signature: bits(&signature, "signatureValue")?,
            der: whole.bytes.to_vec(),
        };
        Ok(Self {
            fields: Arc::new(fields),
        })
    }

    /// Returns the whole certificate, byte for byte as it was read.
    pub fn der(&self) -> &[u8] {
        &self.fields.der
    }

    /// Returns the certificate as PEM (RFC 7468 §5).
    pub fn to_pem(&self) -> String {
        pem::encode("CERTIFICATE", &self.fields.der).to_string()
    }

    /// Returns what the issuer signed: the encoding of `tbsCertificate`.
    pub fn tbs_der(&self) -> &[u8] {
        &self.fields.der[self.fields.tbs.clone()]
    }

    /// Returns the version by its usual number: 1, 2 or 3; other numbers are met and kept.
    pub fn version(&self) -> u8 {
        self.fields.version
    }

    /// Returns the serial number in lower-case hexadecimal without leading zeros; a negative one begins with `-`.
    pub fn serial(&self) -> String {
        integer_hex(self.serial_octets())
    }

    /// Returns the serial number as the content octets of its INTEGER: big-endian, two's complement, one octet at least.
    pub fn serial_octets(&self) -> &[u8] {
        &self.fields.der[self.fields.serial.clone()]
    }

    /// Returns who issued the certificate.
    pub fn issuer(&self) -> &Name {
        &self.fields.issuer
    }

    /// Returns when the certificate begins to be valid.
    pub fn not_before(&self) -> Time {
        self.fields.not_before
    }

    /// Returns the last second in which the certificate is valid (RFC 5280 §4.1.2.5).
    pub fn not_after(&self) -> Time {
        self.fields.not_after
    }

    /// Returns who the certificate is about; the name may be empty, with the alternative names in its place.
    pub fn subject(&self) -> &Name {
        &self.fields.subject
    }

    /// Returns the `SubjectPublicKeyInfo`, DER. Not checked: that there is a key in it.
    pub fn spki_der(&self) -> &[u8] {
        &self.fields.der[self.fields.spki.clone()]
    }

    /// Returns the extensions, which certificates of version 1 and 2 do not have.
    pub fn extensions(&self) -> &Extensions {
        &self.fields.extensions
    }

    /// Returns the algorithm of the signature, as it stands beside it.
    pub fn signature_algorithm(&self) -> &SignatureAlgorithm {
        &self.fields.signature_algorithm
    }

    /// Returns the algorithm of the signature as the issuer signed it; RFC 5280 §4.1.1.2 demands that both are the same.
    pub fn tbs_signature_algorithm(&self) -> &SignatureAlgorithm {
        &self.fields.tbs_signature_algorithm
    }

    /// Returns the signature in octets.
    pub fn signature(&self) -> &[u8] {
        &self.fields.der[self.fields.signature.clone()]
    }

    /// Returns the SHA-256 fingerprint of the certificate, in lower-case hexadecimal.
    pub fn sha256(&self) -> String {
        base16ct::lower::encode_string(&Sha256::digest(&self.fields.der))
    }

    /// Returns the SHA-1 fingerprint of the certificate, in lower-case hexadecimal: a name that old tools show, and no
    /// proof of identity.
    pub fn sha1(&self) -> String {
        base16ct::lower::encode_string(&Sha1::digest(&self.fields.der))
    }
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificate")
            .field("subject", &self.fields.subject.to_string())
            .field("issuer", &self.fields.issuer.to_string())
            .field("serial", &self.serial())
            .field("sha256", &self.sha256())
            .finish_non_exhaustive()
    }
}

/// Consumes the SEQUENCE that is a whole certificate, request or list of at most `limit` bytes, and says so where the bytes
/// end before it does.
pub(crate) fn outermost<'a>(
    reader: &mut Reader<'a>,
    what: &'static str,
    limit: usize,
) -> Result<Tlv<'a>, Error> {
    let rest = reader.rest();
    let whole = reader
        .expect(tag::SEQUENCE, what)
        .map_err(|error| match rest {
            [tag::SEQUENCE, 0x81..=0x84, ..] => Error::Truncated {
                what,
                length: rest.len(),
            },
            _ => error,
        })?;
    if whole.bytes.len() > limit {
        return Err(Error::TooMuchWork {
            what: "length in bytes",
            found: whole.bytes.len() as u64,
            limit: limit as u64,
        });
    }
    Ok(whole)
}

/// `version [0] EXPLICIT INTEGER DEFAULT v1`, where v1 is 0.
fn read_version(fields: &mut Reader<'_>) -> Result<u8, Error> {
    let what = "version";
    let Some(explicit) = fields.optional(VERSION, what)? else {
        return Ok(1);
    };
    let mut inner = explicit.reader();
    let number = inner.expect(tag::INTEGER, what)?;
    inner.finish(what)?;
    match number.content {
        [number @ 0..0x80] => Ok(number + 1),
        _ => Err(malformed(&number, what)),
    }
}

/// Consumes a `SubjectPublicKeyInfo` without looking at the key (RFC 5280 §4.1.2.7).
pub(crate) fn read_spki<'a>(fields: &mut Reader<'a>) -> Result<Tlv<'a>, Error> {
    let what = "subjectPublicKeyInfo";
    let spki = fields.expect(tag::SEQUENCE, what)?;
    let mut inner = spki.reader();
    inner.expect(tag::SEQUENCE, what)?;
    inner.expect(tag::BIT_STRING, what)?;
    inner.finish(what)?;
    Ok(spki)
}

/// Returns where the octets of a BIT STRING stand, after the one that counts unused bits.
pub(crate) fn bits(tlv: &Tlv<'_>, what: &'static str) -> Result<Range<usize>, Error> {
    match tlv.content.first() {
        Some(0..=7) => Ok(tlv.content_at + 1..tlv.content_at + tlv.content.len()),
        _ => Err(malformed(tlv, what)),
    }
}

/// Returns where the whole encoding of an element stands.
pub(crate) fn range(tlv: &Tlv<'_>) -> Range<usize> {
    let end = tlv.content_at + tlv.content.len();
    end - tlv.bytes.len()..end
}

fn content_range(tlv: &Tlv<'_>) -> Range<usize> {
    tlv.content_at..tlv.content_at + tlv.content.len()
}

fn malformed(tlv: &Tlv<'_>, what: &'static str) -> Error {
    Error::Malformed {
        what,
        at: tlv.content_at,
    }
}

/// Whether the content octets of an INTEGER are no more than it needs (X.690 §8.3.2).
pub(crate) fn is_minimal(octets: &[u8]) -> bool {
    match octets {
        [] => false,
        [0, second, ..] => second & 0x80 != 0,
        [0xff, second, ..] => second & 0x80 == 0,
        _ => true,
    }
}

pub(crate) fn integer_hex(octets: &[u8]) -> String {
    let negative = octets.first().is_some_and(|first| first & 0x80 != 0);
    let mut magnitude = octets.to_vec();
    if negative {
        // Two's complement: every bit the other way round, and one more.
        let mut carry = true;
        for octet in magnitude.iter_mut().rev() {
            (*octet, carry) = (!*octet).overflowing_add(u8::from(carry));
        }
    }
    let hex = base16ct::lower::encode_string(&magnitude);
    let digits = match hex.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    format!("{}{digits}", if negative { "-" } else { "" })
}

/// The largest real certificates, with post-quantum keys or hundreds of names, stay below 100 KiB; what is parsed takes up to
/// thirty times the memory.
pub(crate) const MAX_OCTETS: usize = 1 << 20;

const VERSION: u8 = tag::context(0);
const ISSUER_UNIQUE_ID: u8 = tag::context_primitive(1);
const SUBJECT_UNIQUE_ID: u8 = tag::context_primitive(2);
const EXTENSIONS: u8 = tag::context(3);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers() {
        for (octets, hex) in [
            (&[0][..], "0"),
            (&[5], "5"),
            (&[0, 0x84, 1], "8401"),
            (&[0x12, 0x83], "1283"),
            (&[0xff], "-1"),
            (&[0xfb], "-5"),
            (&[0x80], "-80"),
            (&[0x80, 1], "-7fff"),
            (&[0xff, 0x00], "-100"),
        ] {
            assert_eq!(integer_hex(octets), hex);
        }
        assert!(is_minimal(&[0]) && is_minimal(&[0, 0x80]) && is_minimal(&[0xff, 0x7f]));
        assert!(!is_minimal(&[]) && !is_minimal(&[0, 1]) && !is_minimal(&[0xff, 0x80]));
    }
}
