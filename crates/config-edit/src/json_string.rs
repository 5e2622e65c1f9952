//! Strings of JSON (RFC 8259 §7), read and written.

use zeroize::Zeroizing;

use crate::Error;
use crate::json::Scanner;

impl Scanner<'_> {
    /// Reads a string from its opening quote to its closing one and resolves its escapes.
    pub(crate) fn string(&mut self) -> Result<Zeroizing<String>, Error> {
        let start = self.at;
        self.at += 1;
        let body = self.rest();
        // One allocation for the longest it can be: growing would leave copies of a secret behind.
        let mut value = Zeroizing::new(String::with_capacity(closed(body)));
        loop {
            let rest = self.rest();
            let Some(end) = rest.find(|c: char| c == '"' || c == '\\' || c < ' ') else {
                return self.fail_at(start, "the string is not closed");
            };
            value.push_str(&rest[..end]);
            self.at += end;
            match rest.as_bytes()[end] {
                b'"' => break,
                b'\\' => value.push(self.escape()?),
                _ => return self.fail("a control character stands in a string unescaped"),
            }
        }
        self.at += 1;
        Ok(value)
    }

    fn escape(&mut self) -> Result<char, Error> {
        let start = self.at;
        let rest = self.rest().as_bytes();
        self.at += 2;
        Ok(match rest.get(1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(start),
            _ => return self.fail_at(start, "there is no such escape in JSON"),
        })
    }

    fn unicode_escape(&mut self, start: usize) -> Result<char, Error> {
        let Some(first) = self.four_hex_digits() else {
            return self.fail_at(start, "after \\u four hexadecimal digits are expected");
        };
        if let Some(found) = char::from_u32(first) {
            return Ok(found);
        }
        // RFC 8259 §7: a character beyond U+FFFF is two escapes, a high surrogate and a low one.
        let second = if first < 0xdc00 && self.rest().starts_with("\\u") {
            self.at += 2;
            self.four_hex_digits()
        } else {
            None
        };
        let whole = second
            .filter(|low| (0xdc00..0xe000).contains(low))
            .map(|low| 0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00));
        match whole.and_then(char::from_u32) {
            Some(found) => Ok(found),
            None => self.fail_at(start, "half of a surrogate pair stands alone"),
        }
    }

    fn four_hex_digits(&mut self) -> Option<u32> {
        let digits = self.rest().as_bytes().get(..4)?;
        let mut number = 0;
        for digit in digits {
            number = number * 16 + char::from(*digit).to_digit(16)?;
        }
        self.at += 4;
        Some(number)
    }
}

/// Returns how many bytes the string has at most, its closing quote looked for without more ado.
fn closed(body: &str) -> usize {
    let bytes = body.as_bytes();
    let mut at = 0;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at.min(bytes.len())
}

/// Returns the string in quotes, with the escapes that RFC 8259 §7 demands and no other.
pub(crate) fn quoted(value: &str) -> Zeroizing<String> {
    // An escape has at most six characters for one byte.
    let mut out = Zeroizing::new(String::with_capacity(value.len() * 6 + 2));
    out.push('"');
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c < ' ' => {
                out.push_str("\\u00");
                for shift in [4, 0] {
                    out.extend(char::from_digit((u32::from(c) >> shift) & 15, 16));
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
