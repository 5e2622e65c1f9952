//! Whether a callback was made just now, told apart from whether its hash holds.

use std::fmt;
use std::time::{Duration, SystemTime};

use crate::ZoneOffset;
use crate::ticks::{Ticks, duration, unix_nanos};

/// What the time of a callback says, whether or not its hash holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// Within the tolerance, its ends included.
    Fresh,
    /// Too old.
    Stale,
    /// From the future.
    Future,
    /// There is no time.
    Absent,
}

impl Freshness {
    /// Returns the word for it: `fresh`, `stale`, `future` or `absent`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Stale => "stale",
            Self::Future => "future",
            Self::Absent => "absent",
        }
    }
}

impl fmt::Display for Freshness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How far ahead of the clock a callback is, in nanoseconds; negative for the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Skew(i128);

impl Skew {
    pub(crate) fn between(ticks: Ticks, zone: ZoneOffset, now: SystemTime) -> Self {
        Self(ticks.unix_nanos(zone) - unix_nanos(now))
    }

    pub(crate) fn freshness(self, tolerance: Duration) -> Freshness {
        match self.0.unsigned_abs() <= tolerance.as_nanos() {
            true => Freshness::Fresh,
            false if self.0 < 0 => Freshness::Stale,
            false => Freshness::Future,
        }
    }

    pub(crate) fn length(self) -> Duration {
        duration(self.0.unsigned_abs())
    }

    /// Returns the zone whose local time this looks like: the skew is a whole quarter hour, give or take a minute, and
    /// the offset is one that a place on earth can have.
    pub(crate) fn local_zone(self, read_as: ZoneOffset) -> Option<ZoneOffset> {
        let quarters = (self.0 + QUARTER / 2).div_euclid(QUARTER);
        let near = (self.0 - quarters * QUARTER).abs() <= MINUTE;
        let seconds = i32::try_from(quarters * 900)
            .ok()
            .filter(|_| near && quarters != 0)?;
        ZoneOffset::from_seconds(read_as.seconds().checked_add(seconds)?)
    }
}

const MINUTE: i128 = 60_000_000_000;
const QUARTER: i128 = 15 * MINUTE;

#[cfg(test)]
mod tests {
    use super::*;

    fn skew(seconds: i128) -> Skew {
        Skew(seconds * 1_000_000_000)
    }

    #[test]
    fn the_ends_of_the_tolerance_are_fresh() {
        let tolerance = Duration::from_secs(300);
        assert_eq!(skew(-300).freshness(tolerance), Freshness::Fresh);
        assert_eq!(skew(300).freshness(tolerance), Freshness::Fresh);
        assert_eq!(
            Skew(-300_000_000_100).freshness(tolerance),
            Freshness::Stale
        );
        assert_eq!(
            Skew(300_000_000_100).freshness(tolerance),
            Freshness::Future
        );
        assert_eq!(skew(0).freshness(Duration::ZERO), Freshness::Fresh);
        assert_eq!(Skew(i128::MIN).freshness(Duration::MAX), Freshness::Stale);
        assert_eq!(Skew(i128::MIN).length().as_secs(), u64::MAX);
    }

    #[test]
    fn local_time_is_recognised() {
        let zone = |seconds| {
            skew(seconds)
                .local_zone(ZoneOffset::UTC)
                .map(|zone| zone.to_string())
        };
        assert_eq!(zone(3600 - 20).as_deref(), Some("+01:00"));
        assert_eq!(zone(-5 * 3600 - 60).as_deref(), Some("-05:00"));
        assert_eq!(zone(5 * 3600 + 45 * 60).as_deref(), Some("+05:45"));
        assert_eq!(zone(14 * 3600).as_deref(), Some("+14:00"));
        for none in [
            0,
            59,
            15 * 60 - 61,
            3600 + 61,
            14 * 3600 + 900,
            -86_400,
            i128::from(u64::MAX),
        ] {
            assert_eq!(zone(none), None, "{none}");
        }
        let read_as = "+01:00".parse().unwrap();
        assert_eq!(
            skew(3600).local_zone(read_as).unwrap().to_string(),
            "+02:00"
        );
        assert_eq!(skew(-3600).local_zone(read_as).unwrap(), ZoneOffset::UTC);
    }
}
