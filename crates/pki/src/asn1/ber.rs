//! BER to DER: what some tools write with indefinite lengths and strings in pieces becomes what [`crate::asn1::tlv`] reads.
//!
//! Only the form of lengths and the segmentation of strings change (X.690 §8.1.3.6, §8.6.4, §8.7.3, §8.23.6): an element
//! that needs neither stays byte for byte, so a signature or a MAC over it still holds. SETs are not reordered.

use zeroize::Zeroizing;

use crate::Error;
use crate::asn1::tlv::{Reader, Tlv, tag};
pub(crate) use crate::asn1::tlv_write::write;

/// How many elements may contain one another. Real keystores need fewer than twenty.
pub(crate) const MAX_DEPTH: usize = 48;

/// Returns the definite form of the one element that `bytes` holds; bytes after that element are malformed.
///
/// Time is linear in the input for each level of nesting, and the output is never much longer than the input.
///
/// # Errors
/// [`Error::Malformed`] where lengths do not fit, [`Error::Truncated`] where the whole does not, [`Error::TrailingBytes`]
/// where it is not the whole, [`Error::TooDeep`] beyond [`MAX_DEPTH`] levels.
pub(crate) fn to_der(bytes: &[u8], what: &'static str) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut reader = BerReader { bytes, at: 0, what };
    let mut out = buffer(bytes.len());
    reader.element(&mut out, 0)?;
    if reader.at < bytes.len() {
        return Err(Error::TrailingBytes {
            what,
            at: reader.at,
        });
    }
    Ok(out)
}

/// Returns the octets of an `[n] IMPLICIT OCTET STRING` (as `encryptedContent` of PKCS#7 is), whole or in pieces: only the
/// reader of that field knows that the pieces belong together.
pub(crate) fn implicit_octets(
    tlv: &Tlv<'_>,
    what: &'static str,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    if tlv.tag & CONSTRUCTED == 0 {
        return Ok(Zeroizing::new(tlv.content.to_vec()));
    }
    let mut out = buffer(tlv.content.len());
    let mut pieces = tlv.reader();
    while !pieces.is_empty() {
        out.extend_from_slice(pieces.expect(tag::OCTET_STRING, what)?.content);
    }
    Ok(out)
}

struct BerReader<'a> {
    bytes: &'a [u8],
    at: usize,
    what: &'static str,
}

