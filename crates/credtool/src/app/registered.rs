//! Secrets and certificate of an app of the registry, for `request` and `install`.

use std::path::Path;

use credtool_app_registry::{AppId, SharedSecret, Standing};
use credtool_pki::Certificate;

use super::{change, refused};
use crate::clock;
use crate::describe::Standings;
use crate::failure::{Code, Failure};
use crate::io::Io;
use crate::store::{self, OpenedSecret, StoreOptions, UnlockOptions};

/// Which app of the registry, in place of an App ID, secrets and keys.
#[derive(clap::Args)]
pub(crate) struct RegisteredOptions {
    /// Take App ID, secrets and certificate of this app from the registry: any App ID of it, in upper or lower case
    #[arg(long, value_name = "ID", help_heading = "Store")]
    app: Option<AppId>,
    #[command(flatten)]
    store: StoreOptions,
    #[command(flatten)]
    unlock: UnlockOptions,
}

/// What the registry knows of the app.
pub(crate) struct Registered {
    /// The App ID as the registry writes it.
    pub(crate) app_id: String,
    /// The secrets that are accepted now: current, pending, previous.
    pub(crate) secrets: Vec<OpenedSecret>,
    pub(crate) certificate: Option<Certificate>,
    /// That its time is over, in a sentence.
    pub(crate) retired: Option<String>,
}

impl RegisteredOptions {
    /// Whether an app of the registry is meant.
    pub(crate) fn are_given(&self) -> bool {
        self.app.is_some()
    }

    /// Refuses to write over a file of the store that is read, whatever `--force` says.
    pub(crate) fn keep_store(&self, io: &mut Io, file: Option<&Path>) -> Result<(), Failure> {
        match file.filter(|_| self.are_given()) {
            Some(file) => {
                let message = format!("could not replace {}", file.display());
                store::keep_own_files(io, &self.store, file, &message)
            }
            None => Ok(()),
        }
    }

    /// Looks the app up, and opens its secrets where they are wanted; `None` where no app of the registry is meant.
    pub(crate) fn open(&self, io: &mut Io, secrets: bool) -> Result<Option<Registered>, Failure> {
        let Some(id) = &self.app else {
            return Ok(None);
        };
        let mut opened = store::look(io, &self.store)?;
        let registry = opened.registry_of(std::slice::from_ref(id))?;
        let (_, version) = change::find(&registry, id)
            .map_err(|refusal| refused::failure(&refusal, format!("could not look up {id}")))?;
        let retired = version.retired_at().map(|since| {
            format!(
                "the app {} is retired since {}",
                version.app_id(),
                clock::rfc3339(since)
            )
        });
        let app_id = version.app_id().to_string();
        let certificate = version.credential().map(|one| one.certificate().clone());
        let secrets = match secrets && retired.is_none() {
            true => store::open_secrets(io, &self.store, &self.unlock, id)?,
            false => Vec::new(),
        };
        Ok(Some(Registered {
            app_id,
            secrets,
            certificate,
            retired,
        }))
    }
}

impl Registered {
    /// Returns what people call the secrets.
    pub(crate) fn standings(&self) -> Standings {
        Standings::known(self.secrets.iter().map(|one| one.standing.as_str()))
    }

    /// Returns the secret that signs.
    pub(crate) fn current_secret(&self) -> Result<&SharedSecret, Failure> {
        let current = self
            .secrets
            .iter()
            .find(|one| one.standing == Standing::Current);
        current.map(|one| &one.secret).ok_or_else(|| {
            Failure::new(
                Code::NoSecret,
                format!("the registry has no current secret of {}", self.app_id),
            )
        })
    }
}
