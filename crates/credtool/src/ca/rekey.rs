//! `ca rekey`: the same content for a new key.

use std::path::PathBuf;

use credtool_pki::{Issuance, Renewal};

use super::event::How;
use super::folder::FolderOption;
use super::renew::length;
use super::serial;
use super::sign::{self, About, DAYS, SignOptions};
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::{clock, csr};

/// Issue a certificate like an old one for a new key, whose holder made a request with it
///
/// The request proves that the new key is held, and must be for the same subject; the rest is taken from the old certificate. For
/// the same key there is ca renew. The old certificate stays valid until its end, or until ca revoke.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool key generate -o app2.pem
  $ credtool csr create --key app2.pem --subject CN=app -o app2.csr
  $ credtool ca rekey --dir ca 4f:0a:1b --csr app2.csr --password prompt -o app2.crt

Exit status: 0 done; 2 could not be done, or the request is refused with every reason (code request-refused).")]
pub(crate) struct Rekey {
    #[command(flatten)]
    folder: FolderOption,
    /// The serial number of the old certificate, in hexadecimal
    #[arg(value_name = "SERIAL", value_parser = serial::parse)]
    serial: String,
    /// The request that was made with the new key, PEM or DER, - for stdin
    #[arg(long = "csr", value_name = "CSR")]
    request: PathBuf,
    /// How long the new one is valid; as long as the old one was, if not given
    #[arg(long, value_name = "DAYS", value_parser = DAYS)]
    days: Option<u32>,
    /// Take an RSA key below 2048 bits (never below 1024)
    #[arg(long)]
    legacy: bool,
    #[command(flatten)]
    options: SignOptions,
}

impl Rekey {
    pub(super) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let request = csr::read(io, &self.request)?;
        let folder = self.options.open(io, &self.folder)?;
        let entry = folder.entry(&self.serial)?;
        let old = &entry.issued.certificate;
        let not_before = clock::certificate_time(io.now());
        let revoked = folder.log.revoked();
        let renewal = Renewal {
            not_before,
            not_after: sign::after(not_before, self.days.unwrap_or_else(|| length(old))),
            outliving: self.options.outliving(),
            revoked: &revoked,
            sizes: sign::sizes(self.legacy),
        };
        let plan = Issuance::rekey(&folder.issuer, old, &request, &renewal);
        if let Some(newer) = &entry.replaced_by {
            io.out
                .warn(format!("{} was replaced by {newer} already", self.serial));
        }
        io.out
            .note("a rekey is for a new key; for the same key there is credtool ca renew");
        let about = About {
            how: How::Rekeyed,
            request_sha256: Some(request.sha256()),
            replaces: Some(self.serial.clone()),
        };
        let message = format!(
            "the certificate {} may not be rekeyed with {}",
            self.serial,
            self.request.display()
        );
        self.options.carry_out(io, folder, plan, about, message)
    }
}
