//! Extensions in their encoding (RFC 5280 §4.2).

use sha2::{Digest, Sha256};

use crate::asn1::tlv::{Reader, tag};
use crate::asn1::tlv_write::{element, integer, write};
use crate::general_name::MAX_NAMES;
use crate::{Error, Extension, GeneralName, KeyUsage, asn1::oid};

/// A list of extensions, written one after the other.
#[derive(Debug, Default)]
pub(crate) struct NewExtensions {
    content: Vec<u8>,
}

impl NewExtensions {
    /// Returns `Extensions`, the SEQUENCE; nothing where there is none, because it may not be empty.
    pub(crate) fn der(&self) -> Vec<u8> {
        match self.content.is_empty() {
            true => Vec::new(),
            false => element(tag::SEQUENCE, &[&self.content]).to_vec(),
        }
    }

    /// Says whether the subject is an authority, critically. FALSE is the default, which DER leaves out, so an end entity
    /// has an empty SEQUENCE.
    pub(crate) fn basic_constraints(&mut self, ca: bool, path_len: Option<u64>) {
        let mut content = Vec::new();
        if ca {
            write(&mut content, tag::BOOLEAN, &[0xff]);
            if let Some(length) = path_len {
                content.extend_from_slice(&integer(length));
            }
        }
        self.push(
            BASIC_CONSTRAINTS,
            true,
            &element(tag::SEQUENCE, &[&content]),
        );
    }

    pub(crate) fn key_usage(&mut self, usage: KeyUsage) {
        self.push(KEY_USAGE, true, &usage.der());
    }

    pub(crate) fn extended_key_usage(&mut self, purposes: &[&[u8]]) {
        let mut content = Vec::new();
        for purpose in purposes {
            write(&mut content, tag::OID, purpose);
        }
        self.push(
            EXTENDED_KEY_USAGE,
            false,
            &element(tag::SEQUENCE, &[&content]),
        );
    }

    pub(crate) fn subject_key_identifier(&mut self, id: &[u8]) {
        self.push(
            SUBJECT_KEY_IDENTIFIER,
            false,
            &element(tag::OCTET_STRING, &[id]),
        );
    }

    pub(crate) fn authority_key_identifier(&mut self, id: &[u8]) {
        let id = element(tag::context_primitive(0), &[id]);
        self.push(
            AUTHORITY_KEY_IDENTIFIER,
            false,
            &element(tag::SEQUENCE, &[&id]),
        );
    }

    pub(crate) fn crl_number(&mut self, number: u64) {
        self.push(CRL_NUMBER, false, &integer(number));
    }

    /// Names the subject; critical where it has no other name (RFC 5280 §4.2.1.6).
    ///
    /// # Errors
    /// [`Error::NameSyntax`] for a name that cannot be encoded, [`Error::TooMany`] names to be read again.
    pub(crate) fn subject_alt_name(
        &mut self,
        names: &[GeneralName],
        critical: bool,
    ) -> Result<(), Error> {
        if names.len() > MAX_NAMES {
            return Err(Error::TooMany {
                what: "subjectAltName",
                limit: MAX_NAMES,
            });
        }
        let mut content = Vec::new();
        for name in names {
            name.write(&mut content)?;
        }
        self.push(
            SUBJECT_ALT_NAME,
            critical,
            &element(tag::SEQUENCE, &[&content]),
        );
        Ok(())
    }

    /// Adds one as it stands in another certificate.
    pub(crate) fn copy(&mut self, extension: &Extension) {
        let oid = oid::octets(extension.oid()).unwrap_or_default();
        self.push(&oid, extension.is_critical(), extension.der());
    }

    fn push(&mut self, oid: &[u8], critical: bool, value: &[u8]) {
        let critical: &[u8] = match critical {
            true => &[tag::BOOLEAN, 1, 0xff],
            false => &[],
        };
        let oid = element(tag::OID, &[oid]);
        let value = element(tag::OCTET_STRING, &[value]);
        write(
            &mut self.content,
            tag::SEQUENCE,
            &[&oid, critical, &value].concat(),
        );
    }
}

