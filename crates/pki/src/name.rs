//! Distinguished names: who a certificate or a request is about, as RFC 4514 writes it.

pub(crate) mod attribute_type; // types of attributes in names
pub(crate) mod canonical; // whether two names are one, however encoded
pub(crate) mod text; // the same from text
pub(crate) mod write; // their attributes, encoded within bounds

use std::fmt::{self, Write as _};

use crate::asn1::tlv::{Reader, Tlv, tag};
use crate::name::attribute_type::AttributeType;
use crate::{Error, asn1::oid, asn1::string};

/// A distinguished name (RFC 5280 §4.1.2.4): a sequence of relative names, each a set of attributes.
///
/// `Display` gives RFC 4514, so the last relative name comes first: `CN=app,O=Example,C=NL`. Control characters and those
/// that turn the direction of text are escaped as well, so that a name cannot dress up as another on a terminal.
///
/// There is no equality here on purpose: two encodings can be one name (RFC 5280 §7.1). Compare [`Name::der`] for bytes.
#[derive(Clone, Debug)]
pub struct Name {
    der: Vec<u8>,
    relative_names: Vec<Vec<NameAttribute>>,
}

impl Name {
    /// Consumes a `Name`. Not checked: the order of sets, lengths of values, and that a relative name has an attribute.
    pub(crate) fn read(reader: &mut Reader<'_>, what: &'static str) -> Result<Self, Error> {
        let sequence = reader.expect(tag::SEQUENCE, what)?;
        let mut relative_names = Vec::new();
        let mut attributes = 0;
        let mut sets = sequence.reader();
        while !sets.is_empty() {
            let mut set = sets.expect(tag::SET, what)?.reader();
            let mut relative_name = Vec::new();
            while !set.is_empty() {
                relative_name.push(NameAttribute::read(&mut set, what)?);
            }
            attributes += relative_name.len().max(1);
            if attributes > MAX_ATTRIBUTES {
                return Err(Error::TooMany {
                    what,
                    limit: MAX_ATTRIBUTES,
                });
            }
            relative_names.push(relative_name);
        }
        Ok(Self {
            der: sequence.bytes.to_vec(),
            relative_names,
        })
    }

    /// Returns the DER encoding, as it stands in the certificate or request.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Returns whether there is no attribute at all; such a certificate is named by its subject alternative names.
    pub fn is_empty(&self) -> bool {
        self.relative_names.iter().all(Vec::is_empty)
    }

    /// Returns the relative names in encoded order (the country comes first, as a rule), each with its attributes.
    pub fn relative_names(&self) -> &[Vec<NameAttribute>] {
        &self.relative_names
    }

    /// Returns the last common name (CN), the most specific one, or `None` where there is none that is text.
    pub fn common_name(&self) -> Option<&str> {
        let attributes = self.relative_names.iter().flatten();
        attributes
            .rev()
            .filter(|attribute| attribute.oid == COMMON_NAME)
            .find_map(NameAttribute::text)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = self.relative_names.iter().filter(|set| !set.is_empty());
        for (index, set) in named.rev().enumerate() {
            if index > 0 {
                f.write_char(',')?;
            }
            for (index, attribute) in set.iter().enumerate() {
                if index > 0 {
                    f.write_char('+')?;
                }
                write!(f, "{attribute}")?;
            }
        }
        Ok(())
    }
}

/// One attribute of a distinguished name, such as `O=Example` (`AttributeTypeAndValue`, RFC 5280 §4.1.2.4).
#[derive(Clone, Debug)]
pub struct NameAttribute {
    oid: String,
    value: Vec<u8>,
    text: Option<String>,
}

impl NameAttribute {
    fn read(reader: &mut Reader<'_>, what: &'static str) -> Result<Self, Error> {
        let mut pair = reader.expect(tag::SEQUENCE, what)?.reader();
        let oid = oid::dotted(&pair.expect(tag::OID, what)?, what)?;
        let value: Tlv<'_> = pair.next(what)?;
        pair.finish(what)?;
        Ok(Self {
            oid,
            value: value.bytes.to_vec(),
            text: string::text(&value),
        })
    }

    /// Returns the dotted object identifier of the attribute type, such as `2.5.4.10`.
    pub fn oid(&self) -> &str {
        &self.oid
    }

    /// Returns the short name of the attribute type, such as `O`, where it has a usual one.
    pub fn short_name(&self) -> Option<&'static str> {
        AttributeType::by_oid(&self.oid).map(|known| known.short_name)
    }

    /// Returns the value as text, not escaped, or `None` where it is not a character string or not valid in its type.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// Returns the DER encoding of the value, tag included.
    pub fn value_der(&self) -> &[u8] {
        &self.value
    }
}

