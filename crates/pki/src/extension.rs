//! Extensions of certificates, and those that a request asks for: read where their meaning is known, kept where it is not.

pub(crate) mod value; // what the extensions say
pub(crate) mod write; // the same, the other way

use crate::asn1::tlv::{Reader, tag};
use crate::extension::value::{AuthorityKeyIdentifier, ExtensionValue, KeyUsage};
use crate::{Error, GeneralName, NameConstraints, asn1::oid};

/// The extensions of a certificate or of a request, in encoded order.
///
/// Where one stands twice, which RFC 5280 §4.2 forbids, the methods below answer by the first that is well-formed;
/// [`crate::Certificate::defects`] tells of it, and whoever decides about trust must refuse it.
#[derive(Clone, Debug, Default)]
pub struct Extensions {
    list: Vec<Extension>,
}

impl Extensions {
    /// Returns the extensions one after the other.
    pub fn iter(&self) -> std::slice::Iter<'_, Extension> {
        self.list.iter()
    }

    /// Returns the first extension with this dotted object identifier.
    pub fn get(&self, oid: &str) -> Option<&Extension> {
        self.list.iter().find(|extension| extension.oid == oid)
    }

    /// Returns whether the subject says it is a certification authority (basicConstraints, RFC 5280 §4.2.1.9).
    pub fn is_ca(&self) -> bool {
        self.find(|value| match value {
            ExtensionValue::BasicConstraints { ca, .. } => Some(*ca),
            _ => None,
        })
        .unwrap_or(false)
    }

    /// Returns how many intermediate certificates may follow this authority; `None` is any number.
    pub fn path_len(&self) -> Option<u64> {
        self.find(|value| match value {
            ExtensionValue::BasicConstraints { path_len, .. } => Some(*path_len),
            _ => None,
        })
        .flatten()
    }

    /// Returns what the key may be used for; `None` is anything.
    pub fn key_usage(&self) -> Option<KeyUsage> {
        self.find(|value| match value {
            ExtensionValue::KeyUsage(usage) => Some(*usage),
            _ => None,
        })
    }

    /// Returns the dotted object identifiers of the extended key usages; `None` is any.
    pub fn extended_key_usage(&self) -> Option<&[String]> {
        self.find(|value| match value {
            ExtensionValue::ExtendedKeyUsage(purposes) => Some(purposes.as_slice()),
            _ => None,
        })
    }

    /// Returns the subject alternative names, which may be none.
    pub fn subject_alt_names(&self) -> &[GeneralName] {
        self.find(|value| match value {
            ExtensionValue::SubjectAltName(names) => Some(names.as_slice()),
            _ => None,
        })
        .unwrap_or_default()
    }

    /// Returns the identifier of the subject's key, in octets.
    pub fn subject_key_identifier(&self) -> Option<&[u8]> {
        self.find(|value| match value {
            ExtensionValue::SubjectKeyIdentifier(id) => Some(id.as_slice()),
            _ => None,
        })
    }

    /// Returns which key signed.
    pub fn authority_key_identifier(&self) -> Option<&AuthorityKeyIdentifier> {
        self.find(|value| match value {
            ExtensionValue::AuthorityKeyIdentifier(id) => Some(id),
            _ => None,
        })
    }

    /// Returns the names over which the subject, an authority, may issue.
    pub fn name_constraints(&self) -> Option<&NameConstraints> {
        self.find(|value| match value {
            ExtensionValue::NameConstraints(constraints) => Some(constraints),
            _ => None,
        })
    }

    fn find<'a, T>(&'a self, pick: impl Fn(&'a ExtensionValue) -> Option<T>) -> Option<T> {
        self.list
            .iter()
            .find_map(|extension| pick(&extension.value))
    }

    /// Consumes `Extensions`: a sequence that may hold none, one twice, and ones whose own structure is malformed, all of
    /// which occur and must not hide the rest.
    pub(crate) fn read(reader: &mut Reader<'_>, what: &'static str) -> Result<Self, Error> {
        let mut sequence = reader.expect(tag::SEQUENCE, what)?.reader();
        let mut list = Vec::new();
        while !sequence.is_empty() {
            if list.len() == MAX_EXTENSIONS {
                return Err(Error::TooMany {
                    what,
                    limit: MAX_EXTENSIONS,
                });
            }
            list.push(Extension::read(&mut sequence, what)?);
        }
        Ok(Self { list })
    }

    /// Adds those of another list.
    pub(crate) fn append(&mut self, mut other: Self) {
        self.list.append(&mut other.list);
    }
}

