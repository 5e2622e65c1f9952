//! The fields `Signature-Input` and `Signature` of a request, and the signature in them that counts (RFC 9421 §4).

use super::message::Message;
use super::signature_input::{Problem, SignatureInput};
use super::structured::{self, BareItem, Item, Member};
use crate::refusal::Reason;

pub(crate) const SIGNATURE_INPUT: &str = "Signature-Input";
pub(crate) const SIGNATURE: &str = "Signature";

/// Both fields as text, each of several lines joined.
pub(crate) struct Fields {
    input: String,
    signature: String,
}

/// One signature as it arrived.
#[derive(Debug)]
pub(crate) struct Received<'a> {
    pub(crate) label: &'a str,
    pub(crate) input: SignatureInput<'a>,
    pub(crate) signature: Vec<u8>,
}

impl Fields {
    /// Takes both fields from a request.
    pub(crate) fn of(message: &Message<'_>) -> Result<Self, Reason> {
        match (text(message, SIGNATURE_INPUT)?, text(message, SIGNATURE)?) {
            (None, None) => Err(Reason::NoCredentials),
            (None, Some(_)) => Err(Reason::MissingParameter(SIGNATURE_INPUT.to_owned())),
            (Some(_), None) => Err(Reason::MissingParameter(SIGNATURE.to_owned())),
            (Some(input), Some(signature)) => Ok(Self { input, signature }),
        }
    }

    /// Returns the signature with this label; without one, the one with this tag; without either, the only one.
    pub(crate) fn choose(
        &self,
        label: Option<&str>,
        tag: Option<&str>,
    ) -> Result<Received<'_>, Reason> {
        let inputs = dictionary(SIGNATURE_INPUT, &self.input)?;
        let signatures = dictionary(SIGNATURE, &self.signature)?;
        let mut chosen = inputs
            .into_iter()
            .filter(|(found, member)| match (label, tag) {
                (Some(label), _) => *found == label,
                (None, Some(tag)) => has_tag(member, tag),
                (None, None) => true,
            });
        let Some((label, member)) = chosen.next() else {
            return Err(match label.or(tag) {
                Some(wanted) => Reason::MissingParameter(format!("{wanted} of {SIGNATURE_INPUT}")),
                None => Reason::NoCredentials,
            });
        };
        if chosen.next().is_some() {
            return Err(invalid(
                SIGNATURE_INPUT,
                "has several signatures, and neither a label nor a tag says which one counts",
            ));
        }
        let Member::InnerList(items, parameters) = member else {
            return Err(invalid(label, "is not a list of components in parentheses"));
        };
        let input = SignatureInput::of(&items, parameters).map_err(refused)?;
        let signature = signatures.into_iter().find(|(found, _)| *found == label);
        match signature {
            None => Err(Reason::MissingParameter(format!("{label} of {SIGNATURE}"))),
            Some((
                _,
                Member::Item(Item {
                    value: BareItem::Bytes(signature),
                    ..
                }),
            )) => Ok(Received {
                label,
                input,
                signature,
            }),
            Some(_) => Err(invalid(SIGNATURE, "is not base64 between colons")),
        }
    }

    /// Whether either field has this label, or cannot be read.
    pub(crate) fn may_have(message: &Message<'_>, label: &str) -> bool {
        let has = |name: &str| match text(message, name) {
            Ok(None) => false,
            Ok(Some(text)) => match structured::dictionary(&text) {
                Ok(members) => members.iter().any(|(found, _)| *found == label),
                Err(_) => true,
            },
            Err(_) => true,
        };
        has(SIGNATURE_INPUT) || has(SIGNATURE)
    }
}

/// Far beyond any honest field; what follows is linear in it.
const LONGEST_FIELD: usize = 64 << 10;

/// Returns a field as text, `None` where there is none.
pub(crate) fn text(message: &Message<'_>, name: &str) -> Result<Option<String>, Reason> {
    let Some(value) = message.field(name) else {
        return Ok(None);
    };
    if value.len() > LONGEST_FIELD {
        return Err(Reason::Malformed(format!("{name} is longer than 64 KiB")));
    }
    match String::from_utf8(value.into_owned()) {
        Ok(text) if text.is_ascii() => Ok(Some(text)),
        _ => Err(Reason::Malformed(format!("{name} is not ASCII"))),
    }
}

fn dictionary<'a>(name: &str, text: &'a str) -> Result<Vec<(&'a str, Member<'a>)>, Reason> {
    structured::dictionary(text).map_err(|problem| match problem {
        structured::Problem::Syntax(at) => Reason::Malformed(format!(
            "{name} is no dictionary of structured fields (RFC 9651): it breaks off at byte {at}"
        )),
        structured::Problem::Duplicate(key) => {
            Reason::DuplicateParameter(key.chars().take(64).collect())
        }
    })
}

fn has_tag(member: &Member<'_>, tag: &str) -> bool {
    let Member::InnerList(_, parameters) = member else {
        return false;
    };
    let is_tag = |value: &BareItem<'_>| matches!(value, BareItem::String(found) if found == tag);
    parameters
        .iter()
        .any(|(name, value)| *name == "tag" && is_tag(value))
}

fn refused(problem: Problem) -> Reason {
    match problem {
        Problem::Component(error) => Reason::InvalidParameter {
            name: error.identifier,
            problem: error.problem,
        },
        Problem::Twice(component) => {
            Reason::DuplicateParameter(component.chars().take(64).collect())
        }
        Problem::Unknown(name) => Reason::InvalidParameter {
            name,
            problem: "is not known (RFC 9421 §2.3)",
        },
        Problem::Type("created", problem) => Reason::InvalidTimestamp(problem),
        Problem::Type(name, problem) => invalid(name, problem),
    }
}

pub(crate) fn invalid(name: &str, problem: &'static str) -> Reason {
    Reason::InvalidParameter {
        name: name.chars().take(64).collect(),
        problem,
    }
}