/// Returns the extensions of an entry in a revocation list that says its reason (RFC 5280 §5.3.1).
pub(crate) fn crl_reason(code: u8) -> [u8; 14] {
    [
        tag::SEQUENCE,
        12,
        tag::SEQUENCE,
        10,
        tag::OID,
        3,
        0x55,
        0x1d,
        21,
        tag::OCTET_STRING,
        3,
        10,
        1,
        code,
    ]
}

/// Returns the identifier of a key: the first 160 bits of the SHA-256 of its bits (RFC 7093 §2, method 1).
///
/// As short as the SHA-1 of RFC 5280 §4.2.1.2, which everybody compares and nobody computes again, and no use of SHA-1.
pub(crate) fn key_identifier(spki_der: &[u8]) -> Vec<u8> {
    Sha256::digest(key_bits(spki_der).unwrap_or(spki_der))[..20].to_vec()
}

/// Returns `subjectPublicKey` without the octet that counts unused bits.
fn key_bits(spki_der: &[u8]) -> Option<&[u8]> {
    let what = "SubjectPublicKeyInfo";
    let mut fields = Reader::new(spki_der)
        .expect(tag::SEQUENCE, what)
        .ok()?
        .reader();
    fields.next(what).ok()?;
    fields.expect(tag::BIT_STRING, what).ok()?.content.get(1..)
}

const SUBJECT_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 14];
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 15];
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 17];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 19];
const CRL_NUMBER: &[u8] = &[0x55, 0x1d, 20];
const AUTHORITY_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 35];
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 37];
/// `id-kp-serverAuth` and `id-kp-clientAuth` (RFC 5280 §4.2.1.12).
pub(crate) const SERVER_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 1];
pub(crate) const CLIENT_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 2];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Extensions;

    #[test]
    fn what_is_written_is_read() {
        let usage = KeyUsage::KEY_CERT_SIGN.union(KeyUsage::CRL_SIGN);
        let names = [GeneralName::dns("a.example").unwrap()];
        let mut new = NewExtensions::default();
        assert!(new.der().is_empty());
        new.basic_constraints(true, Some(200));
        new.key_usage(usage);
        new.extended_key_usage(&[SERVER_AUTH, CLIENT_AUTH]);
        new.subject_key_identifier(&[1, 2]);
        new.authority_key_identifier(&[3]);
        new.subject_alt_name(&names, true).unwrap();
        let der = new.der();
        let read = Extensions::read(&mut Reader::new(&der), "extensions").unwrap();
        assert_eq!((read.is_ca(), read.path_len()), (true, Some(200)));
        assert_eq!(read.key_usage(), Some(usage));
        let purposes = ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"].map(str::to_owned);
        assert_eq!(read.extended_key_usage(), Some(&purposes[..]));
        assert_eq!(read.subject_key_identifier(), Some(&[1, 2][..]));
        let authority = read.authority_key_identifier().unwrap();
        assert_eq!(authority.key_id.as_deref(), Some(&[3][..]));
        assert_eq!(read.subject_alt_names()[0].to_string(), "a.example");
        let critical: Vec<_> = read.iter().map(Extension::is_critical).collect();
        assert_eq!(critical, [true, true, false, false, false, true]);

        let mut copied = NewExtensions::default();
        read.iter().for_each(|extension| copied.copy(extension));
        assert_eq!(copied.der(), der);
    }

    #[test]
    fn bits_are_minimal() {
        for (usage, der) in [
            (KeyUsage::DIGITAL_SIGNATURE, [3, 2, 7, 0x80]),
            (
                KeyUsage::DIGITAL_SIGNATURE.union(KeyUsage::KEY_ENCIPHERMENT),
                [3, 2, 5, 0xa0],
            ),
            (
                KeyUsage::KEY_CERT_SIGN.union(KeyUsage::CRL_SIGN),
                [3, 2, 1, 0x06],
            ),
        ] {
            assert_eq!(usage.der(), der);
        }
    }

    #[test]
    fn key_identifiers_of_rfc_7093() {
        let spki = [&[0x30, 9, 0x30, 0, 3, 5, 0][..], b"bits"].concat();
        assert_eq!(key_identifier(&spki), Sha256::digest(b"bits")[..20]);
    }
}
