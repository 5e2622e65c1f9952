//! The client's side: the element or the header.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use quick_xml::escape::escape;

use super::token::{self, Token};
use super::{Created, Form, Options, Policy, digest, xml};
use crate::refusal::Reason;
use crate::{Error, Request, SharedSecret};

/// Who signs, and with what.
#[derive(Debug, Clone, Copy)]
pub struct Credentials<'a> {
    username: &'a str,
    password: &'a SharedSecret,
}

impl<'a> Credentials<'a> {
    /// A user name and its password.
    #[must_use]
    pub fn new(username: &'a str, password: &'a SharedSecret) -> Self {
        Self { username, password }
    }
}

/// What is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    form: Form,
    text: String,
    base_string: String,
}

impl Signed {
    /// Returns how it travels.
    #[must_use]
    pub fn form(&self) -> Form {
        self.form
    }

    /// Returns the element `wsse:Security`, to be put into the header of the SOAP message, or the value of the header
    /// `X-WSSE`.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns what was hashed, for people: asterisks in the place of the password, and octets of the nonce that are not
    /// printable ASCII as `\x00`.
    #[must_use]
    pub fn base_string(&self) -> &str {
        &self.base_string
    }
}

/// Signs: returns the element or the header to send. The request is only looked at, so that it does not carry a second one.
///
/// `nonce` is what stands on the wire and was never used before: for [`Form::Xml`] the base64 of, say, 16 random bytes, and
/// for [`Form::XWsse`] any text.
///
/// # Errors
/// [`Error::Value`] for what cannot be sent; [`Error::AlreadySigned`] when the request carries a token.
pub fn sign(
    request: &Request<'_>,
    credentials: &Credentials<'_>,
    options: &Options,
    nonce: &str,
    created: &Created,
) -> Result<Signed, Error> {
    match Token::find(request, &Policy::new([])) {
        Err(Reason::NoCredentials) => {}
        Ok(_) | Err(_) => return Err(Error::AlreadySigned),
    }
    if nonce.len() > token::LONGEST_NONCE {
        return Err(unfit("nonce", "is longer than 1024 bytes"));
    }
    let username = check("user name", credentials.username)?;
    let nonce = check("nonce", nonce)?;
    let octets = match options.form {
        Form::Xml => STANDARD
            .decode(nonce)
            .map(Cow::Owned)
            .map_err(|_| unfit("nonce", "is not base64"))?,
        Form::XWsse => Cow::Borrowed(nonce.as_bytes()),
    };
    let digest = digest::of(&octets, created.text(), credentials.password.expose());
    let digest = STANDARD.encode(digest);
    let text = match options.form {
        Form::Xml => element(username, &digest, nonce, created.text()),
        Form::XWsse => header(username, &digest, nonce, created.text()),
    };
    Ok(Signed {
        form: options.form,
        text,
        base_string: digest::shown(options.form, &octets, created.text()),
    })
}

fn element(username: &str, digest: &str, nonce: &str, created: &str) -> String {
    let (wsse, wsu) = (xml::WSSE, xml::WSU);
    let (type_, encoding) = (xml::DIGEST, xml::BASE64);
    let username = escape(username);
    format!(
        "<wsse:Security xmlns:wsse=\"{wsse}\" xmlns:wsu=\"{wsu}\"><wsse:UsernameToken>\
         <wsse:Username>{username}</wsse:Username>\
         <wsse:Password Type=\"{type_}\">{digest}</wsse:Password>\
         <wsse:Nonce EncodingType=\"{encoding}\">{nonce}</wsse:Nonce>\
         <wsu:Created>{created}</wsu:Created>\
         </wsse:UsernameToken></wsse:Security>"
    )
}

fn header(username: &str, digest: &str, nonce: &str, created: &str) -> String {
    let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
    format!(
        "{} Username=\"{}\", PasswordDigest=\"{digest}\", Nonce=\"{}\", Created=\"{created}\"",
        token::WORD,
        quoted(username),
        quoted(nonce)
    )
}

/// Takes text that both forms can carry: UTF-8 in a header is what clients of today send and servers read.
fn check<'v>(field: &'static str, value: &'v str) -> Result<&'v str, Error> {
    if value.is_empty() {
        return Err(unfit(field, "is empty"));
    }
    if value
        .chars()
        .any(|c| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'))
    {
        return Err(unfit(field, "has a control character"));
    }
    Ok(value)
}

fn unfit(field: &'static str, problem: &'static str) -> Error {
    Error::Value { field, problem }
}
