//! Why a path ends before a trusted certificate, and what is missing.

use super::authority::is_self_issued;
use super::candidates::KeyRelation;
use super::search::Search;
use super::{Reason, ReasonCode};
use crate::asn1::tlv::{Reader, single, tag};
use crate::{Certificate, Error, GeneralName, Name};

impl Search<'_> {
    /// Says why the path goes no further; nothing where only the budget ended it.
    pub(super) fn ending(&self, path: &[usize]) -> Option<Reason> {
        let last = self.certificate(path[path.len() - 1]);
        if self.validation.anchors.is_empty() {
            return Some(no_trust_configured());
        }
        let of_name = self.candidates.all_of_name(last);
        let trusted = || {
            let mut trusted = of_name.iter().map(|&at| self.candidates.get(at));
            trusted.find(|one| one.trusted)
        };
        if self.budget.exceeded().is_some() && !of_name.is_empty() {
            None
        } else if is_self_issued(last) && KeyRelation::of(last, last) != KeyRelation::Other {
            Some(self_signed(last, path.len() == 1, trusted().is_some()))
        } else if let Some(trusted) = trusted() {
            Some(other_key(last, trusted.certificate))
        } else if of_name.iter().any(|&at| !self.is_loop(path, at)) {
            Some(missing(last, true))
        } else if of_name.is_empty() {
            Some(missing(last, false))
        } else {
            let message = format!(
                "the path goes round in a circle: the only issuers of {} are certificates that it issued itself",
                last.subject()
            );
            let hint = "give the certificate that a trusted authority issued to one of them, or trust one of them";
            Some(Reason::new(ReasonCode::UntrustedIssuer, message, hint.to_owned()).about(last))
        }
    }
}

/// Returns a name as it stands in a sentence.
fn called(name: &Name) -> String {
    match name.is_empty() {
        true => "without a name".to_owned(),
        false => name.to_string(),
    }
}

fn no_trust_configured() -> Reason {
    let message = "no trusted certificate is configured, so nothing can be trusted".to_owned();
    let hint = "give the certificate of the authority that you trust, or this certificate itself if you know where it is from";
    Reason::new(ReasonCode::NoTrustConfigured, message, hint.to_owned())
}

fn self_signed(last: &Certificate, alone: bool, name_is_trusted: bool) -> Reason {
    let subject = called(last.subject());
    let mut message = match alone {
        true => "it is self-signed, and not among the trusted certificates".to_owned(),
        false => format!(
            "the path ends at {subject}, which is self-signed and not among the trusted certificates"
        ),
    };
    if name_is_trusted {
        message.push_str("; one of the same name is, with another key");
    }
    let hint = format!(
        "if you know where it is from, upload {subject} (SHA-256 {}) as a trusted certificate",
        last.sha256()
    );
    Reason::new(ReasonCode::UntrustedIssuer, message, hint).about(last)
}

/// The issuer's name is trusted, and not the key that signed.
fn other_key(last: &Certificate, trusted: &Certificate) -> Reason {
    let found = match trusted.extensions().subject_key_identifier() {
        Some(id) => format!("the trusted one has {}", hex(id)),
        None => "the trusted one has another".to_owned(),
    };
    let message = format!(
        "its issuer {} is trusted, with another key: {} signed, {found}",
        last.issuer(),
        key_identifier(last).unwrap_or_else(|| "another key".to_owned())
    );
    let hint = format!(
        "upload the certificate of {} with this key: as trusted if it replaces the other one, or as an intermediate",
        last.issuer()
    );
    Reason::new(ReasonCode::UntrustedIssuer, message, hint).about(last)
}

/// The issuer is not there, or only (`of_name`) certificates of its name with other keys.
fn missing(last: &Certificate, of_name: bool) -> Reason {
    let issuer = called(last.issuer());
    let key =
        key_identifier(last).map_or(String::new(), |key| format!(" with key identifier {key}"));
    let others = match of_name {
        true => "; those of this name that are there have other keys",
        false => "",
    };
    let message = format!(
        "the certificate of its issuer {issuer}{key} is neither among the trusted ones nor among the others{others}"
    );
    let from = match issuer_address(last) {
        Some(address) => format!("it is published at {address}"),
        None => format!("whoever issued {} has it", last.subject()),
    };
    let hint = format!("upload the certificate of {issuer}{key}; {from}");
    Reason::new(ReasonCode::MissingIntermediate, message, hint).about(last)
}

/// Returns the identifier of the key that signed, as openssl shows it.
fn key_identifier(certificate: &Certificate) -> Option<String> {
    let authority = certificate.extensions().authority_key_identifier()?;
    authority.key_id.as_deref().map(hex)
}

fn hex(octets: &[u8]) -> String {
    const SHOWN: usize = 32;
    let shown: Vec<_> = octets
        .iter()
        .take(SHOWN)
        .map(|octet| format!("{octet:02X}"))
        .collect();
    let more = if octets.len() > SHOWN { "…" } else { "" };
    format!("{}{more}", shown.join(":"))
}

/// Returns where the issuer publishes its certificate (authorityInfoAccess, RFC 5280 §4.2.2.1).
fn issuer_address(certificate: &Certificate) -> Option<String> {
    let access = certificate.extensions().get(AUTHORITY_INFO_ACCESS)?;
    let addresses = ca_issuers(access.der()).ok()?;
    let mut short = addresses.into_iter().filter(|address| address.len() <= 200);
    short.find(|address| address.starts_with("http"))
}

fn ca_issuers(der: &[u8]) -> Result<Vec<String>, Error> {
    let what = "authorityInfoAccess";
    let mut descriptions = single(der, tag::SEQUENCE, what)?.reader();
    let mut addresses = Vec::new();
    while !descriptions.is_empty() {
        let mut fields: Reader<'_> = descriptions.expect(tag::SEQUENCE, what)?.reader();
        let method = fields.expect(tag::OID, what)?;
        if method.content == CA_ISSUERS
            && let uri @ GeneralName::Uri(_) = GeneralName::read(&mut fields, what)?
        {
            addresses.push(uri.to_string());
        }
    }
    Ok(addresses)
}

const AUTHORITY_INFO_ACCESS: &str = "1.3.6.1.5.5.7.1.1";
/// 1.3.6.1.5.5.7.48.2
const CA_ISSUERS: [u8; 8] = [0x2b, 6, 1, 5, 5, 7, 0x30, 2];
