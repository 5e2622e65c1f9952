//! Attributes of distinguished names in their encoding, within the bounds of RFC 5280.

use crate::asn1::tlv::{Reader, tag};
use crate::asn1::tlv_write::{element, sequence, write};
use crate::name::attribute_type::{AttributeType, Syntax};
use crate::name::misleads;
use crate::name::text::error;
use crate::{Error, Name, NameAttribute, asn1::oid};

/// Returns an attribute whose value is text. Positions are those in the text of the name, for errors.
pub(crate) fn text_attribute(
    attribute_type: &str,
    type_at: usize,
    value: &str,
    value_at: usize,
) -> Result<Vec<u8>, Error> {
    let (oid, known) = object_identifier(attribute_type, type_at)?;
    let shown = known.map_or(attribute_type, |known| known.short_name);
    let (syntax, most) = known.map_or((Syntax::Directory, usize::MAX), |known| {
        (known.syntax, known.most)
    });
    let refuse = |problem: String| Err(error(value_at, problem));
    if syntax == Syntax::Encoded {
        return refuse(format!(
            "the value of {shown} is no text: write its DER encoding, # and hexadecimal digits"
        ));
    }
    if value.is_empty() {
        return refuse(format!(
            "the value of {shown} is empty: leave the attribute out"
        ));
    }
    if let Some(character) = value.chars().find(|&character| misleads(character)) {
        let kind = match character.is_control() {
            true => "a control character",
            false => "a character that turns or breaks the text around it",
        };
        return refuse(format!(
            "the value of {shown} has {kind}, U+{:04X}: take it out",
            u32::from(character)
        ));
    }
    if syntax == Syntax::Country
        && !(value.len() == 2 && value.bytes().all(|octet| octet.is_ascii_alphabetic()))
    {
        return refuse(format!(
            "{shown} is a country in two letters (ISO 3166), such as NL, and not {value:?}"
        ));
    }
    let length = value.chars().count();
    if length > most {
        return refuse(format!(
            "the value of {shown} has {length} characters, and {most} are the most (RFC 5280 appendix A)"
        ));
    }
    if let Some(character) = value.chars().find(|&character| !syntax.has(character)) {
        return refuse(format!(
            "{character:?} cannot stand in {shown}: {}",
            syntax.allows()
        ));
    }
    Ok(pair(&oid, &element(syntax.tag(), &[value.as_bytes()])))
}

/// Returns an attribute whose value is encoded already.
pub(crate) fn attribute(
    attribute_type: &str,
    type_at: usize,
    value: &[u8],
    value_at: usize,
) -> Result<Vec<u8>, Error> {
    let (oid, _) = object_identifier(attribute_type, type_at)?;
    let mut reader = Reader::new(value);
    match reader.next("value").and_then(|_| reader.finish("value")) {
        Ok(()) => Ok(pair(&oid, value)),
        Err(_) => Err(error(
            value_at,
            "the encoded value is not one complete element of DER",
        )),
    }
}

/// Returns an attribute as it stands in a name.
pub(crate) fn pair_of(attribute: &NameAttribute) -> Vec<u8> {
    let oid = oid::octets(attribute.oid()).unwrap_or_default();
    pair(&oid, attribute.value_der())
}

/// Returns the name of these relative names, in encoded order, each a set of encoded attributes.
///
/// # Errors
/// [`Error::TooMany`] attributes.
pub(crate) fn name_from(sets: Vec<Vec<Vec<u8>>>) -> Result<Name, Error> {
    let mut content = Vec::new();
    for mut set in sets {
        // DER orders the members of a SET OF (X.690 §11.6).
        set.sort_unstable();
        write(&mut content, tag::SET, &set.concat());
    }
    let mut der = Vec::new();
    write(&mut der, tag::SEQUENCE, &content);
    Name::read(&mut Reader::new(&der), "name")
}

fn pair(oid: &[u8], value: &[u8]) -> Vec<u8> {
    sequence(&[&element(tag::OID, &[oid]), value]).to_vec()
}

/// Returns the content octets of the object identifier, and the type where it is known.
fn object_identifier(
    text: &str,
    at: usize,
) -> Result<(Vec<u8>, Option<&'static AttributeType>), Error> {
    if let Some(known) = AttributeType::by_name(text) {
        let octets = oid::octets(known.oid).unwrap_or_default();
        return Ok((octets, Some(known)));
    }
    let dotted = match text.split_at_checked(4) {
        Some((prefix, dotted)) if prefix.eq_ignore_ascii_case("OID.") => dotted,
        _ => text,
    };
    if dotted.starts_with(|first: char| first.is_ascii_digit()) {
        let octets = oid::octets(dotted)
            .ok_or_else(|| error(at, format!("{text:?} is not an object identifier")))?;
        return Ok((octets, AttributeType::by_oid(dotted)));
    }
    Err(error(
        at,
        format!(
            "no attribute type is named {text:?}: there are CN, OU, O, L, ST, C, STREET, DC, UID, SN, GN, title, \
             serialNumber, emailAddress and more of RFC 4519, and any as a dotted object identifier"
        ),
    ))
}

impl Syntax {
    fn tag(self) -> u8 {
        match self {
            Self::Directory | Self::Encoded => tag::UTF8_STRING,
            Self::Printable | Self::Country => PRINTABLE_STRING,
            Self::Ia5 => IA5_STRING,
            Self::Numeric => NUMERIC_STRING,
        }
    }

    fn has(self, character: char) -> bool {
        match self {
            Self::Directory | Self::Encoded => true,
            Self::Printable | Self::Country => {
                character.is_ascii_alphanumeric() || " '()+,-./:=?".contains(character)
            }
            Self::Ia5 => character.is_ascii(),
            Self::Numeric => character.is_ascii_digit() || character == ' ',
        }
    }

    fn allows(self) -> &'static str {
        match self {
            Self::Directory | Self::Encoded => "any character can",
            Self::Printable | Self::Country => {
                "only letters, digits, spaces and ' ( ) + , - . / : = ? can (PrintableString)"
            }
            Self::Ia5 => "only ASCII can (IA5String); a host name is written as an A-label, xn--…",
            Self::Numeric => "only digits and spaces can (NumericString)",
        }
    }
}

const NUMERIC_STRING: u8 = 0x12;
const PRINTABLE_STRING: u8 = 0x13;
const IA5_STRING: u8 = 0x16;
