//! `credtool request`: who sent this request, and why a signature does not match.

mod akana; // Akana: App ID, digest, HMAC, RSA
mod attempt; // one verification, whatever the family
mod credentials; // the secrets and keys that sign and verify
mod curl; // a signed request as a command
mod explain; // request verify --explain
mod http_signature; // HTTP message signatures
mod known; // what a verifier knows of an app
mod message; // the request as it is given
mod oauth1; // OAuth 1.0a
mod oauth2; // the client's side of OAuth 2.0
mod options; // the options of all families
mod scheme; // every way to sign a request, by family
mod sign; // request sign
mod verdict; // a verdict as JSON and as lines for people
mod verify; // request verify
mod wsse; // WS-Security UsernameToken and X-WSSE

use clap::Subcommand;
use credtool_request_auth::Error;

use crate::failure::{Answer, Code, Failure};
use crate::io::Io;

#[derive(Subcommand)]
pub(crate) enum Verb {
    Sign(Box<sign::Sign>),
    Verify(Box<verify::Verify>),
    #[command(subcommand, subcommand_value_name = "VERB", subcommand_help_heading = "Verbs", arg_required_else_help = true, after_help = oauth2::AFTER_HELP)]
    Oauth2(oauth2::Verb),
}

impl Verb {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        match self {
            Self::Sign(verb) => verb.run(io),
            Self::Verify(verb) => verb.run(io),
            Self::Oauth2(verb) => verb.run(io),
        }
    }
}

/// Refuses an option that the scheme has no use for.
fn does_not_fit(option: &str, scheme: &str, instead: &str) -> Failure {
    Failure::new(
        Code::Usage,
        format!("{option} does not fit the scheme {scheme}"),
    )
    .hint(instead)
}

/// Wraps an error of the library about a request that is to be signed.
fn refused(error: &Error) -> Failure {
    let (code, hint) = match error {
        Error::EmptySecret => (Code::EmptySecret, Code::EmptySecret.next_step()),
        Error::WrongCredential { .. } => (Code::Usage, Code::Usage.next_step()),
        Error::Key(_) => (Code::Key, Code::Key.next_step()),
        Error::Url(_) => (
            Code::Request,
            "give the whole URL, encoded as it is sent: https://host/path?query",
        ),
        Error::Time => (Code::Request, "see --timestamp and --at"),
        Error::AlreadySigned => (
            Code::Request,
            "leave them out of URL, headers and form: they are what is made here",
        ),
        Error::Value { field: "body", .. } => (Code::Request, "give it with --form FILE"),
        Error::Value {
            field: "Content-Digest",
            ..
        } => (Code::Request, "leave the header out: it is made here"),
        Error::Component { .. } => (
            Code::Request,
            "cover what the request has: --cover and --header",
        ),
        _ => (Code::Request, Code::Request.next_step()),
    };
    Failure::new(code, "could not sign the request")
        .because(error)
        .hint(hint)
}
