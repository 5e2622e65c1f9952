//! The signed string as something that can be written in another way: its ingredients, their order and their encoding.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::style::Style;
use crate::akana::{EmptyValue, Format, Token};
use crate::parameters::Parameter;
use crate::{Request, SignedUrl, parameters};

/// Everything that goes into the signed string, and how it is put together.
#[derive(Debug, Clone)]
pub(super) struct Recipe<'a> {
    pub(super) method: Cow<'a, [u8]>,
    pub(super) scheme: Cow<'a, str>,
    pub(super) host: Cow<'a, str>,
    pub(super) port: Option<Cow<'a, str>>,
    pub(super) path: Cow<'a, [u8]>,
    pub(super) parameters: Vec<Ingredient<'a>>,
    pub(super) order: Order,
    pub(super) empty: Empty,
    pub(super) layout: Layout,
    /// Between the URL and the parameters.
    pub(super) joint: &'static [u8],
    /// Behind everything.
    pub(super) tail: Cow<'a, [u8]>,
}

/// One parameter, decoded and as it was sent.
#[derive(Debug, Clone)]
pub(super) struct Ingredient<'a> {
    pub(super) source: Source,
    pub(super) name: Cow<'a, [u8]>,
    pub(super) value: Cow<'a, [u8]>,
    pub(super) sent: (&'a [u8], &'a [u8]),
}

/// Where a parameter comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The security parameters, wherever they travel: which one.
    Security(&'static str),
    Query,
    Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// By name in byte order, ties by value.
    Bytes,
    /// By name in byte order, equal names as they were sent.
    Names,
    /// By name without regard to case.
    NamesInAnyCase,
    /// By the whole `name=value`.
    Joined,
    /// By `name,value` in UTF-16, as JavaScript sorts arrays.
    JavaScript,
    Descending,
    /// Security parameters, query, form.
    AsSent,
    /// Query, form, security parameters.
    QueryFirst,
}

/// How a parameter without a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Empty {
    Bare,
    Equals,
    Dropped,
}

/// What is percent-encoded when the string is put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    Plain,
    /// Names and values, and then URL and parameters as a whole, as OAuth 1.0a does (RFC 5849 §3.4.1).
    OAuth {
        lower_case: bool,
    },
    /// URL and parameters as a whole.
    UrlAndParameters,
    Url,
    Parameters,
}

impl<'a> Recipe<'a> {
    /// Takes the ingredients from a request; written unchanged it gives the string that `verify` computes.
    pub(super) fn of(
        request: &Request<'a>,
        url: &SignedUrl<'a>,
        token: &'a Token<'a>,
        format: &Format,
    ) -> Self {
        let suffixes = [
            "app_id",
            "nonce",
            "signature_method",
            "timestamp",
            "version",
        ];
        let fields = [
            &token.app_id,
            &token.nonce,
            &token.signature_method,
            &token.timestamp,
            &token.version,
        ];
        let mut parameters = Vec::new();
        for (suffix, field) in suffixes.into_iter().zip(fields) {
            parameters.extend(field.iter().map(|field| Ingredient {
                source: Source::Security(suffix),
                name: Cow::Borrowed(field.name.as_bytes()),
                value: Cow::Borrowed(field.value.as_bytes()),
                sent: (field.name.as_bytes(), field.value.as_bytes()),
            }));
        }
        let sources = [
            (Source::Query, url.query.as_bytes()),
            (Source::Form, request.form_bytes()),
        ];
        for (source, text) in sources {
            let others = of_text(source, text);
            parameters.extend(others.filter(|other| !is_of_token(token, &other.name)));
        }
        Self {
            method: Cow::Owned(request.method().as_bytes().to_ascii_uppercase()),
            scheme: Cow::Owned(url.scheme.to_ascii_lowercase()),
            host: Cow::Owned(url.host.to_ascii_lowercase()),
            port: url.port_unless_default().map(Cow::Borrowed),
            path: Cow::Borrowed(url.path.as_bytes()),
            parameters,
            order: Order::Bytes,
            empty: match format.empty_value {
                EmptyValue::Bare => Empty::Bare,
                EmptyValue::Equals => Empty::Equals,
            },
            layout: Layout::Plain,
            joint: b"&",
            tail: Cow::Borrowed(b""),
        }
    }

    /// Changes the value of one of the security parameters.
    pub(super) fn set(&mut self, suffix: &str, value: impl Into<Cow<'a, [u8]>>) {
        let mut all = self.parameters.iter_mut();
        if let Some(parameter) = all.find(|parameter| parameter.is_security(suffix)) {
            parameter.value = value.into();
        }
    }

