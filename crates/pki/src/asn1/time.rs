//! The times of certificates: UTCTime and GeneralizedTime in, Unix seconds and RFC 3339 out. No clock is read here.

use std::fmt;

use crate::Error;
use crate::asn1::tlv::{Reader, Tlv};

/// A point in time in whole seconds, as certificates state it (RFC 5280 §4.1.2.5).
///
/// `Display` gives RFC 3339 in UTC, such as `2044-01-01T00:00:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    unix_seconds: i64,
}

impl Time {
    /// Returns the time that lies this many seconds after 1970-01-01T00:00:00Z (before it, if negative).
    pub const fn from_unix_seconds(unix_seconds: i64) -> Self {
        Self { unix_seconds }
    }

    /// Returns the seconds since 1970-01-01T00:00:00Z, without leap seconds.
    pub const fn unix_seconds(self) -> i64 {
        self.unix_seconds
    }

    /// Consumes a `Time` (RFC 5280 §4.1), in any form whose meaning is certain: DER's, and X.680's with the seconds left
    /// out, with a fraction (cut off) or with an offset from UTC. GeneralizedTime in local time is refused.
    pub(crate) fn read(reader: &mut Reader<'_>, what: &'static str) -> Result<Self, Error> {
        let tlv = reader.next(what)?;
        parse(&tlv).ok_or(Error::Malformed {
            what,
            at: tlv.content_at,
        })
    }

    /// Appends the encoding that RFC 5280 §4.1.2.5 demands: UTCTime for the years 1950 to 2049, GeneralizedTime for others.
    /// Returns whether there is one: years before 0 and after 9999 have none.
    #[must_use]
    pub(crate) fn write(self, out: &mut Vec<u8>) -> bool {
        let (year, month, day) = date_from_days(self.unix_seconds.div_euclid(DAY));
        if !(0..=9999).contains(&year) {
            return false;
        }
        let second = self.unix_seconds.rem_euclid(DAY);
        let utc = (1950..2050).contains(&year);
        out.extend(if utc {
            [UTC_TIME, 13]
        } else {
            [GENERALIZED_TIME, 15]
        });
        let mut pair = |number: i64| {
            let digit = |number: i64| b'0' + (number % 10) as u8;
            out.extend([digit(number / 10), digit(number)]);
        };
        if !utc {
            pair(year / 100);
        }
        for number in [
            year % 100,
            month,
            day,
            second / 3600,
            second / 60 % 60,
            second % 60,
        ] {
            pair(number);
        }
        out.push(b'Z');
        true
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = date_from_days(self.unix_seconds.div_euclid(DAY));
        let second = self.unix_seconds.rem_euclid(DAY);
        let (hour, minute) = (second / 3600, second / 60 % 60);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}Z",
            second % 60
        )
    }
}

fn parse(tlv: &Tlv<'_>) -> Option<Time> {
    let mut digits = Digits(tlv.content);
    let year = match tlv.tag {
        // 50 to 99 lie in the twentieth century (RFC 5280 §4.1.2.5.1).
        UTC_TIME => {
            let year = digits.pair()?;
            year + if year >= 50 { 1900 } else { 2000 }
        }
        GENERALIZED_TIME => digits.pair()? * 100 + digits.pair()?,
        _ => return None,
    };
    let (month, day) = (digits.pair()?, digits.pair()?);
    let (hour, minute) = (digits.pair()?, digits.pair()?);
    let second = if digits.0.first()?.is_ascii_digit() {
        digits.pair()?
    } else {
        0
    };
    if tlv.tag == GENERALIZED_TIME && matches!(digits.0.first(), Some(b'.' | b',')) {
        let fraction = digits.0[1..]
            .iter()
            .take_while(|octet| octet.is_ascii_digit());
        digits.0 = &digits.0[1 + fraction.count()..];
    }
    let (&sign, rest) = digits.0.split_first()?;
    digits.0 = rest;
    let offset = match sign {
        b'Z' => 0,
        b'+' | b'-' => {
            let (hours, minutes) = (digits.pair()?, digits.pair()?);
            let ahead = (hours < 24 && minutes < 60).then_some(hours * 3600 + minutes * 60)?;
            if sign == b'+' { ahead } else { -ahead }
        }
        _ => return None,
    };
    let days = days_from_date(year, month, day)?;
    (digits.0.is_empty() && hour < 24 && minute < 60 && second < 60).then_some(Time {
        unix_seconds: days * DAY + hour * 3600 + minute * 60 + second - offset,
    })
}

/// The text not yet read, taken two digits at a time.
struct Digits<'a>(&'a [u8]);

impl Digits<'_> {
    fn pair(&mut self) -> Option<i64> {
        let (pair, rest) = self.0.split_first_chunk::<2>()?;
        self.0 = rest;
        let [tens, ones] = pair.map(|octet| char::from(octet).to_digit(10));
        Some(i64::from(tens? * 10 + ones?))
    }
}

/// Returns the days from 1970-01-01 to a date of the proleptic Gregorian calendar, `None` where there is no such day.
///
/// Years are counted from March, so that the leap day comes last (Howard Hinnant, "chrono-compatible low-level date
/// algorithms").
fn days_from_date(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) || !(1..=days_in_month(year, month)).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * DAYS_PER_ERA + day_of_era - EPOCH)
}

