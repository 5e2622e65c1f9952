//! The URLs of a server's endpoints, and those that a browser is sent back to.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::{Error, SignedUrl};

/// Cuts up the URL of an endpoint: https, or http to this machine; no fragment (RFC 6749 §3.1, §3.2).
pub(super) fn parse<'a>(field: &'static str, url: &'a str) -> Result<SignedUrl<'a>, Error> {
    let refuse = |problem| Error::Value { field, problem };
    if !url.is_ascii() {
        return Err(refuse("has characters that a URL must encode"));
    }
    if url.contains('#') {
        return Err(refuse("has a fragment"));
    }
    let parts = SignedUrl::parse(url).map_err(|error| match error {
        Error::Url(_) => refuse("is not an https URL with a host, such as https://host/path"),
        other => other,
    })?;
    if !is_host(parts.host) {
        return Err(refuse("has a host that is neither a name nor an address"));
    }
    if parts.port.is_some_and(|port| port.parse::<u16>().is_err()) {
        return Err(refuse("has a port above 65535"));
    }
    if parts.scheme.eq_ignore_ascii_case("http") && !is_loopback(parts.host) {
        return Err(refuse(
            "is http to another machine, where everybody on the way reads along",
        ));
    }
    Ok(parts)
}

/// Refuses a redirection URI that no browser should be sent to: a fragment (RFC 6749 §3.1.2), http to another machine
/// (RFC 9700 §2.6), a scheme of an app that is no domain name in reverse (RFC 8252 §8.4).
pub(super) fn permit_redirect(uri: &str) -> Result<(), Error> {
    const FIELD: &str = "redirect URI";
    let refuse = |problem| {
        Err(Error::Value {
            field: FIELD,
            problem,
        })
    };
    let Some((scheme, _)) = uri.split_once(':') else {
        return refuse("is not absolute");
    };
    if scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http") {
        return parse(FIELD, uri).map(|_| ());
    }
    let in_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.bytes().all(in_scheme) {
        return refuse("is not absolute");
    }
    if !scheme.contains('.') {
        return refuse(
            "has a scheme that is not a domain name in reverse, such as com.example.app",
        );
    }
    if !uri.bytes().all(|byte| byte.is_ascii_graphic()) {
        return refuse("has characters that a URL must encode");
    }
    if uri.contains('#') {
        return refuse("has a fragment");
    }
    Ok(())
}

/// Whether bytes sent there stay on this machine.
fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
        || ipv6(host).is_some_and(|address| address.is_loopback())
}

/// A parser that reads a backslash or a percent sign in a host otherwise sends the secret elsewhere.
fn is_host(host: &str) -> bool {
    let in_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    host.bytes().all(in_name) || ipv6(host).is_some()
}

fn ipv6(host: &str) -> Option<Ipv6Addr> {
    host.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints() {
        for url in [
            "https://login.example.com/token?tenant=a",
            "http://localhost:8080/token",
            "http://127.0.0.1/token",
            "http://[::1]:1/token",
            "https://[2001:db8::1]",
        ] {
            assert!(parse("token URL", url).is_ok(), "{url}");
        }
        for url in [
            "http://login.example.com/token",
            "http://127.0.0.1.example.com/",
            "http://localhost.example.com/",
            "https://login.example.com/#",
            "https://login.example.com\\@evil.example/",
            "https://a:65536/",
            "https://user@a/",
            "https://é/",
            "ftp://a/",
            "//a/",
            "https://a/\r\nHost: b",
        ] {
            assert!(parse("token URL", url).is_err(), "{url}");
        }
    }

    #[test]
    fn redirects() {
        for uri in [
            "https://app/cb?a=b",
            "http://127.0.0.1/cb",
            "com.example.app:/cb",
        ] {
            assert!(permit_redirect(uri).is_ok(), "{uri}");
        }
        for uri in [
            "http://app.example.com/cb",
            "https://app/cb#x",
            "javascript:alert(1)",
            "com.example.app:/cb#x",
            "com.example.app:/c b",
            "/cb",
            ".a:/cb",
            "",
        ] {
            assert!(permit_redirect(uri).is_err(), "{uri}");
        }
    }
}
