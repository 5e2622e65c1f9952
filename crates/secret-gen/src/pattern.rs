//! Bits that remain when repeats and sequences are taken out.

use zeroize::Zeroizing;

/// Returns the length in bits of a short description of the text, over an alphabet of the given size.
///
/// The text is described by its first character and the step from each character to the next, and a run of steps that
/// occurred before is described by where and how long. A repeated character is a run of steps 0, a sequence one of steps
/// 1, a repeated word one of the word's steps. Uniformly drawn text has hardly a shorter description than its characters:
/// saving *b* bits by chance becomes rarer about as fast as 2^-b. Words, names and keyboard rows are not known here, and
/// only the first 256 characters are read.
pub(crate) fn described_bits(text: &str, alphabet_len: usize) -> f64 {
    let mut codes = Zeroizing::new(Vec::with_capacity(LONGEST)); // enough: growing would leave copies behind
    codes.extend(text.chars().take(LONGEST).map(|c| i64::from(u32::from(c))));
    let steps: Zeroizing<Vec<i64>> =
        Zeroizing::new(codes.windows(2).map(|pair| pair[1] - pair[0]).collect());
    let character = (alphabet_len as f64).log2();
    let mut bits = if codes.is_empty() { 0.0 } else { character };
    let mut at = 0;
    while at < steps.len() {
        let longest = (0..at)
            .map(|from| common(&steps[from..], &steps[at..]))
            .max()
            .unwrap_or(0);
        // One of `at` places, one of as many lengths as there are steps, and a bit that says it is a repeat.
        let repeat = (at as f64).log2() + (steps.len() as f64).log2() + 1.0;
        if longest > 0 && character * longest as f64 > repeat {
            bits += repeat;
            at += longest;
        } else {
            bits += character;
            at += 1;
        }
    }
    bits
}

/// Returns the size of the smallest usual alphabet that holds the text.
pub(crate) fn alphabet_len(text: &str) -> usize {
    let all = |is_in: fn(u8) -> bool| text.bytes().all(is_in);
    if all(|b| b.is_ascii_digit()) {
        return 10;
    }
    if all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        || all(|b| matches!(b, b'0'..=b'9' | b'A'..=b'F'))
    {
        return 16;
    }
    let any = |is_in: fn(u8) -> bool, size: usize| if text.bytes().any(is_in) { size } else { 0 };
    any(|b| b.is_ascii_lowercase(), 26)
        + any(|b| b.is_ascii_uppercase(), 26)
        + any(|b| b.is_ascii_digit(), 10)
        + any(|b| b.is_ascii_punctuation() || b == b' ', 33)
        + any(|b| !b.is_ascii(), 96) // as many as one more page of Latin letters
}

fn common(a: &[i64], b: &[i64]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// Comparing all places with all others is quadratic, and this many characters say enough.
const LONGEST: usize = 256;

#[cfg(test)]
mod tests {
    use super::{alphabet_len, described_bits};

    #[test]
    fn patterns_are_short() {
        for text in [
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "abababababababababababababababababababab",
            "0123456789abcdef0123456789abcdef",
            "abcdefghijklmnopqrstuvwxyz",
            "98765432109876543210987654321098",
            "passwordpasswordpasswordpassword",
            "deadbeefdeadbeefdeadbeefdeadbeef",
        ] {
            let bits = described_bits(text, alphabet_len(text));
            assert!(bits < 64.0, "{text}: {bits}");
        }
    }

    #[test]
    fn what_was_drawn_is_not() {
        // Published examples, all drawn once; bits of their characters: 160, 128, 238.
        for (text, nominal) in [
            ("1008877afabf32efb31f9c974dbeaa688bed0769", 160.0),
            ("0EE0D33AC67E4389AB2B46123729B875", 128.0),
            ("5aes9wG4mQgWJBfKMuYLtrEtNslm1enWG2XpGaMk", 238.0),
        ] {
            let bits = described_bits(text, alphabet_len(text));
            assert!(bits > nominal * 0.95, "{bits} of {nominal}");
        }
    }

    #[test]
    fn alphabets() {
        for (text, size) in [
            ("0123", 10),
            ("0a", 16),
            ("0A", 16),
            ("0aA", 62),
            ("xyz", 26),
            ("a b", 59),
            ("é", 96),
            ("Pa$5", 95),
        ] {
            assert_eq!(alphabet_len(text), size, "{text}");
        }
    }

    #[test]
    fn nothing_and_a_long_text_are_quick() {
        assert_eq!(described_bits("", 0), 0.0);
        assert!(described_bits(&"x".repeat(10_000_000), 26) < 64.0);
    }
}
