//! New certification requests: for which name, signed by the key that they ask a certificate for (PKCS#10, RFC 2986).

use credtool_crypto_engine::{KeySizes, Randomness};

use crate::{CertificationRequest, Error, GeneralName, Name, PrivateKey};

/// What a new request asks for: a subject, and the names that the certificate is to be found by.
#[derive(Clone, Debug)]
pub struct NewRequest {
    /// Who the certificate will be about; may be empty where there are alternative names.
    pub subject: Name,
    /// Host names, addresses and the like; none leaves the extension out.
    pub alternative_names: Vec<GeneralName>,
}

impl NewRequest {
    /// Returns the request, signed by `key`.
    ///
    /// # Errors
    /// [`Error::UnsupportedKeyType`] for keys that nothing is signed with here, [`Error::InvalidKey`] for RSA below `sizes`.
    pub fn sign(
        &self,
        _key: &PrivateKey,
        _sizes: KeySizes,
        _randomness: Randomness<'_>,
    ) -> Result<CertificationRequest, Error> {
        Err(Error::Malformed {
            what: "new request",
            at: 0,
        })
    }
}
