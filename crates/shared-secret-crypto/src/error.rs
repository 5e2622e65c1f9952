//! What can be wrong with an encrypted secret, a key, or a `project.properties`: structure, never a secret.

use credtool_crypto_engine::Error as EngineError;

use crate::{Cause, LooksLike, Padding};

/// Why a secret could not be encrypted or decrypted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No padding has that name.
    #[error("{name:?} is no padding: take one of {}", Padding::ALL.map(Padding::name).join(", "))]
    UnknownPadding {
        /// The name given.
        name: String,
    },
    /// There is nothing to decrypt.
    #[error("the input is empty")]
    EmptyInput,
    /// The input is text and no base64 (RFC 4648).
    #[error("the input is not base64: {problem} at line {line}, column {column}")]
    NotBase64 {
        /// What is there instead.
        problem: &'static str,
        /// The line, counted from one.
        line: usize,
        /// The column in characters, counted from one.
        column: usize,
        /// What the input probably is.
        looks_like: Option<LooksLike>,
    },
    /// The input has characters of both base64 alphabets (RFC 4648 §4 and §5), so it was put together or damaged.
    #[error("the input mixes the base64 alphabets: it has both + or / and - or _")]
    MixedAlphabets,
    /// The ciphertext does not have the length of the key's modulus (RFC 8017 §7.1.2).
    #[error("the ciphertext is {found} bytes{}, the key takes {expected} bytes (RSA-{})", rsa_size(*found), expected * 8)]
    WrongLength {
        /// The ciphertext's length in bytes.
        found: usize,
        /// The modulus's length in bytes.
        expected: usize,
        /// What the input probably is.
        looks_like: Option<LooksLike>,
    },
    /// The key is for signatures only.
    #[error("the key is {found}, and encryption needs an RSA key for any purpose")]
    NotAnEncryptionKey {
        /// The key's algorithm, in words.
        found: String,
    },
    /// The key is smaller than is allowed here.
    #[error("the key is RSA-{bits}, and at least {minimum} bits are needed")]
    KeyTooSmall {
        /// The modulus's length in bits.
        bits: usize,
        /// The least that is allowed, in bits.
        minimum: usize,
    },
    /// The secret is longer than the key carries with that padding (RFC 8017 §7.1.1).
    #[error("the secret is {found} bytes, and {padding} with RSA-{} carries {}", modulus_len * 8, at_most(*padding, *modulus_len))]
    SecretTooLong {
        /// The secret's length in bytes.
        found: usize,
        /// The padding asked for.
        padding: Padding,
        /// The modulus's length in bytes.
        modulus_len: usize,
    },
    /// The ciphertext does not open with that padding. Wrong key, other padding and damage look the same
    /// (RFC 8017 §7.1.2, and that is on purpose).
    #[error("the ciphertext does not open with this key and {padding}")]
    DoesNotOpen {
        /// The padding tried.
        padding: Padding,
    },
    /// The ciphertext opens with none of the known paddings.
    #[error("the ciphertext does not open with this key, whatever the padding")]
    NothingOpens,
    /// The ciphertext opens as PKCS#1 v1.5, which does not prove itself, and the content does not look like a secret.
    #[error("the ciphertext opens only as pkcs1v15, and the content is {problem}")]
    ImplausiblePlaintext {
        /// What is implausible about it.
        problem: &'static str,
    },
    /// The engine refuses the key or the operation for another reason.
    #[error("{reason}")]
    Engine {
        /// The engine's own words.
        reason: String,
    },
}

impl Error {
    /// Says in this crate's words what the engine refused.
    pub(crate) fn of_engine(error: EngineError, padding: Padding) -> Self {
        match error {
            EngineError::WrongKeyType { found, .. } => Self::NotAnEncryptionKey {
                found: found.to_owned(),
            },
            EngineError::KeyTooSmall { bits, minimum } => Self::KeyTooSmall { bits, minimum },
            EngineError::CiphertextLength { expected, found } => Self::WrongLength {
                found,
                expected,
                looks_like: None,
            },
            EngineError::Decryption | EngineError::Padding => Self::DoesNotOpen { padding },
            other => Self::Engine {
                reason: other.to_string(),
            },
        }
    }

