//! `ca issue`: a request becomes a certificate, and what it asked for and does not get is said.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use credtool_pki::{Issuance, Name, Profile, Terms};

use super::event::How;
use super::folder::FolderOption;
use super::sign::{self, DAYS, Job, SignOptions};
use crate::failure::{Answer, Code, Failure};
use crate::io::Io;
use crate::{clock, csr};

/// Issue a certificate for a request (CSR): PEM
///
/// What was requested, what is issued and why stands on stderr before anything is signed. Certificate file and log change together
/// or not at all; the certificate is verified by our own check of its chain before it is given out.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool ca issue --dir ca app.csr --dry-run
  $ credtool ca issue --dir ca app.csr --days 90 --password prompt -o app.crt
  $ credtool ca issue --dir ca sub.csr --profile ca --path-len 0 --days 1825 -o sub.crt

Marks: ✗ was asked for and is refused, ≠ is issued otherwise, + is added. CA:TRUE is never taken from a request: the profile decides.

Exit status: 0 done; 2 could not be done, or the request is refused with every reason (code request-refused).")]
pub(crate) struct Issue {
    #[command(flatten)]
    folder: FolderOption,
    /// The request, PEM or DER, - for stdin
    #[arg(value_name = "CSR")]
    request: PathBuf,
    /// What the certificate may be used for; ca is a CA below this one
    #[arg(long, value_name = "PROFILE", default_value = "client", value_parser = PossibleValuesParser::new(["client", "server", "both", "ca"]))]
    profile: String,
    /// With --profile ca: how many more CAs may follow below it; any number if not given
    #[arg(long, value_name = "N")]
    path_len: Option<u8>,
    /// How long it is valid
    #[arg(long, value_name = "DAYS", default_value_t = sign::USUAL_DAYS, value_parser = DAYS)]
    days: u32,
    /// Issue this subject in place of the requested one, such as CN=app,O=Example,C=NL
    #[arg(long, value_name = "NAME", value_parser = csr::subject)]
    subject: Option<Name>,
    /// Take host names with a wildcard (*.example.com) from the request
    #[arg(long)]
    wildcards: bool,
    /// Take an RSA key below 2048 bits (never below 1024)
    #[arg(long)]
    legacy: bool,
    #[command(flatten)]
    options: SignOptions,
}

impl Issue {
    pub(super) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let profile = self.profile()?;
        let request = csr::read(io, &self.request)?;
        let now = clock::certificate_time(io.now());
        let mut terms = Terms::new(profile, now, sign::after(now, self.days));
        terms.outliving = self.options.outliving();
        terms.subject = self.subject;
        terms.wildcards = self.wildcards;
        terms.sizes = sign::sizes(self.legacy);
        let job = Job {
            folder: &self.folder,
            how: How::Issued,
            request_sha256: Some(request.sha256()),
            replaces: None,
            new_key: None,
            refused: format!("the request {} may not be issued", self.request.display()),
        };
        self.options.carry_out(io, job, &|folder| {
            Ok(Issuance::plan(&folder.issuer, &request, &terms))
        })
    }

    fn profile(&self) -> Result<Profile, Failure> {
        let path_len = self.path_len;
        match self.profile.as_str() {
            "ca" => Ok(Profile::IntermediateCa { path_len }),
            _ if path_len.is_some() => Err(Failure::new(
                Code::Usage,
                "--path-len is for --profile ca alone",
            )),
            "server" => Ok(Profile::Server),
            "both" => Ok(Profile::Both),
            _ => Ok(Profile::Client),
        }
    }
}
