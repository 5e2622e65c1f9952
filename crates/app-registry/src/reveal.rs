//! Whether and how a secret may be shown.

use std::fmt;

use credtool_pki::VerifiedChain;

use crate::{RevealPolicy, SharedSecret, Version};

/// How a secret is to be shown.
pub enum Revealed {
    /// As it is.
    Plain(SharedSecret),
    /// Encrypted to this key.
    Encrypt {
        /// The SubjectPublicKeyInfo of the app's certificate, DER.
        to: Vec<u8>,
        /// The secret.
        secret: SharedSecret,
    },
    /// Not at all, for this reason, in the platform's words.
    Unavailable(&'static str),
}

impl fmt::Debug for Revealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plain(_) => "Plain([REDACTED])",
            Self::Encrypt { .. } => "Encrypt([REDACTED])",
            Self::Unavailable(_) => "Unavailable",
        })
    }
}

/// What the platform says where a secret may be shown encrypted alone and there is no certificate.
pub const UNAVAILABLE: &str = "Shared Secret available, but configuration restricts display to encrypted value. Upload app certificate, view encrypted value, copy, and decrypt.";

impl Version {
    /// Returns how a secret of this version is to be shown under a policy. `certificate` is the version's own, verified now: another
    /// one is as good as none.
    #[must_use]
    pub fn reveal(
        &self,
        policy: RevealPolicy,
        secret: SharedSecret,
        certificate: Option<&VerifiedChain>,
    ) -> Revealed {
        let own = self.credential().map(|own| own.certificate().der());
        let verified = certificate.filter(|chain| own == Some(chain.leaf().der()));
        match (policy, verified) {
            (RevealPolicy::Plain, _) => Revealed::Plain(secret),
            (RevealPolicy::Encrypted, Some(chain)) => Revealed::Encrypt {
                to: chain.leaf().spki_der().to_vec(),
                secret,
            },
            (RevealPolicy::Encrypted, None) => Revealed::Unavailable(UNAVAILABLE),
        }
    }
}
