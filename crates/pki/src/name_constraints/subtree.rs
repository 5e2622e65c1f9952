//! One name constraint made ready for comparison, and what it says about a name (RFC 5280 §4.2.1.10).

mod target; // the name that it is compared with

pub(crate) use target::Target;

use crate::general_name::host::{is_host, lies_below, mailbox};
use crate::{GeneralName, GeneralSubtree};
use target::Value;

/// A subtree whose syntax was checked, in the form in which it is compared.
#[derive(Debug)]
pub(crate) enum Subtree {
    /// A host and everything below it.
    Dns(String),
    /// All addresses at these hosts.
    Email(Hosts),
    /// One address.
    Mailbox { local: String, host: String },
    /// The beginning of a name, canonical.
    Directory(Vec<u8>),
    /// URIs at these hosts.
    Uri(Hosts),
    /// Addresses, and as many octets of mask.
    Ip { address: Vec<u8>, mask: Vec<u8> },
    /// A kind of name that is not compared here, and the type of `otherName`.
    Unprocessed {
        kind: &'static str,
        other: Option<String>,
    },
}

/// Which hosts a constraint on e-mail addresses or URIs means.
#[derive(Debug)]
pub(crate) enum Hosts {
    /// Any (the constraint is empty).
    All,
    /// This one alone.
    One(String),
    /// Those below this domain, which is written with a dot before it.
    Below(String),
}

/// Where a name lies.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// The constraint is about names of another kind.
    OtherKind,
    /// In the subtree.
    Within,
    /// Not in the subtree.
    Outside,
    /// A wildcard or the case of letters leaves open whether it is in the subtree: some of what it stands for is.
    Overlaps,
    /// Nobody can tell, for a reason that goes on after "the name".
    Undecidable(&'static str),
}

impl Subtree {
    /// Checks the syntax of a constraint; an `Err` goes on after "the constraint".
    pub(crate) fn new(subtree: &GeneralSubtree) -> Result<Self, &'static str> {
        if subtree.minimum() != 0 || subtree.maximum().is_some() {
            return Err("has a minimum or maximum, which RFC 5280 forbids");
        }
        Ok(match subtree.base() {
            GeneralName::Dns(text) => {
                // A dot before it is met; then the domain itself is not meant.
                let domain = text.strip_suffix('.').unwrap_or(text);
                let bare = domain.strip_prefix('.').unwrap_or(domain);
                if !bare.is_empty() && !is_host(bare) {
                    return Err("is no domain");
                }
                Self::Dns(domain.to_ascii_lowercase())
            }
            GeneralName::Email(text) if text.contains('@') => match mailbox(text) {
                Some((local, host)) => Self::Mailbox {
                    local: local.to_owned(),
                    host: host.to_ascii_lowercase(),
                },
                None => return Err("is no e-mail address"),
            },
            GeneralName::Email(text) => Self::Email(Hosts::new(text)?),
            GeneralName::Uri(text) => Self::Uri(Hosts::new(text)?),
            GeneralName::Directory(name) => Self::Directory(name.canonical()),
            GeneralName::Ip(octets) if matches!(octets.len(), 8 | 32) => {
                let (address, mask) = octets.split_at(octets.len() / 2);
                if !is_contiguous(mask) {
                    return Err("has a mask with holes");
                }
                Self::Ip {
                    address: address.to_vec(),
                    mask: mask.to_vec(),
                }
            }
            GeneralName::Ip(_) => return Err("is no address with a mask"),
            other => Self::Unprocessed {
                kind: other.kind(),
                other: match other {
                    GeneralName::Other { oid, .. } => Some(oid.clone()),
                    _ => None,
                },
            },
        })
    }

    /// Returns where a name lies.
    pub(crate) fn relation(&self, target: &Target<'_>) -> Relation {
        match (self, &target.value) {
            (Self::Dns(domain), Value::Dns(name)) => match name {
                Some(name) => within_domain(name, domain),
                None => Relation::Undecidable("is no name of a host"),
            },
            (Self::Email(_) | Self::Mailbox { .. }, Value::Email(None)) => {
                Relation::Undecidable("is no e-mail address")
            }
            (Self::Email(hosts), Value::Email(Some((_, host)))) => hosts.relation(host),
            (Self::Mailbox { local, host }, Value::Email(Some((name, at)))) => {
                match (host == at, name == local) {
                    (true, true) => Relation::Within,
                    (true, false) if name.eq_ignore_ascii_case(local) => Relation::Overlaps,
                    _ => Relation::Outside,
                }
            }
            (Self::Uri(hosts), Value::Uri(host)) => match host {
                Some(host) => hosts.relation(host),
                None => Relation::Undecidable("names no host"),
            },
            (Self::Directory(base), Value::Directory(name)) => inside(name.starts_with(base)),
            (Self::Ip { address, mask }, Value::Ip(octets)) => match octets.len() {
                4 | 16 => {
                    let masked = octets.iter().zip(mask).zip(address);
                    inside(
                        octets.len() == mask.len()
                            && masked
                                .into_iter()
                                .all(|((octet, mask), base)| octet & mask == base & mask),
                    )
                }
                _ => Relation::Undecidable("is no IP address"),
            },
            (Self::Unprocessed { kind, other }, Value::Unprocessed(name)) => {
                let same_type = match name {
                    GeneralName::Other { oid, .. } => other.as_ref() == Some(oid),
                    _ => true,
                };
                match *kind == name.kind() && same_type {
                    true => Relation::Undecidable("is of a kind that is not compared here"),
                    false => Relation::OtherKind,
                }
            }
            _ => Relation::OtherKind,
        }
    }
}

impl Hosts {
    fn new(text: &str) -> Result<Self, &'static str> {
        let text = text.to_ascii_lowercase();
        match text.strip_prefix('.') {
            _ if text.is_empty() => Ok(Self::All),
            Some(domain) if is_host(domain) => Ok(Self::Below(domain.to_owned())),
            None if is_host(&text) => Ok(Self::One(text)),
            _ => Err("is neither a host nor a domain"),
        }
    }

    fn relation(&self, host: &str) -> Relation {
        inside(match self {
            Self::All => true,
            Self::One(one) => host == one,
            Self::Below(domain) => lies_below(host, domain),
        })
    }
}

fn inside(yes: bool) -> Relation {
    if yes {
        Relation::Within
    } else {
        Relation::Outside
    }
}

/// Where a host name lies whose first label may hold a wildcard, which stands for one label.
fn within_domain(name: &str, domain: &str) -> Relation {
    let (bare, below_only) = match domain.strip_prefix('.') {
        Some(bare) => (bare, true),
        None => (domain, false),
    };
    if bare.is_empty() || lies_below(name, bare) || (name == bare && !below_only) {
        return Relation::Within;
    }
    match name.split_once('.') {
        Some((label, parent))
            if label.contains('*')
                && !below_only
                && bare.split_once('.').is_some_and(|(_, rest)| rest == parent) =>
        {
            Relation::Overlaps
        }
        _ => Relation::Outside,
    }
}

/// Whether no bit is set after one that is not (RFC 4632 §3.1).
fn is_contiguous(mask: &[u8]) -> bool {
    let ones = mask.iter().map(|octet| octet.count_ones()).sum::<u32>();
    let leading = mask.iter().take_while(|&&octet| octet == 0xff).count();
    let partial = mask.get(leading).map_or(0, |octet| octet.leading_ones());
    ones == leading as u32 * 8 + partial
}
