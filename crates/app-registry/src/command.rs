//! What can be asked of a registry.

use std::time::{Duration, SystemTime};

use credtool_pki::{Certificate, CertificationRequest, VerifiedChain};

use crate::{
    Actor, AppId, AppName, ApplicationType, Comment, RedirectUrl, RevealPolicy, SharedSecret,
    VersionLabel,
};

/// The App ID of a new version.
#[derive(Debug, Clone)]
pub enum NewAppId {
    /// One that nobody has: `{member}-{40 of base62}`.
    Generated {
        /// The member; [`AppId::DEFAULT_MEMBER`] where there is none.
        member: Option<String>,
    },
    /// The app's own choice.
    Given(AppId),
}

/// The shared secret of a new version.
#[derive(Debug, Clone)]
pub enum NewSecret {
    /// 40 random hexadecimal digits.
    Generated,
    /// The app's own choice.
    Given(SharedSecret),
    /// None: the secret is not known here.
    None,
}

/// What can be asked of a registry. An App ID names its app and, where it matters, that version.
#[derive(Debug, Clone)]
#[non_exhaustive]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one at a time, and certificates are rare"
)]
pub enum Command {
    /// A new app with its first version.
    Register {
        /// What people call it.
        name: AppName,
        /// The label of the version.
        version: VersionLabel,
        /// Its App ID.
        app_id: NewAppId,
        /// Its secret.
        secret: NewSecret,
    },
    /// A new version of an app.
    AddVersion {
        /// Any App ID of the app.
        app: AppId,
        /// The label of the new version.
        version: VersionLabel,
        /// Its App ID.
        app_id: NewAppId,
        /// Its secret.
        secret: NewSecret,
    },
    /// A secret of the app's own choice becomes current. Whether it is another one than before only the caller can tell, who can
    /// open them: [`SharedSecret::is_same`], [`crate::Refusal::SameSecret`].
    SetSecret {
        /// The App ID.
        app: AppId,
        /// The secret.
        secret: SharedSecret,
        /// How long the one before is still accepted; zero ends it at once.
        overlap: Duration,
    },
    /// A generated secret becomes current, or pending.
    RegenerateSecret {
        /// The App ID.
        app: AppId,
        /// How long the one before is still accepted; zero ends it at once. Without meaning for a pending one.
        overlap: Duration,
        /// The new secret is accepted, and the current one stays current until [`Command::PromoteSecret`].
        pending: bool,
    },
    /// The pending secret becomes current.
    PromoteSecret {
        /// The App ID.
        app: AppId,
        /// How long the one before is still accepted; zero ends it at once.
        overlap: Duration,
    },
    /// Another App ID for the same version. The old one stays with the app for ever.
    RenameId {
        /// The App ID.
        app: AppId,
        /// The new one.
        to: AppId,
    },
    /// A certificate becomes the credential of a version; the one before is replaced.
    ImportCertificate {
        /// The App ID.
        app: AppId,
        /// The certificate, verified now: against the trusted ones of the settings or, with a request, against our authority.
        chain: VerifiedChain,
        /// What it was issued for, if it was issued here.
        request: Option<CertificationRequest>,
    },
    /// A certificate that our authority issued earlier becomes the credential of a version; the one before is replaced.
    ImportIssued {
        /// The App ID.
        app: AppId,
        /// The certificate, verified now against our authority.
        chain: VerifiedChain,
        /// The certificate of our authority, as the caller found it in the folder of the settings: where the chain has to end.
        authority: Certificate,
    },
    /// The certificate of a version is taken away.
    RemoveCredential {
        /// The App ID.
        app: AppId,
    },
    /// What an authorization server has to know.
    SetOauth {
        /// The App ID.
        app: AppId,
        /// Where it may send browsers back to.
        redirect_urls: Vec<RedirectUrl>,
        /// What kind of client the app is.
        application_type: ApplicationType,
    },
    /// The end of a version, or of the whole app: nothing verifies any more. The App IDs stay taken.
    Retire {
        /// The App ID.
        app: AppId,
        /// All versions, and no new ones.
        whole: bool,
    },
    /// A certificate is trusted from now on.
    TrustAdd {
        /// The certificate.
        certificate: Certificate,
    },
    /// A certificate is trusted no longer. Credentials that were verified against it stay until they are verified again.
    TrustRemove {
        /// Its SHA-256, lower-case hexadecimal.
        sha256: String,
    },
    /// How secrets are shown.
    SetReveal(RevealPolicy),
    /// Which authority issues.
    SetCa {
        /// Its folder.
        folder: String,
    },
}

impl Command {
    /// Returns the App IDs whose apps have to be in the registry for a decision: those that the command names.
    #[must_use]
    pub fn app_ids(&self) -> Vec<AppId> {
        let given = |app_id: &NewAppId| match app_id {
            NewAppId::Given(id) => vec![id.clone()],
            NewAppId::Generated { .. } => Vec::new(),
        };
        match self {
            Self::Register { app_id, .. } => given(app_id),
            Self::AddVersion { app, app_id, .. } => {
                let mut ids = given(app_id);
                ids.insert(0, app.clone());
                ids
            }
            Self::RenameId { app, to } => vec![app.clone(), to.clone()],
            Self::SetSecret { app, .. }
            | Self::RegenerateSecret { app, .. }
            | Self::PromoteSecret { app, .. }
            | Self::ImportCertificate { app, .. }
            | Self::ImportIssued { app, .. }
            | Self::RemoveCredential { app }
            | Self::SetOauth { app, .. }
            | Self::Retire { app, .. } => vec![app.clone()],
            Self::TrustAdd { .. }
            | Self::TrustRemove { .. }
            | Self::SetReveal(_)
            | Self::SetCa { .. } => Vec::new(),
        }
    }
}

/// Who asks, when, and why.
#[derive(Debug, Clone)]
pub struct Circumstances {
    /// The time.
    pub now: SystemTime,
    /// Who.
    pub actor: Actor,
    /// Why.
    pub comment: Comment,
}
