//! The security parameters: their names and values signed otherwise than they are sent.

use std::borrow::Cow;

use percent_encoding::percent_decode;

use super::Variants;
use crate::akana::SPELLINGS;
use crate::explain::Cause;
use crate::explain::akana::recipe::{Recipe, Source};
use crate::explain::secret_forms::{base64_decoded, hex_decoded, lower_hex};
use crate::explain::unit::UNITS;

/// Wire names of the algorithm, and the names of the parameters themselves.
pub(super) fn wire_names<'a>(variants: &mut Variants<'a>, recipe: &Recipe<'a>) {
    let sent = value(recipe, "signature_method");
    let spellings = SPELLINGS.iter().flat_map(|(_, spellings)| *spellings);
    for name in spellings
        .chain(&OTHER_SPELLINGS)
        .filter(|name| name.as_bytes() != sent)
    {
        let detail = format!(
            "the signed string has the method {name} and the request {}",
            shown(&sent)
        );
        variants.add(Cause::WireName, detail, move |recipe| {
            recipe.set("signature_method", name.as_bytes());
        });
    }
    variants.add(
        Cause::WireName,
        "the signed string has the names of the security parameters in lower case",
        |recipe| rename(recipe, |name, _| name.to_ascii_lowercase()),
    );
    variants.add(
        Cause::WireName,
        "the signed string has the prefix atmosphere and the request another",
        |recipe| {
            rename(recipe, |_, suffix| {
                format!("atmosphere_{suffix}").into_bytes()
            })
        },
    );
    variants.add(
        Cause::WireName,
        "the signed string has the names of the security parameters without their prefix",
        |recipe| rename(recipe, |_, suffix| suffix.as_bytes().to_vec()),
    );
    variants.add(
        Cause::WireName,
        "the signed string has the security parameters under OAuth's names",
        |recipe| {
            rename(recipe, |_, suffix| {
                let suffix = suffix.replace("app_id", "consumer_key");
                format!("oauth_{suffix}").into_bytes()
            });
        },
    );
}

/// The timestamp counts in one unit in the request and in another in the signed string.
pub(super) fn timestamps<'a>(variants: &mut Variants<'a>, recipe: &Recipe<'a>) {
    let sent = value(recipe, "timestamp");
    let Ok(sent) = std::str::from_utf8(&sent) else {
        return;
    };
    for unit in &UNITS {
        let signed = [
            (unit.of_milliseconds(sent), "milliseconds", unit.name),
            (unit.milliseconds_of(sent), unit.name, "milliseconds"),
        ];
        for (value, in_request, in_string) in signed {
            let Some(value) = value else { continue };
            let detail = format!(
                "the request has the timestamp in {in_request} and the signed string in {in_string}"
            );
            variants.add(Cause::TimestampUnit, detail, move |recipe| {
                recipe.set("timestamp", value.clone().into_bytes());
            });
        }
    }
}

/// The nonce is decoded or encoded before it is signed.
pub(super) fn nonces<'a>(variants: &mut Variants<'a>, recipe: &Recipe<'a>) {
    for (detail, nonce) in nonce_forms(&value(recipe, "nonce")) {
        variants.add(Cause::NonceDecoded, detail, move |recipe| {
            recipe.set("nonce", nonce.clone());
        });
    }
}

/// Returns what may be made of a nonce that is text and to be taken as it is.
pub(in crate::explain) fn nonce_forms(nonce: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let trimmed = nonce.trim_ascii();
    let percent_decoded: Vec<u8> = percent_decode(nonce).collect();
    let forms = [
        (
            "the nonce is signed decoded from base64",
            base64_decoded(nonce),
        ),
        (
            "the nonce is signed decoded from percent-encoding",
            Some(percent_decoded),
        ),
        ("the nonce is signed decoded from hex", hex_decoded(nonce)),
        (
            "the nonce is signed in base64 and sent without",
            Some(base64::Engine::encode(&base64::prelude::BASE64_STANDARD, nonce).into()),
        ),
        (
            "the nonce is signed in hex and sent without",
            Some(lower_hex(nonce)),
        ),
        (
            "the nonce is signed in lower case",
            Some(nonce.to_ascii_lowercase()),
        ),
        (
            "the nonce is signed in upper case",
            Some(nonce.to_ascii_uppercase()),
        ),
        (
            "the nonce is signed without the white space around it",
            Some(trimmed.to_vec()),
        ),
    ];
    let forms = forms
        .into_iter()
        .filter_map(|(detail, form)| Some((detail, form?)));
    forms.filter(|(_, form)| form != nonce).collect()
}

fn rename<'a>(recipe: &mut Recipe<'a>, new: impl Fn(&[u8], &str) -> Vec<u8>) {
    for parameter in &mut recipe.parameters {
        if let Source::Security(suffix) = parameter.source {
            parameter.name = Cow::Owned(new(&parameter.name, suffix));
        }
    }
}

fn value(recipe: &Recipe<'_>, suffix: &str) -> Vec<u8> {
    let mut all = recipe.parameters.iter();
    let found = all.find(|parameter| parameter.is_security(suffix));
    found.map_or_else(Vec::new, |parameter| parameter.value.to_vec())
}

/// Repeats somebody else's text, cut and without control characters.
fn shown(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let printable = text.chars().filter(|character| !character.is_control());
    printable.take(64).collect()
}

/// Names that no verifier takes, seen in signed strings.
const OTHER_SPELLINGS: [&str; 9] = [
    "hmac-sha1",
    "hmac-sha256",
    "hmac-sha512",
    "HmacSha1",
    "HmacSha256",
    "HmacSha512",
    "SHA1",
    "SHA256",
    "HS256",
];
