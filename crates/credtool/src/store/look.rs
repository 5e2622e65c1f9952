//! What only reads: without the keyring, unless secrets are opened.

use std::time::SystemTime;

use credtool_app_registry::{
    Accepted, AppId, AppKey, Event, Place, Registry, SharedSecret, Standing, Version,
};

use super::sealing::Keys;
use super::{
    Listed, Purpose, SealedOf, Snapshot, Sqlite, Store as _, StoreOptions, UnlockOptions, Wanted,
    fold,
};
use crate::failure::{Code, Failure};
use crate::io::Io;

/// A store that is open for reading.
pub(crate) struct Opened {
    store: Sqlite,
}

/// A secret that is accepted now.
pub(crate) struct OpenedSecret {
    pub(crate) number: u32,
    pub(crate) standing: Standing,
    pub(crate) secret: SharedSecret,
}

/// Opens the store for reading; nothing is unlocked. It works where nothing can be written, too.
pub(crate) fn look(io: &Io, options: &StoreOptions) -> Result<Opened, Failure> {
    let store = Sqlite::open(io, &options.path(io)?, Purpose::Look)?;
    Ok(Opened { store })
}

impl Opened {
    /// Returns the settings, and the apps that have these App IDs.
    pub(crate) fn registry_of(&mut self, app_ids: &[AppId]) -> Result<Registry, Failure> {
        let app_ids: Vec<String> = app_ids.iter().map(AppId::fold).collect();
        let snapshot = self.store.read(&Wanted {
            app_ids: &app_ids,
            sealed: SealedOf::None,
        })?;
        Ok(fold::registry(&snapshot)?.0)
    }

    /// Hands over every version of every app in the order of registration, until `each` returns false.
    pub(crate) fn list(
        &mut self,
        each: &mut dyn FnMut(Listed) -> Result<bool, Failure>,
    ) -> Result<(), Failure> {
        self.store.list(each)
    }

    /// Hands over the events of an app, or of all, in order, until `each` returns false.
    pub(crate) fn history(
        &mut self,
        app: Option<AppKey>,
        each: &mut dyn FnMut(Event) -> Result<bool, Failure>,
    ) -> Result<(), Failure> {
        let app = app.map(|app| app.to_string());
        self.store
            .history(app.as_deref(), &mut |text| each(fold::event(text)?))
    }
}

/// Opens the secrets of a version that are accepted now: the current one first, then a pending one, then earlier ones that have not
/// ended yet. None of a retired version, and none where nobody has the App ID. The history is checked as for a change.
pub(crate) fn open_secrets(
    io: &mut Io,
    options: &StoreOptions,
    unlock: &UnlockOptions,
    app_id: &AppId,
) -> Result<Vec<OpenedSecret>, Failure> {
    let path = options.path(io)?;
    let mut store = Sqlite::open(io, &path, Purpose::Look)?;
    let keys = Keys::unlock(io, &unlock.keyring(&path))?;
    let snapshot = store.read(&Wanted {
        app_ids: &[app_id.fold()],
        sealed: SealedOf::Apps,
    })?;
    let (registry, tail) = fold::registry(&snapshot)?;
    keys.verify(&snapshot, &tail)?;
    match registry.app(app_id) {
        None => Ok(Vec::new()),
        Some((_, version)) => {
            let now = registry.effective_now(io.now());
            open_accepted(&snapshot, &keys, version, now)
        }
    }
}

/// The same from what was read for a change.
pub(super) fn open_accepted(
    snapshot: &Snapshot,
    keys: &Keys,
    version: &Version,
    now: SystemTime,
) -> Result<Vec<OpenedSecret>, Failure> {
    let accepted = version.secrets_at(now).into_iter();
    let opened = accepted.map(|Accepted { standing, number }| {
        let place = version.place(number);
        let secret = keys.open(&place, token_at(snapshot, &place)?)?;
        Ok(OpenedSecret {
            number,
            standing,
            secret,
        })
    });
    opened.collect()
}

fn token_at<'a>(snapshot: &'a Snapshot, place: &Place) -> Result<&'a str, Failure> {
    let (app, version) = (place.app.to_string(), place.version.to_string());
    let found = snapshot.sealed.iter().find(|sealed| {
        sealed.app == app && sealed.version == version && sealed.number == place.number
    });
    let token = found.map(|sealed| sealed.token.as_str());
    token.ok_or_else(|| lost(place))
}

/// A secret that should be there is not.
pub(super) fn lost(place: &Place) -> Failure {
    let Place {
        version, number, ..
    } = place;
    let message = format!("secret {number} of version {version} is not in the store");
    Failure::new(Code::StoreDamaged, message)
}
