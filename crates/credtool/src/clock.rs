//! Instants as people write them (RFC 3339), and `--at`, which replaces the clock. [`Io::now`](crate::io::Io::now) answers with one or the other.

use std::time::SystemTime;

use credtool_pki::Time;
use jiff::Timestamp;

/// Returns the instant that an RFC 3339 text names, such as `2025-07-31T09:00:00Z`; the parser of `--at`.
pub(crate) fn instant(text: &str) -> Result<SystemTime, String> {
    // The parser of jiff takes all of ISO 8601; a date and time without this `T` and a zone is a different notation.
    let shaped = text.len() >= "2025-07-31T09:00:00Z".len()
        && text
            .as_bytes()
            .iter()
            .zip(SHAPE)
            .all(|(byte, shape)| match shape {
                b'0' => byte.is_ascii_digit(),
                _ => byte.eq_ignore_ascii_case(shape),
            })
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"-+:.TtZz".contains(&byte));
    let timestamp = text.parse::<Timestamp>().ok().filter(|_| shaped);
    timestamp.map(SystemTime::from).ok_or_else(|| {
        "it is no RFC 3339 date and time with a zone, such as 2025-07-31T09:00:00Z".to_owned()
    })
}

/// Returns the instant in RFC 3339, in UTC with `Z`; fractions of a second only where there are any. What lies past the
/// years that this notation can write is said as such.
pub(crate) fn rfc3339(time: SystemTime) -> String {
    Timestamp::try_from(time).map_or_else(
        |_| "a moment outside the years 0 to 9999".to_owned(),
        |timestamp| timestamp.to_string(),
    )
}

/// Returns the instant in whole seconds, as certificates state time; a fraction is cut off.
pub(crate) fn certificate_time(time: SystemTime) -> Time {
    let seconds = |length: std::time::Duration| i64::try_from(length.as_secs()).unwrap_or(i64::MAX);
    Time::from_unix_seconds(match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => seconds(after),
        Err(before) => {
            let before = before.duration();
            -seconds(before) - i64::from(before.subsec_nanos() > 0)
        }
    })
}

const SHAPE: &[u8] = b"0000-00-00T00:00:00";

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn reads_what_rfc_3339_gives_as_examples() {
        // RFC 3339 section 5.8.
        assert_eq!(
            instant("1985-04-12T23:20:50.52Z").unwrap(),
            at(482_196_050) + Duration::from_millis(520)
        );
        assert_eq!(
            instant("1996-12-19T16:39:57-08:00").unwrap(),
            at(851_042_397)
        );
        assert_eq!(
            instant("1937-01-01T12:00:27.87+00:20").unwrap(),
            SystemTime::UNIX_EPOCH - Duration::from_millis(1_041_337_172_130)
        );
        assert!(instant("1990-12-31T23:59:60Z").is_ok(), "a leap second");
        assert_eq!(instant("2025-07-31t09:00:00z").unwrap(), at(1_753_952_400));
    }

    #[test]
    fn refuses_what_is_not_rfc_3339() {
        for text in [
            "",
            "now",
            "2025-07-31",
            "2025-07-31T09:00:00",
            "2025-07-31 09:00:00Z",
            "20250731T090000Z",
            "2025-07-31T09:00Z",
            "2025-02-30T09:00:00Z",
            "2025-07-31T09:00:00Z[UTC]",
            "2025-07-31T24:00:01Z",
            "1753952400",
        ] {
            assert!(instant(text).is_err(), "{text}");
        }
    }

    #[test]
    fn whole_seconds() {
        let seconds = |time| certificate_time(time).unix_seconds();
        assert_eq!(seconds(at(7) + Duration::from_millis(999)), 7);
        let before = SystemTime::UNIX_EPOCH - Duration::from_millis(500);
        assert_eq!(seconds(before), -1);
        assert_eq!(seconds(SystemTime::UNIX_EPOCH - Duration::from_secs(2)), -2);
    }

    #[test]
    fn writes_utc() {
        assert_eq!(rfc3339(at(1_753_952_400)), "2025-07-31T09:00:00Z");
        assert_eq!(
            rfc3339(at(1_753_952_400) + Duration::from_millis(5)),
            "2025-07-31T09:00:00.005Z"
        );
        assert!(rfc3339(at(1 << 50)).contains("outside the years"));
    }
}
