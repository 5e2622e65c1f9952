//! `ca list`: what was issued, and how it stands.

use std::time::Duration;

use credtool_pki::Time;
use serde_json::{Value, json};

use super::folder::{Folder, FolderOption};
use super::log::{Entry, State};
use crate::clock;
use crate::duration::duration;
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::output::printable;

/// List what the CA has issued, and how it stands: valid, expired or revoked
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool ca list --dir ca
  $ credtool ca list --dir ca --expiring 30d --json | jq -r '.certificates[].serial'

Exit status: 0 done, whatever is found; 2 could not be done.")]
pub(crate) struct List {
    #[command(flatten)]
    folder: FolderOption,
    /// Only what is valid now and will not be after this time, such as 30d
    #[arg(long, value_name = "TIME", value_parser = duration)]
    expiring: Option<Duration>,
}

impl List {
    pub(super) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let folder = Folder::open(io, &self.folder)?;
        let now = clock::certificate_time(io.now());
        let soon = self.expiring.map(|length| after(now, length));
        let listed: Vec<&Entry> = folder
            .log
            .entries()
            .iter()
            .filter(|entry| soon.is_none_or(|soon| ends(entry, now, soon)))
            .collect();
        let own = folder.issuer.certificate();
        let state = State::of(own, now);
        if state != State::Valid {
            io.out.warn(format!(
                "the certificate of the CA itself is {}",
                state.as_str()
            ));
        } else if soon.is_some_and(|soon| own.not_after() <= soon) {
            let end = own.not_after();
            io.out
                .warn(format!("the CA itself is valid until {end} only"));
        }
        let shown = json!({
            "ca": {
                "subject": own.subject().to_string(),
                "serial": own.serial(),
                "not_before": own.not_before().to_string(),
                "not_after": own.not_after().to_string(),
                "sha256": own.sha256(),
                "state": state.as_str(),
            },
            "crl_number": Some(folder.log.crl_number()).filter(|number| *number > 0),
            "certificates": listed.iter().map(|entry| member(entry, now)).collect::<Vec<_>>(),
        });
        if listed.is_empty() {
            io.out.note("none");
        }
        io.out.answer(&shown, table(&listed, now))?;
        Ok(Answer::Yes)
    }
}

fn ends(entry: &Entry, now: Time, soon: Time) -> bool {
    entry.state(now) == State::Valid && entry.issued.certificate.not_after() <= soon
}

fn after(now: Time, length: Duration) -> Time {
    let seconds = i64::try_from(length.as_secs()).unwrap_or(i64::MAX);
    Time::from_unix_seconds(now.unix_seconds().saturating_add(seconds))
}

/// Returns what is shown of a certificate.
pub(super) fn member(entry: &Entry, now: Time) -> Value {
    let certificate = &entry.issued.certificate;
    json!({
        "serial": certificate.serial(),
        "subject": certificate.subject().to_string(),
        "profile": entry.issued.profile,
        "not_before": certificate.not_before().to_string(),
        "not_after": certificate.not_after().to_string(),
        "state": entry.state(now).as_str(),
        "replaces": entry.issued.replaces,
        "replaced_by": entry.replaced_by,
        "revoked": entry.revoked.map(|revoked| json!({
            "since": revoked.since.to_string(),
            "reason": revoked.reason.as_str(),
        })),
        "event": entry.issued.how.as_str(),
        "time": entry.time.to_string(),
        "actor": entry.actor,
        "sha256": certificate.sha256(),
        "spki_sha256": certificate.spki_sha256(),
        "request_sha256": entry.issued.request_sha256,
    })
}

fn table(listed: &[&Entry], now: Time) -> String {
    let mut rows = vec![["serial", "state", "not after", "profile", "subject"].map(str::to_owned)];
    for entry in listed {
        let certificate = &entry.issued.certificate;
        let mut subject = printable(&certificate.subject().to_string());
        if let Some(newer) = &entry.replaced_by {
            subject.push_str(&format!(" (replaced by {newer})"));
        }
        if let Some(revoked) = &entry.revoked {
            subject.push_str(&format!(" ({} since {})", revoked.reason, revoked.since));
        }
        rows.push([
            certificate.serial(),
            entry.state(now).as_str().to_owned(),
            certificate.not_after().to_string(),
            printable(&entry.issued.profile),
            subject,
        ]);
    }
    if rows.len() == 1 {
        return String::new();
    }
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    let [first, second, third, fourth] = [0, 1, 2, 3].map(width);
    rows.iter()
        .map(|[serial, state, end, profile, subject]| {
            format!(
                "{serial:first$}  {state:second$}  {end:third$}  {profile:fourth$}  {subject}\n"
            )
        })
        .collect()
}
