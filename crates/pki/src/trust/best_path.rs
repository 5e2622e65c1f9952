//! The path that came furthest, where none is without fault: what is said about it is what somebody can act on.

use super::budget::MAX_PATH;
use super::candidates::KeyRelation;
use super::search::{LEAF, Search};
use super::signature::Verdict;
use super::{NotTrusted, Reason, ReasonCode, walk};
use crate::Certificate;

/// How good a path is, the best first: as few signatures as possible that do not verify, then a trusted end, then the fewest
/// reasons; without a trusted end the longest goes first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    unverified: usize,
    without_end: bool,
    shortness: usize,
    reasons: usize,
}

/// A path, as far as it goes.
struct Found<'a> {
    score: Score,
    certificates: Vec<&'a Certificate>,
    reasons: Vec<Reason>,
}

impl Found<'_> {
    fn is_faultless(&self) -> bool {
        self.score.unverified == 0 && !self.score.without_end && self.reasons.is_empty()
    }
}

/// What is known about a certificate in the path that is being looked at.
struct Step {
    /// What is wrong with it in its place, after what is wrong with the signature of the one below it.
    reasons: Vec<Reason>,
    unverified: bool,
    /// Issuers that are still to be tried, the best last, and what the signature says about each.
    issuers: Vec<(usize, Verdict)>,
}

