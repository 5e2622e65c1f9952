//! Which of the subject that a request asks for is issued.

use super::decision::Findings;
use super::{IssueReasonCode, Profile, Terms};
use crate::asn1::tlv::tag;
use crate::name::attribute_type::{AttributeType, Syntax};
use crate::name::misleads;
use crate::name::write::{name_from, pair_of, text_attribute};
use crate::{CertificationRequest, Error, GeneralName, Name, NameAttribute};

/// A subject as it is issued, with the e-mail addresses that were taken out of it to be alternative names.
pub(super) struct Subject {
    pub(super) name: Name,
    pub(super) emails: Vec<GeneralName>,
}

/// Decides the subject; `None` where it is refused.
pub(super) fn decide(
    request: &CertificationRequest,
    terms: &Terms,
    findings: &mut Findings,
) -> Option<Subject> {
    let asked = terms.subject.as_ref().unwrap_or(request.subject());
    let subject = clean(asked, terms.profile, findings)?;
    let why = match (&terms.subject, subject.name.der() == asked.der()) {
        (None, true) => "as requested",
        (None, false) => "as requested, but for the attributes of which it is said",
        (Some(_), _) => "as the terms say, whatever the request says",
    };
    let shown = |name: &Name| (!name.is_empty()).then(|| name.to_string());
    findings.decide(
        "subject",
        shown(request.subject()),
        shown(&subject.name),
        why,
    );
    if subject.name.is_empty() && matches!(terms.profile, Profile::IntermediateCa { .. }) {
        findings.refuse(
            IssueReasonCode::Subject,
            "an authority has a name, and the subject is empty",
            "make the request with a subject, or give one in the terms",
        );
        return None;
    }
    Some(subject)
}

/// Returns the name with what is not issued left out; `None` where something speaks against all of it.
pub(super) fn clean(name: &Name, profile: Profile, findings: &mut Findings) -> Option<Subject> {
    let attributes = name.relative_names().iter().flatten().count();
    if attributes > MAX_ATTRIBUTES {
        findings.refuse(
            IssueReasonCode::Subject,
            format!("the subject has {attributes} attributes, and {MAX_ATTRIBUTES} are the most"),
            "make the request with the attributes that name the subject",
        );
        return None;
    }
    let (mut sets, mut emails, mut refused) = (Vec::new(), Vec::new(), false);
    for relative_name in name.relative_names() {
        let mut set = Vec::new();
        for attribute in relative_name {
            match issued(attribute, profile, findings) {
                Ok(Issued::Kept(der)) => set.push(der),
                Ok(Issued::Email(email)) => emails.push(email),
                Ok(Issued::LeftOut) => {}
                Err(message) => {
                    let hint =
                        "make the request with another value, or give the subject in the terms";
                    findings.refuse(IssueReasonCode::Subject, message, hint);
                    refused = true;
                }
            }
        }
        if !set.is_empty() {
            sets.push(set);
        }
    }
    if refused {
        return None;
    }
    let name = name_from(sets).ok()?;
    Some(Subject { name, emails })
}

enum Issued {
    Kept(Vec<u8>),
    Email(GeneralName),
    LeftOut,
}

/// Decides one attribute; errs with what makes it impossible to issue the name.
fn issued(
    attribute: &NameAttribute,
    profile: Profile,
    findings: &mut Findings,
) -> Result<Issued, String> {
    let shown = Some(attribute.to_string());
    let known =
        AttributeType::by_oid(attribute.oid()).filter(|known| known.syntax != Syntax::Encoded);
    let Some(known) = known else {
        let why = "an attribute whose meaning is not known here is not vouched for";
        findings.decide("subject", shown, None, why);
        return Ok(Issued::LeftOut);
    };
    let Some(text) = attribute.text() else {
        return Err(format!("{attribute} in the subject is no text"));
    };
    if let Some(character) = text.chars().find(|&character| misleads(character)) {
        return Err(format!(
            "{attribute} in the subject has the character U+{:04X}, with which a name can pass for another",
            u32::from(character)
        ));
    }
    if text.trim().is_empty() {
        findings.decide("subject", shown, None, "an empty value names nobody");
        return Ok(Issued::LeftOut);
    }
    if known.short_name == "emailAddress" {
        return Ok(email(text, shown, profile, findings));
    }
    let written = text_attribute(known.oid, 0, text, 0).map_err(|error| match error {
        Error::NameText { problem, .. } => format!("the subject cannot be issued: {problem}"),
        other => other.to_string(),
    })?;
    // Both strings are what RFC 5280 §4.1.2.4 lets authorities write.
    let fine = matches!(
        attribute.value_der().first(),
        Some(&tag::UTF8_STRING | &PRINTABLE_STRING)
    );
    if known.syntax == Syntax::Directory && fine {
        return Ok(Issued::Kept(pair_of(attribute)));
    }
    if written != pair_of(attribute) {
        let why = "the same text, in the type of string that RFC 5280 has for it";
        findings.decide("subject", shown.clone(), shown, why);
    }
    Ok(Issued::Kept(written))
}

/// RFC 5280 §4.1.2.6: new certificates have e-mail addresses among the alternative names, not in the subject.
fn email(text: &str, shown: Option<String>, profile: Profile, findings: &mut Findings) -> Issued {
    match GeneralName::email(text) {
        Ok(name) if profile.allows(&name) => {
            let why = "e-mail addresses stand among the alternative names (RFC 5280 §4.1.2.6)";
            findings.decide(
                "subject",
                shown,
                Some(format!("subjectAltName email {text}")),
                why,
            );
            Issued::Email(name)
        }
        Ok(_) => {
            let why = format!("the profile {profile} has no e-mail addresses");
            findings.decide("subject", shown, None, why);
            Issued::LeftOut
        }
        Err(error) => {
            findings.decide("subject", shown, None, error.to_string());
            Issued::LeftOut
        }
    }
}

/// Real subjects have about six.
const MAX_ATTRIBUTES: usize = 64;
const PRINTABLE_STRING: u8 = 0x13;
