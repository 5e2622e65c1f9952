//! Plus signs, spaces and percent-encoding.

use std::borrow::Cow;

use percent_encoding::percent_decode;

use super::Variants;
use crate::explain::Cause;
use crate::explain::akana::recipe::{Ingredient, Layout, Recipe, Source};
use crate::explain::akana::style::Style;
use crate::parameters;

/// A `+` of query or form is a space, and only there.
pub(super) fn plus_or_space<'a>(variants: &mut Variants<'a>, recipe: &Recipe<'a>) {
    let has = |byte| {
        let mut all = recipe.parameters.iter();
        all.any(|parameter| parameter.sent.0.contains(&byte) || parameter.sent.1.contains(&byte))
    };
    variants.add(
        Cause::PlusOrSpace,
        "the + of a parameter is signed as a +, and it is a space",
        |recipe| {
            each(recipe, |sent| {
                percent_decode(sent).collect::<Vec<u8>>().into()
            })
        },
    );
    if has(b'+') {
        variants.add(
            Cause::PlusOrSpace,
            "the + of a parameter is signed as %20, and it is a space",
            |recipe| each(recipe, |sent| replaced(&parameters::decode(sent), b"%20")),
        );
    }
    variants.add(
        Cause::PlusOrSpace,
        "a space of a parameter is signed as a +",
        |recipe| each(recipe, |sent| replaced(&parameters::decode(sent), b"+")),
    );
    variants.add(
        Cause::PlusOrSpace,
        "a + of a parameter, sent as %2B, is signed as a space",
        |recipe| {
            each(recipe, |sent| {
                let decoded = parameters::decode(sent);
                let spaced = decoded
                    .iter()
                    .map(|byte| if *byte == b'+' { b' ' } else { *byte });
                spaced.collect::<Vec<u8>>().into()
            });
        },
    );
}

/// The whole string is percent-encoded.
pub(super) fn whole(variants: &mut Variants<'_>) {
    let layouts = [
        (
            Layout::OAuth { lower_case: false },
            "the signed string is percent-encoded as in OAuth 1.0a",
        ),
        (
            Layout::OAuth { lower_case: true },
            "the signed string is percent-encoded as in OAuth 1.0a, with lower-case hex digits",
        ),
        (
            Layout::UrlAndParameters,
            "URL and parameters are percent-encoded in the signed string",
        ),
        (
            Layout::Url,
            "the URL is percent-encoded in the signed string",
        ),
        (
            Layout::Parameters,
            "the parameters are percent-encoded as a whole in the signed string",
        ),
    ];
    for (layout, detail) in layouts {
        variants.add(Cause::PercentEncoding, detail, move |recipe| {
            recipe.layout = layout
        });
    }
}

/// Names and values are encoded, or not decoded, or decoded twice.
pub(super) fn values<'a>(variants: &mut Variants<'a>, recipe: &Recipe<'a>) {
    variants.add(
        Cause::PercentEncoding,
        "parameters are signed as they are sent, and they are to be decoded",
        |recipe| each(recipe, Cow::Borrowed),
    );
    variants.add(
        Cause::PercentEncoding,
        "parameters are decoded twice in the signed string",
        |recipe| {
            each(recipe, |sent| {
                parameters::decode(&parameters::decode(sent))
                    .into_owned()
                    .into()
            });
        },
    );
    for style in Style::ALL {
        variants.add(
            Cause::PercentEncoding,
            "names and values are percent-encoded in the signed string",
            move |recipe| {
                for parameter in &mut recipe.parameters {
                    parameter.name = Cow::Owned(style.encode(&parameter.name));
                    parameter.value = Cow::Owned(style.encode(&parameter.value));
                }
            },
        );
        variants.add(
            Cause::PercentEncoding,
            "names and values of query and form are percent-encoded in the signed string",
            move |recipe| {
                each(recipe, |sent| {
                    style.encode(&parameters::decode(sent)).into()
                })
            },
        );
        variants.add(
            Cause::PercentEncoding,
            "values of query and form are percent-encoded in the signed string",
            move |recipe| {
                for parameter in of_request(recipe) {
                    parameter.value = Cow::Owned(style.encode(&parameter.value));
                }
            },
        );
    }
    for suffix in ["app_id", "nonce"] {
        if let Some(parameter) = recipe
            .parameters
            .iter()
            .find(|parameter| parameter.is_security(suffix))
        {
            let encoded = Style::Unreserved.encode(&parameter.value);
            let detail = format!("the value of {suffix} is percent-encoded in the signed string");
            variants.add(Cause::PercentEncoding, detail, move |recipe| {
                recipe.set(suffix, encoded.clone());
            });
        }
    }
    variants.add(
        Cause::PercentEncoding,
        "parameters are signed in Latin-1, and they are sent in UTF-8",
        |recipe| {
            for parameter in of_request(recipe) {
                let [name, value] = [&parameter.name, &parameter.value].map(|text| latin_1(text));
                parameter.name = Cow::Owned(name);
                parameter.value = Cow::Owned(value);
            }
        },
    );
}

