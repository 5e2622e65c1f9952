//! PKCS#12 files (RFC 7292): the outer structure, its integrity, and which contents have to be opened.
//!
//! A file is a list of contents, each in the clear or encrypted as a whole, under one MAC; a content is a list of bags
//! ([`crate::keystore::pkcs12::bag`]), each a key, encrypted once more, or a certificate. What belongs together is only said by
//! attributes ([`crate::keystore::pkcs12::entries`]).

pub(crate) mod bag; // keys and certificates in it, with their names
pub(crate) mod encryption; // its encryption, bounded for the whole file
pub(crate) mod entries; // from those to entries
pub(crate) mod kdf; // the key derivation of PKCS#12
pub(crate) mod mac; // its integrity
pub(crate) mod new; // new PKCS#12 files

use const_oid::ObjectIdentifier;
use zeroize::Zeroizing;

use crate::asn1::algorithm::object_identifier;
use crate::asn1::tlv::{Reader, Tlv, single, tag};
use crate::keystore::entry::{Entry, same_alias};
use crate::keystore::pkcs12::encryption::Budget;
use crate::keystore::pkcs12::mac::Mac;
use crate::keystore::{Integrity, Keystore, KeystoreFormat};
use crate::{Error, Password, asn1::ber};
use bag::{Attributes, Bag, Item};

/// Returns whether these bytes begin as `PFX ::= SEQUENCE { version INTEGER (3), …`, in DER or BER.
pub(crate) fn recognise(bytes: &[u8]) -> bool {
    let length_octets = match bytes {
        [tag::SEQUENCE, 0x81..=0x84, ..] => usize::from(bytes[1] & 0x7f),
        [tag::SEQUENCE, _, ..] => 0,
        _ => return false,
    };
    let content = bytes.get(2 + length_octets..).unwrap_or_default();
    content.starts_with(&[tag::INTEGER, 1, VERSION])
}

/// Opens every content and lists its entries.
pub(crate) fn open(bytes: &[u8], password: Option<&Password>) -> Result<Keystore, Error> {
    Pfx::open(bytes, password)?.keystore()
}

/// Returns a private-key entry. Keys usually stand outside the encrypted contents: these are opened only if it does not.
pub(crate) fn open_private_key_entry(
    bytes: &[u8],
    password: Option<&Password>,
    alias: Option<&str>,
) -> Result<Entry, Error> {
    let file = Pfx::open(bytes, password)?;
    let mut keys = Vec::new();
    for content in file.contents()? {
        if let Content::Clear(safe_contents) = content {
            bag::read(safe_contents, &mut keys)?;
        }
    }
    keys.retain(|bag| {
        let name = bag.attributes.friendly_name.as_deref();
        let wanted = |alias| name.is_some_and(|name| same_alias(name, alias));
        matches!(bag.item, Item::Key(_)) && alias.is_none_or(wanted)
    });
    if let [_] = keys[..] {
        return Ok(entries::from_bags(keys).swap_remove(0));
    }
    file.keystore()?.into_private_key_entry(alias)
}

/// A file whose integrity was checked.
struct Pfx {
    /// `AuthenticatedSafe`, DER.
    authenticated_safe: Zeroizing<Vec<u8>>,
    integrity: Integrity,
    /// The one given, or the empty one.
    password: Password,
    is_password_given: bool,
    budget: Budget,
}

