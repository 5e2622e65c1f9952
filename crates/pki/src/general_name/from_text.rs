//! General names from text, their syntax checked.

use std::net::{IpAddr, Ipv6Addr};

use crate::{Error, GeneralName};

impl GeneralName {
    /// Returns a host name (RFC 5280 §4.2.1.6, the preferred syntax of RFC 1034 §3.5 and RFC 1123 §2.1; underscores are
    /// taken, because hosts have them). Other scripts are written as A-labels, `xn--…` (RFC 5890).
    ///
    /// Not checked: that what follows `xn--` is Punycode, and that the host exists.
    ///
    /// # Errors
    /// [`Error::NameSyntax`] says what is wrong with it: a wildcard ([`GeneralName::dns_or_wildcard`] takes it), an IP
    /// address, an empty label, one of more than 63 characters, more than 253 in all, a dot at the end.
    pub fn dns(text: &str) -> Result<Self, Error> {
        match text.contains('*') {
            true => Err(host_error(text, "wildcards have to be allowed for")),
            false => Self::dns_or_wildcard(text),
        }
    }

    /// Returns a host name whose first label may be a wildcard: `*.example.com` (RFC 6125 §6.4.3).
    ///
    /// # Errors
    /// Those of [`GeneralName::dns`]; a wildcard anywhere else, in a part of a label, or before fewer than two labels.
    pub fn dns_or_wildcard(text: &str) -> Result<Self, Error> {
        let name = match text.strip_prefix("*.") {
            Some(rest) if !rest.contains('.') => {
                return Err(host_error(
                    text,
                    "a wildcard stands for one host under two labels at least",
                ));
            }
            Some(rest) => rest,
            None => text,
        };
        match host(name) {
            Ok(()) if text.len() <= MAX_HOST => Ok(Self::Dns(text.to_owned())),
            Ok(()) => Err(host_error(text, TOO_LONG)),
            Err(reason) => Err(host_error(text, reason)),
        }
    }

    /// Returns an e-mail address: a local part of ASCII without quotation marks, and a host name (RFC 5280 §4.2.1.6,
    /// `Mailbox` of RFC 5321 §4.1.2).
    ///
    /// # Errors
    /// [`Error::NameSyntax`] says what is wrong with it.
    pub fn email(text: &str) -> Result<Self, Error> {
        let refuse = |reason: &str| Err(syntax_error("an e-mail address", text, reason));
        let Some((local, domain)) = text.rsplit_once('@') else {
            return refuse("it has no @");
        };
        let is_atom =
            |octet: u8| octet.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&octet);
        if local.is_empty() || local.len() > 64 {
            return refuse("1 to 64 characters stand before the @");
        }
        if local.split('.').any(str::is_empty) {
            return refuse("a dot before the @ stands between two other characters");
        }
        if !local.bytes().all(|octet| octet == b'.' || is_atom(octet)) {
            return refuse(
                "before the @ stand ASCII letters, digits and . ! # $ % & ' * + - / = ? ^ _ ` { | } ~",
            );
        }
        match host(domain) {
            Ok(()) => Ok(Self::Email(text.to_owned())),
            Err(reason) => refuse(reason),
        }
    }

    /// Returns a URI that is absolute and has a host (RFC 3986 §3, RFC 5280 §4.2.1.6); ASCII, other characters
    /// percent-encoded.
    ///
    /// # Errors
    /// [`Error::NameSyntax`] says what is wrong with it.
    pub fn uri(text: &str) -> Result<Self, Error> {
        let refuse = |reason: &str| Err(syntax_error("a URI with a host", text, reason));
        let Some((scheme, rest)) = text.split_once("://") else {
            return refuse("scheme://host is needed, such as https://app.example.com/");
        };
        let is_scheme = |octet: u8| octet.is_ascii_alphanumeric() || b"+-.".contains(&octet);
        if !scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            || !scheme.bytes().all(is_scheme)
        {
            return refuse("the scheme has letters, digits and + - . and begins with a letter");
        }
        let allowed = |octet: u8| {
            octet.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&octet)
        };
        if !text.bytes().all(allowed) {
            return refuse("it has a character that is written percent-encoded in a URI");
        }
        let percents = text
            .split('%')
            .skip(1)
            .map(|after| after.as_bytes().get(..2));
        if !percents
            .into_iter()
            .all(|pair| pair.is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit)))
        {
            return refuse("two hexadecimal digits follow a percent sign");
        }
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host_and_port = authority
            .rsplit_once('@')
            .map_or(authority, |(_, host)| host);
        let (name, port) = match host_and_port
            .strip_prefix('[')
            .and_then(|v6| v6.split_once(']'))
        {
            Some((v6, port)) if v6.parse::<Ipv6Addr>().is_ok() => ("", port),
            Some(_) => return refuse("what stands in brackets is no IPv6 address"),
            None => match host_and_port.split_once(':') {
                Some((name, _)) => (name, &host_and_port[name.len()..]),
                None => (host_and_port, ""),
            },
        };
        let digits = port.strip_prefix(':').unwrap_or(port);
        if !digits.bytes().all(|octet| octet.is_ascii_digit())
            || (port == digits && !port.is_empty())
        {
            return refuse("the port is a number");
        }
        let is_ip = host_and_port.starts_with('[') || name.parse::<IpAddr>().is_ok();
        match host(name) {
            Err(reason) if !is_ip => refuse(reason),
            _ => Ok(Self::Uri(text.to_owned())),
        }
    }

    /// Returns an IP address.
    pub fn ip(address: IpAddr) -> Self {
        Self::Ip(match address {
            IpAddr::V4(v4) => v4.octets().to_vec(),
            IpAddr::V6(v6) => v6.octets().to_vec(),
        })
    }
}

