//! Who runs this.

use super::Io;

impl Io {
    /// Returns the name of the user, as the environment has it; it is written down and proves nothing.
    pub(crate) fn actor(&self) -> String {
        let named = |variable: &str| std::env::var(variable).ok().filter(|name| !name.is_empty());
        named("USER")
            .or_else(|| named("LOGNAME"))
            .or_else(|| named("USERNAME"))
            .unwrap_or_else(user_number)
    }
}

/// Returns the number of the user where nothing has the name: in a container, under a service manager.
#[cfg(unix)]
fn user_number() -> String {
    use std::os::unix::fs::MetadataExt as _;
    let own = std::fs::metadata("/proc/self");
    own.map_or_else(|_| "unknown".to_owned(), |own| format!("uid {}", own.uid()))
}

#[cfg(not(unix))]
fn user_number() -> String {
    "unknown".to_owned()
}
