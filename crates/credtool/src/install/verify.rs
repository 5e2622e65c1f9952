//! `install verify`: did the platform send this callback, for this application, just now, and once?

use std::ffi::OsString;

use super::attempt::{ApplicationOptions, CheckOptions};
use super::verdict::Verdict;
use crate::failure::{Answer, Failure};
use crate::io::Io;

/// Verify an install callback: its hash, its time, and that it was not here before
///
/// The hash covers a, t and d. It does not cover b (the subdomain) and e (the email address): never trust those two.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool install verify --app-key d420667525e0489d91068cbf732fe1dc --secret env:SECRET --replay seen.txt 'https://myapp.com/Install?a=…&t=…&d=…&h=…&b=…&e=…'
  $ credtool install verify --app-key d420667525e0489d91068cbf732fe1dc --secret env:CURRENT --secret env:PREVIOUS --explain - < url.txt
  $ credtool install verify --app f36292c02d9c438d98d8c9eb34897c90 'https://myapp.com/Install?a=…&t=…&d=…&h=…'

Exit status: 0 verified; 1 not verified, with its reason; 2 could not be done.")]
pub(crate) struct Verify {
    /// The URL as it arrived, its path and query, or its query; in quotes, or - for stdin
    url: OsString,
    #[command(flatten)]
    application: ApplicationOptions,
    #[command(flatten)]
    check: CheckOptions,
}

impl Verify {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let application = self.application.open(io)?;
        let attempt = self.check.read(io, application, &self.url)?;
        if let Some(message) = &attempt.ended {
            return Verdict::retired(&attempt, message).answer(io);
        }
        match self.check.verify(io, &attempt)? {
            Ok(install) => Verdict::yes(&attempt, &install).answer(io),
            Err(refusal) => Verdict::no(&attempt, &refusal).answer(io),
        }
    }
}
