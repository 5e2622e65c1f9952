//! `ca rekey`: the same content for a new key.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use credtool_pki::{CertificationRequest, Issuance};

use super::event::How;
use super::folder::{Folder, FolderOption};
use super::made_key::MadeKey;
use super::renew::RenewalOptions;
use super::serial;
use super::sign::{Job, SignOptions};
use crate::destination::Destination;
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::{clock, csr, key, open};

/// Issue a certificate like an old one for a new key
///
/// With --csr its holder made the key, and a request that proves it, for the same subject; the rest is taken from the old
/// certificate. Without it the key is made here, and stands before the certificate or in a file of its own. For the same key there
/// is ca renew. The old certificate stays valid until its end, or until ca revoke.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool key generate -o app2.pem
  $ credtool csr create --key app2.pem --subject CN=app -o app2.csr
  $ credtool ca rekey --dir ca 4f:0a:1b --csr app2.csr --password prompt -o app2.crt
  $ credtool ca rekey --dir ca 4f:0a:1b --new-key app2.pem --password prompt -o app2.crt

Exit status: 0 done; 2 could not be done, or the request is refused with every reason (code request-refused).")]
pub(crate) struct Rekey {
    #[command(flatten)]
    folder: FolderOption,
    /// The serial number of the old certificate, in hexadecimal
    #[arg(value_name = "SERIAL", value_parser = serial::parse)]
    serial: String,
    /// The request that was made with the new key, PEM or DER, - for stdin; without it the key is made here
    #[arg(long = "csr", value_name = "CSR", conflicts_with_all = ["new_key", "kind", "new_password"])]
    request: Option<PathBuf>,
    /// Write the key that is made here to this new file of mode 0600
    #[arg(long, value_name = "FILE")]
    new_key: Option<PathBuf>,
    /// What kind of key is made here; the kind of the old one, if not given
    #[arg(long = "type", value_name = "TYPE", value_parser = PossibleValuesParser::new(key::TYPES.map(|(name, _)| name)))]
    kind: Option<String>,
    /// Encrypt the key that is made here; SRC is env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE
    #[arg(long, value_name = "SRC")]
    new_password: Option<String>,
    #[command(flatten)]
    terms: RenewalOptions,
    #[command(flatten)]
    options: SignOptions,
}

impl Rekey {
    pub(super) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let (new_key, request) = match &self.request {
            Some(path) => (None, csr::read(io, path)?),
            None => self.made(io).map(|(key, request)| (Some(key), request))?,
        };
        let now = clock::certificate_time(io.now());
        let outliving = self.options.outliving();
        let mut refused = format!("the certificate {} may not be rekeyed", self.serial);
        if let Some(path) = &self.request {
            refused.push_str(&format!(" with {}", path.display()));
        }
        let job = Job {
            folder: &self.folder,
            how: How::Rekeyed,
            request_sha256: self.request.is_some().then(|| request.sha256()),
            replaces: Some(self.serial.clone()),
            new_key,
            refused,
        };
        self.options.carry_out(io, job, &|folder| {
            let old = &folder.entry(&self.serial)?.issued.certificate;
            let revoked = folder.log.revoked();
            let renewal = self.terms.renewal(old, now, outliving, &revoked);
            Ok(Issuance::rekey(&folder.issuer, old, &request, &renewal))
        })
    }

    /// Makes a key, and a request with it.
    fn made(&self, io: &mut Io) -> Result<(MadeKey, CertificationRequest), Failure> {
        let file = self.new_key.clone().map(Destination::new_file);
        let files: Vec<_> = file.iter().collect();
        let folder = Folder::open_with(io, &self.folder, &files)?;
        let old = folder.entry(&self.serial)?.issued.certificate.clone();
        drop(folder);
        // Of a dry run nothing is kept, so nothing has to be encrypted.
        let password = self
            .new_password
            .as_deref()
            .filter(|_| !self.options.dry_run())
            .map(|text| open::new_password(io, text, "--new-password"))
            .transpose()?;
        MadeKey::new(io, &old, self.kind.as_deref(), password.as_ref(), file)
    }
}
