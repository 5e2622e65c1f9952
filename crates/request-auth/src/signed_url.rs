//! The parts of a URL that are signed, cut out of its text and not re-encoded (RFC 3986 §3).

use crate::Error;

/// A URL of `http` or `https`, by its parts as they stand in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SignedUrl<'a> {
    /// As written; to be compared and signed in lower case.
    pub(crate) scheme: &'a str,
    /// As written; to be signed in lower case. An IPv6 address keeps its brackets.
    pub(crate) host: &'a str,
    /// The digits of the port, where one is written.
    pub(crate) port: Option<&'a str>,
    /// From its first slash; a URL without a path has `/`, which is what travels (RFC 9112 §3.2.1).
    pub(crate) path: &'a str,
    /// After the question mark; empty when there is none.
    pub(crate) query: &'a str,
}

impl<'a> SignedUrl<'a> {
    /// Cuts up a URL. The fragment is left out: it never travels.
    pub(crate) fn parse(url: &'a str) -> Result<Self, Error> {
        let unfit = |byte: u8| byte <= b' ' || byte == 0x7f;
        if url.bytes().fold(false, |found, byte| found | unfit(byte)) {
            return Err(Error::Url("it has a space or control character"));
        }
        let colon = url
            .bytes()
            .take(MOST_OF_A_SCHEME)
            .position(|byte| byte == b':');
        let (scheme, rest) = url.split_at(colon.unwrap_or(0));
        let rest = rest
            .strip_prefix("://")
            .ok_or(Error::Url("it does not start with https:// or http://"))?;
        if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
            return Err(Error::Url("its scheme is not https or http"));
        }
        let (authority, rest) = cut(rest, memchr::memchr3(b'/', b'?', b'#', rest.as_bytes()));
        let (path, rest) = cut(rest, memchr::memchr2(b'?', b'#', rest.as_bytes()));
        let path = if path.is_empty() { "/" } else { path };
        let rest = rest.strip_prefix('?').unwrap_or("");
        let (query, _fragment) = cut(rest, memchr::memchr(b'#', rest.as_bytes()));
        if authority.contains('@') {
            return Err(Error::Url("it carries a user name or password"));
        }
        let (host, port) = host_and_port(authority)?;
        Ok(Self {
            scheme,
            host,
            port,
            path,
            query,
        })
    }

    /// Returns the port as signed by Akana: 80 and 443 are left out, whatever the scheme.
    pub(crate) fn port_unless_default(&self) -> Option<&'a str> {
        self.port.filter(|port| !matches!(*port, "80" | "443"))
    }
}

/// Longer than any scheme that could be meant.
const MOST_OF_A_SCHEME: usize = 64;

/// Cuts text before an ASCII character, where there is one.
fn cut(text: &str, at: Option<usize>) -> (&str, &str) {
    text.split_at(at.unwrap_or(text.len()))
}

fn host_and_port(authority: &str) -> Result<(&str, Option<&str>), Error> {
    // The colons of an IPv6 address stand inside its brackets.
    let address = authority.strip_prefix('[').and_then(|rest| rest.find(']'));
    let after_address = address.map_or(0, |bracket| bracket + 2);
    let (host, port) = match authority[after_address..].find(':') {
        Some(colon) => {
            let (host, port) = authority.split_at(after_address + colon);
            (host, Some(&port[1..]))
        }
        None => (authority, None),
    };
    if host.is_empty() {
        return Err(Error::Url("it has no host"));
    }
    match port {
        Some("") => Ok((host, None)),
        Some(port) if port.len() > 5 || !port.bytes().all(|byte| byte.is_ascii_digit()) => {
            Err(Error::Url("its port is not a number"))
        }
        port => Ok((host, port)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        let url = SignedUrl::parse("HTTPS://Api.Com:443/a%20b/c?x=1&y=2#z").unwrap();
        assert_eq!(
            (url.scheme, url.host, url.port, url.path, url.query),
            ("HTTPS", "Api.Com", Some("443"), "/a%20b/c", "x=1&y=2")
        );
        assert_eq!(url.port_unless_default(), None);
        let url = SignedUrl::parse("http://[::1]:8080?x").unwrap();
        assert_eq!(
            (url.host, url.port, url.path, url.query),
            ("[::1]", Some("8080"), "/", "x")
        );
        assert_eq!(SignedUrl::parse("http://a?b/c?d").unwrap().query, "b/c?d");
        assert_eq!(SignedUrl::parse("http://[::1]/").unwrap().port, None);
    }

    #[test]
    fn refused() {
        for url in [
            "",
            "/a",
            "api.com/a",
            "ftp://a/",
            "http://",
            "http:///a",
            "http://:80/",
            "http://u:p@a/",
            "http://a:b/",
            "http://a/b c",
            "http://a:123456/",
        ] {
            assert!(SignedUrl::parse(url).is_err(), "{url}");
        }
    }
}
