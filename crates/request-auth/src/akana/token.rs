//! The security parameters of a request, wherever they travel: in the header, in the query or in the form.

use std::borrow::Cow;

use super::{Carry, Format};
use crate::authorization::{self, Problem};
use crate::parameters::{self, Parameter};
use crate::refusal::Reason;
use crate::{Request, SignedUrl};

/// What the request says about its sender.
#[derive(Debug, Default)]
pub(crate) struct Token<'a> {
    pub(crate) app_id: Option<Field<'a>>,
    pub(crate) nonce: Option<Field<'a>>,
    pub(crate) signature_method: Option<Field<'a>>,
    pub(crate) digest_method: Option<Field<'a>>,
    pub(crate) signature: Option<Field<'a>>,
    pub(crate) secret_digest: Option<Field<'a>>,
    pub(crate) timestamp: Option<Field<'a>>,
    pub(crate) version: Option<Field<'a>>,
    pub(crate) bearer: Option<&'a str>,
}

/// A parameter as it stands on the wire; its name is signed in this spelling.
#[derive(Debug, Clone)]
pub(crate) struct Field<'a> {
    pub(crate) name: Cow<'a, str>,
    pub(crate) value: Cow<'a, str>,
}

/// A request's token, and the parameters of query and form that are not part of it.
#[derive(Debug)]
pub(crate) struct Carried<'a> {
    pub(crate) token: Token<'a>,
    pub(crate) parameters: Vec<Parameter<'a>>,
}

impl<'a> Carried<'a> {
    /// Finds the token. Wherever it travels, none of its parameters may stand anywhere else too.
    pub(crate) fn find(
        request: &Request<'a>,
        url: &SignedUrl<'a>,
        format: &Format,
    ) -> Result<Self, Reason> {
        let mut found = Self {
            token: Token::default(),
            parameters: Vec::with_capacity(16),
        };
        let mut carry = in_header(request, format, &mut found.token)?.then_some(Carry::Header);
        let sources = [
            (Carry::Query, url.query.as_bytes()),
            (Carry::Form, request.form_bytes()),
        ];
        for (here, text) in sources {
            for parameter in parameters::parse(text) {
                let Some(place) = place_of(&parameter.0, &format.prefix) else {
                    found.parameters.push(parameter);
                    continue;
                };
                let field = field(parameter)?;
                if *carry.get_or_insert(here) != here {
                    return Err(Reason::DuplicateParameter(field.name.into_owned()));
                }
                found.token.put(place, field)?;
            }
        }
        match carry {
            Some(_) => Ok(found),
            None => Err(nothing_found(request, format)),
        }
    }
}

impl<'a> Token<'a> {
    /// Takes what stands in the header.
    fn fill(&mut self, found: authorization::Found<'a>, format: &Format) -> Result<(), Reason> {
        self.bearer = found.bearer;
        for (name, value) in found.parameters {
            let Some(suffix) = suffix_of(name.as_bytes(), &format.prefix) else {
                continue; // realm, and what other policies add
            };
            let Some(place) = place_called(suffix) else {
                // A parameter that looks like ours and is not understood is not covered by anything: better a no.
                return Err(Reason::InvalidParameter {
                    name: name.to_owned(),
                    problem: "is none that this scheme has",
                });
            };
            let name = Cow::Borrowed(name);
            self.put(place, Field { name, value })?;
        }
        Ok(())
    }

    /// Fills one of the places; a place that is filled already is a refusal.
    pub(crate) fn put(&mut self, place: usize, field: Field<'a>) -> Result<(), Reason> {
        let places = [
            &mut self.app_id,
            &mut self.nonce,
            &mut self.signature_method,
            &mut self.digest_method,
            &mut self.signature,
            &mut self.secret_digest,
            &mut self.timestamp,
            &mut self.version,
        ];
        match places.into_iter().nth(place) {
            Some(place) if place.is_none() => {
                *place = Some(field);
                Ok(())
            }
            _ => Err(Reason::DuplicateParameter(field.name.into_owned())),
        }
    }

    /// Returns the parameters that are part of the signed string.
    pub(crate) fn signed(&self) -> impl Iterator<Item = &Field<'a>> {
        let signed = [
            &self.app_id,
            &self.nonce,
            &self.signature_method,
            &self.timestamp,
            &self.version,
        ];
        signed.into_iter().flatten()
    }
}

/// What follows the prefix, in the order of [`Token::put`].
const SUFFIXES: [&[u8]; 8] = [
    b"app_id",
    b"nonce",
    b"signature_method",
    b"digest_method",
    b"signature",
    b"secret_digest",
    b"timestamp",
    b"version",
];

/// Returns which of the security parameters a name is, without regard to case.
fn place_of(name: &[u8], prefix: &str) -> Option<usize> {
    suffix_of(name, prefix).and_then(place_called)
}

fn place_called(suffix: &[u8]) -> Option<usize> {
    SUFFIXES
        .iter()
        .position(|known| suffix.eq_ignore_ascii_case(known))
}

fn suffix_of<'n>(name: &'n [u8], prefix: &str) -> Option<&'n [u8]> {
    let (head, tail) = name.split_at_checked(prefix.len())?;
    let prefix = prefix.as_bytes();
    let ours = head == prefix || head.eq_ignore_ascii_case(prefix);
    tail.strip_prefix(b"_").filter(|_| ours)
}

/// Fills the token from the one `Authorization` header of this scheme, and says whether there is one.
fn in_header<'a>(
    request: &Request<'a>,
    format: &Format,
    token: &mut Token<'a>,
) -> Result<bool, Reason> {
    let mut seen = false;
    for value in request.values("authorization") {
        let text = std::str::from_utf8(value)
            .map_err(|_| Reason::Malformed("the Authorization header is not text".to_owned()))?;
        let found =
            authorization::find(text, &format.header_scheme).map_err(|problem| match problem {
                Problem::NoScheme => expected_scheme(format),
                Problem::Twice => Reason::DuplicateParameter(format.header_scheme.clone()),
                Problem::Syntax(at) => {
                    Reason::Malformed(format!("the Authorization header breaks off at byte {at}"))
                }
            })?;
        let Some(found) = found else {
            continue;
        };
        if seen {
            return Err(Reason::DuplicateParameter("Authorization".to_owned()));
        }
        seen = true;
        token.fill(found, format)?;
    }
    Ok(seen)
}

fn field(parameter: Parameter<'_>) -> Result<Field<'_>, Reason> {
    let text = |bytes| match bytes {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
        Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
    };
    let (name, value) = parameter;
    match (text(name), text(value)) {
        (Some(name), Some(value)) => Ok(Field { name, value }),
        _ => Err(Reason::Malformed(
            "a security parameter is not text".to_owned(),
        )),
    }
}

fn nothing_found(request: &Request<'_>, format: &Format) -> Reason {
    match request.values("authorization").next() {
        Some(_) => expected_scheme(format),
        None => Reason::NoCredentials,
    }
}

fn expected_scheme(format: &Format) -> Reason {
    Reason::HeaderScheme {
        expected: format.header_scheme.clone(),
    }
}
