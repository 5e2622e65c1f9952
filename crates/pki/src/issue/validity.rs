//! When a new certificate is valid: never before or after those that it hangs on.

use super::decision::Findings;
use super::{IssueReasonCode, Issuer, Outliving};
use crate::{Certificate, Time};

/// Decides the validity; `None` where it is refused.
pub(super) fn decide(
    issuer: &Issuer,
    asked: (Time, Time),
    outliving: Outliving,
    findings: &mut Findings,
) -> Option<(Time, Time)> {
    let (not_before, not_after) = asked;
    let code = IssueReasonCode::Validity;
    if not_after < not_before {
        let message = format!("the validity would end {not_after}, before it begins {not_before}");
        findings.refuse(code, message, "give an end that lies after the begin");
        return None;
    }
    let (begins, ends) = bounds(issuer);
    if not_before > ends.not_after() || not_after < begins.not_before() {
        let message = format!(
            "the validity {not_before} to {not_after} lies outside that of {} ({} to {})",
            named(ends),
            begins.not_before(),
            ends.not_after()
        );
        findings.refuse(
            code,
            message,
            "choose another time, or renew the authority first",
        );
        return None;
    }
    let issued = (
        not_before.max(begins.not_before()),
        not_after.min(ends.not_after()),
    );
    for (field, asked, issued, authority, verb) in [
        ("notBefore", not_before, issued.0, begins, "begins"),
        ("notAfter", not_after, issued.1, ends, "ends"),
    ] {
        let why = match asked == issued {
            true => "as the terms say".to_owned(),
            false => format!(
                "{} {verb} then, and nothing below it is valid outside",
                named(authority)
            ),
        };
        if asked != issued && outliving == Outliving::Refuse {
            let message = format!(
                "{field} {asked} lies outside the validity of {}, which {verb} {issued}",
                named(authority)
            );
            findings.refuse(
                code,
                message,
                "ask for less, or have it cut to the authority's validity",
            );
        }
        findings.decide(
            field,
            Some(asked.to_string()),
            Some(issued.to_string()),
            why,
        );
    }
    Some(issued)
}

/// Returns the authority that begins last and the one that ends first, of the issuer and those above it.
fn bounds(issuer: &Issuer) -> (&Certificate, &Certificate) {
    let mut bounds = (issuer.certificate(), issuer.certificate());
    for above in issuer.chain() {
        if above.not_before() > bounds.0.not_before() {
            bounds.0 = above;
        }
        if above.not_after() < bounds.1.not_after() {
            bounds.1 = above;
        }
    }
    bounds
}

fn named(authority: &Certificate) -> String {
    format!("the authority {}", authority.subject())
}
