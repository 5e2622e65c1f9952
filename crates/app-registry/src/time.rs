//! Times as events have them: whole milliseconds since 1970.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The last millisecond of the year 9999, beyond which RFC 3339 has no form.
pub(crate) const LATEST: u64 = 253_402_300_799_999;

/// Returns the milliseconds since 1970 in UTC, rounded down; `None` before 1970 and after 9999.
pub(crate) fn milliseconds(time: SystemTime) -> Option<u64> {
    let since = time.duration_since(UNIX_EPOCH).ok()?;
    u64::try_from(since.as_millis())
        .ok()
        .filter(|&at| at <= LATEST)
}

/// Returns the time, which is at most [`LATEST`].
pub(crate) fn system_time(milliseconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(milliseconds.min(LATEST))
}
