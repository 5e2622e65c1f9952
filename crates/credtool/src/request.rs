//! `credtool request`: who sent this request, and why a signature does not match.

mod akana; // Akana: App ID, digest, HMAC, RSA
mod credentials; // the secrets and keys that sign and verify
mod curl; // a signed request as a command
mod message; // the request as it is given
mod sign; // request sign
mod verdict; // a verdict as JSON and as lines for people
mod verify; // request verify

use clap::Subcommand;
use credtool_request_auth::Error;

use crate::failure::{Answer, Code, Failure};
use crate::io::Io;

#[derive(Subcommand)]
pub(crate) enum Verb {
    Sign(Box<sign::Sign>),
    Verify(Box<verify::Verify>),
}

impl Verb {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        match self {
            Self::Sign(verb) => verb.run(io),
            Self::Verify(verb) => verb.run(io),
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
    let code = match error {
        Error::EmptySecret => Code::EmptySecret,
        Error::WrongCredential { .. } => Code::Usage,
        Error::Key(_) => Code::Key,
        _ => Code::Request,
    };
    Failure::new(code, "could not sign the request").because(error)
}
