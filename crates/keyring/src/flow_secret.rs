//! The Kubernetes Secret of ThingWorx Flow (`<release>-keys`): the active key, its name, and the old keys as JSON.
//!
//! Source: "Rotating the ThingWorx Flow Encryption Key", Cloud or Virtual Private Cloud. Its printed example of old keys
//! decodes to JSON with spaces; what is written here has none, and means the same.

use std::fmt;
use std::time::SystemTime;

use zeroize::Zeroizing;

use crate::flow_value::{FlowValues, Form, Taken};
use crate::{Error, KeyMap, KeyMaterial, KeyName, Keyring, Plan, Refusal, State};

/// A value that works and is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// The value ends in a line feed, as `echo … | base64` makes it, and the services may take it for a part of the value.
    TrailingNewline {
        /// The name of the entry.
        entry: &'static str,
        /// Whether the value is used here without it. The secret keeps it where its length is a multiple of 16 with it.
        taken_off: bool,
    },
    /// The old keys have the active name too, with the same secret: a rotation by hand that stopped half way.
    ActiveAmongOld(KeyName),
    /// A member of the old keys is no key; it is kept.
    NotAKey(String),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TrailingNewline { entry, taken_off } => {
                let used = if *taken_off { "without" } else { "with" };
                write!(f, "{entry} ends in a line feed, and is used {used} it")
            }
            Self::ActiveAmongOld(name) => {
                write!(f, "the active key {name} stands among the old keys too")
            }
            Self::NotAKey(name) => {
                write!(
                    f,
                    "the member {name:?} of the old keys is no key, and is kept"
                )
            }
        }
    }
}

/// The keys of a ThingWorx Flow release: one active, and the old ones. Never printed.
///
/// ```
/// use credtool_keyring::{FlowSecret, FlowValue, FlowValues, KeyMaterial, KeyName};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let secret = FlowSecret::parse(&FlowValues {
///     encryption_key: FlowValue::Data("QVNERkdISktMMTIzNDU2Nw=="),
///     active_name: FlowValue::Data("bXlrZXk="),
///     old_keys: FlowValue::Data("e30="),
/// })?;
/// let material = KeyMaterial::new("0EE0D33AC67E4389AB2B46123729B875")?;
/// let [key, name, old] = secret.rotate(KeyName::new("newkey")?, material)?.written();
/// assert_eq!(*key.1, "MEVFMEQzM0FDNjdFNDM4OUFCMkI0NjEyMzcyOUI4NzU=");
/// assert_eq!(*name.1, "bmV3a2V5");
/// assert_eq!(*old.1, "eyJteWtleSI6IkFTREZHSEpLTDEyMzQ1NjcifQ=="); // {"mykey":"ASDFGHJKL1234567"}
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct FlowSecret {
    active: KeyName,
    material: KeyMaterial,
    old: KeyMap,
    findings: Vec<Finding>,
    forms: [Form; 3],
}

impl FlowSecret {
    /// The entry with the active key's secret.
    pub const ENCRYPTION_KEY: &'static str = "ENCRYPTION_KEY";
    /// The entry with the active key's name.
    pub const ACTIVE_NAME: &'static str = "ACTIVE_ENCRYPTION_KEY_NAME";
    /// The entry with the old keys, a JSON object of names and secrets.
    pub const OLD_KEYS: &'static str = "oldEncKeys.json";

    /// Reads the three values.
    ///
    /// One line feed at the end of the name is taken off, and of the secret where its length is a multiple of 16 only
    /// without it; each is a [`Finding`].
    ///
    /// # Errors
    /// [`Error::FlowSecret`] names the entry and what is wrong with it; [`Error::OtherSecret`] when the active name stands
    /// among the old keys with another secret.
    pub fn parse(values: &FlowValues<'_>) -> Result<Self, Error> {
        let key = Taken::from(&values.encryption_key, Self::ENCRYPTION_KEY)?;
        let name = Taken::from(&values.active_name, Self::ACTIVE_NAME)?;
        let old = Taken::from(&values.old_keys, Self::OLD_KEYS)?;

        let whole = KeyMaterial::new(key.text.as_str());
        let (material, taken_off) = match (whole, key.without_newline()) {
            (Err(_), Some(short)) => (KeyMaterial::new(short), true),
            (whole, _) => (whole, false),
        };
        let material = material.map_err(|error| key.refused(&error))?;
        let active = KeyName::new(name.without_newline().unwrap_or(&name.text));
        let active = active.map_err(|error| name.refused(&error))?;
        let old_map = KeyMap::parse(&old.text).map_err(|error| old.refused(&error))?;

        let mut findings = Vec::new();
        for (value, taken_off) in [(&key, taken_off), (&name, true), (&old, true)] {
            if value.without_newline().is_some() {
                let entry = value.entry;
                findings.push(Finding::TrailingNewline { entry, taken_off });
            }
        }
        match old_map.material(active.as_str()) {
            Some(other) if !other.same_as(&material) => return Err(Error::OtherSecret(active)),
            Some(_) => findings.push(Finding::ActiveAmongOld(active.clone())),
            None if old_map.has(active.as_str()) => {
                return Err(
                    old.problem("the active name stands there with something that is no key")
                );
            }
            None => {}
        }
        let others = old_map.not_keys().map(str::to_owned);
        findings.extend(others.map(Finding::NotAKey));
        Ok(Self {
            active,
            material,
            old: old_map,
            findings,
            forms: [key.form, name.form, old.form],
        })
    }

