//! The building of a path (RFC 4158): from the certificate upwards, with a stack and never by recursion, within a budget.

use std::cell::RefCell;
use std::collections::HashMap;

use super::budget::{Budget, MAX_PATH};
use super::candidates::Candidates;
use super::signature::{self, Verdict};
use super::{PathValidation, Reason, authority, soundness, validity, walk};
use crate::Certificate;
use crate::trust::revocation::Revocation;

/// One search; signatures that were verified once are remembered.
///
/// Certificates go by their place among the candidates, the one that is verified by [`LEAF`].
pub(super) struct Search<'a> {
    pub(super) validation: &'a PathValidation<'a>,
    pub(super) leaf: &'a Certificate,
    pub(super) candidates: Candidates<'a>,
    pub(super) budget: Budget,
    pub(super) revocation: RefCell<Revocation<'a>>,
    /// By certificate and issuer.
    verdicts: RefCell<HashMap<(usize, usize), Verdict>>,
}

/// The possible issuers of a certificate in the path that are still to be tried.
struct Open {
    /// The likeliest last.
    issuers: Vec<usize>,
    /// Whether only those were looked for whose name is encoded in the same way.
    narrow: bool,
}

impl<'a> Search<'a> {
    pub(super) fn new(validation: &'a PathValidation<'a>, leaf: &'a Certificate) -> Self {
        Self {
            validation,
            leaf,
            candidates: Candidates::new(
                validation.anchors,
                validation.intermediates,
                validation.at,
            ),
            budget: Budget::new(),
            revocation: RefCell::new(Revocation::new(
                validation.crls,
                [validation.anchors, validation.intermediates],
                validation.at,
                validation.allowed,
            )),
            verdicts: RefCell::default(),
        }
    }

    /// Returns the first path to a trusted certificate on which nothing is wrong above the certificate itself.
    pub(super) fn faultless(&self) -> Option<Vec<&'a Certificate>> {
        let mut path = vec![LEAF];
        let mut open = vec![self.open(LEAF)];
        while let (Some(&at), Some(top)) = (path.last(), open.last_mut()) {
            let Some(issuer) = top.issuers.pop() else {
                if std::mem::take(&mut top.narrow) {
                    top.issuers = self.candidates.same_name(self.certificate(at));
                    top.issuers.reverse();
                    if !self.budget.issuers(self.certificate(at), top.issuers.len()) {
                        return None;
                    }
                } else {
                    path.pop();
                    open.pop();
                }
                continue;
            };
            if !self.budget.issuer(self.certificate(issuer)) {
                return None;
            }
            if self.is_loop(&path, issuer)
                || !self.issuer_reasons(&path, issuer).is_empty()
                || self.verdict(at, issuer) != Some(Verdict::Good)
            {
                continue;
            }
            if self.candidates.get(issuer).trusted {
                path.push(issuer);
                let found = self.certificates(&path);
                path.pop();
                if !self.budget.path() {
                    return None;
                }
                let mut reasons = Vec::new();
                walk::check(self.validation, &self.revocation, &found, &mut reasons);
                if reasons.is_empty() {
                    return Some(found);
                }
            } else if path.len() + 1 < MAX_PATH {
                path.push(issuer);
                let next = self.open(issuer);
                if !self
                    .budget
                    .issuers(self.certificate(issuer), next.issuers.len())
                {
                    return None;
                }
                open.push(next);
            } else {
                self.budget.path_too_long();
            }
        }
        None
    }

    fn open(&self, at: usize) -> Open {
        let mut issuers = self.candidates.same_encoding(self.certificate(at));
        issuers.reverse();
        Open {
            issuers,
            narrow: true,
        }
    }

    pub(super) fn certificate(&self, at: usize) -> &'a Certificate {
        match at {
            LEAF => self.leaf,
            at => self.candidates.get(at).certificate,
        }
    }

    pub(super) fn certificates(&self, path: &[usize]) -> Vec<&'a Certificate> {
        path.iter().map(|&at| self.certificate(at)).collect()
    }

    /// Whether a certificate would stand in the path twice, or another one of the same name and key, which leads nowhere that
    /// the first does not lead. A trusted one ends the path.
    pub(super) fn is_loop(&self, path: &[usize], issuer: usize) -> bool {
        let candidate = self.candidates.get(issuer);
        let (place, issuer) = (issuer, candidate.certificate);
        path.iter().any(|&at| {
            let one = self.certificate(at);
            // Each of the candidates is there once.
            at == place
                || (at == LEAF && one.der() == issuer.der())
                || (!candidate.trusted
                    && one.spki_der() == issuer.spki_der()
                    && one.subject().der() == issuer.subject().der())
        })
    }

    /// Returns what is wrong with a certificate as the issuer of the last one of the path.
    pub(super) fn issuer_reasons(&self, path: &[usize], issuer: usize) -> Vec<Reason> {
        let candidate = self.candidates.get(issuer);
        let (certificate, trusted) = (candidate.certificate, candidate.trusted);
        let validation = self.validation;
        let mut reasons = Vec::new();
        soundness::check(certificate, trusted, validation.allowed, &mut reasons);
        soundness::check_critical(certificate, !validation.crls.is_empty(), &mut reasons);
        validity::check(certificate, validation.at, &mut reasons);
        authority::check(certificate, trusted, &mut reasons);
        let below = path[1..].iter().map(|&at| self.certificate(at));
        authority::check_path_length(certificate, below, &mut reasons);
        validation.purpose.check_extended(certificate, &mut reasons);
        validation.allowed.check_key(certificate, &mut reasons);
        // A trusted certificate is not trusted for its signature.
        if !trusted {
            validation
                .allowed
                .check_algorithm(certificate, &mut reasons);
        }
        reasons
    }

    /// Returns whether the issuer's key made the signature of a certificate; `None` if there is no budget left to find out.
    pub(super) fn verdict(&self, at: usize, issuer: usize) -> Option<Verdict> {
        if let Some(&known) = self.verdicts.borrow().get(&(at, issuer)) {
            return Some(known);
        }
        let (certificate, candidate) = (self.certificate(at), self.candidates.get(issuer));
        if !self.budget.signature(certificate, candidate.certificate) {
            return None;
        }
        let verdict = signature::verify(certificate, candidate);
        self.verdicts.borrow_mut().insert((at, issuer), verdict);
        Some(verdict)
    }
}

/// The place of the certificate that is verified, which is none of the candidates.
pub(super) const LEAF: usize = usize::MAX;
