//! Lines of the log: one JSON object each, sealed with a hash over the line itself and all lines before it.
//!
//! The hash shows what was cut, altered or left out by accident, and where. It is no signature: who can write the file can write it anew.

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

/// What the first line is chained to.
pub(super) const START: &str = "";

/// Returns the line of an object, without the end of the line, and the hash that the next line is chained to.
pub(super) fn seal(previous: &str, members: Map<String, Value>) -> (String, String) {
    let mut text = Value::Object(members).to_string();
    text.pop();
    let hash = hash(previous, &text);
    text.push_str(&format!("{MEMBER}{hash}{END}"));
    (text, hash)
}

/// Returns the object of a line and its hash; `None` where the line, or one before it, is not what was written.
pub(super) fn open<'a>(previous: &str, line: &'a str) -> Option<(Map<String, Value>, &'a str)> {
    let (body, found) = line.strip_suffix(END)?.rsplit_once(MEMBER)?;
    if hash(previous, body) != found {
        return None;
    }
    match serde_json::from_str(line).ok()? {
        Value::Object(members) => Some((members, found)),
        _ => None,
    }
}

fn hash(previous: &str, body: &str) -> String {
    let digest = Sha256::new()
        .chain_update(previous)
        .chain_update("\n")
        .chain_update(body)
        .finalize();
    base16ct::lower::encode_string(&digest)
}

const MEMBER: &str = ",\"chain\":\"";
const END: &str = "\"}";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn line(previous: &str, value: Value) -> (String, String) {
        let Value::Object(members) = value else {
            unreachable!()
        };
        seal(previous, members)
    }

    #[test]
    fn a_line_opens_behind_its_predecessor_alone() {
        let (first, one) = line(START, json!({ "event": "a", "text": "\",\"chain\":\"" }));
        let (second, two) = line(&one, json!({ "event": "b" }));
        let (members, found) = open(START, &first).unwrap();
        assert_eq!(
            (members["event"].as_str(), found),
            (Some("a"), one.as_str())
        );
        assert_eq!(open(&one, &second).unwrap().1, two);
        assert!(open(START, &second).is_none());
        assert!(open(&two, &second).is_none());
    }

    /// Any octet changed, and any end cut off, is seen.
    #[test]
    fn nothing_can_change_unseen() {
        let (text, _) = line(START, json!({ "event": "revoked", "serial": "1f" }));
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            let changed = String::from_utf8(bytes).unwrap();
            assert!(open(START, &changed).is_none(), "{changed}");
            assert!(open(START, &text[..at]).is_none());
            assert!(open(START, &text[at + 1..]).is_none());
        }
    }
}
