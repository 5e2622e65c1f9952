//! `SafeContents` (RFC 7292 §4.2): bags that hold keys, certificates and other things, with attributes that name them.

use std::sync::Arc;

use const_oid::ObjectIdentifier;
use zeroize::Zeroizing;

use crate::asn1::algorithm::object_identifier;
use crate::asn1::tlv::{Reader, Tlv, tag};
use crate::keystore::entry::ProtectedKey;
use crate::keystore::pkcs12::tagged;
use crate::{Error, asn1::string};

/// One `SafeBag`.
#[derive(Debug)]
pub(crate) struct Bag {
    pub(crate) item: Item,
    pub(crate) attributes: Attributes,
}

/// What a bag holds.
#[derive(Debug)]
pub(crate) enum Item {
    Key(ProtectedKey),
    Certificate(Arc<[u8]>),
    Secret,
    /// Something that is listed with the reason why it is not read.
    Unread(Error),
}

/// The attributes that matter here; others, and malformed ones, are passed over.
#[derive(Debug, Default)]
pub(crate) struct Attributes {
    /// `friendlyName`, the alias (RFC 2985 §5.5.1).
    pub(crate) friendly_name: Option<String>,
    /// `localKeyID`, which ties a certificate to its key (RFC 2985 §5.5.2).
    pub(crate) local_key_id: Option<Vec<u8>>,
    /// Whether Java marked a certificate as trusted.
    pub(crate) is_trusted: bool,
}

/// Appends the bags of a `SafeContents` in DER. A bag that cannot be read is appended as [`Item::Unread`].
pub(crate) fn read(safe_contents: &[u8], bags: &mut Vec<Bag>) -> Result<(), Error> {
    let mut reader = Reader::new(safe_contents);
    let list = reader.expect(tag::SEQUENCE, "SafeContents")?;
    reader.finish("SafeContents")?;
    read_list(&list, bags, 0)
}

fn read_list(list: &Tlv<'_>, bags: &mut Vec<Bag>, depth: usize) -> Result<(), Error> {
    let mut reader = list.reader();
    while !reader.is_empty() {
        if bags.len() == MAX_BAGS {
            return Err(Error::TooMany {
                what: "SafeBag",
                limit: MAX_BAGS,
            });
        }
        let bag = reader.next("SafeBag")?;
        let item = match read_bag(&bag, bags, depth) {
            Ok(None) => continue,
            Ok(Some(item)) => item,
            Err(error @ (Error::TooDeep { .. } | Error::TooMany { .. })) => return Err(error),
            Err(error) => Item::Unread(error),
        };
        bags.push(Bag {
            item,
            attributes: Attributes::read(&bag),
        });
    }
    Ok(())
}

/// Returns what a bag holds; bags inside a bag are appended on their own.
fn read_bag(bag: &Tlv<'_>, bags: &mut Vec<Bag>, depth: usize) -> Result<Option<Item>, Error> {
    const WHAT: &str = "SafeBag";
    let (id, value) = identified_value(bag, WHAT)?;
    match id {
        KEY_BAG => {
            let key = tagged(value, tag::SEQUENCE, "PrivateKeyInfo")?;
            Ok(Some(Item::Key(ProtectedKey::Plain(Zeroizing::new(
                key.bytes.to_vec(),
            )))))
        }
        SHROUDED_KEY_BAG => {
            let key = tagged(value, tag::SEQUENCE, "EncryptedPrivateKeyInfo")?;
            Ok(Some(Item::Key(ProtectedKey::Encrypted(key.bytes.to_vec()))))
        }
        CERT_BAG => {
            let (kind, value) = identified_value(&value, "CertBag")?;
            match kind {
                X509_CERTIFICATE => {
                    let der = tagged(value, tag::OCTET_STRING, "CertBag")?.content;
                    Ok(Some(Item::Certificate(der.into())))
                }
                SDSI_CERTIFICATE => Err(unsupported("certificate type", "SDSI")),
                other => Err(unsupported("certificate type", other.to_string())),
            }
        }
        CRL_BAG => Err(unsupported("PKCS#12 bag", "CRLBag")),
        SECRET_BAG => Ok(Some(Item::Secret)),
        SAFE_CONTENTS_BAG if depth < MAX_DEPTH => {
            let list = tagged(value, tag::SEQUENCE, "SafeContents")?;
            read_list(&list, bags, depth + 1)?;
            Ok(None)
        }
        SAFE_CONTENTS_BAG => Err(Error::TooDeep {
            what: "SafeContents",
            limit: MAX_DEPTH,
        }),
        other => Err(unsupported("PKCS#12 bag", other.to_string())),
    }
}

impl Attributes {
    fn read(bag: &Tlv<'_>) -> Self {
        let mut attributes = Self::default();
        let _ = attributes.collect(bag);
        attributes
    }

    fn collect(&mut self, bag: &Tlv<'_>) -> Result<(), Error> {
        const WHAT: &str = "PKCS12Attribute";
        let mut fields = bag.reader();
        fields.next(WHAT)?;
        fields.next(WHAT)?;
        let mut set = fields.expect(tag::SET, WHAT)?.reader();
        while !set.is_empty() {
            let mut attribute = set.next(WHAT)?.reader();
            let id = object_identifier(&attribute.expect(tag::OID, WHAT)?, WHAT)?;
            let mut values = attribute.expect(tag::SET, WHAT)?.reader();
            match id {
                FRIENDLY_NAME => self.friendly_name = values.next(WHAT).ok().and_then(name),
                LOCAL_KEY_ID => {
                    let id = values.expect(tag::OCTET_STRING, WHAT).ok();
                    self.local_key_id = id.map(|id| id.content.to_vec());
                }
                ORACLE_TRUSTED_KEY_USAGE => self.is_trusted = true,
                _ => {}
            }
        }
        Ok(())
    }
}

