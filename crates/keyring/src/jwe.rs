//! JWE in its compact form (RFC 7516 §7.1) as far as every reader here needs it: five parts, and a header without surprises.
//!
//! The rules are stricter than the RFC's: base64url without padding and with zero trailing bits (one text for one value), no
//! member twice (RFC 7516 §4 leaves it to the reader which one counts), and no member that the reader does not know, so
//! `zip` and `crit` are refused without being named.

use std::fmt;

use base64_simd::URL_SAFE_NO_PAD;
use credtool_crypto_engine::Aes256GcmKey;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use zeroize::Zeroizing;

/// The one content encryption of everything here (RFC 7518 §5.3).
pub(crate) const A256GCM: &str = "A256GCM";

/// Direct encryption: the content key is known, and no encrypted key travels (RFC 7518 §4.5).
pub(crate) const DIR: &str = "dir";

/// The longest encoded header that is read, in bytes: far above what a name of 128 bytes and a salt need.
pub(crate) const LONGEST_HEADER: usize = 4096;

/// The five parts as they stand, each still base64url and not yet decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CompactJwe<'a> {
    /// The protected header; its ASCII is the additional authenticated data.
    pub(crate) header: &'a str,
    /// The encrypted key, empty for `dir`.
    pub(crate) encrypted_key: &'a str,
    /// The initialisation vector.
    pub(crate) iv: &'a str,
    /// The cipher text.
    pub(crate) ciphertext: &'a str,
    /// The authentication tag.
    pub(crate) tag: &'a str,
}

impl<'a> CompactJwe<'a> {
    /// Returns the five parts, or `None` when there are fewer or more. The alphabet is checked by [`decode`].
    pub(crate) fn split(text: &'a str) -> Option<Self> {
        let mut parts = text.split('.');
        let jwe = Self {
            header: parts.next()?,
            encrypted_key: parts.next()?,
            iv: parts.next()?,
            ciphertext: parts.next()?,
            tag: parts.next()?,
        };
        parts.next().is_none().then_some(jwe)
    }
}

/// Returns the bytes of one part, or `None` when it is not base64url without padding, or its last bits are not zero.
pub(crate) fn decode(part: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode_to_vec(part).ok()
}

/// Returns base64url without padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode_to_string(bytes)
}

/// Returns a compact JWE; `None` when the payload is longer than AES-GCM seals.
pub(crate) fn seal(
    key: &[u8; 32],
    header: &str,
    encrypted_key: &[u8],
    iv: &[u8; 12],
    payload: &[u8],
) -> Option<String> {
    let header = encode(header.as_bytes());
    let key = Aes256GcmKey::new(key);
    let sealed = key.seal(iv, header.as_bytes(), payload).ok()?;
    let (ciphertext, tag) = sealed.split_at_checked(payload.len())?;
    let parts = [encrypted_key, iv, ciphertext, tag].map(encode);
    Some(format!("{header}.{}", parts.join(".")))
}

/// The nonce and what was sealed under it, decoded and of the right lengths.
pub(crate) struct Sealed {
    iv: [u8; 12],
    ciphertext_and_tag: Vec<u8>,
}

impl Sealed {
    /// Decodes the last three parts. The error says what is wrong with them.
    pub(crate) fn read(jwe: &CompactJwe<'_>) -> Result<Self, &'static str> {
        let iv = decode(jwe.iv).and_then(|iv| iv.try_into().ok());
        let iv = iv.ok_or("its nonce is no base64url of 12 bytes")?;
        let mut sealed = decode(jwe.ciphertext).ok_or("its cipher text is no base64url")?;
        let tag: Option<[u8; 16]> = decode(jwe.tag).and_then(|tag| tag.try_into().ok());
        sealed.extend(tag.ok_or("its tag is no base64url of 16 bytes")?);
        Ok(Self {
            iv,
            ciphertext_and_tag: sealed,
        })
    }

    /// Returns the payload, or `None` when the tag does not match.
    pub(crate) fn open(
        &self,
        key: &Aes256GcmKey,
        jwe: &CompactJwe<'_>,
    ) -> Option<Zeroizing<Vec<u8>>> {
        let aad = jwe.header.as_bytes();
        key.open(&self.iv, aad, &self.ciphertext_and_tag).ok()
    }
}

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

    fn read(json: &str) -> Result<Header, HeaderProblem> {
        Header::read(&encode(json.as_bytes()), &["alg", "enc", "kid", "p2c"])
    }

    #[test]
    fn five_parts_and_no_other_number() {
        assert_eq!(
            CompactJwe::split("a..b.c.d"),
            Some(CompactJwe {
                header: "a",
                encrypted_key: "",
                iv: "b",
                ciphertext: "c",
                tag: "d"
            })
        );
        for text in ["", "a", "a.b.c.d", "a.b.c.d.e.f", "a..b.c.d."] {
            assert_eq!(CompactJwe::split(text), None, "{text}");
        }
    }

    #[test]
    fn one_text_for_one_value() {
        assert_eq!(decode("AQ"), Some(vec![1]));
        // Padding, the other alphabet, white space, trailing bits that are not zero, an impossible length.
        for part in ["AQ==", "+/+/", "A Q", "AQ\n", "AR", "A", "AQé"] {
            assert_eq!(decode(part), None, "{part:?}");
        }
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
