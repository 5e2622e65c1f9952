//! One entry of a keystore, whose key stays closed until it is asked for.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::asn1::algorithm::AlgorithmIdentifier;
use crate::asn1::tlv::{single, tag};
use crate::{
    Error, Password, Pem, asn1::ber, keystore::jks::key, keystore::pem_blocks,
    keystore::pkcs12::encryption,
};

/// One entry of a keystore. `Debug` shows no key.
#[derive(Clone)]
pub struct Entry {
    pub(crate) alias: String,
    pub(crate) key_alias: Option<String>,
    pub(crate) kind: EntryKind,
    pub(crate) certificates: Vec<Arc<[u8]>>,
    pub(crate) key: Option<ProtectedKey>,
    pub(crate) problem: Option<Error>,
}

impl Entry {
    pub(crate) fn new(alias: String, kind: EntryKind) -> Self {
        Self {
            alias,
            key_alias: None,
            kind,
            certificates: Vec::new(),
            key: None,
            problem: None,
        }
    }

    /// Returns the alias (friendly name) as it is stored, trailing NUL characters included. Entries of PKCS#12 that have no
    /// name are numbered as Java does, `1`, `2` …; blocks of PEM by their position.
    ///
    /// In PKCS#12 a key and its certificate are named each for itself. Where the names differ (macOS and Windows write such
    /// files) this is the certificate's, as OpenSSL and pyca/cryptography have it, and [`Entry::key_alias`] the other.
    pub fn alias(&self) -> &str {
        &self.alias
    }

    /// Returns the name of the private key itself where it is not that of its certificate: the alias in Java.
    pub fn key_alias(&self) -> Option<&str> {
        self.key_alias.as_deref()
    }

    /// Returns whether this is the alias, or the key's own, by the rule of [`crate::Keystore::entry`].
    pub fn has_alias(&self, alias: &str) -> bool {
        let mut names = [Some(self.alias()), self.key_alias()].into_iter().flatten();
        names.any(|name| same_alias(name, alias))
    }

    /// Returns what the entry holds.
    pub fn kind(&self) -> EntryKind {
        self.kind
    }

    /// Returns the certificates as DER: the chain of a private key with its own certificate first, or the one certificate.
    ///
    /// JKS and JCEKS store a chain as such. In PKCS#12 the key's own certificate is the one with its `localKeyID`, and each
    /// next one is the issuer by name and, where both certificates have it, by key identifier, as in Java. No signature is
    /// checked.
    pub fn certificates(&self) -> &[Arc<[u8]>] {
        &self.certificates
    }

    /// Returns why the entry, or a part of it, could not be read.
    pub fn problem(&self) -> Option<&Error> {
        self.problem.as_ref()
    }

    /// Returns whether the private key needs a password.
    pub fn is_encrypted(&self) -> bool {
        match &self.key {
            None | Some(ProtectedKey::Plain(_)) => false,
            Some(ProtectedKey::Encrypted(_)) => true,
            Some(ProtectedKey::Pem(block)) => pem_blocks::is_encrypted(block),
        }
    }

    /// Returns the private key as PKCS#8 DER (`PrivateKeyInfo`, RFC 5958). The password is the key's own or, as most tools
    /// write it, that of the store; one that is not needed is not used. Not checked: the key's numbers.
    ///
    /// # Errors
    /// [`Error::WrongKeyPassword`], [`Error::PasswordNeeded`], [`Error::NoPrivateKey`], [`Error::UnsupportedAlgorithm`],
    /// [`Error::TooMuchWork`], [`Error::Malformed`].
    pub fn private_key(&self, password: Option<&Password>) -> Result<Zeroizing<Vec<u8>>, Error> {
        let opened = match &self.key {
            None => return Err(self.no_private_key()),
            Some(ProtectedKey::Plain(pkcs8)) => return Ok(pkcs8.clone()),
            Some(ProtectedKey::Encrypted(info)) => decrypt(info, password),
            Some(ProtectedKey::Pem(block)) => pem_blocks::private_key(block, password),
        };
        opened.map_err(|error| match error {
            Error::WrongPassword { .. } => Error::WrongKeyPassword {
                alias: self.alias.clone(),
            },
            other => other,
        })
    }

