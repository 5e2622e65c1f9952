//! Whether a certificate of a path was withdrawn, by the lists that are there (RFC 5280 §6.3).
//!
//! Lists of the certificate's own issuer are used, complete ones and those of changes to them, also where they are limited to
//! some certificates or reasons. Indirect lists, about certificates of other issuers, are recognised and not used.

mod list; // whether a list may be used
mod scope; // whether it is about this certificate, and for which reasons
mod signer; // whether the right key signed it

use std::collections::BTreeMap;

use crate::trust::Allowed;
use crate::{Certificate, CertificateList, RevocationReason, RevokedCertificate, Time};
use list::Usable;
use scope::{Reasons, ScopeProblem};
use signer::Signers;

/// What the lists say about a certificate; texts are sentences for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RevocationStatus {
    /// A valid list of the issuer does not name it.
    Good,
    /// There is no list of its issuer.
    NoList,
    /// It was withdrawn, or is on hold.
    Revoked {
        /// Since when, and why.
        message: String,
        /// What to do about it.
        hint: String,
    },
    /// There is a list of its issuer, and nothing follows from it.
    Unknown {
        /// What is wrong with the list.
        message: String,
        /// What to do about it.
        hint: String,
    },
}

/// Why a list cannot be used, and what to do about it.
#[derive(Clone, Debug)]
struct Problem {
    message: String,
    hint: String,
}

/// The lists of one validation, for all paths that are tried. Signatures that were verified once are remembered.
#[derive(Debug)]
pub(crate) struct Revocation<'a> {
    crls: &'a [CertificateList],
    /// The canonical name of each list's issuer.
    issuers: Vec<Vec<u8>>,
    signers: Signers<'a>,
    at: Time,
}

impl<'a> Revocation<'a> {
    /// Takes the lists as they are; none of them was verified. `others` are certificates that may sign lists for an authority
    /// under its name: all that are known.
    pub(crate) fn new(
        crls: &'a [CertificateList],
        others: [&'a [Certificate]; 2],
        at: Time,
        allowed: Allowed,
    ) -> Self {
        Self {
            crls,
            issuers: crls.iter().map(|crl| crl.issuer().canonical()).collect(),
            signers: Signers::new(crls, others, at, allowed),
            at,
        }
    }

    /// Returns the status of a certificate; `issuers` are those above it in the path, its issuer first, the anchor last.
    ///
    /// A revocation that lies after the time of validation has not happened yet.
    pub(crate) fn check(
        &mut self,
        certificate: &Certificate,
        issuers: &[&Certificate],
    ) -> RevocationStatus {
        let issuer = certificate.issuer().canonical();
        let candidates: Vec<usize> = (0..self.crls.len())
            .filter(|&index| self.issuers[index] == issuer)
            .collect();
        if candidates.is_empty() {
            return RevocationStatus::NoList;
        }
        let (mut usable, mut problems) = (Vec::new(), Vec::new());
        for index in candidates {
            match self.usable(index, certificate, issuers) {
                Ok(list) => usable.push(list),
                Err(problem) => problems.push(problem),
            }
        }
        let (deltas, complete): (Vec<_>, Vec<_>) = usable
            .into_iter()
            .partition(|list| list.delta_base.is_some());
        let mut known = Reasons::default();
        for list in newest(complete.iter()) {
            known.add(list.reasons);
            if let Some(entry) = status(list, &deltas, certificate, self.at) {
                return RevocationStatus::Revoked {
                    message: describe(certificate, &entry),
                    hint: next_step(certificate, &entry).to_owned(),
                };
            }
        }
        if known.is_all() {
            return RevocationStatus::Good;
        }
        let problem = problems.into_iter().next().unwrap_or_else(|| Problem {
            message: match complete.is_empty() {
                true => format!(
                    "there are only changes to the revocation list of {}, and not the list itself",
                    certificate.issuer()
                ),
                false => format!(
                    "the revocation lists of {} tell some reasons for revocation and not all",
                    certificate.issuer()
                ),
            },
            hint: "give the complete list of this issuer as well".to_owned(),
        });
        RevocationStatus::Unknown {
            message: problem.message,
            hint: problem.hint,
        }
    }

    /// Returns what a list is good for, the cheap checks first.
    fn usable(
        &mut self,
        index: usize,
        certificate: &Certificate,
        issuers: &[&Certificate],
    ) -> Result<Usable<'a>, Problem> {
        let crl = &self.crls[index];
        list::in_time(crl, self.at)?;
        list::understood(crl)?;
        let reasons =
            scope::reasons(crl, certificate).map_err(|problem| out_of_scope(crl, problem))?;
        self.signers.verify(index, crl, issuers)?;
        Ok(Usable::new(crl, reasons))
    }
}

