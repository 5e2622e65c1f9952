//! What a request says about its sender, in whichever of the two forms.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Form, Policy, xml};
use crate::Request;
use crate::authorization;
use crate::refusal::Reason;

/// A UsernameToken. The password itself is never kept, where a request sends that.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) username: Option<String>,
    pub(crate) password: Option<Password>,
    pub(crate) nonce: Option<String>,
    pub(crate) created: Option<String>,
}

/// What stands in the place of the password.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Password {
    /// A digest, as it is written.
    Digest(String),
    /// The password itself, which is said by its type or by none.
    Text,
    /// Something else, by the name of its type.
    Other(String),
}

impl Token {
    /// Finds the token of a request; [`Reason::NoCredentials`] where there is none.
    pub(crate) fn find(request: &Request<'_>, policy: &Policy) -> Result<(Form, Self), Reason> {
        let mut headers = request.values(HEADER);
        let in_body = || {
            let body = request.content();
            memchr::memmem::find(body, b"UsernameToken").is_some() && xml::is_likely(body)
        };
        match (headers.next(), headers.next()) {
            (Some(_), Some(_)) => Err(Reason::DuplicateParameter(HEADER.to_owned())),
            (Some(value), None) => {
                // With two of them it is open who speaks.
                if policy.forms.contains(&Form::Xml) && in_body() {
                    return Err(Reason::DuplicateParameter("UsernameToken".to_owned()));
                }
                Ok((Form::XWsse, Self::of_header(value)?))
            }
            (None, _) if in_body() => {
                let token = xml::token(request.content())?;
                Ok((Form::Xml, token.ok_or(Reason::NoCredentials)?))
            }
            (None, _) => Err(Reason::NoCredentials),
        }
    }

    fn of_header(value: &[u8]) -> Result<Self, Reason> {
        let malformed =
            |problem: String| Reason::Malformed(format!("the header {HEADER} {problem}"));
        let text = std::str::from_utf8(value).map_err(|_| malformed("is not text".to_owned()))?;
        let found = authorization::find(text, WORD).map_err(|problem| match problem {
            authorization::Problem::NoScheme => malformed(format!("does not start with {WORD}")),
            authorization::Problem::Twice => Reason::DuplicateParameter(WORD.to_owned()),
            authorization::Problem::Syntax(at) => malformed(format!("breaks off at byte {at}")),
        })?;
        let found = found.ok_or_else(|| malformed(format!("does not start with {WORD}")))?;
        let mut token = Self::default();
        let mut digest = None;
        for (name, value) in found.parameters {
            let place = match name.to_ascii_lowercase().as_str() {
                "username" => &mut token.username,
                "passworddigest" => &mut digest,
                "nonce" => &mut token.nonce,
                "created" => &mut token.created,
                _ => continue,
            };
            if place.is_some() {
                return Err(Reason::DuplicateParameter(name.to_owned()));
            }
            *place = Some(value.into_owned());
        }
        token.password = digest.map(Password::Digest);
        Ok(token)
    }

    /// Returns the octets of the nonce as they are hashed; none where there is no nonce.
    pub(crate) fn nonce_octets(&self, form: Form) -> Result<Cow<'_, [u8]>, Reason> {
        let Some(nonce) = &self.nonce else {
            return Ok(Cow::Borrowed(&[]));
        };
        let refuse = |problem| {
            Err(Reason::InvalidParameter {
                name: "Nonce".to_owned(),
                problem,
            })
        };
        if nonce.is_empty() {
            return refuse("is empty");
        }
        if nonce.len() > LONGEST_NONCE {
            return refuse("is longer than 1024 bytes");
        }
        if form == Form::XWsse {
            return Ok(Cow::Borrowed(nonce.as_bytes()));
        }
        match octets(nonce) {
            Some(octets) if octets.is_empty() => refuse("is empty"),
            Some(octets) => Ok(Cow::Owned(octets)),
            None => refuse("is not base64"),
        }
    }
}

/// Returns what base64 stands for; white space may stand in it (`xsd:base64Binary`, XML Schema part 2, §3.2.16).
pub(super) fn octets(text: &str) -> Option<Vec<u8>> {
    let is_space = |byte: u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    let packed: Vec<u8> = text.bytes().filter(|byte| !is_space(*byte)).collect();
    STANDARD.decode(packed).ok()
}

/// The header of the second form, and the word that it starts with.
pub(super) const HEADER: &str = "X-WSSE";
pub(super) const WORD: &str = "UsernameToken";

/// No honest nonce is longer.
pub(super) const LONGEST_NONCE: usize = 1024;
