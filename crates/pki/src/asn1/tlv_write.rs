//! Tag, length, value, the other way: DER from its parts (X.690 §10).

use const_oid::ObjectIdentifier;
use zeroize::Zeroizing;

use crate::asn1::tlv::tag;

/// Appends one element with minimal length octets.
pub(crate) fn write(out: &mut Vec<u8>, tag: u8, content: &[u8]) {
    write_header(out, tag, content.len());
    out.extend_from_slice(content);
}

/// Returns one element whose content is the parts, one after the other. It may hold a key, so it is erased on drop.
pub(crate) fn element(tag: u8, parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    let length = parts.iter().map(|part| part.len()).sum();
    let mut out = Zeroizing::new(Vec::with_capacity(length + MAX_HEADER));
    write_header(&mut out, tag, length);
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

/// Returns a SEQUENCE of the parts.
pub(crate) fn sequence(parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    element(tag::SEQUENCE, parts)
}

/// Returns an OBJECT IDENTIFIER.
pub(crate) fn oid(oid: &ObjectIdentifier) -> Zeroizing<Vec<u8>> {
    element(tag::OID, &[oid.as_bytes()])
}

/// Returns a non-negative INTEGER.
pub(crate) fn integer(value: u64) -> Zeroizing<Vec<u8>> {
    unsigned_integer(&value.to_be_bytes())
}

/// Returns the non-negative INTEGER with these octets, big-endian, leading zeros or not.
pub(crate) fn unsigned_integer(octets: &[u8]) -> Zeroizing<Vec<u8>> {
    let significant = &octets[octets.iter().take_while(|&&octet| octet == 0).count()..];
    let sign: &[u8] = if significant.first().is_none_or(|&first| first & 0x80 != 0) {
        &[0]
    } else {
        &[]
    };
    element(tag::INTEGER, &[sign, significant])
}

fn write_header(out: &mut Vec<u8>, tag: u8, length: usize) {
    out.push(tag);
    let octets = length.to_be_bytes();
    let significant = &octets[octets.iter().take_while(|&&octet| octet == 0).count()..];
    match significant {
        [] => out.push(0),
        [short] if *short < 0x80 => out.push(*short),
        _ => {
            out.push(0x80 | significant.len() as u8);
            out.extend_from_slice(significant);
        }
    }
}

const MAX_HEADER: usize = 2 + size_of::<usize>();

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_minimal() {
        for (length, header) in [
            (0usize, &[4, 0][..]),
            (127, &[4, 127]),
            (128, &[4, 0x81, 128]),
            (255, &[4, 0x81, 255]),
            (256, &[4, 0x82, 1, 0]),
            (70_000, &[4, 0x83, 1, 0x11, 0x70]),
        ] {
            assert_eq!(
                element(tag::OCTET_STRING, &[&vec![7; length]])[..header.len()],
                *header
            );
        }
    }

    #[test]
    fn integers_are_minimal_and_positive() {
        for (value, der) in [
            (0, &[2, 1, 0][..]),
            (127, &[2, 1, 127]),
            (128, &[2, 2, 0, 128]),
            (65537, &[2, 3, 1, 0, 1]),
            (u64::MAX, &[2, 9, 0, 255, 255, 255, 255, 255, 255, 255, 255]),
        ] {
            assert_eq!(**integer(value), *der);
        }
    }
}
