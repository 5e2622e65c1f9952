//! `app settings set` and `show`: how secrets are shown, and which CA issues.

use std::path::PathBuf;

use clap::Subcommand;
use credtool_app_registry::{Command, RevealPolicy};
use serde_json::json;

use super::change::ChangeOptions;
use crate::ca;
use crate::describe;
use crate::failure::{Answer, Code, Failure};
use crate::io::Io;
use crate::store::{self, StoreOptions};

pub(super) const AFTER_HELP: &str = "\
Example:
  $ credtool app settings set reveal encrypted --comment 'secrets leave encrypted only'

Exit status: 0 done, or the answer is yes; 1 the answer is no; 2 it could not be done.";

#[derive(Subcommand)]
pub(crate) enum Verb {
    #[command(subcommand, subcommand_value_name = "SETTING", subcommand_help_heading = "Settings", arg_required_else_help = true, after_help = SET)]
    /// Set how secrets are shown, or which CA issues
    Set(Setting),
    Show(Show),
}

const SET: &str = "\
Examples:
  $ credtool app settings set reveal encrypted --comment 'secrets leave encrypted only'
  $ credtool app settings set ca /srv/ca --comment 'our own CA'

Exit status: 0 done; 1 it is set so already; 2 could not be done.";

#[derive(Subcommand)]
pub(crate) enum Setting {
    Reveal(Reveal),
    Ca(Ca),
}

/// How app reveal shows a shared secret
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool app settings set reveal encrypted --comment 'secrets leave encrypted only'

Exit status: 0 done; 1 it is set so already; 2 could not be done.")]
pub(crate) struct Reveal {
    /// plain: as it is; encrypted: to the app's certificate, and not at all without one
    #[arg(value_name = "plain|encrypted", value_parser = ["plain", "encrypted"], hide_possible_values = true)]
    policy: String,
    #[command(flatten)]
    change: ChangeOptions,
}

/// Which CA issues certificates for requests; its certificate is trusted too
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool app settings set ca /srv/ca --comment 'our own CA'

Exit status: 0 done; 1 it is set so already; 2 could not be done (there is no CA in the folder).")]
pub(crate) struct Ca {
    /// The folder of the CA, as credtool ca create makes one
    dir: PathBuf,
    #[command(flatten)]
    change: ChangeOptions,
}

/// Show the settings
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool app settings show
  reveal   encrypted
  ca       /srv/ca
  trusted  2 certificates

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct Show {
    #[command(flatten)]
    store: StoreOptions,
}

impl Verb {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        match self {
            Self::Set(Setting::Reveal(verb)) => verb.run(io),
            Self::Set(Setting::Ca(verb)) => verb.run(io),
            Self::Show(verb) => verb.run(io),
        }
    }
}

impl Reveal {
    fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let policy = match self.policy.as_str() {
            "plain" => RevealPolicy::Plain,
            _ => RevealPolicy::Encrypted,
        };
        let what = "could not set how secrets are shown";
        self.change
            .make(io, what, Command::SetReveal(policy), |_, _| {
                let line = format!("reveal: {}\n", self.policy);
                Ok((json!({ "reveal": self.policy }), line))
            })
    }
}

impl Ca {
    fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let folder = ca::absolute(io, &self.dir)?;
        let folder = folder.into_os_string().into_string().map_err(|_| {
            Failure::new(Code::NotText, "could not set the CA")
                .because("the path of its folder is not UTF-8")
                .hint("move it to a folder whose path is")
        })?;
        let command = Command::SetCa {
            folder: folder.clone(),
        };
        let what = "could not set the CA";
        self.change.make(io, what, command, |_, _| {
            let line = format!("ca: {}\n", crate::output::printable(&folder));
            Ok((json!({ "ca": folder }), line))
        })
    }
}

impl Show {
    fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let mut opened = store::look(io, &self.store)?;
        let registry = opened.registry_of(&[])?;
        let settings = registry.settings();
        let trusted = settings.trusted().len();
        let mut shown = json!({
            "reveal": settings.reveal().as_str(),
            "ca": settings.ca(),
            "trusted": trusted,
        });
        let answer = shown.clone();
        shown["trusted"] = match trusted {
            1 => "1 certificate".into(),
            several => format!("{several} certificates").into(),
        };
        let lines = describe::lines(&shown, &["reveal", "ca", "trusted"]);
        io.out.answer(&answer, lines)?;
        Ok(Answer::Yes)
    }
}