/// Returns a friendly name as it is stored. Half a surrogate pair becomes U+FFFD: a strange name must not hide an entry.
fn name(value: Tlv<'_>) -> Option<String> {
    if value.tag != tag::BMP_STRING {
        return string::text(&value);
    }
    let units = value.content.chunks_exact(2);
    let units: Vec<_> = units
        .map(|unit| u16::from_be_bytes([unit[0], unit[1]]))
        .collect();
    Some(String::from_utf16_lossy(&units))
}

/// Reads the beginning of `SEQUENCE { OBJECT IDENTIFIER, [0] EXPLICIT ANY, … }`.
fn identified_value<'a>(
    tlv: &Tlv<'a>,
    what: &'static str,
) -> Result<(ObjectIdentifier, Tlv<'a>), Error> {
    let mut fields = tagged(*tlv, tag::SEQUENCE, what)?.reader();
    let id = object_identifier(&fields.expect(tag::OID, what)?, what)?;
    let explicit = fields.expect(tag::context(0), what)?;
    Ok((id, explicit.reader().next(what)?))
}

fn unsupported(what: &'static str, algorithm: impl Into<String>) -> Error {
    Error::UnsupportedAlgorithm {
        what,
        algorithm: algorithm.into(),
    }
}

/// More than any real keystore has, so that what is worked out between bags stays within a second.
const MAX_BAGS: usize = 10_000;
const MAX_DEPTH: usize = 8;

pub(crate) const KEY_BAG: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.1");
pub(crate) const SHROUDED_KEY_BAG: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.2");
pub(crate) const CERT_BAG: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.3");
const CRL_BAG: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.4");
const SECRET_BAG: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.5");
const SAFE_CONTENTS_BAG: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.6");
pub(crate) const X509_CERTIFICATE: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.22.1");
const SDSI_CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.22.2");
pub(crate) const FRIENDLY_NAME: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.20");
pub(crate) const LOCAL_KEY_ID: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.21");
pub(crate) const ORACLE_TRUSTED_KEY_USAGE: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("2.16.840.1.113894.746875.1.1");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::tlv_write::{element, oid, sequence};

    fn bag(id: &ObjectIdentifier, value: &[u8], attributes: &[&[u8]]) -> Zeroizing<Vec<u8>> {
        let value = element(tag::context(0), &[value]);
        sequence(&[&oid(id), &value, &element(tag::SET, attributes)])
    }

    fn bags(list: &[&[u8]]) -> Result<Vec<Bag>, Error> {
        let mut bags = Vec::new();
        read(&sequence(list), &mut bags).map(|()| bags)
    }

    #[test]
    fn what_is_not_read_hides_nothing() {
        let key = bag(&KEY_BAG, &sequence(&[]), &[]);
        let crl = bag(&CRL_BAG, &sequence(&[]), &[]);
        let sdsi = sequence(&[
            &oid(&SDSI_CERTIFICATE),
            &element(tag::context(0), &[&[0x05, 0x00]]),
        ]);
        let sdsi = bag(&CERT_BAG, &sdsi, &[]);
        let shapeless = [0x05, 0x00];
        let read = bags(&[&crl, &shapeless, &sdsi, &key]).unwrap();
        assert_eq!(read.len(), 4);
        assert!(
            read[..3]
                .iter()
                .all(|bag| matches!(bag.item, Item::Unread(_)))
        );
        assert!(matches!(read[3].item, Item::Key(_)));
    }

    #[test]
    fn bags_in_bags_are_bounded() {
        let mut nested = bag(&KEY_BAG, &sequence(&[]), &[]);
        for _ in 0..MAX_DEPTH {
            nested = bag(&SAFE_CONTENTS_BAG, &sequence(&[&nested]), &[]);
        }
        assert_eq!(bags(&[&nested]).unwrap().len(), 1);
        nested = bag(&SAFE_CONTENTS_BAG, &sequence(&[&nested]), &[]);
        assert!(matches!(bags(&[&nested]), Err(Error::TooDeep { .. })));
    }

    #[test]
    fn the_number_of_bags_is_bounded() {
        let many = vec![&[0x05, 0x00][..]; MAX_BAGS];
        assert_eq!(bags(&many).unwrap().len(), MAX_BAGS);
        let more = vec![&[0x05, 0x00][..]; MAX_BAGS + 1];
        assert!(matches!(bags(&more), Err(Error::TooMany { .. })));
    }

    #[test]
    fn names_are_as_they_are_stored() {
        let named = |octets: &[u8]| {
            let value = element(tag::SET, &[&element(tag::BMP_STRING, &[octets])]);
            let attribute = sequence(&[&oid(&FRIENDLY_NAME), &value]);
            let key = bag(&KEY_BAG, &sequence(&[]), &[&attribute]);
            bags(&[&key]).unwrap().remove(0).attributes.friendly_name
        };
        assert_eq!(named(b"\0a\0b\0\0").as_deref(), Some("ab\0"));
        assert_eq!(named(&[0xd8, 0x3d, 0xde, 0x00]).as_deref(), Some("😀"));
        assert_eq!(
            named(&[0xd8, 0x3d, 0x00, 0x61]).as_deref(),
            Some("\u{fffd}a")
        );
        assert_eq!(named(b"").as_deref(), Some(""));
    }
}
