//! The encrypted secret as it arrives: a file of raw bytes, or base64 that has been through a web page.

use crate::{Error, LooksLike, base64_text};

/// RSA ciphertexts below 512 bits do not exist here, so shorter "base64" with blanks in it is a sentence.
const SHORTEST_CIPHERTEXT: usize = 64;

/// An RSA ciphertext that has the length of the modulus it was parsed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ciphertext(Vec<u8>);

impl Ciphertext {
    /// Parses an input for a key whose modulus has that many bytes.
    ///
    /// - *Text* is UTF-8 without control characters, or ASCII in UTF-16 with a byte order mark; it must be base64. Tolerated
    ///   are white space of every kind, missing padding, the URL-safe alphabet, quotes around it, and what pages and
    ///   JSON make of it (`<br>`, `&#43;`, `\/`, `\u003d`). A mix of both alphabets is refused.
    /// - Everything else is taken as the raw ciphertext.
    ///
    /// Text of exactly the modulus's length is base64 too: the chance that a real ciphertext of 128 bytes or more is
    /// all text is below 2⁻¹³⁰, and as base64 it gets the better refusal (256 characters are 192 bytes: RSA-1536).
    ///
    /// Not checked: that the number is below the modulus; decryption does.
    ///
    /// # Errors
    /// [`Error::EmptyInput`], [`Error::NotBase64`], [`Error::MixedAlphabets`] and [`Error::WrongLength`].
    ///
    /// ```
    /// use credtool_shared_secret_crypto::{Ciphertext, Error};
    /// let base64 = "q83v".repeat(42) + "q80"; // 128 bytes, padding cut off
    /// assert_eq!(Ciphertext::parse(base64.as_bytes(), 128)?.as_bytes().len(), 128);
    /// let refused = Ciphertext::parse(base64.as_bytes(), 256).unwrap_err();
    /// assert!(matches!(refused, Error::WrongLength { found: 128, expected: 256, .. }));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn parse(input: &[u8], modulus_len: usize) -> Result<Self, Error> {
        let (bytes, looks_like) = match text(input) {
            Some(text) => from_text(&text, modulus_len)?,
            None => (input.to_vec(), LooksLike::of_bytes(input)),
        };
        match bytes.len() {
            0 => Err(Error::EmptyInput),
            found if found == modulus_len => Ok(Self(bytes)),
            found => Err(Error::WrongLength {
                found,
                expected: modulus_len,
                looks_like,
            }),
        }
    }

    /// Returns the raw ciphertext.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Decodes, and guesses what else it could be in case the length turns out wrong.
fn from_text(text: &str, modulus_len: usize) -> Result<(Vec<u8>, Option<LooksLike>), Error> {
    let bytes = base64_text::decode(text)?;
    if bytes.len() < SHORTEST_CIPHERTEXT && text.trim().contains(' ') {
        let (line, column) = (1, 1);
        return Err(Error::NotBase64 {
            problem: "words",
            line,
            column,
            looks_like: LooksLike::of_text(text),
        });
    }
    let looks_like = LooksLike::of_base64(text, &bytes, modulus_len);
    Ok((bytes, looks_like))
}

/// Returns the input as text if it is text.
fn text(input: &[u8]) -> Option<String> {
    let text = match input {
        // What PowerShell's `>` and Windows's Notepad write.
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        _ => std::str::from_utf8(input).ok()?.to_owned(),
    };
    let binary = |c: char| c.is_control() && !c.is_ascii_whitespace() && c != '\u{b}';
    (!text.contains(binary)).then_some(text)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    let text = String::from_utf16(&units).ok()?;
    // One ciphertext in 65 536 begins like a byte order mark, and none goes on in ASCII.
    (odd.is_empty() && text.is_ascii()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vendor's documentation shows this ciphertext: 171 characters, the padding cut off, wrapped by the page.
    const DOCUMENTED: &str = "Yeog3Mh5+9wY6mC9Udad4yU62U1PujYE5LEoD2fKYgPXTtkbij9rU/Vm3NrjL55/eG0Qn3r4ZAj46HY94YwvtvjKuG4\n      \
                              MX2sOFiWb2V2Afz54yUuGPXfsQ/E4UC+VXl3KeMMCQZ5X94/CwmukjpjiZ/q0zFp/pyBXs9fNAyzkDWk";

    #[test]
    fn the_documented_sample_is_rsa_1024() {
        assert_eq!(
            Ciphertext::parse(DOCUMENTED.as_bytes(), 128)
                .expect("parses")
                .as_bytes()[..3],
            [0x61, 0xea, 0x20]
        );
        let refused = Ciphertext::parse(DOCUMENTED.as_bytes(), 256).expect_err("refused");
        assert_eq!(
            refused.to_string(),
            "the ciphertext is 128 bytes (RSA-1024), the key takes 256 bytes (RSA-2048)"
        );
    }

    #[test]
    fn raw_is_what_is_not_text() {
        let raw: Vec<u8> = (0..=255).collect();
        assert_eq!(
            Ciphertext::parse(&raw, 256).expect("parses").as_bytes(),
            raw
        );
        let refused = Ciphertext::parse(&raw[1..], 256).expect_err("refused");
        assert_eq!(
            refused,
            Error::WrongLength {
                found: 255,
                expected: 256,
                looks_like: None
            }
        );
    }

    #[test]
    fn text_of_the_modulus_s_length_is_still_text() {
        let refused = Ciphertext::parse(&[b'A'; 256], 256).expect_err("refused");
        assert!(
            matches!(
                refused,
                Error::WrongLength {
                    found: 192,
                    expected: 256,
                    ..
                }
            ),
            "{refused:?}"
        );
        assert!(matches!(
            Ciphertext::parse(&[b'!'; 256], 256),
            Err(Error::NotBase64 { .. })
        ));
    }

    #[test]
    fn utf16_is_text() {
        let with_mark = |f: fn(u16) -> [u8; 2]| {
            "\u{feff}"
                .encode_utf16()
                .chain(DOCUMENTED.encode_utf16())
                .flat_map(f)
                .collect()
        };
        let (little, big): (Vec<u8>, Vec<u8>) =
            (with_mark(u16::to_le_bytes), with_mark(u16::to_be_bytes));
        let plain = Ciphertext::parse(DOCUMENTED.as_bytes(), 128).expect("parses");
        assert_eq!(Ciphertext::parse(&little, 128).expect("parses"), plain);
        assert_eq!(Ciphertext::parse(&big, 128).expect("parses"), plain);
    }

    #[test]
    fn a_ciphertext_that_begins_like_a_byte_order_mark_is_raw() {
        let raw: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain((0..126).map(|n| 0x21 + n % 90))
            .collect();
        assert_eq!(
            Ciphertext::parse(&raw, 128).expect("parses").as_bytes(),
            raw
        );
    }

    #[test]
    fn nothing_and_blanks_are_empty() {
        for empty in [
            &b""[..],
            b" \r\n\t",
            "\u{feff}\u{a0}".as_bytes(),
            b"\"\"",
            b"==",
        ] {
            assert_eq!(
                Ciphertext::parse(empty, 256),
                Err(Error::EmptyInput),
                "{empty:?}"
            );
        }
    }

    #[test]
    fn words_are_not_base64() {
        let refused = Ciphertext::parse(b"this is not base64", 256).expect_err("refused");
        assert!(
            matches!(
                refused,
                Error::NotBase64 {
                    problem: "words",
                    ..
                }
            ),
            "{refused:?}"
        );
    }
}
