//! The parameters of a request: those of OAuth, wherever they travel, and all the others.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::Carry;
use crate::authorization::{self, Problem};
use crate::parameters::{self, Parameter};
use crate::refusal::Reason;
use crate::{Request, SignedUrl};

/// What a request carries, decoded.
#[derive(Debug)]
pub(crate) struct Carried<'a> {
    /// The parameters of OAuth; from the header all of them but the realm, whatever they are called.
    pub(crate) oauth: Vec<Parameter<'a>>,
    /// The other parameters of query and form, in their order.
    pub(crate) others: Vec<Parameter<'a>>,
}

impl<'a> Carried<'a> {
    /// Finds the parameters. Those of OAuth travel in one place, and each of them stands there once (RFC 5849 §3.2, §3.5).
    pub(crate) fn find(request: &Request<'a>, url: &SignedUrl<'a>) -> Result<Self, Reason> {
        let in_header = in_header(request)?;
        let mut carry = in_header.is_some().then_some(Carry::Header);
        let mut found = Self {
            oauth: in_header.unwrap_or_default(),
            others: Vec::with_capacity(16),
        };
        let sources = [
            (Carry::Query, url.query.as_bytes()),
            (Carry::Form, request.form_bytes()),
        ];
        for (here, text) in sources {
            for parameter in parameters::parse(text) {
                if !is_oauth(&parameter.0) {
                    found.others.push(parameter);
                } else if *carry.get_or_insert(here) == here {
                    found.oauth.push(parameter);
                } else {
                    return Err(twice(&parameter.0));
                }
            }
        }
        if carry.is_none() {
            return Err(match request.values("authorization").next() {
                Some(_) => expected_scheme(),
                None => Reason::NoCredentials,
            });
        }
        match found.repeated() {
            Some(name) => Err(twice(name)),
            None => Ok(found),
        }
    }

    /// Returns a parameter of OAuth where it is there.
    pub(crate) fn get(&self, name: &str) -> Result<Option<&str>, Reason> {
        let mut all = self.oauth.iter();
        let Some((_, value)) = all.find(|(found, _)| **found == *name.as_bytes()) else {
            return Ok(None);
        };
        match std::str::from_utf8(value) {
            Ok(text) => Ok(Some(text)),
            Err(_) => Err(Reason::InvalidParameter {
                name: name.to_owned(),
                problem: "is not text",
            }),
        }
    }

    /// Returns a parameter of OAuth that must be there and must not be empty.
    pub(crate) fn required(&self, name: &str) -> Result<&str, Reason> {
        match self.get(name)? {
            None => Err(Reason::MissingParameter(name.to_owned())),
            Some("") => Err(Reason::InvalidParameter {
                name: name.to_owned(),
                problem: "is empty",
            }),
            Some(value) => Ok(value),
        }
    }

    /// Returns a name of OAuth's that stands there twice. Sorted, because a query can hold thousands of them.
    fn repeated(&self) -> Option<&[u8]> {
        let names = self.oauth.iter().map(|(name, _)| &**name);
        let mut names: Vec<&[u8]> = names.filter(|name| is_oauth(name)).collect();
        names.sort_unstable();
        let mut pairs = names.windows(2);
        pairs.find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
    }
}

fn is_oauth(name: &[u8]) -> bool {
    name.starts_with(b"oauth_")
}

/// Reads the one `Authorization` header of this scheme, where there is one. Its values are percent-encoded, and a plus in
/// them is a plus (RFC 5849 §3.5.1).
fn in_header<'a>(request: &Request<'a>) -> Result<Option<Vec<Parameter<'a>>>, Reason> {
    let mut in_header = None;
    for value in request.values("authorization") {
        let text = std::str::from_utf8(value)
            .map_err(|_| Reason::Malformed("the Authorization header is not text".to_owned()))?;
        let found = authorization::find(text, "OAuth").map_err(|problem| match problem {
            Problem::NoScheme => expected_scheme(),
            Problem::Twice => Reason::DuplicateParameter("OAuth".to_owned()),
            Problem::Syntax(at) => {
                Reason::Malformed(format!("the Authorization header breaks off at byte {at}"))
            }
        })?;
        let Some(found) = found else {
            continue;
        };
        if in_header.is_some() {
            return Err(Reason::DuplicateParameter("Authorization".to_owned()));
        }
        let signed = found.parameters.into_iter();
        let signed = signed.filter(|(name, _)| !name.eq_ignore_ascii_case("realm"));
        let decoded = signed.map(|(name, value)| (percent_decode_str(name).into(), decoded(value)));
        in_header = Some(decoded.collect());
    }
    Ok(in_header)
}

fn decoded(value: Cow<'_, str>) -> Cow<'_, [u8]> {
    match value {
        Cow::Borrowed(value) => percent_decode_str(value).into(),
        Cow::Owned(value) => Cow::Owned(percent_decode_str(&value).collect()),
    }
}

fn expected_scheme() -> Reason {
    Reason::HeaderScheme {
        expected: "OAuth".to_owned(),
    }
}

/// Repeats the name, cut: it is somebody else's text.
fn twice(name: &[u8]) -> Reason {
    let name = String::from_utf8_lossy(name);
    Reason::DuplicateParameter(name.chars().take(64).collect())
}
