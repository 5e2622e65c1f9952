//! The Kubernetes Secret of ThingWorx Flow (`<release>-keys`): the active key, its name, and the old keys as JSON.

use std::time::SystemTime;

use zeroize::Zeroizing;

use crate::{Error, KeyMap, KeyMaterial, KeyName, Keyring, Plan, Refusal};

/// One value as the manifest has it.
#[derive(Clone, Copy)]
pub enum FlowValue<'a> {
    /// From `data`: base64, in which line feeds are ignored.
    Data(&'a str),
    /// From `stringData`: the text itself.
    StringData(&'a str),
}

/// The three values as the manifest has them.
#[derive(Debug, Clone, Copy)]
pub struct FlowValues<'a> {
    /// `ENCRYPTION_KEY`.
    pub encryption_key: FlowValue<'a>,
    /// `ACTIVE_ENCRYPTION_KEY_NAME`.
    pub active_name: FlowValue<'a>,
    /// `oldEncKeys.json`.
    pub old_keys: FlowValue<'a>,
}

/// A value that works and is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// The value ends in a line feed, as `echo … | base64` makes it.
    TrailingNewline {
        /// The name of the entry.
        entry: &'static str,
        /// Whether the line feed is taken off when the value is used here.
        taken_off: bool,
    },
}

/// The keys of a ThingWorx Flow release.
#[derive(Debug, Clone)]
pub struct FlowSecret {
    active: KeyName,
    material: KeyMaterial,
    old: KeyMap,
    findings: Vec<Finding>,
}

impl FlowSecret {
    /// The entry with the active key's secret.
    pub const ENCRYPTION_KEY: &'static str = "ENCRYPTION_KEY";
    /// The entry with the active key's name.
    pub const ACTIVE_NAME: &'static str = "ACTIVE_ENCRYPTION_KEY_NAME";
    /// The entry with the old keys, a JSON object of name and secret.
    pub const OLD_KEYS: &'static str = "oldEncKeys.json";

    /// Reads the three values.
    ///
    /// # Errors
    /// [`Error::FlowSecret`] names the entry; [`Error::OtherSecret`] when the active name stands among the old keys with another secret.
    pub fn parse(values: &FlowValues<'_>) -> Result<Self, Error> {
        let _ = values;
        todo!()
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

    /// Returns the Secret with a new active key, the former one appended to the old keys.
    ///
    /// # Errors
    /// [`Refusal::NameExists`] when the name is the active one or stands among the old keys.
    pub fn rotate(&self, name: KeyName, material: KeyMaterial) -> Result<Self, Refusal> {
        let _ = (name, material);
        todo!()
    }

    /// Returns the three entries by name, each in the form in which it came: base64 for `data`, text for `stringData`.
    #[must_use]
    pub fn written(&self) -> [(&'static str, Zeroizing<String>); 3] {
        todo!()
    }

    /// Plans the Secret's keys into a keyring: what is not there is added as pending, and when the keyring has no active
    /// key, the Secret's becomes it.
    ///
    /// # Errors
    /// [`Error::OtherSecret`] (in [`Refusal::Impossible`]) when a name has another secret in the keyring;
    /// [`Refusal::NameExists`] when it was purged there.
    pub fn plan_import(&self, keyring: &Keyring, now: SystemTime) -> Result<Plan, Refusal> {
        let _ = (keyring, now);
        todo!()
    }
}

impl std::fmt::Debug for FlowValue<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Data(_) => "Data([REDACTED])",
            Self::StringData(_) => "StringData([REDACTED])",
        })
    }
}
