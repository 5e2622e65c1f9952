//! Requested → issued → why, for people and programs.

use credtool_pki::{Decision, IssueRefused};
use serde_json::{Value, json};

use super::event::How;
use crate::failure::{Code, Failure};
use crate::io::Io;
use crate::output::printable;

/// Shows on stderr what was asked for and what is given, one decision a line.
pub(super) fn show(io: &Io, how: How, decisions: &[Decision]) {
    if decisions.is_empty() {
        return;
    }
    let mut rows = vec![HEAD.map(str::to_owned)];
    rows.extend(decisions.iter().map(|decision| row(decision, how)));
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.filter(|width| *width <= WIDEST).max().unwrap_or(0)
    };
    let widths = [1, 2, 3].map(width);
    for [mark, field, requested, issued, why] in &rows {
        let [first, second, third] = widths;
        io.out.note(format!(
            "{mark} {field:first$}  {requested:second$}  {issued:third$}  {why}"
        ));
    }
    let refused: Vec<String> = decisions.iter().filter_map(refusal).collect();
    if !refused.is_empty() {
        io.out.note(format!("refused: {}", refused.join("; ")));
    }
}

/// Returns the decisions as members of an object.
pub(super) fn json(decisions: &[Decision]) -> Value {
    let one = |decision: &Decision| {
        json!({
            "field": decision.field,
            "requested": decision.requested,
            "issued": decision.issued,
            "refused": refusal(decision).is_some(),
            "why": decision.why,
        })
    };
    decisions.iter().map(one).collect()
}

/// Returns every reason why a certificate is not issued, as one failure.
pub(super) fn refused(refused: &IssueRefused, message: String) -> Failure {
    let mut failure = Failure::new(Code::RequestRefused, message);
    let mut hints: Vec<&str> = Vec::new();
    for reason in refused.reasons() {
        failure = failure.because(format!("{}: {}", reason.code().as_str(), reason.message()));
        if !reason.hint().is_empty() && !hints.contains(&reason.hint()) {
            hints.push(reason.hint());
        }
    }
    if hints.is_empty() {
        return failure;
    }
    let hints = hints.join("; ");
    failure.hint(hints)
}

fn row(decision: &Decision, how: How) -> [String; 5] {
    let mark = match (&decision.requested, &decision.issued) {
        _ if refusal(decision).is_some() => "✗",
        (Some(requested), Some(issued)) if requested != issued => "≠",
        (None, Some(_)) if how == How::Issued => "+",
        _ => " ",
    };
    let cell = |value: &Option<String>, none: &str| {
        let value = value.as_deref().filter(|value| !value.is_empty());
        printable(value.unwrap_or(none))
    };
    let none = if refusal(decision).is_some() {
        "refused"
    } else {
        "-"
    };
    [
        mark.to_owned(),
        printable(&decision.field),
        cell(&decision.requested, "-"),
        cell(&decision.issued, none),
        printable(&decision.why),
    ]
}

/// Returns what was asked for and is not given: all of it, or the usages that are not among those that are issued.
fn refusal(decision: &Decision) -> Option<String> {
    let requested = decision.requested.as_deref()?;
    let field = &decision.field;
    let Some(issued) = &decision.issued else {
        // Octets say nothing to people.
        return Some(match requested.contains('#') {
            true => field.clone(),
            false => format!("{field} {requested}"),
        });
    };
    if !USAGES.contains(&field.as_str()) {
        return None;
    }
    let given: Vec<&str> = issued.split(", ").collect();
    let missing = requested
        .split(", ")
        .filter(|one| *one != "critical" && !one.starts_with("pathlen:") && !given.contains(one));
    let missing = missing.collect::<Vec<_>>().join(", ");
    (!missing.is_empty()).then(|| format!("{field} {missing}"))
}

/// What a certificate may be used for: lists, of which a part can be given.
const USAGES: [&str; 3] = ["basicConstraints", "keyUsage", "extKeyUsage"];
const HEAD: [&str; 5] = [" ", "field", "requested", "issued", "why"];
/// A wider cell moves the rest of its line; nothing is ever left out.
const WIDEST: usize = 48;
