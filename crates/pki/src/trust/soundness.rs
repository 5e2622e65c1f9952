//! Whether a certificate is what RFC 5280 §4 demands: whoever is not sure what one says cannot rely on it.

use super::{Allowed, Reason, ReasonCode};
use crate::{Certificate, Defect, ExtensionValue, oid_name};

/// Says what a certificate has that it must not have, or lacks.
///
/// Beside [`Certificate::defects`] the rules that OpenSSL applies with `-x509_strict`: key identifiers are there where they
/// must be (§4.2.1.1, §4.2.1.2), the basic constraints of an authority are critical (§4.2.1.9), and so are the alternative
/// names of a subject without a name (§4.2.1.6).
pub(super) fn check(
    certificate: &Certificate,
    trusted: bool,
    allowed: Allowed,
    reasons: &mut Vec<Reason>,
) {
    certificate.each_defect(|defect| {
        if !is_formal(&defect) {
            reasons.push(malformed(certificate, defect.to_string(), ANEW));
        }
    });
    if certificate.version() == 3
        && certificate.extensions().is_ca()
        && certificate.subject().is_empty()
    {
        let message = "it is an authority without a name (RFC 5280 §4.1.2.6)".to_owned();
        reasons.push(malformed(certificate, message, ANEW));
    }
    if !allowed.nonconforming {
        each_formality(certificate, trusted, |message| {
            reasons.push(malformed(certificate, message, ANEW_OR_ALLOWED));
        });
    }
}

/// Tells of everything that RFC 5280 forbids to those who issue, and that leaves no doubt about what the certificate says.
///
/// The serial number of a trusted certificate names it to nobody: public roots have zero.
pub(super) fn each_formality(
    certificate: &Certificate,
    trusted: bool,
    mut found: impl FnMut(String),
) {
    certificate.each_defect(|defect| {
        if is_formal(&defect) && !trusted {
            found(defect.to_string());
        }
    });
    if certificate.version() < 3 {
        return;
    }
    let extensions = certificate.extensions();
    let self_issued = certificate.issuer().der() == certificate.subject().der();
    if !self_issued && extensions.authority_key_identifier().is_none() {
        found(
            "it has no authorityKeyIdentifier to say which key signed it (RFC 5280 §4.2.1.1)"
                .to_owned(),
        );
    }
    if extensions.is_ca() && extensions.subject_key_identifier().is_none() {
        found("it is an authority and has no subjectKeyIdentifier (RFC 5280 §4.2.1.2)".to_owned());
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
            found(rule.to_owned());
        }
    }
}

fn is_formal(defect: &Defect) -> bool {
    matches!(defect, Defect::SerialNotPositive | Defect::SerialTooLong(_))
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

fn malformed(certificate: &Certificate, message: String, hint: &str) -> Reason {
    Reason::new(ReasonCode::Malformed, message, hint.to_owned()).about(certificate)
}

const ANEW: &str = "have it issued anew by an authority that follows RFC 5280";
const ANEW_OR_ALLOWED: &str = "have it issued anew by an authority that follows RFC 5280; where that is not possible, allow nonconforming";
