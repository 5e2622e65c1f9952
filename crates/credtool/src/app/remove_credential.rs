//! `app remove-credential`: the certificate of an app goes; the history keeps it.

use credtool_app_registry::{AppId, Command};
use serde_json::json;

use super::change::{self, Ask, ChangeOptions};
use crate::failure::{Answer, Failure};
use crate::io::Io;

/// Take the certificate away from an app
///
/// Signatures of its key do not verify any more, and its secret cannot be shown encrypted. Revoking it at the CA is another step.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool app remove-credential hermosa-7kkCMrRcgpdh --yes --comment 'the key was lost'
  $ credtool ca revoke --dir ca 4f:0a:1b --reason key-compromise

Exit status: 0 done; 1 it has none, or you did not agree; 2 could not be done.")]
pub(crate) struct RemoveCredential {
    #[arg(value_name = "ID", help = super::ID)]
    id: AppId,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    change: ChangeOptions,
}

impl RemoveCredential {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let command = Command::RemoveCredential {
            app: self.id.clone(),
        };
        let what = format!("could not remove the credential of {}", self.id);
        let ask = Ask {
            question: format!("take the certificate away from {}?", self.id),
            yes: self.yes,
        };
        self.change
            .ask_and_make(io, &what, &ask, command, |_, changed| {
                let id = change::written(changed, &self.id);
                let shown = json!({ "app_id": id });
                Ok((shown, format!("{}: no certificate any more\n", id)))
            })
    }
}
