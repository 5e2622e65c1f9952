//! `Created`: an `xsd:dateTime` (XML Schema part 2, §3.2.7), hashed as the text it is and judged as the instant it names.

use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

use crate::Error;

/// When a token was made: the text that is sent and hashed, and the instant that it names.
///
/// The calendar is `jiff`'s, as it is for the binary: WS-Security is the one scheme here that has a date on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    text: String,
    instant: SystemTime,
}

impl Created {
    /// Writes an instant in UTC with `Z`, cut to milliseconds; without a fraction where those are 0.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    /// use credtool_request_auth::wsse::Created;
    /// let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_058_318_672_070);
    /// assert_eq!(Created::at(time)?.text(), "2003-07-16T01:24:32.070Z");
    /// # Ok::<(), credtool_request_auth::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Time`] before 1970 and after the year 9999.
    pub fn at(time: SystemTime) -> Result<Self, Error> {
        let since = time.duration_since(UNIX_EPOCH).map_err(|_| Error::Time)?;
        let millis = i64::try_from(since.as_millis()).map_err(|_| Error::Time)?;
        let timestamp = Timestamp::from_millisecond(millis).map_err(|_| Error::Time)?;
        let text = if millis % 1000 == 0 {
            format!("{timestamp:.0}")
        } else {
            format!("{timestamp:.3}")
        };
        Ok(Self {
            text,
            instant: timestamp.into(),
        })
    }

    /// Returns the text that is sent and hashed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the instant.
    #[must_use]
    pub fn instant(&self) -> SystemTime {
        self.instant
    }

    /// Reads a text as it is: no white space around it, four digits of the year, a zone or none, which then is UTC.
    ///
    /// So exactly one `T` stands in it, in the eleventh place. The hash does not see where the nonce ends; this way nobody can
    /// move characters from the one to the other and have a token that the replay guard does not know.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() >= SHAPE.len() && bytes.iter().zip(SHAPE).all(is_shaped);
        if !shaped {
            return Err("is no date and time such as 2025-07-31T09:00:00Z");
        }
        let (whole, rest) = text.split_at(SHAPE.len());
        let digits = rest.strip_prefix('.').map_or(0, |fraction| {
            fraction.bytes().take_while(u8::is_ascii_digit).count()
        });
        let (fraction, zone) = rest.split_at(if digits == 0 { 0 } else { digits + 1 });
        let is_offset = |zone: &[u8]| {
            let [sign, zone @ ..] = zone else {
                return false;
            };
            matches!(sign, b'+' | b'-')
                && zone.len() == OFFSET.len()
                && zone.iter().zip(OFFSET).all(is_shaped)
        };
        let zone = match zone.as_bytes() {
            [] => "Z",
            b"Z" => zone,
            offset if is_offset(offset) => zone,
            _ => return Err("has a zone that is neither Z nor such as +02:00"),
        };
        // An instant has nanoseconds here; the text is hashed with all of its digits.
        let fraction = &fraction[..fraction.len().min(".123456789".len())];
        let timestamp: Timestamp = format!("{whole}{fraction}{zone}")
            .parse()
            .map_err(|_| "names a day or an hour that does not exist")?;
        Ok(Self {
            text: text.to_owned(),
            instant: timestamp.into(),
        })
    }
}

impl FromStr for Created {
    type Err = Error;

    /// Takes a text as it is to be sent and hashed: an `xsd:dateTime` with four digits of the year.
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text).map_err(|problem| Error::Value {
            field: "timestamp",
            problem,
        })
    }
}

/// Whether a byte is what the shape has in its place: a digit where that has a 0.
fn is_shaped((byte, shape): (&u8, &u8)) -> bool {
    match shape {
        b'0' => byte.is_ascii_digit(),
        _ => byte == shape,
    }
}

const SHAPE: &[u8] = b"0000-00-00T00:00:00";
const OFFSET: &[u8] = b"00:00";

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn millis(text: &str) -> Option<u64> {
        let instant = Created::parse(text).ok()?.instant();
        let since = instant.duration_since(UNIX_EPOCH).unwrap();
        Some(u64::try_from(since.as_millis()).unwrap())
    }

    #[test]
    fn one_instant_in_every_spelling() {
        for text in [
            "2003-12-15T14:43:07Z",
            "2003-12-15T14:43:07",
            "2003-12-15T14:43:07.0Z",
            "2003-12-15T14:43:07.000000000000000000Z",
            "2003-12-15T14:43:07+00:00",
            "2003-12-15T15:43:07+01:00",
            "2003-12-15T09:13:07.000-05:30",
        ] {
            assert_eq!(millis(text), Some(1_071_499_387_000), "{text}");
            assert_eq!(Created::parse(text).unwrap().text(), text);
        }
        assert_eq!(
            millis("2003-12-15T14:43:07.0699999999999Z"),
            Some(1_071_499_387_069)
        );
        assert_eq!(
            Created::parse("1969-12-31T23:59:59Z").unwrap().instant(),
            UNIX_EPOCH - Duration::from_secs(1)
        );
    }

    #[test]
    fn refused() {
        for text in [
            "",
            "1071499387",
            "2003-12-15",
            "2003-12-15 14:43:07Z",
            "2003-12-15t14:43:07z",
            "2003-12-15T14:43Z",
            " 2003-12-15T14:43:07Z",
            "2003-12-15T14:43:07Z\n",
            "-2003-12-15T14:43:07Z",
            "12003-12-15T14:43:07Z",
            "2003-02-29T14:43:07Z",
            "2003-12-15T25:43:07Z",
            "2003-12-15T14:43:07.Z",
            "2003-12-15T14:43:07+1:00",
            "2003-12-15T14:43:07+0100",
            "2003-12-15T14:43:07Z[UTC]",
            "2003-12-15T14:43:07Zé",
            "é003-12-15T14:43:07Z",
        ] {
            assert!(Created::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn written() {
        let at = |millis| Created::at(UNIX_EPOCH + Duration::from_millis(millis));
        assert_eq!(at(0).unwrap().text(), "1970-01-01T00:00:00Z");
        assert_eq!(
            at(1_071_499_387_800).unwrap().text(),
            "2003-12-15T14:43:07.800Z"
        );
        assert_eq!(at(u64::MAX), Err(Error::Time));
        assert_eq!(
            Created::at(UNIX_EPOCH - Duration::from_secs(1)),
            Err(Error::Time)
        );
    }
}