impl<'a> IntoIterator for &'a Extensions {
    type Item = &'a Extension;
    type IntoIter = std::slice::Iter<'a, Extension>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// One extension (RFC 5280 §4.2).
#[derive(Clone, Debug)]
pub struct Extension {
    oid: String,
    critical: bool,
    der: Vec<u8>,
    value: ExtensionValue,
}

impl Extension {
    /// Returns the dotted object identifier, such as `2.5.29.17`; [`crate::oid_name`] gives its name.
    pub fn oid(&self) -> &str {
        &self.oid
    }

    /// Returns whether whoever does not know the extension must refuse the certificate.
    pub fn is_critical(&self) -> bool {
        self.critical
    }

    /// Returns the content of `extnValue`: the DER encoding of the extension's own structure.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Returns what the extension says.
    pub fn value(&self) -> &ExtensionValue {
        &self.value
    }

    fn read(reader: &mut Reader<'_>, what: &'static str) -> Result<Self, Error> {
        let mut fields = reader.expect(tag::SEQUENCE, what)?.reader();
        let oid = oid::dotted(&fields.expect(tag::OID, what)?, what)?;
        // DER leaves FALSE out and writes TRUE as ff; requests with 00 and 01 are met.
        let critical = match fields.optional(tag::BOOLEAN, what)? {
            None => false,
            Some(tlv) => match tlv.content {
                [octet] => *octet != 0,
                _ => {
                    return Err(Error::Malformed {
                        what,
                        at: tlv.content_at,
                    });
                }
            },
        };
        let der = fields.expect(tag::OCTET_STRING, what)?.content;
        fields.finish(what)?;
        Ok(Self {
            value: ExtensionValue::read(&oid, der),
            oid,
            critical,
            der: der.to_vec(),
        })
    }
}

/// Real certificates have about ten.
const MAX_EXTENSIONS: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(der: &[u8]) -> Result<Extensions, Error> {
        Extensions::read(&mut Reader::new(der), "extensions")
    }

    #[test]
    fn flags_and_unknown_ones() {
        let unknown = [0x30, 6, 6, 2, 0x2a, 3, 4, 0];
        let critical = [0x30, 9, 6, 2, 0x2a, 3, 1, 1, 0xff, 4, 0];
        let spelt_out = [0x30, 9, 6, 2, 0x2a, 3, 1, 1, 0x00, 4, 0];
        let list = [&[0x30, 30][..], &unknown, &critical, &spelt_out].concat();
        let extensions = read(&list).unwrap();
        let flags: Vec<_> = extensions.iter().map(Extension::is_critical).collect();
        assert_eq!(flags, [false, true, false]);
        let first = extensions.get("1.2.3").unwrap();
        assert!(matches!(first.value(), ExtensionValue::Unknown));
        assert!(!first.is_critical());
        assert_eq!(read(&[0x30, 0]).unwrap().iter().count(), 0);
    }

    #[test]
    fn a_malformed_one_does_not_hide_the_rest() {
        let malformed = [0x30, 9, 6, 3, 0x55, 0x1d, 0x13, 4, 2, 5, 0];
        let ca = [0x30, 12, 6, 3, 0x55, 0x1d, 0x13, 4, 5, 0x30, 3, 1, 1, 0xff];
        let extensions = read(&[&[0x30, 25][..], &malformed, &ca].concat()).unwrap();
        assert!(extensions.is_ca());
        assert_eq!(extensions.path_len(), None);
        let first = extensions.get("2.5.29.19").unwrap();
        assert!(matches!(first.value(), ExtensionValue::Malformed(_)));
        assert_eq!(extensions.key_usage(), None);
        assert!(extensions.subject_alt_names().is_empty());
    }

    #[test]
    fn refusals() {
        for bad in [
            &[0x31, 0][..],
            &[0x30, 2, 5, 0],
            &[0x30, 4, 0x30, 2, 4, 0],
            &[0x30, 8, 0x30, 6, 6, 2, 0x2a, 3, 5, 0],
            &[0x30, 10, 0x30, 8, 6, 2, 0x2a, 3, 1, 0, 4, 0],
            &[0x30, 10, 0x30, 8, 6, 2, 0x2a, 3, 4, 0, 5, 0],
        ] {
            assert!(
                matches!(read(bad), Err(Error::Malformed { .. })),
                "{bad:02x?}"
            );
        }
        let one = [0x30, 6, 6, 2, 0x2a, 3, 4, 0];
        let mut many = vec![0x30, 0x82, 0x08, 0x08];
        many.extend(one.repeat(MAX_EXTENSIONS + 1));
        assert!(matches!(read(&many), Err(Error::TooMany { .. })));
    }
}
