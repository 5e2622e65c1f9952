//! What a command would do: events, secrets to be sealed, secrets to be forgotten; or why not.

mod credential; // certificates and trust
mod register; // apps, versions, App IDs and their end
mod secret; // secrets
mod setting; // what holds for all

use std::time::{Duration, SystemTime};

use rand_core::CryptoRng;

use credential::Vouched;

use crate::event::NewEvent;
use crate::{
    App, AppId, AppKey, Change, Circumstances, Command, Event, Place, Refusal, Registry,
    SharedSecret, Version, time,
};

/// What a command does. Nothing has happened until the caller has written it down.
#[derive(Debug, Clone, Default)]
pub struct Decision {
    /// The events, in order.
    pub events: Vec<Event>,
    /// Secrets that were made, to be sealed by the caller, each bound to its place.
    pub secrets: Vec<(Place, SharedSecret)>,
    /// Secrets that ended: a store forgets them in the same transaction.
    pub erased: Vec<Place>,
}

/// What a command does, before it has its number and time.
struct Outcome {
    app: Option<AppKey>,
    change: Change,
    secret: Option<(Place, SharedSecret)>,
    erased: Vec<Place>,
}

impl Outcome {
    fn of(app: Option<AppKey>, change: Change) -> Self {
        Self {
            app,
            change,
            secret: None,
            erased: Vec::new(),
        }
    }
}

impl Registry {
    /// Returns what a command does here, without doing it: [`Registry::apply`] each event, once they are written down.
    ///
    /// # Errors
    /// [`Refusal`], and then nothing of the command is done.
    pub fn decide(
        &self,
        command: &Command,
        by: &Circumstances,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Decision, Refusal> {
        let at = self.event_time(by.now)?;
        let outcome = match command {
            Command::Register {
                name,
                version,
                app_id,
                secret,
            } => self.register(name, version, app_id, secret, rng),
            Command::AddVersion {
                app,
                version,
                app_id,
                secret,
            } => self.add_version(app, version, app_id, secret, rng),
            Command::RenameId { app, to } => self.rename(app, to),
            Command::Retire { app, whole } => self.retire(app, *whole),
            Command::SetSecret {
                app,
                secret,
                overlap,
            } => self.set_secret(app, secret, *overlap, at),
            Command::RegenerateSecret {
                app,
                overlap,
                pending,
            } => self.regenerate(app, *overlap, *pending, at, rng),
            Command::PromoteSecret { app, overlap } => self.promote(app, *overlap, at),
            Command::ImportCertificate {
                app,
                chain,
                request,
            } => {
                let vouched = request.as_ref().map_or(Vouched::Trusted, Vouched::Issued);
                self.import(app, chain, vouched, by.now)
            }
            Command::ImportIssued {
                app,
                chain,
                authority,
            } => self.import(app, chain, Vouched::Ours(authority), by.now),
            Command::RemoveCredential { app } => self.remove_credential(app),
            Command::SetOauth {
                app,
                redirect_urls,
                application_type,
            } => self.set_oauth(app, redirect_urls, *application_type),
            Command::TrustAdd { certificate } => self.trust_add(certificate),
            Command::TrustRemove { sha256 } => self.trust_remove(sha256),
            Command::SetReveal(policy) => self.set_reveal(*policy),
            Command::SetCa { folder } => self.set_ca(folder),
        }?;
        let event = Event::new(NewEvent {
            number: self.tail.count + 1,
            at,
            actor: by.actor.clone(),
            comment: by.comment.clone(),
            app: outcome.app,
            change: outcome.change,
            before: self.tail.hash,
        });
        Ok(Decision {
            events: vec![event],
            secrets: outcome.secret.into_iter().collect(),
            erased: outcome.erased,
        })
    }

    /// Returns what several commands do one after the other, all of them or none.
    ///
    /// # Errors
    /// The place of the first command that is refused, from 0, and its [`Refusal`].
    pub fn decide_all<'c>(
        &self,
        commands: impl IntoIterator<Item = &'c Command>,
        by: &Circumstances,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Decision, (usize, Refusal)> {
        let mut registry = self.clone();
        let mut all = Decision::default();
        for (index, command) in commands.into_iter().enumerate() {
            let step = registry
                .decide(command, by, rng)
                .map_err(|refusal| (index, refusal))?;
            for event in &step.events {
                let applied = registry.apply(event);
                applied.map_err(|error| (index, Refusal::Value(error)))?;
            }
            all.events.extend(step.events);
            all.secrets.extend(step.secrets);
            all.erased.extend(step.erased);
        }
        // A secret that was made and ended within the same decision is never sealed.
        let erased = &all.erased;
        all.secrets.retain(|(place, _)| !erased.contains(place));
        Ok(all)
    }

    /// Returns the time of the next event: never before the last one. A clock that is a little behind, as those of several machines
    /// are, takes the time of that one.
    fn event_time(&self, now: SystemTime) -> Result<u64, Refusal> {
        let at = time::milliseconds(now).ok_or(Refusal::TimeOutOfRange)?;
        let Some(last) = self.tail.time else {
            return Ok(at);
        };
        if now + CLOCK_TOLERANCE < last {
            return Err(Refusal::ClockBehind { now, last });
        }
        let last = time::milliseconds(last).ok_or(Refusal::TimeOutOfRange)?;
        Ok(at.max(last))
    }

    /// Finds the app and the version that have an App ID.
    fn find(&self, id: &AppId) -> Result<(&App, &Version), Refusal> {
        if let Some(found) = self.app(id) {
            return Ok(found);
        }
        let former = self.app_once(id).and_then(|app| app.version_of(id));
        Err(match former {
            Some(version) => Refusal::FormerAppId {
                id: id.clone(),
                now: version.app_id.clone(),
            },
            None => Refusal::UnknownApp(id.clone()),
        })
    }

    /// The same, of a version that has not ended.
    fn find_living(&self, id: &AppId) -> Result<(&App, &Version), Refusal> {
        let (app, version) = self.find(id)?;
        match version.retired.or(app.retired) {
            Some(_) => Err(Refusal::Retired(id.clone())),
            None => Ok((app, version)),
        }
    }
}

const CLOCK_TOLERANCE: Duration = Duration::from_secs(5 * 60);
