//! `app version add` and `list`: the versions of an app, each with its own App ID and secret.

use clap::Subcommand;
use credtool_app_registry::{AppId, Command, Version, VersionLabel};
use serde_json::{Value, json};

use super::change::{self, ChangeOptions};
use super::register::{NewVersion, taken};
use super::{describe, refused};
use crate::clock;
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::store::{self, StoreOptions};

pub(super) const AFTER_HELP: &str = "\
Example:
  $ credtool app version add hermosa-7kkCMrRcgpdh --version 2 --comment 'new contract'

Exit status: 0 done, or the answer is yes; 1 the answer is no; 2 it could not be done.";

#[derive(Subcommand)]
pub(crate) enum Verb {
    Add(Box<Add>),
    List(List),
}

/// Add a version to an app: prints its App ID
#[derive(clap::Args)]
#[command(disable_version_flag = true)]
#[command(after_help = "\
Example:
  $ credtool app version add hermosa-7kkCMrRcgpdh --version 2 --member hermosa --comment 'new contract'
  hermosa-AS0iTmhoGaE6Y9sWhUkvcL6TcUR1Kx0dNpo3Vb7q

Exit status: 0 done; 1 the app is retired; 2 could not be done (label or App ID is taken).")]
pub(crate) struct Add {
    #[arg(value_name = "ID", help = super::ID)]
    id: AppId,
    /// The label of the new version
    #[arg(long, value_name = "LABEL")]
    version: VersionLabel,
    #[command(flatten)]
    new: NewVersion,
    #[command(flatten)]
    change: ChangeOptions,
}

/// List the versions of an app
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool app version list hermosa-7kkCMrRcgpdh
  1  hermosa-7kkCMrRcgpdh                              in use
  2  hermosa-AS0iTmhoGaE6Y9sWhUkvcL6TcUR1Kx0dNpo3Vb7q  in use

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct List {
    #[arg(value_name = "ID", help = super::ID)]
    id: AppId,
    #[command(flatten)]
    store: StoreOptions,
}

impl Verb {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        match self {
            Self::Add(verb) => verb.run(io),
            Self::List(verb) => verb.run(io),
        }
    }
}

impl Add {
    fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let secret = self.new.secret(io)?;
        let command = Command::AddVersion {
            app: self.id.clone(),
            version: self.version.clone(),
            app_id: self.new.app_id(),
            secret,
        };
        let what = format!("could not add the version {} to {}", self.version, self.id);
        self.change.make(io, &what, command, |_, changed| {
            let id = taken(changed)?;
            let shown = json!({
                "app_id": id,
                "version": self.version.as_str(),
                "secret": self.new.origin(),
            });
            Ok((shown, format!("{id}\n")))
        })
    }
}

impl List {
    fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let registry = store::look(io, &self.store)?.registry_of(std::slice::from_ref(&self.id))?;
        let (app, _) = change::find(&registry, &self.id)
            .map_err(|refusal| refused::failure(&refusal, "could not list the versions"))?;
        let now = registry.effective_now(io.now());
        let versions = app.versions();
        let width = |text: fn(&Version) -> &str| {
            versions
                .iter()
                .map(|one| text(one).len())
                .max()
                .unwrap_or(0)
        };
        let (label, id) = (
            width(|one| one.label().as_str()),
            width(|one| one.app_id().as_str()),
        );
        let line = |one: &Version| {
            let state = match one.retired_at() {
                Some(since) => format!("retired since {}", clock::rfc3339(since)),
                None => "in use".to_owned(),
            };
            let (text, app_id) = (one.label().as_str(), one.app_id().as_str());
            format!("{text:label$}  {app_id:id$}  {state}\n")
        };
        let shown: Vec<Value> = versions
            .iter()
            .map(|one| describe::version(one, now))
            .collect();
        let shown = json!({ "name": app.name().as_str(), "versions": shown });
        io.out
            .answer(&shown, versions.iter().map(line).collect::<String>())?;
        Ok(Answer::Yes)
    }
}
