//! Apps, versions, App IDs and their end.

use rand_core::CryptoRng;

use super::Outcome;
use crate::change::{Origin, SecretMade};
use crate::{
    App, AppId, AppKey, AppName, ApplicationType, Change, NewAppId, NewSecret, OauthProfile, Place,
    RedirectUrl, Refusal, Registry, SharedSecret, VersionLabel,
};

impl Registry {
    pub(super) fn register(
        &self,
        name: &AppName,
        version: &VersionLabel,
        app_id: &NewAppId,
        secret: &NewSecret,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Outcome, Refusal> {
        let app_id = self.new_id(app_id, None, rng)?;
        let key = AppKey::generate(rng);
        let (made, secret) = first_secret(secret, key, version, rng);
        let change = Change::Registered {
            name: name.clone(),
            version: version.clone(),
            app_id,
            secret: made,
        };
        Ok(Outcome {
            secret,
            ..Outcome::of(Some(key), change)
        })
    }

    pub(super) fn add_version(
        &self,
        app: &AppId,
        version: &VersionLabel,
        app_id: &NewAppId,
        secret: &NewSecret,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Outcome, Refusal> {
        let (found, _) = self.find(app)?;
        if found.retired.is_some() {
            return Err(Refusal::Retired(app.clone()));
        }
        if found
            .versions
            .iter()
            .any(|one| one.label.fold() == version.fold())
        {
            return Err(Refusal::VersionTaken(version.clone()));
        }
        if found.versions.len() >= App::MAXIMUM_VERSIONS {
            return Err(Refusal::TooMany {
                what: "versions of the app",
                maximum: App::MAXIMUM_VERSIONS,
            });
        }
        let app_id = self.new_id(app_id, Some(found), rng)?;
        let (made, secret) = first_secret(secret, found.key, version, rng);
        let change = Change::VersionAdded {
            version: version.clone(),
            app_id,
            secret: made,
        };
        Ok(Outcome {
            secret,
            ..Outcome::of(Some(found.key), change)
        })
    }

    pub(super) fn rename(&self, id: &AppId, to: &AppId) -> Result<Outcome, Refusal> {
        let (app, version) = self.find_living(id)?;
        if version.app_id.as_str() == to.as_str() {
            return Err(Refusal::AlreadySo(format!("the App ID is {to}")));
        }
        if version.app_id != *to {
            self.check_free(to, Some(app))?;
        }
        let change = Change::AppIdChanged {
            version: version.label.clone(),
            from: version.app_id.clone(),
            to: to.clone(),
        };
        Ok(Outcome::of(Some(app.key), change))
    }

    pub(super) fn retire(&self, id: &AppId, whole: bool) -> Result<Outcome, Refusal> {
        let (app, version) = match whole {
            true => self.find(id)?,
            false => self.find_living(id)?,
        };
        if app.retired.is_some() {
            return Err(Refusal::Retired(id.clone()));
        }
        let places = |version: &crate::Version| -> Vec<Place> {
            let held = version.secrets.held();
            held.into_iter()
                .map(|number| version.place(number))
                .collect()
        };
        let (change, erased) = if whole {
            let erased = app.versions.iter().flat_map(places).collect();
            (Change::AppRetired, erased)
        } else {
            let label = version.label.clone();
            (Change::VersionRetired { version: label }, places(version))
        };
        Ok(Outcome {
            erased,
            ..Outcome::of(Some(app.key), change)
        })
    }

    pub(super) fn set_oauth(
        &self,
        id: &AppId,
        redirect_urls: &[RedirectUrl],
        application_type: ApplicationType,
    ) -> Result<Outcome, Refusal> {
        let (app, version) = self.find_living(id)?;
        if redirect_urls.len() > OauthProfile::MAXIMUM_URLS {
            return Err(Refusal::TooMany {
                what: "redirect URLs",
                maximum: OauthProfile::MAXIMUM_URLS,
            });
        }
        for (index, url) in redirect_urls.iter().enumerate() {
            let why = match application_type {
                ApplicationType::Web | ApplicationType::UserAgent if !url.is_web() => {
                    "only an installed app has a scheme of its own"
                }
                _ if redirect_urls[..index].contains(url) => "it is given twice",
                _ => continue,
            };
            return Err(Refusal::RedirectUrl {
                url: url.to_string(),
                application_type: application_type.as_str(),
                why,
            });
        }
        let profile = OauthProfile {
            redirect_urls: redirect_urls.to_vec(),
            application_type,
        };
        if version.oauth.as_ref() == Some(&profile) {
            return Err(Refusal::AlreadySo(
                "the OAuth profile is this one".to_owned(),
            ));
        }
        let change = Change::OauthChanged {
            version: version.label.clone(),
            redirect_urls: profile.redirect_urls,
            application_type,
        };
        Ok(Outcome::of(Some(app.key), change))
    }

    fn new_id(
        &self,
        wanted: &NewAppId,
        app: Option<&App>,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<AppId, Refusal> {
        let id = match wanted {
            NewAppId::Given(id) => id.clone(),
            NewAppId::Generated { member } => {
                let member = member.as_deref().unwrap_or(AppId::DEFAULT_MEMBER);
                AppId::generate(member, rng)?
            }
        };
        self.check_free(&id, app)?;
        Ok(id)
    }

    /// Checks that an App ID is free: nobody's, or a former one of the same app that no version has now.
    fn check_free(&self, id: &AppId, app: Option<&App>) -> Result<(), Refusal> {
        let taken = match (self.app_once(id), app) {
            (None, _) => false,
            (Some(owner), Some(app)) if owner.key == app.key => {
                app.versions.iter().any(|version| version.app_id == *id)
            }
            (Some(_), _) => true,
        };
        if taken {
            return Err(Refusal::AppIdTaken(id.clone()));
        }
        match app {
            Some(app) if app.ids.len() >= App::MAXIMUM_IDS => Err(Refusal::TooMany {
                what: "App IDs of the app",
                maximum: App::MAXIMUM_IDS,
            }),
            _ => Ok(()),
        }
    }
}

type FirstSecret = (Option<SecretMade>, Option<(Place, SharedSecret)>);

fn first_secret(
    wanted: &NewSecret,
    app: AppKey,
    version: &VersionLabel,
    rng: &mut (impl CryptoRng + ?Sized),
) -> FirstSecret {
    let (origin, secret) = match wanted {
        NewSecret::Generated => (Origin::Generated, SharedSecret::generate(rng)),
        NewSecret::Given(secret) => (Origin::Given, secret.clone()),
        NewSecret::None => return (None, None),
    };
    let place = Place {
        app,
        version: version.clone(),
        number: 1,
    };
    let made = SecretMade { number: 1, origin };
    (Some(made), Some((place, secret)))
}
