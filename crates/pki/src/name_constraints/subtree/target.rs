//! The names of a certificate, made ready for comparison with name constraints.

use std::fmt;

use crate::general_name::host::{host_of_uri, is_host, mailbox};
use crate::{Certificate, GeneralName, Name};

/// A name of a certificate, made ready for comparison.
#[derive(Debug)]
pub(crate) struct Target<'a> {
    source: Source<'a>,
    pub(super) value: Value<'a>,
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
pub(super) enum Value<'a> {
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
