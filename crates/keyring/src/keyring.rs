//! A keyring: named keys, at most one of them active, and every change planned before it is made.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::time::SystemTime;

use zeroize::Zeroizing;

use crate::key_name::RESERVED;
use crate::states::{Entry, States};
use crate::{Error, KeyMap, KeyMaterial, KeyName, Plan, State};

/// Named keys, at most one of them active. Changes are planned (`plan_…`) and then applied.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use credtool_keyring::{KeyMaterial, KeyName, Keyring, State};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_769_850_000);
/// let mut keyring = Keyring::parse(r#"{"mykey":"ASDFGHJKL1234567"}"#)?;
/// keyring.apply(keyring.plan_promote("mykey", now)?)?;
///
/// let secret = KeyMaterial::new("0EE0D33AC67E4389AB2B46123729B875")?;
/// keyring.apply(keyring.plan_add(KeyName::new("newkey")?, secret, now)?)?;
/// let plan = keyring.plan_promote("newkey", now)?;
/// assert_eq!(plan.to_string(), "mykey: active → decrypt-only\nnewkey: pending → active");
/// keyring.apply(plan)?;
/// assert_eq!(keyring.key("mykey").map(|key| key.state()), Some(State::DecryptOnly));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Keyring {
    pub(crate) map: KeyMap,
    pub(crate) states: States,
}

/// One key of a keyring, as a reader sees it.
#[derive(Debug, Clone, Copy)]
pub struct Key<'a> {
    entry: &'a Entry,
    material: Option<&'a KeyMaterial>,
}

impl Keyring {
    /// Returns a keyring without a key.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the map (`keys.dec`). Keys without a recorded state, as a hand-edited map has them, are pending.
    ///
    /// # Errors
    /// [`Error::Map`] with line and column; [`Error::TooLong`]; [`Error::States`] when the states do not have their form;
    /// [`Error::SecretMissing`] when a secret vanished that nobody purged, and [`Error::SecretBack`] when a purged one is
    /// there again.
    pub fn parse(map: &str) -> Result<Self, Error> {
        let map = KeyMap::parse(map)?;
        let mut states = match map.raw_value(RESERVED) {
            Some(raw) => States::parse(raw)?,
            None => States::default(),
        };
        for entry in states.entries() {
            let there = map.material(entry.name.as_str()).is_some();
            match (entry.state, there) {
                (State::Purged, true) => return Err(Error::SecretBack(entry.name.clone())),
                (State::Purged, false) | (_, true) => {}
                (_, false) => return Err(Error::SecretMissing(entry.name.clone())),
            }
        }
        let recorded: HashSet<&KeyName> =
            states.entries().iter().map(|entry| &entry.name).collect();
        let found = map.keys().filter(|(name, _)| !recorded.contains(name));
        let found: Vec<Entry> = found
            .map(|(name, _)| Entry {
                name: name.clone(),
                state: State::Pending,
                since: None,
            })
            .collect();
        states.set(found);
        Ok(Self { map, states })
    }

    /// Returns the map with its states, ready to be sealed or written as `keys.dec`. What is no key stands as it was read;
    /// keys without a recorded state stay without one.
    #[must_use]
    pub fn render(&self) -> Zeroizing<String> {
        let mut map = self.map.clone();
        let recorded = self
            .states
            .entries()
            .iter()
            .any(|entry| entry.since.is_some());
        if recorded || map.has(RESERVED) {
            map.set_raw(RESERVED, Zeroizing::new(self.states.render()));
        }
        map.render()
    }

    /// Returns every key, purged ones included, in the order of their last change; keys without a recorded state last.
    pub fn keys(&self) -> impl Iterator<Item = Key<'_>> {
        self.states.entries().iter().map(|entry| self.of(entry))
    }

    /// Returns the key of this name.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<Key<'_>> {
        Some(self.of(self.states.get(name)?))
    }

    /// Returns the key that encrypts.
    #[must_use]
    pub fn active(&self) -> Option<Key<'_>> {
        Some(self.of(self.states.active()?))
    }

    /// Returns the names of the members that are no keys, in their order.
    pub fn not_keys(&self) -> impl Iterator<Item = &str> {
        self.map.not_keys()
    }

    /// Returns the keys whose secret `other` does not have, or has with another value: what would be lost if `other` took the
    /// place of this keyring, as an edited `keys.dec` does.
    pub fn lost_in<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a KeyName> {
        let kept = |name: &KeyName, material: &KeyMaterial| {
            let there = other.map.material(name.as_str());
            there.is_some_and(|there| there.same_as(material))
        };
        let lost = self
            .map
            .keys()
            .filter(move |(name, material)| !kept(name, material));
        lost.map(|(name, _)| name)
    }

    /// Makes the change of a plan.
    ///
    /// # Errors
    /// [`Error::StalePlan`] when the plan was made for another keyring or an earlier one; then nothing has changed.
    pub fn apply(&mut self, plan: Plan) -> Result<(), Error> {
        let entries = self.states.entries().iter();
        let entries: HashMap<_, _> = entries.map(|entry| (&entry.name, entry)).collect();
        let fits = plan
            .steps
            .iter()
            .all(|step| match (&step.material, entries.get(&step.name)) {
                (Some(_), found) => found.is_none() && !self.map.has(step.name.as_str()),
                (None, Some(entry)) => {
                    step.from == entry.since.map(|_| entry.state)
                        || (step.from == Some(State::Pending) && entry.since.is_none())
                }
                (None, None) => false,
            });
        let mut states = self.states.clone();
        states.set(plan.steps.iter().map(|step| Entry {
            name: step.name.clone(),
            state: step.to,
            since: Some(plan.at),
        }));
        // A plan that knew of no active key must not make a second one.
        let actives = states
            .entries()
            .iter()
            .filter(|entry| entry.state == State::Active);
        if !fits || actives.count() > 1 {
            return Err(Error::StalePlan);
        }
        for step in plan.steps {
            match step.material {
                Some(material) => self.map.append(step.name, material),
                None if step.to == State::Purged => self.map.remove(step.name.as_str()),
                None => {}
            }
        }
        self.states = states;
        Ok(())
    }

    fn of<'a>(&'a self, entry: &'a Entry) -> Key<'a> {
        Key {
            entry,
            material: self.map.material(entry.name.as_str()),
        }
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
        &self.entry.name
    }

    /// Returns where the key stands.
    #[must_use]
    pub fn state(&self) -> State {
        self.entry.state
    }

    /// Returns since when, in whole seconds; `None` for a key that was found in the map and is not recorded yet.
    #[must_use]
    pub fn since(&self) -> Option<SystemTime> {
        self.entry.since.map(SystemTime::from)
    }

    /// Returns the secret; `None` for a purged key.
    #[must_use]
    pub fn material(&self) -> Option<&'a KeyMaterial> {
        self.material
    }
}
