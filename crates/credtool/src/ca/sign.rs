//! What issue, renew and rekey have in common: the plan is shown, then signed, and certificate and log change together.

use credtool_crypto_engine::{KeySizes, Randomness};
use credtool_pki::{Authority, Certificate, Issuance, IssueRefused, Outliving, PublicKey, Time};
use serde_json::json;

use super::decisions;
use super::event::{How, Issued, What};
use super::folder::{Folder, KeyOption};
use crate::destination::Destination;
use crate::failure::{Answer, Code, Failure};
use crate::io::Io;
use crate::{describe, refusal};

/// The options of every verb that signs a certificate.
#[derive(clap::Args)]
pub(super) struct SignOptions {
    /// Refuse, instead of cutting, a validity that goes beyond the CA's own
    #[arg(long)]
    no_clamp: bool,
    /// Show what would be issued and why; nothing is signed or written, and no password is needed
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    key: KeyOption,
    #[command(flatten)]
    destination: Destination,
}

/// What the log says about a new certificate.
pub(super) struct About {
    pub(super) how: How,
    pub(super) request_sha256: Option<String>,
    pub(super) replaces: Option<String>,
}

impl SignOptions {
    /// Opens the authority; the file for the certificate will be part of the change.
    pub(super) fn open(
        &self,
        io: &Io,
        folder: &super::folder::FolderOption,
    ) -> Result<Folder, Failure> {
        Folder::open_with(io, folder, Some(&self.destination))
    }

    pub(super) fn outliving(&self) -> Outliving {
        if self.no_clamp {
            Outliving::Refuse
        } else {
            Outliving::Clamp
        }
    }

    /// Shows the plan, and carries it out unless it is a dry run.
    pub(super) fn carry_out(
        self,
        io: &mut Io,
        folder: Folder,
        plan: Result<Issuance, IssueRefused>,
        about: About,
        message: String,
    ) -> Result<Answer, Failure> {
        let plan = plan.map_err(|refused| {
            decisions::show(io, about.how, refused.decisions());
            decisions::refused(&refused, message)
        })?;
        decisions::show(io, about.how, plan.decisions());
        let decisions = decisions::json(plan.decisions());
        if let Some(bits) = small_rsa_key(&plan) {
            io.out
                .warn(format!("legacy: an RSA key of {bits} bits is certified"));
        }
        if self.dry_run {
            io.out
                .note("nothing was signed or written: this is what would be issued");
            let shown = json!({
                "certificate": null,
                "dry_run": true,
                "profile": plan.profile().to_string(),
                "not_before": plan.not_before().to_string(),
                "not_after": plan.not_after().to_string(),
                "decisions": decisions,
            });
            io.out.answer(&shown, "")?;
            return Ok(Answer::Yes);
        }
        let authority = folder.authority(io, &self.key)?;
        let certificate = new_certificate(&folder, &authority, &plan)?;
        let pem = certificate.to_pem();
        let profile = plan.profile().to_string();
        let mut shown = json!({ "certificate": pem, "profile": profile });
        super::join(&mut shown, describe::certificate(&certificate));
        super::join(
            &mut shown,
            json!({ "replaces": about.replaces, "decisions": decisions, "dry_run": false }),
        );
        let what = What::Issued(Box::new(Issued {
            how: about.how,
            certificate: certificate.clone(),
            profile,
            request_sha256: about.request_sha256,
            replaces: about.replaces,
        }));
        folder.commit(io, what, Some((&self.destination, pem.as_bytes())))?;
        io.out.note(format!(
            "{} {}, valid until {}",
            about.how.as_str(),
            certificate.serial(),
            certificate.not_after()
        ));
        self.destination.planned(io, shown, pem.as_bytes())?;
        Ok(Answer::Yes)
    }
}

/// Returns the size of an RSA key below 2048 bits, which the terms allowed.
fn small_rsa_key(plan: &Issuance) -> Option<usize> {
    let key = PublicKey::from_spki_der(plan.spki_der()).ok()?;
    let key = key.engine_key().ok()?;
    let octets = key.modulus_len()?;
    (octets * 8 < KeySizes::Current.minimum()).then(|| key.bits())
}

/// Signs; a serial number that was used before is drawn again.
fn new_certificate(
    folder: &Folder,
    authority: &Authority,
    plan: &Issuance,
) -> Result<Certificate, Failure> {
    for _ in 0..DRAWS {
        let certificate = authority
            .issue(plan, Randomness::System)
            .map_err(|error| refusal::of(&error, "could not sign the certificate"))?;
        if !folder.log.is_taken(&certificate.serial()) {
            return Ok(certificate);
        }
    }
    Err(Failure::new(
        Code::NoRandomness,
        "every serial number that was drawn is used already",
    ))
}

/// Returns the moment so many days later.
pub(super) fn after(time: Time, days: u32) -> Time {
    Time::from_unix_seconds(time.unix_seconds().saturating_add(i64::from(days) * DAY))
}

/// Returns the RSA keys that may be certified.
pub(super) fn sizes(legacy: bool) -> KeySizes {
    if legacy {
        KeySizes::Legacy
    } else {
        KeySizes::Current
    }
}

/// The parser of every `--days`: a day at least, a century at most.
pub(super) const DAYS: fn(&str) -> Result<u32, String> = days;

fn days(text: &str) -> Result<u32, String> {
    let days = text.parse().ok();
    days.filter(|days| (1..=36_525).contains(days))
        .ok_or_else(|| "it is no whole number of days from 1 to 36525".to_owned())
}

const DAY: i64 = 86_400;
/// Two of 128 random bits are the same by chance never; that a generator repeats itself shows at once.
const DRAWS: usize = 4;
