//! Texts that people write: the name of an app, a comment, who did it.

use std::fmt;
use std::str::FromStr;

use crate::Error;

/// Checks a text that is shown to people: what could deceive a terminal or a reader is refused.
fn check(text: &str, what: &'static str, maximum: usize) -> Result<(), Error> {
    if text.is_empty() {
        return Err(Error::Empty { what });
    }
    let found = text.chars().count();
    if found > maximum {
        return Err(Error::TooLong {
            what,
            found,
            maximum,
            unit: "characters",
        });
    }
    for (index, character) in text.chars().enumerate() {
        let why = match character {
            _ if character.is_control() => "a control character",
            '\u{2028}' | '\u{2029}' => "an end of a line",
            '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => "a change of the direction of writing",
            // A soft hyphen, a space without width, a byte order mark, tags: two texts that look the same would differ.
            '\u{ad}'
            | '\u{200b}'
            | '\u{2060}'..='\u{2064}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e007f}' => "invisible",
            _ => continue,
        };
        return Err(Error::Character {
            what,
            character: character.into(),
            position: index + 1,
            why,
        });
    }
    if text.trim() != text {
        return Err(Error::WhiteSpaceAtEnd { what });
    }
    Ok(())
}

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $what:literal, $maximum:literal) => {
        $(#[$doc])*
        ///
        /// No control or invisible characters, no change of the direction of writing, no white space at its ends. Normal forms of Unicode
        /// are not looked at.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The greatest number of characters.
            pub const MAXIMUM: usize = $maximum;

            /// Returns the text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self, Error> {
                check(text, $what, $maximum)?;
                Ok(Self(text.to_owned()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = Error;

            fn try_from(text: String) -> Result<Self, Error> {
                check(&text, $what, $maximum)?;
                Ok(Self(text))
            }
        }

        impl TryFrom<&str> for $name {
            type Error = Error;

            fn try_from(text: &str) -> Result<Self, Error> {
                text.parse()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text!(
    /// What people call an app: 1 to 200 characters.
    AppName, "the name", 200
);
text!(
    /// Why a change was made: 1 to 1000 characters.
    Comment, "the comment", 1000
);
text!(
    /// Who made a change, as the caller knows it: 1 to 200 characters. Nothing here proves it.
    Actor, "the actor", 200
);
text!(
    /// The name of the key of a keyring: 1 to 200 characters.
    KeyId, "the key's name", 200
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_deceives_is_refused() {
        for (text, code) in [
            ("", "empty"),
            (" a", "bad-character"),
            ("a\u{a0}", "bad-character"),
            ("a\u{7}b", "bad-character"),
            ("a\nb", "bad-character"),
            ("a\u{9b}31m", "bad-character"),
            ("a\u{2028}b", "bad-character"),
            ("gpj\u{202e}exe", "bad-character"),
            ("\u{2067}a", "bad-character"),
            ("a\u{200b}", "bad-character"),
            ("a\u{e0041}", "bad-character"),
            (&"é".repeat(201), "too-long"),
            (&"x".repeat(10_000), "too-long"),
        ] {
            assert_eq!(
                AppName::from_str(text).unwrap_err().code(),
                code,
                "{text:?}"
            );
        }
        for text in [
            "a",
            "Bücher & mehr",
            "アプリ",
            "a \"b\" \\",
            &"é".repeat(200),
        ] {
            assert_eq!(AppName::from_str(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn a_refusal_says_where() {
        let error = Comment::from_str("ab\u{1b}[2J").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the comment has U+001B as character 3, which is a control character"
        );
    }
}
