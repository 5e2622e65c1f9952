//! A body whose digest is another: which change would make it the same.

use crate::Request;
use crate::http_signature::{Message, Verdict, field_text, judge};

/// Returns what the other side did with the body, where that can be found out.
pub(super) fn change(message: &Message<'_>, request: &Request<'_>) -> Option<&'static str> {
    let field = field_text(message, "content-digest").ok()??;
    let body = request.content();
    let trimmed = body.trim_ascii_end();
    let line_feeds = replaced(body, b"\r\n", b"\n");
    let forms: [(&str, Vec<u8>); 9] = [
        ("the digest is that of no body", Vec::new()),
        (
            "the digest is that of the body without the white space at its end",
            trimmed.to_vec(),
        ),
        (
            "the digest is that of the body with a line feed at its end",
            [body, b"\n"].concat(),
        ),
        (
            "the digest is that of the body with CR LF at its end",
            [body, b"\r\n"].concat(),
        ),
        (
            "the digest is that of the body with LF in the place of CR LF",
            line_feeds.clone(),
        ),
        (
            "the digest is that of the body with CR LF in the place of LF",
            replaced(&line_feeds, b"\n", b"\r\n"),
        ),
        (
            "the digest is that of the body without white space between its JSON tokens",
            written(body, b"", b""),
        ),
        (
            "the digest is that of the body with a space after each colon and comma of its JSON",
            written(body, b" ", b" "),
        ),
        (
            "the digest is that of the body with a space after each colon of its JSON",
            written(body, b" ", b""),
        ),
    ];
    let mut forms = forms.into_iter();
    let same = forms.find(|(_, form)| form != body && judge(&field, form) == Verdict::Same);
    same.map(|(detail, _)| detail)
}

fn replaced(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.first() {
        match rest.strip_prefix(from) {
            Some(behind) => {
                out.extend_from_slice(to);
                rest = behind;
            }
            None => {
                out.push(*first);
                rest = &rest[1..];
            }
        }
    }
    out
}

/// Writes JSON with this behind its colons and commas and no other white space, its strings as they are.
fn written(json: &[u8], colon: &[u8], comma: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(json.len());
    let (mut in_string, mut escaped) = (false, false);
    for byte in json {
        if !in_string && byte.is_ascii_whitespace() {
            continue;
        }
        out.push(*byte);
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b':' if !in_string => out.extend_from_slice(colon),
            b',' if !in_string => out.extend_from_slice(comma),
            _ => {}
        }
    }
    out
}
