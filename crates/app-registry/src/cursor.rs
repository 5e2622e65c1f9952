//! Reads a line of JSON whose members stand in a known order, as this crate writes it and no other way.

use std::str::FromStr;

use crate::{Error, Hash};

/// A text and how far it is read. Whatever is read here was written by [`quote`] and `format!`, or is refused: no spaces, no
/// other escapes, no leading zeros.
pub(crate) struct Cursor<'a> {
    what: &'static str,
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(what: &'static str, text: &'a str) -> Self {
        Self { what, text, at: 0 }
    }

    pub(crate) fn at(&self) -> usize {
        self.at
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(crate) fn refuse<T>(&self, expected: &'static str) -> Result<T, Error> {
        Err(Error::NotOurs {
            what: self.what,
            at: self.at,
            expected,
        })
    }

    /// Consumes exactly this.
    pub(crate) fn literal(&mut self, literal: &'static str) -> Result<(), Error> {
        match self.is_next(literal) {
            true => Ok(()),
            false => self.refuse(literal),
        }
    }

    /// Consumes this if it stands here.
    pub(crate) fn is_next(&mut self, literal: &str) -> bool {
        let found = self.rest().starts_with(literal);
        if found {
            self.at += literal.len();
        }
        found
    }

    /// Consumes a whole number without a sign.
    pub(crate) fn number(&mut self) -> Result<u64, Error> {
        let rest = self.rest();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let text = &rest[..digits];
        match text.parse() {
            Ok(number) if digits == 1 || !text.starts_with('0') => {
                self.at += digits;
                Ok(number)
            }
            _ => self.refuse("a whole number"),
        }
    }

    /// Consumes the number of a secret, from 1.
    pub(crate) fn small(&mut self) -> Result<u32, Error> {
        let start = self.at;
        match u32::try_from(self.number()?) {
            Ok(number) if number > 0 => Ok(number),
            _ => {
                self.at = start;
                self.refuse("the number of a secret")
            }
        }
    }

    /// Consumes a string.
    pub(crate) fn string(&mut self) -> Result<String, Error> {
        let start = self.at;
        self.literal("\"")?;
        let mut out = String::new();
        loop {
            let rest = self.rest();
            let Some(end) = rest.find(|c: char| c == '"' || c == '\\' || c.is_ascii_control())
            else {
                self.at = start;
                return self.refuse("a string that ends");
            };
            out.push_str(&rest[..end]);
            self.at += end;
            if self.is_next("\"") {
                return Ok(out);
            }
            out.push(match () {
                () if self.is_next("\\\"") => '"',
                () if self.is_next("\\\\") => '\\',
                () => return self.refuse("a character as it is written here"),
            });
        }
    }

    /// Consumes a string that means something.
    pub(crate) fn value<T: FromStr<Err = Error>>(&mut self) -> Result<T, Error> {
        let start = self.at;
        let text = self.string()?;
        text.parse().or_else(|_| {
            self.at = start;
            self.refuse("an allowed value")
        })
    }

    /// Consumes a hash as a string.
    pub(crate) fn hash(&mut self) -> Result<Hash, Error> {
        let start = self.at;
        let text = self.string()?;
        Hash::parse(&text).map_or_else(
            || {
                self.at = start;
                self.refuse("64 lower-case hexadecimal digits")
            },
            Ok,
        )
    }

    /// Consumes `null` or what `one` reads.
    pub(crate) fn optional<T>(
        &mut self,
        one: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        if self.is_next("null") {
            return Ok(None);
        }
        one(self).map(Some)
    }

    /// Consumes an array of what `one` reads.
    pub(crate) fn list<T>(
        &mut self,
        mut one: impl FnMut(&mut Self) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        self.literal("[")?;
        let mut list = Vec::new();
        if self.is_next("]") {
            return Ok(list);
        }
        loop {
            list.push(one(self)?);
            if self.is_next("]") {
                return Ok(list);
            }
            self.literal(",")?;
        }
    }

    /// Checks that nothing is left.
    pub(crate) fn end(&self) -> Result<(), Error> {
        match self.rest().is_empty() {
            true => Ok(()),
            false => self.refuse("the end"),
        }
    }
}

/// Appends a JSON string. None of the texts here has a control character.
pub(crate) fn quote(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        if character == '"' || character == '\\' {
            out.push('\\');
        }
        out.push(character);
    }
    out.push('"');
}
