//! All apps and settings, folded from events.

use std::collections::{BTreeMap, HashMap};
use std::time::SystemTime;

use crate::{App, AppId, AppKey, Settings, Tail, Version};

/// All apps and settings, or those that one decision needs, folded from events.
///
/// A *whole* registry ([`Registry::new`]) takes every event from the first. A *partial* one ([`Registry::partial`]) is told where
/// the history ends, takes the events of the settings and of the apps concerned, in order, and goes on from there: what it decides
/// follows the history's last event, although it has not seen it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Registry {
    pub(crate) tail: Tail,
    /// The number of the last event that was applied.
    pub(crate) applied: u64,
    pub(crate) apps: BTreeMap<AppKey, App>,
    /// Every App ID that an app has or once had, folded.
    pub(crate) ids: HashMap<String, AppKey>,
    pub(crate) settings: Settings,
}

impl Registry {
    /// Returns a registry in which nothing happened.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns a registry that takes some events of a history and goes on at its end.
    #[must_use]
    pub fn partial(tail: Tail) -> Self {
        Self {
            tail,
            ..Self::default()
        }
    }

    /// Returns where the history ends.
    #[must_use]
    pub fn tail(&self) -> Tail {
        self.tail
    }

    /// Returns what holds for all apps.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns all apps, by their keys.
    pub fn apps(&self) -> impl Iterator<Item = &App> {
        self.apps.values()
    }

    /// Returns the app of this key.
    #[must_use]
    pub fn app_of_key(&self, key: AppKey) -> Option<&App> {
        self.apps.get(&key)
    }

    /// Returns the app and the version that have this App ID now. Letter case does not matter.
    #[must_use]
    pub fn app(&self, id: &AppId) -> Option<(&App, &Version)> {
        let app = self.app_once(id)?;
        let version = app.versions.iter().find(|version| version.app_id == *id)?;
        Some((app, version))
    }

    /// Returns the app that has this App ID now or once had it.
    #[must_use]
    pub fn app_once(&self, id: &AppId) -> Option<&App> {
        self.apps.get(self.ids.get(&id.fold())?)
    }

    /// Returns the later of `now` and the time of the last event: a clock that was set back brings no secret back.
    #[must_use]
    pub fn effective_now(&self, now: SystemTime) -> SystemTime {
        self.tail.time.map_or(now, |last| last.max(now))
    }
}
