//! Bodies as they are changed on the way.

/// Returns each body that may have been signed if this one arrived, with what happened to it in between.
pub(super) fn forms(body: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut forms = Vec::new();
    let mut add = |detail, form: Vec<u8>| {
        if form != body {
            forms.push((detail, form));
        }
    };
    let without_bom = body.strip_prefix(BOM).unwrap_or(body);
    add(
        "a byte order mark was put before the body",
        without_bom.to_vec(),
    );
    add(
        "a byte order mark before the body was lost",
        [BOM, body].concat(),
    );
    let line = body
        .strip_suffix(b"\n")
        .map(|rest| rest.strip_suffix(b"\r").unwrap_or(rest));
    add(
        "a line break was added at the end of the body",
        line.unwrap_or(body).to_vec(),
    );
    add(
        "white space was added around the body",
        body.trim_ascii().to_vec(),
    );
    add(
        "the line break at the end of the body was lost",
        [body, b"\n"].concat(),
    );
    add(
        "the line break at the end of the body was lost",
        [body, b"\r\n"].concat(),
    );
    let with_lf = replace(body, b"\r\n", b"\n");
    add(
        "the line ends of the body were changed to CR LF",
        with_lf.clone(),
    );
    add(
        "the line ends of the body were changed to LF",
        replace(&with_lf, b"\n", b"\r\n"),
    );
    let compact = compact_json(body);
    add(
        "the body is JSON that was written again, with escapes",
        unescaped(&compact),
    );
    add(
        "the body is JSON that was written again, with other white space",
        compact,
    );
    forms
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
