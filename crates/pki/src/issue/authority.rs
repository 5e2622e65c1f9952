//! A certification authority with its key: where certificates and revocation lists are signed.

use credtool_crypto_engine::{KeySizes, Randomness};
use rand::TryRng;
use rand::rngs::SysRng;

use super::tbs::Tbs;
use super::{Issuance, Issuer, constraints};
use crate::extension::write::{NewExtensions, key_identifier};
use crate::key::signing::{Signer, again};
use crate::{Certificate, Error, KeyUsage, Name, PrivateKey, Purpose, Time};

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
///
/// Not checked by itself: the time, because there is no clock here. Whoever plans an [`Issuance`] gives the validity, and
/// that is bounded by the authority's.
#[derive(Debug)]
pub struct Authority {
    issuer: Issuer,
    key: PrivateKey,
}

impl Authority {
    /// Makes a self-signed root: CA:TRUE, `keyCertSign` and `cRLSign`, both critical, a subjectKeyIdentifier, and a serial
    /// number of 128 random bits. It is verified by our own chain check before it is returned.
    ///
    /// # Errors
    /// [`Error::UnsupportedKeyType`]; [`Error::InvalidKey`] for RSA below 2048 bits; [`Error::NotAnAuthority`] for a name or a
    /// validity that no authority has; [`Error::Randomness`].
    pub fn create(
        new: &NewAuthority,
        key: PrivateKey,
        mut randomness: Randomness<'_>,
    ) -> Result<Self, Error> {
        let refuse = |reason: &str| {
            Err(Error::NotAnAuthority {
                reason: reason.to_owned(),
            })
        };
        if new.subject.is_empty() {
            return refuse("an authority has a name, and the subject is empty");
        }
        if new.not_after < new.not_before {
            return refuse("its validity would end before it begins");
        }
        let signer = Signer::new(&key)?;
        let spki = key.public_key().spki_der();
        let mut extensions = NewExtensions::default();
        extensions.basic_constraints(true, new.path_len.map(u64::from));
        extensions.key_usage(KeyUsage::KEY_CERT_SIGN.union(KeyUsage::CRL_SIGN));
        extensions.subject_key_identifier(&key_identifier(spki));
        let tbs = Tbs {
            serial: serial(&mut randomness)?,
            algorithm: signer.algorithm,
            issuer: new.subject.der(),
            not_before: new.not_before,
            not_after: new.not_after,
            subject: new.subject.der(),
            spki,
            extensions: &extensions.der(),
        };
        let der = signer.signed(&tbs.der()?, KeySizes::Current, randomness)?;
        let authority = Self::import(key, Certificate::from_der(&der)?, Vec::new())?;
        let root = authority.certificate();
        root.signature_algorithm()
            .verify(root.spki_der(), root.tbs_der(), root.signature())?;
        authority.verified(root, &[Purpose::Any], KeySizes::Current)?;
        Ok(authority)
    }

    /// Takes an authority that exists: a key, its certificate, and the certificates above it, its own issuer first.
    ///
    /// Checked and not checked: as by [`Issuer::new`], and that the key is the certificate's.
    ///
    /// # Errors
    /// [`Error::KeyMismatch`]; [`Error::NotAnAuthority`] says what the certificate lacks; [`Error::UnsupportedKeyType`].
    pub fn import(
        key: PrivateKey,
        certificate: Certificate,
        chain: Vec<Certificate>,
    ) -> Result<Self, Error> {
        if !key.matches(certificate.spki_der()) {
            return Err(Error::KeyMismatch {
                key: key.info().spki_sha256_hex(),
                certificate: certificate.spki_sha256(),
            });
        }
        Signer::new(&key)?;
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

    /// Signs what was planned, under a serial number of 128 random bits. The certificate is verified by our own
    /// [`PathValidation`](crate::PathValidation), against the topmost certificate of the authority, at the begin of its
    /// validity and for the first purpose of its profile, before it is returned; the plan was asked for all of them.
    ///
    /// The same plan can be signed again, and is another certificate then.
    ///
    /// # Errors
    /// [`Error::NotIssued`] where the plan was made for another authority, or the check fails; [`Error::InvalidKey`] for an
    /// RSA key of the authority below 2048 bits; [`Error::Randomness`].
    pub fn issue(
        &self,
        issuance: &Issuance,
        mut randomness: Randomness<'_>,
    ) -> Result<Certificate, Error> {
        if issuance.issuer.der() != self.certificate().der() {
            return Err(Error::NotIssued {
                reason: format!("this was planned for {}", issuance.issuer.subject()),
            });
        }
        let signer = Signer::new(&self.key)?;
        let tbs = issuance.tbs(serial(&mut randomness)?, signer.algorithm)?;
        let der = signer.signed(&tbs, KeySizes::Current, randomness)?;
        let certificate = Certificate::from_der(&der)?;
        let first = issuance.purposes.get(..1).unwrap_or(issuance.purposes);
        self.verified(&certificate, first, issuance.sizes)?;
        Ok(certificate)
    }

    /// Errs unless our own chain check accepts the certificate.
    fn verified(
        &self,
        certificate: &Certificate,
        purposes: &[Purpose],
        sizes: KeySizes,
    ) -> Result<(), Error> {
        let at = certificate.not_before();
        constraints::verify(&self.issuer, certificate, purposes, at, sizes).map_err(|refused| {
            Error::NotIssued {
                reason: refused.to_string(),
            }
        })
    }

    pub(super) fn signer(&self) -> Result<Signer<'_>, Error> {
        Signer::new(&self.key)
    }
}

/// Draws a serial number: 128 random bits, not all of them zero.
fn serial(randomness: &mut Randomness<'_>) -> Result<[u8; 16], Error> {
    let mut serial = [0; 16];
    match again(randomness) {
        Randomness::System => SysRng
            .try_fill_bytes(&mut serial)
            .map_err(|_| Error::Randomness)?,
        Randomness::Given(rng) => rng.fill_bytes(&mut serial),
    }
    match serial == [0; 16] {
        true => Err(Error::Randomness),
        false => Ok(serial),
    }
}
