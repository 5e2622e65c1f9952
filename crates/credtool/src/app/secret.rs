//! `app set-secret`, `regenerate-secret` and `promote-secret`: the shared secret changes, and the one before may go on for a while.

use std::time::Duration;

use credtool_app_registry::{AppId, Command};
use serde_json::{Value, json};

use super::change::{self, ChangeOptions};
use super::{describe, refused};
use crate::duration::duration;
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::store::Changed;

/// Take over a shared secret that was made elsewhere
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool app set-secret hermosa-7kkCMrRcgpdh --secret prompt --comment 'as the platform shows it'

Exit status: 0 done; 1 it is the current secret already, or the app is retired; 2 could not be done.")]
pub(crate) struct Set {
    #[arg(value_name = "ID", help = super::ID)]
    id: AppId,
    /// The secret; SRC is env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE
    #[arg(long, value_name = "SRC")]
    secret: String,
    #[command(flatten)]
    overlap: OverlapOption,
    #[command(flatten)]
    change: ChangeOptions,
}

/// Make a new shared secret; the one before is accepted until the overlap ends
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool app regenerate-secret hermosa-7kkCMrRcgpdh --overlap 24h --comment 'yearly change'
  $ credtool app regenerate-secret hermosa-7kkCMrRcgpdh --pending --comment 'to be rolled out'
  $ credtool app reveal hermosa-7kkCMrRcgpdh --pending
  $ credtool app promote-secret hermosa-7kkCMrRcgpdh --comment 'rolled out everywhere'

With --pending the new secret is accepted at once and the current one stays the current one, until promote-secret.

Exit status: 0 done; 1 the rules say no (a secret is pending, the app is retired); 2 could not be done.")]
pub(crate) struct Regenerate {
    #[arg(value_name = "ID", help = super::ID)]
    id: AppId,
    #[command(flatten)]
    overlap: OverlapOption,
    /// Make it the pending one; the overlap begins when it is promoted
    #[arg(long, conflicts_with = "overlap")]
    pending: bool,
    #[command(flatten)]
    change: ChangeOptions,
}

/// Make the pending secret the current one; the one before is accepted until the overlap ends
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool app promote-secret hermosa-7kkCMrRcgpdh --overlap 7d --comment 'rolled out everywhere'

Exit status: 0 done; 1 no secret is pending, or the app is retired; 2 could not be done.")]
pub(crate) struct Promote {
    #[arg(value_name = "ID", help = super::ID)]
    id: AppId,
    #[command(flatten)]
    overlap: OverlapOption,
    #[command(flatten)]
    change: ChangeOptions,
}

/// How long the secret before goes on.
#[derive(clap::Args)]
struct OverlapOption {
    /// For how long the secret before is accepted, such as 5m, 24h or 7d; with 0s it ends at once
    #[arg(long, value_name = "TIME", default_value = "24h", value_parser = duration)]
    overlap: Duration,
}

impl Set {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let command = Command::SetSecret {
            app: self.id.clone(),
            secret: change::given_secret(io, &self.secret)?,
            overlap: self.overlap.overlap,
        };
        let what = format!("could not set the secret of {}", self.id);
        self.change.make(io, &what, command, after(&self.id))
    }
}

impl Regenerate {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let command = Command::RegenerateSecret {
            app: self.id.clone(),
            overlap: self.overlap.overlap,
            pending: self.pending,
        };
        let what = format!("could not make a new secret for {}", self.id);
        self.change.make(io, &what, command, after(&self.id))
    }
}

impl Promote {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let command = Command::PromoteSecret {
            app: self.id.clone(),
            overlap: self.overlap.overlap,
        };
        let what = format!("could not promote the pending secret of {}", self.id);
        self.change.make(io, &what, command, after(&self.id))
    }
}

/// Shows how the secrets of a version stand now.
fn after(id: &AppId) -> impl FnOnce(&Io, &Changed) -> Result<(Value, String), Failure> {
    let id = id.clone();
    move |io, changed| {
        let registry = &changed.registry;
        let (_, version) = change::find(registry, &id)
            .map_err(|refusal| refused::failure(&refusal, "could not look at the secrets"))?;
        let secrets = describe::secrets(version, registry.effective_now(io.now()));
        let line = format!("{id}: {}\n", describe::secret_line(&secrets));
        Ok((
            json!({ "app_id": version.app_id().as_str(), "secrets": secrets }),
            line,
        ))
    }
}
