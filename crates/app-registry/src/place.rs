//! Where a secret belongs.

use crate::{AppKey, VersionLabel};

/// Where a secret belongs: its app, its version, and its number there, from 1. A number is never used twice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The app.
    pub app: AppKey,
    /// Its version.
    pub version: VersionLabel,
    /// The number of the secret within the version.
    pub number: u32,
}

impl Place {
    /// Returns what a sealed secret is bound to, so that one that was moved to another place does not open. It tells places
    /// apart: no version has a space in its label.
    ///
    /// ```
    /// use credtool_app_registry::{Place, VersionLabel};
    ///
    /// let app = "000102030405060708090a0b0c0d0e0f".parse()?;
    /// let place = Place { app, version: VersionLabel::default(), number: 3 };
    /// let context = "credtool app-registry secret v1 app=000102030405060708090a0b0c0d0e0f version=1 number=3";
    /// assert_eq!(place.context(), context);
    /// # Ok::<(), credtool_app_registry::Error>(())
    /// ```
    #[must_use]
    pub fn context(&self) -> String {
        let Self {
            app,
            version,
            number,
        } = self;
        format!("credtool app-registry secret v1 app={app} version={version} number={number}")
    }
}
