//! Whether a certificate is what RFC 5280 §4 demands: whoever is not sure what one says cannot rely on it.

use super::{Reason, ReasonCode};
use crate::{Certificate, ExtensionValue, oid_name};

/// Says what a certificate has that it must not have, or lacks.
///
/// Beside [`Certificate::defects`] the rules that OpenSSL applies with `-x509_strict`: key identifiers are there where they
/// must be (§4.2.1.1, §4.2.1.2), the basic constraints of an authority are critical (§4.2.1.9), and so are the alternative
/// names of a subject without a name (§4.2.1.6).
pub(super) fn check(certificate: &Certificate, reasons: &mut Vec<Reason>) {
    certificate.each_defect(|defect| reasons.push(malformed(certificate, defect.to_string())));
    if certificate.version() < 3 {
        return;
    }
    let extensions = certificate.extensions();
    let is_ca = extensions.is_ca();
    let self_issued = certificate.issuer().der() == certificate.subject().der();
    if !self_issued && extensions.authority_key_identifier().is_none() {
        reasons.push(malformed(
            certificate,
            "it has no authorityKeyIdentifier to say which key signed it (RFC 5280 §4.2.1.1)"
                .to_owned(),
        ));
    }
    if is_ca && extensions.subject_key_identifier().is_none() {
        reasons.push(malformed(
            certificate,
            "it is an authority and has no subjectKeyIdentifier (RFC 5280 §4.2.1.2)".to_owned(),
        ));
    }
    for extension in extensions {
        let rule = match extension.value() {
            ExtensionValue::BasicConstraints { ca: true, .. } => {
                "basicConstraints of an authority must be critical (RFC 5280 §4.2.1.9)"
            }
            ExtensionValue::SubjectAltName(_) if certificate.subject().is_empty() => {
                "the alternative names of a subject without a name must be critical (RFC 5280 §4.2.1.6)"
            }
            _ => continue,
        };
        if !extension.is_critical() {
            reasons.push(malformed(certificate, rule.to_owned()));
        }
    }
    if is_ca && certificate.subject().is_empty() {
        reasons.push(malformed(
            certificate,
            "it is an authority without a name (RFC 5280 §4.1.2.6)".to_owned(),
        ));
    }
}

/// Says which extensions must be understood and are not (RFC 5280 §4.2, §6.1.4 (o), §6.1.5 (f)).
pub(super) fn check_critical(
    certificate: &Certificate,
    with_revocation: bool,
    reasons: &mut Vec<Reason>,
) {
    for extension in certificate.extensions() {
        let processed = match extension.value() {
            ExtensionValue::BasicConstraints { .. }
            | ExtensionValue::KeyUsage(_)
            | ExtensionValue::ExtendedKeyUsage(_)
            | ExtensionValue::SubjectAltName(_)
            | ExtensionValue::NameConstraints(_)
            | ExtensionValue::CertificatePolicies(_)
            | ExtensionValue::PolicyMappings(_)
            | ExtensionValue::PolicyConstraints { .. }
            | ExtensionValue::InhibitAnyPolicy(_)
            // That it cannot be read is said elsewhere.
            | ExtensionValue::Malformed(_) => true,
            ExtensionValue::CrlDistributionPoints(_) => with_revocation,
            _ => false,
        };
        if extension.is_critical() && !processed {
            let oid = extension.oid();
            let name = oid_name(oid).map_or(String::new(), |name| format!(" ({name})"));
            reasons.push(
                Reason::new(
                    ReasonCode::CriticalExtension,
                    format!("it has the critical extension {oid}{name}, whose meaning must be followed and is not known here"),
                    "have it issued without this extension, or with the extension not critical".to_owned(),
                )
                .about(certificate),
            );
        }
    }
}

fn malformed(certificate: &Certificate, message: String) -> Reason {
    let hint = "have it issued anew by an authority that follows RFC 5280".to_owned();
    Reason::new(ReasonCode::Malformed, message, hint).about(certificate)
}
