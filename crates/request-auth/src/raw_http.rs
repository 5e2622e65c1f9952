//! A request as its bytes were captured (RFC 9112): request line, headers, body.

use crate::{Error, Request};

/// An HTTP/1.1 request cut out of its bytes.
///
/// Line ends may be CR LF or LF. A body longer than its `Content-Length` is cut there, as a receiver would; bodies in chunks
/// are put together. Not checked: whether a server would accept the request.
///
/// ```
/// use credtool_request_auth::RawRequest;
/// # fn main() -> Result<(), credtool_request_auth::Error> {
/// let raw = RawRequest::parse(b"GET /a?b=1 HTTP/1.1\r\nHost: api.com\r\n\r\n", Some("https://api.com"))?;
/// assert_eq!(raw.request().url(), "https://api.com/a?b=1");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct RawRequest<'a> {
    method: &'a str,
    url: String,
    headers: Vec<(&'a str, &'a [u8])>,
    body: Vec<u8>,
}

/// More headers than any server takes.
const MOST_HEADERS: usize = 256;

impl<'a> RawRequest<'a> {
    /// Reads a request. `base` is scheme and host (`https://api.com`), in the place of what the request says itself; without it
    /// a target in origin form (`/path`) is completed by the header `Host`, with `https`.
    ///
    /// # Errors
    /// [`Error::Http`] when the bytes are no request, or the body is shorter than announced; [`Error::Url`] when the target
    /// cannot be completed.
    pub fn parse(bytes: &'a [u8], base: Option<&str>) -> Result<Self, Error> {
        let mut places = vec![httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut parsed = httparse::Request::new(&mut places);
        let length = match parsed.parse(bytes) {
            Ok(httparse::Status::Complete(length)) => length,
            Ok(httparse::Status::Partial) => {
                return Err(Error::Http("no empty line ends its headers".to_owned()));
            }
            Err(error) => return Err(Error::Http(error.to_string())),
        };
        let headers: Vec<(&str, &[u8])> = parsed
            .headers
            .iter()
            .map(|header| (header.name, header.value))
            .collect();
        let (Some(method), Some(target)) = (parsed.method, parsed.path) else {
            return Err(Error::Http(
                "its first line is not a request line".to_owned(),
            ));
        };
        let body = body(&headers, &bytes[length..])?;
        let url = url(target, base, &headers)?;
        Ok(Self {
            method,
            url,
            headers,
            body,
        })
    }

    /// Returns the request.
    #[must_use]
    pub fn request(&self) -> Request<'_> {
        let start = Request::new(self.method, &self.url);
        let request = self
            .headers
            .iter()
            .fold(start, |request, (name, value)| request.header(name, value));
        request.body(&self.body)
    }
}

fn one<'h>(headers: &[(&str, &'h [u8])], name: &'static str) -> Result<Option<&'h str>, Error> {
    let mut named = headers
        .iter()
        .filter(|(found, _)| found.eq_ignore_ascii_case(name));
    let first = named.next();
    if named.next().is_some() {
        return Err(Error::Http(format!("the header {name} is there twice")));
    }
    match first.map(|(_, value)| std::str::from_utf8(value)) {
        None => Ok(None),
        Some(Ok(text)) => Ok(Some(text.trim())),
        Some(Err(_)) => Err(Error::Http(format!("the header {name} is not text"))),
    }
}

fn url(target: &str, base: Option<&str>, headers: &[(&str, &[u8])]) -> Result<String, Error> {
    let path = if target.starts_with('/') {
        target
    } else {
        let Some((_, rest)) = target.split_once("://") else {
            return Err(Error::Url(
                "the request's target is neither a path nor a URL",
            ));
        };
        if base.is_none() {
            return Ok(target.to_owned());
        }
        rest.find(['/', '?']).map_or("/", |at| &rest[at..])
    };
    match base {
        Some(base) => Ok(format!("{}{path}", base.trim_end_matches('/'))),
        None => match one(headers, "host")? {
            Some(host) => Ok(format!("https://{host}{path}")),
            None => Err(Error::Url(
                "the request has no Host header, and no base was given",
            )),
        },
    }
}

