//! The protected header of a token (RFC 7516 §4): `alg`, `enc`, `kid`, and `credtool-ctx` where the token is bound.

use std::borrow::Cow;

use memchr::memmem;
use serde::de::{Deserializer as _, Error as _, MapAccess, Visitor};

use crate::Context;
use crate::base64url;

/// What a header of ours says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Header<'a> {
    pub(crate) kid: Cow<'a, str>,
    pub(crate) context: Option<Context>,
}

/// Whose header it is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Read<'a> {
    Ours(Header<'a>),
    /// A JOSE header of registered members, with another algorithm or other members than ours.
    Foreign,
    /// No JSON object, no header of JOSE, a member that stands twice, or not base64url.
    Damaged,
}

/// Room for the longest header, decoded.
pub(crate) type Buffer = [u8; ROOM];
pub(crate) const ROOM: usize = LONGEST / 4 * 3;

/// Reads an encoded header. `alg` and `enc` are pinned, every other member but `kid` and `credtool-ctx` makes it not ours
/// (`zip`, `crit` and the like change what the rest means), and a member that stands twice makes it damaged.
pub(crate) fn read<'b>(encoded: &[u8], buffer: &'b mut Buffer) -> Read<'b> {
    if encoded.len() > LONGEST {
        return Read::Damaged;
    }
    match base64url::decode(encoded, buffer) {
        Some(json) => match as_we_write(json) {
            Some(header) => Read::Ours(header),
            None => as_json(json),
        },
        None => Read::Damaged,
    }
}

/// Reads the exact form that we write ourselves, without a JSON parser.
fn as_we_write(json: &[u8]) -> Option<Header<'_>> {
    let rest = json.strip_prefix(PREFIX)?;
    let end = memchr::memchr2(b'"', b'\\', rest)?;
    let kid = std::str::from_utf8(&rest[..end]).ok()?;
    let plain = kid.bytes().all(|byte| byte >= 0x20);
    let context = match rest[end..].strip_prefix(CONTEXT) {
        Some(bound) => {
            let hash = bound.strip_suffix(b"\"}")?;
            Some(Context::from_hash(base64url::decode_array(hash)?))
        }
        None if &rest[end..] == b"\"}" => None,
        None => return None,
    };
    plain.then_some(Header {
        kid: Cow::Borrowed(kid),
        context,
    })
}

fn as_json<'b>(json: &[u8]) -> Read<'b> {
    let mut parser = serde_json::Deserializer::from_slice(json);
    let Ok(members) = parser.deserialize_map(Members) else {
        return Read::Damaged;
    };
    if parser.end().is_err() {
        return Read::Damaged;
    }
    let text = |name| match members.iter().find(|(found, _)| found == name) {
        Some((_, serde_json::Value::String(text))) => Some(text.as_str()),
        _ => None,
    };
    let (Some(alg), Some(enc)) = (text("alg"), text("enc")) else {
        return Read::Damaged;
    };
    let only = |names: &[&str]| {
        members
            .iter()
            .all(|(name, _)| names.contains(&name.as_str()))
    };
    let context = text("credtool-ctx")
        .and_then(|hash| base64url::decode_array(hash.as_bytes()))
        .map(Context::from_hash);
    let bound = members.iter().any(|(name, _)| name == "credtool-ctx");
    match text("kid") {
        Some(kid)
            if (alg, enc) == ("dir", "A256GCM") && only(&OURS) && bound == context.is_some() =>
        {
            Read::Ours(Header {
                kid: Cow::Owned(kid.to_owned()),
                context,
            })
        }
        // One altered byte must not turn ours into somebody else's: so theirs has registered words only.
        _ if ALGORITHMS.contains(&alg) && ENCRYPTIONS.contains(&enc) && only(&MEMBERS) => {
            Read::Foreign
        }
        _ => Read::Damaged,
    }
}

