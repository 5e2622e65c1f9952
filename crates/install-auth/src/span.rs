//! Lengths of time in words.

use std::time::Duration;

/// Returns a length of time in its two largest units, as `1 h 4 min`.
pub(crate) fn in_words(length: Duration) -> String {
    let seconds = length.as_secs();
    let units = [
        (seconds / 86_400, "d"),
        (seconds / 3600 % 24, "h"),
        (seconds / 60 % 60, "min"),
        (seconds % 60, "s"),
    ];
    let shown: Vec<_> = units
        .iter()
        .skip_while(|(count, _)| *count == 0)
        .take(2)
        .collect();
    let shown = shown.iter().filter(|(count, _)| *count > 0);
    let words: Vec<_> = shown
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect();
    if words.is_empty() {
        format!("{} ms", length.as_millis())
    } else {
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_units() {
        let words = |seconds| in_words(Duration::from_secs(seconds));
        assert_eq!(words(59), "59 s");
        assert_eq!(words(3600), "1 h");
        assert_eq!(words(3840), "1 h 4 min");
        assert_eq!(words(86_461), "1 d");
        assert_eq!(in_words(Duration::from_millis(250)), "250 ms");
    }
}
