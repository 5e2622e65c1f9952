//! The vendor tool's `project.properties`: an encrypted shared secret and where the key to it is.

use std::fmt;

use zeroize::Zeroizing;

use crate::{JavaProperties, PropertiesError, PropertiesNotice, Property};

const SECRET: &str = "encrypted_shared_secret";
const PATH: &str = "keystore_path_filename";
const ALIAS: &str = "keystore_alias";
const PASS: &str = "keystore_pass";
const TYPE: &str = "keystore_type";

/// What the vendor's `AppSharedSecretDecryptionTest.jar` reads from its `project.properties`.
///
/// Values are as Java delivers them: blanks before a value are dropped, blanks after it are kept, the last of two
/// properties with the same key counts. What is probably not meant so is told by [`notices`](Self::notices).
#[derive(Debug)]
pub struct ProjectProperties {
    /// The text copied from the portal; feed it to [`Ciphertext::parse`](crate::Ciphertext::parse).
    pub encrypted_shared_secret: String,
    /// The keystore's path, absolute or relative to where the tool is started.
    pub keystore_path_filename: String,
    /// The alias of the private key in the keystore.
    pub keystore_alias: String,
    /// The one password of both store and key.
    pub keystore_pass: KeystorePassword,
    /// The keystore's type as Java names it (`JKS`, `PKCS12`); `None` where missing or empty, which the jar takes
    /// for PKCS12.
    pub keystore_type: Option<String>,
    notices: Vec<PropertiesNotice>,
}

impl ProjectProperties {
    /// The file's name in the folder that may be given in its stead.
    pub const FILE_NAME: &'static str = "project.properties";

    /// Parses the bytes of a `project.properties`.
    ///
    /// Not checked: whether the secret is base64, the file exists or the type is known.
    ///
    /// # Errors
    /// [`PropertiesError`] where the file is no properties file, or one of the four required keys is missing or
    /// (the password excepted) empty or still the placeholder `{value}`.
    ///
    /// ```
    /// use credtool_shared_secret_crypto::ProjectProperties;
    /// let project = ProjectProperties::parse(
    ///     b"encrypted_shared_secret=q83v\r\nkeystore_path_filename=C:\\\\keys\\\\a.jks\r\n\
    ///       keystore_alias=hermosa\r\nkeystore_pass=abc123\r\n",
    /// )?;
    /// assert_eq!(project.keystore_path_filename, r"C:\keys\a.jks");
    /// assert_eq!(project.notices().len(), 1); // no keystore_type
    /// # Ok::<(), credtool_shared_secret_crypto::PropertiesError>(())
    /// ```
    pub fn parse(input: &[u8]) -> Result<Self, PropertiesError> {
        Self::read(input, true)
    }

    /// Parses a file whose encrypted secret is given elsewhere: `encrypted_shared_secret` may be missing or unfilled, and
    /// is an empty text here.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), for the other keys.
    pub fn parse_without_secret(input: &[u8]) -> Result<Self, PropertiesError> {
        Self::read(input, false)
    }

    fn read(input: &[u8], with_secret: bool) -> Result<Self, PropertiesError> {
        if input.starts_with(&[0xff, 0xfe]) || input.starts_with(&[0xfe, 0xff]) {
            return Err(PropertiesError::Utf16);
        }
        // Java would take the mark for part of the first key.
        let without_mark = input.strip_prefix(b"\xef\xbb\xbf");
        let file = JavaProperties::parse(without_mark.unwrap_or(input))?;
        let keystore_type = match file.last(TYPE) {
            Some(property) => {
                Some(property.value_text()?.to_string()).filter(|name| !name.is_empty())
            }
            None => None,
        };
        let project = Self {
            encrypted_shared_secret: match with_secret {
                true => filled(&file, SECRET)?,
                false => String::new(),
            },
            keystore_path_filename: filled(&file, PATH)?,
            keystore_alias: filled(&file, ALIAS)?,
            keystore_pass: KeystorePassword(present(&file, PASS)?.value_text()?),
            keystore_type,
            notices: Vec::new(),
        };
        let mut notices =
            crate::properties_notice::collect(&file, &[SECRET, PATH, ALIAS, PASS, TYPE], PATH);
        if without_mark.is_some() {
            notices.insert(0, PropertiesNotice::ByteOrderMark);
        }
        if project.keystore_type.is_none() {
            notices.push(PropertiesNotice::TypeMissing);
        }
        Ok(Self { notices, ..project })
    }

