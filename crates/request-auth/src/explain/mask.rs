//! Secrets as asterisks, wherever they turn up.

/// Replaces every secret in the text by as many asterisks, so that positions stay what they are. Secrets of fewer than four
/// bytes are left: they would turn up in everything.
pub(super) fn bytes(mut text: Vec<u8>, secrets: &[&[u8]]) -> Vec<u8> {
    for secret in secrets
        .iter()
        .flat_map(|secret| [secret, secret.trim_ascii()])
    {
        let mut from = 0;
        while secret.len() >= 4
            && let Some(at) = find(&text[from..], secret)
        {
            let place = from + at..from + at + secret.len();
            from = place.end;
            text[place].fill(b'*');
        }
    }
    text
}

/// As [`bytes`]; what is not UTF-8 afterwards is shown as U+FFFD.
pub(super) fn text(text: &[u8], secrets: &[&[u8]]) -> String {
    String::from_utf8_lossy(&bytes(text.to_vec(), secrets)).into_owned()
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    let first = part.first()?;
    let starts = 0..(text.len() + 1).saturating_sub(part.len());
    let mut starts = starts.filter(|at| text[*at] == *first);
    starts.find(|at| text[*at..].starts_with(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_long_as_before() {
        let masked = |input: &str, secret: &str| text(input.as_bytes(), &[secret.as_bytes()]);
        assert_eq!(
            masked("a=hunter2&b=hunter2", "hunter2"),
            "a=*******&b=*******"
        );
        assert_eq!(masked("a=hunter2", "hunter2\n"), "a=*******");
        assert_eq!(masked("aaaaaaa", "aaaa"), "****aaa");
        assert_eq!(masked("abc", "abc"), "abc");
        assert_eq!(masked("", "hunter2"), "");
        assert_eq!(text(b"\xff=hunter2", &[b"hunter2"]), "\u{fffd}=*******");
    }
}
