//! `credtool cert`: certificates.

mod fingerprint; // cert fingerprint
mod inspect; // cert inspect
mod verdict; // what it answers
mod verify; // cert verify

pub(crate) use verdict::{Means, Verdict};
pub(crate) use verify::{Weakness, allowed, read_crls};

use std::path::Path;

use clap::Subcommand;
use credtool_pki::Certificate;

use crate::failure::{Answer, Failure};
use crate::io::{Io, Limit};
use crate::refusal;

#[derive(Subcommand)]
pub(crate) enum Verb {
    Inspect(inspect::Inspect),
    Fingerprint(fingerprint::Fingerprint),
    Verify(Box<verify::Verify>),
}

impl Verb {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        match self {
            Self::Inspect(verb) => verb.run(io),
            Self::Fingerprint(verb) => verb.run(io),
            Self::Verify(verb) => verb.run(io),
        }
    }
}

/// Reads the certificates of a file, one at least.
pub(crate) fn read(io: &mut Io, path: &Path) -> Result<Vec<Certificate>, Failure> {
    let input = io.read(path, Limit::credential("the certificate"))?;
    Certificate::parse_all(&input.bytes).map_err(|error| {
        refusal::of(
            &error,
            format!("could not read a certificate from {}", input.name),
        )
    })
}
