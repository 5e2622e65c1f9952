//! Host names, and the hosts in e-mail addresses and URIs, as far as it takes to compare them.

use std::net::Ipv4Addr;

/// Whether a text can be the name of a host: labels of visible ASCII with dots between them, none of them empty, and no
/// character that ends a host in a URI or an address. Underscores are met and pass; wildcards do not.
pub(crate) fn is_host(text: &str) -> bool {
    text.len() <= MAX_HOST
        && text.split('.').all(|label| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_'))
        })
}

/// Whether a host lies below a domain and is not the domain itself. Both are in lower case.
pub(crate) fn lies_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain)
        .and_then(|rest| rest.strip_suffix('.'))
        .is_some_and(|labels| !labels.is_empty())
}

/// Splits an e-mail address into what stands before the `@` and the host (RFC 5321 §4.1.2); `None` where it is none, or
/// where an address literal stands in place of the host.
pub(crate) fn mailbox(text: &str) -> Option<(&str, &str)> {
    let (local, host) = text.rsplit_once('@')?;
    let quoted = local.len() >= 2 && local.starts_with('"') && local.ends_with('"');
    let plain = !local.is_empty()
        && local.bytes().all(|octet| {
            octet.is_ascii_graphic()
                && !matches!(
                    octet,
                    b'@' | b'"'
                        | b'('
                        | b')'
                        | b','
                        | b':'
                        | b';'
                        | b'<'
                        | b'>'
                        | b'['
                        | b'\\'
                        | b']'
                )
        });
    ((quoted || plain) && is_host(host)).then_some((local, host))
}

/// Returns the host of a URI (RFC 3986 §3.2.2); `None` where there is none, or an IP address in its place.
pub(crate) fn host_of_uri(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    let rest = rest.strip_prefix("//")?;
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    // Browsers take `\` for `/`, so that another host would be meant.
    if authority.contains('\\') {
        return None;
    }
    let host_and_port = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let host = match host_and_port.split_once(':') {
        Some((host, port)) if port.bytes().all(|octet| octet.is_ascii_digit()) => host,
        Some(_) => return None,
        None => host_and_port,
    };
    let host = host.strip_suffix('.').unwrap_or(host);
    (!scheme.is_empty() && is_host(host) && host.parse::<Ipv4Addr>().is_err()).then_some(host)
}

/// RFC 1035 §2.3.4.
const MAX_HOST: usize = 253;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for host in [
            "example.com",
            "a",
            "xn--bcher-kva.example",
            "_sip.example.com",
            "1.2",
        ] {
            assert!(is_host(host), "{host}");
        }
        let long = "a.".repeat(127) + "a";
        for other in [
            "",
            ".",
            "a..b",
            ".a",
            "a.",
            "*.a",
            "a b",
            "a\0.b",
            "bücher.example",
            "a/b",
            "[::1]",
            &long,
        ] {
            assert!(!is_host(other), "{other}");
        }
        assert!(lies_below("a.b.c", "b.c") && lies_below("x.y.c", "c"));
        assert!(!lies_below("b.c", "b.c") && !lies_below("ab.c", "b.c") && !lies_below(".c", "c"));
    }

    #[test]
    fn mailboxes() {
        assert_eq!(mailbox("user@example.com"), Some(("user", "example.com")));
        assert_eq!(mailbox("u*r@example.com"), Some(("u*r", "example.com")));
        assert_eq!(
            mailbox("\"a@b\"@example.com"),
            Some(("\"a@b\"", "example.com"))
        );
        for other in [
            "",
            "user",
            "@example.com",
            "user@",
            "a@b@example.com",
            "user@[192.0.2.1]",
            "user@a..b",
            "us er@a",
            "usér@a",
        ] {
            assert_eq!(mailbox(other), None, "{other}");
        }
    }

    #[test]
    fn hosts_of_uris() {
        for (uri, host) in [
            ("http://example.com", "example.com"),
            (
                "https://user:secret@example.com:8443/path?a@b#c",
                "example.com",
            ),
            ("ldap://example.com./o=x", "example.com"),
            ("ftp://example.com?a:b@c", "example.com"),
            ("s://example.com:", "example.com"),
        ] {
            assert_eq!(host_of_uri(uri), Some(host), "{uri}");
        }
        for other in [
            "",
            "example.com",
            "mailto:user@example.com",
            "urn:uuid:1",
            "http:///path",
            "http://192.0.2.1/",
            "http://[2001:db8::1]/",
            "http://evil.com\\@example.com/",
            "http://a:b:c/",
            "://example.com",
        ] {
            assert_eq!(host_of_uri(other), None, "{other}");
        }
    }
}
