//! A keystore of any kind as what it is to its user: named entries.

pub(crate) mod chain; // which certificate issued which
pub(crate) mod entry; // one entry, whose key stays closed until asked for
pub(crate) mod jks; // Java's own keystores, JKS and JCEKS
pub(crate) mod kind; // which kind of keystore some bytes are
pub(crate) mod pem_blocks; // several PEM blocks as a keystore
pub(crate) mod pkcs12; // PKCS#12 files: the outer structure and its integrity

use std::fmt;

use crate::keystore::entry::{Entry, EntryKind, same_alias, trimmed};
use crate::{Error, Password};
use kind::Recognised;

/// The entries of a keystore: PKCS#12 (RFC 7292, RFC 9579), JKS, JCEKS, or several blocks of PEM (RFC 7468) in one file.
///
/// ```
/// use credtool_pki::{EntryKind, Keystore, Password};
///
/// let bytes = include_bytes!("../tests/data/keystores/keytool.p12");
/// let password = Password::new("storepass-A1");
/// let keystore = Keystore::open(bytes, Some(&password))?;
/// let entry = keystore.private_key_entry(Some("AppKey"))?; // aliases compare without case
/// assert_eq!(entry.kind(), EntryKind::PrivateKey);
/// assert_eq!(entry.certificates().len(), 1);
/// let pkcs8 = entry.private_key(Some(&password))?;
/// # assert_eq!(pkcs8[0], 0x30);
/// # Ok::<(), credtool_pki::Error>(())
/// ```
#[derive(Debug)]
pub struct Keystore {
    pub(crate) format: KeystoreFormat,
    pub(crate) integrity: Integrity,
    pub(crate) entries: Vec<Entry>,
}

impl Keystore {
    /// Opens a keystore of any kind, recognised by what it holds, and reads every entry; private keys stay encrypted until
    /// [`Entry::private_key`]. An entry that cannot be read is listed as [`EntryKind::Unsupported`] beside the others.
    ///
    /// Without a password a PKCS#12 file is tried with the empty one, and a JKS or JCEKS file is listed with its integrity
    /// unchecked. Not checked: that certificates are well formed, that they are valid, that they belong to their key.
    ///
    /// # Errors
    /// [`Error::WrongStorePassword`], [`Error::KeystoreAltered`], [`Error::PasswordNeeded`]; [`Error::NotAKeystore`] and
    /// [`Error::UnsupportedKeystore`], which say what was found instead; [`Error::Malformed`] and [`Error::Truncated`];
    /// [`Error::TooMuchWork`] for iteration counts that would take longer than about a second.
    pub fn open(bytes: &[u8], password: Option<&Password>) -> Result<Self, Error> {
        match kind::recognise(bytes)? {
            Recognised::Pkcs12 => pkcs12::open(bytes, password),
            Recognised::Java(format) => jks::open(format, bytes, password),
            Recognised::Pem(text) => pem_blocks::open(text),
        }
    }

    /// Opens a keystore only as far as one private key needs, and returns its entry: what [`Keystore::open`] and
    /// [`Keystore::private_key_entry`] return, but the certificates may be missing.
    ///
    /// A PKCS#12 file usually has its keys beside, not inside, the encrypted contents that hold the certificates: leaving
    /// those closed saves one of three key derivations. Integrity is checked as ever. When the alias is not found outside the
    /// encrypted contents these are opened too. A second key that hides inside them does not make the first ambiguous.
    ///
    /// # Errors
    /// Those of [`Keystore::open`] and [`Keystore::private_key_entry`].
    pub fn open_private_key_entry(
        bytes: &[u8],
        password: Option<&Password>,
        alias: Option<&str>,
    ) -> Result<Entry, Error> {
        if matches!(kind::recognise(bytes)?, Recognised::Pkcs12) {
            return pkcs12::open_private_key_entry(bytes, password, alias);
        }
        Self::open(bytes, password)?.into_private_key_entry(alias)
    }

    /// Returns which format it is.
    pub fn format(&self) -> KeystoreFormat {
        self.format
    }

    /// Returns whether the store password proved that nothing was altered.
    pub fn integrity(&self) -> Integrity {
        self.integrity
    }

    /// Returns the entries in the order of the file. A certificate that stands in the chain of a key is no entry of its own,
    /// unless the file marks it as trusted.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns the entry with this alias. Upper and lower case are the same, unless an alias is written exactly so, and NUL
    /// characters at the end (Windows stores them) need not be given. Of two with one name, one with a private key is taken.
    /// The key's own name ([`Entry::key_alias`]) will do as well.
    ///
    /// # Errors
    /// [`Error::NoSuchAlias`].
    pub fn entry(&self, alias: &str) -> Result<&Entry, Error> {
        Ok(&self.entries[self.position(alias)?])
    }

    /// Returns the private-key entry with this alias, as [`Keystore::entry`] finds it, or the only one there is.
    ///
    /// # Errors
    /// [`Error::NoSuchAlias`], [`Error::NoPrivateKey`], [`Error::SeveralPrivateKeys`] if no alias says which.
    pub fn private_key_entry(&self, alias: Option<&str>) -> Result<&Entry, Error> {
        Ok(&self.entries[self.private_key_position(alias)?])
    }

    pub(crate) fn into_private_key_entry(mut self, alias: Option<&str>) -> Result<Entry, Error> {
        let position = self.private_key_position(alias)?;
        Ok(self.entries.swap_remove(position))
    }