    /// Returns what is at fault, with its stable code.
    pub fn cause(&self) -> Cause {
        match self {
            Self::UnknownPadding { .. } => Cause::UnknownPadding,
            Self::EmptyInput => Cause::EmptyInput,
            Self::NotBase64 { .. } => Cause::NotBase64,
            Self::MixedAlphabets => Cause::MixedAlphabets,
            Self::WrongLength { .. } => Cause::WrongLength,
            Self::NotAnEncryptionKey { .. } => Cause::KeyType,
            Self::KeyTooSmall { .. } => Cause::KeyTooSmall,
            Self::SecretTooLong { .. } => Cause::SecretTooLong,
            Self::DoesNotOpen { .. } | Self::NothingOpens => Cause::Padding,
            Self::ImplausiblePlaintext { .. } => Cause::ImplausiblePlaintext,
            Self::Engine { .. } => Cause::Key,
        }
    }

    /// Returns the next thing to try: one sentence, lower case, no full stop.
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::NotBase64 {
                looks_like: Some(other),
                ..
            }
            | Self::WrongLength {
                looks_like: Some(other),
                ..
            } => other.next_step(),
            _ => self.cause().next_step(),
        }
    }
}

/// Why a `.properties` file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PropertiesError {
    /// `\u` without four hexadecimal digits, for which Java refuses the file too.
    #[error(
        "line {line}{}: \\u is not followed by four hexadecimal digits",
        of_key(key)
    )]
    MalformedUnicodeEscape {
        /// The line the property begins on, counted from one.
        line: usize,
        /// The property's key; `None` where the escape is in the key itself.
        key: Option<String>,
    },
    /// Half of a surrogate pair, which Java keeps and which is no text.
    #[error("line {line}: the value of {key} has half a surrogate pair")]
    LoneSurrogate {
        /// The line the property begins on, counted from one.
        line: usize,
        /// The property's key.
        key: String,
    },
    /// The file is UTF-16, and Java reads ISO-8859-1.
    #[error("the file is UTF-16, and Java properties are ISO-8859-1")]
    Utf16,
    /// A required key is absent.
    #[error("{key} is missing")]
    Missing {
        /// The key.
        key: &'static str,
    },
    /// A required key has no value.
    #[error("line {line}: {key} has no value")]
    Empty {
        /// The key.
        key: &'static str,
        /// The line the property begins on, counted from one.
        line: usize,
    },
    /// A value is still the template's.
    #[error("line {line}: {key} is still the placeholder {{value}}")]
    Placeholder {
        /// The key.
        key: &'static str,
        /// The line the property begins on, counted from one.
        line: usize,
    },
}

impl PropertiesError {
    /// Returns what is at fault, with its stable code.
    pub fn cause(&self) -> Cause {
        match self {
            Self::MalformedUnicodeEscape { .. } | Self::LoneSurrogate { .. } | Self::Utf16 => {
                Cause::MalformedProperties
            }
            Self::Missing { .. } | Self::Empty { .. } | Self::Placeholder { .. } => {
                Cause::MissingProperty
            }
        }
    }

    /// Returns the next thing to try: one sentence, lower case, no full stop.
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::MalformedUnicodeEscape { .. } => {
                "write every backslash twice (C:\\\\users\\\\x.jks), or use / in paths"
            }
            Self::LoneSurrogate { .. } => "write both halves of the pair, such as \\uD83D\\uDE00",
            Self::Utf16 => "save the file as ANSI or UTF-8",
            Self::Missing { .. } | Self::Empty { .. } | Self::Placeholder { .. } => {
                self.cause().next_step()
            }
        }
    }
}

/// Names the RSA size that a ciphertext of that many bytes belongs to, where there is one.
fn rsa_size(len: usize) -> String {
    match len {
        64.. if len.is_multiple_of(64) && len <= 2048 => format!(" (RSA-{})", len * 8),
        _ => String::new(),
    }
}

fn at_most(padding: Padding, modulus_len: usize) -> String {
    match padding.max_secret_len(modulus_len) {
        Some(len) => format!("at most {len}"),
        None => "nothing".to_owned(),
    }
}

fn of_key(key: &Option<String>) -> String {
    key.as_ref()
        .map(|key| format!(" ({key})"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_length_names_both_sizes() {
        let error = Error::WrongLength {
            found: 128,
            expected: 256,
            looks_like: None,
        };
        assert_eq!(
            error.to_string(),
            "the ciphertext is 128 bytes (RSA-1024), the key takes 256 bytes (RSA-2048)"
        );
        let error = Error::WrongLength {
            found: 255,
            expected: 256,
            looks_like: None,
        };
        assert_eq!(
            error.to_string(),
            "the ciphertext is 255 bytes, the key takes 256 bytes (RSA-2048)"
        );
    }
}
