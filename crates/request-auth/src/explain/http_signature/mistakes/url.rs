//! The URL and the method (RFC 9421 §2.2).

use std::borrow::Cow;

use percent_encoding::percent_decode;

use super::Variants;
use crate::explain::Cause;
use crate::explain::http_signature::lines::Lines;
use crate::{Request, SignedUrl};

/// A URL as it is signed: scheme, authority, and path with query.
#[derive(Clone)]
struct Signed<'a> {
    scheme: String,
    authority: String,
    target: Cow<'a, str>,
}

impl Signed<'_> {
    /// Writes it into every line that it concerns.
    fn put(&self, lines: &mut Lines) {
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        lines.change("@scheme", |_| self.scheme.clone().into());
        lines.change("@authority", |_| self.authority.clone().into());
        lines.change("@path", |_| path.into());
        lines.change("@query", |_| format!("?{query}").into());
        lines.change("@request-target", |_| self.target.as_bytes().to_vec());
        let whole = format!("{}://{}{}", self.scheme, self.authority, self.target);
        lines.change("@target-uri", |_| whole.clone().into());
    }
}

/// Returns our URL by its parts; `None` where it cannot be signed.
fn ours<'a>(request: &'a Request<'a>) -> Option<(SignedUrl<'a>, Signed<'a>)> {
    let url = SignedUrl::parse(request.url()).ok()?;
    let scheme = url.scheme.to_ascii_lowercase();
    let host = url.host.to_ascii_lowercase();
    let authority = match url.port.filter(|port| *port != own_port(&scheme)) {
        Some(port) => format!("{host}:{port}"),
        None => host,
    };
    let target = match request.url().contains('?') {
        true => Cow::Owned(format!("{}?{}", url.path, url.query)),
        false => Cow::Borrowed(url.path),
    };
    let signed = Signed {
        scheme,
        authority,
        target,
    };
    Some((url, signed))
}

fn own_port(scheme: &str) -> &'static str {
    if scheme == "https" { "443" } else { "80" }
}

/// Another scheme, host or port than the verifier's.
pub(super) fn authorities<'a>(variants: &mut Variants<'a>, request: &'a Request<'a>) {
    let Some((url, ours)) = ours(request) else {
        return;
    };
    let cause = Cause::DefaultPort;
    let host = url.host.to_ascii_lowercase();
    let other = if ours.scheme == "https" {
        "http"
    } else {
        "https"
    };
    let mut authorities = vec![
        (
            "with the port of the scheme",
            format!("{host}:{}", own_port(&ours.scheme)),
        ),
        ("without a port", host),
    ];
    if let Some(port) = url.port {
        authorities.push(("as the URL spells them", format!("{}:{port}", url.host)));
    }
    authorities.push(("as the URL spells them", url.host.to_owned()));
    for (name, detail) in [
        ("host", "as in the header Host"),
        ("x-forwarded-host", "as in the header X-Forwarded-Host"),
    ] {
        let value = request
            .values(name)
            .next()
            .and_then(|value| std::str::from_utf8(value).ok());
        authorities.extend(value.map(|value| (detail, value.trim().to_owned())));
    }
    let mut add = |detail: String, scheme: &str, authority: &str| {
        let changed = Signed {
            scheme: scheme.to_owned(),
            authority: authority.to_owned(),
            ..ours.clone()
        };
        variants.add(cause, detail, move |lines| changed.put(lines));
    };
    add(
        format!("the URL is signed with {other} as its scheme"),
        other,
        &ours.authority,
    );
    for (detail, authority) in &authorities {
        add(
            format!("host and port are signed {detail}"),
            &ours.scheme,
            authority,
        );
    }
    for (detail, authority) in &authorities {
        let detail =
            format!("the URL is signed with {other} as its scheme, and host and port {detail}");
        add(detail, other, authority);
    }
    let target = ours.target.clone();
    variants.add(
        cause,
        "@target-uri is signed without scheme, host and port",
        move |lines| {
            lines.change("@target-uri", |_| target.as_bytes().to_vec());
        },
    );
}

