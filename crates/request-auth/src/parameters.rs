//! Query and form parameters: `name=value` pairs joined with `&`, percent-encoded, a plus for a space (the URL standard's
//! `application/x-www-form-urlencoded`), decoded to bytes so that nothing is lost where they are not UTF-8.

use std::borrow::Cow;

use percent_encoding::percent_decode;

/// One decoded parameter. A name without `=` has an empty value.
pub(crate) type Parameter<'a> = (Cow<'a, [u8]>, Cow<'a, [u8]>);

/// Returns the decoded parameters in their order; empty pieces between two `&` are none.
pub(crate) fn parse(text: &[u8]) -> impl Iterator<Item = Parameter<'_>> {
    raw(text).map(|(name, value)| (decode(name), decode(value)))
}

/// Returns the parameters as they are written.
pub(crate) fn raw(text: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let pieces = text
        .split(|byte| *byte == b'&')
        .filter(|piece| !piece.is_empty());
    pieces.map(|piece| match piece.iter().position(|byte| *byte == b'=') {
        Some(at) => (&piece[..at], &piece[at + 1..]),
        None => (piece, &piece[..0]),
    })
}

/// Undoes the encoding: plus is a space, `%41` is `A`, and a percent sign that no two hex digits follow stays one.
pub(crate) fn decode(text: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = memchr::memchr2(b'+', b'%', text) else {
        return Cow::Borrowed(text);
    };
    let mut spaced = text.to_vec();
    for byte in spaced[first..].iter_mut().filter(|byte| **byte == b'+') {
        *byte = b' ';
    }
    if spaced[first..].contains(&b'%') {
        Cow::Owned(percent_decode(&spaced).collect())
    } else {
        Cow::Owned(spaced)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(String, String)> {
        let text = parse(text.as_bytes());
        let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        text.map(|(name, value)| (lossy(&name), lossy(&value)))
            .collect()
    }

    #[test]
    fn decoded() {
        let expected = [
            ("a", "1 2"),
            ("b", ""),
            ("c", ""),
            ("", "d"),
            ("e=f", "g=h&"),
            ("é", "%zz%"),
        ];
        let expected: Vec<_> = expected.map(|(n, v)| (n.to_owned(), v.to_owned())).into();
        assert_eq!(shown("a=1+2&b&&c=&=d&e%3Df=g=h%26&%C3%A9=%zz%"), expected);
        assert_eq!(shown(""), []);
    }

    #[test]
    fn bytes_stay_apart() {
        assert_ne!(decode(b"%ff"), decode(b"%fe"));
    }
}
