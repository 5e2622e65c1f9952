//! A set of characters and how many of them a secret must have.

use crate::Error;

/// A set of characters and how many of them a secret must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    pub(crate) name: String,
    pub(crate) minimum: usize,
    /// Sorted, without repeats.
    pub(crate) characters: Vec<u8>,
}

impl Class {
    /// Returns the class `a-z`.
    pub fn lower(minimum: usize) -> Class {
        Class::ascii("lower", minimum, u8::is_ascii_lowercase)
    }

    /// Returns the class `A-Z`.
    pub fn upper(minimum: usize) -> Class {
        Class::ascii("upper", minimum, u8::is_ascii_uppercase)
    }

    /// Returns the class `0-9`.
    pub fn digit(minimum: usize) -> Class {
        Class::ascii("digit", minimum, u8::is_ascii_digit)
    }

    /// Returns the 32 printable ASCII characters that are neither letters nor digits nor the space.
    pub fn symbol(minimum: usize) -> Class {
        Class::ascii("symbol", minimum, u8::is_ascii_punctuation)
    }

    /// Returns a class of any printable ASCII characters except the space; a repeated one counts once.
    ///
    /// # Errors
    /// [`Error::PolicyCharacters`] for anything else, and for no characters at all.
    pub fn custom(name: &str, minimum: usize, set: &str) -> Result<Class, Error> {
        Ok(Class {
            name: name.to_owned(),
            minimum,
            characters: characters(set, name)?,
        })
    }

    fn ascii(name: &str, minimum: usize, is_in: fn(&u8) -> bool) -> Class {
        Class {
            name: name.to_owned(),
            minimum,
            characters: (b'!'..=b'~').filter(is_in).collect(),
        }
    }

    /// Returns whether the character is in the class.
    pub(crate) fn has(&self, character: char) -> bool {
        u8::try_from(character).is_ok_and(|byte| self.characters.binary_search(&byte).is_ok())
    }
}

/// Returns the set of characters, sorted, if it is one that any shell, header and file can carry.
pub(crate) fn characters(set: &str, what: &str) -> Result<Vec<u8>, Error> {
    if set.is_empty() || !set.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::PolicyCharacters {
            what: what.to_owned(),
        });
    }
    let mut characters = set.as_bytes().to_vec();
    characters.sort_unstable();
    characters.dedup();
    Ok(characters)
}
