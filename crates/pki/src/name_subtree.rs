//! One name constraint made ready for comparison, and what it says about a name (RFC 5280 §4.2.1.10).

use std::fmt;

use crate::host::{host_of_uri, is_host, lies_below, mailbox};
use crate::{Certificate, GeneralName, GeneralSubtree, Name};

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

/// A name of a certificate, made ready for comparison.
#[derive(Debug)]
pub(crate) struct Target<'a> {
    source: Source<'a>,
    value: Value<'a>,
}

/// Where the name stands, for sentences.
#[derive(Debug)]
enum Source<'a> {
    Subject(&'a Name),
    SubjectEmail(&'a str),
    CommonName(&'a str),
    Alternative(&'a GeneralName),
}

/// Texts that are not what they have to be are `None`.
#[derive(Debug)]
enum Value<'a> {
    Dns(Option<String>),
    Email(Option<(&'a str, String)>),
    Uri(Option<String>),
    Directory(Vec<u8>),
    Ip(&'a [u8]),
    Unprocessed(&'a GeneralName),
}

impl<'a> Target<'a> {
    /// Returns how many names [`Target::all`] returns at most, without any work on them.
    pub(crate) fn count(certificate: &Certificate) -> usize {
        let emails = subject_texts(certificate, EMAIL_ADDRESS).count();
        certificate.extensions().subject_alt_names().len() + emails + 2
    }

    /// Returns every name of a certificate, one after the other.
    pub(crate) fn all(certificate: &'a Certificate) -> impl Iterator<Item = Self> {
        let subject = certificate.subject();
        let alternatives = certificate.extensions().subject_alt_names();
        let named = (!subject.is_empty()).then(|| Self {
            source: Source::Subject(subject),
            value: Value::Directory(subject.canonical()),
        });
        let emails = subject_texts(certificate, EMAIL_ADDRESS).map(|text| Self {
            source: Source::SubjectEmail(text),
            value: Value::email(text),
        });
        let has_dns = alternatives
            .iter()
            .any(|name| matches!(name, GeneralName::Dns(_)));
        let host = (!has_dns && !certificate.extensions().is_ca())
            .then(|| subject_texts(certificate, COMMON_NAME))
            .into_iter()
            .flatten()
            .filter(|text| text.contains('.') && is_host(text) && !has_loose_hyphen(text))
            .map(|text| Self {
                source: Source::CommonName(text),
                value: Value::dns(text),
            });
        let alternatives = alternatives.iter().map(|name| Self {
            source: Source::Alternative(name),
            value: match name {
                GeneralName::Dns(text) => Value::dns(text),
                GeneralName::Email(text) => Value::email(text),
                GeneralName::Uri(text) => {
                    Value::Uri(host_of_uri(text).map(str::to_ascii_lowercase))
                }
                GeneralName::Directory(name) => Value::Directory(name.canonical()),
                GeneralName::Ip(octets) => Value::Ip(octets),
                other => Value::Unprocessed(other),
            },
        });
        named
            .into_iter()
            .chain(emails)
            .chain(host)
            .chain(alternatives)
    }
}

/// Whether a label begins or ends with a hyphen, which no host's does (RFC 1123 §2.1).
fn has_loose_hyphen(host: &str) -> bool {
    host.split('.')
        .any(|label| label.starts_with('-') || label.ends_with('-'))
}

impl<'a> Value<'a> {
    fn dns(text: &str) -> Self {
        let text = text.strip_suffix('.').unwrap_or(text);
        let host = match text.split_once('.') {
            Some((label, parent)) if label.contains('*') => parent,
            _ => text,
        };
        Self::Dns(is_host(host).then(|| text.to_ascii_lowercase()))
    }

    fn email(text: &'a str) -> Self {
        Self::Email(mailbox(text).map(|(local, host)| (local, host.to_ascii_lowercase())))
    }
}

impl fmt::Display for Target<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.source {
            Source::Subject(name) => write!(f, "the subject {name}"),
            Source::SubjectEmail(text) => write!(f, "the e-mail address {text:?} in the subject"),
            Source::CommonName(text) => write!(f, "the common name {text:?}"),
            Source::Alternative(name) => write!(f, "the name {}:{name}", name.kind()),
        }
    }
}

fn subject_texts<'a>(
    certificate: &'a Certificate,
    oid: &'static str,
) -> impl Iterator<Item = &'a str> {
    let attributes = certificate.subject().relative_names().iter().flatten();
    attributes
        .filter(move |attribute| attribute.oid() == oid)
        .filter_map(|attribute| attribute.text())
}

const COMMON_NAME: &str = "2.5.4.3";
const EMAIL_ADDRESS: &str = "1.2.840.113549.1.9.1";
