//! JSON as a signature needs it (RFC 8259 §4): one object, every name once, UTF-8, nesting bounded.
//!
//! Readers disagree about which of two equal names counts, so a signed text that has them says different things to
//! different readers (RFC 8725 §2.4); serde_json itself would keep the last.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Reads an object. The error is a sentence about its structure and repeats nothing of its content. Nesting deeper than
/// serde_json's limit of 128 is refused.
pub(crate) fn object(bytes: &[u8]) -> Result<Map<String, Value>, &'static str> {
    let text = std::str::from_utf8(bytes).map_err(|_| "is not UTF-8")?;
    match serde_json::from_str(text) {
        Ok(Strict(Value::Object(members))) => Ok(members),
        Ok(Strict(_)) => Err("is no JSON object"),
        Err(error) if error.is_data() => Err("has a name twice"),
        Err(_) => Err("is no JSON, or is nested too deeply"),
    }
}

/// A value in which no object has a name twice.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Strict;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Strict, E> {
        Ok(Strict(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Strict, E> {
        Ok(Strict(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Strict, E> {
        Ok(Strict(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Strict, E> {
        Ok(Strict(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Strict, E> {
        Ok(Strict(
            Number::from_f64(value).map_or(Value::Null, Value::Number),
        ))
    }

    fn visit_str<E>(self, value: &str) -> Result<Strict, E> {
        Ok(Strict(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Strict, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Strict(Value::Array(list)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Strict, A::Error> {
        let mut object = Map::new();
        while let Some((name, Strict(value))) = members.next_entry::<String, Strict>()? {
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom("a name is there twice"));
            }
        }
        Ok(Strict(Value::Object(object)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_once_at_every_depth() {
        assert_eq!(
            object(br#"{"a":1,"b":{"a":[2.5,null,true,"x"]}}"#)
                .unwrap()
                .len(),
            2
        );
        for twice in [r#"{"a":1,"a":1}"#, r#"{"b":[{"a":1,"\u0061":2}]}"#] {
            assert_eq!(object(twice.as_bytes()), Err("has a name twice"), "{twice}");
        }
    }

    #[test]
    fn refused() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
        for text in [
            "",
            "{",
            "[]",
            "1",
            "{}x",
            "{\"a\":1e999}",
            "{\"a\":NaN}",
            &deep,
        ] {
            assert!(
                object(text.as_bytes()).is_err(),
                "{}",
                &text[..text.len().min(20)]
            );
        }
        assert_eq!(object(b"{\"a\":\"\xff\"}"), Err("is not UTF-8"));
    }
}
