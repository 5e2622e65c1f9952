//! `ca rekey`: the same content for a new key.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use credtool_crypto_engine::Randomness;
use credtool_pki::{CertificationRequest, Issuance, NewRequest, PrivateKey, Renewal};
use zeroize::Zeroizing;

use super::event::How;
use super::folder::{Folder, FolderOption};
use super::renew::length;
use super::serial;
use super::sign::{self, DAYS, Job, SignOptions};
use crate::destination::Destination;
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::{clock, csr, key, open, refusal};

/// Issue a certificate like an old one for a new key
///
/// The holder makes the key and a request with it (--csr), which proves that the key is held and must be for the same subject; the
/// rest is taken from the old certificate. Or the key is made here (--new-key). For the same key there is ca renew. The old
/// certificate stays valid until its end, or until ca revoke.
#[derive(clap::Args)]
#[command(
    group = clap::ArgGroup::new("key of the new certificate").required(true).args(["request", "new_key"]),
    after_help = "\
Examples:
  $ credtool key generate -o app2.pem
  $ credtool csr create --key app2.pem --subject CN=app -o app2.csr
  $ credtool ca rekey --dir ca 4f:0a:1b --csr app2.csr --password prompt -o app2.crt
  $ credtool ca rekey --dir ca 4f:0a:1b --new-key app2.pem --password prompt -o app2.crt

Exit status: 0 done; 2 could not be done, or the request is refused with every reason (code request-refused)."
)]
pub(crate) struct Rekey {
    #[command(flatten)]
    folder: FolderOption,
    /// The serial number of the old certificate, in hexadecimal
    #[arg(value_name = "SERIAL", value_parser = serial::parse)]
    serial: String,
    /// The request that was made with the new key, PEM or DER, - for stdin
    #[arg(long = "csr", value_name = "CSR")]
    request: Option<PathBuf>,
    /// Make the new key here and write it to this new file of mode 0600
    #[arg(long, value_name = "FILE")]
    new_key: Option<PathBuf>,
    /// What kind of key --new-key makes
    #[arg(long = "type", value_name = "TYPE", default_value = "rsa:2048", conflicts_with = "request", value_parser = PossibleValuesParser::new(key::TYPES.map(|(name, _)| name)))]
    kind: String,
    /// Encrypt the key of --new-key; SRC is env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE
    #[arg(long, value_name = "SRC", requires = "new_key")]
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
        let (request, new_key) = match (&self.request, &self.new_key) {
            (Some(path), _) => (csr::read(io, path)?, None),
            (None, path) => {
                let destination = Destination::new_file(path.clone().unwrap_or_default());
                let (request, key) = self.made(io, &destination)?;
                (request, Some((destination, key)))
            }
        };
        let now = clock::certificate_time(io.now());
        let (outliving, sizes) = (self.options.outliving(), sign::sizes(self.legacy));
        let with = self.request.as_ref().or(self.new_key.as_ref());
        let with = with.map_or_else(String::new, |path| path.display().to_string());
        let job = Job {
            folder: &self.folder,
            how: How::Rekeyed,
            request_sha256: self.request.is_some().then(|| request.sha256()),
            replaces: Some(self.serial.clone()),
            new_key,
            refused: format!(
                "the certificate {} may not be rekeyed with {with}",
                self.serial
            ),
        };
        self.options.carry_out(io, job, &|folder| {
            let old = &folder.entry(&self.serial)?.issued.certificate;
            let renewal = Renewal {
                not_before: now,
                not_after: sign::after(now, self.days.unwrap_or_else(|| length(old))),
                outliving,
                revoked: &folder.log.revoked(),
                sizes,
            };
            Ok(Issuance::rekey(&folder.issuer, old, &request, &renewal))
        })
    }

    /// Makes a key, and a request with it for the same subject.
    fn made(&self, io: &mut Io, destination: &Destination) -> Result<Made, Failure> {
        let folder = Folder::open_with(io, &self.folder, &[destination])?;
        let old = &folder.entry(&self.serial)?.issued.certificate;
        let subject = old.subject().clone();
        drop(folder);
        let password = self
            .new_password
            .as_deref()
            .map(|text| open::new_password(io, text, "--new-password"))
            .transpose()?;
        let failed = |error| refusal::of(&error, "could not make the new key");
        let new =
            PrivateKey::generate(key::kind(&self.kind), Randomness::System).map_err(failed)?;
        let pem = match &password {
            Some(password) => Zeroizing::new(new.to_encrypted_pem(&mut io.rng()?, password)),
            None => new.to_pem(),
        };
        key::read_back(pem.as_bytes(), &new, password.as_ref())?;
        let request = NewRequest {
            subject,
            alternative_names: Vec::new(),
        };
        let request = request
            .sign(&new, sign::sizes(false), Randomness::System)
            .map_err(failed)?;
        Ok((request, Zeroizing::new(pem.as_bytes().to_vec())))
    }
}

/// A request, and the file of the key that it was made with.
type Made = (CertificationRequest, Zeroizing<Vec<u8>>);
