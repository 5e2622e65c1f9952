//! `csr inspect`: what a request asks for.

use std::path::PathBuf;

use crate::describe;
use crate::failure::{Answer, Failure};
use crate::io::Io;

/// Show what a request asks for: PEM (both header spellings) or DER
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool csr inspect app.csr

Exit status: 0 done, whether or not its signature holds; 2 could not be done.")]
pub(crate) struct Inspect {
    /// The request, - for stdin
    file: PathBuf,
}

impl Inspect {
    pub(super) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let (shown, _) = super::facts(&super::read(io, &self.file)?);
        io.out.answer(&shown, describe::lines(&shown, MEMBERS))?;
        Ok(Answer::Yes)
    }
}

const MEMBERS: &[&str] = &[
    "subject",
    "key",
    "signature_algorithm",
    "signature_valid",
    "reason",
    "sans",
    "requested_extensions",
    "challenge_password",
    "der_sha256",
];
