//! What an input probably is when it is not the ciphertext that was asked for.

use crate::base64_text::{is_blank, is_letter};

/// A guess at the mistake behind an unusable input; only ever a hint, no input is accepted because of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LooksLike {
    /// A PEM file: a key, a certificate or a request.
    Pem,
    /// DER: a key, a certificate or a PKCS#12 keystore.
    Der,
    /// A Java keystore.
    Keystore,
    /// The vendor tool's `project.properties`.
    Properties,
    /// JSON, such as the portal's answer with `EncryptedSharedSecret` in it.
    Json,
    /// Percent-encoded, as in a form or a URL.
    PercentEncoded,
    /// The ciphertext in hexadecimal.
    Hex,
    /// A plain secret of the platform: 40 or 64 hexadecimal digits.
    PlainSecret,
    /// Base64 whose plus signs have become blanks.
    PlusesLost,
    /// Base64 of base64.
    EncodedTwice,
    /// Base64 that ends too early.
    CutShort,
}

impl LooksLike {
    /// Returns the next thing to try: one sentence, lower case, no full stop.
    pub fn next_step(self) -> &'static str {
        match self {
            Self::Pem => {
                "this looks like a PEM file: give the key with --key, and the encrypted value as input"
            }
            Self::Der => {
                "this looks like a key, a certificate or a keystore: give it with --key, and the encrypted value as input"
            }
            Self::Keystore => {
                "this looks like a Java keystore: give it with --key, and the encrypted value as input"
            }
            Self::Properties => {
                "this looks like the vendor tool's project.properties: give it with --properties"
            }
            Self::Json => "this looks like JSON: give only the value of EncryptedSharedSecret",
            Self::PercentEncoded => {
                "this looks percent-encoded: write %2B as +, %2F as / and %3D as ="
            }
            Self::Hex => {
                "this looks like hexadecimal: turn it into raw bytes first, with `xxd -r -p`"
            }
            Self::PlainSecret => {
                "this looks like a plain shared secret: the portal shows it unencrypted, there is nothing to decrypt"
            }
            Self::PlusesLost => {
                "plus signs seem to have become blanks on the way: copy the value again"
            }
            Self::EncodedTwice => {
                "this looks like base64 of base64: decode it once with `base64 -d` and try again"
            }
            Self::CutShort => {
                "the value seems cut short: copy it again to its last character, or take the key of the size named"
            }
        }
    }

    /// Guesses about text that is not base64.
    pub(crate) fn of_text(text: &str) -> Option<Self> {
        let start = text.trim_start_matches(is_blank);
        let lower = text.to_ascii_lowercase();
        if text.contains("-----BEGIN ") {
            Some(Self::Pem)
        } else if lower.contains("encrypted_shared_secret")
            || lower.contains("keystore_path_filename")
        {
            Some(Self::Properties)
        } else if start.starts_with(['{', '[']) {
            Some(Self::Json)
        } else if ["%2b", "%2f", "%3d"]
            .iter()
            .any(|escape| lower.contains(escape))
        {
            Some(Self::PercentEncoded)
        } else {
            None
        }
    }

    /// Guesses about base64 that decodes to another length than the modulus's.
    pub(crate) fn of_base64(text: &str, decoded: &[u8], modulus_len: usize) -> Option<Self> {
        let text = text.trim_matches(|c| is_blank(c) || c == '"' || c == '\'');
        let is_hex = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_hex && text.len() == 2 * modulus_len {
            Some(Self::Hex)
        } else if is_hex && matches!(text.len(), 40 | 64) {
            Some(Self::PlainSecret)
        } else if pluses_lost(text, modulus_len) {
            Some(Self::PlusesLost)
        } else if decoded.len() >= modulus_len && decoded.iter().all(|&byte| is_base64_text(byte)) {
            Some(Self::EncodedTwice)
        } else if decoded.len() < modulus_len && !decoded.len().is_multiple_of(64) {
            Some(Self::CutShort)
        } else {
            None
        }
    }

    /// Guesses about bytes that are no text and not of the modulus's length.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xfe, 0xed, 0xfe, 0xed, ..] | [0xce, 0xce, 0xce, 0xce, ..] => Some(Self::Keystore),
            // A SEQUENCE (X.690 §8.9) that is as long as the input says, or of indefinite length.
            [0x30, 0x82, high, low, rest @ ..]
                if rest.len() == usize::from(u16::from_be_bytes([*high, *low])) =>
            {
                Some(Self::Der)
            }
            [0x30, 0x81, len, rest @ ..] if rest.len() == usize::from(*len) => Some(Self::Der),
            [0x30, 0x80, ..] => Some(Self::Der),
            _ => None,
        }
    }
}

/// Tells whether single blanks inside the lines, read as plus signs, would give the right length.
fn pluses_lost(text: &str, modulus_len: usize) -> bool {
    let lines = || text.lines().map(str::trim);
    let blanks = lines().map(|line| line.matches(' ').count()).sum::<usize>();
    let letters = text.chars().filter(|c| is_letter(*c)).count();
    blanks > 0
        && !text.contains('+')
        && !lines().any(|line| line.contains("  "))
        && (letters + blanks) * 3 / 4 == modulus_len
}

fn is_base64_text(byte: u8) -> bool {
    is_letter(char::from(byte)) || byte == b'=' || byte.is_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Ciphertext, Error};

    fn guess(input: &[u8]) -> Option<LooksLike> {
        match Ciphertext::parse(input, 256) {
            Err(Error::NotBase64 { looks_like, .. } | Error::WrongLength { looks_like, .. }) => {
                looks_like
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn usual_mistakes_are_recognised() {
        let hex = "0f".repeat(256);
        let twice = "cXdlcnR6".repeat(43);
        let pluses_lost = format!("{} {} {}AA==", "abc", "def", "wxyz".repeat(83));
        for (input, expected) in [
            (
                "-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----\n",
                LooksLike::Pem,
            ),
            (
                "encrypted_shared_secret=abcd\nkeystore_alias=x",
                LooksLike::Properties,
            ),
            ("{\"EncryptedSharedSecret\":\"abcd\"}", LooksLike::Json),
            ("ab%2Bd%2f%3d", LooksLike::PercentEncoded),
            (&hex, LooksLike::Hex),
            (
                "1008877afabf32efb31f9c974dbeaa688bed0769\n",
                LooksLike::PlainSecret,
            ),
            (&twice, LooksLike::EncodedTwice),
            (&"abcd".repeat(50), LooksLike::CutShort),
            (&pluses_lost, LooksLike::PlusesLost),
        ] {
            assert_eq!(guess(input.as_bytes()), Some(expected), "{input}");
        }
        assert_eq!(
            guess(b"\xfe\xed\xfe\xed\0\0\0\x02"),
            Some(LooksLike::Keystore)
        );
        assert_eq!(guess(b"\x30\x82\x00\x02\x05\x00"), Some(LooksLike::Der));
        assert_eq!(guess("wxyz".repeat(128).as_bytes()), None);
    }
}
