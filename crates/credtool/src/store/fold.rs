//! From what was read to what a decision needs, and from a decision to what is written.

use std::collections::HashSet;

use credtool_app_registry::{App, Decision, Event, Place, Registry, SharedSecret, Tail};

use super::sealing::Keys;
use super::{Batch, ListedRow, Snapshot, StoredEvent, Taken};
use crate::failure::{Code, Failure};
use crate::io::Io;

/// Returns the registry of the apps that were read, and where the history ends.
pub(super) fn registry(snapshot: &Snapshot) -> Result<(Registry, Tail), Failure> {
    let last = snapshot.last.as_deref().map(event).transpose()?;
    let tail = last.map_or_else(Tail::default, |last| last.tail());
    let mut registry = Registry::partial(tail);
    for text in &snapshot.events {
        apply(&mut registry, &event(text)?)?;
    }
    Ok((registry, tail))
}

/// Moves a registry on by an event of the store.
pub(super) fn apply(registry: &mut Registry, event: &Event) -> Result<(), Failure> {
    registry.apply(event).map_err(|error| {
        let message = format!("event {} does not fit those before it", event.number());
        Failure::new(Code::StoreDamaged, message).because(error)
    })
}

/// Reads an event as the store has it.
pub(crate) fn event(text: &str) -> Result<Event, Failure> {
    Event::parse(text).map_err(|error| {
        Failure::new(Code::StoreDamaged, "an event of the store cannot be read").because(error)
    })
}

/// What decisions come to, until they are written together.
pub(super) struct Pending {
    pub(super) events: Vec<Event>,
    secrets: Vec<(Place, SharedSecret)>,
    erased: Vec<Place>,
}

impl Pending {
    pub(super) fn new() -> Self {
        Self {
            events: Vec::new(),
            secrets: Vec::new(),
            erased: Vec::new(),
        }
    }

    /// Takes a decision in, and moves the registry on.
    pub(super) fn add(
        &mut self,
        registry: &mut Registry,
        decision: Decision,
    ) -> Result<(), Failure> {
        for event in decision.events {
            apply(registry, &event)?;
            self.events.push(event);
        }
        self.erased.extend(decision.erased);
        self.secrets.extend(decision.secrets);
        Ok(())
    }

    /// Returns what is written: the secrets sealed, the head signed, and how everything that was touched looks in the list.
    pub(super) fn seal(&self, io: &Io, keys: &Keys, registry: &Registry) -> Result<Batch, Failure> {
        let sealed = self
            .secrets
            .iter()
            .filter(|(place, _)| !self.erased.contains(place))
            .map(|(place, secret)| keys.seal(io, place, secret));
        let sealed = sealed.collect::<Result<_, _>>()?;
        let erased = self.erased.iter().map(|place| {
            (
                place.app.to_string(),
                place.version.to_string(),
                place.number,
            )
        });
        let mut batch = Batch {
            events: self.events.iter().map(stored).collect(),
            taken: Vec::new(),
            listed: Vec::new(),
            erased: erased.collect(),
            sealed,
            head: keys.sign(&registry.tail())?,
            keyfile: keys.kid().to_owned(),
        };
        for app_id in self.events.iter().flat_map(Event::app_ids) {
            if let Some(app) = registry.app_once(&app_id) {
                batch.taken.push(Taken {
                    folded: app_id.fold(),
                    app: app.key().to_string(),
                });
            }
        }
        // In the order in which they came: it is that of the list.
        let mut seen = HashSet::new();
        for key in self.events.iter().filter_map(Event::app) {
            if seen.insert(key) {
                let app = registry.app_of_key(key);
                batch.listed.extend(app.into_iter().flat_map(rows));
            }
        }
        Ok(batch)
    }
}

fn stored(event: &Event) -> StoredEvent {
    StoredEvent {
        number: event.number(),
        body: event.to_text().to_owned(),
    }
}

/// Returns how an app looks in the list.
pub(crate) fn rows(app: &App) -> impl Iterator<Item = ListedRow> {
    app.versions().iter().map(|version| ListedRow {
        app: app.key().to_string(),
        version: version.label().to_string(),
        name: app.name().to_string(),
        app_id: version.app_id().to_string(),
        secret: version.secrets().current().map(|secret| secret.number()),
        not_after: version
            .credential()
            .map(|own| own.certificate().not_after().unix_seconds()),
        retired: version.retired_at().is_some(),
    })
}