impl BerReader<'_> {
    /// Copies one element to `out` in definite form; returns whether anything had to change.
    fn element(&mut self, out: &mut Vec<u8>, depth: usize) -> Result<bool, Error> {
        if depth == MAX_DEPTH {
            return Err(Error::TooDeep {
                what: self.what,
                limit: MAX_DEPTH,
            });
        }
        let start = self.at;
        let identifier = self.octet()?;
        if identifier & 0x1f == 0x1f || identifier == END_OF_CONTENTS {
            return Err(self.malformed());
        }
        let length = self.length()?;
        if identifier & CONSTRUCTED == 0 {
            let end = self.end(length.ok_or_else(|| self.malformed())?)?;
            self.at = end;
            out.extend_from_slice(&self.bytes[start..end]);
            return Ok(false);
        }
        let end = length.map(|length| self.end(length)).transpose();
        // The declared length of the whole is what tells a file that was cut short from one that was damaged.
        let end = end.map_err(|error| match depth {
            0 => Error::Truncated {
                what: self.what,
                length: self.bytes.len(),
            },
            _ => error,
        })?;
        let mut content = buffer(end.unwrap_or(self.bytes.len()) - self.at);
        let mut changed = end.is_none();
        while !self.at_end(end)? {
            changed |= self.element(&mut content, depth + 1)?;
        }
        let in_pieces = is_string(identifier);
        if in_pieces {
            let joined = self.join(identifier & !CONSTRUCTED, &content)?;
            write(out, identifier & !CONSTRUCTED, &joined);
        } else if changed {
            write(out, identifier, &content);
        } else {
            out.extend_from_slice(&self.bytes[start..self.at]);
        }
        Ok(changed || in_pieces)
    }

    /// Joins the pieces of a constructed string, each of which is primitive by now.
    fn join(&self, own_tag: u8, pieces: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut out = buffer(pieces.len());
        let mut reader = Reader::new(pieces);
        let mut unused_bits = 0;
        while !reader.is_empty() {
            let piece = reader.next(self.what)?;
            if piece.tag != own_tag
                && (own_tag == tag::BIT_STRING || piece.tag != tag::OCTET_STRING)
            {
                return Err(self.malformed());
            }
            if own_tag == tag::BIT_STRING {
                // Only the last piece may end inside an octet (X.690 §8.6.4.1).
                let (&unused, bits) = piece
                    .content
                    .split_first()
                    .ok_or_else(|| self.malformed())?;
                if unused_bits != 0 {
                    return Err(self.malformed());
                }
                unused_bits = unused;
                out.extend_from_slice(bits);
            } else {
                out.extend_from_slice(piece.content);
            }
        }
        if own_tag == tag::BIT_STRING {
            out.insert(0, unused_bits);
        }
        Ok(out)
    }

    /// Returns whether the contents end here, and consumes the end-of-contents octets of the indefinite form.
    fn at_end(&mut self, end: Option<usize>) -> Result<bool, Error> {
        match end {
            Some(end) if self.at > end => Err(self.malformed()),
            Some(end) => Ok(self.at == end),
            None if self.bytes[self.at..].starts_with(&[END_OF_CONTENTS, 0]) => {
                self.at += 2;
                Ok(true)
            }
            None => Ok(false),
        }
    }

    /// Reads length octets; `None` is the indefinite form.
    fn length(&mut self) -> Result<Option<usize>, Error> {
        let first = self.octet()?;
        match first {
            0x80 => Ok(None),
            0..=0x7f => Ok(Some(usize::from(first))),
            0x81..=0x84 => {
                let mut length = 0usize;
                for _ in 0..first & 0x7f {
                    length = (length << 8) | usize::from(self.octet()?);
                }
                Ok(Some(length))
            }
            _ => Err(self.malformed()),
        }
    }

    fn end(&self, length: usize) -> Result<usize, Error> {
        self.at
            .checked_add(length)
            .filter(|&end| end <= self.bytes.len())
            .ok_or_else(|| self.malformed())
    }

    fn octet(&mut self) -> Result<u8, Error> {
        let octet = *self.bytes.get(self.at).ok_or_else(|| self.malformed())?;
        self.at += 1;
        Ok(octet)
    }

    fn malformed(&self) -> Error {
        Error::Malformed {
            what: self.what,
            at: self.at,
        }
    }
}

/// Whether a constructed element with this identifier is a string in pieces (universal class, X.680 table 1).
fn is_string(identifier: u8) -> bool {
    matches!(identifier & !CONSTRUCTED, tag::BIT_STRING | tag::OCTET_STRING | tag::UTF8_STRING | 0x12..=0x16 | 0x19..=0x1c | tag::BMP_STRING)
}

/// Room for the definite form at once: a vector that grows would leave copies of a key behind. Definite lengths take at
/// most two octets more than the indefinite form, and only above 65 535 octets of content.
fn buffer(length: usize) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(Vec::with_capacity(length + length / 256 + 16))
}

const CONSTRUCTED: u8 = 0x20;
const END_OF_CONTENTS: u8 = 0x00;

#[cfg(test)]
mod tests {
    use super::*;

    fn der(bytes: &[u8]) -> Vec<u8> {
        to_der(bytes, "test").unwrap().to_vec()
    }

