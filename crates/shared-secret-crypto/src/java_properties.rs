//! Java `.properties` files, read as `java.util.Properties.load(InputStream)` reads them.

use std::fmt;

use zeroize::Zeroizing;

use crate::PropertiesError;

/// The properties of a file in the order written, duplicates included.
///
/// Keys and values are UTF-16 code units as in Java, so that even a lone surrogate (`\uD800`) survives.
/// Values may be passwords: they are erased on drop and `Debug` shows only the keys.
pub struct JavaProperties {
    properties: Vec<Property>,
}

/// One property: key, value, and where it stands.
pub struct Property {
    /// The line the property begins on, counted from one.
    pub line: usize,
    /// The key, unescaped, in UTF-16 code units.
    pub key: Vec<u16>,
    value: Zeroizing<Vec<u16>>,
    raw_value: Zeroizing<Vec<u8>>,
}

impl JavaProperties {
    /// Parses the bytes of a file: ISO-8859-1 with `\uXXXX` escapes, `#` and `!` comments, `=`, `:` or white
    /// space between key and value, lines ended by CR, LF or CRLF and continued by a backslash.
    ///
    /// The rules are those of [`java.util.Properties.load`]: blanks before a value are dropped and blanks after
    /// it are kept; a backslash before a character without a meaning of its own disappears, so `C:\x` is `C:x`.
    ///
    /// # Errors
    /// [`PropertiesError::MalformedUnicodeEscape`] where `\u` is not followed by four hexadecimal digits. Java
    /// refuses the whole file too.
    ///
    /// ```
    /// use credtool_shared_secret_crypto::JavaProperties;
    /// let file = JavaProperties::parse(b"! a comment\r\npath = C:\\\\keys\\\\a.jks\r\n")?;
    /// let path = file.last("path").expect("present");
    /// assert_eq!((path.line, path.value_text()?.as_str()), (2, r"C:\keys\a.jks"));
    /// # Ok::<(), credtool_shared_secret_crypto::PropertiesError>(())
    /// ```
    ///
    /// [`java.util.Properties.load`]: https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/Properties.html#load(java.io.Reader)
    pub fn parse(input: &[u8]) -> Result<Self, PropertiesError> {
        let mut lines = LogicalLines::of(input);
        let mut properties = Vec::new();
        while let Some(line) = lines.next_line() {
            let (key, value) = split(&lines.buffer);
            let key =
                unescape(key).ok_or(PropertiesError::MalformedUnicodeEscape { line, key: None })?;
            let unescaped =
                unescape(value).ok_or_else(|| PropertiesError::MalformedUnicodeEscape {
                    line,
                    key: Some(String::from_utf16_lossy(&key)),
                })?;
            let raw_value = Zeroizing::new(value.to_vec());
            properties.push(Property {
                line,
                key: key.to_vec(),
                value: unescaped,
                raw_value,
            });
        }
        Ok(Self { properties })
    }

    /// Iterates over the properties in the order written.
    pub fn iter(&self) -> impl Iterator<Item = &Property> {
        self.properties.iter()
    }

    /// Returns the last property with that key, which is the one that counts in Java.
    pub fn last(&self, key: &str) -> Option<&Property> {
        self.properties
            .iter()
            .rfind(|property| property.key_is(key))
    }
}

impl Property {
    /// Tells whether this is the property's key.
    pub fn key_is(&self, key: &str) -> bool {
        key.encode_utf16().eq(self.key.iter().copied())
    }

    /// Returns the value in UTF-16 code units, unescaped.
    pub fn value(&self) -> &[u16] {
        &self.value
    }

    /// Returns the value as text.
    ///
    /// # Errors
    /// [`PropertiesError::LoneSurrogate`] where the UTF-16 code units are not text.
    pub fn value_text(&self) -> Result<Zeroizing<String>, PropertiesError> {
        // Sized once: three bytes hold any code unit, and growing would leave copies behind.
        let mut text = Zeroizing::new(String::with_capacity(self.value.len() * 3));
        for c in char::decode_utf16(self.value.iter().copied()) {
            text.push(c.map_err(|_| PropertiesError::LoneSurrogate {
                line: self.line,
                key: String::from_utf16_lossy(&self.key),
            })?);
        }
        Ok(text)
    }

    /// Returns the value's bytes before unescaping, continuation lines joined.
    pub(crate) fn raw_value(&self) -> &[u8] {
        &self.raw_value
    }
}

impl fmt::Debug for JavaProperties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.properties).finish()
    }
}

impl fmt::Debug for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Property")
            .field("line", &self.line)
            .field("key", &String::from_utf16_lossy(&self.key))
            .finish_non_exhaustive()
    }
}

/// Java's `Properties.LineReader`: comments and empty lines gone, continued lines joined.
struct LogicalLines<'a> {
    input: &'a [u8],
    at: usize,
    /// The logical line; as large as the file from the start, so that it never moves and leaves a copy.
    buffer: Zeroizing<Vec<u8>>,
    /// The physical line number of the byte at `counted`.
    line: usize,
    counted: usize,
}

impl<'a> LogicalLines<'a> {
    fn of(input: &'a [u8]) -> Self {
        Self {
            input,
            at: 0,
            buffer: Zeroizing::new(Vec::with_capacity(input.len())),
            line: 1,
            counted: 0,
        }
    }

