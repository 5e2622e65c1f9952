//! `ca renew`: the same key and content, a new serial number and new dates.

use credtool_pki::{Certificate, Issuance, NewRevocation, Outliving, Renewal, Time};

use super::event::How;
use super::folder::FolderOption;
use super::serial;
use super::sign::{self, DAYS, Job, SignOptions};
use crate::clock;
use crate::failure::{Answer, Failure};
use crate::io::Io;

/// Issue a certificate again for the same key, with a new serial number and new dates
///
/// Whoever holds the key goes on with it and needs the new certificate only. For a new key there is ca rekey. The old certificate
/// stays valid until its end, or until ca revoke.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool ca list --dir ca --expiring 30d
  $ credtool ca renew --dir ca 4f:0a:1b --password prompt -o app.crt --force

Exit status: 0 done; 2 could not be done, or it may not be renewed (code request-refused).")]
pub(crate) struct Renew {
    #[command(flatten)]
    folder: FolderOption,
    /// The serial number of the old certificate, in hexadecimal
    #[arg(value_name = "SERIAL", value_parser = serial::parse)]
    serial: String,
    #[command(flatten)]
    terms: RenewalOptions,
    #[command(flatten)]
    options: SignOptions,
}

impl Renew {
    pub(super) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let now = clock::certificate_time(io.now());
        let outliving = self.options.outliving();
        let job = Job {
            folder: &self.folder,
            how: How::Renewed,
            request_sha256: None,
            replaces: Some(self.serial.clone()),
            new_key: None,
            refused: format!("the certificate {} may not be renewed", self.serial),
        };
        self.options.carry_out(io, job, &|folder| {
            let old = &folder.entry(&self.serial)?.issued.certificate;
            let revoked = folder.log.revoked();
            let renewal = self.terms.renewal(old, now, outliving, &revoked);
            Ok(Issuance::renew(&folder.issuer, old, &renewal))
        })
    }
}

/// What renew and rekey ask for beside the old certificate.
#[derive(clap::Args)]
pub(super) struct RenewalOptions {
    /// How long the new one is valid; as long as the old one was, if not given
    #[arg(long, value_name = "DAYS", value_parser = DAYS)]
    days: Option<u32>,
    /// Take an RSA key below 2048 bits (never below 1024)
    #[arg(long)]
    legacy: bool,
}

impl RenewalOptions {
    /// Returns the terms from now on.
    pub(super) fn renewal<'a>(
        &self,
        old: &Certificate,
        now: Time,
        outliving: Outliving,
        revoked: &'a [NewRevocation],
    ) -> Renewal<'a> {
        Renewal {
            not_before: now,
            not_after: sign::after(now, self.days.unwrap_or_else(|| length(old))),
            outliving,
            revoked,
            sizes: sign::sizes(self.legacy),
        }
    }
}

/// Returns for how many days a certificate was made, a part of a day as a whole one.
fn length(old: &Certificate) -> u32 {
    let seconds = old.not_after().unix_seconds() - old.not_before().unix_seconds();
    u32::try_from((seconds.max(1) + 86_399) / 86_400).unwrap_or(36_525)
}
