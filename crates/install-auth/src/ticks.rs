//! Time as .NET counts it: `DateTime.Ticks`, 100 nanoseconds each since the beginning of the year 1.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::ZoneOffset;

/// A number of ticks that a `DateTime` can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ticks(u64);

impl Ticks {
    /// Reads 18 or 19 digits, from the year 317 to the last tick of 9999. So many digits are no Unix time in seconds,
    /// milliseconds or microseconds, and no 32 digits of hex.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let shaped =
            matches!(text.len(), 18 | 19) && text.bytes().all(|byte| byte.is_ascii_digit());
        let ticks = text
            .parse()
            .ok()
            .filter(|_| shaped && !text.starts_with('0'))?;
        (ticks <= MAX).then_some(Self(ticks))
    }

    /// Says why a text is no ticks, without repeating it.
    pub(crate) fn fault(text: &str) -> String {
        if text.is_empty() {
            return "it is empty".to_owned();
        }
        if let Some(at) = text.bytes().position(|byte| !byte.is_ascii_digit()) {
            return format!("another character at byte {at}");
        }
        match text.len() {
            18 | 19 if text.starts_with('0') => "it begins with 0".to_owned(),
            19 => "it is past the year 9999".to_owned(),
            digits => format!("it has {digits} digits"),
        }
    }

    /// Returns the ticks that a clock of that zone shows, `None` outside the years 1 to 9999.
    pub(crate) fn at(time: SystemTime, zone: ZoneOffset) -> Option<Self> {
        let nanos = unix_nanos(time) + zone_nanos(zone);
        let ticks = u64::try_from(UNIX_EPOCH_TICKS + nanos.div_euclid(100)).ok()?;
        (ticks <= MAX).then_some(Self(ticks))
    }

    /// Returns the nanoseconds since 1970 in UTC, negative before.
    pub(crate) fn unix_nanos(self, zone: ZoneOffset) -> i128 {
        (i128::from(self.0) - UNIX_EPOCH_TICKS) * 100 - zone_nanos(zone)
    }

    /// Returns the instant, `None` where the system's clock cannot hold it.
    pub(crate) fn system_time(self, zone: ZoneOffset) -> Option<SystemTime> {
        // Seconds first: divisions of 128 bits are slow.
        let seconds = i64::try_from(self.0 / PER_SECOND).ok()?
            - UNIX_EPOCH_SECONDS
            - i64::from(zone.seconds());
        let distance = Duration::from_secs(seconds.unsigned_abs());
        let whole = if seconds < 0 {
            UNIX_EPOCH.checked_sub(distance)
        } else {
            UNIX_EPOCH.checked_add(distance)
        };
        whole?.checked_add(Duration::from_nanos(self.0 % PER_SECOND * 100))
    }
}

impl std::fmt::Display for Ticks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Returns the nanoseconds since 1970, negative before. No instant of a `SystemTime` comes near the limits of 128 bits.
pub(crate) fn unix_nanos(time: SystemTime) -> i128 {
    let signed = |distance: Duration| i128::try_from(distance.as_nanos()).unwrap_or(i128::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => signed(since),
        Err(before) => -signed(before.duration()),
    }
}

/// Returns that many nanoseconds, or the longest duration there is.
pub(crate) fn duration(nanos: u128) -> Duration {
    let seconds = u64::try_from(nanos / NANOS_PER_SECOND).unwrap_or(u64::MAX);
    let rest = u32::try_from(nanos % NANOS_PER_SECOND).unwrap_or_default();
    Duration::new(seconds, rest)
}

fn zone_nanos(zone: ZoneOffset) -> i128 {
    i128::from(zone.seconds()) * 1_000_000_000
}

const NANOS_PER_SECOND: u128 = 1_000_000_000;

const PER_SECOND: u64 = 10_000_000;

/// `DateTime.UnixEpoch.Ticks`, and the same in seconds.
const UNIX_EPOCH_TICKS: i128 = 621_355_968_000_000_000;
const UNIX_EPOCH_SECONDS: i64 = 62_135_596_800;

/// `DateTime.MaxValue.Ticks`, the last tick of the year 9999.
const MAX: u64 = 3_155_378_975_999_999_999;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_platform_s_sample_is_exact() {
        // 2013-02-13T17:22:11.4011098Z, to the tick.
        let ticks = Ticks::parse("634963729314011098").unwrap();
        let time = UNIX_EPOCH + Duration::new(1_360_776_131, 401_109_800);
        assert_eq!(ticks.system_time(ZoneOffset::UTC), Some(time));
        assert_eq!(Ticks::at(time, ZoneOffset::UTC), Some(ticks));
        let east: ZoneOffset = "+01:00".parse().unwrap();
        assert_eq!(
            ticks.system_time(east),
            Some(time - Duration::from_secs(3600))
        );
        assert_eq!(
            Ticks::at(time - Duration::from_secs(3600), east),
            Some(ticks)
        );
    }

    #[test]
    fn the_ends_of_the_range() {
        let last = Ticks::parse("3155378975999999999").unwrap();
        assert_eq!(
            last.unix_nanos(ZoneOffset::UTC),
            253_402_300_799_999_999_900
        );
        assert!(last.system_time(ZoneOffset::UTC).is_some());
        let first = Ticks::parse("100000000000000000").unwrap();
        assert!(first.unix_nanos(ZoneOffset::UTC) < 0);
        for text in [
            "3155378976000000000",
            "9999999999999999999",
            "099999999999999999",
            "99999999999999999",
            "",
            "+34963729314011098",
            "６34963729314011098",
            "18446744073709551616",
        ] {
            assert_eq!(Ticks::parse(text), None, "{text}");
            assert!(!Ticks::fault(text).is_empty());
        }
    }

    #[test]
    fn instants_without_ticks() {
        let year = Duration::from_secs(366 * 86_400);
        assert_eq!(Ticks::at(UNIX_EPOCH + year * 9000, ZoneOffset::UTC), None);
        assert_eq!(Ticks::at(UNIX_EPOCH - year * 2000, ZoneOffset::UTC), None);
        let before = UNIX_EPOCH - Duration::from_nanos(1);
        assert_eq!(
            Ticks::at(before, ZoneOffset::UTC),
            Some(Ticks(621_355_967_999_999_999))
        );
    }
}
