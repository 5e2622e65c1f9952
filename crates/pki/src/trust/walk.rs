//! What can only be told from a whole path, from its trusted end down: name constraints, policies, revocation
//! (RFC 5280 §6.1.3 (a)(3) to (f), §6.1.4 (a) to (j)).

use std::cell::RefCell;

use super::authority::is_self_issued;
use super::{PathValidation, Reason, ReasonCode};
use crate::Certificate;
use crate::name_constraints::check::NameChecker;
use crate::trust::policy_graph::{PolicyGraph, PolicyInputs};
use crate::trust::revocation::{Revocation, RevocationStatus};

/// Says what is wrong with a path, the certificate that is verified first and the trusted one last.
pub(super) fn check(
    validation: &PathValidation<'_>,
    revocation: &RefCell<Revocation<'_>>,
    path: &[&Certificate],
    reasons: &mut Vec<Reason>,
) {
    let Some((anchor, below)) = path.split_last() else {
        return;
    };
    check_names(anchor, below, reasons);
    check_policies(below, reasons);
    if !validation.crls.is_empty() {
        check_revocation(revocation, path, reasons);
    }
}

fn check_names(anchor: &Certificate, below: &[&Certificate], reasons: &mut Vec<Reason>) {
    let mut names = NameChecker::default();
    names.apply(anchor);
    for (index, certificate) in below.iter().enumerate().rev() {
        // Self-issued certificates in between are how an authority changes its key: their names are exempt.
        if index > 0 && !names.is_empty() && is_self_issued(certificate) {
            names.apply(certificate);
            continue;
        }
        match names.check(certificate) {
            Ok(wrong) => {
                for message in wrong {
                    reasons.push(name_constraint(certificate, message));
                }
            }
            Err(error) => {
                let reason = Reason::new(
                    ReasonCode::TooMuchWork,
                    format!("the names and the constraints on them ask for too much: {error}"),
                    "have a certificate issued with fewer names".to_owned(),
                );
                reasons.push(reason.about(certificate));
                return;
            }
        }
        names.apply(certificate);
    }
}

fn name_constraint(certificate: &Certificate, message: String) -> Reason {
    let hint = "have it issued for names that the authorities above it may issue for, or by another authority";
    Reason::new(ReasonCode::NameConstraint, message, hint.to_owned()).about(certificate)
}

fn check_policies(below: &[&Certificate], reasons: &mut Vec<Reason>) {
    let mut policies = PolicyGraph::new(PolicyInputs::default());
    for (index, certificate) in below.iter().enumerate().rev() {
        if let Err(message) = policies.step(certificate, index == 0) {
            let hint = "have it issued under a policy that the authorities above it demand";
            reasons.push(
                Reason::new(ReasonCode::CertificatePolicy, message, hint.to_owned())
                    .about(certificate),
            );
            return;
        }
    }
}

fn check_revocation(
    revocation: &RefCell<Revocation<'_>>,
    path: &[&Certificate],
    reasons: &mut Vec<Reason>,
) {
    let mut revocation = revocation.borrow_mut();
    for (index, certificate) in path.iter().enumerate().take(path.len() - 1) {
        let (code, message, hint) = match revocation.check(certificate, &path[index + 1..]) {
            RevocationStatus::Good => continue,
            RevocationStatus::Revoked { message, hint } => (ReasonCode::Revoked, message, hint),
            // Whoever gives lists wants to know about the certificate; lists of the roots are seldom at hand.
            RevocationStatus::NoList if index > 0 => continue,
            RevocationStatus::NoList => (
                ReasonCode::RevocationUnknown,
                format!(
                    "none of the revocation lists is from its issuer {}",
                    certificate.issuer()
                ),
                "give the list of this issuer as well".to_owned(),
            ),
            RevocationStatus::Unknown { message, hint } => {
                (ReasonCode::RevocationUnknown, message, hint)
            }
        };
        reasons.push(Reason::new(code, message, hint).about(certificate));
    }
}