/// Leaves, of lists with one scope, those that were issued last.
fn newest<'l, 'a>(
    lists: impl Iterator<Item = &'l Usable<'a>> + Clone,
) -> impl Iterator<Item = &'l Usable<'a>>
where
    'a: 'l,
{
    let mut last: BTreeMap<Option<&[u8]>, Time> = BTreeMap::new();
    for list in lists.clone() {
        let time = last.entry(list.scope).or_insert(list.crl.this_update());
        *time = list.crl.this_update().max(*time);
    }
    lists.filter(move |list| last.get(&list.scope) == Some(&list.crl.this_update()))
}

/// Returns the entry by which a certificate is revoked: of the list of changes that fits, else of the list itself.
fn status<'a>(
    list: &Usable<'a>,
    deltas: &[Usable<'a>],
    certificate: &Certificate,
    at: Time,
) -> Option<RevokedCertificate<'a>> {
    let serial = certificate.serial_octets();
    let happened = |entry: &RevokedCertificate<'a>| entry.revocation_date() <= at;
    let fitting = deltas.iter().filter(|delta| delta.changes(list));
    let changed = newest(fitting).find_map(|delta| delta.crl.get(serial).filter(happened));
    match changed {
        Some(entry) if entry.reason() == Some(RevocationReason::RemoveFromCrl) => None,
        Some(entry) => Some(entry),
        None => list.crl.get(serial).filter(happened),
    }
}

fn describe(certificate: &Certificate, entry: &RevokedCertificate<'_>) -> String {
    let (subject, serial) = (certificate.subject(), certificate.serial());
    let since = entry.revocation_date();
    let mut text = match entry.reason() {
        Some(RevocationReason::CertificateHold) => {
            format!("{subject} (serial {serial}) is on hold since {since}")
        }
        Some(reason) => format!("{subject} (serial {serial}) was revoked at {since}: {reason}"),
        None => format!("{subject} (serial {serial}) was revoked at {since}, without a reason"),
    };
    if let Some(date) = entry.invalidity_date() {
        text.push_str(&format!("; it is thought to be invalid since {date}"));
    }
    text
}

fn next_step(certificate: &Certificate, entry: &RevokedCertificate<'_>) -> &'static str {
    match entry.reason() {
        Some(RevocationReason::CertificateHold) => "ask its issuer whether the hold can be lifted",
        _ if certificate.extensions().is_ca() => {
            "have a certificate issued by an authority that was not revoked"
        }
        Some(
            RevocationReason::Superseded
            | RevocationReason::AffiliationChanged
            | RevocationReason::CessationOfOperation,
        ) => "use the certificate that took its place, or have one issued",
        _ => "have a new certificate issued for a new key",
    }
}

fn out_of_scope(crl: &CertificateList, problem: ScopeProblem) -> Problem {
    Problem {
        message: format!("the revocation list of {} {problem}", crl.issuer()),
        hint: "give the list that this certificate names, or the complete one of its issuer"
            .to_owned(),
    }
}

#[cfg(test)]
mod tests;
