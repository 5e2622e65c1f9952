//! What in a `project.properties` is legal Java and probably not meant.

use crate::{JavaProperties, Property};

/// Something that Java accepts silently and that explains many a failure; `Display` is one sentence for people.
///
/// Never contains the password or the secret: only paths are shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PropertiesNotice {
    /// The file begins with a UTF-8 byte order mark.
    #[error(
        "the file begins with a byte order mark, on which the vendor's jar stumbles: save it without"
    )]
    ByteOrderMark,
    /// `keystore_type` is missing or empty.
    #[error("keystore_type is missing: the vendor's jar takes PKCS12, here the content decides")]
    TypeMissing,
    /// A key is given more than once.
    #[error("{key} is given on lines {first} and {last}: the last one counts")]
    Duplicate {
        /// The key.
        key: String,
        /// The line of its first appearance.
        first: usize,
        /// The line of its last appearance.
        last: usize,
    },
    /// Java removed single backslashes from the path, or made control characters of them.
    #[error(
        "the path on line {line} became {became}: write every backslash of {meant} twice, or use /"
    )]
    SwallowedBackslash {
        /// The line of `keystore_path_filename`.
        line: usize,
        /// What Java makes of the value, control characters named.
        became: String,
        /// What was probably meant.
        meant: String,
    },
    /// A value ends in blanks, which Java keeps.
    #[error("the value of {key} on line {line} ends in a blank, which belongs to the value")]
    TrailingBlank {
        /// The key.
        key: String,
        /// Its line.
        line: usize,
    },
    /// A value is still wrapped in the braces of the vendor's template.
    #[error(
        "the value of {key} on line {line} is still in the braces of the template: remove them"
    )]
    Braces {
        /// The key.
        key: String,
        /// Its line.
        line: usize,
    },
    /// A value was written in UTF-8, and Java reads ISO-8859-1.
    #[error(
        "the value of {key} on line {line} is UTF-8, but Java reads ISO-8859-1: write the letters as \\uXXXX"
    )]
    Utf8 {
        /// The key.
        key: String,
        /// Its line.
        line: usize,
    },
    /// A line without separator follows the encrypted secret: the value was wrapped when it was pasted.
    #[error(
        "line {line} looks like the rest of the value above it: join the two lines, or end the first in a backslash"
    )]
    WrappedValue {
        /// The line that was taken for a key of its own.
        line: usize,
    },
}

/// Collects the notices about the given keys, of which the first is the encrypted secret's.
pub(crate) fn collect(file: &JavaProperties, keys: &[&str], path: &str) -> Vec<PropertiesNotice> {
    let mut notices = Vec::new();
    for &key in keys {
        let mut same = file.iter().filter(|property| property.key_is(key));
        let Some(first) = same.next() else { continue };
        let last = same.last().unwrap_or(first);
        if last.line != first.line {
            notices.push(PropertiesNotice::Duplicate {
                key: key.to_owned(),
                first: first.line,
                last: last.line,
            });
        }
        about(last, key, key == path, &mut notices);
    }
    let known = |property: &Property| keys.iter().any(|key| property.key_is(key));
    let secret = |property: &&Property| keys.first().is_some_and(|key| property.key_is(key));
    let properties: Vec<&Property> = file.iter().collect();
    let below = properties
        .iter()
        .rposition(secret)
        .and_then(|at| properties.get(at + 1));
    if let Some(property) = below
        && !known(property)
        && is_base64_only(property)
    {
        notices.push(PropertiesNotice::WrappedValue {
            line: property.line,
        });
    }
    notices
}

fn about(property: &Property, key: &str, is_path: bool, notices: &mut Vec<PropertiesNotice>) {
    let (key, line, raw) = (key.to_owned(), property.line, property.raw_value());
    if is_path && let Some(notice) = swallowed_backslash(property) {
        notices.push(notice);
    }
    if raw
        .last()
        .is_some_and(|&byte| byte == b' ' || byte == b'\t')
    {
        notices.push(PropertiesNotice::TrailingBlank {
            key: key.clone(),
            line,
        });
    }
    if raw.starts_with(b"{") && raw.trim_ascii_end().ends_with(b"}") {
        notices.push(PropertiesNotice::Braces {
            key: key.clone(),
            line,
        });
    }
    if !raw.is_ascii() && std::str::from_utf8(raw).is_ok() {
        notices.push(PropertiesNotice::Utf8 { key, line });
    }
}

