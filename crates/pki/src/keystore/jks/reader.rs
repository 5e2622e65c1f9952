//! What `java.io.DataInputStream` reads: big-endian numbers and modified UTF-8, from bytes that may be hostile.

use crate::Error;

/// A cursor that never looks past its bytes, so a declared length costs nothing.
#[derive(Clone, Debug)]
pub(crate) struct DataReader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> DataReader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Offset in bytes of what is read next.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// Consumes `length` bytes.
    pub(crate) fn take(&mut self, length: usize, what: &'static str) -> Result<&'a [u8], Error> {
        let end = self.at.checked_add(length);
        let taken = end
            .and_then(|end| self.bytes.get(self.at..end))
            .ok_or(Error::Truncated {
                what,
                length: self.bytes.len(),
            })?;
        self.at += length;
        Ok(taken)
    }

    pub(crate) fn u8(&mut self, what: &'static str) -> Result<u8, Error> {
        Ok(self.number::<1>(what)? as u8)
    }

    pub(crate) fn u16(&mut self, what: &'static str) -> Result<u16, Error> {
        Ok(self.number::<2>(what)? as u16)
    }

    pub(crate) fn u32(&mut self, what: &'static str) -> Result<u32, Error> {
        Ok(self.number::<4>(what)? as u32)
    }

    pub(crate) fn u64(&mut self, what: &'static str) -> Result<u64, Error> {
        self.number::<8>(what)
    }

    /// Consumes four octets of length and as many octets of content.
    pub(crate) fn block(&mut self, what: &'static str) -> Result<&'a [u8], Error> {
        let length = self.u32(what)?;
        // A negative Java int is a length of 2 GiB and more here: past the end of any file that is read.
        self.take(length as usize, what)
    }

    /// Consumes a text as `writeUTF` writes it: two octets of length, then modified UTF-8 (java.io.DataInput). Octets that
    /// are no such text become U+FFFD: a strange name must not hide an entry.
    pub(crate) fn utf(&mut self, what: &'static str) -> Result<String, Error> {
        let length = self.u16(what)?;
        Ok(from_modified_utf8(self.take(usize::from(length), what)?))
    }

    pub(crate) fn malformed(&self, what: &'static str) -> Error {
        Error::Malformed { what, at: self.at }
    }

    fn number<const N: usize>(&mut self, what: &'static str) -> Result<u64, Error> {
        let octets = self.take(N, what)?;
        Ok(octets
            .iter()
            .fold(0, |sum, &octet| (sum << 8) | u64::from(octet)))
    }
}

/// Decodes modified UTF-8: NUL is `c0 80`, and a character outside the Basic Multilingual Plane is two surrogates of
/// three octets each.
fn from_modified_utf8(bytes: &[u8]) -> String {
    let mut units = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(&first) = rest.first() {
        let low = |n: usize| {
            rest.get(n)
                .filter(|&&octet| octet & 0xc0 == 0x80)
                .map(|&octet| u16::from(octet & 0x3f))
        };
        let (unit, length) = match (first, low(1), low(2)) {
            (0x00..=0x7f, _, _) => (u16::from(first), 1),
            (0xc0..=0xdf, Some(b), _) => ((u16::from(first & 0x1f) << 6) | b, 2),
            (0xe0..=0xef, Some(b), Some(c)) => ((u16::from(first & 0x0f) << 12) | (b << 6) | c, 3),
            _ => (0xfffd, 1),
        };
        units.push(unit);
        rest = &rest[length..];
    }
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modified_utf8() {
        assert_eq!(
            from_modified_utf8("schlüssel-密".as_bytes()),
            "schlüssel-密"
        );
        assert_eq!(from_modified_utf8(b"a\xc0\x80b"), "a\0b");
        assert_eq!(
            from_modified_utf8(b"\xed\xa0\xbd\xed\xb8\x80"),
            "😀",
            "two surrogates of three octets"
        );
        assert_eq!(
            from_modified_utf8(b"\xff\xc3\xe1\x81"),
            "\u{fffd}\u{fffd}\u{fffd}\u{fffd}"
        );
    }

    #[test]
    fn lengths_past_the_end_are_refused() {
        let truncated = Error::Truncated {
            what: "test",
            length: 5,
        };
        for bytes in [b"\xff\xff\xff\xffx", b"\x00\x00\x00\x02x"] {
            assert_eq!(DataReader::new(bytes).block("test"), Err(truncated.clone()));
        }
        assert_eq!(
            DataReader::new(b"\x00\x00\x00\x01x").block("test"),
            Ok(&b"x"[..])
        );
    }
}
