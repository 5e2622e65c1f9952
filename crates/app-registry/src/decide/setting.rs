//! What holds for all apps.

use super::Outcome;
use crate::{Change, Refusal, Registry, RevealPolicy, Settings};

impl Registry {
    pub(super) fn set_reveal(&self, reveal: RevealPolicy) -> Result<Outcome, Refusal> {
        if self.settings.reveal == reveal {
            return Err(Refusal::AlreadySo(format!("secrets are shown {reveal}")));
        }
        Ok(Outcome::of(None, Change::RevealChanged { reveal }))
    }

    pub(super) fn set_ca(&self, folder: &str) -> Result<Outcome, Refusal> {
        Settings::check_folder(folder)?;
        if self.settings.ca() == Some(folder) {
            return Err(Refusal::AlreadySo(format!("the authority is {folder}")));
        }
        let folder = folder.to_owned();
        Ok(Outcome::of(None, Change::CaChanged { folder }))
    }
}
