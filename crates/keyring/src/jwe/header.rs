//! A protected header without surprises: no member twice (RFC 7516 §4 leaves it to the reader which one counts), and none that
//! the reader does not know.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::decode;

/// The longest encoded header that is read, in bytes: far above what a name of 128 bytes and a salt need.
pub(crate) const LONGEST_HEADER: usize = 4096;

/// A header whose members are all known to the reader, each there once, with a text or a whole number as its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header(Vec<(String, Scalar)>);

/// Why a header was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HeaderProblem {
    /// More than [`LONGEST_HEADER`] bytes.
    TooLong,
    /// No base64url of a JSON object.
    NotAnObject,
    /// A member that stands there twice.
    Twice(String),
    /// A member that the reader does not know.
    Unknown(String),
}

impl fmt::Display for HeaderProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(f, "its header is longer than {LONGEST_HEADER} bytes"),
            Self::NotAnObject => f.write_str("its header is no base64url of a JSON object"),
            Self::Twice(name) => write!(f, "its header has the member {name:?} twice"),
            Self::Unknown(name) => write!(f, "its header has the member {name:?}"),
        }
    }
}

impl Header {
    /// Reads an encoded header in which only `allowed` members may stand.
    pub(crate) fn read(encoded: &str, allowed: &[&str]) -> Result<Self, HeaderProblem> {
        if encoded.len() > LONGEST_HEADER {
            return Err(HeaderProblem::TooLong);
        }
        let json = decode(encoded).ok_or(HeaderProblem::NotAnObject)?;
        let Members(members) =
            serde_json::from_slice(&json).map_err(|_| HeaderProblem::NotAnObject)?;
        for (index, (name, _)) in members.iter().enumerate() {
            if members[..index].iter().any(|(before, _)| before == name) {
                return Err(HeaderProblem::Twice(name.clone()));
            }
        }
        match members
            .iter()
            .find(|(name, _)| !allowed.contains(&name.as_str()))
        {
            Some((name, _)) => Err(HeaderProblem::Unknown(name.clone())),
            None => Ok(Self(members)),
        }
    }

    /// Returns the text of a member; `None` when it is absent or no text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        match self.member(name)? {
            Scalar::Text(text) => Some(text),
            Scalar::Number(_) | Scalar::Other => None,
        }
    }

    /// Returns the number of a member; `None` when it is absent or no whole number from 0 to 2^64 - 1.
    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        match self.member(name)? {
            Scalar::Number(number) => Some(*number),
            Scalar::Text(_) | Scalar::Other => None,
        }
    }

    /// Returns the names of the members in their order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    fn member(&self, name: &str) -> Option<&Scalar> {
        let found = self.0.iter().find(|(member, _)| member == name);
        found.map(|(_, value)| value)
    }
}

/// The members as they stand, twins and strangers included, so that the refusal can name them.
struct Members(Vec<(String, Scalar)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Scalar {
    Text(String),
    Number(u64),
    /// A value of a kind that no header of ours has; its content is not kept.
    Other,
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(text.to_owned()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Scalar, E> {
        Ok(Scalar::Number(number))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Scalar, E> {
        Ok(Scalar::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Scalar, E> {
        Ok(Scalar::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Scalar, E> {
        Ok(Scalar::Other)
    }

    fn visit_unit<E>(self) -> Result<Scalar, E> {
        Ok(Scalar::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Scalar, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Scalar, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwe::encode;

    fn read(json: &str) -> Result<Header, HeaderProblem> {
        Header::read(&encode(json.as_bytes()), &["alg", "enc", "kid", "p2c"])
    }

    #[test]
    fn texts_and_whole_numbers() {
        let header =
            read(r#" {"alg" : "dir", "enc":null, "kid":"\u00e9\"", "p2c":210000} "#).unwrap();
        assert_eq!(header.text("alg"), Some("dir"));
        assert_eq!(header.text("kid"), Some("é\""));
        assert_eq!(header.number("p2c"), Some(210_000));
        assert_eq!(
            (
                header.text("p2c"),
                header.text("enc"),
                header.number("absent")
            ),
            (None, None, None)
        );
        for number in [
            "-1",
            "2.1e5",
            "210000.0",
            "18446744073709551616",
            "true",
            "[1]",
            "{\"a\":1}",
        ] {
            let header = read(&format!("{{\"p2c\":{number}}}")).unwrap();
            assert_eq!(header.number("p2c"), None, "{number}");
        }
    }

    #[test]
    fn twins_and_strangers_are_named() {
        let twice = HeaderProblem::Twice("alg".into());
        assert_eq!(read(r#"{"alg":"dir","\u0061lg":"dir"}"#), Err(twice));
        for stranger in ["zip", "crit", "b64", "Alg", ""] {
            let found = read(&format!(r#"{{"alg":"dir","{stranger}":[{{"a":{{}}}}]}}"#));
            assert_eq!(found, Err(HeaderProblem::Unknown(stranger.into())));
        }
    }

    #[test]
    fn bombs_and_noise() {
        let deep = format!("{{\"kid\":{}{}}}", "[".repeat(1_400), "]".repeat(1_400));
        for json in ["", "[]", "{", "{}x", "\"alg\"", "{\"kid\":\"\\ud800\"}"] {
            assert_eq!(read(json), Err(HeaderProblem::NotAnObject), "{json}");
        }
        assert!(read(&deep).is_err() || read(&deep).unwrap().text("kid").is_none());
        let not_utf8 = encode(b"{\"kid\":\"\xff\"}");
        assert_eq!(
            Header::read(&not_utf8, &["kid"]),
            Err(HeaderProblem::NotAnObject)
        );
        let long = "A".repeat(LONGEST_HEADER + 1);
        assert_eq!(Header::read(&long, &[]), Err(HeaderProblem::TooLong));
    }
}
