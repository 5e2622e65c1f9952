//! Whether a certificate names a server (RFC 9525, RFC 6125): by its subject alternative names and by nothing else.

use std::net::IpAddr;

use super::{Reason, ReasonCode};
use crate::{Certificate, GeneralName};

/// Says whether the certificate names the server.
///
/// A DNS name is compared with the `dNSName`s, without regard to case; `*` stands for exactly one label, the first, and two
/// labels at least follow it. An IP address is compared with the `iPAddress`es, octet by octet. The common name is never
/// looked at (RFC 9525 §1.4), and a name with characters outside ASCII names nobody: it goes in its `xn--` form.
pub(super) fn check(leaf: &Certificate, server: &str, reasons: &mut Vec<Reason>) {
    let names = leaf.extensions().subject_alt_names();
    let found = match server.parse::<IpAddr>() {
        Ok(address) => names.iter().any(|name| is_address(name, address)),
        Err(_) => {
            let server = server.strip_suffix('.').unwrap_or(server);
            is_host_name(server)
                && names.iter().any(
                    |name| matches!(name, GeneralName::Dns(pattern) if matches(pattern, server)),
                )
        }
    };
    if !found {
        reasons.push(mismatch(leaf, server));
    }
}

fn is_address(name: &GeneralName, address: IpAddr) -> bool {
    match (name, address) {
        (GeneralName::Ip(octets), IpAddr::V4(v4)) => octets[..] == v4.octets(),
        (GeneralName::Ip(octets), IpAddr::V6(v6)) => octets[..] == v6.octets(),
        _ => false,
    }
}

/// Whether a name could be that of a host: labels of letters, digits, hyphens and (as is met) underscores.
fn is_host_name(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_'))
    };
    name.len() <= 253 && name.split('.').all(label)
}

fn matches(pattern: &str, server: &str) -> bool {
    let Some(parent) = pattern.strip_prefix("*.") else {
        return pattern.eq_ignore_ascii_case(server);
    };
    let Some((_, domain)) = server.split_once('.') else {
        return false;
    };
    // A wildcard over a whole top-level domain is nobody's to have (RFC 9525 §7.1).
    parent.contains('.') && is_host_name(parent) && parent.eq_ignore_ascii_case(domain)
}

fn mismatch(leaf: &Certificate, server: &str) -> Reason {
    const SHOWN: usize = 12;
    let names = leaf.extensions().subject_alt_names().iter();
    let named: Vec<_> = names
        .filter(|name| matches!(name, GeneralName::Dns(_) | GeneralName::Ip(_)))
        .collect();
    let mut listed: Vec<_> = named
        .iter()
        .take(SHOWN)
        .map(|name| name.to_string())
        .collect();
    if named.len() > SHOWN {
        listed.push(format!("and {} more", named.len() - SHOWN));
    }
    let names = match named.len() {
        0 => "has no subject alternative name of a server".to_owned(),
        _ => format!("is for {}", listed.join(", ")),
    };
    let hint = match (named.len(), leaf.subject().common_name()) {
        (0, Some(_)) => {
            "have it issued with the name as a subject alternative name: the common name counts no longer"
        }
        _ => {
            "have a certificate issued for this name, or call the server by one that the certificate has"
        }
    };
    // What was asked for comes from the caller; it is shown as text and not as terminal commands.
    let asked = GeneralName::Dns(server.chars().take(256).collect());
    Reason::new(
        ReasonCode::NameMismatch,
        format!("{asked} was asked for, and the certificate {names}"),
        hint.to_owned(),
    )
    .about(leaf)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_the_first_label() {
        for (pattern, server, expected) in [
            ("www.example.com", "WWW.example.COM", true),
            ("*.example.com", "www.example.com", true),
            ("*.example.com", "example.com", false),
            ("*.example.com", "a.b.example.com", false),
            ("w*.example.com", "www.example.com", false),
            ("*w.example.com", "www.example.com", false),
            ("a.*.example.com", "a.b.example.com", false),
            ("*.*.example.com", "a.b.example.com", false),
            ("*.com", "example.com", false),
            ("*.", "com", false),
            ("*", "com", false),
            (".example.com", "www.example.com", false),
            ("example.com\0.org", "example.com", false),
        ] {
            assert_eq!(matches(pattern, server), expected, "{pattern} {server}");
        }
    }

    #[test]
    fn host_names() {
        let long = "a".repeat(64);
        for name in [
            "example.com",
            "a",
            "xn--mnchen-3ya.example",
            "_a._tcp.b",
            "1.2.3.4.in-addr.arpa",
        ] {
            assert!(is_host_name(name), "{name}");
        }
        for name in [
            "",
            ".",
            "a..b",
            "*.example.com",
            "münchen.example",
            "a b",
            &long,
        ] {
            assert!(!is_host_name(name), "{name}");
        }
    }
}
