//! What else a request asks for: all of it is answered, and none of it copied.

use super::decision::Findings;
use crate::{CertificationRequest, Extension, ExtensionValue, oid_name};

/// Returns what the request says in the first extension with this object identifier.
pub(super) fn asked(request: &CertificationRequest, oid: &str) -> Option<String> {
    request.requested_extensions().get(oid).map(shown)
}

/// Says of everything else that is asked for why it is not issued: extensions that were not `answered`, those that stand
/// twice, and the attributes of the request.
pub(super) fn refuse_the_rest(
    request: &CertificationRequest,
    answered: &[&str],
    findings: &mut Findings,
) {
    let mut seen = Vec::new();
    for extension in request.requested_extensions() {
        let oid = extension.oid();
        let is_first = !seen.contains(&oid);
        seen.push(oid);
        let why = match oid_name(oid) {
            _ if !is_first => "it is asked for already",
            _ if answered.contains(&oid) => continue,
            Some(_) => "this is for the authority to say, and never taken from a request",
            None => "an extension whose meaning is not known here is not vouched for",
        };
        findings.decide(
            oid_name(oid).unwrap_or(oid),
            Some(shown(extension)),
            None,
            why,
        );
    }
    for oid in request.attributes() {
        let name = oid_name(oid).unwrap_or(oid);
        let (requested, why) = match name {
            "extensionRequest" | "microsoftExtensionRequest" => continue,
            "challengePassword" => (
                "a password, not shown",
                "a secret that no certificate holds, and nothing here is decided by",
            ),
            _ => (
                "an attribute of the request",
                "certificates have no such attribute",
            ),
        };
        findings.decide(name, Some(requested.to_owned()), None, why);
    }
}

fn shown(extension: &Extension) -> String {
    let value = match extension.value() {
        ExtensionValue::BasicConstraints { ca, path_len } => {
            let length = path_len.map_or(String::new(), |length| format!(", pathlen:{length}"));
            format!("{}{length}", if *ca { "CA:TRUE" } else { "CA:FALSE" })
        }
        ExtensionValue::KeyUsage(usage) => usage.names().join(", "),
        ExtensionValue::ExtendedKeyUsage(purposes) => {
            let names = purposes.iter().map(|oid| oid_name(oid).unwrap_or(oid));
            names.collect::<Vec<_>>().join(", ")
        }
        ExtensionValue::SubjectKeyIdentifier(id) => base16ct::lower::encode_string(id),
        ExtensionValue::Malformed(error) => format!("what cannot be read: {error}"),
        _ => octets(extension.der()),
    };
    match extension.is_critical() {
        true => format!("critical, {value}"),
        false => value,
    }
}

/// Shows the begin of an encoding.
fn octets(der: &[u8]) -> String {
    const SHOWN: usize = 24;
    let hex = base16ct::lower::encode_string(&der[..der.len().min(SHOWN)]);
    match der.len() > SHOWN {
        true => format!("#{hex}… ({} bytes)", der.len()),
        false => format!("#{hex}"),
    }
}
