//! `credtool config`: one secret in the configuration of another program.

mod fingerprint; // whether two services hold the same secret
mod get; // config get
mod new_secret; // --from and --generate
mod place; // FILE PATH: one string in one file
mod plan; // every place, read and checked, and the new bytes
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
