//! The signed string by its ingredients, each of which the other side may have prepared in another way.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

use crate::oauth1::{self, Carried};
use crate::parameters::{self, Parameter};
use crate::{Request, SignedUrl};

/// How a name, a value or a whole part is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Every byte but the unreserved ones, upper-case hex.
    Rfc,
    /// The same with lower-case hex.
    LowerHex,
    /// A space as a plus.
    Plus,
    /// As `encodeURIComponent` does it.
    Component,
    /// Twice.
    Twice,
    /// Not at all.
    Raw,
}

impl Encoding {
    pub(super) fn of<'t>(self, text: &'t [u8]) -> Cow<'t, [u8]> {
        let rfc = |text: &'t [u8]| Cow::Owned(oauth1::encode(text).to_string().into_bytes());
        match self {
            Self::Rfc => rfc(text),
            Self::LowerHex => {
                let encoded = oauth1::encode(text);
                Cow::Owned(encoded.map(lower_hex).collect::<String>().into_bytes())
            }
            Self::Plus => {
                let pieces: Vec<String> = text
                    .split(|byte| *byte == b' ')
                    .map(|piece| oauth1::encode(piece).to_string())
                    .collect();
                Cow::Owned(pieces.join("+").into_bytes())
            }
            Self::Component => Cow::Owned(percent_encode(text, COMPONENT).to_string().into_bytes()),
            Self::Twice => {
                let once = oauth1::encode(text).to_string();
                Cow::Owned(oauth1::encode(once.as_bytes()).to_string().into_bytes())
            }
            Self::Raw => Cow::Borrowed(text),
        }
    }
}

/// An escape in lower case; what is no escape has no percent sign.
fn lower_hex(piece: &str) -> String {
    if piece.starts_with('%') {
        piece.to_ascii_lowercase()
    } else {
        piece.to_owned()
    }
}

/// How a parameter without a value stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Empty {
    Equals,
    Bare,
    LeftOut,
}

/// Everything that the string is made of.
#[derive(Debug, Clone)]
pub(super) struct Recipe<'a> {
    pub(super) method: String,
    pub(super) uri: String,
    pub(super) oauth: Vec<Parameter<'a>>,
    pub(super) query: Vec<Parameter<'a>>,
    pub(super) form: Vec<Parameter<'a>>,
    /// Of names and values.
    pub(super) inner: Encoding,
    /// Of the joined parameters.
    pub(super) outer: Encoding,
    /// Of the base string URI.
    pub(super) of_uri: Encoding,
    pub(super) empty: Empty,
    pub(super) sorted: Sorted,
}

/// In which order the parameters stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sorted {
    ByEncoded,
    ByDecoded,
    ByNameOnly,
    OauthFirst,
    OauthLast,
}

impl<'a> Recipe<'a> {
    /// Returns the right one.
    pub(super) fn of(request: &Request<'a>, url: &SignedUrl<'a>, carried: &Carried<'a>) -> Self {
        let others = |text: &'a [u8]| {
            let all = parameters::parse(text);
            all.filter(|(name, _)| !name.starts_with(b"oauth_"))
                .collect()
        };
        let oauth = carried.oauth.iter();
        Self {
            method: request.method().to_ascii_uppercase(),
            uri: oauth1::uri(url),
            oauth: oauth
                .filter(|(name, _)| **name != *b"oauth_signature")
                .cloned()
                .collect(),
            query: others(url.query.as_bytes()),
            form: others(request.form_bytes()),
            inner: Encoding::Rfc,
            outer: Encoding::Rfc,
            of_uri: Encoding::Rfc,
            empty: Empty::Equals,
            sorted: Sorted::ByEncoded,
        }
    }

    /// Returns the recipe with one thing done differently.
    pub(super) fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut changed = self.clone();
        change(&mut changed);
        changed
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let (first, last): (&[Parameter<'_>], &[Parameter<'_>]) = match self.sorted {
            Sorted::OauthLast => (&[], &self.oauth),
            _ => (&self.oauth, &[]),
        };
        let mut all: Vec<&Parameter<'_>> = first
            .iter()
            .chain(&self.query)
            .chain(&self.form)
            .chain(last)
            .collect();
        if self.empty == Empty::LeftOut {
            all.retain(|(_, value)| !value.is_empty());
        }
        if self.sorted == Sorted::ByDecoded {
            all.sort();
        }
        let mut pairs: Vec<_> = all
            .into_iter()
            .map(|(name, value)| (self.inner.of(name), self.inner.of(value)))
            .collect();
        match self.sorted {
            Sorted::ByEncoded => pairs.sort_unstable(),
            Sorted::ByNameOnly => pairs.sort_by(|one, other| one.0.cmp(&other.0)),
            _ => {}
        }
        let mut parameters = Vec::new();
        for (name, value) in &pairs {
            if !parameters.is_empty() {
                parameters.push(b'&');
            }
            parameters.extend_from_slice(name);
            if !value.is_empty() || self.empty == Empty::Equals {
                parameters.push(b'=');
                parameters.extend_from_slice(value);
            }
        }
        let uri = self.of_uri.of(self.uri.as_bytes());
        let parameters = self.outer.of(&parameters);
        [self.method.as_bytes(), &uri, &parameters].join(&b'&')
    }
}

const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');
