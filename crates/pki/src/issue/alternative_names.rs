//! Which of the alternative names that a request asks for are issued.

use std::collections::HashSet;
use std::net::IpAddr;

use super::decision::Findings;
use super::{IssueReasonCode, Profile, Terms};
use crate::{CertificationRequest, ExtensionValue, GeneralName, Name};

/// Decides the alternative names; those that were e-mail addresses of the subject are among them.
pub(super) fn decide(
    request: &CertificationRequest,
    terms: &Terms,
    subject: &Name,
    emails: Vec<GeneralName>,
    findings: &mut Findings,
) -> Vec<GeneralName> {
    let mut seen = HashSet::new();
    let mut names = Vec::new();
    for name in requested(request, findings) {
        let shown = Some(shown(name));
        match checked(name, terms) {
            Ok(name) => {
                let is_new = seen.insert(key(&name));
                let (issued, why) = match is_new {
                    true => (shown.clone(), "as requested"),
                    false => (None, "it is there already"),
                };
                findings.decide(FIELD, shown, issued, why);
                if is_new {
                    names.push(name);
                }
            }
            Err(why) => findings.decide(FIELD, shown, None, why),
        }
    }
    names.extend(emails.into_iter().filter(|name| seen.insert(key(name))));
    let for_servers = matches!(terms.profile, Profile::Server | Profile::Both);
    let has_host = |name: &GeneralName| matches!(name, GeneralName::Dns(_) | GeneralName::Ip(_));
    if for_servers && !names.iter().any(has_host) {
        names.extend(from_common_name(subject, terms.profile, findings));
    }
    names
}

/// Returns what is asked for, where that is clear.
fn requested<'a>(request: &'a CertificationRequest, findings: &mut Findings) -> &'a [GeneralName] {
    let extensions = request.requested_extensions().iter();
    let mut asked = extensions.filter(|extension| extension.oid() == SUBJECT_ALT_NAME);
    let (first, more) = (asked.next(), asked.next());
    let problem = match (first.map(|extension| extension.value()), more) {
        (None, _) => return &[],
        (Some(ExtensionValue::SubjectAltName(names)), None) => return names,
        (Some(_), Some(_)) => "subjectAltName is asked for more than once".to_owned(),
        (Some(ExtensionValue::Malformed(error)), None) => {
            format!("the requested subjectAltName cannot be read: {error}")
        }
        (Some(_), None) => "the requested subjectAltName cannot be read".to_owned(),
    };
    findings.refuse(
        IssueReasonCode::Malformed,
        problem,
        "make the request again",
    );
    &[]
}

/// Returns the name where it is issued, and otherwise why not.
fn checked(name: &GeneralName, terms: &Terms) -> Result<GeneralName, String> {
    if !terms.profile.allows(name) {
        return Err(format!(
            "the profile {} has no names of this kind",
            terms.profile
        ));
    }
    let checked = match name {
        GeneralName::Dns(text) if terms.wildcards => GeneralName::dns_or_wildcard(text),
        GeneralName::Dns(text) => GeneralName::dns(text),
        GeneralName::Email(text) => GeneralName::email(text),
        GeneralName::Uri(text) => GeneralName::uri(text),
        GeneralName::Ip(octets) if matches!(octets.len(), 4 | 16) => Ok(name.clone()),
        _ => return Err("an IP address has 4 or 16 octets".to_owned()),
    };
    checked.map_err(|error| error.to_string())
}

/// A server is found by its alternative names alone (RFC 9525 §6.3), so a host name in CN is taken for one.
fn from_common_name(
    subject: &Name,
    profile: Profile,
    findings: &mut Findings,
) -> Option<GeneralName> {
    let common_name = subject.common_name().unwrap_or_default();
    let name = match common_name.parse::<IpAddr>() {
        Ok(address) => Some(GeneralName::ip(address)),
        Err(_) if common_name.contains('.') || common_name.eq_ignore_ascii_case("localhost") => {
            GeneralName::dns(common_name).ok()
        }
        Err(_) => None,
    };
    match &name {
        Some(name) => findings.decide(
            FIELD,
            None,
            Some(shown(name)),
            "the common name: clients look for a server among the alternative names and nowhere else (RFC 9525 §6.3)",
        ),
        None => findings.refuse(
            IssueReasonCode::NoName,
            format!(
                "the profile {profile} is for servers, and there is neither a host name nor an IP address to issue for"
            ),
            "make the request with a host name among its alternative names, or choose the profile client",
        ),
    }
    name
}

/// Returns kind and value, such as `dns app.example.com`.
pub(super) fn shown(name: &GeneralName) -> String {
    format!("{} {name}", name.kind())
}

/// Host names are the same in any case.
fn key(name: &GeneralName) -> String {
    match name {
        GeneralName::Dns(_) => shown(name).to_ascii_lowercase(),
        _ => shown(name),
    }
}

const FIELD: &str = "subjectAltName";
pub(super) const SUBJECT_ALT_NAME: &str = "2.5.29.17";
