//! Words and documented examples that are no secrets.

use zeroize::Zeroizing;

use crate::placeholder_words::{BRACKETS, EXAMPLES, MARKERS, WORDS};

/// Returns why the text stands for a secret instead of being one, in words that do not repeat it.
pub(crate) fn reason(text: &str) -> Option<String> {
    let is_example = |values: &[&str]| values.iter().any(|value| value.eq_ignore_ascii_case(text));
    if let Some((source, _)) = EXAMPLES.iter().find(|(_, values)| is_example(values)) {
        return Some(format!("it is an example value of {source}"));
    }
    if is_template(text) {
        return Some("it is the place for a secret in a template".to_owned());
    }
    let letters = squeeze(text, |c| c);
    match common_step(&letters) {
        Some(0) => return Some("it is one character repeated".to_owned()),
        Some(_) => return Some("it is a sequence of characters".to_owned()),
        None => {}
    }
    let has_marker = MARKERS.iter().any(|marker| letters.contains(marker));
    let is_words =
        has_marker || is_mostly_words(&letters) || is_mostly_words(&squeeze(text, plain_letter));
    is_words.then(|| "it is made of placeholder words".to_owned())
}

/// Whether the text is a name in brackets of a template language: `<secret>`, `${SECRET}`, `{{ .Values.secret }}`, `%SECRET%`.
fn is_template(text: &str) -> bool {
    BRACKETS.iter().any(|(open, close)| {
        let inner = text
            .strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close));
        inner.is_some_and(|name| {
            !name.is_empty()
                && name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || " _-.".contains(c))
        })
    })
}

/// Whether placeholder words, read greedily from the left, make up three quarters of the characters, or half of them with
/// a word of five among them. Short words turn up in short draws by chance.
fn is_mostly_words(letters: &str) -> bool {
    let (mut rest, mut covered, mut longest) = (letters, 0, 0);
    while let Some(first) = rest.chars().next() {
        let words = WORDS
            .split(' ')
            .filter(|word| rest.starts_with(word))
            .map(str::len);
        let word = words.max().unwrap_or(0);
        (covered, longest) = (covered + word, longest.max(word));
        rest = &rest[if word > 0 { word } else { first.len_utf8() }..];
    }
    covered > 0
        && (covered * 4 >= letters.len() * 3 || longest >= 5 && covered * 2 >= letters.len())
}

/// Returns the step of 0, 1 or -1 from one character to the next that makes up three quarters of all steps.
fn common_step(letters: &str) -> Option<i64> {
    let steps = || {
        letters
            .bytes()
            .zip(letters.bytes().skip(1))
            .map(|(a, b)| i64::from(b) - i64::from(a))
    };
    let enough = (letters.len() >= 4).then(|| (letters.len() - 1) * 3)?;
    [0, 1, -1]
        .into_iter()
        .find(|&step| steps().filter(|&found| found == step).count() * 4 >= enough)
}

/// Returns the start of the text in lower case without punctuation, each character mapped.
fn squeeze(text: &str, map: fn(char) -> char) -> Zeroizing<String> {
    let start = text.chars().take(LONGEST).map(map);
    // A character is at most four bytes long; growing would leave copies behind.
    let mut squeezed = Zeroizing::new(String::with_capacity(4 * LONGEST));
    squeezed.extend(
        start
            .filter(|c| c.is_alphanumeric())
            .map(|c| c.to_ascii_lowercase()),
    );
    squeezed
}

/// Undoes the usual replacements of letters: `p@ssw0rd`.
fn plain_letter(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// No placeholder is longer.
const LONGEST: usize = 256;

#[cfg(test)]
mod tests {
    use super::reason;

    #[test]
    fn placeholders() {
        for text in [
            "changeme",
            "ChangeMe123!",
            "changeit",
            "password",
            "P@ssw0rd123",
            "your-secret-here",
            "YOUR_SECRET_KEY",
            "my-secret-key",
            "secret",
            "--copy--encrypted--shared--secret--from--portal--here",
            "<secret>",
            "${APP_SECRET}",
            "{{ .Values.secret }}",
            "%SECRET%",
            "{value}",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "1008877AFABF32EFB31F9C974DBEAA688BED0769",
            "ASDFGHJKL1234567",
            "todo",
            "hunter2",
            "test1234",
            "please-change-me-before-production",
            "not-a-real-secret",
            "s3cr3t",
        ] {
            assert!(reason(text).is_some(), "{text}");
        }
    }

    #[test]
    fn repeats_and_sequences() {
        assert_eq!(
            reason("0000000000000000").as_deref(),
            Some("it is one character repeated")
        );
        assert_eq!(
            reason("xxxx-xxxx-xxxx").as_deref(),
            Some("it is one character repeated")
        );
        assert_eq!(
            reason("1234567890").as_deref(),
            Some("it is a sequence of characters")
        );
        assert_eq!(
            reason("0123456789abcdef0123456789abcdef").as_deref(),
            Some("it is a sequence of characters")
        );
        assert_eq!(
            reason("zyxwvutsrqponmlk").as_deref(),
            Some("it is a sequence of characters")
        );
    }

    #[test]
    fn secrets_are_left_alone() {
        for text in [
            "4cfa9be21d70835e66f0a4b1972c83de5510fa6b",
            "acme-client-secret-4cfa9be21d70835e66f0a4b1972c83de",
            "mytoken4cfa9be21d70835e66f0a4b1972c83de",
            "Zq7!xPv2@Lk9#Wt4",
            "5YqYK1mEw8sPeAqf0Tn7hJwzBd3rUxC9",
            "",
            "é",
        ] {
            assert_eq!(reason(text), None, "{text}");
        }
    }
}
