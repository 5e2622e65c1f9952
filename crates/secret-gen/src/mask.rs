//! The part of a secret that may be shown.

/// Returns the first and last characters of a secret around `****`: enough to recognise it, too little to use it.
///
/// At most 4 and 4 characters are shown, and at most a quarter of all; of a secret below 16 characters none. Characters
/// are counted, not bytes. The length does not show. A character that would not print (control, white space, invisible)
/// becomes `?`, so the result is safe on a terminal.
///
/// ```
/// use credtool_secret_gen::mask;
///
/// assert_eq!(mask("4cfa9be21d70835e66f0a4b1972c83de5510fa6b"), "4cfa****fa6b");
/// assert_eq!(mask("4cfa9be21d70835e"), "4c****5e");
/// assert_eq!(mask("4cfa9be21d70835"), "****");
/// ```
pub fn mask(secret: &str) -> String {
    let length = secret.chars().count();
    let shown = if length < FULLY_HIDDEN_BELOW {
        0
    } else {
        (length / 4).min(8)
    };
    let (head, tail) = (shown.div_ceil(2), shown / 2);
    let printable = |c: char| {
        if c.is_ascii_graphic() || c.is_alphanumeric() {
            c
        } else {
            '?'
        }
    };
    let mut masked: String = secret.chars().take(head).map(printable).collect();
    masked.push_str("****");
    masked.extend(secret.chars().skip(length - tail).map(printable));
    masked
}

const FULLY_HIDDEN_BELOW: usize = 16;

#[cfg(test)]
mod tests {
    use super::mask;
    use proptest::prelude::*;

    #[test]
    fn short_secrets_show_nothing() {
        for secret in ["", "a", "hunter2", "fifteen chars 1", "ééééééééééééééé"] {
            assert_eq!(mask(secret), "****", "{secret}");
        }
    }

    #[test]
    fn the_quarter_grows_with_the_length() {
        assert_eq!(mask("abcdefghijklmnop"), "ab****op");
        assert_eq!(mask("abcdefghijklmnopqrst"), "abc****st");
        assert_eq!(mask("abcdefghijklmnopqrstuvwxyzABCDE"), "abcd****CDE");
        assert_eq!(mask("abcdefghijklmnopqrstuvwxyzABCDEF"), "abcd****CDEF");
        assert_eq!(mask(&"ab".repeat(500)), "abab****abab");
    }

    #[test]
    fn characters_are_counted_and_made_printable() {
        assert_eq!(mask("éèabcdefghijklüß"), "éè****üß");
        assert_eq!(mask("\u{1b}[31mabcdefghijkl\u{202e}\n"), "?[****??");
    }

    proptest! {
        #[test]
        fn never_more_than_a_quarter(secret in "\\PC{0,80}") {
            let all = secret.chars().count();
            let shown = mask(&secret).chars().count() - 4;
            prop_assert!(shown <= 8 && shown * 4 <= all);
            prop_assert!(all >= 16 || shown == 0);
        }
    }
}
