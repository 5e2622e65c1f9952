//! `app show`: an app with its versions; nothing is unlocked.

use credtool_app_registry::AppId;

use super::{change, describe, refused};
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::store::{self, StoreOptions};

/// Show an app: its versions with their App IDs, the standing of their secrets, their certificates
///
/// Nothing is unlocked, so no secret is shown, and the seal of the history is not checked: that is app verify-history.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool app show hermosa-7kkCMrRcgpdh

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct Show {
    #[arg(value_name = "ID", help = super::ID)]
    id: AppId,
    #[command(flatten)]
    store: StoreOptions,
}

impl Show {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let mut opened = store::look(io, &self.store)?;
        let registry = opened.registry_of(std::slice::from_ref(&self.id))?;
        let (app, version) = change::find(&registry, &self.id)
            .map_err(|refusal| refused::failure(&refusal, format!("could not show {}", self.id)))?;
        let shown = describe::app(app, version, registry.effective_now(io.now()));
        io.out.answer(&shown, describe::lines_of(&shown))?;
        Ok(Answer::Yes)
    }
}
