//! `keyring activate`: every service's configuration names the new key, or none does.

use std::path::{Path, PathBuf};

use credtool_config_edit::{self as config_edit, Edit};
use credtool_keyring::State;
use serde_json::json;

use super::options::KeyringOptions;
use super::{flow_home, open, refused};
use crate::document::{self, DOCUMENT};
use crate::failure::{Answer, Code, Failure};
use crate::io::Io;

/// Write the name of the active key into the configuration of every service, or of none
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool keyring activate newkey --flow-home /opt/ThingWorxFlow --unlock pm2:flow-engine --then 'pm2 restart all'
  $ credtool keyring activate newkey --config engine/config.json --config ux/config.json --yes

Only the bytes of that one string change in each file. When one file cannot be changed, none is; after a kill the next run
finishes or undoes what was begun.

Exit status: 0 done, or all name that key already; 1 no: the keyring has no such key that can be used; 2 could not be done, or
a command of --then failed after the change.")]
pub(crate) struct Activate {
    /// The key
    name: String,
    /// A configuration that names the active key; repeat it for each service
    #[arg(long = "config", value_name = "FILE")]
    configs: Vec<PathBuf>,
    /// The member that names the active key: A:B, a.b or /a/b
    #[arg(long, value_name = "PATH", default_value = "activeKeyName")]
    member: String,
    /// Insert the member where a configuration lacks it
    #[arg(long)]
    create: bool,
    /// Run this by the shell after all is changed; repeat it for several
    #[arg(long, value_name = "CMD")]
    then: Vec<String>,
    #[command(flatten)]
    options: KeyringOptions,
    /// Keep the bytes of each file from before as FILE.bak, of mode 0600
    #[arg(long)]
    backup: bool,
    /// Say what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Activate {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let member = document::path(&self.member)?;
        let configs = self.configs()?;
        if let Some(answer) = self.refuse(io)? {
            return Ok(answer);
        }
        let mut edit = io.edit(&configs)?;
        let mut changes = Vec::new();
        for path in &configs {
            let input = edit.read(path, DOCUMENT)?;
            let old = document::parse(&input)?;
            let part = document::only_part(&old, &input.name)?;
            let change = Edit {
                part,
                path: &member,
                value: &self.name,
                create: self.create,
            };
            let new = document::replace(&old, &[change], &input.name)?;
            let before = document::find(&old, &member, &input.name)?.and_then(|node| node.as_str());
            if before != Some(self.name.as_str()) {
                changes.push((path, before.map(str::to_owned)));
            }
            edit.replace(path, new, &|bytes| self.check(path, bytes, &member))?;
        }
        let lines: String = changes
            .iter()
            .map(|(path, before)| self.line(path, before.as_deref()))
            .collect();
        let changed: Vec<_> = changes
            .iter()
            .map(|(path, before)| json!({ "file": path.display().to_string(), "before": before }))
            .collect();
        let unchanged = configs.len() - changes.len();
        if changes.is_empty() {
            io.out
                .note(format!("all {unchanged} name {} already", self.name));
        } else if self.dry_run {
            edit.rehearse()?;
            io.out
                .note("nothing was written: this is what would change");
        } else {
            let question = format!(
                "name {} as the active key in {} files?",
                self.name,
                changes.len()
            );
            if !io.confirm(&question, self.yes, "--yes")? {
                return refused::no(
                    io,
                    "not-confirmed",
                    "you did not agree",
                    "",
                    json!({ "changed": [] }),
                );
            }
            edit.commit(self.backup)?;
        }
        let shown = json!({ "active": self.name, "changed": changed, "unchanged": unchanged, "dry_run": self.dry_run });
        io.out.answer(&shown, lines)?;
        if !self.dry_run && !changes.is_empty() {
            io.run_after(&self.then)?;
        }
        Ok(Answer::Yes)
    }

    fn configs(&self) -> Result<Vec<PathBuf>, Failure> {
        let mut configs = self.configs.clone();
        if configs.is_empty() {
            configs.extend(
                self.options
                    .flow_home
                    .iter()
                    .flat_map(|home| flow_home::configs(home)),
            );
        }
        if configs.is_empty() {
            return Err(Failure::new(Code::Usage, "no configuration is named")
                .hint("give --config FILE for each service, or --flow-home DIR for the six of ThingWorx Flow"));
        }
        Ok(configs)
    }

    /// Answers no where the keyring has no such key; says so where there is no keyring to ask.
    fn refuse(&self, io: &mut Io) -> Result<Option<Answer>, Failure> {
        if !self.options.are_given() || self.options.given_unlock().is_none() {
            io.out.warn(format!(
                "whether a key {} exists was not checked: no keyring is given",
                self.name
            ));
            return Ok(None);
        }
        let keyring = match open::open(io, &self.options) {
            Err(failure) if failure.code == Code::WrittenByAnotherTool => {
                io.out.warn(format!("whether a key {} exists was not checked: the keys are in another tool's format", self.name));
                return Ok(None);
            }
            opened => opened?.keyring,
        };
        let (code, message) = match keyring.key(&self.name).map(|key| key.state()) {
            None => (
                "unknown-key",
                format!("the keyring has no key {:?}", self.name),
            ),
            Some(state @ (State::Retired | State::Purged)) => (
                "key-unusable",
                format!("the key {:?} is {state}", self.name),
            ),
            Some(state) => {
                if state != State::Active {
                    io.out.warn(format!(
                        "{} is {state} in the keyring: promote it too",
                        self.name
                    ));
                }
                return Ok(None);
            }
        };
        refused::no(
            io,
            code,
            &message,
            "see credtool keyring list",
            json!({ "changed": [] }),
        )
        .map(Some)
    }

    fn check(&self, path: &Path, bytes: &[u8], member: &config_edit::Path) -> Result<(), Failure> {
        let input = crate::io::Input {
            name: path.display().to_string(),
            bytes: bytes.to_vec().into(),
            readable_by_all: false,
        };
        let again = document::parse(&input)?;
        match document::find(&again, member, &input.name)?.and_then(|node| node.as_str()) {
            Some(name) if name == self.name => Ok(()),
            _ => Err(
                Failure::new(Code::WriteFailed, format!("could not write {}", input.name))
                    .because("another name came back"),
            ),
        }
    }

    fn line(&self, path: &Path, before: Option<&str>) -> String {
        let before = before.unwrap_or("(nothing)");
        format!("{}: {before} → {}\n", path.display(), self.name)
    }
}