    /// Puts the next logical line into the buffer and returns the number of the line it begins on.
    fn next_line(&mut self) -> Option<usize> {
        self.buffer.clear();
        let mut begins_at = self.at;
        let (mut skip_blanks, mut continued, mut backslash) = (true, false, false);
        while let Some(&byte) = self.input.get(self.at) {
            self.at += 1;
            if skip_blanks {
                if is_blank(byte) || (!continued && is_line_end(byte)) {
                    continue;
                }
                (skip_blanks, continued) = (false, false);
            }
            if self.buffer.is_empty() && matches!(byte, b'#' | b'!') {
                self.skip_line();
                skip_blanks = true;
            } else if !is_line_end(byte) {
                if self.buffer.is_empty() {
                    begins_at = self.at - 1;
                }
                self.buffer.push(byte);
                backslash = byte == b'\\' && !backslash;
            } else if self.buffer.is_empty() {
                skip_blanks = true;
            } else if !backslash {
                return Some(self.line_of(begins_at));
            } else if self.at == self.input.len() {
                break;
            } else {
                self.buffer.pop();
                (skip_blanks, continued, backslash) = (true, true, false);
                if byte == b'\r' && self.input.get(self.at) == Some(&b'\n') {
                    self.at += 1;
                }
            }
        }
        if self.buffer.is_empty() {
            return None;
        }
        if backslash {
            self.buffer.pop();
        }
        Some(self.line_of(begins_at))
    }

    fn skip_line(&mut self) {
        let rest = &self.input[self.at..];
        self.at += rest
            .iter()
            .position(|&byte| is_line_end(byte))
            .map_or(rest.len(), |end| end + 1);
    }

    fn line_of(&mut self, position: usize) -> usize {
        for at in self.counted..position {
            let ends = match self.input[at] {
                b'\n' => true,
                b'\r' => self.input.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            self.line += usize::from(ends);
        }
        self.counted = self.counted.max(position);
        self.line
    }
}

/// Splits a logical line at the first separator that is not escaped.
fn split(line: &[u8]) -> (&[u8], &[u8]) {
    let mut backslash = false;
    let key_end = line
        .iter()
        .position(|&byte| {
            let ends = !backslash && (is_separator(byte) || is_blank(byte));
            backslash = byte == b'\\' && !backslash;
            ends
        })
        .unwrap_or(line.len());
    // Blanks, at most one `=` or `:` among them, and blanks again belong to neither side.
    let mut separated = false;
    let gap = line[key_end..].iter().take_while(|&&byte| {
        let separates = is_separator(byte) && !separated;
        separated |= separates;
        separates || is_blank(byte)
    });
    let value_begin = key_end + gap.count();
    (&line[..key_end], &line[value_begin..])
}

/// Java's `loadConvert`; `None` for a malformed `\uXXXX`.
fn unescape(raw: &[u8]) -> Option<Zeroizing<Vec<u16>>> {
    let mut units = Zeroizing::new(Vec::with_capacity(raw.len()));
    let mut bytes = raw.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            units.push(u16::from(byte));
            continue;
        }
        let unit = match bytes.next()? {
            b't' => u16::from(b'\t'),
            b'n' => u16::from(b'\n'),
            b'r' => u16::from(b'\r'),
            b'f' => 0x0c,
            b'u' => {
                let mut unit = 0;
                for _ in 0..4 {
                    let digit = char::from(bytes.next()?).to_digit(16)?;
                    unit = unit << 4 | u16::try_from(digit).ok()?;
                }
                unit
            }
            other => u16::from(other),
        };
        units.push(unit);
    }
    Some(units)
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | 0x0c)
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b'=' | b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_physically() {
        let file =
            JavaProperties::parse(b"# c\r\n\r\na=1\\\r\n  2\r\rb=2\n\n\\\n c:3").expect("parses");
        let found: Vec<_> = file
            .iter()
            .map(|p| (p.line, p.value_text().expect("text").to_string()))
            .collect();
        // The lone backslash of line 8 begins the property that line 9 carries.
        assert_eq!(found, [(3, "12".into()), (6, "2".into()), (9, "3".into())]);
    }

    #[test]
    fn malformed_escape_names_line_and_key() {
        let error = JavaProperties::parse(b"a=1\nkeystore_path_filename=C:\\users\\x.jks")
            .expect_err("refused");
        let key = Some("keystore_path_filename".to_owned());
        assert_eq!(
            error,
            PropertiesError::MalformedUnicodeEscape { line: 2, key }
        );
    }

    #[test]
    fn lone_surrogate_is_kept_but_is_no_text() {
        let file = JavaProperties::parse(b"a=\\uD83D\nb=\\uD83D\\uDE00").expect("parses");
        assert_eq!(file.last("a").expect("a").value(), [0xd83d]);
        assert!(matches!(
            file.last("a").expect("a").value_text(),
            Err(PropertiesError::LoneSurrogate { line: 1, .. })
        ));
        assert_eq!(
            *file.last("b").expect("b").value_text().expect("text"),
            "😀"
        );
    }

    #[test]
    fn debug_shows_no_value() {
        let file = JavaProperties::parse(b"keystore_pass=s3cr3t").expect("parses");
        let shown = format!("{file:?}");
        assert!(
            shown.contains("keystore_pass") && !shown.contains("s3cr3t"),
            "{shown}"
        );
    }
}
