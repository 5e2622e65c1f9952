//! The parameters of a query, one by one (RFC 9421 §2.2.8).

use std::collections::HashMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::parameters;

/// Returns the parameters of a query, decoded and encoded again (RFC 9421 §2.2.8).
pub(super) fn query(text: &str) -> HashMap<String, Option<String>> {
    let mut all = HashMap::new();
    for (name, value) in parameters::parse(text.as_bytes()) {
        let Ok(name) = std::str::from_utf8(&name) else {
            continue;
        };
        let value = std::str::from_utf8(&value).ok().map(encoded);
        all.entry(encoded(name))
            .and_modify(|held| *held = None)
            .or_insert(value);
    }
    all
}

/// Percent-encodes a name or value of a query as it is signed: a space is `%20`.
fn encoded(text: &str) -> String {
    utf8_percent_encode(text, FORM).to_string()
}

/// The URL standard's `application/x-www-form-urlencoded` percent-encode set.
const FORM: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'*')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_');