pub(super) fn methods<'a>(variants: &mut Variants<'a>, request: &'a Request<'a>) {
    let method = request.method();
    for (detail, changed) in [
        (
            "the method is signed in lower-case letters",
            method.to_ascii_lowercase(),
        ),
        (
            "the method is signed in upper-case letters",
            method.to_ascii_uppercase(),
        ),
    ] {
        variants.add(Cause::MethodCase, detail, move |lines| {
            lines.change("@method", |_| changed.clone().into());
        });
    }
}

/// Path and query in another encoding.
pub(super) fn targets<'a>(variants: &mut Variants<'a>, request: &'a Request<'a>) {
    let Some((_, ours)) = ours(request) else {
        return;
    };
    let (path, query) = ours.target.split_once('?').unwrap_or((&ours.target, ""));
    let with_query = |query: String| match ours.target.contains('?') {
        true => format!("{path}?{query}"),
        false => path.to_owned(),
    };
    let decoded = |text: &str| {
        String::from_utf8_lossy(&percent_decode(text.as_bytes()).collect::<Vec<u8>>()).into_owned()
    };
    let plus = Cause::PlusOrSpace;
    let encoding = Cause::PercentEncoding;
    for (cause, detail, target) in [
        (
            plus,
            "a + of the query is signed as %20",
            with_query(query.replace('+', "%20")),
        ),
        (
            plus,
            "a %20 of the query is signed as +",
            with_query(query.replace("%20", "+")),
        ),
        (
            plus,
            "a + of the query is signed as a space",
            with_query(query.replace('+', " ")),
        ),
        (
            encoding,
            "path and query are signed decoded",
            decoded(&ours.target),
        ),
        (
            encoding,
            "the path is signed decoded",
            format!("{}{}", decoded(path), &ours.target[path.len()..]),
        ),
        (
            encoding,
            "the query is signed decoded",
            with_query(decoded(query)),
        ),
        (
            encoding,
            "the hex digits of percent-encoding are signed in lower case",
            hex_case(&ours.target, u8::to_ascii_lowercase),
        ),
        (
            encoding,
            "the hex digits of percent-encoding are signed in upper case",
            hex_case(&ours.target, u8::to_ascii_uppercase),
        ),
        (
            encoding,
            "percent signs are signed encoded once more",
            ours.target.replace('%', "%25"),
        ),
        (
            Cause::MissingParameter,
            "the URL is signed without its query",
            path.to_owned(),
        ),
    ] {
        let changed = Signed {
            target: target.into(),
            scheme: ours.scheme.clone(),
            authority: ours.authority.clone(),
        };
        variants.add(cause, detail, move |lines| changed.put(lines));
    }
    for (cause, detail, from, to) in [
        (plus, "a space of a @query-param is signed as +", "%20", "+"),
        (
            plus,
            "a space of a @query-param is signed as a space",
            "%20",
            " ",
        ),
    ] {
        variants.add(cause, detail, move |lines| {
            lines.change("@query-param", |value| {
                String::from_utf8_lossy(value).replace(from, to).into()
            });
        });
    }
    variants.add(encoding, "the @query-param is signed decoded", |lines| {
        lines.change("@query-param", |value| percent_decode(value).collect());
    });
    variants.add(
        Cause::Malformed,
        "@query is signed without its question mark",
        |lines| {
            lines.change("@query", |value| {
                value.strip_prefix(b"?").unwrap_or(value).to_vec()
            });
        },
    );
}

fn hex_case(text: &str, case: impl Fn(&u8) -> u8) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut at = 0;
    while let Some(percent) = memchr::memchr(b'%', bytes.get(at..).unwrap_or_default()) {
        at += percent + 1;
        for byte in bytes.iter_mut().skip(at).take(2) {
            *byte = case(byte);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
