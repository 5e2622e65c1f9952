//! `--flow-home DIR`: where an installation of ThingWorx Flow keeps its key files and the configuration of its services.

use std::path::{Path, PathBuf};

/// The services whose configuration names the active key.
const SERVICES: [&str; 6] = ["engine", "exchange", "lookup", "oauth", "trigger", "ux"];

/// The sealed map of keys.
pub(super) fn keys(home: &Path) -> PathBuf {
    home.join("cryptography").join("keys.enc")
}

/// The map of keys in plain text, which stands there only while the vendor's instructions are followed by hand.
pub(super) fn plaintext(home: &Path) -> PathBuf {
    home.join("cryptography").join("keys.dec")
}

/// The key that seals the map, itself sealed by the unlock secret.
pub(super) fn keyfile(home: &Path) -> PathBuf {
    home.join("misc").join("keyfile-key")
}

/// The configuration files that name the active key, one a service.
pub(super) fn configs(home: &Path) -> Vec<PathBuf> {
    let config = |service| {
        home.join("modules")
            .join(service)
            .join("config")
            .join("security-common")
            .join("config.json")
    };
    SERVICES.map(config).to_vec()
}
