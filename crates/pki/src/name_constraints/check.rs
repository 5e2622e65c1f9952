//! Whether the names of a certificate lie within the name constraints above it (RFC 5280 §6.1.3 (b), (c)).

use std::fmt::Write as _;

use crate::name_constraints::subtree::{Relation, Subtree, Target};
use crate::{Certificate, Error, GeneralSubtree};

/// The constraints of all certificates from the trust anchor down to the one before the certificate that is looked at.
#[derive(Debug, Default)]
pub(crate) struct NameChecker<'a> {
    authorities: Vec<Authority<'a>>,
    /// What is wrong with the constraints themselves, not yet said.
    defects: Vec<String>,
    comparisons: u64,
}

/// A certificate with constraints.
#[derive(Debug)]
struct Authority<'a> {
    certificate: &'a Certificate,
    permitted: Vec<(Subtree, &'a GeneralSubtree)>,
    excluded: Vec<(Subtree, &'a GeneralSubtree)>,
}

impl<'a> NameChecker<'a> {
    /// Adds the constraints of a certificate, if it has any, for all certificates below it (RFC 5280 §6.1.4 (g)).
    pub(crate) fn apply(&mut self, authority: &'a Certificate) {
        let Some(constraints) = authority.extensions().name_constraints() else {
            return;
        };
        let mut prepare = |subtrees: &'a [GeneralSubtree]| {
            let mut prepared = Vec::with_capacity(subtrees.len());
            for subtree in subtrees {
                match Subtree::new(subtree) {
                    Ok(ready) => prepared.push((ready, subtree)),
                    Err(problem) => self.defects.push(format!(
                        "the name constraint {subtree} of {} {problem}",
                        authority.subject()
                    )),
                }
            }
            prepared
        };
        let permitted = prepare(constraints.permitted());
        let excluded = prepare(constraints.excluded());
        self.defects.truncate(MAX_VIOLATIONS);
        self.authorities.push(Authority {
            certificate: authority,
            permitted,
            excluded,
        });
    }

    /// Returns whether there is no constraint so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.authorities.is_empty()
    }

    /// Returns one sentence for every name of the certificate that the constraints do not allow, up to a dozen of them, and
    /// for every constraint that cannot be obeyed.
    ///
    /// Looked at are the subject, the alternative names, e-mail addresses in the subject, and, as OpenSSL does where there is
    /// no DNS name beside it, a common name that looks like the name of a host: programs take it for one.
    /// A self-issued certificate that is not the last of the path is exempt: whoever walks does not ask.
    ///
    /// # Errors
    /// [`Error::TooMuchWork`] once more than 2^20 comparisons would be needed, over the whole path.
    pub(crate) fn check(&mut self, certificate: &Certificate) -> Result<Vec<String>, Error> {
        let mut violations = std::mem::take(&mut self.defects);
        if self.authorities.is_empty() {
            return Ok(violations);
        }
        let constraints: usize = self.authorities.iter().map(Authority::len).sum();
        self.comparisons = self
            .comparisons
            .saturating_add((Target::count(certificate) as u64).saturating_mul(constraints as u64));
        if self.comparisons > MAX_COMPARISONS {
            return Err(Error::TooMuchWork {
                what: "number of names and name constraints to compare",
                found: self.comparisons,
                limit: MAX_COMPARISONS,
            });
        }
        for target in Target::all(certificate) {
            for authority in &self.authorities {
                violations.extend(authority.violation(&target));
            }
            if violations.len() >= MAX_VIOLATIONS {
                violations.truncate(MAX_VIOLATIONS);
                break;
            }
        }
        Ok(violations)
    }
}

impl Authority<'_> {
    fn len(&self) -> usize {
        self.permitted.len() + self.excluded.len()
    }

    /// Says why a name is not allowed; `None` where it is.
    fn violation(&self, target: &Target<'_>) -> Option<String> {
        let name = self.certificate.subject();
        for (subtree, base) in &self.excluded {
            match subtree.relation(target) {
                Relation::OtherKind | Relation::Outside => {}
                Relation::Within => {
                    return Some(format!(
                        "{target} lies within {base}, which {name} excludes"
                    ));
                }
                Relation::Overlaps => {
                    return Some(format!(
                        "{target} may stand for a name within {base}, which {name} excludes"
                    ));
                }
                Relation::Undecidable(problem) => {
                    return Some(format!("{target} {problem}, and {name} excludes {base}"));
                }
            }
        }
        let mut of_this_kind = Vec::new();
        for (subtree, base) in &self.permitted {
            match subtree.relation(target) {
                Relation::OtherKind => {}
                Relation::Within => return None,
                Relation::Outside | Relation::Overlaps => of_this_kind.push(*base),
                Relation::Undecidable(problem) => {
                    return Some(format!(
                        "{target} {problem}, and {name} permits {base} alone"
                    ));
                }
            }
        }
        (!of_this_kind.is_empty()).then(|| {
            format!(
                "{target} lies outside what {name} permits: {}",
                list(&of_this_kind)
            )
        })
    }
}

/// A few of the subtrees for a sentence.
fn list(subtrees: &[&GeneralSubtree]) -> String {
    const SHOWN: usize = 5;
    let mut text = String::new();
    for (index, subtree) in subtrees.iter().take(SHOWN).enumerate() {
        let comma = if index > 0 { ", " } else { "" };
        let _ = write!(text, "{comma}{subtree}");
    }
    if subtrees.len() > SHOWN {
        let _ = write!(text, " and {} more", subtrees.len() - SHOWN);
    }
    text
}

/// As many as OpenSSL and BoringSSL grant a pair of certificates; a comparison takes some ten to some hundred nanoseconds.
const MAX_COMPARISONS: u64 = 1 << 20;
/// More sentences than a reader takes in.
const MAX_VIOLATIONS: usize = 12;

#[cfg(test)]
mod tests;
