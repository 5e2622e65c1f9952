//! The extensions that a certificate is issued with, whatever the request says.

use super::decision::Findings;
use super::requested::{asked, refuse_the_rest};
use super::subject_key::SubjectKey;
use super::{IssueReasonCode, Issuer, Profile, alternative_names};
use crate::extension::write::{NewExtensions, key_identifier};
use crate::{CertificationRequest, GeneralName, oid_name};

/// Writes the extensions, and says why; returns `Extensions`, DER.
pub(super) fn decide(
    request: &CertificationRequest,
    profile: Profile,
    issuer: &Issuer,
    key: &SubjectKey,
    names: &[GeneralName],
    subject_is_empty: bool,
    findings: &mut Findings,
) -> Vec<u8> {
    let mut new = NewExtensions::default();

    let (ca, path_len) = match profile {
        Profile::IntermediateCa { path_len } => (true, path_len.map(u64::from)),
        _ => (false, None),
    };
    new.basic_constraints(ca, path_len);
    let length = path_len.map_or(String::new(), |length| format!(", pathlen:{length}"));
    let requested = asked(request, BASIC_CONSTRAINTS);
    let wants_ca = request.requested_extensions().is_ca();
    let (issued, why) = match (ca, wants_ca) {
        (true, _) => (
            format!("critical, CA:TRUE{length}"),
            "the profile is an authority's",
        ),
        (false, true) => (
            "critical, CA:FALSE".to_owned(),
            "a request never makes an authority: that takes the profile of one",
        ),
        (false, false) => (
            "critical, CA:FALSE".to_owned(),
            "said outright, so that nobody takes the certificate for an authority's",
        ),
    };
    findings.decide("basicConstraints", requested, Some(issued), why);

    let (usage, why) = profile.key_usage(&key.key_type);
    new.key_usage(usage);
    let issued = format!("critical, {}", usage.names().join(", "));
    findings.decide("keyUsage", asked(request, KEY_USAGE), Some(issued), why);

    let purposes = profile.extended_key_usage();
    let requested = asked(request, EXTENDED_KEY_USAGE);
    if !purposes.is_empty() {
        new.extended_key_usage(purposes);
        let issued = match profile {
            Profile::Client => "clientAuth",
            Profile::Server => "serverAuth",
            _ => "serverAuth, clientAuth",
        };
        let why = format!("what the profile {profile} is for");
        findings.decide("extKeyUsage", requested, Some(issued.to_owned()), why);
    } else if requested.is_some() {
        let why = "an authority issues for all purposes that those above it allow";
        findings.decide("extKeyUsage", requested, None, why);
    }

    let id = key_identifier(&key.spki);
    new.subject_key_identifier(&id);
    let issued = Some(base16ct::lower::encode_string(&id));
    let why = "computed from the key (RFC 7093 §2, method 1)";
    findings.decide(
        "subjectKeyIdentifier",
        asked(request, SUBJECT_KEY_IDENTIFIER),
        issued,
        why,
    );

    let id = issuer.key_identifier();
    new.authority_key_identifier(&id);
    let issued = Some(base16ct::lower::encode_string(&id));
    let why = "the key of the authority";
    findings.decide(
        "authorityKeyIdentifier",
        asked(request, AUTHORITY_KEY_IDENTIFIER),
        issued,
        why,
    );

    if !names.is_empty()
        && let Err(error) = new.subject_alt_name(names, subject_is_empty)
    {
        let hint = "make the request with other names";
        findings.refuse(IssueReasonCode::Malformed, error.to_string(), hint);
    }
    let answered = [
        BASIC_CONSTRAINTS,
        KEY_USAGE,
        EXTENDED_KEY_USAGE,
        SUBJECT_KEY_IDENTIFIER,
        AUTHORITY_KEY_IDENTIFIER,
        alternative_names::SUBJECT_ALT_NAME,
    ];
    debug_assert!(answered.iter().all(|oid| oid_name(oid).is_some()));
    refuse_the_rest(request, &answered, findings);
    new.der()
}

pub(super) const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
pub(super) const KEY_USAGE: &str = "2.5.29.15";
const BASIC_CONSTRAINTS: &str = "2.5.29.19";
const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";
const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
