//! Counting characters for a message.

/// Returns how many characters are meant, and the place of the first, from 1.
pub(crate) fn tally(text: &str, is_meant: impl Fn(char) -> bool) -> Option<(usize, usize)> {
    let mut places = text
        .chars()
        .enumerate()
        .filter(|&(_, c)| is_meant(c))
        .map(|(place, _)| place + 1);
    let first = places.next()?;
    Some((places.count() + 1, first))
}

/// Returns the number with its noun, in the plural where it belongs: `1 character`, `2 characters`.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
