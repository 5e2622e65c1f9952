//! What an event changed.

use credtool_pki::{Certificate, CertificationRequest};

use crate::{AppId, AppName, ApplicationType, RedirectUrl, RevealPolicy, VersionLabel};

/// Where a secret came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Origin {
    /// It was drawn here.
    Generated,
    /// It was given.
    Given,
}

impl Origin {
    /// Returns the word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Generated => "generated",
            Self::Given => "given",
        }
    }
}

/// That a secret was made: its number within the version, and where it came from. Never the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretMade {
    /// The number.
    pub number: u32,
    /// Where it came from.
    pub origin: Origin,
}

/// That a secret is accepted for some time more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlap {
    /// The number of the secret.
    pub number: u32,
    /// Until when, milliseconds since 1970; not at that moment any more.
    pub until: u64,
}

/// What an event changed. No member of it is secret.
#[derive(Debug, Clone)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are those of the commands")]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one at a time, and certificates are rare"
)]
pub enum Change {
    /// An app began, with its first version.
    Registered {
        name: AppName,
        version: VersionLabel,
        app_id: AppId,
        secret: Option<SecretMade>,
    },
    /// A version was added.
    VersionAdded {
        version: VersionLabel,
        app_id: AppId,
        secret: Option<SecretMade>,
    },
    /// A new secret became current; the one before is accepted for some time, or ended.
    SecretChanged {
        version: VersionLabel,
        secret: SecretMade,
        previous: Option<Overlap>,
        ended: Vec<u32>,
    },
    /// A new secret became pending.
    SecretPrepared {
        version: VersionLabel,
        secret: SecretMade,
        ended: Vec<u32>,
    },
    /// The pending secret became current.
    SecretPromoted {
        version: VersionLabel,
        number: u32,
        previous: Option<Overlap>,
        ended: Vec<u32>,
    },
    /// A version got another App ID.
    AppIdChanged {
        version: VersionLabel,
        from: AppId,
        to: AppId,
    },
    /// A certificate became the credential.
    CredentialImported {
        version: VersionLabel,
        certificate: Certificate,
        chain: Vec<Certificate>,
        request: Option<CertificationRequest>,
        replaces: Option<String>,
    },
    /// The credential was taken away.
    CredentialRemoved {
        version: VersionLabel,
        sha256: String,
    },
    /// The OAuth profile was set.
    OauthChanged {
        version: VersionLabel,
        redirect_urls: Vec<RedirectUrl>,
        application_type: ApplicationType,
    },
    /// A version ended.
    VersionRetired { version: VersionLabel },
    /// The app ended, with all its versions.
    AppRetired,
    /// A certificate is trusted.
    TrustAdded { certificate: Certificate },
    /// A certificate is trusted no longer.
    TrustRemoved { sha256: String },
    /// Secrets are shown in another way.
    RevealChanged { reveal: RevealPolicy },
    /// Another authority issues.
    CaChanged { folder: String },
}

impl Change {
    /// Returns the word for it: `registered`, `secret-changed` and so on.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Registered { .. } => "registered",
            Self::VersionAdded { .. } => "version-added",
            Self::SecretChanged { .. } => "secret-changed",
            Self::SecretPrepared { .. } => "secret-prepared",
            Self::SecretPromoted { .. } => "secret-promoted",
            Self::AppIdChanged { .. } => "app-id-changed",
            Self::CredentialImported { .. } => "credential-imported",
            Self::CredentialRemoved { .. } => "credential-removed",
            Self::OauthChanged { .. } => "oauth-changed",
            Self::VersionRetired { .. } => "version-retired",
            Self::AppRetired => "app-retired",
            Self::TrustAdded { .. } => "trust-added",
            Self::TrustRemoved { .. } => "trust-removed",
            Self::RevealChanged { .. } => "reveal-changed",
            Self::CaChanged { .. } => "ca-changed",
        }
    }

    /// Returns the version that it concerns, if it is one.
    #[must_use]
    pub fn version(&self) -> Option<&VersionLabel> {
        match self {
            Self::Registered { version, .. }
            | Self::VersionAdded { version, .. }
            | Self::SecretChanged { version, .. }
            | Self::SecretPrepared { version, .. }
            | Self::SecretPromoted { version, .. }
            | Self::AppIdChanged { version, .. }
            | Self::CredentialImported { version, .. }
            | Self::CredentialRemoved { version, .. }
            | Self::OauthChanged { version, .. }
            | Self::VersionRetired { version } => Some(version),
            Self::AppRetired
            | Self::TrustAdded { .. }
            | Self::TrustRemoved { .. }
            | Self::RevealChanged { .. }
            | Self::CaChanged { .. } => None,
        }
    }

    /// Says whether it concerns all apps.
    #[must_use]
    pub fn is_setting(&self) -> bool {
        matches!(
            self,
            Self::TrustAdded { .. }
                | Self::TrustRemoved { .. }
                | Self::RevealChanged { .. }
                | Self::CaChanged { .. }
        )
    }

    /// Returns the App IDs that it takes, for ever.
    pub(crate) fn app_ids(&self) -> Vec<&AppId> {
        match self {
            Self::Registered { app_id, .. } | Self::VersionAdded { app_id, .. } => vec![app_id],
            Self::AppIdChanged { to, .. } => vec![to],
            _ => Vec::new(),
        }
    }
}
