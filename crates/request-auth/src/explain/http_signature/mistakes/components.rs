//! Lines that are missing, moved or spelled otherwise.

use super::{Variants, other_orders, shown};
use crate::Request;
use crate::explain::Cause;
use crate::explain::http_signature::lines::Lines;

/// Mistakes that concern all lines, or one kind of them.
pub(super) fn whole<'a>(variants: &mut Variants<'a>, request: &'a Request<'a>) {
    variants.add(
        Cause::WireName,
        "in the base the names of fields stand in the letters in which they are sent",
        |lines| {
            for (identifier, _) in &mut lines.components {
                let sent = request.headers().iter().map(|(name, _)| *name);
                let mut sent = sent.filter(|name| {
                    identifier.starts_with(&format!("\"{}\"", name.to_ascii_lowercase()))
                });
                if let Some(name) = sent.next() {
                    *identifier = format!("\"{name}\"{}", &identifier[name.len() + 2..]);
                }
            }
        },
    );
    let of_field = |change: fn(&[&[u8]]) -> Vec<u8>| {
        move |lines: &mut Lines| {
            for (identifier, value) in &mut lines.components {
                let name = identifier
                    .strip_prefix('"')
                    .and_then(|name| name.strip_suffix('"'));
                let values: Vec<&[u8]> = name
                    .map(|name| request.values(name).collect())
                    .unwrap_or_default();
                if !values.is_empty() {
                    *value = change(&values);
                }
            }
        }
    };
    let (malformed, missing) = (Cause::Malformed, Cause::MissingParameter);
    variants.add(
        malformed,
        "the lines of a field are signed joined with a comma alone",
        of_field(|values| values.join(&b","[..])),
    );
    variants.add(
        missing,
        "of a field only the first line is signed",
        of_field(|values| values.first().copied().unwrap_or_default().to_vec()),
    );
    variants.add(
        missing,
        "of a field only the last line is signed",
        of_field(|values| values.last().copied().unwrap_or_default().to_vec()),
    );
}

/// The lines in another order than `Signature-Input` has.
pub(super) fn orders(variants: &mut Variants<'_>, lines: &Lines) {
    let cause = Cause::ParameterOrder;
    variants.add(cause, "the lines of the base are sorted by name", |lines| {
        lines.components.sort()
    });
    variants.add(
        cause,
        "@signature-params stands first in the base",
        |lines| {
            lines.place = super::super::lines::Place::First;
        },
    );
    for order in other_orders(lines.components.len()) {
        variants.add(
            cause,
            "the lines of the base are in another order than Signature-Input",
            move |lines| {
                let moved = order
                    .iter()
                    .filter_map(|place| lines.components.get(*place).cloned());
                lines.components = moved.collect();
            },
        );
    }
}

/// A line is not signed, or a field is taken for an empty one.
pub(super) fn missing(variants: &mut Variants<'_>, lines: &Lines) {
    let cause = Cause::MissingParameter;
    variants.add(cause, "@signature-params is not signed", |lines| {
        lines.place = super::super::lines::Place::Nowhere;
    });
    for (place, (identifier, _)) in lines.components.iter().enumerate().take(MOST_ALONE) {
        let name = shown(identifier);
        variants.add(
            cause,
            format!("the line of {name} is not signed"),
            move |lines| {
                lines.components.remove(place);
            },
        );
        variants.add(
            cause,
            format!("{name} is signed as if it were empty"),
            move |lines| {
                lines.components[place].1.clear();
            },
        );
        variants.add(
            cause,
            format!("{name} is not signed and not listed as covered"),
            move |lines| {
                lines.components.remove(place);
                let covered = lines
                    .components
                    .iter()
                    .map(|(identifier, _)| identifier.as_str());
                lines.covered = format!("({})", covered.collect::<Vec<_>>().join(" "));
            },
        );
    }
}

/// No honest mistake concerns one of more lines alone.
const MOST_ALONE: usize = 32;
