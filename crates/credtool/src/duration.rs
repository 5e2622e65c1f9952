//! Lengths of time as people write them: `5m`, `0s`, `24h`, `7d`.

use std::time::Duration;

/// Returns the length of time that a whole number and a unit name; the parser of `--tolerance` and the like.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let seconds = UNITS.iter().find(|(name, _)| *name == unit);
    let duration = seconds.and_then(|(_, seconds)| {
        let number: u64 = number.parse().ok()?;
        number.checked_mul(*seconds).map(Duration::from_secs)
    });
    duration
        .ok_or_else(|| "it is no whole number with s, m, h or d behind it, such as 5m".to_owned())
}

/// The units, in seconds.
const UNITS: [(&str, u64); 4] = [("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_units() {
        for (text, seconds) in [
            ("0s", 0),
            ("90s", 90),
            ("5m", 300),
            ("24h", 86_400),
            ("7d", 604_800),
            ("007m", 420),
        ] {
            assert_eq!(duration(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
    }

    #[test]
    fn refused() {
        for text in [
            "",
            "5",
            "m",
            "-5m",
            "+5m",
            "5 m",
            "5M",
            "1.5h",
            "5min",
            "1h30m",
            "99999999999999999999s",
            "999999999999999999d",
            "٥m",
        ] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