/// Returns the year, month and day that lie `days` after 1970-01-01.
fn date_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + EPOCH;
    let era = days.div_euclid(DAYS_PER_ERA);
    let day_of_era = days.rem_euclid(DAYS_PER_ERA);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const DAY: i64 = 86_400;
/// Days in the 400 years after which the calendar repeats.
const DAYS_PER_ERA: i64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH: i64 = 719_468;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tag: u8, text: &str) -> Option<String> {
        let mut der = vec![tag, text.len() as u8];
        der.extend(text.bytes());
        let mut reader = Reader::new(&der);
        Time::read(&mut reader, "time")
            .ok()
            .map(|time| time.to_string())
    }

    #[test]
    fn both_forms() {
        for (tag, text, rfc3339) in [
            (UTC_TIME, "240101000000Z", "2024-01-01T00:00:00Z"),
            (UTC_TIME, "491231235959Z", "2049-12-31T23:59:59Z"),
            (UTC_TIME, "500101000000Z", "1950-01-01T00:00:00Z"),
            (UTC_TIME, "000229120000Z", "2000-02-29T12:00:00Z"),
            (UTC_TIME, "9912311759Z", "1999-12-31T17:59:00Z"),
            (UTC_TIME, "050616083000-0730", "2005-06-16T16:00:00Z"),
            (UTC_TIME, "050101003000+0100", "2004-12-31T23:30:00Z"),
            (GENERALIZED_TIME, "20500101000000Z", "2050-01-01T00:00:00Z"),
            (GENERALIZED_TIME, "99991231235959Z", "9999-12-31T23:59:59Z"),
            (GENERALIZED_TIME, "00000101000000Z", "0000-01-01T00:00:00Z"),
            (GENERALIZED_TIME, "202401010203.5Z", "2024-01-01T02:03:00Z"),
            (
                GENERALIZED_TIME,
                "20240101020304.567Z",
                "2024-01-01T02:03:04Z",
            ),
        ] {
            assert_eq!(read(tag, text).as_deref(), Some(rfc3339), "{text}");
        }
    }

    #[test]
    fn written_as_rfc_5280_demands() {
        let written = |seconds: i64| {
            let mut der = Vec::new();
            let time = Time::from_unix_seconds(seconds);
            if !time.write(&mut der) {
                return None;
            }
            let again = Time::read(&mut Reader::new(&der), "time").unwrap();
            assert_eq!(again, time);
            Some((der[0], String::from_utf8(der[2..].to_vec()).unwrap()))
        };
        for (seconds, tag, text) in [
            (-631_152_000, UTC_TIME, "500101000000Z"),
            (-631_152_001, GENERALIZED_TIME, "19491231235959Z"),
            (2_524_607_999, UTC_TIME, "491231235959Z"),
            (2_524_608_000, GENERALIZED_TIME, "20500101000000Z"),
            (1_700_000_000, UTC_TIME, "231114221320Z"),
            (253_402_300_799, GENERALIZED_TIME, "99991231235959Z"),
        ] {
            assert_eq!(written(seconds), Some((tag, text.to_owned())));
        }
        assert_eq!(written(253_402_300_800), None);
        assert_eq!(written(i64::MIN), None);
    }

    #[test]
    fn no_such_time() {
        for (tag, text) in [
            (UTC_TIME, ""),
            (UTC_TIME, "240101000000"),
            (UTC_TIME, "241301000000Z"),
            (UTC_TIME, "230229000000Z"),
            (UTC_TIME, "240100000000Z"),
            (UTC_TIME, "240101240000Z"),
            (UTC_TIME, "240101006000Z"),
            (UTC_TIME, "240101000060Z"),
            (UTC_TIME, "240101000000.5Z"),
            (UTC_TIME, "240101000000Z0"),
            (UTC_TIME, "24010100000 Z"),
            (UTC_TIME, "240101000000+2400"),
            (GENERALIZED_TIME, "20240101000000"),
            (GENERALIZED_TIME, "21000229000000Z"),
            (0x16, "240101000000Z"),
        ] {
            assert_eq!(read(tag, text), None, "{text}");
        }
    }

    #[test]
    fn seconds_and_calendar_agree() {
        assert_eq!(
            Time::from_unix_seconds(0).to_string(),
            "1970-01-01T00:00:00Z"
        );
        assert_eq!(
            Time::from_unix_seconds(-1).to_string(),
            "1969-12-31T23:59:59Z"
        );
        assert_eq!(
            Time::from_unix_seconds(1_700_000_000).to_string(),
            "2023-11-14T22:13:20Z"
        );
        for day in (-800_000..3_000_000).step_by(17) {
            let (year, month, date) = date_from_days(day);
            assert_eq!(days_from_date(year, month, date), Some(day));
        }
        // No input overflows.
        let _ = (
            Time::from_unix_seconds(i64::MAX).to_string(),
            Time::from_unix_seconds(i64::MIN).to_string(),
        );
    }
}
