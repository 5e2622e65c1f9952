//! Is the history whole, and does what is kept beside it follow from it.

use std::collections::HashMap;
use std::time::SystemTime;

use credtool_app_registry::{HistoryCheck, HistoryFault, Registry};

use super::look::lost;
use super::sealing::Keys;
use super::{Purpose, SealedOf, Sqlite, Store as _, StoreOptions, UnlockOptions, Wanted, fold};
use crate::failure::Failure;
use crate::io::Io;

/// What was found.
#[derive(Debug)]
pub(crate) enum Verified {
    /// So many events, each as it was written, the last one signed by the key of this name.
    Whole { events: u64, kid: String },
    /// The first bad event.
    Fault(HistoryFault),
    /// The history is whole, and the list does not follow from it at this App ID.
    ListDiffers(String),
    /// The history is whole, and this secret is not there or does not open.
    SecretLost(Failure),
}

/// Checks the whole history: every event, the links between them, the signed end. Then what is kept beside it: the list, the secrets.
///
/// That an older state of the whole file was put back is not found: nothing in it is wrong.
pub(crate) fn verify_history(
    io: &mut Io,
    options: &StoreOptions,
    unlock: &UnlockOptions,
) -> Result<Verified, Failure> {
    let path = options.path(io)?;
    let mut shared = Sqlite::open(io, &path, Purpose::Look)?;
    let keys = Keys::unlock(io, &unlock.keyring(&path))?;
    // A copy of one moment, searched for damage: others go on writing.
    let mut store = Sqlite::from_bytes(&path, &shared.copy()?)?;
    let wanted = Wanted {
        app_ids: &[],
        sealed: SealedOf::None,
    };
    let snapshot = store.read(&wanted)?;
    let (head, key) = keys.signed(&snapshot)?;
    let mut check = HistoryCheck::new();
    let mut registry = Registry::new();
    let mut fault = None;
    store.history(None, &mut |text| {
        match check.feed(text) {
            Err(found) => {
                fault = Some(found);
                return Ok(false);
            }
            Ok(event) => fold::apply(&mut registry, &event)?,
        }
        Ok(true)
    })?;
    if let Some(fault) = fault {
        return Ok(Verified::Fault(fault));
    }
    if let Err(fault) = check.finish(&head, &key) {
        return Ok(Verified::Fault(fault));
    }
    if let Some(differs) = list_differs(&mut store, &registry)? {
        return Ok(Verified::ListDiffers(differs));
    }
    if let Some(lost) = secret_lost(&mut store, &keys, &registry)? {
        return Ok(Verified::SecretLost(lost));
    }
    Ok(Verified::Whole {
        events: registry.tail().count,
        kid: key.kid().to_owned(),
    })
}

/// Returns the first row of the list that is not as the events have it.
fn list_differs(store: &mut Sqlite, registry: &Registry) -> Result<Option<String>, Failure> {
    let rows = registry.apps().flat_map(fold::rows);
    let mut rows: HashMap<_, _> = rows
        .map(|row| ((row.app.clone(), row.version.clone()), row))
        .collect();
    let mut differs = None;
    store.list(&mut |found| {
        let row = rows.remove(&(found.app.clone(), found.version.clone()));
        let same = row.is_some_and(|row| {
            row.name == found.name
                && row.app_id == found.app_id
                && row.not_after == found.not_after
                && row.retired == found.retired
        });
        if !same {
            differs = Some(found.app_id);
        }
        Ok(same)
    })?;
    Ok(differs.or_else(|| rows.into_values().next().map(|row| row.app_id)))
}

/// Returns the first secret that should be there and is not, or does not open in its place.
fn secret_lost(
    store: &mut Sqlite,
    keys: &Keys,
    registry: &Registry,
) -> Result<Option<Failure>, Failure> {
    let all = Wanted {
        app_ids: &[],
        sealed: SealedOf::All,
    };
    let sealed = store.read(&all)?.sealed;
    let mut tokens = HashMap::new();
    for one in &sealed {
        let place = (one.app.as_str(), one.version.as_str(), one.number);
        tokens.insert(place, one.token.as_str());
    }
    // Those that are accepted at the time of the last event; a secret of before may be erased already.
    let at = registry.effective_now(SystemTime::UNIX_EPOCH);
    for version in registry.apps().flat_map(|app| app.versions()) {
        for accepted in version.secrets_at(at) {
            let place = version.place(accepted.number);
            let (app, label) = (place.app.to_string(), place.version.to_string());
            let opened = match tokens.get(&(app.as_str(), label.as_str(), place.number)) {
                Some(token) => keys.open(&place, token).map(drop),
                None => Err(lost(&place)),
            };
            if let Err(failure) = opened {
                return Ok(Some(
                    failure.because(format!("it is one of {}", version.app_id())),
                ));
            }
        }
    }
    Ok(None)
}
