//! `credtool secret`: shared secrets and App IDs.

mod app_id; // secret app-id
mod check; // secret check
mod decrypt; // secret decrypt
mod encrypt; // secret encrypt
mod generate; // secret generate
mod mask; // secret mask
mod padding; // paddings as options, and what the library finds wrong
mod properties; // project.properties in the place of the vendor's jar
pub(crate) mod style; // STYLE: what a secret looks like

pub(crate) use padding::code as padding_code;

use clap::Subcommand;

use crate::failure::{Answer, Failure};
use crate::io::Io;

#[derive(Subcommand)]
pub(crate) enum Verb {
    Generate(generate::Generate),
    Check(check::Check),
    Mask(mask::Mask),
    AppId(app_id::AppId),
    Encrypt(encrypt::Encrypt),
    Decrypt(decrypt::Decrypt),
}

impl Verb {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        match self {
            Self::Generate(verb) => verb.run(io),
            Self::Check(verb) => verb.run(io),
            Self::Mask(verb) => verb.run(io),
            Self::AppId(verb) => verb.run(io),
            Self::Encrypt(verb) => verb.run(io),
            Self::Decrypt(verb) => verb.run(io),
        }
    }
}
