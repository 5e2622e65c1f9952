//! What one place says about the keys: a key file, a configuration, a Kubernetes Secret.

use crate::{FlowSecret, KeyMaterial, KeyName, Keyring};

/// One place that says which key is active, and perhaps which keys there are. Never prints a secret.
#[derive(Debug, Clone)]
pub struct Source {
    pub(crate) label: String,
    pub(crate) active: Option<String>,
    pub(crate) keys: Option<Vec<(String, KeyMaterial)>>,
}

impl Source {
    /// Returns what a configuration says; `active` is `None` where it names no key. It lists no keys.
    pub fn config(label: impl Into<String>, active: Option<&str>) -> Self {
        Self {
            label: label.into(),
            active: active.map(str::to_owned),
            keys: None,
        }
    }

    /// Returns what a keyring says: its active key, and every key that decrypts.
    pub fn keyring(label: impl Into<String>, keyring: &Keyring) -> Self {
        let active = keyring.active().map(|key| key.name().to_string());
        let keys = keyring
            .keys()
            .filter_map(|key| Some((key.name(), key.material()?)));
        Self {
            label: label.into(),
            active,
            keys: Some(listed(keys)),
        }
    }

    /// Returns what a Kubernetes Secret says: its active key and its old ones.
    pub fn flow_secret(label: impl Into<String>, secret: &FlowSecret) -> Self {
        Self {
            label: label.into(),
            active: Some(secret.active().to_string()),
            keys: Some(listed(secret.keys())),
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

    /// Returns the names of the keys that it lists; `None` for a configuration, which lists none.
    #[must_use]
    pub fn key_names(&self) -> Option<Vec<&str>> {
        let keys = self.keys.as_ref()?;
        Some(keys.iter().map(|(name, _)| name.as_str()).collect())
    }

    pub(crate) fn key(&self, name: &str) -> Option<&KeyMaterial> {
        let mut keys = self.keys.iter().flatten();
        keys.find(|(listed, _)| listed == name)
            .map(|(_, material)| material)
    }
}

fn listed<'a>(
    keys: impl Iterator<Item = (&'a KeyName, &'a KeyMaterial)>,
) -> Vec<(String, KeyMaterial)> {
    keys.map(|(name, material)| (name.to_string(), material.clone()))
        .collect()
}
