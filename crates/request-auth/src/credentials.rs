//! What a verifier knows of one app: its App ID, and the secrets and public keys that may sign for it.

use std::time::SystemTime;

use credtool_crypto_engine::PublicKey;

use crate::SharedSecret;

/// The credentials of one app, in the order in which they are tried: the current one first.
///
/// After a change of secret both the new and the old one are candidates for a while, so that no request is lost; which one
/// matched is told, so that the overlap can end when nobody uses the old one any more.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use credtool_request_auth::{AppCredentials, SharedSecret};
/// # fn main() -> Result<(), credtool_request_auth::Error> {
/// let overlap_ends = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
/// let app = AppCredentials::new("myplatform-AS0iTmhoGaE6Y9sWhUkvcL6T")
///     .secret(SharedSecret::new("the current secret")?)
///     .secret_until(SharedSecret::new("the previous secret")?, overlap_ends);
/// assert_eq!(app.secrets().len(), 2);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct AppCredentials {
    app_id: String,
    secrets: Vec<Candidate<SharedSecret>>,
    public_keys: Vec<Candidate<PublicKey>>,
}

/// A secret or key, and until when it is accepted.
#[derive(Debug)]
pub struct Candidate<T> {
    pub(crate) value: T,
    pub(crate) not_after: Option<SystemTime>,
}

impl<T> Candidate<T> {
    /// Returns the secret or key.
    #[must_use]
    pub fn value(&self) -> &T {
        &self.value
    }

    /// Whether it is accepted at this instant; the last one included.
    #[must_use]
    pub fn accepted_at(&self, now: SystemTime) -> bool {
        self.not_after.is_none_or(|last| now <= last)
    }
}

impl AppCredentials {
    /// Starts with an App ID, spelled as the platform shows it, and nothing that could sign for it.
    #[must_use]
    pub fn new(app_id: impl Into<String>) -> Self {
        Self {
            app_id: app_id.into(),
            secrets: Vec::new(),
            public_keys: Vec::new(),
        }
    }

    /// Adds a secret.
    #[must_use]
    pub fn secret(mut self, secret: SharedSecret) -> Self {
        self.secrets.push(Candidate {
            value: secret,
            not_after: None,
        });
        self
    }

    /// Adds a secret that is accepted up to this instant.
    #[must_use]
    pub fn secret_until(mut self, secret: SharedSecret, not_after: SystemTime) -> Self {
        self.secrets.push(Candidate {
            value: secret,
            not_after: Some(not_after),
        });
        self
    }

    /// Adds a public key.
    #[must_use]
    pub fn public_key(mut self, key: PublicKey) -> Self {
        self.public_keys.push(Candidate {
            value: key,
            not_after: None,
        });
        self
    }

    /// Adds a public key that is accepted up to this instant, such as the end of its certificate.
    #[must_use]
    pub fn public_key_until(mut self, key: PublicKey, not_after: SystemTime) -> Self {
        self.public_keys.push(Candidate {
            value: key,
            not_after: Some(not_after),
        });
        self
    }

    /// Returns the App ID.
    #[must_use]
    pub fn app_id(&self) -> &str {
        &self.app_id
    }

    /// Returns the secrets in their order.
    #[must_use]
    pub fn secrets(&self) -> &[Candidate<SharedSecret>] {
        &self.secrets
    }

    /// Returns the public keys in their order.
    #[must_use]
    pub fn public_keys(&self) -> &[Candidate<PublicKey>] {
        &self.public_keys
    }
}
