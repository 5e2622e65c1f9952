//! One member of `Signature-Input`: the covered components and the parameters of a signature (RFC 9421 §2.3, §4.1), and the
//! signature base made from them (§2.5).

use std::borrow::Cow;

use super::component::{Component, NoComponent};
use super::message::{Message, NoValue};
use super::structured::{self, BareItem, Item, Parameters};

/// What is covered, and the parameters of the signature, each in its order, which is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SignatureInput<'a> {
    pub(crate) components: Vec<Component>,
    pub(crate) parameters: Vec<Parameter<'a>>,
}

/// A parameter of a signature (RFC 9421 §2.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Parameter<'a> {
    /// Seconds since 1970.
    Created(i64),
    /// Seconds since 1970.
    Expires(i64),
    Nonce(Cow<'a, str>),
    Algorithm(Cow<'a, str>),
    KeyId(Cow<'a, str>),
    Tag(Cow<'a, str>),
}

/// Why a member cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    /// A component is none that is known here.
    Component(NoComponent),
    /// A component is covered twice.
    Twice(String),
    /// A parameter of the signature is not known here (RFC 9421 §2.3 has six).
    Unknown(String),
    /// A parameter has the wrong type.
    Type(&'static str, &'static str),
}

impl<'a> SignatureInput<'a> {
    pub(crate) fn of(items: &[Item<'a>], parameters: Parameters<'a>) -> Result<Self, Problem> {
        let components: Result<Vec<Component>, NoComponent> =
            items.iter().map(Component::of_item).collect();
        let components = components.map_err(Problem::Component)?;
        if let Some(twice) = twice(&components) {
            return Err(Problem::Twice(twice.to_string()));
        }
        let parameters = parameters
            .into_iter()
            .map(|(name, value)| Parameter::of(name, value));
        Ok(Self {
            components,
            parameters: parameters.collect::<Result<_, _>>()?,
        })
    }

    pub(crate) fn created(&self) -> Option<i64> {
        self.parameters
            .iter()
            .find_map(|parameter| match parameter {
                Parameter::Created(seconds) => Some(*seconds),
                _ => None,
            })
    }

    pub(crate) fn expires(&self) -> Option<i64> {
        self.parameters
            .iter()
            .find_map(|parameter| match parameter {
                Parameter::Expires(seconds) => Some(*seconds),
                _ => None,
            })
    }

    pub(crate) fn nonce(&self) -> Option<&str> {
        self.parameters
            .iter()
            .find_map(|parameter| match parameter {
                Parameter::Nonce(nonce) => Some(&**nonce),
                _ => None,
            })
    }

    pub(crate) fn algorithm(&self) -> Option<&str> {
        self.parameters
            .iter()
            .find_map(|parameter| match parameter {
                Parameter::Algorithm(name) => Some(&**name),
                _ => None,
            })
    }

    pub(crate) fn key_id(&self) -> Option<&str> {
        self.parameters
            .iter()
            .find_map(|parameter| match parameter {
                Parameter::KeyId(id) => Some(&**id),
                _ => None,
            })
    }

    pub(crate) fn tag(&self) -> Option<&str> {
        self.parameters
            .iter()
            .find_map(|parameter| match parameter {
                Parameter::Tag(tag) => Some(&**tag),
                _ => None,
            })
    }

    /// Writes components and parameters as they stand in the field and in the last line of the base.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.push(b'(');
        for (place, component) in self.components.iter().enumerate() {
            if place > 0 {
                out.push(b' ');
            }
            component.write(out);
        }
        out.push(b')');
        for parameter in &self.parameters {
            parameter.write(out);
        }
    }

    /// Returns the signature base: a line for each component, and the parameters last (RFC 9421 §2.5). Everything in it is
    /// written afresh from what was read, so it has one form, whatever the spaces in the field.
    pub(crate) fn base(&self, message: &Message<'_>) -> Result<Vec<u8>, (String, NoValue)> {
        let mut out = Vec::with_capacity(512);
        for component in &self.components {
            component.write(&mut out);
            out.extend_from_slice(b": ");
            let written = message.write(&mut out, component);
            written.map_err(|problem| (component.to_string(), problem))?;
            out.push(b'\n');
        }
        out.extend_from_slice(b"\"@signature-params\": ");
        self.write(&mut out);
        Ok(out)
    }
}

/// Returns a component that is there twice.
pub(crate) fn twice(components: &[Component]) -> Option<&Component> {
    let mut sorted: Vec<&Component> = components.iter().collect();
    sorted.sort_by(|a, b| a.sorted().cmp(&b.sorted()));
    let mut pairs = sorted.windows(2);
    let pair = pairs.find(|pair| pair[0].sorted() == pair[1].sorted());
    pair.map(|pair| pair[0])
}

impl<'a> Parameter<'a> {
    fn of(name: &str, value: BareItem<'a>) -> Result<Self, Problem> {
        let seconds = "is not a whole number of seconds since 1970";
        Ok(match (name, value) {
            ("created", BareItem::Integer(created)) => Self::Created(created),
            ("expires", BareItem::Integer(expires)) => Self::Expires(expires),
            ("nonce", BareItem::String(nonce)) => Self::Nonce(nonce),
            ("alg", BareItem::String(name)) => Self::Algorithm(name),
            ("keyid", BareItem::String(id)) => Self::KeyId(id),
            ("tag", BareItem::String(tag)) => Self::Tag(tag),
            ("created", _) => return Err(Problem::Type("created", seconds)),
            ("expires", _) => return Err(Problem::Type("expires", seconds)),
            ("nonce", _) => return Err(Problem::Type("nonce", "is not in quotes")),
            ("alg", _) => return Err(Problem::Type("alg", "is not in quotes")),
            ("keyid", _) => return Err(Problem::Type("keyid", "is not in quotes")),
            ("tag", _) => return Err(Problem::Type("tag", "is not in quotes")),
            _ => return Err(Problem::Unknown(name.chars().take(64).collect())),
        })
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let (name, text) = match self {
            Self::Created(seconds) => {
                return out.extend_from_slice(format!(";created={seconds}").as_bytes());
            }
            Self::Expires(seconds) => {
                return out.extend_from_slice(format!(";expires={seconds}").as_bytes());
            }
            Self::Nonce(nonce) => (";nonce=", nonce),
            Self::Algorithm(name) => (";alg=", name),
            Self::KeyId(id) => (";keyid=", id),
            Self::Tag(tag) => (";tag=", tag),
        };
        out.extend_from_slice(name.as_bytes());
        structured::write_string(out, text);
    }
}
