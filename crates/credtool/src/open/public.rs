//! The public key in whatever holds one: a certificate, a request, a keystore, a public or a private key.

use std::path::Path;

use credtool_pki::{
    Certificate, CertificationRequest, Entry, EntryKind, Error, Keystore, PublicKey, Time,
};

use super::{KeyOptions, Passwords, key_in};
use crate::failure::{Code, Failure};
use crate::io::{Input, Io, Limit};
use crate::refusal;

/// Returns the public key of a file; of several certificates the first, and says so.
pub(crate) fn public_key(
    io: &mut Io,
    path: &Path,
    options: &KeyOptions,
) -> Result<PublicKey, Failure> {
    let mut keys = public_keys(io, path, options)?;
    if keys.len() > 1 {
        io.out.note(format!(
            "{} holds {} certificates; taking the first",
            path.display(),
            keys.len()
        ));
    }
    Ok(keys.swap_remove(0))
}

/// Returns the public keys of a file: of every certificate in it, or the only one; at least one.
pub(crate) fn public_keys(
    io: &mut Io,
    path: &Path,
    options: &KeyOptions,
) -> Result<Vec<PublicKey>, Failure> {
    let keys = certified_keys(io, path, options)?;
    Ok(keys.into_iter().map(|certified| certified.key).collect())
}

/// A public key, and until when the certificate that holds it is valid.
pub(crate) struct CertifiedKey {
    /// The key.
    pub(crate) key: PublicKey,
    /// The end of its certificate; `None` where no certificate holds it.
    pub(crate) not_after: Option<Time>,
}

impl CertifiedKey {
    fn uncertified(key: PublicKey) -> Self {
        Self {
            key,
            not_after: None,
        }
    }

    fn of(input: &Input, certificate: &Certificate) -> Result<Self, Failure> {
        Ok(Self {
            key: from_spki(input, certificate.spki_der())?,
            not_after: Some(certificate.not_after()),
        })
    }
}

/// Returns the same keys with what their certificates say.
pub(crate) fn certified_keys(
    io: &mut Io,
    path: &Path,
    options: &KeyOptions,
) -> Result<Vec<CertifiedKey>, Failure> {
    let mut passwords = options.passwords.read(io)?;
    let input = io.read(path, Limit::credential("the public key"))?;
    if let Some(key) = of_keystore(io, &input, options.alias.as_deref(), &mut passwords)? {
        return Ok(vec![key]);
    }
    let damaged = match Certificate::parse_all(&input.bytes) {
        Ok(certificates) => {
            return certificates
                .iter()
                .map(|certificate| CertifiedKey::of(&input, certificate))
                .collect();
        }
        Err(error) => error,
    };
    if let Ok(request) = CertificationRequest::parse(&input.bytes) {
        let key = from_spki(&input, request.spki_der())?;
        return Ok(vec![CertifiedKey::uncertified(key)]);
    }
    match key_in(io, &input, None, &mut passwords) {
        Ok((key, _)) => Ok(vec![CertifiedKey::uncertified(key.public_key().clone())]),
        Err(failure) if matches!(failure.code, Code::PasswordNeeded | Code::KeyPassword) => {
            Err(failure)
        }
        // It is no key either: what the look for a certificate found says most.
        Err(_) if matches!(damaged, Error::WrongContent { .. }) => {
            let failure = Failure::new(
                Code::NoPublicKey,
                format!("{} holds no public key", input.name),
            );
            Err(if let Error::WrongContent { found, .. } = damaged {
                failure.because(format!("it is {found}"))
            } else {
                failure
            })
        }
        Err(_) => Err(refusal::of(
            &damaged,
            format!("could not read a public key from {}", input.name),
        )),
    }
}

/// Returns the key of an entry of a keystore, `None` for what is no keystore.
fn of_keystore(
    io: &Io,
    input: &Input,
    alias: Option<&str>,
    passwords: &mut Passwords,
) -> Result<Option<CertifiedKey>, Failure> {
    // A text with certificates is a bundle, unless an alias asks for one of its blocks.
    if alias.is_none() && super::is_text(&input.bytes) {
        return Ok(None);
    }
    let keystore = match passwords.try_store(io, &input.name, |password| {
        Keystore::open(&input.bytes, password)
    })? {
        Ok(keystore) => keystore,
        Err(Error::NotAKeystore { .. } | Error::UnsupportedKeystore { .. }) => return Ok(None),
        Err(error) => {
            return Err(refusal::of(
                &error,
                format!("could not open the keystore {}", input.name),
            ));
        }
    };
    let entry = match alias {
        Some(alias) => keystore.entry(alias),
        None => only_entry(&keystore),
    };
    let entry = entry.map_err(|error| {
        refusal::of(
            &error,
            format!("could not choose an entry of {}", input.name),
        )
    })?;
    match entry.certificates().first() {
        Some(der) => {
            let certificate = Certificate::from_der(der);
            let certificate = certificate.map_err(|error| {
                refusal::of(
                    &error,
                    format!(
                        "could not read the certificate {} of {}",
                        entry.alias(),
                        input.name
                    ),
                )
            })?;
            Ok(Some(CertifiedKey::of(input, &certificate)?))
        }
        None if entry.kind() == EntryKind::PrivateKey => {
            let key = super::entry_key(io, &input.name, entry, passwords)?;
            Ok(Some(CertifiedKey::uncertified(key.public_key().clone())))
        }
        None => Err(Failure::new(
            Code::NoPublicKey,
            format!(
                "the entry {} of {} has no public key",
                entry.alias(),
                input.name
            ),
        )),
    }
}

/// Returns the only private key, or in a keystore without one the only certificate.
fn only_entry(keystore: &Keystore) -> Result<&Entry, Error> {
    match keystore.private_key_entry(None) {
        Err(Error::NoPrivateKey { .. }) if keystore.entries().len() == 1 => {
            keystore.entry(keystore.entries()[0].alias())
        }
        other => other,
    }
}

fn from_spki(input: &Input, spki_der: &[u8]) -> Result<PublicKey, Failure> {
    PublicKey::from_spki_der(spki_der).map_err(|error| {
        refusal::of(
            &error,
            format!("could not read the public key in {}", input.name),
        )
    })
}