    /// Returns the active key's name.
    #[must_use]
    pub fn active(&self) -> &KeyName {
        &self.active
    }

    /// Returns the active key's secret.
    #[must_use]
    pub fn material(&self) -> &KeyMaterial {
        &self.material
    }

    /// Returns the old keys.
    #[must_use]
    pub fn old_keys(&self) -> &KeyMap {
        &self.old
    }

    /// Returns what is not as it should be.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Returns every key, the old ones first and the active one last, each once.
    pub fn keys(&self) -> impl Iterator<Item = (&KeyName, &KeyMaterial)> {
        let old = self.old.keys().filter(|(name, _)| **name != self.active);
        old.chain([(&self.active, &self.material)])
    }

    /// Returns the Secret with a new active key. The former one is appended to the old keys, which stay as they stand and in
    /// their order.
    ///
    /// # Errors
    /// [`Refusal::NameExists`] when the name is the active one or stands among the old keys; [`Refusal::NameOfNoKey`].
    pub fn rotate(&self, name: KeyName, material: KeyMaterial) -> Result<Self, Refusal> {
        if name == self.active {
            let state = State::Active;
            return Err(Refusal::NameExists { name, state });
        }
        if self.old.material(name.as_str()).is_some() {
            let state = State::DecryptOnly;
            return Err(Refusal::NameExists { name, state });
        }
        if self.old.has(name.as_str()) {
            return Err(Refusal::NameOfNoKey(name));
        }
        let mut old = self.old.clone();
        if !old.has(self.active.as_str()) {
            old.append(self.active.clone(), self.material.clone());
        }
        Ok(Self {
            active: name,
            material,
            old,
            findings: Vec::new(),
            forms: self.forms,
        })
    }

    /// Returns the three entries by name, each in the form in which it came: base64 for `data`, text for `stringData`.
    #[must_use]
    pub fn written(&self) -> [(&'static str, Zeroizing<String>); 3] {
        let [key, name, old] = self.forms;
        [
            (Self::ENCRYPTION_KEY, key.write(self.material.expose())),
            (Self::ACTIVE_NAME, name.write(self.active.as_str())),
            (Self::OLD_KEYS, old.write(&self.old.render_compact())),
        ]
    }

    /// Plans the Secret's keys into a keyring: what is not there is added as pending, and when the keyring has no active key,
    /// the Secret's becomes it. What is there with the same secret stays as it is.
    ///
    /// # Errors
    /// [`Error::OtherSecret`] (in [`Refusal::Impossible`]) when a name has another secret in the keyring;
    /// [`Refusal::NameExists`] when it was purged there; [`Refusal::NameOfNoKey`]; [`Refusal::IsRetired`] when the key that
    /// would become active is retired there.
    pub fn plan_import(&self, keyring: &Keyring, now: SystemTime) -> Result<Plan, Refusal> {
        let mut steps = Vec::new();
        let has_active = keyring.active().is_some();
        for (name, material) in self.keys() {
            let becomes_active = !has_active && *name == self.active;
            match keyring.key(name.as_str()) {
                Some(key) if key.material().is_some_and(|there| there.same_as(material)) => {
                    if becomes_active {
                        let promoted = keyring.plan_promote(name.as_str(), now)?;
                        steps.extend(promoted.steps.into_iter().filter(|step| step.name == *name));
                    }
                }
                Some(key) if key.material().is_some() => {
                    return Err(Error::OtherSecret(name.clone()).into());
                }
                _ => {
                    let mut step = keyring.step_add(name.clone(), material.clone())?;
                    if becomes_active {
                        step.to = State::Active;
                    }
                    steps.push(step);
                }
            }
        }
        Ok(keyring.plan_steps(steps, now)?)
    }
}
