//! A keyring: named keys, at most one of them active, and every change planned before it is made.

use std::fmt;
use std::time::SystemTime;

use zeroize::Zeroizing;

use crate::{Error, KeyMap, KeyMaterial, KeyName, Plan, Refusal, State};

/// Named keys, at most one of them active.
pub struct Keyring {
    map: KeyMap,
}

/// One key of a keyring, as a reader sees it.
#[derive(Debug, Clone, Copy)]
pub struct Key<'a> {
    name: &'a KeyName,
    state: State,
    since: Option<SystemTime>,
    material: Option<&'a KeyMaterial>,
}

/// Whether the seven days between retiring and purging a key are waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PurgeWait {
    /// Seven days since the key was retired.
    SevenDays,
    /// No wait: somebody said that nothing needs the key.
    Waived,
}

impl Keyring {
    /// Returns a keyring without a key.
    #[must_use]
    pub fn new() -> Self {
        Self { map: KeyMap::new() }
    }

    /// Reads the map (`keys.dec`).
    ///
    /// # Errors
    /// [`Error::Map`], [`Error::States`], [`Error::SecretMissing`], [`Error::SecretBack`], [`Error::TooLong`].
    pub fn parse(map: &str) -> Result<Self, Error> {
        let _ = map;
        todo!()
    }

    /// Returns the map with its states, ready to be sealed or written as `keys.dec`.
    #[must_use]
    pub fn render(&self) -> Zeroizing<String> {
        todo!()
    }

    /// Returns every key, the longest unchanged first, purged ones included.
    pub fn keys(&self) -> impl Iterator<Item = Key<'_>> {
        std::iter::empty()
    }

    /// Returns the key of this name.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<Key<'_>> {
        self.keys().find(|key| key.name.as_str() == name)
    }

    /// Returns the key that encrypts.
    #[must_use]
    pub fn active(&self) -> Option<Key<'_>> {
        self.keys().find(|key| key.state == State::Active)
    }

    /// Returns the names of the members that are no keys, in their order.
    pub fn not_keys(&self) -> impl Iterator<Item = &str> {
        self.map.not_keys()
    }

    /// Plans that the keys found in a map that was edited by hand are recorded as pending. Every other plan does so too.
    ///
    /// # Errors
    /// [`Error::Time`].
    pub fn plan_adopt(&self, now: SystemTime) -> Result<Plan, Error> {
        let _ = now;
        todo!()
    }

    /// Plans a new key, pending.
    ///
    /// # Errors
    /// [`Refusal::NameExists`], of purged keys too.
    pub fn plan_add(
        &self,
        name: KeyName,
        material: KeyMaterial,
        now: SystemTime,
    ) -> Result<Plan, Refusal> {
        let _ = (name, material, now);
        todo!()
    }

    /// Plans that a pending or decrypt-only key becomes the active one; the former active key becomes decrypt-only.
    ///
    /// # Errors
    /// [`Refusal::UnknownKey`], [`Refusal::AlreadyActive`], [`Refusal::IsRetired`], [`Refusal::IsPurged`].
    pub fn plan_promote(&self, name: &str, now: SystemTime) -> Result<Plan, Refusal> {
        let _ = (name, now);
        todo!()
    }

    /// Plans that a pending or decrypt-only key is retired.
    ///
    /// # Errors
    /// [`Refusal::UnknownKey`], [`Refusal::IsActive`], [`Refusal::IsRetired`], [`Refusal::IsPurged`].
    pub fn plan_retire(&self, name: &str, now: SystemTime) -> Result<Plan, Refusal> {
        let _ = (name, now);
        todo!()
    }

    /// Plans that the secret of a retired key is removed for ever.
    ///
    /// # Errors
    /// [`Refusal::UnknownKey`], [`Refusal::IsActive`], [`Refusal::NotRetired`], [`Refusal::TooEarly`], [`Refusal::IsPurged`].
    pub fn plan_purge(
        &self,
        name: &str,
        wait: PurgeWait,
        now: SystemTime,
    ) -> Result<Plan, Refusal> {
        let _ = (name, wait, now);
        todo!()
    }

    /// Plans the reverse of the last change, found by the latest `since`.
    ///
    /// # Errors
    /// [`Refusal::NothingToUndo`], [`Refusal::PurgeCannotBeUndone`].
    pub fn plan_undo(&self, now: SystemTime) -> Result<Plan, Refusal> {
        let _ = now;
        todo!()
    }

    /// Makes the change of a plan.
    ///
    /// # Errors
    /// [`Error::StalePlan`] when the plan was made for another keyring or an earlier one; then nothing has changed.
    pub fn apply(&mut self, plan: Plan) -> Result<(), Error> {
        let _ = plan;
        todo!()
    }
}

impl Default for Keyring {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys()).finish()
    }
}

impl<'a> Key<'a> {
    /// Returns what the key is called.
    #[must_use]
    pub fn name(&self) -> &'a KeyName {
        self.name
    }

    /// Returns where the key stands.
    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    /// Returns since when, in whole seconds; `None` for a key that was found in the map and is not recorded yet.
    #[must_use]
    pub fn since(&self) -> Option<SystemTime> {
        self.since
    }

    /// Returns the secret; `None` for a purged key.
    #[must_use]
    pub fn material(&self) -> Option<&'a KeyMaterial> {
        self.material
    }
}
