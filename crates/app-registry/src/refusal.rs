//! Why a command is not carried out, each with a stable code and the next step.

use std::time::SystemTime;

use crate::{AppId, Error, VersionLabel};

/// Why a command is not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The App ID belongs to an app, or once did. Letter case does not matter.
    #[error("the App ID {0} is taken")]
    AppIdTaken(AppId),
    /// Nobody has this App ID.
    #[error("no app has the App ID {0}")]
    UnknownApp(AppId),
    /// The App ID was changed.
    #[error("the App ID {id} was changed to {now}")]
    FormerAppId {
        /// The one that was asked for.
        id: AppId,
        /// The one that the version has now.
        now: AppId,
    },
    /// The app has a version of this label. Letter case does not matter.
    #[error("the app has a version {0} already")]
    VersionTaken(VersionLabel),
    /// The app has no version of this label.
    #[error("the app has no version {0}")]
    UnknownVersion(VersionLabel),
    /// The secret is one that the version has. Whoever can open them finds that.
    #[error("the secret is the one that the app has already")]
    SameSecret,
    /// There is no pending secret.
    #[error("{0} has no pending secret")]
    NoPendingSecret(AppId),
    /// There is a pending secret already.
    #[error("{0} has a pending secret already")]
    PendingExists(AppId),
    /// The version ended.
    #[error("{0} is retired")]
    Retired(AppId),
    /// The version has no certificate.
    #[error("{0} has no certificate")]
    NoCredential(AppId),
    /// The certificate is for another key than the request.
    #[error("the certificate is for another key than the request")]
    KeyDiffers,
    /// The request does not prove that whoever made it has the private key.
    #[error("the request is not signed by the key in it")]
    NoProofOfPossession,
    /// The request holds a password, which would stay in the history.
    #[error("the request holds a challenge password, which would stay in the history")]
    ChallengePassword,
    /// The certificate was verified for servers alone.
    #[error("the certificate was verified for use by a server")]
    WrongPurpose,
    /// The certificate was verified against somebody whom the settings do not trust.
    #[error("the certificate leads to {0}, which is not trusted here")]
    UntrustedIssuer(String),
    /// The certificate was verified for another time.
    #[error("the certificate was verified for another time than now")]
    VerifiedAtAnotherTime,
    /// The certificates are larger than an event can hold.
    #[error("the certificates and the request have {found} bytes, and at most {maximum} are kept")]
    CredentialTooLarge {
        /// What they have, in bytes.
        found: usize,
        /// The greatest number.
        maximum: usize,
    },
    /// No certificate is trusted.
    #[error("no certificate is trusted")]
    NoTrustConfigured,
    /// No authority is set.
    #[error("no authority is set that could issue certificates")]
    NoCaConfigured,
    /// The certificate is not among the trusted ones.
    #[error("no certificate with the SHA-256 {0} is trusted")]
    UnknownTrust(String),
    /// The clock is behind the last event by more than five minutes.
    #[error("the clock says {}, and the last event is of {}", Stamp(*.now), Stamp(*.last))]
    ClockBehind {
        /// What the clock says.
        now: SystemTime,
        /// When the last event was.
        last: SystemTime,
    },
    /// The time has no form in an event.
    #[error("the time is before 1970 or after 9999")]
    TimeOutOfRange,
    /// The overlap is longer than a year.
    #[error("an overlap of more than 366 days is a second current secret")]
    OverlapTooLong,
    /// A redirect URL does not fit the type of the app.
    #[error("the redirect URL {url} does not suit an app of the type {application_type}: {why}")]
    RedirectUrl {
        /// The URL.
        url: String,
        /// The type.
        application_type: &'static str,
        /// What does not fit.
        why: &'static str,
    },
    /// Nothing would change.
    #[error("{0} already")]
    AlreadySo(String),
    /// There are as many as there can be.
    #[error("there are {maximum} {what}, and no more are kept")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there can be.
        maximum: usize,
    },
    /// A value cannot be taken over.
    #[error(transparent)]
    Value(#[from] Error),
}

