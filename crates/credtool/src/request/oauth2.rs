//! `credtool request oauth2`: the client's side of OAuth 2.0, offline.

mod assertion; // request oauth2 assertion
mod authorize_url; // request oauth2 authorize-url
mod pkce; // request oauth2 pkce
mod redirect; // request oauth2 redirect
mod token_request; // request oauth2 token-request
mod verify_assertion; // request oauth2 verify-assertion

use clap::Subcommand;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use credtool_request_auth::Error;
use credtool_request_auth::oauth2::{JwsAlgorithm, State};

use crate::failure::{Answer, Code, Failure};
use crate::io::Io;
use crate::source;

/// The client's side of OAuth 2.0, offline
#[derive(Subcommand)]
pub(crate) enum Verb {
    TokenRequest(Box<token_request::TokenRequest>),
    Pkce(pkce::Pkce),
    AuthorizeUrl(Box<authorize_url::AuthorizeUrl>),
    Redirect(redirect::Redirect),
    Assertion(Box<assertion::Assertion>),
    VerifyAssertion(Box<verify_assertion::VerifyAssertion>),
}

impl Verb {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        match self {
            Self::TokenRequest(verb) => verb.run(io),
            Self::Pkce(verb) => verb.run(io),
            Self::AuthorizeUrl(verb) => verb.run(io),
            Self::Redirect(verb) => verb.run(io),
            Self::Assertion(verb) => verb.run(io),
            Self::VerifyAssertion(verb) => verb.run(io),
        }
    }
}

/// Returns the parser of `--algorithm`.
fn algorithm() -> impl TypedValueParser<Value = JwsAlgorithm> {
    let names = JwsAlgorithm::ALL.map(JwsAlgorithm::name);
    PossibleValuesParser::new(names).try_map(|name| {
        let mut all = JwsAlgorithm::ALL.into_iter();
        all.find(|algorithm| algorithm.name() == name)
            .ok_or("no algorithm has this name")
    })
}

pub(super) const AFTER_HELP: &str = "\
Example:
  $ credtool request oauth2 token-request --auth basic --grant client_credentials --client-id hermosa --secret env:SECRET --token-url https://login.example.com/oauth2/token

Exit status: 0 done, or the answer is yes; 1 the answer is no; 2 it could not be done.";

/// A parameter of the caller's own.
type Parameter = (String, String);

fn parameter(text: &str) -> Result<Parameter, String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write it as NAME=VALUE, not encoded".to_owned()),
    }
}

fn borrowed(parameters: &[Parameter]) -> Vec<(&str, &str)> {
    let pairs = parameters.iter();
    pairs
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

/// Reads a state, which is text or the place of it: it travels in a URL anyway, and may be kept where nobody reads along.
fn state(io: &mut Io, text: &str, flag: &'static str) -> Result<State, Failure> {
    let places = ["env:", "file:", "fd:", "pm2:"];
    let is_place =
        matches!(text, "-" | "prompt") || places.iter().any(|place| text.starts_with(place));
    let text = match is_place {
        true => source::read_text(io, text, flag)?.as_str().to_owned(),
        false => text.to_owned(),
    };
    State::new(text).map_err(|error| not_made(&error, &format!("could not use {flag}")))
}

/// Wraps what the library says of a value that was given.
fn not_made(error: &Error, what: &str) -> Failure {
    let hint = match error {
        Error::Value {
            field: "token URL", ..
        } => "give it with --token-url https://HOST/PATH; http is for this machine only",
        Error::Value {
            field: "authorization endpoint",
            ..
        } => "give it as https://HOST/PATH; http is for this machine only",
        Error::Value {
            field: "redirect URI",
            ..
        } => "give it with --redirect-uri, as it is registered",
        Error::Value {
            field: "code verifier",
            ..
        } => "take what credtool request oauth2 pkce printed first",
        Error::Value {
            field: "grant of a public client",
            ..
        } => "see --verifier, or authenticate the client with --auth",
        Error::Value {
            field: "extra parameter",
            ..
        } => "see --param, and the query of the URL: each name stands in one place, once",
        _ => Code::Usage.next_step(),
    };
    Failure::new(Code::Usage, what).because(error).hint(hint)
}
