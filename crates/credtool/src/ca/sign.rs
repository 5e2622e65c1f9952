//! What issue, renew and rekey have in common: the plan is shown, then signed, and certificate and log change together.

use credtool_crypto_engine::{KeySizes, Randomness};
use credtool_pki::{Authority, Certificate, Issuance, IssueRefused, Outliving, PublicKey, Time};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::decisions;
use super::event::{How, Issued, What};
use super::folder::{Folder, FolderOption, KeyOption};
use super::made_key::MadeKey;
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

/// What is to be signed.
pub(super) struct Job<'a> {
    pub(super) folder: &'a FolderOption,
    pub(super) how: How,
    pub(super) request_sha256: Option<String>,
    /// The serial number of the certificate that the new one takes the place of.
    pub(super) replaces: Option<String>,
    /// A key that was made for the certificate; part of the change.
    pub(super) new_key: Option<MadeKey>,
    /// What is said where it may not be.
    pub(super) refused: String,
}

/// Plans with what the folder holds.
pub(super) type Planner<'a> =
    &'a dyn Fn(&Folder) -> Result<Result<Issuance, IssueRefused>, Failure>;

impl SignOptions {
    pub(super) fn dry_run(&self) -> bool {
        self.dry_run
    }

    pub(super) fn outliving(&self) -> Outliving {
        if self.no_clamp {
            Outliving::Refuse
        } else {
            Outliving::Clamp
        }
    }

    /// Shows the plan, and carries it out unless it is a dry run.
    ///
    /// The folder is not locked while the key is opened, which may take a person's time; what happened to the log meanwhile counts,
    /// because the plan is made again.
    pub(super) fn carry_out(
        self,
        io: &mut Io,
        job: Job<'_>,
        plan: Planner<'_>,
    ) -> Result<Answer, Failure> {
        let mut destinations = vec![&self.destination];
        destinations.extend(job.key_file());
        let folder = Folder::open_with(io, job.folder, &destinations)?;
        let planned = plan(&folder)?;
        job.say(io, &folder)?;
        let planned = planned.map_err(|refused| {
            decisions::show(io, job.how, refused.decisions());
            decisions::refused(&refused, job.refused.clone())
        })?;
        decisions::show(io, job.how, planned.decisions());
        label_small_key(io, &planned);
        if self.dry_run {
            if job.new_key.is_some() {
                io.out
                    .note("the key was made for this look only: the real run makes another, with another identifier");
            }
            io.out
                .note("nothing was signed or written: this is what would be issued");
            io.out.answer(&dry(&planned), "")?;
            return Ok(Answer::Yes);
        }
        let authority = folder.close().authority(io, &self.key)?;
        let folder = Folder::open_with(io, job.folder, &destinations)?;
        let planned =
            plan(&folder)?.map_err(|refused| decisions::refused(&refused, job.refused.clone()))?;
        self.sign(io, folder, &authority, &planned, job)
    }

    /// Signs, and writes the certificate and the log as one change.
    fn sign(
        self,
        io: &Io,
        folder: Folder,
        authority: &Authority,
        plan: &Issuance,
        job: Job<'_>,
    ) -> Result<Answer, Failure> {
        let certificate = new_certificate(&folder, authority, plan)?;
        let pem = certificate.to_pem();
        let profile = plan.profile().to_string();
        let mut shown = json!({ "certificate": pem, "profile": profile });
        super::join(&mut shown, describe::certificate(&certificate));
        shown["replaces"] = json!(job.replaces);
        shown["decisions"] = decisions::json(plan.decisions());
        shown["dry_run"] = false.into();
        let what = What::Issued(Box::new(Issued {
            how: job.how,
            certificate: certificate.clone(),
            profile,
            request_sha256: job.request_sha256.clone(),
            replaces: job.replaces.clone(),
        }));
        let beside = job
            .new_key
            .as_ref()
            .map_or(&[][..], MadeKey::beside_certificate);
        let artefact = Zeroizing::new([beside, pem.as_bytes()].concat());
        let mut artefacts = vec![(&self.destination, artefact.as_slice())];
        if let Some(key) = &job.new_key {
            artefacts.extend(key.file.as_ref().map(|file| (file, key.pem.as_slice())));
            // Where a file holds the key it is there and nowhere else.
            shown["key_pem"] = match (&key.file, self.destination.file()) {
                (None, None) => String::from_utf8_lossy(&key.pem).into(),
                _ => Value::Null,
            };
        }
        folder.commit(io, what, &artefacts)?;
        if let Some(path) = job.key_file().and_then(Destination::file) {
            io.out
                .note(format!("wrote the new key to {}", path.display()));
        }
        io.out.note(format!(
            "{} {}, valid until {}",
            job.how.as_str(),
            certificate.serial(),
            certificate.not_after()
        ));
        if let Some(path) = self.destination.file().filter(|_| !beside.is_empty()) {
            // It may have replaced a certificate that everybody could read.
            io.warn_if_written_readable(path);
        }
        self.destination.planned(io, shown, &artefact)?;
        Ok(Answer::Yes)
    }
}

impl Job<'_> {
    fn key_file(&self) -> Option<&Destination> {
        self.new_key.as_ref().and_then(|key| key.file.as_ref())
    }

    /// Says which of renewal and rekey this is, and that the old certificate has a successor.
    fn say(&self, io: &Io, folder: &Folder) -> Result<(), Failure> {
        let Some(old) = &self.replaces else {
            return Ok(());
        };
        if let Some(newer) = &folder.entry(old)?.replaced_by {
            io.out
                .warn(format!("{old} was replaced by {newer} already"));
        }
        io.out.note(match self.how {
            How::Rekeyed => "a rekey is for a new key; for the same key there is credtool ca renew",
            _ => "a renewal is for the same key; for a new key there is credtool ca rekey",
        });
        Ok(())
    }
}

/// Returns what is shown of a plan that is not carried out.
fn dry(plan: &Issuance) -> Value {
    json!({
        "certificate": null,
        "dry_run": true,
        "profile": plan.profile().to_string(),
        "not_before": plan.not_before().to_string(),
        "not_after": plan.not_after().to_string(),
        "decisions": decisions::json(plan.decisions()),
    })
}

/// Says that a small key is certified.
pub(super) fn label_small_key(io: &Io, plan: &Issuance) {
    if let Some(bits) = small_rsa_key(plan) {
        io.out
            .warn(format!("legacy: an RSA key of {bits} bits is certified"));
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
pub(super) fn new_certificate(
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

/// The days of a certificate where none are named.
pub(super) const USUAL_DAYS: u32 = 365;
const DAY: i64 = 86_400;
/// Two of 128 random bits are the same by chance never; that a generator repeats itself shows at once.
const DRAWS: usize = 4;
