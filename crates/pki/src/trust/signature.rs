//! Whether a certificate was signed by the key of another one.

use credtool_crypto_engine::{Error as EngineError, KeySizes};

use super::candidates::Candidate;
use crate::Certificate;

/// What came out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The key made the signature.
    Good,
    /// The key did not make it.
    Bad,
    /// Nobody knows: the algorithm or the key is not one that is computed with.
    Unanswered,
}

/// Verifies the signature of a certificate by the key of its supposed issuer. Whether algorithm and key are strong enough is
/// not asked here.
pub(super) fn verify(certificate: &Certificate, issuer: &Candidate<'_>) -> Verdict {
    let (Ok(scheme), Ok(key)) = (certificate.signature_algorithm().scheme(), issuer.key()) else {
        return Verdict::Unanswered;
    };
    let (message, signature) = (certificate.tbs_der(), certificate.signature());
    match key.verify(scheme, KeySizes::Legacy, message, signature) {
        Ok(()) => Verdict::Good,
        Err(EngineError::Verification | EngineError::WrongKeyType { .. }) => Verdict::Bad,
        Err(_) => Verdict::Unanswered,
    }
}
