//! Every change of a keyring, decided: what the rules of rotation allow, and what it would do.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;

use crate::plan::Step;
use crate::states::{Entry, whole_seconds};
use crate::{Error, KeyMaterial, KeyName, Keyring, Plan, Refusal, State};

/// How long a key stays retired before it is purged: seven days, in which an undo is possible.
pub(crate) const PURGE_AFTER: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Whether the seven days between retiring and purging a key are waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PurgeWait {
    /// Seven days since the key was retired.
    SevenDays,
    /// No wait: somebody said that nothing needs the key.
    Waived,
}

impl Keyring {
    /// Plans that the keys without a recorded state are recorded as pending. Every other plan does so too.
    ///
    /// # Errors
    /// [`Error::Time`].
    pub fn plan_adopt(&self, now: SystemTime) -> Result<Plan, Error> {
        self.plan_steps(Vec::new(), now)
    }

    /// Plans a new key, pending.
    ///
    /// # Errors
    /// [`Refusal::NameExists`], of purged keys too; [`Refusal::NameOfNoKey`].
    pub fn plan_add(
        &self,
        name: KeyName,
        material: KeyMaterial,
        now: SystemTime,
    ) -> Result<Plan, Refusal> {
        let step = self.step_add(name, material)?;
        Ok(self.plan_steps(vec![step], now)?)
    }

    /// Plans that a pending or decrypt-only key becomes the active one; the former active key becomes decrypt-only.
    ///
    /// # Errors
    /// [`Refusal::UnknownKey`], [`Refusal::AlreadyActive`], [`Refusal::IsRetired`], [`Refusal::IsPurged`],
    /// [`Refusal::UnusableName`].
    pub fn plan_promote(&self, name: &str, now: SystemTime) -> Result<Plan, Refusal> {
        let entry = self.entry(name)?;
        match entry.state {
            State::Pending | State::DecryptOnly => {}
            State::Active => return Err(Refusal::AlreadyActive(entry.name.clone())),
            State::Retired => return Err(Refusal::IsRetired(entry.name.clone())),
            State::Purged => return Err(Refusal::IsPurged(entry.name.clone())),
        }
        // A name that was written into the map by hand has met no rule yet, and would stand in every token.
        if let Err(Error::Name(reason)) = KeyName::new(name) {
            return Err(Refusal::UnusableName(name.to_owned(), reason));
        }
        let former = self
            .states
            .active()
            .map(|active| step(active, State::DecryptOnly));
        let steps = former.into_iter().chain([step(entry, State::Active)]);
        Ok(self.plan_steps(steps.collect(), now)?)
    }

    /// Plans that a pending or decrypt-only key is retired. Whether anything still needs it is not checked.
    ///
    /// # Errors
    /// [`Refusal::UnknownKey`], [`Refusal::IsActive`], [`Refusal::IsRetired`], [`Refusal::IsPurged`].
    pub fn plan_retire(&self, name: &str, now: SystemTime) -> Result<Plan, Refusal> {
        let entry = self.entry(name)?;
        match entry.state {
            State::Pending | State::DecryptOnly => {
                Ok(self.plan_steps(vec![step(entry, State::Retired)], now)?)
            }
            State::Active => Err(Refusal::IsActive(entry.name.clone())),
            State::Retired => Err(Refusal::IsRetired(entry.name.clone())),
            State::Purged => Err(Refusal::IsPurged(entry.name.clone())),
        }
    }

    /// Plans that the secret of a retired key is removed for ever; its name stays taken.
    ///
    /// # Errors
    /// [`Refusal::UnknownKey`], [`Refusal::IsActive`], [`Refusal::NotRetired`], [`Refusal::TooEarly`],
    /// [`Refusal::IsPurged`].
    pub fn plan_purge(
        &self,
        name: &str,
        wait: PurgeWait,
        now: SystemTime,
    ) -> Result<Plan, Refusal> {
        let entry = self.entry(name)?;
        let (name, state) = (entry.name.clone(), entry.state);
        let since = match (state, entry.since) {
            (State::Retired, Some(since)) => since,
            (State::Active, _) => return Err(Refusal::IsActive(name)),
            (State::Purged, _) => return Err(Refusal::IsPurged(name)),
            _ => return Err(Refusal::NotRetired { name, state }),
        };
        let not_before = SystemTime::from(since)
            .checked_add(PURGE_AFTER)
            .ok_or(Error::Time)?;
        if wait == PurgeWait::SevenDays && now < not_before {
            return Err(Refusal::TooEarly { name, not_before });
        }
        Ok(self.plan_steps(vec![step(entry, State::Purged)], now)?)
    }

