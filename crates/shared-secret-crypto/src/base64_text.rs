//! Base64 (RFC 4648) as people paste it: wrapped, unpadded, quoted, escaped.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::{Error, LooksLike};

/// Missing padding and stray bits in the last character are forgiven: decryption proves the rest.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// Decodes either alphabet; see [`Ciphertext::parse`](crate::Ciphertext::parse) for what is tolerated.
pub(crate) fn decode(text: &str) -> Result<Vec<u8>, Error> {
    if let Some(at) = text.find("-----BEGIN ") {
        // The hyphens would pass for the URL-safe alphabet.
        return Err(not_base64(text, at, "a PEM block"));
    }
    let letters = letters(text).map_err(|(at, problem)| not_base64(text, at, problem))?;
    let standard = letters.contains(['+', '/']);
    let url_safe = letters.contains(['-', '_']);
    if standard && url_safe {
        return Err(Error::MixedAlphabets);
    }
    let decoded = if url_safe {
        URL_SAFE.decode(&letters)
    } else {
        STANDARD.decode(&letters)
    };
    // Only letters of one alphabet are left, so nothing but their number can be wrong.
    decoded.map_err(|_| {
        not_base64(
            text,
            text.trim_end().len(),
            "one character too few or too many",
        )
    })
}

/// Returns the letters alone; otherwise the byte offset of what does not belong there.
fn letters(text: &str) -> Result<String, (usize, &'static str)> {
    let (begin, end) = unquoted(text);
    let mut letters = String::with_capacity(end - begin);
    let (mut at, mut padding) = (begin, 0);
    while at < end {
        let (meant, len) = next_meant(&text[at..end]);
        match meant {
            c if is_blank(c) => {}
            '=' if padding == 2 => return Err((at, "too much padding")),
            '=' => padding += 1,
            c if is_letter(c) && padding > 0 => return Err((at, "text after the padding")),
            c if is_letter(c) => letters.push(c),
            _ => return Err((at, "a character of neither alphabet")),
        }
        at += len;
    }
    Ok(letters)
}

/// Returns the range without blanks and one pair of quotes around it.
fn unquoted(text: &str) -> (usize, usize) {
    let inner = text.trim_matches(is_blank);
    let begin = text.len() - text.trim_start_matches(is_blank).len();
    let end = begin + inner.len();
    let quoted =
        |quote: char| inner.len() >= 2 && inner.starts_with(quote) && inner.ends_with(quote);
    if quoted('"') || quoted('\'') {
        (begin + 1, end - 1)
    } else {
        (begin, end)
    }
}

/// Returns the character that the text begins with, an escape of HTML, JSON or Java properties resolved, and the
/// bytes it takes; a tag counts as a blank.
fn next_meant(text: &str) -> (char, usize) {
    let resolved = match text.as_bytes().first() {
        Some(b'<') => tag(text),
        Some(b'&') => entity(text),
        Some(b'\\') => escape(text),
        _ => None,
    };
    resolved.unwrap_or_else(|| text.chars().next().map_or((' ', 1), |c| (c, c.len_utf8())))
}

/// `<br>`, `<br />`, `</td>` and the like, without attributes.
fn tag(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(16).position(|byte| byte == b'>')?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b' ');
    text[1..end].bytes().all(is_name).then_some((' ', end + 1))
}

/// `&#43;`, `&#x2B;`, and the names of what may stand in or between base64.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(24).position(|byte| byte == b';')?;
    let name = &text[1..end];
    let meant = match name {
        "nbsp" | "shy" | "Tab" | "NewLine" | "ZeroWidthSpace" => ' ',
        "plus" => '+',
        "sol" => '/',
        "equals" => '=',
        "lowbar" => '_',
        "quot" => '"',
        _ => {
            let number = name.strip_prefix('#')?;
            match number.strip_prefix(['x', 'X']) {
                Some(hex) => code_point(hex, 16)?,
                None => code_point(number, 10)?,
            }
        }
    };
    Some((meant, end + 1))
}

/// JSON's `\/`, `\n`, `\u003d` and the continued line of Java properties.
fn escape(text: &str) -> Option<(char, usize)> {
    match text.as_bytes().get(1)? {
        b'n' | b'r' | b't' | b'\n' | b'\r' => Some((' ', 2)),
        &meant @ (b'/' | b'=') => Some((char::from(meant), 2)),
        b'u' => Some((code_point(text.get(2..6)?, 16)?, 6)),
        _ => None,
    }
}

fn code_point(digits: &str, radix: u32) -> Option<char> {
    // `from_str_radix` alone would take a sign.
    let all_digits = digits.chars().all(|c| c.is_digit(radix));
    u32::from_str_radix(digits, radix)
        .ok()
        .filter(|_| all_digits)
        .and_then(char::from_u32)
}

/// White space, and the characters without width that pages break long words with.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
        )
}

/// A character of either base64 alphabet.
pub(crate) fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_')
}

fn not_base64(text: &str, at: usize, problem: &'static str) -> Error {
    let before = &text[..at];
    let line = 1 + before.matches('\n').count();
    let column = 1 + before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count();
    Error::NotBase64 {
        problem,
        line,
        column,
        looks_like: LooksLike::of_text(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BYTES: [u8; 7] = [0xfb, 0xff, 0xfe, 0x00, 0x10, 0x83, 0xff];

    #[test]
    fn tolerated_forms() {
        for form in [
            "+//+ABCD/w==",
            "+//+ABCD/w",
            "+//+ABCD/w=",
            "-__-ABCD_w==",
            "-__-ABCD_w",
            "+//+ABCD/x",
            " +//+\r\n ABCD\t/w==\n",
            "\"+//+ABCD/w==\"",
            "'+//+ABCD/w=='\n",
            "\u{feff}+//+ABCD/w==",
            "+//+\u{200b}ABCD\u{a0}/w",
            "+//+<br>ABCD<br />/w==</td>",
            "&#43;//&#x2b;ABCD&sol;w&#61;&equals;",
            "+//+&nbsp;ABCD/w",
            r"+\/\/+ABCD\/w\u003d\u003d",
            r"+//+\r\nABCD/w",
            "+//+\\\n  ABCD/w\\=\\=",
        ] {
            assert_eq!(decode(form).as_deref(), Ok(&BYTES[..]), "{form}");
        }
    }

    #[test]
    fn refusals_name_the_place() {
        for (text, problem, line, column) in [
            ("ab!d", "a character of neither alphabet", 1, 3),
            ("abcd\nëfgh*", "a character of neither alphabet", 2, 1),
            ("abcd\nefgh*", "a character of neither alphabet", 2, 5),
            ("ab==cd", "text after the padding", 1, 5),
            ("ab===", "too much padding", 1, 5),
            ("abcde", "one character too few or too many", 1, 6),
            ("\"abcd", "a character of neither alphabet", 1, 1),
            ("ab&amp;cd", "a character of neither alphabet", 1, 3),
            ("ab\\u+041", "a character of neither alphabet", 1, 3),
            ("ab\\x", "a character of neither alphabet", 1, 3),
            ("x -----BEGIN CERTIFICATE-----", "a PEM block", 1, 3),
        ] {
            match decode(text) {
                Err(Error::NotBase64 {
                    problem: p,
                    line: l,
                    column: c,
                    ..
                }) => assert_eq!((p, l, c), (problem, line, column), "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_mix_of_alphabets_is_refused() {
        assert_eq!(decode("+_AB"), Err(Error::MixedAlphabets));
        assert_eq!(decode("&#43;-AB"), Err(Error::MixedAlphabets));
    }
}
