//! `ca revoke`: a certificate is withdrawn, in the log and in every list made from now on.

use credtool_pki::{RevocationReason, Time};
use serde_json::{Value, json};

use super::event::What;
use super::folder::{Folder, FolderOption};
use super::log::{Entry, State};
use super::serial;
use crate::clock;
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::output::printable;

/// Withdraw a certificate; the CA's key is not needed
///
/// Verifiers learn of it from the next revocation list: make and publish one with ca crl.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool ca revoke --dir ca 4f:0a:1b --reason keyCompromise --yes
  4f0a1b: valid → revoked (keyCompromise)
  $ credtool ca crl --dir ca --password prompt -o ca.crl --force

Reasons (RFC 5280): unspecified, keyCompromise, cACompromise, affiliationChanged, superseded, cessationOfOperation,
certificateHold, privilegeWithdrawn, aACompromise; key-compromise is taken too. Nothing takes a revocation back.

Exit status: 0 done; 1 no: it is revoked already, or you did not agree; 2 could not be done.")]
pub(crate) struct Revoke {
    #[command(flatten)]
    folder: FolderOption,
    /// The serial number, in hexadecimal
    #[arg(value_name = "SERIAL", value_parser = serial::parse)]
    serial: String,
    /// Why, in the words of RFC 5280
    #[arg(long, value_name = "REASON", value_parser = reason)]
    reason: RevocationReason,
    /// Say what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Revoke {
    pub(super) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let folder = Folder::open(io, &self.folder)?;
        let subject = printable(
            &folder
                .entry(&self.serial)?
                .issued
                .certificate
                .subject()
                .to_string(),
        );
        if self.says_no(io, &folder)? {
            return Ok(Answer::No);
        }
        // Not locked: a person takes time to answer.
        drop(folder);
        let question = format!("revoke {} ({subject}) for ever?", self.serial);
        if !self.dry_run && !io.confirm(&question, self.yes, "--yes")? {
            let verdict = json!({ "serial": self.serial });
            io.out
                .no("not-confirmed", "you did not agree", "", verdict)?;
            return Ok(Answer::No);
        }
        let folder = Folder::open(io, &self.folder)?;
        if self.says_no(io, &folder)? {
            return Ok(Answer::No);
        }
        let now = clock::certificate_time(io.now());
        let entry = folder.entry(&self.serial)?;
        let state = entry.state(now);
        let mut shown = self.shown(entry, now, self.reason);
        if state == State::Expired {
            io.out.note("it has expired anyhow");
        }
        shown["changed"] = (!self.dry_run).into();
        shown["dry_run"] = self.dry_run.into();
        if self.dry_run {
            io.out
                .note("nothing was written: this is what would change");
        } else {
            let what = What::Revoked {
                serial: self.serial.clone(),
                since: now,
                reason: self.reason,
                issued_elsewhere: false,
            };
            folder.commit(io, what, &[])?;
            io.out.note(
                "verifiers learn of it from a new list: credtool ca crl makes one to be published",
            );
        }
        let line = format!(
            "{}: {} → revoked ({})\n",
            self.serial,
            state.as_str(),
            self.reason
        );
        io.out.answer(&shown, line)?;
        Ok(Answer::Yes)
    }

    /// Answers no where the certificate is revoked already.
    fn says_no(&self, io: &Io, folder: &Folder) -> Result<bool, Failure> {
        let entry = folder.entry(&self.serial)?;
        let Some(before) = entry.revoked else {
            return Ok(false);
        };
        let message = format!(
            "{} is revoked since {} ({})",
            self.serial, before.since, before.reason
        );
        let verdict = self.shown(entry, before.since, before.reason);
        io.out.no("already-revoked", &message, "", verdict)?;
        Ok(true)
    }

    fn shown(&self, entry: &Entry, since: Time, reason: RevocationReason) -> Value {
        json!({
            "serial": self.serial,
            "subject": entry.issued.certificate.subject().to_string(),
            "since": since.to_string(),
            "reason_code": reason.as_str(),
        })
    }
}

/// Reads a reason: the name in RFC 5280, or the same in kebab case.
fn reason(text: &str) -> Result<RevocationReason, String> {
    let reason: RevocationReason = text
        .replace('-', "")
        .parse()
        .map_err(|error: credtool_pki::UnknownRevocationReason| error.to_string())?;
    if reason == RevocationReason::RemoveFromCrl {
        return Err("removeFromCRL takes a hold back, and nothing here does that".to_owned());
    }
    Ok(reason)
}
