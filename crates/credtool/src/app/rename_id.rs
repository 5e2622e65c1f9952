//! `app rename-id`: a version gets another App ID; the one before stays taken for ever.

use credtool_app_registry::{AppId, Command};
use serde_json::json;

use super::change::ChangeOptions;
use crate::failure::{Answer, Failure};
use crate::io::Io;

/// Give an app another App ID
///
/// The ID before names nothing any more, and no other app ever gets it: what was signed with it would otherwise count for somebody
/// else. The same app may take it back.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool app rename-id hermosa-7kkCMrRcgpdh hermosa-wave --comment 'a name that people can say'

Exit status: 0 done; 1 it has this App ID already, or the app is retired; 2 could not be done (the App ID is taken).")]
pub(crate) struct RenameId {
    #[arg(value_name = "ID", help = super::ID)]
    id: AppId,
    /// The new App ID
    #[arg(value_name = "NEW")]
    to: AppId,
    #[command(flatten)]
    change: ChangeOptions,
}

impl RenameId {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let command = Command::RenameId {
            app: self.id.clone(),
            to: self.to.clone(),
        };
        let what = format!("could not rename {}", self.id);
        self.change.make(io, &what, command, |_, _| {
            let shown = json!({ "app_id": self.to.as_str(), "before": self.id.as_str() });
            Ok((shown, format!("{} → {}\n", self.id, self.to)))
        })
    }
}
