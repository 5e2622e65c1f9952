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
        let mut found = in_header(request, format)?.map(|token| (token, Carry::Header));
        let mut parameters = Vec::with_capacity(16);
        let sources = [
            (Carry::Query, url.query.as_bytes()),
            (Carry::Form, request.form_bytes()),
        ];
        for (carry, text) in sources {
            for parameter in parameters::parse(text) {
                let Some(place) = place_of(&parameter.0, &format.prefix) else {
                    parameters.push(parameter);
                    continue;
                };
                let (token, before) = found.get_or_insert_with(|| (Token::default(), carry));
                let field = field(parameter)?;
                if *before != carry {
                    return Err(Reason::DuplicateParameter(field.name.into_owned()));
                }
                token.put(place, field)?;
            }
        }
        let Some((token, _)) = found else {
            return Err(nothing_found(request, format));
        };
        Ok(Self { token, parameters })
    }
}

impl<'a> Token<'a> {
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
    let suffix = suffix_of(name, prefix)?;
    SUFFIXES
        .iter()
        .position(|known| suffix.eq_ignore_ascii_case(known))
}

fn suffix_of<'n>(name: &'n [u8], prefix: &str) -> Option<&'n [u8]> {
    let (head, tail) = name.split_at_checked(prefix.len())?;
    let ours = head.eq_ignore_ascii_case(prefix.as_bytes());
    tail.strip_prefix(b"_").filter(|_| ours)
}

fn in_header<'a>(request: &Request<'a>, format: &Format) -> Result<Option<Token<'a>>, Reason> {
    let mut token = None;
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
        match found {
            None => {}
            Some(_) if token.is_some() => {
                return Err(Reason::DuplicateParameter("Authorization".to_owned()));
            }
            Some(found) => token = Some(from_header(found, format)?),
        }
    }
    Ok(token)
}

fn from_header<'a>(found: authorization::Found<'a>, format: &Format) -> Result<Token<'a>, Reason> {
    let mut token = Token {
        bearer: found.bearer,
        ..Token::default()
    };
    for (name, value) in found.parameters {
        let field = Field {
            name: Cow::Borrowed(name),
            value,
        };
        match place_of(name.as_bytes(), &format.prefix) {
            Some(place) => token.put(place, field)?,
            // A parameter that looks like ours and is not understood is not covered by anything: better a no.
            None if suffix_of(name.as_bytes(), &format.prefix).is_some() => {
                return Err(Reason::InvalidParameter {
                    name: name.to_owned(),
                    problem: "is none that this scheme has",
                });
            }
            None => {} // realm, and what other policies add
        }
    }
    Ok(token)
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
