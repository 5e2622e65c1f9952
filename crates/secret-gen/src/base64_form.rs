//! What is wrong with a text that should be base64.

use base64::{
    Engine as _, alphabet,
    engine::{
        DecodePaddingMode,
        general_purpose::{GeneralPurpose, PAD, STANDARD, URL_SAFE_NO_PAD},
    },
};
use zeroize::Zeroizing;

use crate::{
    Finding, FindingCode as Code,
    tally::{counted, tally},
};

/// Returns the reasons why a text without white space is not `bytes` bytes in base64 (or base64url without padding).
pub(crate) fn check(text: &str, bytes: usize, url: bool) -> Vec<Finding> {
    let name = if url { "base64url" } else { "base64" };
    let digits = text.trim_end_matches('=');
    let is_digit = |c: char| c.is_ascii_alphanumeric() || if url { "-_" } else { "+/" }.contains(c);
    let mut findings = Vec::new();
    let mut bad =
        |message: String, hint| findings.push(Finding::new(Code::BadBase64, message, hint));

    if let Some((count, first)) = tally(digits, |c| !is_digit(c)) {
        let is_the_other = digits.chars().all(|c| is_digit(c) || "+/-_".contains(c));
        let hint = match (is_the_other, url) {
            (true, true) => "this looks like base64: replace + by - and / by _, and remove =",
            (true, false) => "this looks like base64url: replace - by + and _ by /, and pad with =",
            (false, _) => COPY,
        };
        bad(
            format!(
                "{} outside {name}, the first at character {first}",
                counted(count, "character")
            ),
            hint,
        );
    }
    let padding = text.len() - digits.len();
    if digits.len() % 4 == 1 {
        bad(
            format!(
                "{} without padding: {name} never has that many",
                counted(digits.len(), "character")
            ),
            COPY,
        );
    } else if url && padding > 0 {
        bad(
            "it is padded with =, and base64url is not".to_owned(),
            "remove the =",
        );
    } else if !url && padding != (4 - digits.len() % 4) % 4 {
        let message = format!(
            "{} of padding, it needs {}",
            counted(padding, "character"),
            (4 - digits.len() % 4) % 4
        );
        bad(message, "pad with = to a multiple of four characters");
    }
    let strict = if url { &URL_SAFE_NO_PAD } else { &STANDARD };
    if let Ok(decoded) = lenient(url).decode(digits).map(Zeroizing::new) {
        if Zeroizing::new(strict.encode(&decoded)).trim_end_matches('=') != digits {
            bad(
                "its last character has bits that belong to no byte".to_owned(),
                COPY,
            );
        }
        if decoded.len() != bytes {
            let message = format!(
                "it decodes to {}, {name}:{bytes} has {bytes}",
                counted(decoded.len(), "byte")
            );
            findings.push(Finding::new(Code::Length, message, COPY));
        }
    }
    findings
}

/// Leaves the questions of padding and of the last bits open, so that each mistake is named by itself.
fn lenient(url: bool) -> GeneralPurpose {
    let alphabet = if url {
        &alphabet::URL_SAFE
    } else {
        &alphabet::STANDARD
    };
    GeneralPurpose::new(
        alphabet,
        PAD.with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    )
}

const COPY: &str = "copy it again, complete and unchanged";

#[cfg(test)]
mod tests {
    use super::check;

    fn messages(text: &str, bytes: usize, url: bool) -> Vec<String> {
        check(text, bytes, url)
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn right() {
        for (text, bytes, url) in [
            ("/+8=", 2, false),
            ("/+/v", 3, false),
            ("/w==", 1, false),
            ("_-8", 2, true),
            ("_w", 1, true),
        ] {
            assert_eq!(messages(text, bytes, url), [""; 0], "{text}");
        }
    }

    #[test]
    fn wrong() {
        assert_eq!(
            messages("/+8", 2, false),
            ["0 characters of padding, it needs 1"]
        );
        assert_eq!(
            messages("/+8==", 2, false),
            ["2 characters of padding, it needs 1"]
        );
        assert_eq!(
            messages("/+8=", 3, false),
            ["it decodes to 2 bytes, base64:3 has 3"]
        );
        assert_eq!(
            messages("/+9=", 2, false),
            ["its last character has bits that belong to no byte"]
        );
        assert_eq!(
            messages("_-8=", 2, true),
            ["it is padded with =, and base64url is not"]
        );
        assert_eq!(
            messages("AAAAA", 4, false),
            ["5 characters without padding: base64 never has that many"]
        );
        assert_eq!(
            messages("AA=A", 2, false),
            ["1 character outside base64, the first at character 3"]
        );
        assert_eq!(
            messages("é+9", 4, true),
            ["2 characters outside base64url, the first at character 1"],
            "bytes and characters differ"
        );
    }

    #[test]
    fn the_other_alphabet_is_named() {
        assert!(
            check("_-8=", 2, false)[0]
                .hint
                .starts_with("this looks like base64url")
        );
        assert!(
            check("/+8", 2, true)[0]
                .hint
                .starts_with("this looks like base64:")
        );
        assert!(check("/+8!", 2, true)[0].hint.starts_with("copy"));
    }
}
