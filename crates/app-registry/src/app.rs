//! An app and its versions, as the events made them.

use std::collections::BTreeMap;
use std::time::SystemTime;

use credtool_pki::{Certificate, CertificationRequest};

use crate::secrets::Secrets;
use crate::{
    Accepted, AppId, AppKey, AppName, ApplicationType, Place, RedirectUrl, VersionLabel, time,
};

/// An app.
#[derive(Debug, Clone, PartialEq)]
pub struct App {
    pub(crate) key: AppKey,
    pub(crate) name: AppName,
    pub(crate) registered: u64,
    pub(crate) retired: Option<u64>,
    pub(crate) versions: Vec<Version>,
    /// Every App ID it ever had, folded, with the version that had it last.
    pub(crate) ids: BTreeMap<String, VersionLabel>,
}

impl App {
    /// The greatest number of versions.
    pub const MAXIMUM_VERSIONS: usize = 1000;
    /// The greatest number of App IDs that an app can have had.
    pub const MAXIMUM_IDS: usize = 10_000;

    /// Returns what it is called inside.
    #[must_use]
    pub fn key(&self) -> AppKey {
        self.key
    }

    /// Returns what people call it.
    #[must_use]
    pub fn name(&self) -> &AppName {
        &self.name
    }

    /// Returns when it was registered.
    #[must_use]
    pub fn registered_at(&self) -> SystemTime {
        time::system_time(self.registered)
    }

    /// Returns when the whole of it ended.
    #[must_use]
    pub fn retired_at(&self) -> Option<SystemTime> {
        self.retired.map(time::system_time)
    }

    /// Returns its versions in the order in which they were added.
    #[must_use]
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// Returns the version of this label.
    #[must_use]
    pub fn version(&self, label: &VersionLabel) -> Option<&Version> {
        self.versions.iter().find(|version| version.label == *label)
    }

    /// Returns the version that has this App ID, or had it last.
    #[must_use]
    pub fn version_of(&self, id: &AppId) -> Option<&Version> {
        self.version(self.ids.get(&id.fold())?)
    }
}

/// A version of an app, with its credentials.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    pub(crate) app: AppKey,
    pub(crate) label: VersionLabel,
    pub(crate) app_id: AppId,
    pub(crate) added: u64,
    pub(crate) secrets: Secrets,
    pub(crate) credential: Option<Credential>,
    pub(crate) oauth: Option<OauthProfile>,
    pub(crate) retired: Option<u64>,
}

impl Version {
    /// Returns its label.
    #[must_use]
    pub fn label(&self) -> &VersionLabel {
        &self.label
    }

    /// Returns the App ID that it has now.
    #[must_use]
    pub fn app_id(&self) -> &AppId {
        &self.app_id
    }

    /// Returns when it was added.
    #[must_use]
    pub fn added_at(&self) -> SystemTime {
        time::system_time(self.added)
    }

    /// Returns when it ended, alone or with the whole app.
    #[must_use]
    pub fn retired_at(&self) -> Option<SystemTime> {
        self.retired.map(time::system_time)
    }

    /// Returns its secrets, which are numbers here.
    #[must_use]
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// Returns the secrets that are accepted at a time: the current one, then the pending one, then those before that have not
    /// expired, the latest first. None once the version is retired.
    ///
    /// Ask with [`Registry::effective_now`](crate::Registry::effective_now), so that a clock that was set back does not bring
    /// a secret back.
    #[must_use]
    pub fn secrets_at(&self, now: SystemTime) -> Vec<Accepted> {
        match self.retired {
            Some(_) => Vec::new(),
            None => self.secrets.at(now),
        }
    }

    /// Returns where a secret of this version belongs.
    #[must_use]
    pub fn place(&self, number: u32) -> Place {
        Place {
            app: self.app,
            version: self.label.clone(),
            number,
        }
    }

    /// Returns its certificate.
    #[must_use]
    pub fn credential(&self) -> Option<&Credential> {
        self.credential.as_ref()
    }

    /// Returns its OAuth profile.
    #[must_use]
    pub fn oauth(&self) -> Option<&OauthProfile> {
        self.oauth.as_ref()
    }
}

/// A certificate that was verified when it was imported. That it is still valid is for the user of it to verify.
#[derive(Debug, Clone)]
pub struct Credential {
    pub(crate) certificate: Certificate,
    pub(crate) chain: Vec<Certificate>,
    pub(crate) request: Option<CertificationRequest>,
    pub(crate) imported: u64,
}

impl Credential {
    /// Returns the app's certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Returns the certificates above it, its issuer first, the trusted one last.
    #[must_use]
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// Returns the request that it was issued for, if it was issued here.
    #[must_use]
    pub fn request(&self) -> Option<&CertificationRequest> {
        self.request.as_ref()
    }

    /// Returns when it was imported.
    #[must_use]
    pub fn imported_at(&self) -> SystemTime {
        time::system_time(self.imported)
    }
}

impl PartialEq for Credential {
    fn eq(&self, other: &Self) -> bool {
        let request = |of: &Self| of.request.as_ref().map(|request| request.der().to_vec());
        self.imported == other.imported
            && request(self) == request(other)
            && self.certificate.der() == other.certificate.der()
            && same_certificates(&self.chain, &other.chain)
    }
}

/// Says whether two lists hold the same certificates, octet for octet.
pub(crate) fn same_certificates(one: &[Certificate], other: &[Certificate]) -> bool {
    one.len() == other.len()
        && one
            .iter()
            .zip(other)
            .all(|(one, other)| one.der() == other.der())
}

/// What an authorization server has to know of an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OauthProfile {
    pub(crate) redirect_urls: Vec<RedirectUrl>,
    pub(crate) application_type: ApplicationType,
}

impl OauthProfile {
    /// The greatest number of redirect URLs.
    pub const MAXIMUM_URLS: usize = 50;

    /// Returns where it may send browsers back to.
    #[must_use]
    pub fn redirect_urls(&self) -> &[RedirectUrl] {
        &self.redirect_urls
    }

    /// Returns what kind of client the app is.
    #[must_use]
    pub fn application_type(&self) -> ApplicationType {
        self.application_type
    }
}