impl<'a> Search<'a> {
    /// Returns everything that is wrong along the best path, the reasons of the certificate itself first; the path, where nothing
    /// is wrong with it and the first search had ended too early to find it.
    pub(super) fn explain(
        &self,
        leaf_reasons: Vec<Reason>,
    ) -> Result<Vec<&'a Certificate>, NotTrusted> {
        self.budget.renew();
        let (mut reasons, certificates) = match self.best(leaf_reasons) {
            Some(best) if best.is_faultless() => return Ok(best.certificates),
            Some(best) => (best.reasons, best.certificates),
            None => (Vec::new(), vec![self.leaf]),
        };
        if let Some(what) = self.budget.exceeded() {
            let message = format!(
                "not every path was followed: that takes {what} than any honest set of certificates does"
            );
            let hint = "give only the certificates that belong to this one";
            reasons.push(Reason::new(
                ReasonCode::TooMuchWork,
                message,
                hint.to_owned(),
            ));
        }
        let chain = certificates.into_iter().cloned().collect();
        Err(NotTrusted::new(reasons, chain))
    }

    /// Follows every path, within the budget, and returns the best one; `None` where not even one fits into it.
    fn best(&self, leaf_reasons: Vec<Reason>) -> Option<Found<'a>> {
        let least = leaf_reasons.len();
        let mut best: Option<Found<'a>> = None;
        let mut path = vec![LEAF];
        let mut steps = vec![self.step(&path, leaf_reasons, false)];
        if steps[0].issuers.is_empty() {
            return self.found(&path, &steps);
        }
        while let Some(top) = steps.last_mut() {
            let Some((issuer, verdict)) = top.issuers.pop() else {
                path.pop();
                steps.pop();
                continue;
            };
            let mut reasons = self.signature_reasons(&path, issuer, verdict);
            reasons.extend(self.issuer_reasons(&path, issuer));
            path.push(issuer);
            let step = self.step(&path, reasons, verdict != Verdict::Good);
            let ends = step.issuers.is_empty();
            steps.push(step);
            if ends {
                let Some(found) = self.found(&path, &steps) else {
                    return best;
                };
                if best.as_ref().is_none_or(|best| found.score < best.score) {
                    best = Some(found);
                }
                // Nothing can be better than a path on which only the certificate itself is at fault.
                if best.as_ref().is_some_and(|best| {
                    best.score.unverified == 0
                        && !best.score.without_end
                        && best.score.reasons == least
                }) {
                    return best;
                }
            }
        }
        best
    }

    /// Returns the issuers to follow: those that signed; where nobody did, those that could have by their key identifier.
    fn step(&self, path: &[usize], reasons: Vec<Reason>, unverified: bool) -> Step {
        let mut issuers = Vec::new();
        let at = path[path.len() - 1];
        if self.is_trusted(at) {
            // The path has reached its end.
        } else if path.len() >= MAX_PATH {
            self.budget.path_too_long();
        } else {
            let certificate = self.certificate(at);
            let mut nearest = KeyRelation::Other;
            let of_name = self.candidates.all_of_name(certificate);
            let of_name = match self.budget.issuers(certificate, of_name.len()) {
                true => of_name,
                false => Vec::new(),
            };
            for issuer in of_name {
                if !self.budget.issuer(self.certificate(issuer)) {
                    break;
                }
                if self.is_loop(path, issuer) {
                    continue;
                }
                let Some(verdict) = self.verdict(at, issuer) else {
                    break;
                };
                if verdict != Verdict::Good {
                    let relation =
                        KeyRelation::of(certificate, self.candidates.get(issuer).certificate);
                    nearest = nearest.min(relation);
                    if relation == KeyRelation::Other || relation > nearest {
                        continue;
                    }
                }
                issuers.push((issuer, verdict));
            }
            if issuers.iter().any(|&(_, verdict)| verdict == Verdict::Good) {
                issuers.retain(|&(_, verdict)| verdict == Verdict::Good);
            }
            issuers.reverse();
        }
        Step {
            reasons,
            unverified,
            issuers,
        }
    }

    fn is_trusted(&self, at: usize) -> bool {
        at != LEAF && self.candidates.get(at).trusted
    }

    /// Judges a path that goes no further; `None` if there is no budget left for it.
    fn found(&self, path: &[usize], steps: &[Step]) -> Option<Found<'a>> {
        if !self.budget.path() {
            return None;
        }
        let certificates = self.certificates(path);
        let mut reasons: Vec<Reason> = Vec::new();
        for step in steps {
            reasons.extend_from_slice(&step.reasons);
        }
        let end = path[path.len() - 1];
        let without_end = !self.is_trusted(end);
        if without_end {
            reasons.extend(self.ending(path));
        } else {
            walk::check(
                self.validation,
                &self.revocation,
                &certificates,
                &mut reasons,
            );
        }
        let score = Score {
            unverified: steps.iter().filter(|step| step.unverified).count(),
            without_end,
            shortness: match without_end {
                true => MAX_PATH - path.len(),
                false => 0,
            },
            reasons: reasons.len(),
        };
        Some(Found {
            score,
            certificates,
            reasons,
        })
    }

    /// Says that the signature of the last certificate of the path does not verify by the key of this issuer.
    fn signature_reasons(&self, path: &[usize], issuer: usize, verdict: Verdict) -> Vec<Reason> {
        let certificate = self.certificate(path[path.len() - 1]);
        let issuer = self.candidates.get(issuer);
        let name = issuer.certificate.subject();
        match verdict {
            Verdict::Good => Vec::new(),
            Verdict::Bad => {
                let message = format!("its signature was not made by the key of its issuer {name}");
                let hint = "get an unchanged copy; if it is unchanged, find the issuer's certificate with the key that signed";
                vec![
                    Reason::new(ReasonCode::BadSignature, message, hint.to_owned())
                        .about(certificate),
                ]
            }
            Verdict::Unanswered => match (certificate.signature_algorithm().scheme(), issuer.key())
            {
                // What is wrong with the algorithm is said of the certificate itself.
                (Err(_), _) => Vec::new(),
                (Ok(_), key) => {
                    let why = match key {
                        Err(error) => error.to_string(),
                        Ok(_) => "it is too small, too large, or not for this algorithm".to_owned(),
                    };
                    let message = format!("its key cannot verify the signature below it: {why}");
                    let hint = "have the certificate issued by an authority with an RSA key of 2048 to 8192 bits, P-256, P-384 or Ed25519";
                    vec![
                        Reason::new(ReasonCode::WeakKey, message, hint.to_owned())
                            .about(issuer.certificate),
                    ]
                }
            },
        }
    }
}
