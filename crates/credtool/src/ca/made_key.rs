//! A key that is made here for a certificate, because its holder made none.

use credtool_crypto_engine::{KeySizes, NewKey, Randomness};
use credtool_pki::{
    Certificate, CertificationRequest, KeyType, NewRequest, Password, PrivateKey, PublicKey,
};
use zeroize::Zeroizing;

use crate::destination::Destination;
use crate::failure::Failure;
use crate::io::Io;
use crate::{key, refusal};

/// The key as a file holds it, and where it goes.
pub(super) struct MadeKey {
    pub(super) pem: Zeroizing<Vec<u8>>,
    /// A file of its own; else it stands before the certificate.
    pub(super) file: Option<Destination>,
}

impl MadeKey {
    /// Makes a key of this kind, or of the old one's, and a request with it for the same subject.
    pub(super) fn new(
        io: &Io,
        old: &Certificate,
        kind: Option<&str>,
        password: Option<&Password>,
        file: Option<Destination>,
    ) -> Result<(Self, CertificationRequest), Failure> {
        let failed = |error| refusal::of(&error, "could not make the new key");
        let kind = kind.map_or_else(|| kind_of(old), key::kind);
        let key = PrivateKey::generate(kind, Randomness::System).map_err(failed)?;
        let pem = match password {
            Some(password) => Zeroizing::new(key.to_encrypted_pem(&mut io.rng()?, password)),
            None => key.to_pem(),
        };
        key::read_back(pem.as_bytes(), &key, password)?;
        let request = NewRequest {
            subject: old.subject().clone(),
            alternative_names: Vec::new(),
        };
        let request = request
            .sign(&key, KeySizes::Current, Randomness::System)
            .map_err(failed)?;
        let pem = Zeroizing::new(pem.as_bytes().to_vec());
        Ok((Self { pem, file }, request))
    }

    /// Returns the key where it has no file of its own.
    pub(super) fn beside_certificate(&self) -> &[u8] {
        match self.file {
            Some(_) => &[],
            None => &self.pem,
        }
    }
}

/// Returns the kind of a certificate's key; in the place of one that is not made any more, RSA.
fn kind_of(certificate: &Certificate) -> NewKey {
    let Ok(key) = PublicKey::from_spki_der(certificate.spki_der()) else {
        return NewKey::Rsa2048;
    };
    let info = key.info();
    match (&info.key_type, info.bits.unwrap_or_default()) {
        (KeyType::Ed25519, _) => NewKey::Ed25519,
        (KeyType::Ec, ..=256) => NewKey::EcP256,
        (KeyType::Ec, _) => NewKey::EcP384,
        (_, ..=2048) => NewKey::Rsa2048,
        (_, ..=3072) => NewKey::Rsa3072,
        _ => NewKey::Rsa4096,
    }
}
