//! Values that do not have their shape, and URLs that do not have their parameters.

use std::time::SystemTime;

use super::trial::Algorithm;
use super::{Cause, Explanation};
use crate::ticks::{Ticks, unix_nanos};
use crate::{InstallCallback, Refusal, ZoneOffset};

/// Says what happened to a URL that lacks parameters; `None` where they are simply not there.
pub(super) fn of_url(url: &str) -> Option<Explanation> {
    let decoded = percent_encoding::percent_decode_str(url).decode_utf8_lossy();
    if *decoded != *url && InstallCallback::parse(&decoded).is_ok() {
        return Some(Explanation::new(
            Cause::PercentEncoding,
            "the URL is percent-encoded as a whole: = and & are %3D and %26",
        ));
    }
    if url.contains("&amp;") && InstallCallback::parse(&url.replace("&amp;", "&")).is_ok() {
        let escaped = Explanation::new(
            Cause::MissingParameter,
            "the URL is escaped as in HTML: &amp; stands where & belongs",
        );
        return Some(escaped.hint(
            "copy the URL from the address bar or the access log, not from the source of a page",
        ));
    }
    let (_, fragment) = url.split_once('#')?;
    let behind = fragment
        .split_once('?')
        .map_or(fragment, |(_, query)| query);
    InstallCallback::parse(&format!("?{behind}")).ok()?;
    let detail = "the parameters stand behind #, where no server sees them";
    Some(
        Explanation::new(Cause::MissingParameter, detail).hint("register an install URL without #"),
    )
}

/// Says what is wrong with a value that does not have its shape, in other words than the refusal where more is known.
pub(super) fn of_value(
    callback: &InstallCallback,
    parameter: &str,
    refusal: &Refusal,
    now: SystemTime,
) -> Explanation {
    let value = match parameter {
        "t" => &callback.t,
        "d" => &callback.d,
        _ => &callback.h,
    };
    if value.contains(' ') {
        return Explanation::new(
            Cause::PlusOrSpace,
            format!("{parameter} has a space after decoding, from a + or %20 in the URL"),
        );
    }
    if value.contains('%') {
        return Explanation::new(
            Cause::PercentEncoding,
            format!("{parameter} is still percent-encoded after decoding once"),
        );
    }
    let more = match parameter {
        "t" => token(callback),
        "d" => time(&callback.d, now),
        _ => hash(&callback.h),
    };
    more.unwrap_or_else(|| Explanation::new(Cause::Malformed, refusal.to_string()))
}

fn token(callback: &InstallCallback) -> Option<Explanation> {
    let is_token =
        |text: &str| text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_token(&callback.t) {
        return Some(Explanation::new(
            Cause::HexCase,
            "t has letters in upper case, and the platform's has none",
        ));
    }
    (Ticks::parse(&callback.t).is_some() && is_token(&callback.d)).then(|| {
        Explanation::new(
            Cause::Malformed,
            "the values were permuted: t holds the time and d the token",
        )
    })
}

/// Recognises other ways to write the time, by coming out within ten years of now.
pub(super) fn time(d: &str, now: SystemTime) -> Option<Explanation> {
    let found = |unit: &str| {
        Some(Explanation::new(
            Cause::TimestampUnit,
            format!("d is {unit}, and the platform's is .NET ticks"),
        ))
    };
    if d.len() >= 10 && d.bytes().filter(|byte| *byte == b'-').count() >= 2 {
        return found("a date in words or digits");
    }
    let number: i128 = d
        .parse()
        .ok()
        .filter(|_| d.bytes().all(|byte| byte.is_ascii_digit()))?;
    let units = [
        ("Unix time in seconds", 1_000_000_000, 0),
        ("Unix time in milliseconds", 1_000_000, 0),
        ("Unix time in microseconds", 1_000, 0),
        ("Unix time in nanoseconds", 1, 0),
        (
            "a Windows FILETIME, which counts from 1601",
            100,
            FILETIME_EPOCH,
        ),
    ];
    let near = |(_, nanos_each, epoch): &(&str, i128, i128)| {
        let nanos = number
            .checked_mul(*nanos_each)
            .and_then(|nanos| nanos.checked_add(*epoch));
        nanos.is_some_and(|nanos| (nanos - unix_nanos(now)).abs() < TEN_YEARS)
    };
    units
        .iter()
        .find(|unit| near(unit))
        .and_then(|(name, ..)| found(name))
}

/// Recognises ticks whose digits are another unit's, so that they pass for a far past or future.
pub(super) fn far_time(
    callback: &InstallCallback,
    zone: ZoneOffset,
    now: SystemTime,
) -> Option<Explanation> {
    let far = Ticks::parse(&callback.d)?.unix_nanos(zone) - unix_nanos(now);
    if far.abs() > TEN_YEARS {
        time(&callback.d, now)
    } else {
        None
    }
}

fn hash(h: &str) -> Option<Explanation> {
    let is_hex = !h.is_empty() && h.bytes().all(|byte| byte.is_ascii_hexdigit());
    let name = Algorithm::of_hex_len(h.len()).filter(|_| is_hex && h.len() != 32)?;
    let detail = format!(
        "h has {} hex digits, as {name} has; the platform's is MD5, with 32",
        h.len()
    );
    Some(Explanation::new(Cause::WrongHash, detail))
}

const TEN_YEARS: i128 = 3653 * 86_400 * 1_000_000_000;

/// The beginning of 1601 in nanoseconds since 1970.
const FILETIME_EPOCH: i128 = -11_644_473_600 * 1_000_000_000;