/// The members of an object in their order; one that stands twice is refused, where serde_json would take the last.
struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, serde_json::Value)>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members: Self::Value = Vec::new();
        while let Some(member) = map.next_entry::<String, serde_json::Value>()? {
            if members.iter().any(|(name, _)| *name == member.0) || members.len() == MOST_MEMBERS {
                return Err(A::Error::custom("a member stands twice"));
            }
            members.push(member);
        }
        Ok(members)
    }
}

/// Finds the header of a token at the end of `run`, the characters before `..`. What stands before a token may be characters
/// of the alphabet too: in JSON `\neyJ…` has an `n`, in a URL `%22eyJ…` has two digits, in text there is `token_eyJ…`.
/// Returns where it begins, with the header.
pub(crate) fn find<'b>(run: &[u8], buffer: &'b mut Buffer) -> (usize, Read<'b>) {
    if run.len() < SHORTEST {
        return (0, Read::Damaged);
    }
    let as_we_write = memmem::find(run, LANDMARK);
    let others = memmem::find_iter(run, BRACE_AND_QUOTE).take(MOST_STARTS);
    let mut foreign = None;
    for start in as_we_write.into_iter().chain(others) {
        match read(&run[start..], buffer) {
            Read::Ours(_) => return (start, read(&run[start..], buffer)), // a second time, because of the borrow
            Read::Foreign => foreign = foreign.or(Some(start)),
            Read::Damaged => {}
        }
    }
    match foreign {
        Some(start) => (start, Read::Foreign),
        None => (0, Read::Damaged),
    }
}

/// Returns the header for tokens of a key, as JSON: the whole of it, or what stands before the context's hash.
pub(crate) fn json(kid: &str, bound: bool) -> Vec<u8> {
    let kid = serde_json::Value::from(kid).to_string();
    let close = if bound { ",\"credtool-ctx\":\"" } else { "}" };
    format!("{{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":{kid}{close}").into_bytes()
}

/// How the JSON of our headers begins: 36 bytes, so that the encoded name begins at a character of its own.
const PREFIX: &[u8] = b"{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":\"";
const CONTEXT: &[u8] = b"\",\"credtool-ctx\":\"";

/// The members of our headers.
const OURS: [&str; 4] = ["alg", "enc", "kid", "credtool-ctx"];

/// The registered values of `alg` (RFC 7518 §4.1) and `enc` (§5.1).
const ALGORITHMS: [&str; 17] = [
    "RSA1_5",
    "RSA-OAEP",
    "RSA-OAEP-256",
    "A128KW",
    "A192KW",
    "A256KW",
    "dir",
    "ECDH-ES",
    "ECDH-ES+A128KW",
    "ECDH-ES+A192KW",
    "ECDH-ES+A256KW",
    "A128GCMKW",
    "A192GCMKW",
    "A256GCMKW",
    "PBES2-HS256+A128KW",
    "PBES2-HS384+A192KW",
    "PBES2-HS512+A256KW",
];
const ENCRYPTIONS: [&str; 6] = [
    "A128CBC-HS256",
    "A192CBC-HS384",
    "A256CBC-HS512",
    "A128GCM",
    "A192GCM",
    "A256GCM",
];

/// The registered members of a JWE's header (RFC 7516 §4.1, RFC 7518 §4.6 to 4.8, RFC 7519 §5.3).
const MEMBERS: [&str; 23] = [
    "alg", "enc", "zip", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty",
    "crit", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c", "iss", "sub", "aud",
];

/// [`PREFIX`], encoded: what every token of ours begins with.
pub(crate) const LANDMARK: &[u8] = b"eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoi";

/// `{"`, encoded: what every JOSE header in one line begins with.
pub(crate) const BRACE_AND_QUOTE: &[u8] = b"eyJ";

/// The fewest characters of a JOSE header with `alg` and `enc`: `{"alg":"","enc":""}`, encoded.
const SHORTEST: usize = 27;

/// The most characters of a header.
pub(crate) const LONGEST: usize = 4096;

/// In how many places of a run the beginning of a header is tried, from the left.
const MOST_STARTS: usize = 8;

/// More than any JOSE header has, so that duplicates are found in little time.
const MOST_MEMBERS: usize = 32;
