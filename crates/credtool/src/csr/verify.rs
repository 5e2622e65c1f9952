//! `csr verify`: the proof of possession of a request.

use std::path::PathBuf;

use crate::failure::{Answer, Failure};
use crate::io::Io;

/// Say whether the requester holds the private key: the request is signed by the key in it
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool csr verify app.csr
  signature valid

Exit status: 0 the signature holds; 1 it does not; 2 could not be done.")]
pub(crate) struct Verify {
    /// The request, - for stdin
    file: PathBuf,
}

impl Verify {
    pub(super) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let (shown, problem) = super::facts(&super::read(io, &self.file)?);
        let Some(problem) = problem else {
            io.out.answer(&shown, "signature valid\n")?;
            return Ok(Answer::Yes);
        };
        io.out
            .answer(&shown, format!("signature not valid: {problem}\n"))?;
        Ok(Answer::No)
    }
}
