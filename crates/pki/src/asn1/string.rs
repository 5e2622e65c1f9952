//! The character strings of ASN.1 as text (X.680 §41), however old the tool that wrote them.

use crate::asn1::tlv::{Tlv, tag};

/// Returns the text of a character string; `None` where the element is none, or its octets are no text of its type.
///
/// One octet is one character, ISO 8859-1, in every type before UTF8String, TeletexString included: its real character
/// set (T.61) was hardly ever meant, and OpenSSL and pyca/cryptography read it the same way.
pub(crate) fn text(tlv: &Tlv<'_>) -> Option<String> {
    match tlv.tag {
        tag::UTF8_STRING => std::str::from_utf8(tlv.content).ok().map(str::to_owned),
        tag::BMP_STRING => utf16(tlv.content),
        UNIVERSAL_STRING => utf32(tlv.content),
        NUMERIC_STRING | PRINTABLE_STRING | TELETEX_STRING | IA5_STRING | VISIBLE_STRING => {
            Some(latin1(tlv.content))
        }
        _ => None,
    }
}

/// Returns the text of an IA5String by its content, or of what took its place: UTF-8 where it is valid, else ISO 8859-1.
pub(crate) fn ia5(octets: &[u8]) -> String {
    match std::str::from_utf8(octets) {
        Ok(text) => text.to_owned(),
        Err(_) => latin1(octets),
    }
}

fn latin1(octets: &[u8]) -> String {
    octets.iter().map(|&octet| char::from(octet)).collect()
}

/// BMPString has no surrogate pairs (X.680 §41.15), yet tools write them.
fn utf16(octets: &[u8]) -> Option<String> {
    let (units, []) = octets.as_chunks::<2>() else {
        return None;
    };
    char::decode_utf16(units.iter().map(|unit| u16::from_be_bytes(*unit)))
        .collect::<Result<_, _>>()
        .ok()
}

fn utf32(octets: &[u8]) -> Option<String> {
    let (units, []) = octets.as_chunks::<4>() else {
        return None;
    };
    units
        .iter()
        .map(|unit| char::from_u32(u32::from_be_bytes(*unit)))
        .collect()
}

const NUMERIC_STRING: u8 = 0x12;
const PRINTABLE_STRING: u8 = 0x13;
const TELETEX_STRING: u8 = 0x14;
const IA5_STRING: u8 = 0x16;
const VISIBLE_STRING: u8 = 0x1a;
const UNIVERSAL_STRING: u8 = 0x1c;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::tlv::Reader;

    fn read(tag: u8, content: &[u8]) -> Option<String> {
        let mut der = vec![tag, content.len() as u8];
        der.extend(content);
        text(&Reader::new(&der).next("string").unwrap())
    }

    #[test]
    fn every_type() {
        assert_eq!(read(0x0c, "Zoë".as_bytes()).as_deref(), Some("Zoë"));
        assert_eq!(
            read(0x1e, &[0, b'Z', 0x68, 0x2a, 0xd8, 0x3d, 0xde, 0x00]).as_deref(),
            Some("Z株😀")
        );
        assert_eq!(
            read(0x1c, &[0, 0, 0, b'Z', 0, 1, 0xf6, 0]).as_deref(),
            Some("Z😀")
        );
        for single in [0x12, 0x13, 0x14, 0x16, 0x1a] {
            assert_eq!(read(single, b"Zo\xeb").as_deref(), Some("Zoë"));
        }
    }

    #[test]
    fn no_text() {
        assert_eq!(read(0x0c, &[0xff]), None);
        assert_eq!(read(0x1e, &[0]), None);
        assert_eq!(read(0x1e, &[0xd8, 0x3d]), None);
        assert_eq!(read(0x1c, &[0, 0x11, 0, 0]), None);
        assert_eq!(read(0x1c, &[0, 0, 0]), None);
        assert_eq!(read(0x03, &[0, 1]), None);
    }
}