impl Pfx {
    fn open(bytes: &[u8], password: Option<&Password>) -> Result<Self, Error> {
        let der = ber::to_der(pfx_bytes(bytes)?, PFX)?;
        let mut fields = single(&der, tag::SEQUENCE, PFX)?.reader();
        fields.expect(tag::INTEGER, PFX)?; // the version, which made this a PKCS#12 file
        let (content_type, content) = content_info(&fields.expect(tag::SEQUENCE, PFX)?)?;
        if content_type != DATA {
            return Err(Error::UnsupportedKeystore {
                format: "a PKCS#12 file that is signed with a certificate instead of a password",
            });
        }
        let content = tagged(content, tag::OCTET_STRING, PFX)?.content;
        let mac = match fields.is_empty() {
            true => None,
            false => Some(Mac::read(&fields.expect(tag::SEQUENCE, "MacData")?)?),
        };
        let mut file = Self {
            authenticated_safe: ber::to_der(content, AUTHENTICATED_SAFE)?,
            integrity: Integrity::Absent,
            password: password.cloned().unwrap_or_else(|| Password::new("")),
            is_password_given: password.is_some(),
            budget: Budget::default(),
        };
        if let Some(mac) = mac {
            file.budget.spend(mac.work())?;
            if !mac.verify(&file.password, content)? {
                return Err(file.cause_of_mismatch());
            }
            file.integrity = Integrity::Verified;
        }
        Ok(file)
    }

    fn contents(&self) -> Result<Vec<Content<'_>>, Error> {
        let list = single(&self.authenticated_safe, tag::SEQUENCE, AUTHENTICATED_SAFE)?;
        let mut reader = list.reader();
        let mut contents = Vec::new();
        while !reader.is_empty() {
            let content = reader.expect(tag::SEQUENCE, CONTENT_INFO)?;
            contents.push(Content::read(&content)?);
        }
        Ok(contents)
    }

    fn keystore(&self) -> Result<Keystore, Error> {
        let mut bags = Vec::new();
        let mut budget = self.budget;
        for content in self.contents()? {
            let unread = match content {
                Content::Clear(safe_contents) => bag::read(safe_contents, &mut bags).err(),
                Content::Encrypted(encrypted) => {
                    self.open_content(&encrypted, &mut budget, &mut bags)?
                }
                Content::Unread(problem) => Some(problem),
            };
            bags.extend(unread.map(|problem| Bag {
                item: Item::Unread(problem),
                attributes: Attributes::default(),
            }));
        }
        Ok(Keystore {
            format: KeystoreFormat::Pkcs12,
            integrity: self.integrity,
            entries: entries::from_bags(bags),
        })
    }

    /// Appends the bags of an encrypted content, or returns why it cannot be read. Where no MAC has proven the password, the
    /// first content that does not open ends the reading.
    fn open_content(
        &self,
        encrypted: &Encrypted<'_>,
        budget: &mut Budget,
        bags: &mut Vec<Bag>,
    ) -> Result<Option<Error>, Error> {
        match encrypted.open(&self.password, budget) {
            Ok(safe_contents) => Ok(bag::read(&safe_contents, bags).err()),
            Err(error @ Error::TooMuchWork { .. }) => Err(error),
            Err(Error::WrongPassword { .. }) if self.integrity == Integrity::Absent => {
                Err(self.wrong_password())
            }
            Err(error) => Ok(Some(error)),
        }
    }

    /// Tells an altered file from a wrong password: the first thing that is encrypted opens with the right one.
    fn cause_of_mismatch(&self) -> Error {
        let mut budget = self.budget;
        let mut opens = || {
            let mut bags = Vec::new();
            for content in self.contents().ok()? {
                match content {
                    Content::Clear(safe_contents) => {
                        bag::read(safe_contents, &mut bags).ok()?;
                        if let Some(entry) = entries::first_encrypted_key(&bags) {
                            return entry.private_key(Some(&self.password)).ok().map(drop);
                        }
                    }
                    Content::Encrypted(content) => {
                        return content.open(&self.password, &mut budget).ok().map(drop);
                    }
                    Content::Unread(_) => {}
                }
            }
            None
        };
        match opens() {
            Some(()) => Error::KeystoreAltered,
            None => self.wrong_password(),
        }
    }

    fn wrong_password(&self) -> Error {
        if self.is_password_given {
            return Error::WrongStorePassword;
        }
        Error::PasswordNeeded {
            what: "the keystore",
            scheme: "PKCS#12".into(),
        }
    }
}