impl Refusal {
    /// Returns the stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::AppIdTaken(_) => "app-id-taken",
            Self::UnknownApp(_) => "unknown-app",
            Self::FormerAppId { .. } => "former-app-id",
            Self::VersionTaken(_) => "version-taken",
            Self::UnknownVersion(_) => "unknown-version",
            Self::SameSecret => "same-secret",
            Self::NoPendingSecret(_) => "no-pending-secret",
            Self::PendingExists(_) => "pending-exists",
            Self::Retired(_) => "retired",
            Self::NoCredential(_) => "no-credential",
            Self::KeyDiffers => "key-differs",
            Self::NoProofOfPossession => "no-proof-of-possession",
            Self::ChallengePassword => "challenge-password",
            Self::WrongPurpose => "purpose",
            Self::UntrustedIssuer(_) => "untrusted-issuer",
            Self::VerifiedAtAnotherTime => "verified-at-another-time",
            Self::CredentialTooLarge { .. } => "credential-too-large",
            Self::NoTrustConfigured => "no-trust-configured",
            Self::NoCaConfigured => "no-ca-configured",
            Self::UnknownTrust(_) => "unknown-trust",
            Self::ClockBehind { .. } => "clock-behind",
            Self::TimeOutOfRange => "time-out-of-range",
            Self::OverlapTooLong => "overlap-too-long",
            Self::RedirectUrl { .. } => "redirect-url",
            Self::AlreadySo(_) => "already-so",
            Self::TooMany { .. } => "too-many",
            Self::Value(error) => error.code(),
        }
    }

    /// Returns what to try next.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::AppIdTaken(_) => {
                "choose another App ID, or none, and one is generated; an App ID stays with its app for ever"
            }
            Self::UnknownApp(_) => "look at the list of apps for its App ID",
            Self::FormerAppId { .. } => "use the App ID that it has now",
            Self::VersionTaken(_) => "choose another label",
            Self::UnknownVersion(_) => "look at the list of its versions",
            Self::SameSecret => "give another secret, or have one generated",
            Self::NoPendingSecret(_) => "regenerate the secret as pending first",
            Self::PendingExists(_) => "promote it, or set a secret of your own",
            Self::Retired(_) => "add a version to the app, or register a new app",
            Self::NoCredential(_) => "import a certificate or a request first",
            Self::KeyDiffers => "import the certificate that was issued for this request",
            Self::NoProofOfPossession => "make the request anew with the app's private key",
            Self::ChallengePassword => "make the request anew without one",
            Self::WrongPurpose => "have a certificate issued for use by a client",
            Self::UntrustedIssuer(_) => {
                "have the authority's certificate added to the trusted ones"
            }
            Self::VerifiedAtAnotherTime => "verify it again, at the time of the import",
            Self::CredentialTooLarge { .. } => "leave certificates out that are not needed",
            Self::NoTrustConfigured => "have the administrator add a trusted certificate",
            Self::NoCaConfigured => "have the administrator set the authority's folder",
            Self::UnknownTrust(_) => "look at the list of trusted certificates",
            Self::ClockBehind { .. } => "correct the clock, or give the time with --at",
            Self::TimeOutOfRange => "correct the clock",
            Self::OverlapTooLong => "choose a shorter overlap",
            Self::RedirectUrl { .. } => "correct the URL, or the type",
            Self::AlreadySo(_) => "nothing has to be done",
            Self::TooMany { .. } => "remove one first, or register a new app",
            Self::Value(_) => "correct the value",
        }
    }
}

/// A time as people read it, RFC 3339 in UTC.
struct Stamp(SystemTime);

impl std::fmt::Display for Stamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let seconds = self.0.duration_since(SystemTime::UNIX_EPOCH);
        let seconds = seconds.map_or(0, |since| since.as_secs().cast_signed());
        write!(f, "{}", credtool_pki::Time::from_unix_seconds(seconds))
    }
}
