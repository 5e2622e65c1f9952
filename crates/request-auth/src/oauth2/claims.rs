//! What a client assertion says (RFC 7523 §3), read from a payload whose signature is judged elsewhere.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};

use super::jws::invalid;
use crate::refusal::Reason;

/// The claims of a client assertion; others are ignored (RFC 7519 §4).
#[derive(Debug)]
pub(super) struct Claims<'a> {
    pub(super) issuer: &'a str,
    pub(super) subject: &'a str,
    pub(super) audience: Vec<&'a str>,
    pub(super) expires: SystemTime,
    pub(super) not_before: Option<SystemTime>,
    pub(super) issued: Option<SystemTime>,
    pub(super) id: Option<&'a str>,
}

impl<'a> Claims<'a> {
    /// Reads the claims: `iss`, `sub`, `aud` and `exp` must be there.
    pub(super) fn of(payload: &'a Map<String, Value>) -> Result<Self, Reason> {
        let required = |name: &str| {
            text(payload, name)?.ok_or_else(|| Reason::MissingParameter(name.to_owned()))
        };
        Ok(Self {
            issuer: required("iss")?,
            subject: required("sub")?,
            audience: audience(payload)?,
            expires: date(payload, "exp")?
                .ok_or_else(|| Reason::MissingParameter("exp".to_owned()))?,
            not_before: date(payload, "nbf")?,
            issued: date(payload, "iat")?,
            id: text(payload, "jti")?,
        })
    }
}

fn text<'a>(payload: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, Reason> {
    match payload.get(name) {
        None => Ok(None),
        Some(Value::String(text)) if text.is_empty() => Err(invalid(name, "is empty")),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(invalid(name, "is not text")),
    }
}

fn audience(payload: &Map<String, Value>) -> Result<Vec<&str>, Reason> {
    let missing = || Reason::MissingParameter("aud".to_owned());
    match payload.get("aud").ok_or_else(missing)? {
        Value::String(one) => Ok(vec![one]),
        Value::Array(list) if !list.is_empty() => list
            .iter()
            .map(|member| {
                let member = member.as_str();
                member.ok_or_else(|| invalid("aud", "has a member that is not text"))
            })
            .collect(),
        Value::Array(_) => Err(missing()),
        _ => Err(invalid("aud", "is neither text nor a list")),
    }
}

/// Reads a NumericDate (RFC 7519 §2): seconds since 1970, fractions allowed.
fn date(payload: &Map<String, Value>, name: &str) -> Result<Option<SystemTime>, Reason> {
    let seconds = match payload.get(name) {
        None => return Ok(None),
        Some(Value::Number(number)) => number.as_f64(),
        Some(_) => return Err(invalid(name, "is no number of seconds")),
    };
    let instant = seconds
        .filter(|seconds| (0.0..=LAST_SECOND).contains(seconds))
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .and_then(|since| UNIX_EPOCH.checked_add(since));
    let instant = instant.ok_or_else(|| invalid(name, "lies before 1970 or after the year 9999"));
    instant.map(Some)
}

/// The last second of the year 9999.
const LAST_SECOND: f64 = 253_402_300_799.0;