    pub(crate) fn no_private_key(&self) -> Error {
        Error::NoPrivateKey {
            alias: Some(self.alias.clone()),
        }
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("alias", &self.alias)
            .field("key_alias", &self.key_alias)
            .field("kind", &self.kind)
            .field("certificates", &self.certificates.len())
            .field("key", &self.key)
            .field("problem", &self.problem)
            .finish()
    }
}

/// What an entry holds. `Display` gives `private-key`, `trusted-certificate`, `secret-key` or `unsupported`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EntryKind {
    /// A private key with its certificate chain, which may be empty.
    PrivateKey,
    /// A certificate that belongs to no private key of the keystore. Whether to trust it is the reader's affair.
    TrustedCertificate,
    /// A secret (symmetric) key or another secret. It is listed only.
    SecretKey,
    /// Something else, or something damaged: [`Entry::problem`] says what.
    Unsupported,
}

impl fmt::Display for EntryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PrivateKey => "private-key",
            Self::TrustedCertificate => "trusted-certificate",
            Self::SecretKey => "secret-key",
            Self::Unsupported => "unsupported",
        })
    }
}

/// A private key as the keystore holds it.
#[derive(Clone)]
pub(crate) enum ProtectedKey {
    /// `PrivateKeyInfo`.
    Plain(Zeroizing<Vec<u8>>),
    /// `EncryptedPrivateKeyInfo` (RFC 5958 §3), with an algorithm of a standard or of Sun.
    Encrypted(Vec<u8>),
    /// One block of a PEM file, encrypted or not, in any encoding of private keys.
    Pem(Arc<Pem>),
}

impl fmt::Debug for ProtectedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProtectedKey([REDACTED])")
    }
}

/// Opens an `EncryptedPrivateKeyInfo`.
fn decrypt(info: &[u8], password: Option<&Password>) -> Result<Zeroizing<Vec<u8>>, Error> {
    const WHAT: &str = "EncryptedPrivateKeyInfo";
    let mut fields = single(info, tag::SEQUENCE, WHAT)?.reader();
    let algorithm_der = fields.clone().expect(tag::SEQUENCE, WHAT)?.bytes;
    let algorithm = AlgorithmIdentifier::read(&mut fields, WHAT)?;
    let data = fields.expect(tag::OCTET_STRING, WHAT)?.content;
    let empty = Password::new("");
    let given = password.unwrap_or(&empty);
    let (opened, scheme) = match key::name(&algorithm.oid) {
        Some(name) => {
            let opened = key::decrypt(&algorithm, given, data);
            (opened.and_then(|key| private_key_info(&key)), name.into())
        }
        None => (
            encryption::open(algorithm_der, given, data, private_key_info),
            encryption::name(algorithm_der),
        ),
    };
    match opened {
        Err(Error::WrongPassword { what }) if password.is_none() => {
            Err(Error::PasswordNeeded { what, scheme })
        }
        opened => opened,
    }
}

/// Returns the definite form of a `PrivateKeyInfo` (RFC 5958 §2), or says that the password was wrong if it is none: most
/// schemes prove nothing themselves.
fn private_key_info(bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    const WHAT: &str = "the private key";
    let look = || {
        let der = ber::to_der(bytes, WHAT)?;
        let mut fields = single(&der, tag::SEQUENCE, WHAT)?.reader();
        fields.expect(tag::INTEGER, WHAT)?;
        AlgorithmIdentifier::read(&mut fields, WHAT)?;
        fields.expect(tag::OCTET_STRING, WHAT)?;
        Ok::<_, Error>(der)
    };
    look().map_err(|_| Error::WrongPassword { what: WHAT })
}

/// Returns the alias without NUL characters at its end, which Windows stores and no command line can give.
pub(crate) fn trimmed(alias: &str) -> &str {
    alias.trim_end_matches('\0')
}

/// The rule of [`crate::Keystore::entry`].
pub(crate) fn same_alias(one: &str, other: &str) -> bool {
    folded(one) == folded(other)
}

/// Returns what two aliases have in common if they are the same.
pub(crate) fn folded(alias: &str) -> String {
    trimmed(alias).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_key() {
        let mut entry = Entry::new("app".into(), EntryKind::PrivateKey);
        entry.key = Some(ProtectedKey::Plain(Zeroizing::new(b"hunter2".to_vec())));
        let shown = format!("{entry:?}");
        assert!(shown.contains("ProtectedKey([REDACTED])"), "{shown}");
        assert!(!shown.contains("104, 117"), "{shown}");
    }
}
