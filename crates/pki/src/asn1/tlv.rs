//! Tag, length, value: the one reader under every ASN.1 structure here (X.690).
//!
//! It borrows and never allocates, accepts definite lengths only ([`crate::asn1::ber`] turns the indefinite form into this one)
//! and never looks further than the bytes it was given, so a declared length costs nothing.

use crate::Error;

/// Identifier octets (X.690 §8.1.2) of the types that keys, keystores and certificates use.
pub(crate) mod tag {
    pub(crate) const BOOLEAN: u8 = 0x01;
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const NULL: u8 = 0x05;
    pub(crate) const OID: u8 = 0x06;
    pub(crate) const UTF8_STRING: u8 = 0x0c;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;
    pub(crate) const BMP_STRING: u8 = 0x1e;

    /// The identifier of a constructed, context-specific element, `[n]`.
    pub(crate) const fn context(n: u8) -> u8 {
        0xa0 | n
    }

    /// The identifier of a primitive, context-specific element, `[n] IMPLICIT`.
    pub(crate) const fn context_primitive(n: u8) -> u8 {
        0x80 | n
    }
}

/// One element: its identifier octet, its content, and the whole encoding of both.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tlv<'a> {
    /// The identifier octet (class, constructed bit and number).
    pub(crate) tag: u8,
    /// The content octets.
    pub(crate) content: &'a [u8],
    /// Identifier, length and content as they stand in the input.
    pub(crate) bytes: &'a [u8],
    /// Offset in bytes of `content` from where the outermost reader began.
    pub(crate) content_at: usize,
}

impl<'a> Tlv<'a> {
    /// Returns a reader over the content.
    pub(crate) fn reader(&self) -> Reader<'a> {
        Reader {
            rest: self.content,
            at: self.content_at,
        }
    }
}

/// A cursor over elements that stand one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// Starts at the first byte of `bytes`.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, at: 0 }
    }

    /// Whether every byte was consumed.
    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Returns the identifier octet of the next element without consuming it.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// Returns the bytes not yet consumed.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Consumes the next element, whatever it is.
    pub(crate) fn next(&mut self, what: &'static str) -> Result<Tlv<'a>, Error> {
        // The error is made where there is one: every field of every file comes this way.
        let malformed = || Error::Malformed { what, at: self.at };
        let (header, length) = header(self.rest).ok_or_else(malformed)?;
        let whole = header.checked_add(length).ok_or_else(malformed)?;
        let bytes = self.rest.get(..whole).ok_or_else(malformed)?;
        let tlv = Tlv {
            tag: bytes[0],
            content: &bytes[header..],
            bytes,
            content_at: self.at + header,
        };
        self.rest = &self.rest[whole..];
        self.at += whole;
        Ok(tlv)
    }

    /// Consumes the next element, which must have this identifier octet.
    pub(crate) fn expect(&mut self, tag: u8, what: &'static str) -> Result<Tlv<'a>, Error> {
        if self.peek() != Some(tag) {
            return Err(Error::Malformed { what, at: self.at });
        }
        self.next(what)
    }

    /// Consumes the next element if it has this identifier octet.
    pub(crate) fn optional(
        &mut self,
        tag: u8,
        what: &'static str,
    ) -> Result<Option<Tlv<'a>>, Error> {
        if self.peek() == Some(tag) {
            self.next(what).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Errs unless every byte was consumed.
    pub(crate) fn finish(&self, what: &'static str) -> Result<(), Error> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(Error::Malformed { what, at: self.at })
        }
    }
}

/// Reads one element that must be all of `bytes`.
pub(crate) fn single<'a>(bytes: &'a [u8], tag: u8, what: &'static str) -> Result<Tlv<'a>, Error> {
    let mut reader = Reader::new(bytes);
    let tlv = reader.expect(tag, what)?;
    reader.finish(what)?;
    Ok(tlv)
}

/// Returns how many bytes the identifier and length take, and the declared length; `None` for the indefinite form,
/// tag numbers above 30 and lengths of more than four octets.
fn header(bytes: &[u8]) -> Option<(usize, usize)> {
    let (&identifier, &first) = (bytes.first()?, bytes.get(1)?);
    if identifier & 0x1f == 0x1f {
        return None;
    }
    match first {
        0..=0x7f => Some((2, usize::from(first))),
        0x81..=0x84 => {
            let count = usize::from(first & 0x7f);
            let octets = bytes.get(2..2 + count)?;
            Some((
                2 + count,
                octets
                    .iter()
                    .fold(0usize, |sum, &octet| (sum << 8) | usize::from(octet)),
            ))
        }
        _ => None,
    }
}
