//! Bodies as they are changed on the way.

/// Returns each body that may have been signed if this one arrived, with what happened to it in between; each is made when
/// it is asked for.
pub(super) fn forms(body: &[u8]) -> impl Iterator<Item = (&'static str, Vec<u8>)> {
    let forms = FORMS.into_iter().map(|(detail, undo)| (detail, undo(body)));
    forms.filter(move |(_, form)| form != body)
}

fn without_line_break(body: &[u8]) -> Vec<u8> {
    let line = body
        .strip_suffix(b"\n")
        .map(|rest| rest.strip_suffix(b"\r").unwrap_or(rest));
    line.unwrap_or(body).to_vec()
}

/// Returns JSON without white space between its tokens; what is no JSON comes out as something that matches nothing.
fn compact_json(body: &[u8]) -> Vec<u8> {
    let (mut in_string, mut escaped) = (false, false);
    let keep = |byte: &u8| {
        let kept = in_string || !byte.is_ascii_whitespace();
        in_string ^= *byte == b'"' && !escaped;
        escaped = in_string && *byte == b'\\' && !escaped;
        kept
    };
    body.iter().copied().filter(keep).collect()
}

/// Returns JSON with `\u00e9` and `\/` as the characters themselves, as .NET and JavaScript write them.
fn unescaped(json: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(json);
    let mut plain = String::with_capacity(text.len());
    let mut units = Vec::new();
    let mut rest = &*text;
    while let Some(c) = rest.chars().next() {
        let unit = rest
            .strip_prefix("\\u")
            .and_then(|hex| hex.get(..4))
            .and_then(|hex| u16::from_str_radix(hex, 16).ok());
        if let Some(unit) = unit.filter(|unit| *unit > 0x7f) {
            units.push(unit);
            rest = &rest[6..];
            continue;
        }
        plain.push_str(&String::from_utf16_lossy(&std::mem::take(&mut units)));
        let len = match rest.as_bytes() {
            [b'\\', b'/', ..] => {
                plain.push('/');
                2
            }
            [b'\\', escaped, ..] if escaped.is_ascii() => {
                plain.push_str(&rest[..2]);
                2
            }
            _ => {
                plain.push(c);
                c.len_utf8()
            }
        };
        rest = &rest[len..];
    }
    plain.push_str(&String::from_utf16_lossy(&units));
    plain.into_bytes()
}

fn replace(body: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut replaced = Vec::with_capacity(body.len());
    let mut rest = body;
    while let [first, after @ ..] = rest {
        if let Some(behind) = rest.strip_prefix(from) {
            replaced.extend_from_slice(to);
            rest = behind;
        } else {
            replaced.push(*first);
            rest = after;
        }
    }
    replaced
}

/// What happened, and how it is undone.
type Form = (&'static str, fn(&[u8]) -> Vec<u8>);

const FORMS: [Form; 10] = [
    ("a byte order mark was put before the body", |body| {
        body.strip_prefix(BOM).unwrap_or(body).to_vec()
    }),
    ("a byte order mark before the body was lost", |body| {
        [BOM, body].concat()
    }),
    (
        "a line break was added at the end of the body",
        without_line_break,
    ),
    ("white space was added around the body", |body| {
        body.trim_ascii().to_vec()
    }),
    ("the line break at the end of the body was lost", |body| {
        [body, b"\n"].concat()
    }),
    ("the line break at the end of the body was lost", |body| {
        [body, b"\r\n"].concat()
    }),
    ("the line ends of the body were changed to CR LF", |body| {
        replace(body, b"\r\n", b"\n")
    }),
    ("the line ends of the body were changed to LF", |body| {
        replace(&replace(body, b"\r\n", b"\n"), b"\n", b"\r\n")
    }),
    (
        "the body is JSON that was written again, with escapes",
        |body| unescaped(&compact_json(body)),
    ),
    (
        "the body is JSON that was written again, with other white space",
        compact_json,
    ),
];

const BOM: &[u8] = b"\xef\xbb\xbf";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_made_compact() {
        let spaced = b"[ {\"a b\" : \"x\\\" y\",\n\t\"c\\\\\": [1, 2] } ]\r\n";
        assert_eq!(compact_json(spaced), br#"[{"a b":"x\" y","c\\":[1,2]}]"#);
    }

    #[test]
    fn escapes_become_characters() {
        let escaped = br#"["Jos\u00e9 \ud83d\ude00 \\u00e9 \n \/ \u0041"]"#;
        let plain = "[\"José 😀 \\\\u00e9 \\n / \\u0041\"]";
        assert_eq!(unescaped(escaped), plain.as_bytes());
        assert_eq!(unescaped(b"\\"), b"\\");
        assert_eq!(unescaped("\\é".as_bytes()), "\\é".as_bytes());
        assert_eq!(unescaped(b"\\u00e"), b"\\u00e");
    }

    #[test]
    fn line_ends() {
        assert_eq!(replace(b"a\r\nb\r\n", b"\r\n", b"\n"), b"a\nb\n");
        assert_eq!(replace(b"\r\r\n\r", b"\r\n", b"\n"), b"\r\n\r");
    }
}
