//! `app register`: an app begins, with its App ID and its shared secret.

use credtool_app_registry::{AppId, AppName, Command, Event, NewAppId, NewSecret, VersionLabel};
use serde_json::json;

use super::change::{self, ChangeOptions};
use crate::failure::{Answer, Code, Failure};
use crate::io::Io;
use crate::store::Changed;

/// Register an app: prints its App ID
///
/// App ID and shared secret are made, or taken over from another system. The first app makes the store, and a keyring beside it that
/// seals the secrets, unless one is named.
#[derive(clap::Args)]
#[command(disable_version_flag = true)]
#[command(after_help = "\
Examples:
  $ credtool app register 'Hermosa Wave' --member hermosa --comment 'order 1734'
  hermosa-7kkCMrRcgpdhKNBTF7tbcM7dTlieLwPRQo1E8Rb4
  $ credtool app register ExcelMatic --app-id f36292c02d9c438d98d8c9eb34897c90 --secret env:SECRET --comment 'taken over'
  $ credtool app reveal hermosa-7kkCMrRcgpdhKNBTF7tbcM7dTlieLwPRQo1E8Rb4

Exit status: 0 done; 2 could not be done (the App ID is taken).")]
pub(crate) struct Register {
    /// What people call the app, 1 to 200 characters
    name: AppName,
    #[command(flatten)]
    new: NewVersion,
    /// The label of its first version
    #[arg(long, value_name = "LABEL", default_value = "1")]
    version: VersionLabel,
    #[command(flatten)]
    change: ChangeOptions,
}

/// The App ID and the secret of a version that begins.
#[derive(clap::Args)]
pub(super) struct NewVersion {
    /// The federation member, which a made App ID begins with [default: app]
    #[arg(long, value_name = "NAME", conflicts_with = "app_id")]
    member: Option<String>,
    /// Take this App ID; nobody may have had it, whatever its letters' case
    #[arg(long, value_name = "ID")]
    app_id: Option<AppId>,
    /// Take this shared secret; SRC is env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE
    #[arg(long, value_name = "SRC", conflicts_with = "no_secret")]
    secret: Option<String>,
    /// Begin without a shared secret: it is not known here, or the app has none
    #[arg(long)]
    no_secret: bool,
}

impl NewVersion {
    /// Returns where the App ID comes from.
    pub(super) fn app_id(&self) -> NewAppId {
        match &self.app_id {
            Some(id) => NewAppId::Given(id.clone()),
            None => NewAppId::Generated {
                member: self.member.clone(),
            },
        }
    }

    /// Reads the secret where one is given.
    pub(super) fn secret(&self, io: &mut Io) -> Result<NewSecret, Failure> {
        match &self.secret {
            Some(text) => change::given_secret(io, text).map(NewSecret::Given),
            None if self.no_secret => Ok(NewSecret::None),
            None => Ok(NewSecret::Generated),
        }
    }

    /// Returns what people call the origin of the secret.
    pub(super) fn origin(&self) -> &'static str {
        match (&self.secret, self.no_secret) {
            (Some(_), _) => "given",
            (None, true) => "none",
            (None, false) => "generated",
        }
    }
}

impl Register {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let secret = self.new.secret(io)?;
        let command = Command::Register {
            name: self.name.clone(),
            version: self.version.clone(),
            app_id: self.new.app_id(),
            secret,
        };
        let what = format!("could not register {}", self.name);
        self.change.make(io, &what, command, |_, changed| {
            let id = taken(changed)?;
            let shown = json!({
                "app_id": id,
                "name": self.name.as_str(),
                "version": self.version.as_str(),
                "secret": self.new.origin(),
            });
            Ok((shown, format!("{id}\n")))
        })
    }
}

/// Returns the App ID that a change took.
pub(super) fn taken(changed: &Changed) -> Result<String, Failure> {
    let ids = changed.events.iter().flat_map(Event::app_ids);
    let id = ids.last().map(|id| id.to_string());
    id.ok_or_else(|| Failure::new(Code::Usage, "no App ID was taken"))
}
