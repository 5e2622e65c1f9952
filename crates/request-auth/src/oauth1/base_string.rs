//! The string to sign: method, base string URI and parameters, each percent-encoded, joined with `&` (RFC 5849 §3.4.1).

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, percent_encode};

use crate::SignedUrl;
use crate::parameters::Parameter;

/// Encodes everything but the unreserved characters, with upper-case hex digits (RFC 5849 §3.6).
pub(crate) fn encode(text: &[u8]) -> PercentEncode<'_> {
    percent_encode(text, ENCODED)
}

/// Joins the three parts. The method is to be in upper case.
pub(crate) fn join(method: &str, uri: &str, parameters: &[u8]) -> Vec<u8> {
    let escapes = memchr::memchr3_iter(b'%', b'=', b'&', parameters).count();
    let room = parameters.len() + 2 * escapes + method.len() + 2 * uri.len();
    let mut text = String::with_capacity(room + 2);
    text.extend(encode(method.as_bytes()));
    text.push('&');
    text.extend(encode(uri.as_bytes()));
    text.push('&');
    text.extend(encode(parameters));
    text.into_bytes()
}

/// Returns scheme, host and path (RFC 5849 §3.4.1.2). The port is left out where it is the scheme's own.
pub(crate) fn uri(url: &SignedUrl<'_>) -> String {
    let mut uri = format!("{}://{}", url.scheme, url.host);
    uri.make_ascii_lowercase();
    let own = if url.scheme.eq_ignore_ascii_case("https") {
        "443"
    } else {
        "80"
    };
    if let Some(port) = url.port.filter(|port| *port != own) {
        uri.push(':');
        uri.push_str(port);
    }
    uri.push_str(url.path);
    uri
}

/// Encodes the parameters, sorts them by name and then by value in byte order, and joins them (RFC 5849 §3.4.1.3.2).
pub(crate) fn normalized<'p, 'a: 'p>(
    parameters: impl Iterator<Item = &'p Parameter<'a>>,
) -> Vec<u8> {
    let mut pairs: Vec<(Cow<'_, str>, Cow<'_, str>)> = parameters
        .map(|(name, value)| (encode(name).into(), encode(value).into()))
        .collect();
    pairs.sort_unstable();
    let room = pairs
        .iter()
        .map(|(name, value)| name.len() + value.len() + 2);
    let mut text = Vec::with_capacity(room.sum());
    for (name, value) in &pairs {
        if !text.is_empty() {
            text.push(b'&');
        }
        text.extend_from_slice(name.as_bytes());
        text.push(b'=');
        text.extend_from_slice(value.as_bytes());
    }
    text
}

const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_scheme_s_own_port_is_left_out() {
        for (url, expected) in [
            (
                "http://EXAMPLE.COM:80/r%20v/X?id=123",
                "http://example.com/r%20v/X",
            ),
            (
                "https://www.example.net:8080/?q=1",
                "https://www.example.net:8080/",
            ),
            ("HTTP://a:443", "http://a:443/"),
            ("HTTPS://a:80/", "https://a:80/"),
            ("https://a:443/B#c", "https://a/B"),
        ] {
            assert_eq!(uri(&SignedUrl::parse(url).unwrap()), expected);
        }
    }

    #[test]
    fn sorted_by_what_is_encoded() {
        let parameters: Vec<_> = crate::parameters::parse(b"c2&c%40=&a=2&a=10&a").collect();
        let text = normalized(parameters.iter());
        assert_eq!(text, b"a=&a=10&a=2&c%40=&c2=");
    }
}
