//! `credtool install`: install callbacks of a marketplace, their tokens, and its webhooks.

mod attempt; // one callback with what it is checked against
mod header; // install header
mod simulate; // install simulate
mod token; // install token
mod verdict; // a verdict as JSON and as lines for people
mod verify; // install verify
mod webhook; // install webhook

use clap::Subcommand;
use credtool_install_auth::{ApplicationSecret, Error};

use crate::failure::{Answer, Code, Failure};
use crate::io::Io;
use crate::source;

#[derive(Subcommand)]
pub(crate) enum Verb {
    Verify(verify::Verify),
    Token(token::Token),
    Header(header::Header),
    Simulate(simulate::Simulate),
    Webhook(webhook::Webhook),
}

impl Verb {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        match self {
            Self::Verify(verb) => verb.run(io),
            Self::Token(verb) => verb.run(io),
            Self::Header(verb) => verb.run(io),
            Self::Simulate(verb) => verb.run(io),
            Self::Webhook(verb) => verb.run(io),
        }
    }
}

/// Reads application secrets, each from its SRC.
fn secrets(
    io: &mut Io,
    sources: &[String],
    flag: &'static str,
) -> Result<Vec<ApplicationSecret>, Failure> {
    sources.iter().map(|text| secret(io, text, flag)).collect()
}

fn secret(io: &mut Io, text: &str, flag: &'static str) -> Result<ApplicationSecret, Failure> {
    let input = source::read(io, text, flag)?;
    ApplicationSecret::new(&input.bytes).map_err(|error| {
        refused(
            &error,
            format!("could not use the secret of {}", input.name),
        )
    })
}

/// Wraps an error of the library: `message` says what could not be done.
fn refused(error: &Error, message: impl Into<String>) -> Failure {
    let code = match error {
        Error::EmptySecret => Code::EmptySecret,
        Error::StoredToken { .. } => Code::AuthToken,
        Error::AppKey => Code::AppKey,
        Error::BaseUrl { .. } => Code::BaseUrl,
        _ => Code::Usage,
    };
    Failure::new(code, message).because(error)
}
