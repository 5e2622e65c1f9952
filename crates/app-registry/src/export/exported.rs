//! What an export says of a version and of its certificate.

use credtool_pki::{Certificate, CertificationRequest, Time};

use super::folder;
use crate::app::same_certificates;
use crate::{AppId, OauthProfile, Version, VersionLabel};

/// A version in an export. Times are RFC 3339 in UTC.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportedVersion {
    pub(super) label: VersionLabel,
    pub(super) app_id: AppId,
    pub(super) added: String,
    pub(super) retired: Option<String>,
    pub(super) oauth: Option<OauthProfile>,
    pub(super) credential: Option<ExportedCredential>,
}

impl ExportedVersion {
    pub(super) fn of(version: &Version) -> Self {
        Self {
            label: version.label.clone(),
            app_id: version.app_id.clone(),
            added: time(version.added),
            retired: version.retired.map(time),
            oauth: version.oauth.clone(),
            credential: version.credential.as_ref().map(|own| ExportedCredential {
                certificate: own.certificate.clone(),
                chain: own.chain.clone(),
                request: own.request.clone(),
                imported: time(own.imported),
            }),
        }
    }

    pub(super) fn folder(&self) -> String {
        folder::of(&self.label)
    }

    /// Returns its label.
    #[must_use]
    pub fn label(&self) -> &VersionLabel {
        &self.label
    }

    /// Returns its App ID.
    #[must_use]
    pub fn app_id(&self) -> &AppId {
        &self.app_id
    }

    /// Returns when it was added.
    #[must_use]
    pub fn added_at(&self) -> &str {
        &self.added
    }

    /// Returns when it ended.
    #[must_use]
    pub fn retired_at(&self) -> Option<&str> {
        self.retired.as_deref()
    }

    /// Returns its OAuth profile.
    #[must_use]
    pub fn oauth(&self) -> Option<&OauthProfile> {
        self.oauth.as_ref()
    }

    /// Returns its certificate.
    #[must_use]
    pub fn credential(&self) -> Option<&ExportedCredential> {
        self.credential.as_ref()
    }
}

/// A certificate in an export, with those above it and the request that it was issued for.
#[derive(Debug, Clone)]
pub struct ExportedCredential {
    pub(super) certificate: Certificate,
    pub(super) chain: Vec<Certificate>,
    pub(super) request: Option<CertificationRequest>,
    pub(super) imported: String,
}

impl ExportedCredential {
    /// Returns the app's certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Returns the certificates above it, its issuer first.
    #[must_use]
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// Returns the request that it was issued for.
    #[must_use]
    pub fn request(&self) -> Option<&CertificationRequest> {
        self.request.as_ref()
    }

    /// Returns when it was imported.
    #[must_use]
    pub fn imported_at(&self) -> &str {
        &self.imported
    }
}

impl PartialEq for ExportedCredential {
    fn eq(&self, other: &Self) -> bool {
        let one = |of: &Self| of.request.as_ref().map(|request| request.der().to_vec());
        self.imported == other.imported
            && one(self) == one(other)
            && self.certificate.der() == other.certificate.der()
            && same_certificates(&self.chain, &other.chain)
    }
}

/// Returns milliseconds since 1970 in RFC 3339, in whole seconds.
pub(super) fn time(milliseconds: u64) -> String {
    Time::from_unix_seconds((milliseconds / 1000).cast_signed()).to_string()
}
