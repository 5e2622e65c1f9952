//! From one state to the next: what each event does to a registry.

use crate::change::{Overlap, SecretMade};
use crate::secrets::{SecretRecord, Secrets};
use crate::{
    App, AppId, AppKey, Change, Credential, Error, Event, OauthProfile, Registry, Version,
    VersionLabel,
};

/// What an event contradicts.
type Applied = Result<(), &'static str>;

impl Registry {
    /// Applies an event: the next one of the history, or one of its past in a partial registry.
    ///
    /// # Errors
    /// [`Error::DoesNotApply`] where the event does not follow the last one, or contradicts what was before it. The registry is not
    /// changed then.
    pub fn apply(&mut self, event: &Event) -> Result<(), Error> {
        let number = event.number;
        self.follows(event)
            .and_then(|()| self.change(event))
            .map_err(|why| Error::DoesNotApply { number, why })?;
        self.applied = number;
        if number > self.tail.count {
            self.tail = event.tail();
        }
        Ok(())
    }

    fn follows(&self, event: &Event) -> Applied {
        if event.number <= self.applied {
            return Err("an event with this number, or a later one, was before it");
        }
        if event.number <= self.tail.count {
            let is_last = event.number == self.tail.count;
            return match is_last && event.hash() != self.tail.hash {
                true => Err("the history ends with another event"),
                false => Ok(()),
            };
        }
        if event.number > self.tail.count + 1 {
            return Err("events before it are missing");
        }
        if event.before != self.tail.hash {
            return Err("it follows another event");
        }
        if self.tail.time.is_some_and(|last| event.time() < last) {
            return Err("it is earlier than the event before it");
        }
        Ok(())
    }

    fn change(&mut self, event: &Event) -> Applied {
        match (event.app, &event.change) {
            (
                Some(key),
                Change::Registered {
                    name,
                    version,
                    app_id,
                    secret,
                },
            ) => {
                if self.apps.contains_key(&key) {
                    return Err("the app is registered already");
                }
                let mut app = App {
                    key,
                    name: name.clone(),
                    registered: event.at,
                    retired: None,
                    versions: Vec::new(),
                    ids: Default::default(),
                };
                self.free(app_id, key)?;
                add(&mut app, event, version, app_id, *secret)?;
                self.ids.insert(app_id.fold(), key);
                self.apps.insert(key, app);
                Ok(())
            }
            (
                Some(key),
                Change::VersionAdded {
                    version,
                    app_id,
                    secret,
                },
            ) => {
                self.free(app_id, key)?;
                add(self.existing(key)?, event, version, app_id, *secret)?;
                self.ids.insert(app_id.fold(), key);
                Ok(())
            }
            (Some(key), Change::AppIdChanged { version, from, to }) => {
                self.free(to, key)?;
                self.existing(key)?.rename(version, from, to)?;
                self.ids.insert(to.fold(), key);
                Ok(())
            }
            (Some(key), Change::AppRetired) => {
                let app = self.existing(key)?;
                app.retired = Some(event.at);
                for version in &mut app.versions {
                    version.retired.get_or_insert(event.at);
                    version.secrets.end_all();
                }
                Ok(())
            }
            (Some(key), change) => {
                let label = change.version().ok_or("it concerns no version")?;
                let app = self.existing(key)?;
                let version = app
                    .versions
                    .iter_mut()
                    .find(|version| version.label == *label);
                let version = version.ok_or("the app has no such version")?;
                match version.retired {
                    Some(_) => Err("the version is retired"),
                    None => version.change(event.at, change),
                }
            }
            (None, change) => self.setting(change),
        }
    }

    /// Checks that an App ID belongs to nobody else.
    fn free(&self, id: &AppId, key: AppKey) -> Applied {
        match self.ids.get(&id.fold()) {
            Some(owner) if *owner != key => Err("the App ID belongs to another app"),
            _ => Ok(()),
        }
    }

    fn existing(&mut self, key: AppKey) -> Result<&mut App, &'static str> {
        let app = self.apps.get_mut(&key).ok_or("there is no such app")?;
        match app.retired {
            Some(_) => Err("the app is retired"),
            None => Ok(app),
        }
    }

    fn setting(&mut self, change: &Change) -> Applied {
        let trusted = &mut self.settings.trusted;
        match change {
            Change::TrustAdded { certificate } => {
                if trusted.iter().any(|one| one.der() == certificate.der()) {
                    return Err("the certificate is trusted already");
                }
                trusted.push(certificate.clone());
            }
            Change::TrustRemoved { sha256 } => {
                let found = trusted.iter().position(|one| one.sha256() == *sha256);
                trusted.remove(found.ok_or("the certificate is not trusted")?);
            }
            Change::RevealChanged { reveal } => self.settings.reveal = *reveal,
            Change::CaChanged { folder } => self.settings.ca = Some(folder.clone()),
            _ => return Err("it concerns no app"),
        }
        Ok(())
    }
}

