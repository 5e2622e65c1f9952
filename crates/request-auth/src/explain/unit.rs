//! Timestamps in other units than milliseconds since 1970.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A unit that clients use, with the ticks of 1970 in it.
pub(super) struct Unit {
    pub(super) name: &'static str,
    nanoseconds: u128,
    at_1970: u128,
}

/// The usual ones first. Ticks and file times count 100 nanoseconds, from the years 1 and 1601.
pub(super) const UNITS: [Unit; 6] = [
    unit("seconds", 1_000_000_000, 0),
    unit("microseconds", 1_000, 0),
    unit("nanoseconds", 1, 0),
    unit(".NET ticks", 100, 621_355_968_000_000_000),
    unit("Windows file time", 100, 116_444_736_000_000_000),
    unit("units of 100 nanoseconds", 100, 0),
];

const fn unit(name: &'static str, nanoseconds: u128, at_1970: u128) -> Unit {
    Unit {
        name,
        nanoseconds,
        at_1970,
    }
}

const NANOSECONDS_OF_A_MILLISECOND: u128 = 1_000_000;

impl Unit {
    /// Returns the instant of a number in this unit; fractions of it are cut.
    pub(super) fn instant(&self, text: &str) -> Option<SystemTime> {
        let nanoseconds = self.since_1970(text)?;
        let seconds = u64::try_from(nanoseconds / 1_000_000_000).ok()?;
        let rest = (nanoseconds % 1_000_000_000) as u32;
        UNIX_EPOCH.checked_add(Duration::new(seconds, rest))
    }

    /// Returns the digits of the milliseconds that a number in this unit stands for.
    pub(super) fn milliseconds_of(&self, text: &str) -> Option<String> {
        let milliseconds = self.since_1970(text)? / NANOSECONDS_OF_A_MILLISECOND;
        Some(milliseconds.to_string())
    }

    /// Returns the digits in this unit of a number of milliseconds.
    pub(super) fn of_milliseconds(&self, text: &str) -> Option<String> {
        let milliseconds = number(text)?;
        let nanoseconds = milliseconds.checked_mul(NANOSECONDS_OF_A_MILLISECOND)?;
        Some((nanoseconds / self.nanoseconds + self.at_1970).to_string())
    }

    fn since_1970(&self, text: &str) -> Option<u128> {
        let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
        let units = number(whole)?.checked_sub(self.at_1970)?;
        units.checked_mul(self.nanoseconds)
    }
}

fn number(text: &str) -> Option<u128> {
    let digits = text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_instant_in_every_unit() {
        let texts = [
            "1360776131",
            "1360776131401109",
            "1360776131401109800",
            "634963729314011098",
            "130052497314011098",
            "13607761314011098",
        ];
        for (unit, text) in UNITS.iter().zip(texts) {
            let instant = unit.instant(text).unwrap();
            let since = instant.duration_since(UNIX_EPOCH).unwrap();
            assert_eq!(since.as_secs(), 1_360_776_131, "{}", unit.name);
            let milliseconds = unit.milliseconds_of(text).unwrap();
            assert!(milliseconds.starts_with("1360776131"), "{}", unit.name);
            let back = unit.of_milliseconds("1360776131401").unwrap();
            assert_eq!(back[..10], text[..10], "{}", unit.name);
        }
        assert!(UNITS[0].instant("1360776131.401").is_some());
    }

    #[test]
    fn what_is_no_number_has_no_instant() {
        let huge = "9".repeat(20);
        for text in ["", "-1", "1e9", "2013-02-13T17:22:11Z", &"9".repeat(21)] {
            assert!(
                UNITS.iter().all(|unit| unit.instant(text).is_none()),
                "{text}"
            );
        }
        for unit in &UNITS {
            let _ = unit.instant(&huge);
            let _ = unit.of_milliseconds(&huge);
        }
    }
}
