//! What a certificate is to be used for: extended key usage, and key usage of the certificate that is verified.

use super::{Reason, ReasonCode};
use crate::{Certificate, KeyUsage, oid_name};

/// A purpose that a certificate has to be good for.
///
/// Extended key usages limit those who have them, and the authorities that have them limit what they issue: a certificate
/// is good for a purpose if neither it nor any authority above it leaves the purpose out (as in all web PKIs; RFC 5280 is
/// silent about authorities). Where there are none, or `anyExtendedKeyUsage`, nothing is limited. Key usages limit the
/// certificate that is verified to what TLS needs (RFC 8446 §4.4.2.2, RFC 5246 §7.4.2 and §7.4.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To prove who a client is (`clientAuth`, and `digitalSignature` or `keyAgreement`).
    Client,
    /// To prove who a server is (`serverAuth`, and `digitalSignature`, `keyEncipherment` or `keyAgreement`).
    Server,
    /// Nothing in particular: neither usage is looked at.
    Any,
}

impl Purpose {
    /// Returns the object identifier of the extended key usage and its name, and the key usages of which one is needed.
    fn needs(self) -> Option<(&'static str, &'static str, &'static [KeyUsage])> {
        match self {
            Self::Client => Some((
                "1.3.6.1.5.5.7.3.2",
                "clientAuth",
                &[KeyUsage::DIGITAL_SIGNATURE, KeyUsage::KEY_AGREEMENT],
            )),
            Self::Server => Some((
                "1.3.6.1.5.5.7.3.1",
                "serverAuth",
                &[
                    KeyUsage::DIGITAL_SIGNATURE,
                    KeyUsage::KEY_ENCIPHERMENT,
                    KeyUsage::KEY_AGREEMENT,
                ],
            )),
            Self::Any => None,
        }
    }

    /// Says whether the extended key usages of a certificate, of any place in the path, leave the purpose out.
    pub(super) fn check_extended(self, certificate: &Certificate, reasons: &mut Vec<Reason>) {
        let Some((oid, name, _)) = self.needs() else {
            return;
        };
        let Some(usages) = certificate.extensions().extended_key_usage() else {
            return;
        };
        if usages.iter().any(|usage| usage == oid || usage == ANY) {
            return;
        }
        let listed = listed(usages.iter().map(|usage| oid_name(usage).unwrap_or(usage)));
        let message = format!("its extended key usage is {listed}, and not {name}");
        let hint = format!("have a certificate issued whose extended key usage has {name}");
        reasons.push(Reason::new(ReasonCode::Purpose, message, hint).about(certificate));
    }

    /// Says whether the key usages of the certificate that is verified leave the purpose out.
    pub(super) fn check_key_usage(self, leaf: &Certificate, reasons: &mut Vec<Reason>) {
        let (Some((_, name, needed)), Some(usage)) = (self.needs(), leaf.extensions().key_usage())
        else {
            return;
        };
        if needed.iter().any(|&one| usage.contains(one)) {
            return;
        }
        let needed = needed
            .iter()
            .flat_map(|usage| usage.names())
            .collect::<Vec<_>>();
        let message = format!(
            "its key usage is {}, and {name} needs {}",
            listed(usage.names().into_iter()),
            needed.join(" or ")
        );
        let hint = format!(
            "have a certificate issued whose key usage has {}",
            needed[0]
        );
        reasons.push(Reason::new(ReasonCode::Purpose, message, hint).about(leaf));
    }
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    const SHOWN: usize = 12;
    let names: Vec<_> = names.collect();
    match names.len() {
        0 => "empty".to_owned(),
        count if count > SHOWN => {
            format!("{} and {} more", names[..SHOWN].join(", "), count - SHOWN)
        }
        _ => names.join(", "),
    }
}

/// `anyExtendedKeyUsage`
const ANY: &str = "2.5.29.37.0";
