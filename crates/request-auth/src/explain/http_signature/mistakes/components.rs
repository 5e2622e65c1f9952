//! Lines that are missing, moved or spelled otherwise.

use std::collections::HashMap;
use std::rc::Rc;

use super::{Variants, other_orders, shown};
use crate::Request;
use crate::explain::Cause;
use crate::explain::http_signature::lines::{Lines, Place};

/// Mistakes that concern all lines, or one kind of them.
pub(super) fn whole<'a>(variants: &mut Variants<'a>, request: &'a Request<'a>) {
    let fields = Rc::new(Fields::of(request));
    let all = Rc::clone(&fields);
    variants.add(
        Cause::WireName,
        "in the base the names of fields stand in the letters in which they are sent",
        move |lines| {
            for (identifier, _) in &mut lines.components {
                let name = identifier.split('"').nth(1).unwrap_or_default();
                if let Some((sent, _)) = all.0.get(name) {
                    *identifier = format!("\"{sent}\"{}", &identifier[name.len() + 2..]);
                }
            }
        },
    );
    type Form = fn(&[&[u8]]) -> Vec<u8>;
    let forms: [(Cause, &str, Form); 3] = [
        (
            Cause::Malformed,
            "the lines of a field are signed joined with a comma alone",
            |values| values.join(&b","[..]),
        ),
        (
            Cause::MissingParameter,
            "of a field only the first line is signed",
            |values| values.first().copied().unwrap_or_default().to_vec(),
        ),
        (
            Cause::MissingParameter,
            "of a field only the last line is signed",
            |values| values.last().copied().unwrap_or_default().to_vec(),
        ),
    ];
    for (cause, detail, form) in forms {
        let all = Rc::clone(&fields);
        variants.add(cause, detail, move |lines| {
            for (identifier, value) in &mut lines.components {
                let name = identifier.trim_matches('"');
                if let Some((_, values)) = all.0.get(name) {
                    *value = form(values);
                }
            }
        });
    }
}

/// The fields of a request by their names in lower case, with one spelling and all values.
struct Fields<'a>(HashMap<String, (&'a str, Vec<&'a [u8]>)>);

impl<'a> Fields<'a> {
    fn of(request: &Request<'a>) -> Self {
        let mut all: HashMap<String, (&'a str, Vec<&'a [u8]>)> = HashMap::new();
        for (name, value) in request.headers() {
            let field = all.entry(name.to_ascii_lowercase());
            field.or_insert((name, Vec::new())).1.push(value);
        }
        Self(all)
    }
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
            lines.place = Place::First;
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
        lines.place = Place::Nowhere;
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
