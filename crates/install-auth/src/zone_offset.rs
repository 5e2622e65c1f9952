//! Hours and minutes east of UTC.

use std::fmt;
use std::str::FromStr;

use crate::Error;

/// How far a place's clock is ahead of UTC, in whole minutes, at most 14 hours either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ZoneOffset(i32);

impl ZoneOffset {
    /// No offset.
    pub const UTC: Self = Self(0);

    /// The most seconds there are: Kiribati's +14:00.
    const MOST: i32 = 14 * 3600;

    /// Returns the offset of so many seconds east, `None` unless they are whole minutes within 14 hours.
    #[must_use]
    pub fn from_seconds(seconds: i32) -> Option<Self> {
        (seconds % 60 == 0 && (-Self::MOST..=Self::MOST).contains(&seconds))
            .then_some(Self(seconds))
    }

    /// Returns the seconds east of UTC.
    #[must_use]
    pub fn seconds(self) -> i32 {
        self.0
    }
}

impl FromStr for ZoneOffset {
    type Err = Error;

    /// Reads `+01:00`, `-05:30` or `Z`.
    fn from_str(text: &str) -> Result<Self, Error> {
        if matches!(text, "Z" | "z") {
            return Ok(Self::UTC);
        }
        let digit = |byte: u8| byte.is_ascii_digit().then(|| i32::from(byte - b'0'));
        let seconds = match *text.as_bytes() {
            [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => (|| {
                let hours = digit(h1)? * 10 + digit(h2)?;
                let minutes = digit(m1)? * 10 + digit(m2)?;
                let seconds = (hours * 60 + minutes) * 60;
                (minutes < 60).then_some(if sign == b'-' { -seconds } else { seconds })
            })(),
            _ => None,
        };
        seconds
            .and_then(Self::from_seconds)
            .ok_or(Error::ZoneOffset)
    }
}

impl fmt::Display for ZoneOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minutes = self.0.abs() / 60;
        let sign = if self.0 < 0 { '-' } else { '+' };
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for text in ["+00:00", "+01:00", "-05:30", "+14:00", "-14:00", "+05:45"] {
            assert_eq!(text.parse::<ZoneOffset>().unwrap().to_string(), text);
        }
        assert_eq!("Z".parse(), Ok(ZoneOffset::UTC));
        for text in [
            "", "+1:00", "01:00", "+14:01", "-15:00", "+01:60", "+0100", "+01:00 ", "+aa:00",
            "é1:00",
        ] {
            assert_eq!(text.parse::<ZoneOffset>(), Err(Error::ZoneOffset), "{text}");
        }
        assert_eq!(ZoneOffset::from_seconds(i32::MIN), None);
        assert_eq!(ZoneOffset::from_seconds(30), None);
    }
}
