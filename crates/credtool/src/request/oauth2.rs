//! `credtool request oauth2`: the client's side of OAuth 2.0, offline.

mod assertion; // request oauth2 assertion
mod verify_assertion; // request oauth2 verify-assertion

use clap::Subcommand;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use credtool_request_auth::oauth2::JwsAlgorithm;

use crate::failure::{Answer, Failure};
use crate::io::Io;

/// The client's side of OAuth 2.0, offline
#[derive(Subcommand)]
pub(crate) enum Verb {
    Assertion(Box<assertion::Assertion>),
    VerifyAssertion(Box<verify_assertion::VerifyAssertion>),
}

impl Verb {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        match self {
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
