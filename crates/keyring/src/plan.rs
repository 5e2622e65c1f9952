//! What a change would do, as data: a dry run prints it and the real run executes it.

use std::fmt;
use std::time::SystemTime;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{KeyMaterial, KeyName, State};

/// A change to a keyring, decided and not yet done. Printing it shows names and states, never a secret.
///
/// A plan fits the keyring that made it; [`Keyring::apply`](crate::Keyring::apply) refuses it elsewhere.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(crate) steps: Vec<Step>,
    pub(crate) at: Timestamp,
}

/// What happens to one key.
#[derive(Debug, Clone)]
pub struct Step {
    pub(crate) name: KeyName,
    pub(crate) from: Option<State>,
    pub(crate) to: State,
    /// The secret of a key that is new to the map.
    pub(crate) material: Option<KeyMaterial>,
}

impl Plan {
    /// Returns what happens to each key, in order. Keys that stay as they are have no step.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Returns whether nothing would change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Returns when the change takes place, cut to seconds.
    #[must_use]
    pub fn at(&self) -> SystemTime {
        self.at.into()
    }

    /// Returns the steps as JSON: `[{"name","from","to"}]`, `from` null for a key whose state was not recorded.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let step = |step: &Step| json!({"name": step.name.as_str(), "from": step.from.map(State::as_str), "to": step.to.as_str()});
        self.steps.iter().map(step).collect()
    }
}

impl Step {
    /// Returns which key.
    #[must_use]
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// Returns where it stands now; `None` for a key whose state is recorded for the first time.
    #[must_use]
    pub fn from(&self) -> Option<State> {
        self.from
    }

    /// Returns where it stands afterwards.
    #[must_use]
    pub fn to(&self) -> State {
        self.to
    }

    /// Returns whether the step puts a new secret into the map; otherwise a new name was written there by hand.
    #[must_use]
    pub fn adds_secret(&self) -> bool {
        self.material.is_some()
    }

    /// Returns whether the step takes the secret out of the map, for ever.
    #[must_use]
    pub fn removes_secret(&self) -> bool {
        self.to == State::Purged
    }
}

/// One line a step, without a final line feed: `newkey: pending → active`.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.steps.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{step}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, to, .. } = self;
        match (self.from, &self.material) {
            (Some(from), _) => write!(f, "{name}: {from} → {to}"),
            (None, Some(_)) => write!(f, "{name}: new → {to}"),
            (None, None) => write!(f, "{name}: found in the map → {to}"),
        }
    }
}
