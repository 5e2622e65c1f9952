//! One reason why a text is not a good secret.

use std::fmt;

/// A reason, for people (`message`, `hint`) and for programs (`code`). Nothing of the secret is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind of reason it is: stable, for programs.
    pub code: FindingCode,
    /// What is wrong, with the numbers: counts, positions from 1, bits.
    pub message: String,
    /// What to try next.
    pub hint: &'static str,
}

/// The kinds of reasons. Their kebab-case names do not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FindingCode {
    /// There is no text, or nothing but white space.
    Empty,
    /// White space, a line break or an invisible character stands before or after the text.
    SurroundingWhiteSpace,
    /// The text stands in quotation marks.
    SurroundingQuotes,
    /// White space stands inside the text.
    InnerWhiteSpace,
    /// A control or invisible character stands inside the text.
    ControlCharacter,
    /// A character is outside ASCII, and systems disagree on how to turn it into bytes.
    NotAscii,
    /// The number of characters, or of decoded bytes, is not that of the style.
    Length,
    /// A character is not in the style's alphabet.
    Alphabet,
    /// A hexadecimal digit is a letter of the wrong case; the text itself is the key, so the case counts.
    LetterCase,
    /// The text is not the style's base64.
    BadBase64,
    /// The length of key material is not a multiple of 16.
    NotAMultipleOf16,
    /// A class of the policy has too few characters.
    PolicyMinimum,
    /// The key does not begin with its prefix.
    BadPrefix,
    /// The key's checksum does not belong to it.
    BadChecksum,
    /// The text is a word that stands for a secret, or a value that documentation prints.
    Placeholder,
    /// A search would find the text: it is too short, or repeats and sequences leave too little.
    LowEntropy,
}

impl Finding {
    pub(crate) fn new(
        code: FindingCode,
        message: impl Into<String>,
        hint: &'static str,
    ) -> Finding {
        Finding {
            code,
            message: message.into(),
            hint,
        }
    }
}

impl FindingCode {
    /// Returns the name that does not change, in kebab case.
    pub const fn as_str(self) -> &'static str {
        match self {
            FindingCode::Empty => "empty",
            FindingCode::SurroundingWhiteSpace => "surrounding-white-space",
            FindingCode::SurroundingQuotes => "surrounding-quotes",
            FindingCode::InnerWhiteSpace => "inner-white-space",
            FindingCode::ControlCharacter => "control-character",
            FindingCode::NotAscii => "not-ascii",
            FindingCode::Length => "length",
            FindingCode::Alphabet => "alphabet",
            FindingCode::LetterCase => "letter-case",
            FindingCode::BadBase64 => "bad-base64",
            FindingCode::NotAMultipleOf16 => "not-a-multiple-of-16",
            FindingCode::PolicyMinimum => "policy-minimum",
            FindingCode::BadPrefix => "bad-prefix",
            FindingCode::BadChecksum => "bad-checksum",
            FindingCode::Placeholder => "placeholder",
            FindingCode::LowEntropy => "low-entropy",
        }
    }
}

impl fmt::Display for FindingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Finding {
    /// Writes the message alone; the hint is a line of its own wherever there is room for it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