    /// Returns what is legal but probably not meant, to be told to the user; never with a secret in it.
    pub fn notices(&self) -> &[PropertiesNotice] {
        &self.notices
    }
}

/// The password of `project.properties`; erased on drop.
pub struct KeystorePassword(Zeroizing<String>);

impl KeystorePassword {
    /// Returns the password in the clear.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for KeystorePassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeystorePassword([redacted])")
    }
}

fn present<'a>(
    file: &'a JavaProperties,
    key: &'static str,
) -> Result<&'a Property, PropertiesError> {
    file.last(key).ok_or(PropertiesError::Missing { key })
}

fn filled(file: &JavaProperties, key: &'static str) -> Result<String, PropertiesError> {
    let property = present(file, key)?;
    match property.value_text()?.trim() {
        "" => Err(PropertiesError::Empty {
            key,
            line: property.line,
        }),
        "{value}" => Err(PropertiesError::Placeholder {
            key,
            line: property.line,
        }),
        _ => Ok(property.value_text()?.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "encrypted_shared_secret=q83v\nkeystore_path_filename=a.jks\nkeystore_alias=hermosa\n\
                        keystore_pass=abc123\nkeystore_type=JKS\n";

    fn parse(text: &str) -> Result<ProjectProperties, PropertiesError> {
        ProjectProperties::parse(text.as_bytes())
    }

    #[test]
    fn reads_the_five_keys() {
        let project = parse(GOOD).expect("parses");
        assert_eq!(project.encrypted_shared_secret, "q83v");
        assert_eq!(project.keystore_path_filename, "a.jks");
        assert_eq!(project.keystore_alias, "hermosa");
        assert_eq!(project.keystore_pass.expose(), "abc123");
        assert_eq!(project.keystore_type.as_deref(), Some("JKS"));
        assert_eq!(project.notices(), []);
    }

    #[test]
    fn required_keys_are_named() {
        for key in [SECRET, PATH, ALIAS, PASS] {
            let without: String = GOOD
                .lines()
                .filter(|l| !l.starts_with(key))
                .map(|l| format!("{l}\n"))
                .collect();
            assert_eq!(
                parse(&without).expect_err(key),
                PropertiesError::Missing { key }
            );
        }
        for (line, key) in [(1, SECRET), (2, PATH), (3, ALIAS)] {
            let text = |value: &str| -> String {
                GOOD.lines()
                    .map(|l| {
                        if l.starts_with(key) {
                            format!("{key}={value}\n")
                        } else {
                            format!("{l}\n")
                        }
                    })
                    .collect()
            };
            assert_eq!(
                parse(&text("")).expect_err(key),
                PropertiesError::Empty { key, line }
            );
            assert_eq!(
                parse(&text("{value}")).expect_err(key),
                PropertiesError::Placeholder { key, line }
            );
        }
    }

    #[test]
    fn the_secret_may_be_given_elsewhere() {
        let without = GOOD.replace("encrypted_shared_secret=q83v\n", "");
        let project = ProjectProperties::parse_without_secret(without.as_bytes()).expect("parses");
        assert_eq!(
            (
                project.encrypted_shared_secret.as_str(),
                project.keystore_alias.as_str()
            ),
            ("", "hermosa")
        );
        let error =
            ProjectProperties::parse_without_secret(b"keystore_alias=x").expect_err("refused");
        assert_eq!(error, PropertiesError::Missing { key: PATH });
    }

    #[test]
    fn an_empty_password_is_a_password_and_an_empty_type_is_none() {
        let project = parse(&GOOD.replace("abc123", "").replace("=JKS", "=")).expect("parses");
        assert_eq!(project.keystore_pass.expose(), "");
        assert_eq!(project.keystore_type, None);
        assert_eq!(project.notices(), [PropertiesNotice::TypeMissing]);
    }

    #[test]
    fn a_byte_order_mark_is_forgiven_and_told() {
        let project = parse(&format!("\u{feff}{GOOD}")).expect("parses");
        assert_eq!(project.notices(), [PropertiesNotice::ByteOrderMark]);
        assert_eq!(
            ProjectProperties::parse(b"\xff\xfee\0").expect_err("refused"),
            PropertiesError::Utf16
        );
    }

    #[test]
    fn debug_shows_no_password() {
        let shown = format!("{:?}", parse(GOOD).expect("parses"));
        assert!(
            shown.contains("hermosa") && shown.contains("redacted") && !shown.contains("abc123"),
            "{shown}"
        );
    }
}