/// Adds a version to an app, all of it or nothing.
fn add(
    app: &mut App,
    event: &Event,
    label: &VersionLabel,
    app_id: &AppId,
    secret: Option<SecretMade>,
) -> Applied {
    if app
        .versions
        .iter()
        .any(|version| version.label.fold() == label.fold())
    {
        return Err("the app has such a version already");
    }
    app.check_unused(app_id)?;
    let mut secrets = Secrets::default();
    if let Some(made) = secret {
        secrets.current = Some(secrets.make(made, event.at)?);
    }
    app.ids.insert(app_id.fold(), label.clone());
    app.versions.push(Version {
        app: app.key,
        label: label.clone(),
        app_id: app_id.clone(),
        added: event.at,
        secrets,
        credential: None,
        oauth: None,
        retired: None,
    });
    Ok(())
}

impl App {
    fn check_unused(&self, id: &AppId) -> Applied {
        match self.versions.iter().any(|version| version.app_id == *id) {
            true => Err("another version has the App ID"),
            false => Ok(()),
        }
    }

    fn rename(&mut self, label: &VersionLabel, from: &AppId, to: &AppId) -> Applied {
        // Another spelling of its own App ID is no other App ID.
        if from != to {
            self.check_unused(to)?;
        }
        let version = self
            .versions
            .iter_mut()
            .find(|version| version.label == *label);
        let version = version.ok_or("the app has no such version")?;
        if version.retired.is_some() {
            return Err("the version is retired");
        }
        if version.app_id.as_str() != from.as_str() || from.as_str() == to.as_str() {
            return Err("the version has another App ID");
        }
        version.app_id = to.clone();
        self.ids.insert(to.fold(), label.clone());
        Ok(())
    }
}

impl Version {
    fn change(&mut self, at: u64, change: &Change) -> Applied {
        match change {
            Change::SecretChanged {
                secret,
                previous,
                ended,
                ..
            } => {
                let mut secrets = self.secrets.clone();
                let made = secrets.make(*secret, at)?;
                secrets.succeed(Some(made), *previous, ended)?;
                self.secrets = secrets;
            }
            Change::SecretPrepared { secret, ended, .. } => {
                let mut secrets = self.secrets.clone();
                if secrets.pending.is_some() {
                    return Err("there is a pending secret already");
                }
                secrets.pending = Some(secrets.make(*secret, at)?);
                secrets.end(ended)?;
                self.secrets = secrets;
            }
            Change::SecretPromoted {
                number,
                previous,
                ended,
                ..
            } => {
                let mut secrets = self.secrets.clone();
                let pending = secrets.pending.take();
                if pending.is_none_or(|pending| pending.number != *number) {
                    return Err("no such secret is pending");
                }
                secrets.succeed(pending, *previous, ended)?;
                self.secrets = secrets;
            }
            Change::CredentialImported {
                certificate,
                chain,
                request,
                replaces,
                ..
            } => {
                if self.credential_sha256() != *replaces {
                    return Err("another credential is there to be replaced");
                }
                self.credential = Some(Credential {
                    certificate: certificate.clone(),
                    chain: chain.clone(),
                    request: request.clone(),
                    imported: at,
                });
            }
            Change::CredentialRemoved { sha256, .. } => {
                if self.credential_sha256().as_ref() != Some(sha256) {
                    return Err("another credential is there to be removed");
                }
                self.credential = None;
            }
            Change::OauthChanged {
                redirect_urls,
                application_type,
                ..
            } => {
                self.oauth = Some(OauthProfile {
                    redirect_urls: redirect_urls.clone(),
                    application_type: *application_type,
                });
            }
            Change::VersionRetired { .. } => {
                self.retired = Some(at);
                self.secrets.end_all();
            }
            _ => return Err("it concerns no version"),
        }
        Ok(())
    }

    pub(crate) fn credential_sha256(&self) -> Option<String> {
        self.credential.as_ref().map(|one| one.certificate.sha256())
    }
}

impl Secrets {
    fn make(&mut self, made: SecretMade, at: u64) -> Result<SecretRecord, &'static str> {
        if self.made.checked_add(1) != Some(made.number) {
            return Err("the number of the secret is not the next one");
        }
        self.made = made.number;
        Ok(SecretRecord::new(made, at))
    }

    /// Makes another secret current.
    fn succeed(
        &mut self,
        next: Option<SecretRecord>,
        previous: Option<Overlap>,
        ended: &[u32],
    ) -> Applied {
        let before = std::mem::replace(&mut self.current, next);
        match (before, previous) {
            (Some(before), Some(overlap)) if before.number == overlap.number => {
                self.previous.push((before, overlap.until));
                self.end(ended)
            }
            (Some(before), None) if ended.contains(&before.number) => {
                let others: Vec<u32> = ended
                    .iter()
                    .copied()
                    .filter(|&one| one != before.number)
                    .collect();
                self.end(&others)
            }
            (None, None) => self.end(ended),
            _ => Err("it says something else of the secret before"),
        }
    }

    /// Ends secrets of before.
    fn end(&mut self, ended: &[u32]) -> Applied {
        for number in ended {
            let found = self
                .previous
                .iter()
                .position(|(secret, _)| secret.number == *number);
            self.previous
                .remove(found.ok_or("it ends a secret that is not accepted")?);
        }
        Ok(())
    }

    fn end_all(&mut self) {
        *self = Self {
            made: self.made,
            ..Self::default()
        };
    }
}