    /// Plans the reverse of the last change, found by the latest `since`: a promotion makes the former active key active
    /// again and the other one pending, a retired key becomes decrypt-only, a new key is retired.
    ///
    /// A change is told by what it left behind, so an undo is itself a change: undoing twice goes one step further back where
    /// that can be told, and is refused where it cannot.
    ///
    /// # Errors
    /// [`Refusal::NothingToUndo`], [`Refusal::PurgeCannotBeUndone`].
    pub fn plan_undo(&self, now: SystemTime) -> Result<Plan, Refusal> {
        let (_, last) = self.states.last_changed().ok_or(Refusal::NothingToUndo)?;
        // Maps that other tools sorted have lost the order within one second; a promotion is told by either of its keys.
        let active = self
            .states
            .active()
            .filter(|active| active.since == last.since);
        let steps = match (last.state, active) {
            (State::Purged, _) => return Err(Refusal::PurgeCannotBeUndone(last.name.clone())),
            (State::Retired, _) => vec![step(last, State::DecryptOnly)],
            (State::Pending, _) => vec![step(last, State::Retired)],
            (State::Active, _) => self.promotion_undone(last),
            (State::DecryptOnly, Some(active)) => self.promotion_undone(active),
            (State::DecryptOnly, None) => return Err(Refusal::NothingToUndo),
        };
        Ok(self.plan_steps(steps, now)?)
    }

    /// The key that was active until `active` was promoted changed in the same second, as the last decrypt-only one.
    fn promotion_undone(&self, active: &Entry) -> Vec<Step> {
        let mut entries = self.states.entries().iter().rev();
        let former =
            entries.find(|entry| entry.state == State::DecryptOnly && entry.since == active.since);
        let former = former.map(|former| step(former, State::Active));
        // The pending one last: undoing once more then undoes that it was added.
        former
            .into_iter()
            .chain([step(active, State::Pending)])
            .collect()
    }

    pub(crate) fn step_add(&self, name: KeyName, material: KeyMaterial) -> Result<Step, Refusal> {
        if let Some(entry) = self.states.get(name.as_str()) {
            let state = entry.state;
            return Err(Refusal::NameExists { name, state });
        }
        if self.map.has(name.as_str()) {
            return Err(Refusal::NameOfNoKey(name));
        }
        Ok(Step {
            name,
            from: None,
            to: State::Pending,
            material: Some(material),
        })
    }

    /// The plan with these steps, behind those that record what was found in the map.
    pub(crate) fn plan_steps(&self, steps: Vec<Step>, now: SystemTime) -> Result<Plan, Error> {
        let at: Timestamp = whole_seconds(now)?;
        let unrecorded = |entry: &&Entry| {
            let in_steps = steps.iter().any(|step| step.name == entry.name);
            entry.since.is_none() && !in_steps
        };
        let mut all: Vec<Step> = self
            .states
            .entries()
            .iter()
            .filter(unrecorded)
            .map(|entry| Step {
                name: entry.name.clone(),
                from: None,
                to: entry.state,
                material: None,
            })
            .collect();
        all.extend(steps);
        Ok(Plan { steps: all, at })
    }

    fn entry(&self, name: &str) -> Result<&Entry, Refusal> {
        let unknown = || Refusal::UnknownKey(name.to_owned());
        self.states.get(name).ok_or_else(unknown)
    }
}

fn step(entry: &Entry, to: State) -> Step {
    Step {
        name: entry.name.clone(),
        from: Some(entry.state),
        to,
        material: None,
    }
}
