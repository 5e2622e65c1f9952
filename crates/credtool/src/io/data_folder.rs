//! Where the data of the user is.

use std::path::PathBuf;

use super::Io;

impl Io {
    /// Returns the folder for the data of the user: `$XDG_DATA_HOME` (which has to be absolute), else `~/.local/share`
    /// (<https://specifications.freedesktop.org/basedir-spec/latest/>); on Windows `%LOCALAPPDATA%`. `None` when the environment tells
    /// neither.
    pub(crate) fn data_folder(&self) -> Option<PathBuf> {
        let named = |variable: &str| {
            let path = std::env::var_os(variable).map(PathBuf::from);
            path.filter(|path| path.is_absolute())
        };
        if cfg!(windows) {
            return named("LOCALAPPDATA");
        }
        named("XDG_DATA_HOME").or_else(|| named("HOME").map(|home| home.join(".local/share")))
    }
}
