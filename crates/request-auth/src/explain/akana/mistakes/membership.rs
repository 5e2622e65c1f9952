//! What is signed, and in which order: parameters left out or added, empty values, form bodies, separators.

use std::borrow::Cow;

use super::Variants;
use crate::Request;
use crate::explain::Cause;
use crate::explain::akana::recipe::{Empty, Ingredient, Order, Recipe, Source, of_text};

pub(super) fn orders<'a>(variants: &mut Variants<'a>, request: &'a Request<'a>) {
    let orders = [
        (
            Order::AsSent,
            "parameters are signed as they are sent, security parameters first",
        ),
        (
            Order::QueryFirst,
            "parameters are signed as they are sent, the query first",
        ),
        (
            Order::Descending,
            "parameters are signed in descending order",
        ),
        (
            Order::JavaScript,
            "parameters are signed in the order of JavaScript's sort() of pairs",
        ),
        (
            Order::Joined,
            "parameters are sorted as name=value and not by their names",
        ),
        (
            Order::Names,
            "parameters of the same name are signed as they are sent",
        ),
        (
            Order::NamesInAnyCase,
            "parameters are sorted without regard to case",
        ),
    ];
    for (order, detail) in orders {
        variants.add(Cause::ParameterOrder, detail, move |recipe| {
            recipe.order = order
        });
    }
    let detail = "security parameters, query and form are each sorted for themselves";
    for security_first in [true, false] {
        variants.add(Cause::ParameterOrder, detail, move |recipe| {
            recipe.parameters.sort_by(|a, b| {
                let key = |one: &Ingredient<'_>| {
                    (group(one.source), one.name.to_vec(), one.value.to_vec())
                };
                key(a).cmp(&key(b))
            });
            recipe.order = if security_first {
                Order::AsSent
            } else {
                Order::QueryFirst
            };
        });
    }
    let url = request.url();
    let Some((_, query)) = url.split_once('?') else {
        return;
    };
    let query = query.split('#').next().unwrap_or_default();
    for also_sorted in [false, true] {
        let detail = "the query is signed at the end of the URL and not among the parameters";
        variants.add(Cause::ParameterOrder, detail, move |recipe| {
            recipe.path = [&recipe.path, &b"?"[..], query.as_bytes()].concat().into();
            if !also_sorted {
                recipe
                    .parameters
                    .retain(|parameter| parameter.source != Source::Query);
            }
        });
    }
}

fn group(source: Source) -> u8 {
    match source {
        Source::Security(_) => 0,
        Source::Query => 1,
        Source::Form => 2,
    }
}

pub(super) fn empty_values(variants: &mut Variants<'_>) {
    let forms = [
        (Empty::Equals, "an empty value is signed as name="),
        (Empty::Bare, "an empty value is signed as the bare name"),
        (
            Empty::Dropped,
            "parameters without a value are left out of the signed string",
        ),
    ];
    for (empty, detail) in forms {
        variants.add(Cause::EmptyValue, detail, move |recipe| {
            recipe.empty = empty
        });
    }
}

/// Only one side takes the body for a form.
pub(super) fn form_bodies<'a>(variants: &mut Variants<'a>, request: &'a Request<'a>) {
    let body = request.content();
    if body.is_empty() {
        return;
    }
    if request.has_form() {
        variants.add(
            Cause::FormBodyIgnored,
            "the parameters of the form are not signed",
            |recipe| {
                recipe
                    .parameters
                    .retain(|parameter| parameter.source != Source::Form)
            },
        );
    } else {
        variants.add(
            Cause::FormBodyIgnored,
            "the body is signed as a form, and its Content-Type does not say that it is one",
            |recipe| recipe.parameters.extend(of_text(Source::Form, body)),
        );
    }
}

/// The body stands in the string without being read as a form.
pub(super) fn raw_bodies<'a>(variants: &mut Variants<'a>, request: &'a Request<'a>) {
    let body = request.content();
    variants.add(
        Cause::FormBodyIgnored,
        "the body is signed as it is, behind the parameters",
        move |recipe| {
            recipe
                .parameters
                .retain(|parameter| parameter.source != Source::Form);
            recipe.tail = [b"&", body].concat().into();
        },
    );
}

/// Parameters that only one side signs.
pub(super) fn missing<'a>(variants: &mut Variants<'a>, recipe: &Recipe<'a>, realm: Option<String>) {
    variants.add(
        Cause::MissingParameter,
        "the query is not signed",
        |recipe| {
            recipe
                .parameters
                .retain(|parameter| parameter.source != Source::Query)
        },
    );
    for (place, parameter) in recipe.parameters.iter().enumerate().take(MOST_LEFT_OUT) {
        let detail = match parameter.source {
            Source::Security(suffix) => format!("the security parameter {suffix} is not signed"),
            Source::Query | Source::Form => {
                format!(
                    "the parameter {} is not signed",
                    super::shown(&parameter.name)
                )
            }
        };
        variants.add(Cause::MissingParameter, detail, move |recipe| {
            recipe.parameters.remove(place);
        });
    }
    variants.add(
        Cause::MissingParameter,
        "the security parameters are not signed",
        |recipe| {
            recipe
                .parameters
                .retain(|parameter| !matches!(parameter.source, Source::Security(_)))
        },
    );
    let version = recipe
        .parameters
        .iter()
        .any(|parameter| parameter.is_security("version"));
    let names = recipe
        .parameters
        .iter()
        .find(|parameter| parameter.is_security("app_id"));
    let prefix =
        names.and_then(|parameter| Some(parameter.name.len().checked_sub("app_id".len())?..));
    let prefix = names
        .zip(prefix)
        .map(|(parameter, tail)| parameter.name[..tail.start].to_vec());
    let mut added = vec![("realm", realm.clone(), Vec::new())];
    let prefix = prefix.unwrap_or_default();
    added.push(("realm", realm, prefix.clone()));
    added.push((
        "version",
        (!version).then(|| "1.0".to_owned()),
        prefix.clone(),
    ));
    added.push(("signature", Some(String::new()), prefix));
    for (suffix, value, prefix) in added {
        let Some(value) = value else { continue };
        let name = [&prefix, suffix.as_bytes()].concat();
        let detail = format!("the signed string has {suffix}, which is not signed here");
        variants.add(Cause::MissingParameter, detail, move |recipe| {
            recipe.parameters.push(Ingredient {
                source: Source::Security(suffix),
                name: Cow::Owned(name.clone()),
                value: Cow::Owned(value.clone().into_bytes()),
                sent: (b"", b""),
            });
        });
    }
}

/// Stray and missing separators.
pub(super) fn separators(variants: &mut Variants<'_>) {
    variants.add(
        Cause::KeySuffix,
        "the signed string ends with an &",
        |recipe| recipe.tail = Cow::Borrowed(b"&"),
    );
    let joints: [(&'static [u8], _); 3] = [
        (
            b"",
            "there is no & between URL and parameters in the signed string",
        ),
        (
            b"?",
            "there is a ? and no & between URL and parameters in the signed string",
        ),
        (
            b"&&",
            "there are two & between URL and parameters in the signed string",
        ),
    ];
    for (joint, detail) in joints {
        variants.add(Cause::KeySuffix, detail, move |recipe| recipe.joint = joint);
    }
    variants.add(
        Cause::KeySuffix,
        "the signed string ends with a line feed",
        |recipe| recipe.tail = Cow::Borrowed(b"\n"),
    );
}

/// Parameters that are left out one at a time.
const MOST_LEFT_OUT: usize = 48;
