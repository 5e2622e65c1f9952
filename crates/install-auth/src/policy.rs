//! What a verifier accepts: how old, and in which time zone the platform's clock is read.

use std::time::Duration;

use crate::ZoneOffset;

/// The tolerance and the time zone of `d`. The default is five minutes and UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// How far `d` may be from now, in either direction, the ends included.
    pub tolerance: Duration,
    /// The zone whose local time the ticks of `d` are; whether they are UTC is not documented.
    pub d_zone: ZoneOffset,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            tolerance: Duration::from_secs(300),
            d_zone: ZoneOffset::UTC,
        }
    }
}
