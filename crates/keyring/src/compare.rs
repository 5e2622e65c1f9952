//! Whether key file, configurations and Secrets say the same, and which one is the odd one.

use crate::{FlowSecret, Keyring};

/// One place that says which key is active, and perhaps which keys there are.
#[derive(Debug, Clone)]
pub struct Source {
    label: String,
    active: Option<String>,
}

impl Source {
    /// Returns what a configuration says; `active` is `None` where it names no key.
    pub fn config(label: impl Into<String>, active: Option<&str>) -> Self {
        Self {
            label: label.into(),
            active: active.map(str::to_owned),
        }
    }

    /// Returns what a keyring says: its active key, and every key that decrypts.
    pub fn keyring(label: impl Into<String>, keyring: &Keyring) -> Self {
        let _ = keyring;
        Self {
            label: label.into(),
            active: None,
        }
    }

    /// Returns what a Kubernetes Secret says.
    pub fn flow_secret(label: impl Into<String>, secret: &FlowSecret) -> Self {
        let _ = secret;
        Self {
            label: label.into(),
            active: None,
        }
    }

    /// Returns how the place is called.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Returns the active name that it says.
    #[must_use]
    pub fn active(&self) -> Option<&str> {
        self.active.as_deref()
    }
}

/// What several places say together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The active name that most places say; `None` when none has more voices than every other.
    pub active: Option<String>,
    /// What differs, in the order of the places. Empty: they agree.
    pub differences: Vec<Difference>,
}

/// One place that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// It says another active name than most, or than every other when there is no majority.
    ActiveName {
        /// The place.
        label: String,
        /// What it says; `None` when it names no key.
        found: Option<String>,
    },
    /// Its active name is no key of a place that lists its keys.
    ActiveNotListed {
        /// The place that names it.
        label: String,
        /// The name.
        name: String,
        /// The place that does not have it.
        missing_in: String,
    },
    /// It lacks a key that another place has.
    MissingKey {
        /// The place.
        label: String,
        /// The key.
        name: String,
    },
    /// It has another secret under a name than the first place that has the name.
    OtherSecret {
        /// The place.
        label: String,
        /// The key.
        name: String,
    },
}

/// Returns what the places say together.
#[must_use]
pub fn compare(sources: &[Source]) -> Comparison {
    let _ = sources;
    todo!()
}