    fn position(&self, alias: &str) -> Result<usize, Error> {
        let rank = |entry: &Entry| {
            // Java's alias is the key's own name: it wins over the name of another key's certificate.
            let name = entry.key_alias().unwrap_or(entry.alias());
            let is_key = entry.kind == EntryKind::PrivateKey;
            (
                is_key,
                same_alias(name, alias),
                trimmed(name) == trimmed(alias),
            )
        };
        let named = self.entries.iter().enumerate();
        let named = named.filter(|(_, entry)| entry.has_alias(alias));
        // The first of the best: `max_by_key` alone would take the last.
        let best = named.rev().max_by_key(|(_, entry)| rank(entry));
        best.map(|(position, _)| position)
            .ok_or_else(|| Error::NoSuchAlias {
                alias: alias.to_owned(),
                known: aliases(self.entries.iter()),
            })
    }

    fn private_key_position(&self, alias: Option<&str>) -> Result<usize, Error> {
        if let Some(alias) = alias {
            let position = self.position(alias)?;
            return match self.entries[position].kind {
                EntryKind::PrivateKey => Ok(position),
                _ => Err(self.entries[position].no_private_key()),
            };
        }
        let is_key = |entry: &Entry| entry.kind == EntryKind::PrivateKey;
        let first = self.entries.iter().position(is_key);
        let position = first.ok_or(Error::NoPrivateKey { alias: None })?;
        match self.private_keys().nth(1) {
            None => Ok(position),
            Some(_) => Err(Error::SeveralPrivateKeys {
                aliases: aliases(self.private_keys()),
            }),
        }
    }

    fn private_keys(&self) -> impl Iterator<Item = &Entry> {
        let keys = self.entries.iter();
        keys.filter(|entry| entry.kind == EntryKind::PrivateKey)
    }
}

fn aliases<'a>(entries: impl Iterator<Item = &'a Entry>) -> Vec<String> {
    entries.map(|entry| entry.alias.clone()).collect()
}

/// A format of keystores. `Display` gives its usual name in lower case: `pkcs12`, `jks`, `jceks`, `pem`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeystoreFormat {
    /// PKCS#12 (RFC 7292), also called PFX.
    Pkcs12,
    /// Java's first own format.
    Jks,
    /// The format of the Java Cryptography Extension.
    Jceks,
    /// Several PEM blocks in one text (RFC 7468).
    Pem,
}

impl fmt::Display for KeystoreFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pkcs12 => "pkcs12",
            Self::Jks => "jks",
            Self::Jceks => "jceks",
            Self::Pem => "pem",
        })
    }
}

/// Whether a keystore is proven to be as it was written. `Display` gives `verified` or `absent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Integrity {
    /// The digest or MAC fits the store password.
    Verified,
    /// There is none, or no password to check it with.
    Absent,
}

impl fmt::Display for Integrity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Verified => "verified",
            Self::Absent => "absent",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keystore(entries: &[(&str, EntryKind)]) -> Keystore {
        let entry = |&(alias, kind): &(&str, EntryKind)| Entry::new(alias.to_owned(), kind);
        Keystore {
            format: KeystoreFormat::Pkcs12,
            integrity: Integrity::Absent,
            entries: entries.iter().map(entry).collect(),
        }
    }

    #[test]
    fn aliases_compare_without_case_and_without_nul() {
        let keystore = keystore(&[
            ("APP", EntryKind::TrustedCertificate),
            ("app", EntryKind::TrustedCertificate),
            ("Schlüssel-É\0", EntryKind::PrivateKey),
        ]);
        assert_eq!(keystore.entry("app").unwrap().alias(), "app");
        assert_eq!(keystore.entry("App").unwrap().alias(), "APP");
        let key = keystore.private_key_entry(Some("SCHLÜSSEL-é")).unwrap();
        assert_eq!(key.alias(), "Schlüssel-É\0");
    }

    #[test]
    fn a_key_has_two_names() {
        let mut keystore = keystore(&[
            ("both", EntryKind::PrivateKey),
            ("second certificate", EntryKind::PrivateKey),
        ]);
        keystore.entries[0].key_alias = Some("first key".into());
        keystore.entries[1].key_alias = Some("both".into());
        let found = |alias| keystore.private_key_entry(Some(alias)).unwrap().alias();
        assert_eq!(found("First Key"), "both");
        assert_eq!(found("second certificate"), "second certificate");
        assert_eq!(
            found("both"),
            "second certificate",
            "the key's own name, as in Java"
        );
    }

    #[test]
    fn a_key_comes_before_a_certificate_of_the_same_name() {
        let keystore = keystore(&[
            ("app", EntryKind::TrustedCertificate),
            ("APP", EntryKind::PrivateKey),
        ]);
        assert_eq!(keystore.entry("app").unwrap().alias(), "APP");
        assert!(keystore.private_key_entry(Some("app")).is_ok());
    }

    #[test]
    fn refusals_name_what_there_is() {
        let keystore = keystore(&[
            ("one", EntryKind::PrivateKey),
            ("two", EntryKind::PrivateKey),
            ("ca", EntryKind::TrustedCertificate),
        ]);
        let refusal = |alias| keystore.private_key_entry(alias).unwrap_err().to_string();
        assert_eq!(
            refusal(None),
            r#"several private keys, choose one by alias: "one", "two""#
        );
        assert_eq!(refusal(Some("ca")), r#"no private key under alias "ca""#);
        assert_eq!(
            refusal(Some("three")),
            r#"no entry with alias "three"; there is "one", "two", "ca""#
        );
        let empty = self::keystore(&[]);
        assert_eq!(
            empty.private_key_entry(None).unwrap_err().to_string(),
            "no private key"
        );
    }
}