/// Errs with what is wrong with a host name without a wildcard.
fn host(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        return Err("the host name is empty");
    }
    if text.len() > MAX_HOST {
        return Err(TOO_LONG);
    }
    if !text.is_ascii() {
        return Err("a host name is ASCII: labels of other scripts are written as A-labels, xn--…");
    }
    if text.parse::<IpAddr>().is_ok() || text.contains(':') {
        return Err("that is an IP address and no host name");
    }
    for label in text.split('.') {
        let octets = label.as_bytes();
        if octets.is_empty() {
            return Err("a label between two dots, or at an end, is empty");
        }
        if octets.len() > 63 {
            return Err("a label has more than 63 characters");
        }
        if octets.contains(&b'*') {
            return Err("a wildcard is the whole first label and nothing else");
        }
        let allowed = |octet: &u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_');
        if !octets.iter().all(allowed) {
            return Err("labels have letters, digits and hyphens");
        }
        if octets.starts_with(b"-") || octets.ends_with(b"-") {
            return Err("a label neither begins nor ends with a hyphen");
        }
    }
    let numeric = |label: &str| label.bytes().all(|octet| octet.is_ascii_digit());
    match text.rsplit('.').next().is_some_and(numeric) {
        true => Err("the last label is a number, as in an IP address"),
        false => Ok(()),
    }
}

fn host_error(text: &str, reason: &str) -> Error {
    syntax_error("a host name", text, reason)
}

pub(crate) fn syntax_error(expected: &'static str, text: &str, reason: &str) -> Error {
    Error::NameSyntax {
        expected,
        value: text.chars().take(300).collect(),
        reason: reason.to_owned(),
    }
}

/// RFC 1035 §2.3.4: 255 octets on the wire.
const MAX_HOST: usize = 253;
const TOO_LONG: &str = "a host name has at most 253 characters";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::tlv::Reader;

    fn reads_again(name: &GeneralName) {
        let mut der = Vec::new();
        name.write(&mut der).unwrap();
        let again = GeneralName::read(&mut Reader::new(&der), "name").unwrap();
        assert_eq!(format!("{again:?}"), format!("{name:?}"));
    }

    #[test]
    fn good_ones() {
        for host in [
            "app.example.com",
            "localhost",
            "a-b.xn--bcher-kva.example",
            "_x._tcp.example.com",
            "1.a",
        ] {
            reads_again(&GeneralName::dns(host).unwrap());
        }
        reads_again(&GeneralName::dns_or_wildcard("*.example.com").unwrap());
        for email in ["a@b.example", "first.last+tag@example.com"] {
            reads_again(&GeneralName::email(email).unwrap());
        }
        for uri in [
            "https://app.example.com/x?y=%20#z",
            "ldap://[2001:db8::7]:389/c=NL",
            "spiffe://example.org/ns/a",
            "http://user@192.0.2.7:8080",
        ] {
            reads_again(&GeneralName::uri(uri).unwrap());
        }
        reads_again(&GeneralName::ip("192.0.2.7".parse().unwrap()));
        reads_again(&GeneralName::ip("2001:db8::7".parse().unwrap()));
        reads_again(&GeneralName::RegisteredId("1.2.3.4".into()));
        reads_again(&GeneralName::Other {
            oid: "1.3.6.1.4.1.311.20.2.3".into(),
            value: vec![0x0c, 1, b'u'],
        });
        reads_again(&GeneralName::Directory("CN=x,C=NL".parse().unwrap()));
    }

    #[test]
    fn bad_ones() {
        let long_label = format!("{}.example", "a".repeat(64));
        let long_name = format!("{}example", "a.".repeat(130));
        for host in [
            "",
            ".",
            "a.",
            ".a",
            "a..b",
            "-a.b",
            "a-.b",
            "a b",
            "a/b",
            "bücher.example",
            "192.0.2.7",
            "2001:db8::7",
            "*.example.com",
            "a.1",
            "a\0.b",
            &long_label,
            &long_name,
        ] {
            assert!(GeneralName::dns(host).is_err(), "{host:?}");
        }
        for wildcard in [
            "*",
            "*.com",
            "a*.example.com",
            "a.*.example.com",
            "*.*.example.com",
        ] {
            assert!(
                GeneralName::dns_or_wildcard(wildcard).is_err(),
                "{wildcard}"
            );
        }
        for email in [
            "",
            "a",
            "@b.c",
            "a@",
            "a@b@c",
            ".a@b.c",
            "a..b@c.d",
            "ä@b.c",
            "a b@c.d",
            "a@192.0.2.7",
            "\"a\"@b.c",
        ] {
            assert!(GeneralName::email(email).is_err(), "{email}");
        }
        for uri in [
            "",
            "mailto:a@b.c",
            "/x",
            "https://",
            "https:///x",
            "1http://a",
            "http://a b",
            "http://a/%2",
            "http://a:b/",
            "http://[::g]/",
            "http://ä/",
            "http://[::1]8/",
        ] {
            assert!(GeneralName::uri(uri).is_err(), "{uri}");
        }
        let error = GeneralName::dns("*.example.com").unwrap_err();
        assert_eq!(
            error.to_string(),
            "\"*.example.com\" is not a host name: wildcards have to be allowed for"
        );
    }
}
