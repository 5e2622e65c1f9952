//! A certification authority as everybody sees it: its certificate and those above it, without the key.

use credtool_crypto_engine::KeySizes;

use super::constraints;
use crate::extension::write::key_identifier;
use crate::{Certificate, Error, KeyUsage, Purpose, Time};

/// An authority without its key: what plans are made with, and what issued certificates are checked against.
#[derive(Clone, Debug)]
pub struct Issuer {
    certificate: Certificate,
    chain: Vec<Certificate>,
    /// Those between an issued certificate and the topmost one, which is the anchor of our own checks.
    intermediates: Vec<Certificate>,
}

impl Issuer {
    /// Takes the authority's certificate and those above it, its own issuer first (none, where it signed itself).
    ///
    /// Checked: each of them is an authority that may sign certificates, without defects, and signed by the next; and what our
    /// own chain check asks for, such as strong keys. Not checked: what time it is, revocation, and whether anybody trusts
    /// the topmost one.
    ///
    /// # Errors
    /// [`Error::NotAnAuthority`] says which certificate lacks what.
    pub fn new(certificate: Certificate, chain: Vec<Certificate>) -> Result<Self, Error> {
        if chain.len() > MAX_CHAIN {
            return Err(Error::TooMany {
                what: "chain of the authority",
                limit: MAX_CHAIN,
            });
        }
        check(&certificate)?;
        let mut below = &certificate;
        for above in &chain {
            check(above)?;
            let signed = below.issuer().matches(above.subject())
                && below
                    .signature_algorithm()
                    .verify(above.spki_der(), below.tbs_der(), below.signature())
                    .is_ok();
            if !signed {
                let reason = format!(
                    "{} was not issued by {}, which follows it: the chain begins with the authority's own issuer and \
                     goes upwards",
                    below.subject(),
                    above.subject()
                );
                return Err(Error::NotAnAuthority { reason });
            }
            below = above;
        }
        let mut intermediates = Vec::new();
        if let Some((_, between)) = chain.split_last() {
            intermediates.push(certificate.clone());
            intermediates.extend_from_slice(between);
        }
        let issuer = Self {
            certificate,
            chain,
            intermediates,
        };
        issuer.check_itself()?;
        Ok(issuer)
    }

    /// Errs with what our own chain check has against the authority, at the first moment when all of it is valid: it would
    /// have the same against everything that it issues.
    fn check_itself(&self) -> Result<(), Error> {
        let begins = self.chain.iter().map(Certificate::not_before);
        let at = begins.fold(self.certificate.not_before(), Time::max);
        constraints::verify(
            self,
            &self.certificate,
            &[Purpose::Any],
            at,
            KeySizes::Current,
        )
        .map_err(|refused| Error::NotAnAuthority {
            reason: format!("{}: {refused}", self.certificate.subject()),
        })
    }

    /// Returns the authority's own certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Returns the certificates above it, its own issuer first.
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// Returns its certificate and those above it.
    pub(super) fn authorities(&self) -> impl Iterator<Item = &Certificate> {
        std::iter::once(&self.certificate).chain(&self.chain)
    }

    /// Returns the topmost certificate, on which everything hangs.
    pub(super) fn anchor(&self) -> &Certificate {
        self.chain.last().unwrap_or(&self.certificate)
    }

    pub(super) fn intermediates(&self) -> &[Certificate] {
        &self.intermediates
    }

    /// Returns what certificates of this authority name its key by: its subjectKeyIdentifier (RFC 5280 §4.2.1.1), or what
    /// would be in it.
    pub(super) fn key_identifier(&self) -> Vec<u8> {
        match self.certificate.extensions().subject_key_identifier() {
            Some(id) => id.to_vec(),
            None => key_identifier(self.certificate.spki_der()),
        }
    }
}

/// Errs unless a certificate is an authority's that may sign certificates.
fn check(certificate: &Certificate) -> Result<(), Error> {
    let extensions = certificate.extensions();
    let usage = extensions.key_usage();
    let lacks = if certificate.version() < 3 {
        format!(
            "is a certificate of version {}, which cannot say that it is one",
            certificate.version()
        )
    } else if !extensions.is_ca() {
        "does not say CA:TRUE (basicConstraints)".to_owned()
    } else if usage.is_some_and(|usage| !usage.contains(KeyUsage::KEY_CERT_SIGN)) {
        "may not sign certificates (keyUsage without keyCertSign)".to_owned()
    } else if certificate.subject().is_empty() {
        "has no name".to_owned()
    } else if let Some(defect) = certificate.defects().first() {
        format!("has a defect: {defect}")
    } else {
        return Ok(());
    };
    Err(Error::NotAnAuthority {
        reason: format!("{} {lacks}", certificate.subject()),
    })
}

/// Real chains have up to four.
const MAX_CHAIN: usize = 16;
