//! Java's own keystores: JKS of the JDK, and JCEKS of its cryptography extension.
//!
//! Both are the same list of entries behind another magic number, closed by a SHA-1 digest keyed with the store password.
//! Aliases, certificates and dates stand in the clear; each private key is protected by a password of its own
//! ([`crate::keystore::jks::key`]). There is no standard: the format is what `sun.security.provider.JavaKeyStore` and
//! `com.sun.crypto.provider.JceKeyStore` of OpenJDK write.

pub(crate) mod key; // how Java protects a private key in them
pub(crate) mod reader; // what java.io.DataInputStream reads
pub(crate) mod sealed; // the end of a serialized Java object

use sha1::{Digest, Sha1};
use subtle::ConstantTimeEq;

use crate::keystore::entry::{Entry, EntryKind, ProtectedKey};
use crate::keystore::jks::reader::DataReader;
use crate::keystore::{Integrity, Keystore, KeystoreFormat};
use crate::{Error, Password};

/// Returns which of the two formats begins here.
pub(crate) fn recognise(bytes: &[u8]) -> Option<KeystoreFormat> {
    match bytes.first_chunk()? {
        JKS => Some(KeystoreFormat::Jks),
        JCEKS => Some(KeystoreFormat::Jceks),
        _ => None,
    }
}

/// Reads every entry, and checks the digest if there is a password. Bytes after the digest are left alone, as Java does.
pub(crate) fn open(
    format: KeystoreFormat,
    bytes: &[u8],
    password: Option<&Password>,
) -> Result<Keystore, Error> {
    let mut reader = DataReader::new(bytes);
    reader.u32(WHAT)?;
    let version = reader.u32("keystore version")?;
    if !matches!(version, 1 | 2) {
        return Err(Error::UnsupportedAlgorithm {
            what: "JKS version",
            algorithm: version.to_string(),
        });
    }
    // Never an allocation for a count: each entry has to be there.
    let mut entries = Vec::new();
    for _ in 0..reader.u32("number of entries")? {
        entries.push(entry(&mut reader, version)?);
    }
    let signed = &bytes[..reader.position()];
    let digest = reader.take(20, "digest of the keystore")?;
    let integrity = match password {
        None => Integrity::Absent,
        Some(password) if keyed_digest(password, signed).ct_eq(digest).into() => {
            Integrity::Verified
        }
        Some(password) => return Err(cause_of_mismatch(&entries, password)),
    };
    Ok(Keystore {
        format,
        integrity,
        entries,
    })
}

fn entry(reader: &mut DataReader<'_>, version: u32) -> Result<Entry, Error> {
    let tag = reader.u32("tag of an entry")?;
    if !(1..=3).contains(&tag) {
        return Err(reader.malformed("tag of an entry"));
    }
    let alias = reader.utf("alias of an entry")?;
    reader.u64("creation date of an entry")?;
    let mut entry = Entry::new(alias, EntryKind::Unsupported);
    match tag {
        1 => {
            entry.kind = EntryKind::PrivateKey;
            entry.key = Some(ProtectedKey::Encrypted(
                reader.block("protected private key")?.to_vec(),
            ));
            for _ in 0..reader.u32("length of a certificate chain")? {
                certificate(reader, version, &mut entry)?;
            }
        }
        2 => {
            entry.kind = EntryKind::TrustedCertificate;
            certificate(reader, version, &mut entry)?;
        }
        _ => {
            let classes = sealed::skip_object(reader)?;
            if classes.iter().any(|class| class == SEALED_OBJECT) {
                entry.kind = EntryKind::SecretKey;
            } else {
                entry.problem = Some(Error::UnsupportedAlgorithm {
                    what: "secret key of the Java class",
                    algorithm: classes.into_iter().next().unwrap_or_default(),
                });
            }
        }
    }
    Ok(entry)
}

/// Reads one certificate. Version 2 says its type, and one that is not X.509 is left out with a word in its place.
fn certificate(reader: &mut DataReader<'_>, version: u32, entry: &mut Entry) -> Result<(), Error> {
    let kind = match version {
        1 => X509.to_owned(),
        _ => reader.utf("type of a certificate")?,
    };
    let der = reader.block("certificate")?;
    if matches!(kind.as_str(), X509 | "X509") {
        entry.certificates.push(der.into());
    } else {
        entry.problem = Some(Error::UnsupportedAlgorithm {
            what: "certificate type",
            algorithm: kind,
        });
        if entry.kind == EntryKind::TrustedCertificate {
            entry.kind = EntryKind::Unsupported;
        }
    }
    Ok(())
}

/// Returns SHA-1 of the password in UTF-16, the whitener and the content.
fn keyed_digest(password: &Password, content: &[u8]) -> [u8; 20] {
    Sha1::new()
        .chain_update(key::utf16(password))
        .chain_update(WHITENER)
        .chain_update(content)
        .finalize()
        .into()
}

/// Tells an altered file from a wrong password where it can: most stores protect their keys with the store password, and a
/// key that opens has a proof of its own.
fn cause_of_mismatch(entries: &[Entry], password: &Password) -> Error {
    let first_key = entries.iter().find(|entry| entry.key.is_some());
    if first_key.is_some_and(|entry| entry.private_key(Some(password)).is_ok()) {
        Error::KeystoreAltered
    } else {
        Error::WrongStorePassword
    }
}

const JKS: &[u8; 4] = &[0xfe, 0xed, 0xfe, 0xed];
const JCEKS: &[u8; 4] = &[0xce, 0xce, 0xce, 0xce];
const WHAT: &str = "Java keystore";
const X509: &str = "X.509";
const SEALED_OBJECT: &str = "javax.crypto.SealedObject";

/// What Sun's engineers chose to hash between password and content, so that the digest is no plain one.
const WHITENER: &[u8] = b"Mighty Aphrodite";