/// One `ContentInfo` of an `AuthenticatedSafe` (RFC 7292 §4.1).
enum Content<'a> {
    /// `SafeContents`, DER.
    Clear(&'a [u8]),
    Encrypted(Encrypted<'a>),
    /// Something that is listed with the reason why it is not read.
    Unread(Error),
}

struct Encrypted<'a> {
    algorithm_der: &'a [u8],
    ciphertext: Zeroizing<Vec<u8>>,
}

impl<'a> Content<'a> {
    fn read(content: &Tlv<'a>) -> Result<Self, Error> {
        let (content_type, content) = content_info(content)?;
        match content_type {
            DATA => Ok(Self::Clear(
                tagged(content, tag::OCTET_STRING, CONTENT_INFO)?.content,
            )),
            ENCRYPTED_DATA => {
                const WHAT: &str = "EncryptedData";
                let mut fields = tagged(content, tag::SEQUENCE, WHAT)?.reader();
                fields.expect(tag::INTEGER, WHAT)?;
                let mut info = fields.expect(tag::SEQUENCE, WHAT)?.reader();
                info.expect(tag::OID, WHAT)?;
                let algorithm_der = info.expect(tag::SEQUENCE, WHAT)?.bytes;
                let ciphertext = ber::implicit_octets(&info.next(WHAT)?, WHAT)?;
                Ok(Self::Encrypted(Encrypted {
                    algorithm_der,
                    ciphertext,
                }))
            }
            other => Ok(Self::Unread(Error::UnsupportedAlgorithm {
                what: "PKCS#12 content",
                algorithm: match other {
                    ENVELOPED_DATA => "envelopedData, encrypted to a certificate,".into(),
                    other => other.to_string(),
                },
            })),
        }
    }
}

impl Encrypted<'_> {
    /// Returns the `SafeContents`, DER.
    fn open(&self, password: &Password, budget: &mut Budget) -> Result<Zeroizing<Vec<u8>>, Error> {
        budget.spend(encryption::work(self.algorithm_der)?)?;
        encryption::open(self.algorithm_der, password, &self.ciphertext, |bytes| {
            let der = ber::to_der(bytes, SAFE_CONTENTS)?;
            single(&der, tag::SEQUENCE, SAFE_CONTENTS)?;
            Ok(der)
        })
    }
}

/// Cuts off what follows the file, as Java and OpenSSL do.
fn pfx_bytes(bytes: &[u8]) -> Result<&[u8], Error> {
    if bytes.get(1) == Some(&INDEFINITE) {
        return Ok(bytes);
    }
    let file = Reader::new(bytes).next(PFX);
    file.map(|file| file.bytes).map_err(|_| Error::Truncated {
        what: PFX,
        length: bytes.len(),
    })
}

/// Reads `ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, content [0] EXPLICIT ANY }` (RFC 2315 §7).
fn content_info<'a>(tlv: &Tlv<'a>) -> Result<(ObjectIdentifier, Tlv<'a>), Error> {
    let mut fields = tlv.reader();
    let content_type = object_identifier(&fields.expect(tag::OID, CONTENT_INFO)?, CONTENT_INFO)?;
    let explicit = fields.expect(tag::context(0), CONTENT_INFO)?;
    Ok((content_type, explicit.reader().next(CONTENT_INFO)?))
}

/// Returns an element that must have this identifier octet.
pub(crate) fn tagged<'a>(tlv: Tlv<'a>, tag: u8, what: &'static str) -> Result<Tlv<'a>, Error> {
    match tlv.tag == tag {
        true => Ok(tlv),
        false => Err(Error::Malformed {
            what,
            at: tlv.content_at,
        }),
    }
}

const VERSION: u8 = 3;
const INDEFINITE: u8 = 0x80;
const PFX: &str = "the PKCS#12 structure";
const AUTHENTICATED_SAFE: &str = "AuthenticatedSafe";
const CONTENT_INFO: &str = "ContentInfo";
const SAFE_CONTENTS: &str = "SafeContents";

pub(crate) const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const ENVELOPED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.3");
pub(crate) const ENCRYPTED_DATA: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.6");
