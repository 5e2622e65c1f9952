//! New certification requests: for which name, signed by the key that they ask a certificate for (PKCS#10, RFC 2986).

use credtool_crypto_engine::{KeySizes, Randomness};

use crate::asn1::tlv::tag;
use crate::asn1::tlv_write::{element, integer, sequence};
use crate::extension::write::NewExtensions;
use crate::key::signing::Signer;
use crate::{CertificationRequest, Error, GeneralName, Name, PrivateKey};

/// What a new request asks for: a subject, and the names that the certificate is to be found by.
///
/// ```
/// use credtool_crypto_engine::{KeySizes, NewKey, Randomness};
/// use credtool_pki::{GeneralName, NewRequest, PrivateKey};
/// # fn main() -> Result<(), credtool_pki::Error> {
/// let key = PrivateKey::generate(NewKey::EcP256, Randomness::System)?;
/// let request = NewRequest {
///     subject: "CN=app,O=Example,C=NL".parse()?,
///     alternative_names: vec![GeneralName::dns("app.example.com")?],
/// };
/// let request = request.sign(&key, KeySizes::Current, Randomness::System)?;
/// assert!(request.to_pem().starts_with("-----BEGIN CERTIFICATE REQUEST-----"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct NewRequest {
    /// Who the certificate will be about; may be empty where there are alternative names.
    pub subject: Name,
    /// Host names, addresses and the like; none leaves the extension out.
    pub alternative_names: Vec<GeneralName>,
}

impl NewRequest {
    /// Returns the request, signed by `key`: RSA with SHA-256 (PKCS#1 v1.5), ECDSA with SHA-256 on P-256 and SHA-384 on
    /// P-384, Ed25519. The proof of possession is verified before it is returned.
    ///
    /// Not checked: names that were put together without [`GeneralName::dns`] and its like, beyond that they are ASCII.
    ///
    /// # Errors
    /// [`Error::UnsupportedKeyType`] for keys that nothing is signed with here, [`Error::InvalidKey`] for RSA below `sizes`,
    /// [`Error::NameSyntax`] for a name that cannot be encoded, [`Error::TooMany`] above 10 000 names, [`Error::Randomness`].
    pub fn sign(
        &self,
        key: &PrivateKey,
        sizes: KeySizes,
        randomness: Randomness<'_>,
    ) -> Result<CertificationRequest, Error> {
        let signer = Signer::new(key)?;
        let mut attributes = Vec::new();
        if !self.alternative_names.is_empty() {
            let mut extensions = NewExtensions::default();
            extensions.subject_alt_name(&self.alternative_names, self.subject.is_empty())?;
            let values = element(tag::SET, &[&extensions.der()]);
            let oid = element(tag::OID, &[EXTENSION_REQUEST]);
            attributes = sequence(&[&oid, &values]).to_vec();
        }
        let info = sequence(&[
            &integer(0),
            self.subject.der(),
            key.public_key().spki_der(),
            &element(tag::context(0), &[&attributes]), // not optional, also where it is empty
        ]);
        let request = CertificationRequest::from_der(&signer.signed(&info, sizes, randomness)?)?;
        request.verify_proof_of_possession()?;
        Ok(request)
    }
}

/// `pkcs-9-at-extensionRequest` (RFC 2985 §5.4.2).
const EXTENSION_REQUEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 14];