/// Finds a backslash before an ordinary character, or one that made a control character, in a path.
fn swallowed_backslash(property: &Property) -> Option<PropertiesNotice> {
    let mut swallowed = false;
    let mut meant = String::new();
    let mut bytes = property.raw_value().iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            meant.push(char::from(byte));
            continue;
        }
        match bytes.next() {
            // What Java's own `store` escapes.
            Some(escaped @ (b'\\' | b' ' | b':' | b'=' | b'#' | b'!')) => {
                meant.push(char::from(escaped))
            }
            Some(b'u') => meant.push_str("\\u"),
            Some(other) => {
                swallowed = true;
                meant.push('\\');
                meant.push(char::from(other));
            }
            None => {}
        }
    }
    let became = String::from_utf16_lossy(property.value());
    swallowed.then(|| PropertiesNotice::SwallowedBackslash {
        line: property.line,
        became: name_controls(&became),
        meant,
    })
}

fn name_controls(text: &str) -> String {
    let mut named = String::new();
    for c in text.chars() {
        match c {
            '\t' => named.push_str("<TAB>"),
            '\n' => named.push_str("<LF>"),
            '\r' => named.push_str("<CR>"),
            '\u{c}' => named.push_str("<FF>"),
            c if c.is_control() => named.extend(c.escape_unicode()),
            c => named.push(c),
        }
    }
    named
}

/// Tells whether the line can be the second half of a wrapped base64 value: letters of its alphabet and at most
/// the padding, which Java takes for a separator.
fn is_base64_only(property: &Property) -> bool {
    let letter = |unit: &u16| {
        u8::try_from(*unit)
            .is_ok_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_'))
    };
    property.key.len() > 3
        && property.key.iter().all(letter)
        && property.value().iter().all(|&unit| unit == u16::from(b'='))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notices(text: &[u8]) -> Vec<PropertiesNotice> {
        collect(
            &JavaProperties::parse(text).expect("parses"),
            &["secret", "path", "pass"],
            "path",
        )
    }

    #[test]
    fn single_backslashes_in_a_path_are_told() {
        let found = notices(b"path=C:\\temp\\x.jks");
        assert_eq!(
            found[0].to_string(),
            r"the path on line 1 became C:<TAB>empx.jks: write every backslash of C:\temp\x.jks twice, or use /"
        );
        for fine in [
            &b"path=C:\\\\temp\\\\x.jks"[..],
            b"path=C\\:/temp/x\\ y.jks",
            b"path=C:/\\u00fc.jks",
            b"pass=a\\b",
        ] {
            assert_eq!(notices(fine), []);
        }
    }

    #[test]
    fn what_java_keeps_silently_is_told() {
        let (key, line) = ("pass".to_owned(), 1);
        assert_eq!(
            notices(b"pass=abc "),
            [PropertiesNotice::TrailingBlank {
                key: key.clone(),
                line
            }]
        );
        assert_eq!(
            notices(b"pass={abc}"),
            [PropertiesNotice::Braces {
                key: key.clone(),
                line
            }]
        );
        assert_eq!(
            notices("pass=ü".as_bytes()),
            [PropertiesNotice::Utf8 {
                key: key.clone(),
                line
            }]
        );
        assert_eq!(notices(b"pass=\xfc"), []);
        assert_eq!(
            notices(b"pass=a\npass=b"),
            [PropertiesNotice::Duplicate {
                key,
                first: 1,
                last: 2
            }]
        );
    }

    #[test]
    fn a_value_wrapped_when_pasted_is_told() {
        let wrapped = [PropertiesNotice::WrappedValue { line: 2 }];
        assert_eq!(
            notices(b"secret=Yeog3Mh5\nMX2sOFiW/+\nabcd==\npath=x"),
            wrapped
        );
        assert_eq!(notices(b"secret=Yeog3Mh5\nabcd==\npath=x"), wrapped);
        assert_eq!(notices(b"path=x\nMX2sOFiW"), []);
        assert_eq!(notices(b"secret=abcd\npath=\npass="), []);
        assert_eq!(notices(b"secret=abcd\ndebug=true"), []);
    }
}
