//! Whether a revocation list may be used at all: its time and its extensions (RFC 5280 §5.2, §6.3.3 (a) to (d)).

use super::Problem;
use super::scope::Reasons;
use crate::{CertificateList, ExtensionValue, Time, oid_name};

/// A list that is in time, understood, about the certificate, and signed by the right key.
#[derive(Debug)]
pub(super) struct Usable<'a> {
    pub(super) crl: &'a CertificateList,
    /// The reasons that it tells.
    pub(super) reasons: Reasons,
    /// What it is limited to, in its encoding; lists of one scope take the place of one another.
    pub(super) scope: Option<&'a [u8]>,
    /// The number of the list that it says the changes to.
    pub(super) delta_base: Option<u128>,
    number: Option<u128>,
}

impl<'a> Usable<'a> {
    pub(super) fn new(crl: &'a CertificateList, reasons: Reasons) -> Self {
        let mut usable = Self {
            crl,
            reasons,
            scope: None,
            delta_base: None,
            number: None,
        };
        for extension in crl.extensions() {
            match extension.value() {
                ExtensionValue::IssuingDistributionPoint(_) => usable.scope = Some(extension.der()),
                ExtensionValue::DeltaCrlIndicator(octets) => {
                    usable.delta_base = Some(number(octets))
                }
                ExtensionValue::CrlNumber(octets) => usable.number = Some(number(octets)),
                _ => {}
            }
        }
        usable
    }

    /// Whether this list of changes can be applied to a complete list (RFC 5280 §5.2.4): it begins at that list or before it,
    /// and ends after it.
    pub(super) fn changes(&self, complete: &Self) -> bool {
        match (self.delta_base, complete.number, self.number) {
            (Some(base), Some(complete_number), Some(number)) => {
                self.scope == complete.scope && base <= complete_number && complete_number <= number
            }
            _ => false,
        }
    }
}

/// A number of a list, 20 octets at most (RFC 5280 §5.2.3); one above 2^128 counts as the largest.
fn number(octets: &[u8]) -> u128 {
    let significant = &octets[octets.iter().take_while(|&&octet| octet == 0).count()..];
    match significant.len() {
        0..=16 => significant
            .iter()
            .fold(0, |sum, &octet| sum << 8 | u128::from(octet)),
        _ => u128::MAX,
    }
}

/// Errs unless the time lies between `thisUpdate` and `nextUpdate`, both inclusive.
pub(super) fn in_time(crl: &CertificateList, at: Time) -> Result<(), Problem> {
    let issuer = crl.issuer();
    if at < crl.this_update() {
        return Err(Problem {
            message: format!(
                "the revocation list of {issuer} was issued at {}, after the time of validation, {at}",
                crl.this_update()
            ),
            hint: "give a list that was valid at that time".to_owned(),
        });
    }
    match crl.next_update() {
        Some(end) if at <= end => Ok(()),
        Some(end) => Err(Problem {
            message: format!(
                "the revocation list of {issuer} has expired: the next one was due at {end}"
            ),
            hint: "give the newest list of this issuer".to_owned(),
        }),
        None => Err(Problem {
            message: format!(
                "the revocation list of {issuer} does not say when the next one is due, as RFC 5280 §5.1.2.5 demands"
            ),
            hint: "have the issuer write nextUpdate into its lists".to_owned(),
        }),
    }
}

/// Errs where something in the list changes its meaning in a way that is not known here.
pub(super) fn understood(crl: &CertificateList) -> Result<(), Problem> {
    let problem = |what: String| Problem {
        message: format!("the revocation list of {} {what}", crl.issuer()),
        hint: "give a complete list that its issuer wrote for its own certificates alone"
            .to_owned(),
    };
    let mut seen = Vec::new();
    for extension in crl.extensions() {
        let name = oid_name(extension.oid()).unwrap_or(extension.oid());
        if seen.contains(&extension.oid()) {
            return Err(problem(format!("has the extension {name} more than once")));
        }
        seen.push(extension.oid());
        match extension.value() {
            ExtensionValue::Malformed(error) => {
                return Err(problem(format!(
                    "has the extension {name}, which cannot be read: {error}"
                )));
            }
            ExtensionValue::IssuingDistributionPoint(point) if point.indirect => {
                return Err(problem(
                    "is indirect, about certificates of several issuers".to_owned(),
                ));
            }
            ExtensionValue::IssuingDistributionPoint(_)
            | ExtensionValue::DeltaCrlIndicator(_)
            | ExtensionValue::CrlNumber(_)
            | ExtensionValue::AuthorityKeyIdentifier(_)
            | ExtensionValue::IssuerAltName(_) => {}
            _ if extension.is_critical() => {
                return Err(problem(format!(
                    "has the critical extension {name}, which is not known here"
                )));
            }
            _ => {}
        }
    }
    if crl.entry_flags().indirect {
        return Err(problem(
            "has entries about certificates of other issuers".to_owned(),
        ));
    }
    if crl.entry_flags().unknown_critical {
        return Err(problem(
            "has an entry with a critical extension that is not known here".to_owned(),
        ));
    }
    Ok(())
}
