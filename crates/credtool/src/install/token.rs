//! `install token`: the auth token of a callback that is verified first.

use std::ffi::OsString;

use zeroize::Zeroizing;

use super::attempt::{ApplicationOptions, CheckOptions};
use super::verdict::Verdict;
use crate::destination::Destination;
use crate::failure::{Answer, Failure};
use crate::io::Io;

/// Verify an install callback and print the auth token that follows from it
///
/// The token is the password of every later API call, until the app is uninstalled. Keep it like one.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool install token --app-key d420667525e0489d91068cbf732fe1dc --secret env:SECRET --replay seen.txt -o token.txt 'https://myapp.com/Install?a=…&t=…&d=…&h=…'

Exit status: 0 done; 1 not verified, with its reason and no token; 2 could not be done.")]
pub(crate) struct Token {
    /// The URL as it arrived, its path and query, or its query; in quotes, or - for stdin
    url: OsString,
    #[command(flatten)]
    application: ApplicationOptions,
    #[command(flatten)]
    check: CheckOptions,
    #[command(flatten)]
    destination: Destination,
}

impl Token {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        self.destination.permit()?;
        let registered = &self.application.registered;
        registered.keep_store(io, self.destination.file())?;
        let application = self.application.open(io)?;
        let attempt = self.check.read(io, application, &self.url)?;
        if let Some(message) = &attempt.ended {
            return Verdict::retired(&attempt, message).instead(io);
        }
        let install = match self.check.verify(io, &attempt)? {
            Ok(install) => install,
            Err(refusal) => return Verdict::no(&attempt, &refusal).instead(io),
        };
        let token = install.auth_token();
        let mut shown = Verdict::yes(&attempt, &install).shown;
        shown["token"] = token.expose().into();
        let line = Zeroizing::new(format!("{}\n", token.expose()));
        self.destination
            .deliver(io, shown, &["token"], line.as_bytes(), &|_| Ok(()))?;
        Ok(Answer::Yes)
    }
}