fn body(headers: &[(&str, &[u8])], rest: &[u8]) -> Result<Vec<u8>, Error> {
    let encoding = one(headers, "transfer-encoding")?;
    let length = one(headers, "content-length")?;
    match (encoding, length) {
        (None, None) => Ok(rest.to_vec()),
        (Some(encoding), None) if encoding.eq_ignore_ascii_case("chunked") => chunks(rest),
        (Some(_), None) => Err(Error::Http(
            "its Transfer-Encoding is not chunked".to_owned(),
        )),
        (Some(_), Some(_)) => Err(Error::Http(
            "it has Transfer-Encoding and Content-Length".to_owned(),
        )),
        (None, Some(length)) => {
            let announced: usize = length
                .parse()
                .map_err(|_| Error::Http("its Content-Length is not a number".to_owned()))?;
            rest.get(..announced).map(<[u8]>::to_vec).ok_or_else(|| {
                let found = rest.len();
                Error::Http(format!(
                    "Content-Length says {announced} bytes and {found} are there"
                ))
            })
        }
    }
}

/// Puts chunks together (RFC 9112 §7.1); trailers are left out.
fn chunks(mut rest: &[u8]) -> Result<Vec<u8>, Error> {
    let broken = || Error::Http("its chunks break off".to_owned());
    let mut body = Vec::new();
    loop {
        let Ok(httparse::Status::Complete((start, size))) = httparse::parse_chunk_size(rest) else {
            return Err(broken());
        };
        if size == 0 {
            return Ok(body);
        }
        let end = usize::try_from(size)
            .ok()
            .and_then(|size| start.checked_add(size))
            .ok_or_else(broken)?;
        body.extend_from_slice(rest.get(start..end).ok_or_else(broken)?);
        rest = &rest[end..];
        rest = rest
            .strip_prefix(b"\r\n")
            .or_else(|| rest.strip_prefix(b"\n"))
            .ok_or_else(broken)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, base: Option<&str>) -> Result<(String, Vec<u8>), Error> {
        let raw = RawRequest::parse(text.as_bytes(), base)?;
        let request = raw.request();
        Ok((request.url().to_owned(), request.content().to_vec()))
    }

    #[test]
    fn targets() {
        let url = |text, base| read(text, base).unwrap().0;
        assert_eq!(
            url("GET /a HTTP/1.1\nHost: b.c:8443\n\n", None),
            "https://b.c:8443/a"
        );
        assert_eq!(
            url("GET /a HTTP/1.1\nHost: x\n\n", Some("http://b.c/")),
            "http://b.c/a"
        );
        assert_eq!(url("GET http://x/a?b HTTP/1.1\n\n", None), "http://x/a?b");
        assert_eq!(
            url("GET http://x/a?b HTTP/1.1\n\n", Some("https://y")),
            "https://y/a?b"
        );
        assert!(read("GET /a HTTP/1.1\n\n", None).is_err());
        assert!(read("OPTIONS * HTTP/1.1\nHost: x\n\n", None).is_err());
    }

    #[test]
    fn bodies() {
        fn body(text: &str) -> Result<Vec<u8>, Error> {
            read(text, None).map(|(_, body)| body)
        }
        let head = "POST / HTTP/1.1\r\nHost: x\r\n";
        assert_eq!(body(&format!("{head}\r\nabc\n")).unwrap(), b"abc\n");
        assert_eq!(
            body(&format!("{head}Content-Length: 3\r\n\r\nabc\n")).unwrap(),
            b"abc"
        );
        assert!(body(&format!("{head}Content-Length: 4\r\n\r\nabc")).is_err());
        assert!(
            body(&format!(
                "{head}Content-Length: 1\r\nContent-Length: 2\r\n\r\nabc"
            ))
            .is_err()
        );
        let chunked = "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
        assert_eq!(body(&format!("{head}{chunked}")).unwrap(), b"abcde");
        assert!(
            body(&format!(
                "{head}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n"
            ))
            .is_err()
        );
    }

    #[test]
    fn not_requests() {
        for text in [
            "",
            "GET",
            "GET / HTTP/1.1",
            "\x16\x03\x01\x02",
            "GET / HTTP/1.1\r\nHost: a\r\n",
        ] {
            assert!(
                RawRequest::parse(text.as_bytes(), None).is_err(),
                "{text:?}"
            );
        }
    }
}
