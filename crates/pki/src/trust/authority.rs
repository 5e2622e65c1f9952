//! Whether a certificate may issue others (RFC 5280 §6.1.4 (k) to (n)).

use super::{Reason, ReasonCode};
use crate::{Certificate, KeyUsage};

/// Says whether the certificate may have issued the one below it.
///
/// A trusted certificate of version 1 or 2, which has no way to say so, may: that is how old roots look. One of version 3 has
/// to say that it is an authority, trusted or not, because a trusted server certificate must not become an issuer.
pub(super) fn check(certificate: &Certificate, trusted: bool, reasons: &mut Vec<Reason>) {
    let extensions = certificate.extensions();
    let version = certificate.version();
    let wrong = if version < 3 {
        match trusted {
            true => None,
            false => Some(format!(
                "it is of version {version}, which cannot say that it is an authority, and so it may not issue certificates"
            )),
        }
    } else if extensions.is_ca() {
        None
    } else if extensions.get(BASIC_CONSTRAINTS).is_some() {
        Some(
            "its basicConstraints say that it is no authority, and it issued a certificate"
                .to_owned(),
        )
    } else {
        Some("it has no basicConstraints to say that it is an authority, and it issued a certificate".to_owned())
    };
    let mut not_ca = |message: String| {
        let hint = "have the certificate below it issued by an authority";
        let reason = Reason::new(ReasonCode::IssuerNotCa, message, hint.to_owned());
        reasons.push(reason.about(certificate));
    };
    if let Some(message) = wrong {
        not_ca(message);
    }
    if let Some(usage) = extensions.key_usage()
        && !usage.contains(KeyUsage::KEY_CERT_SIGN)
    {
        let names = match usage.names() {
            none if none.is_empty() => "nothing".to_owned(),
            names => names.join(", "),
        };
        not_ca(format!(
            "its key may be used for {names} and not to sign certificates (keyCertSign)"
        ));
    }
}

/// Says whether an authority has more authorities below it than it may; `below` are those in between, without the
/// certificate that is verified, and those that are self-issued do not count (RFC 5280 §4.2.1.9, §6.1.4 (l)).
pub(super) fn check_path_length<'a>(
    certificate: &Certificate,
    below: impl ExactSizeIterator<Item = &'a Certificate>,
    reasons: &mut Vec<Reason>,
) {
    let extensions = certificate.extensions();
    let Some(allowed) = extensions.path_len().filter(|_| extensions.is_ca()) else {
        return;
    };
    if below.len() as u64 <= allowed {
        return;
    }
    let found = below.filter(|authority| !is_self_issued(authority)).count();
    if found as u64 > allowed {
        let message = format!(
            "it allows {allowed} authorities below it (pathLenConstraint), and there are {found}"
        );
        let hint = "have the certificate issued by an authority nearer to this one";
        reasons
            .push(Reason::new(ReasonCode::PathLength, message, hint.to_owned()).about(certificate));
    }
}

/// Whether issuer and subject are one name (RFC 5280 §3.2).
pub(super) fn is_self_issued(certificate: &Certificate) -> bool {
    certificate.subject().matches(certificate.issuer())
}

const BASIC_CONSTRAINTS: &str = "2.5.29.19";
