//! A certification authority as everybody sees it: its certificate and those above it, without the key.

use crate::{Certificate, Error};

/// An authority without its key: what plans are made with.
#[derive(Clone, Debug)]
pub struct Issuer {
    certificate: Certificate,
    chain: Vec<Certificate>,
}

impl Issuer {
    /// Takes the authority's certificate and those above it, its own issuer first (none, where it signed itself).
    ///
    /// # Errors
    /// [`Error::NotAnAuthority`] says what the certificate lacks.
    pub fn new(certificate: Certificate, chain: Vec<Certificate>) -> Result<Self, Error> {
        Ok(Self { certificate, chain })
    }

    /// Returns the authority's own certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Returns the certificates above it, its own issuer first.
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }
}
