//! The query of a URL, decoded as ASP.NET does: `+` is a space, `%XX` a byte, and the bytes are UTF-8.

use std::borrow::Cow;

/// Finds the query in a URL or in a path with query, or takes the text as the query itself. A fragment is no part of it.
pub(crate) fn of(text: &str) -> &str {
    let text = text.split_once('#').map_or(text, |(before, _)| before);
    let first = text.find(['=', '&', '?', '/', ':']);
    match first.map(|at| text.as_bytes()[at]) {
        Some(b'=' | b'&') => text,
        _ => text.split_once('?').map_or("", |(_, query)| query),
    }
}

/// Returns each name with its value, decoded. An escape that is none (`%zz`) stays as it is, bytes that are not UTF-8
/// become U+FFFD; a name without `=` has an empty value.
pub(crate) fn decoded(query: &str) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    raw(query).map(|(name, value)| (name, decode(value)))
}

/// Returns each name, decoded, with its value as it stands in the query.
pub(crate) fn raw(query: &str) -> impl Iterator<Item = (Cow<'_, str>, &str)> {
    let pieces = query.split('&').filter(|piece| !piece.is_empty());
    pieces.map(|piece| {
        let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
        (decode(name), value)
    })
}

/// Decodes one name or value of a form.
fn decode(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| matches!(byte, b'%' | b'+')) {
        return Cow::Borrowed(text);
    }
    let spaced = text.replace('+', " ");
    let decoded = percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy();
    Cow::Owned(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_paths_and_bare_queries() {
        for text in [
            "http://myapp.com/Install?a=1&t=2",
            "https://myapp.com:8443//Install?a=1&t=2#top",
            "myapp.com/Install?a=1&t=2",
            "/Install?a=1&t=2",
            "?a=1&t=2",
            "a=1&t=2",
            "a=1&t=2#a=3",
        ] {
            assert_eq!(of(text), "a=1&t=2", "{text}");
        }
        assert_eq!(of("a=1&e=http://x/?y"), "a=1&e=http://x/?y");
        assert_eq!(of("/x?a=1?b=2"), "a=1?b=2");
        for text in ["", "hello", "http://myapp.com/", "http://x/#/install?a=1"] {
            assert_eq!(of(text), "", "{text}");
        }
    }

    #[test]
    fn decoding_is_asp_net_s() {
        let all = |query| {
            decoded(query)
                .map(|(n, v)| format!("{n}:{v}"))
                .collect::<Vec<_>>()
        };
        assert_eq!(all("a=1+2%2B3&%62=%C3%A9&&c"), ["a:1 2+3", "b:é", "c:"]);
        assert_eq!(all("a=%zz%4&b=%ff"), ["a:%zz%4", "b:\u{fffd}"]);
    }

    /// The URL standard's own parser, as a second opinion.
    #[test]
    fn decoding_is_that_of_forms() {
        for query in [
            "",
            "&",
            "=",
            "=&=",
            "a",
            "a==b&&c",
            "%61%=+%2B&é=%C3%A9%FF",
            "a%3Db=%26&a=%e2%82",
            "+=+&%00=%",
        ] {
            let theirs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
            assert_eq!(decoded(query).collect::<Vec<_>>(), theirs, "{query}");
        }
    }

    #[test]
    fn raw_values_keep_their_escapes() {
        let all: Vec<_> = raw("%61=1+2%2B3&c")
            .map(|(n, v)| format!("{n}:{v}"))
            .collect();
        assert_eq!(all, ["a:1+2%2B3", "c:"]);
    }
}