    /// Writes the string.
    pub(super) fn write(&self) -> Vec<u8> {
        let (lower_case, values) = match self.layout {
            Layout::OAuth { lower_case } => (lower_case, true),
            _ => (false, false),
        };
        let encode = |text: &[u8]| match lower_case {
            true => Style::UnreservedLower.encode(text),
            false => Style::Unreserved.encode(text),
        };
        let mut pairs: Vec<Parameter<'_>> = self
            .sorted_by_source()
            .filter(|parameter| self.empty != Empty::Dropped || !parameter.value.is_empty())
            .map(|Ingredient { name, value, .. }| match values {
                true => (encode(name).into(), encode(value).into()),
                false => (Cow::Borrowed(&**name), Cow::Borrowed(&**value)),
            })
            .collect();
        self.sort(&mut pairs);
        let equals = self.empty == Empty::Equals || values;
        let mut joined = Vec::new();
        for (place, (name, value)) in pairs.iter().enumerate() {
            if place > 0 {
                joined.push(b'&');
            }
            joined.extend_from_slice(name);
            if equals || !value.is_empty() {
                joined.push(b'=');
                joined.extend_from_slice(value);
            }
        }
        let mut url = format!("{}://{}", self.scheme, self.host).into_bytes();
        if let Some(port) = &self.port {
            url.extend_from_slice(format!(":{port}").as_bytes());
        }
        url.extend_from_slice(&self.path);
        if !matches!(self.layout, Layout::Plain | Layout::Parameters) {
            url = encode(&url);
        }
        if !matches!(self.layout, Layout::Plain | Layout::Url) {
            joined = encode(&joined);
        }
        let joint = if pairs.is_empty() { b"" } else { self.joint };
        [&self.method, &b"&"[..], &url, joint, &joined, &self.tail].concat()
    }

    fn sorted_by_source(&self) -> impl Iterator<Item = &Ingredient<'a>> {
        let security_first = self.order != Order::QueryFirst;
        let part = move |first: bool| {
            self.parameters.iter().filter(move |parameter| {
                matches!(parameter.source, Source::Security(_)) == (security_first == first)
            })
        };
        part(true).chain(part(false))
    }

    fn sort(&self, pairs: &mut [Parameter<'_>]) {
        match self.order {
            Order::AsSent | Order::QueryFirst => {}
            Order::Bytes => pairs.sort(),
            Order::Names => pairs.sort_by(|(a, _), (b, _)| a.cmp(b)),
            Order::NamesInAnyCase => {
                pairs.sort_by_key(|(name, value)| (name.to_ascii_lowercase(), value.clone()))
            }
            Order::Joined => {
                pairs.sort_by_cached_key(|(name, value)| [name, &b"="[..], value].concat())
            }
            Order::JavaScript => pairs.sort_by_cached_key(|(name, value)| {
                let text = [name, &b","[..], value].concat();
                String::from_utf8_lossy(&text)
                    .encode_utf16()
                    .collect::<Vec<u16>>()
            }),
            Order::Descending => pairs.sort_by(|a, b| match a.cmp(b) {
                Ordering::Less => Ordering::Greater,
                Ordering::Equal => Ordering::Equal,
                Ordering::Greater => Ordering::Less,
            }),
        }
    }
}

impl Ingredient<'_> {
    pub(super) fn is_security(&self, suffix: &str) -> bool {
        matches!(self.source, Source::Security(found) if found == suffix)
    }
}

/// Whether a parameter of query or form is one of the security parameters: they stand nowhere else then.
fn is_of_token(token: &Token<'_>, name: &[u8]) -> bool {
    let fields = [
        &token.app_id,
        &token.nonce,
        &token.signature_method,
        &token.digest_method,
        &token.signature,
        &token.secret_digest,
        &token.timestamp,
        &token.version,
    ];
    let mut fields = fields.into_iter().flatten();
    fields.any(|field| field.name.as_bytes() == name)
}

/// Returns the parameters of a query or form.
pub(super) fn of_text(source: Source, text: &[u8]) -> impl Iterator<Item = Ingredient<'_>> {
    parameters::raw(text).map(move |sent| Ingredient {
        source,
        name: parameters::decode(sent.0),
        value: parameters::decode(sent.1),
        sent,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::akana::{Carried, Policy, Scheme, string_to_sign};

    proptest! {
        /// Unchanged, a recipe gives what a verification signs.
        #[test]
        fn written_as_verified(
            query in "[a-d=&+%0-2]{0,24}",
            form in "[a-d=&+%0-2]{0,24}",
            in_query in any::<bool>(),
            equals in any::<bool>(),
        ) {
            let security = "p_app_id=a&p_nonce=n%2B&p_timestamp=1&p_signature_method=HMACSHA256&p_signature=AAAA";
            let header = format!("Atmosphere {}", security.replace('&', ","));
            let url = match in_query {
                true => format!("HTTPS://H:81/p%20q?{query}&{security}"),
                false => format!("http://h:80?{query}"),
            };
            let mut request = Request::new("post", &url).form(form.as_bytes());
            if !in_query {
                request = request.header("Authorization", header.as_bytes());
            }
            let empty_value = if equals { EmptyValue::Equals } else { EmptyValue::Bare };
            let format = Format { prefix: "p".to_owned(), empty_value, ..Format::default() };
            let policy = Policy::new([Scheme::HmacSha256], format);
            let url = SignedUrl::parse(&url).unwrap();
            let Carried { token, parameters } = Carried::find(&request, &url, &policy.format).unwrap();
            let recipe = Recipe::of(&request, &url, &token, &policy.format);
            let verified = string_to_sign(&request, &url, &token, parameters, &policy);
            prop_assert_eq!(recipe.write(), verified);
        }
    }
}
