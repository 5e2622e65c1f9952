//! `app retire`: the end of a version, or of the whole app.

use credtool_app_registry::{AppId, Command};
use serde_json::json;

use super::change::{self, Ask, ChangeOptions};
use crate::failure::{Answer, Failure};
use crate::io::Io;

/// Retire a version of an app, or the whole app: nothing verifies any more, and its App IDs stay taken for ever
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool app retire hermosa-7kkCMrRcgpdh --whole --yes --comment 'the contract ended'

Exit status: 0 done; 1 it is retired already, or you did not agree; 2 could not be done.")]
pub(crate) struct Retire {
    #[arg(value_name = "ID", help = super::ID)]
    id: AppId,
    /// All versions of the app, and not only the one of this ID
    #[arg(long)]
    whole: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Retire {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let command = Command::Retire {
            app: self.id.clone(),
            whole: self.whole,
        };
        let scope = if self.whole { "the whole app of " } else { "" };
        let what = format!("could not retire {scope}{}", self.id);
        let ask = Ask {
            question: format!("retire {scope}{} for ever?", self.id),
            yes: self.yes,
        };
        self.change
            .ask_and_make(io, &what, &ask, command, |_, changed| {
                let id = change::written(changed, &self.id);
                let shown = json!({ "app_id": id, "whole": self.whole });
                Ok((shown, format!("{scope}{}: retired\n", id)))
            })
    }
}