impl fmt::Display for NameAttribute {
    /// RFC 4514 §2.3 and §2.4: a value whose type has no short name, or that is no text, is written as its encoding.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.short_name(), &self.text) {
            (Some(name), Some(text)) => {
                write!(f, "{name}=")?;
                escape(f, text)
            }
            (name, _) => {
                let hex = base16ct::lower::encode_string(&self.value);
                write!(f, "{}=#{hex}", name.unwrap_or(&self.oid))
            }
        }
    }
}

/// Writes a value with the escapes of RFC 4514 §2.4.
fn escape(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let last = text.chars().count().saturating_sub(1);
    for (index, character) in text.chars().enumerate() {
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => write!(f, "\\{character}")?,
            '#' if index == 0 => f.write_str("\\#")?,
            ' ' if index == 0 || index == last => f.write_str("\\ ")?,
            _ if misleads(character) => {
                for octet in character.encode_utf8(&mut [0; 4]).bytes() {
                    write!(f, "\\{octet:02X}")?;
                }
            }
            _ => f.write_char(character)?,
        }
    }
    Ok(())
}

/// Whether a character moves the cursor or reorders the text around it (Unicode bidirectional controls, UAX #9 §2).
pub(crate) fn misleads(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Real names have about six attributes, those that test readers about a thousand.
const MAX_ATTRIBUTES: usize = 4096;

const COMMON_NAME: &str = "2.5.4.3";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::ber::write;

    const COUNTRY: [u8; 3] = [0x55, 4, 6];
    const ORGANIZATION: [u8; 3] = [0x55, 4, 10];
    const SERIAL: [u8; 3] = [0x55, 4, 5];

    fn attribute(oid: &[u8], tag: u8, value: &[u8]) -> Vec<u8> {
        let (mut pair, mut out) = (Vec::new(), Vec::new());
        write(&mut pair, tag::OID, oid);
        write(&mut pair, tag, value);
        write(&mut out, tag::SEQUENCE, &pair);
        out
    }

    fn name(sets: &[&[Vec<u8>]]) -> Result<Name, Error> {
        let (mut sequence, mut out) = (Vec::new(), Vec::new());
        for set in sets {
            write(&mut sequence, tag::SET, &set.concat());
        }
        write(&mut out, tag::SEQUENCE, &sequence);
        Name::read(&mut Reader::new(&out), "name")
    }

    #[test]
    fn last_relative_name_first() {
        let name = name(&[
            &[attribute(&COUNTRY, 0x13, b"NL")],
            &[],
            &[
                attribute(&SERIAL, 0x13, b"42"),
                attribute(&ORGANIZATION, 0x0c, "Zoë".as_bytes()),
            ],
        ])
        .unwrap();
        assert_eq!(name.to_string(), "serialNumber=42+O=Zoë,C=NL");
        assert_eq!(name.relative_names().len(), 3);
        assert_eq!(name.common_name(), None);
        assert!(!name.is_empty());
    }

    #[test]
    fn escapes_of_rfc_4514() {
        for (value, text) in [
            (r#"a+b,c;d<e>f"g\h=i"#, r#"O=a\+b\,c\;d\<e\>f\"g\\h=i"#),
            ("#5 # ", r"O=\#5 #\ "),
            (" ", r"O=\ "),
            ("  ", r"O=\ \ "),
            ("", "O="),
            ("a\0b\r\n\u{1b}[2J", r"O=a\00b\0D\0A\1B[2J"),
            ("\u{202e}moc", r"O=\E2\80\AEmoc"),
        ] {
            let name = name(&[&[attribute(&ORGANIZATION, 0x0c, value.as_bytes())]]).unwrap();
            assert_eq!(name.to_string(), text);
        }
    }

    #[test]
    fn what_has_no_text_is_shown_as_its_encoding() {
        let unknown = name(&[&[attribute(&[0x2a, 3, 4], 0x0c, b"x")]]).unwrap();
        assert_eq!(unknown.to_string(), "1.2.3.4=#0c0178");
        let broken = name(&[&[attribute(&ORGANIZATION, 0x0c, &[0xff])]]).unwrap();
        assert_eq!(broken.to_string(), "O=#0c01ff");
    }

    #[test]
    fn bounded() {
        let one = attribute(&COUNTRY, 0x13, b"NL");
        let too_many = name(&[&vec![one; MAX_ATTRIBUTES + 1]]);
        assert!(matches!(too_many, Err(Error::TooMany { .. })));
        let empty: &[Vec<u8>] = &[];
        assert!(matches!(
            name(&[empty; MAX_ATTRIBUTES + 1]),
            Err(Error::TooMany { .. })
        ));
        assert!(matches!(
            name(&[&[vec![0x30, 0x03, 0x06, 0x01, 0x2a]]]),
            Err(Error::Malformed { .. })
        ));
    }
}
