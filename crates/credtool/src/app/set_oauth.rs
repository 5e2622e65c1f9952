//! `app set-oauth`: where an authorization server may send people back to, and what kind of client the app is.

use credtool_app_registry::{AppId, ApplicationType, Command, RedirectUrl};
use serde_json::json;

use super::change::{self, ChangeOptions};
use crate::failure::{Answer, Failure};
use crate::io::Io;

/// Set the redirect URLs and the application type for OAuth; they replace those before
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool app set-oauth hermosa-7kkCMrRcgpdh --type web --redirect https://hermosa.example.com/callback --comment 'login'

Exit status: 0 done; 1 they are so already, or the app is retired; 2 could not be done.")]
pub(crate) struct SetOauth {
    #[arg(value_name = "ID", help = super::ID)]
    id: AppId,
    /// A redirect URL, compared to the letter later; may be repeated
    #[arg(long = "redirect", value_name = "URL", required = true)]
    redirects: Vec<RedirectUrl>,
    /// What kind of client it is
    #[arg(long = "type", value_name = "TYPE", default_value = "web")]
    application_type: ApplicationType,
    #[command(flatten)]
    change: ChangeOptions,
}

impl SetOauth {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let command = Command::SetOauth {
            app: self.id.clone(),
            redirect_urls: self.redirects.clone(),
            application_type: self.application_type,
        };
        let what = format!("could not set the redirect URLs of {}", self.id);
        self.change.make(io, &what, command, |_, changed| {
            let id = change::written(changed, &self.id);
            let urls: Vec<&str> = self.redirects.iter().map(RedirectUrl::as_str).collect();
            let kind = self.application_type.as_str();
            let line = format!("{}: {kind}, {}\n", id, urls.join(", "));
            let shown = json!({ "app_id": id, "application_type": kind, "redirect_urls": urls });
            Ok((shown, line))
        })
    }
}
