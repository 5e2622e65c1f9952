//! `credtool config`: one secret in the configuration of a service, looked at or replaced safely.

mod get; // config get
mod places; // which strings of which files
mod set_secret; // config set-secret

use clap::Subcommand;

use crate::failure::{Answer, Failure};
use crate::io::Io;

#[derive(Subcommand)]
pub(crate) enum Verb {
    Get(get::Get),
    SetSecret(set_secret::SetSecret),
}

impl Verb {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        match self {
            Self::Get(verb) => verb.run(io),
            Self::SetSecret(verb) => verb.run(io),
        }
    }
}