/// The same mistakes in the query or the form alone, or in one parameter alone: two hands wrote the two.
pub(super) fn some<'a>(variants: &mut Variants<'a>, recipe: &Recipe<'a>) {
    let sources = [(Source::Query, "the query"), (Source::Form, "the form")];
    for (source, called) in sources {
        written_otherwise(variants, called, move |_, parameter| {
            parameter.source == source
        });
    }
    let all = recipe.parameters.iter().enumerate();
    let of_request = all.filter(|(_, parameter)| !matches!(parameter.source, Source::Security(_)));
    for (place, parameter) in of_request.take(MOST_ALONE) {
        let called = format!("the parameter {}", super::shown(&parameter.name));
        written_otherwise(variants, &called, move |at, _| at == place);
    }
}

/// No honest mistake concerns one of more parameters alone.
const MOST_ALONE: usize = 32;

fn written_otherwise<'a>(
    variants: &mut Variants<'a>,
    called: &str,
    which: impl Fn(usize, &Ingredient<'a>) -> bool + Copy + 'a,
) {
    type Form = fn(&[u8]) -> Vec<u8>;
    let forms: [(Cause, &str, Form); 6] = [
        (Cause::PlusOrSpace, "a + is signed as a +", |sent| {
            percent_decode(sent).collect()
        }),
        (Cause::PlusOrSpace, "a space is signed as %20", |sent| {
            replaced(&parameters::decode(sent), b"%20").into_owned()
        }),
        (Cause::PlusOrSpace, "a space is signed as a +", |sent| {
            replaced(&parameters::decode(sent), b"+").into_owned()
        }),
        (
            Cause::PercentEncoding,
            "what is sent is signed, not decoded",
            <[u8]>::to_vec,
        ),
        (
            Cause::PercentEncoding,
            "the value is percent-encoded",
            |sent| Style::Unreserved.encode(&parameters::decode(sent)),
        ),
        (
            Cause::PercentEncoding,
            "what is not ASCII is percent-encoded",
            |sent| Style::NotAscii.encode(&parameters::decode(sent)),
        ),
    ];
    for (cause, detail, form) in forms {
        variants.add(cause, format!("in {called} {detail}"), move |recipe| {
            for (place, parameter) in recipe.parameters.iter_mut().enumerate() {
                if which(place, parameter) {
                    parameter.name = Cow::Owned(form(parameter.sent.0));
                    parameter.value = Cow::Owned(form(parameter.sent.1));
                }
            }
        });
    }
}

/// Makes names and values of query and form afresh from what was sent.
fn each<'a>(recipe: &mut Recipe<'a>, from_sent: impl Fn(&'a [u8]) -> Cow<'a, [u8]>) {
    for parameter in of_request(recipe) {
        parameter.name = from_sent(parameter.sent.0);
        parameter.value = from_sent(parameter.sent.1);
    }
}

fn of_request<'r, 'a>(recipe: &'r mut Recipe<'a>) -> impl Iterator<Item = &'r mut Ingredient<'a>> {
    let all = recipe.parameters.iter_mut();
    all.filter(|parameter| matches!(parameter.source, Source::Query | Source::Form))
}

fn replaced(text: &[u8], space: &'static [u8]) -> Cow<'static, [u8]> {
    text.split(|byte| *byte == b' ')
        .collect::<Vec<_>>()
        .join(space)
        .into()
}

/// Returns text in Latin-1; what is not UTF-8, or has no place in it, stays as it is.
fn latin_1(text: &[u8]) -> Vec<u8> {
    let characters = std::str::from_utf8(text).ok();
    let bytes = characters.and_then(|text| {
        text.chars()
            .map(|c| u8::try_from(u32::from(c)).ok())
            .collect()
    });
    bytes.unwrap_or_else(|| text.to_vec())
}
