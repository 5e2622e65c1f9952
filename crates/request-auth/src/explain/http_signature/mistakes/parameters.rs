//! The parameters of the signature, which the last line repeats (RFC 9421 §2.3).

use super::{Variants, other_orders, shown};
use crate::explain::Cause;
use crate::explain::http_signature::lines::Lines;

/// `created` and `expires` in another form than they are sent in.
pub(super) fn times(variants: &mut Variants<'_>) {
    let unit = Cause::TimestampUnit;
    type Form = fn(&str) -> String;
    let forms: [(Cause, &str, Form); 3] = [
        (unit, "created is signed in milliseconds", |seconds| {
            format!("{seconds}000")
        }),
        (unit, "created is signed as a decimal number", |seconds| {
            format!("{seconds}.0")
        }),
        (Cause::Malformed, "created is signed in quotes", |seconds| {
            format!("\"{seconds}\"")
        }),
    ];
    for (cause, detail, form) in forms {
        variants.add(cause, detail, move |lines| {
            for parameter in &mut lines.parameters {
                if let Some((name @ ("created" | "expires"), seconds)) = parameter.split_once('=') {
                    *parameter = format!("{name}={}", form(seconds));
                }
            }
        });
    }
}

pub(super) fn missing(variants: &mut Variants<'_>, lines: &Lines) {
    let cause = Cause::MissingParameter;
    for (place, parameter) in lines.parameters.iter().enumerate() {
        let name = shown(parameter.split('=').next().unwrap_or_default());
        variants.add(
            cause,
            format!("the parameter {name} is not in the signed line @signature-params"),
            move |lines| {
                lines.parameters.remove(place);
            },
        );
    }
    variants.add(
        cause,
        "no parameter is in the signed line @signature-params",
        |lines| lines.parameters.clear(),
    );
    variants.add(
        cause,
        "the signed line @signature-params has the parameters alone",
        |lines| lines.covered.clear(),
    );
}

pub(super) fn orders(variants: &mut Variants<'_>, lines: &Lines) {
    let cause = Cause::ParameterOrder;
    variants.add(
        cause,
        "the parameters of the signature are signed sorted by name",
        |lines| lines.parameters.sort(),
    );
    for order in other_orders(lines.parameters.len()) {
        variants.add(
            cause,
            "the parameters of the signature are signed in another order than Signature-Input has",
            move |lines| {
                let moved = order
                    .iter()
                    .filter_map(|place| lines.parameters.get(*place).cloned());
                lines.parameters = moved.collect();
            },
        );
    }
    variants.add(
        cause,
        "the covered components are listed in the signed line in the order of the alphabet",
        |lines| {
            let mut names: Vec<&str> = lines
                .components
                .iter()
                .map(|(identifier, _)| identifier.as_str())
                .collect();
            names.sort_unstable();
            lines.covered = format!("({})", names.join(" "));
        },
    );
    for (detail, joint) in [("a comma", ","), ("a comma and a space", ", ")] {
        variants.add(
            Cause::Malformed,
            format!("the covered components are joined with {detail} in the signed line"),
            move |lines| {
                lines.covered = lines.covered.replace("\" \"", &format!("\"{joint}\""));
            },
        );
    }
    variants.add(
        Cause::Malformed,
        "a space stands after each semicolon of the signed line",
        |lines| {
            for parameter in &mut lines.parameters {
                parameter.insert(0, ' ');
            }
        },
    );
}
