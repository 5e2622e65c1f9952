//! `ca rekey`: the same content for a new key.

use std::path::PathBuf;

use credtool_pki::{Issuance, Renewal};

use super::event::How;
use super::folder::FolderOption;
use super::new_key::NewKey;
use super::renew::length;
use super::serial;
use super::sign::{self, About, DAYS, SignOptions};
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::{clock, csr, open};

/// Issue a certificate like an old one for a new key
///
/// With --csr the holder made the key, and the request proves that it is held; it must be for the same subject, and the rest is
/// taken from the old certificate. Without --csr a new key of the old one's kind is made here and stands before the certificate. For
/// the same key there is ca renew. The old certificate stays valid until its end, or until ca revoke.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool key generate -o app2.pem
  $ credtool csr create --key app2.pem --subject CN=app -o app2.csr
  $ credtool ca rekey --dir ca 4f:0a:1b --csr app2.csr --password prompt -o app2.crt
  $ credtool ca rekey --dir ca 4f:0a:1b --new-password prompt --password prompt -o app2.pem

Exit status: 0 done; 2 could not be done, or the request is refused with every reason (code request-refused).")]
pub(crate) struct Rekey {
    #[command(flatten)]
    folder: FolderOption,
    /// The serial number of the old certificate, in hexadecimal
    #[arg(value_name = "SERIAL", value_parser = serial::parse)]
    serial: String,
    /// The request that was made with the new key, PEM or DER, - for stdin; without it the key is made here
    #[arg(long = "csr", value_name = "CSR")]
    request: Option<PathBuf>,
    /// Encrypt the key that is made here; SRC is env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE
    #[arg(long, value_name = "SRC", conflicts_with = "request")]
    new_password: Option<String>,
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
        let request = match &self.request {
            Some(path) => Some(csr::read(io, path)?),
            None => None,
        };
        let new_password = self.new_password.as_deref();
        let new_password = new_password
            .map(|text| open::new_password(io, text, "--new-password"))
            .transpose()?;
        let folder = self.options.open(io, &self.folder)?;
        let entry = folder.entry(&self.serial)?;
        let old = &entry.issued.certificate;
        let (request, new_key) = match request {
            Some(request) => (request, None),
            None => {
                let made = NewKey::like(io, old, new_password.as_ref())?;
                (made.request, Some(made.pem))
            }
        };
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
            new_key,
        };
        let mut message = format!("the certificate {} may not be rekeyed", self.serial);
        if let Some(path) = &self.request {
            message.push_str(&format!(" with {}", path.display()));
        }
        self.options.carry_out(io, folder, plan, about, message)
    }
}
