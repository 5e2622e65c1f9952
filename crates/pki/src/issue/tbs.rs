//! Certificates in their encoding: what is signed (RFC 5280 §4.1).

use crate::asn1::tlv::tag;
use crate::asn1::tlv_write::{element, write};
use crate::{Error, Time};

/// Everything in a certificate but the signature.
pub(super) struct Tbs<'a> {
    /// 16 random octets.
    pub(super) serial: [u8; 16],
    /// The `AlgorithmIdentifier` of the signature, DER.
    pub(super) algorithm: &'a [u8],
    /// The issuer's `Name`, DER.
    pub(super) issuer: &'a [u8],
    pub(super) not_before: Time,
    pub(super) not_after: Time,
    /// The subject's `Name`, DER.
    pub(super) subject: &'a [u8],
    /// The `SubjectPublicKeyInfo`, DER.
    pub(super) spki: &'a [u8],
    /// `Extensions`, DER.
    pub(super) extensions: &'a [u8],
}

impl Tbs<'_> {
    /// Returns `tbsCertificate`, version 3.
    ///
    /// # Errors
    /// [`Error::NotIssued`] for a time that has no encoding.
    pub(super) fn der(&self) -> Result<Vec<u8>, Error> {
        let length = self.algorithm.len()
            + self.issuer.len()
            + self.subject.len()
            + self.spki.len()
            + self.extensions.len();
        let mut out = Vec::with_capacity(length + SMALL_FIELDS);
        out.extend_from_slice(&[tag::context(0), 3, tag::INTEGER, 1, 2]);
        serial_number(&mut out, &self.serial);
        out.extend_from_slice(self.algorithm);
        out.extend_from_slice(self.issuer);
        let mut validity = Vec::with_capacity(2 * 17);
        if !(self.not_before.write(&mut validity) && self.not_after.write(&mut validity)) {
            return Err(Error::NotIssued {
                reason: "the validity lies outside the years 0 to 9999".to_owned(),
            });
        }
        write(&mut out, tag::SEQUENCE, &validity);
        out.extend_from_slice(self.subject);
        out.extend_from_slice(self.spki);
        write(&mut out, tag::context(3), self.extensions);
        Ok(element(tag::SEQUENCE, &[&out]).to_vec())
    }
}

/// Appends a positive INTEGER of up to 17 octets (RFC 5280 §4.1.2.2 allows 20).
fn serial_number(out: &mut Vec<u8>, octets: &[u8; 16]) {
    let zeros = octets.iter().take_while(|&&octet| octet == 0).count();
    let significant = &octets[zeros.min(15)..];
    let mut content = [0; 17];
    content[1..=significant.len()].copy_from_slice(significant);
    let sign = usize::from(significant[0] < 0x80);
    write(out, tag::INTEGER, &content[sign..=significant.len()]);
}

/// Version, serial number, validity, and the headers.
const SMALL_FIELDS: usize = 96;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_are_positive_and_minimal() {
        let written = |octets: [u8; 16]| {
            let mut out = Vec::new();
            serial_number(&mut out, &octets);
            out
        };
        let mut octets = [0; 16];
        assert_eq!(written(octets), [2, 1, 0]);
        octets[15] = 0x7f;
        assert_eq!(written(octets), [2, 1, 0x7f]);
        octets[14] = 0x80;
        assert_eq!(written(octets), [2, 3, 0, 0x80, 0x7f]);
        let all = written([0xff; 16]);
        assert_eq!((all.len(), &all[..4]), (19, &[2, 17, 0, 0xff][..]));
        assert_eq!(written([0x12; 16]).len(), 18);
    }
}
