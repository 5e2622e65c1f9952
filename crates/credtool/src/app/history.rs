//! `app history`: what happened, when, by whom and why.

use std::time::{Duration, UNIX_EPOCH};

use credtool_app_registry::{AppId, Change, Event, Overlap, Refusal, SecretMade};
use serde_json::Value;

use super::refused;
use crate::clock;
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::output::printable;
use crate::store::{self, StoreOptions};

/// Show what happened to an app: when, by whom, what and why
///
/// Nothing is unlocked, so whether the history is whole is not checked: that is app verify-history.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool app history hermosa-7kkCMrRcgpdh
     1  2026-11-28T09:00:00Z  alice  registered Hermosa Wave, version 1 hermosa-7kkCMrRcgpdh, secret 1 generated: order 1734
     4  2026-11-28T10:00:00Z  alice  version 1 secret 2 generated, secret 1 until 2026-11-29T10:00:00Z: yearly change

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct History {
    /// An App ID that the app has or once had, in upper or lower case
    #[arg(value_name = "ID")]
    id: AppId,
    #[command(flatten)]
    store: StoreOptions,
}

impl History {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let mut opened = store::look(io, &self.store)?;
        let registry = opened.registry_of(std::slice::from_ref(&self.id))?;
        let app = registry.app_once(&self.id).ok_or_else(|| {
            let refusal = Refusal::UnknownApp(self.id.clone());
            refused::failure(
                &refusal,
                format!("could not show the history of {}", self.id),
            )
        })?;
        let key = app.key();
        let json = io.out.wants_json();
        if json {
            let begin = format!(
                "{{\"app_id\":{},\"events\":[",
                Value::from(self.id.as_str())
            );
            io.out.piece(begin.as_bytes())?;
        }
        let mut first = true;
        opened.history(Some(key), &mut |event| {
            let text = match (json, first) {
                (true, true) => event.to_text().to_owned(),
                (true, false) => format!(",\n{}", event.to_text()),
                (false, _) => line(&event),
            };
            first = false;
            io.out.piece(text.as_bytes())
        })?;
        if json {
            io.out.piece(b"]}\n")?;
        }
        Ok(Answer::Yes)
    }
}

/// Returns an event on one line: what happened in words, then why.
fn line(event: &Event) -> String {
    format!(
        "{:>4}  {}  {}  {}: {}\n",
        event.number(),
        clock::rfc3339(event.time()),
        printable(event.actor().as_str()),
        printable(&happened(event.change())),
        printable(event.comment().as_str())
    )
}

/// Returns what happened, in words.
fn happened(change: &Change) -> String {
    let with = |secret: &Option<SecretMade>| match secret {
        Some(secret) => format!("secret {} {}", secret.number, secret.origin.as_str()),
        None => "no secret".to_owned(),
    };
    let until = |previous: &Option<Overlap>| match previous {
        Some(previous) => {
            let until = UNIX_EPOCH + Duration::from_millis(previous.until);
            format!(
                ", secret {} until {}",
                previous.number,
                clock::rfc3339(until)
            )
        }
        None => String::new(),
    };
    let version = change.version().map(|label| format!("version {label} "));
    let version = version.unwrap_or_default();
    match change {
        Change::Registered {
            name,
            app_id,
            secret,
            ..
        } => format!("registered {name}, {version}{app_id}, {}", with(secret)),
        Change::VersionAdded { app_id, secret, .. } => {
            format!("{version}added, {app_id}, {}", with(secret))
        }
        Change::SecretChanged {
            secret, previous, ..
        } => format!(
            "{version}secret {} {}{}",
            secret.number,
            secret.origin.as_str(),
            until(previous)
        ),
        Change::SecretPrepared { secret, .. } => format!(
            "{version}secret {} {}, pending",
            secret.number,
            secret.origin.as_str()
        ),
        Change::SecretPromoted {
            number, previous, ..
        } => format!("{version}secret {number} promoted{}", until(previous)),
        Change::AppIdChanged { from, to, .. } => format!("{version}renamed, {from} → {to}"),
        Change::CredentialImported {
            certificate,
            request,
            replaces,
            ..
        } => {
            let source = if request.is_some() {
                "issued"
            } else {
                "imported"
            };
            let replaces = if replaces.is_some() {
                ", replacing another"
            } else {
                ""
            };
            let (subject, serial) = (certificate.subject(), certificate.serial());
            format!("{version}certificate {source}, {subject}, serial {serial}{replaces}")
        }
        Change::CredentialRemoved { sha256, .. } => {
            format!("{version}certificate removed, sha256 {sha256}")
        }
        Change::OauthChanged {
            redirect_urls,
            application_type,
            ..
        } => {
            let urls: Vec<&str> = redirect_urls.iter().map(|url| url.as_str()).collect();
            format!("{version}OAuth {application_type}, {}", urls.join(", "))
        }
        Change::VersionRetired { .. } => format!("{version}retired"),
        Change::AppRetired => "retired, all versions".to_owned(),
        other => other.kind().to_owned(),
    }
}