    #[test]
    fn definite_forms_stay_as_they_are() {
        let minimal = [0x30, 0x06, 0x04, 0x01, 0xaa, 0x02, 0x01, 0x05];
        assert_eq!(der(&minimal), minimal);
        let long_length = [0x30, 0x81, 0x03, 0x02, 0x01, 0x05];
        assert_eq!(
            der(&long_length),
            long_length,
            "what was signed must not change"
        );
    }

    #[test]
    fn indefinite_lengths_become_definite() {
        let ber = [
            0x30, 0x80, 0xa0, 0x80, 0x02, 0x01, 0x05, 0, 0, 0x05, 0x00, 0, 0,
        ];
        assert_eq!(
            der(&ber),
            [0x30, 0x07, 0xa0, 0x03, 0x02, 0x01, 0x05, 0x05, 0x00]
        );
    }

    #[test]
    fn strings_in_pieces_are_joined() {
        let octets = [
            0x24, 0x80, 0x04, 0x02, 1, 2, 0x24, 0x03, 0x04, 0x01, 3, 0, 0,
        ];
        assert_eq!(der(&octets), [0x04, 0x03, 1, 2, 3]);
        let bits = [0x23, 0x80, 0x03, 0x02, 0, 0xf0, 0x03, 0x02, 4, 0xa0, 0, 0];
        assert_eq!(der(&bits), [0x03, 0x03, 4, 0xf0, 0xa0]);
        let text = [0x2c, 0x06, 0x04, 0x01, b'h', 0x0c, 0x01, b'i'];
        assert_eq!(der(&text), [0x0c, 0x02, b'h', b'i']);
    }

    #[test]
    fn an_implicit_string_is_joined_by_its_reader() {
        let whole = der(&[
            0xa0, 0x80, 0x04, 0x01, 1, 0x24, 0x80, 0x04, 0x01, 2, 0, 0, 0, 0,
        ]);
        let tlv = Reader::new(&whole).next("test").unwrap();
        assert_eq!(**implicit_octets(&tlv, "test").unwrap(), [1, 2]);
    }

    #[test]
    fn long_contents() {
        let mut ber = vec![0x30, 0x80, 0x04, 0x83, 0x01, 0x11, 0x70];
        ber.extend([7; 70_000]);
        ber.extend([0, 0]);
        let der = der(&ber);
        assert_eq!(
            der[..10],
            [0x30, 0x83, 0x01, 0x11, 0x75, 0x04, 0x83, 0x01, 0x11, 0x70]
        );
        assert_eq!(der.len(), 10 + 70_000);
    }

    #[test]
    fn refusals() {
        let deep = [0x30, 0x80].repeat(4000);
        assert_eq!(
            to_der(&deep, "test"),
            Err(Error::TooDeep {
                what: "test",
                limit: MAX_DEPTH
            })
        );
        let cut = Error::Truncated {
            what: "test",
            length: 6,
        };
        assert_eq!(
            to_der(&[0x30, 0x84, 0x7f, 0xff, 0xff, 0xff], "test"),
            Err(cut)
        );
        let more = Error::TrailingBytes {
            what: "test",
            at: 2,
        };
        assert_eq!(to_der(&[0x05, 0x00, 0x00], "test"), Err(more));
        for bad in [
            &[][..],
            &[0x30],
            &[0x30, 0x80],
            &[0x30, 0x80, 0x02, 0x01],
            &[0x30, 0x85, 0, 0, 0, 0, 0],
            &[0x30, 0x02, 0x02, 0x01, 0x05],
            &[0x04, 0x80, 0, 0],
            &[0x1f, 0x81, 0x01, 0x00],
            &[0x30, 0x02, 0x00, 0x00],
            &[0x24, 0x03, 0x02, 0x01, 0x00],
            &[0x23, 0x07, 0x03, 0x02, 1, 0, 0x03, 0x01, 0],
            &[0x23, 0x02, 0x03, 0x00],
        ] {
            assert!(
                matches!(to_der(bad, "test"), Err(Error::Malformed { .. })),
                "{bad:02x?}"
            );
        }
    }
}
