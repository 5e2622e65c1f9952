//! Whose file it is, before anything is unlocked: what another tool wrote is recognised, said, and left alone.

use std::fmt;

use crate::jwe::{self, CompactJwe, Header, HeaderProblem};
use crate::{Error, KeyFile, KeyMap, key_file};

/// Which of our files something is said about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OwnFile {
    /// The `keyfile-key`: the key of the keys, locked by the unlock secret.
    KeyFile,
    /// The `keys.enc`: the map, locked by the key file.
    SealedMap,
    /// The map as plain text, `keys.dec`.
    Map,
}

impl OwnFile {
    /// Returns which of the two JWE files of ours this is, by its structure and header alone. Nothing is decrypted, so it is no
    /// proof; it is what an overwriting tool asks first.
    ///
    /// # Errors
    /// [`Error::AnotherTool`]; [`Error::Damaged`] when it begins like one of ours, or is empty.
    ///
    /// ```
    /// use credtool_keyring::{Error, OwnFile};
    ///
    /// assert!(matches!(OwnFile::recognise(b"\x00\x01vendor"), Err(Error::AnotherTool { .. })));
    /// assert!(matches!(OwnFile::recognise(b""), Err(Error::Damaged { .. })));
    /// ```
    pub fn recognise(file: &[u8]) -> Result<Self, Error> {
        match OwnJwe::read(Self::KeyFile, file) {
            Ok(_) => Ok(Self::KeyFile),
            Err(Error::Exchanged { found, .. }) => OwnJwe::read(found, file).map(|_| found),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn damaged(self, problem: &str) -> Error {
        Error::Damaged {
            file: self,
            problem: problem.to_owned(),
        }
    }

    fn another_tool(self, problem: String) -> Error {
        Error::AnotherTool {
            file: self,
            problem,
        }
    }

    fn alg(self) -> &'static str {
        match self {
            Self::KeyFile => key_file::ALG,
            Self::SealedMap | Self::Map => jwe::DIR,
        }
    }

    fn members(self) -> &'static [&'static str] {
        match self {
            Self::KeyFile => &["alg", "enc", "p2s", "p2c"],
            Self::SealedMap | Self::Map => &["alg", "enc", "kid"],
        }
    }

    fn longest(self) -> usize {
        match self {
            Self::KeyFile => KeyFile::LONGEST,
            // Base64 of the longest map, the header and the rest.
            Self::SealedMap | Self::Map => KeyMap::LONGEST / 3 * 4 + 8 * 1024,
        }
    }
}

impl fmt::Display for OwnFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::KeyFile => "the key file",
            Self::SealedMap => "keys.enc",
            Self::Map => "the map of keys",
        })
    }
}

/// A compact JWE whose `alg` and `enc` are ours.
pub(crate) struct OwnJwe<'a> {
    pub(crate) jwe: CompactJwe<'a>,
    pub(crate) header: Header,
}

impl<'a> OwnJwe<'a> {
    /// Reads what should be one of our two files. White space around it is allowed, for an editor may have added a line feed.
    pub(crate) fn read(file: OwnFile, bytes: &'a [u8]) -> Result<Self, Error> {
        let bytes = bytes.trim_ascii();
        if bytes.is_empty() {
            return Err(file.damaged("it is empty"));
        }
        if !looks_like_jwe(bytes) {
            return Err(file.another_tool("it is no compact JWE".to_owned()));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| file.damaged("it is no ASCII"))?;
        let encoded = text.split('.').next().unwrap_or(text);
        let members: Vec<&str> = [OwnFile::KeyFile, OwnFile::SealedMap]
            .iter()
            .flat_map(|file| file.members())
            .copied()
            .collect();
        let header = match Header::read(encoded, &members) {
            Ok(header) => header,
            // What begins exactly as ours was ours.
            Err(problem @ HeaderProblem::Unknown(_)) if !begins_like_ours(encoded) => {
                return Err(file.another_tool(problem.to_string()));
            }
            Err(problem) => return Err(file.damaged(&problem.to_string())),
        };
        whose(file, &header)?;
        if bytes.len() > file.longest() {
            return Err(Error::TooLong {
                file,
                maximum: file.longest(),
                found: bytes.len(),
            });
        }
        if let Some(stranger) = header.names().find(|name| !file.members().contains(name)) {
            return Err(file.damaged(&HeaderProblem::Unknown(stranger.to_owned()).to_string()));
        }
        let jwe = CompactJwe::split(text).ok_or_else(|| file.damaged("it has not five parts"))?;
        Ok(Self { jwe, header })
    }
}

fn whose(file: OwnFile, header: &Header) -> Result<(), Error> {
    let (alg, enc) = (header.text("alg"), header.text("enc"));
    if enc == Some(jwe::A256GCM) {
        if alg == Some(file.alg()) {
            return Ok(());
        }
        let others = [OwnFile::KeyFile, OwnFile::SealedMap];
        if let Some(found) = others.into_iter().find(|other| alg == Some(other.alg())) {
            return Err(Error::Exchanged {
                expected: file,
                found,
            });
        }
    }
    let said = |value: Option<&str>| value.map_or("none".to_owned(), |value| format!("{value:?}"));
    Err(file.another_tool(format!(
        "its alg is {} and its enc is {}",
        said(alg),
        said(enc)
    )))
}

/// Every compact JWE of ours begins with the base64url of `{"`. One altered byte there must not turn our file into another
/// tool's, so five parts are enough too.
fn looks_like_jwe(bytes: &[u8]) -> bool {
    let begin = &bytes[..bytes.len().min(BEGIN.len())];
    let parts = || bytes.iter().filter(|byte| **byte == b'.').count() == 4;
    BEGIN.starts_with(begin) || (parts() && bytes.iter().all(u8::is_ascii_graphic))
}

fn begins_like_ours(encoded: &str) -> bool {
    [OwnFile::KeyFile, OwnFile::SealedMap].iter().any(|file| {
        let json = format!("{{\"alg\":\"{}\",\"enc\":\"{}\",", file.alg(), jwe::A256GCM);
        // Only whole groups of three bytes have base64 of their own.
        let whole = jwe::encode(&json.as_bytes()[..json.len() / 3 * 3]);
        encoded.starts_with(&whole)
    })
}

const BEGIN: &[u8] = b"eyJ";

#[cfg(test)]
mod tests {
    use super::*;

    fn compact(header: &str) -> String {
        format!("{}..AAAA.AAAA.AAAA\n", jwe::encode(header.as_bytes()))
    }

    #[test]
    fn ours() {
        let key_file = compact(
            r#"{"alg":"PBES2-HS512+A256KW","enc":"A256GCM","p2s":"AAAAAAAAAAA","p2c":210000}"#,
        );
        assert_eq!(
            OwnFile::recognise(key_file.as_bytes()),
            Ok(OwnFile::KeyFile)
        );
        let sealed = compact(r#"{"kid":"x", "enc":"A256GCM", "alg":"dir"}"#);
        assert_eq!(
            OwnFile::recognise(sealed.as_bytes()),
            Ok(OwnFile::SealedMap)
        );
        let long = format!("{}{}", sealed.trim(), "A".repeat(KeyFile::LONGEST));
        assert_eq!(
            OwnFile::recognise(long.as_bytes()),
            Ok(OwnFile::SealedMap),
            "each has its own limit"
        );
        assert!(matches!(
            OwnJwe::read(OwnFile::KeyFile, sealed.as_bytes()).err(),
            Some(Error::Exchanged {
                expected: OwnFile::KeyFile,
                found: OwnFile::SealedMap
            })
        ));
    }

    #[test]
    fn another_tools() {
        let jws = format!("{}.e30.AAAA", jwe::encode(br#"{"alg":"RS256"}"#));
        for text in [
            "0123456789abcdef",
            "{\"keys\":{}}",
            "a.b c.d.e.f",
            "-----BEGIN X-----",
            &jws,
            &compact(r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#),
            &compact(r#"{"alg":"dir","enc":"A128GCM","kid":"x"}"#),
            &compact(r#"{"alg":"PBES2-HS256+A128KW","enc":"A256GCM","p2s":"AAAAAAAAAAA","p2c":1}"#),
            &compact(r#"{"epk":{"kty":"EC"},"alg":"ECDH-ES","enc":"A256GCM"}"#),
        ] {
            let found = OwnFile::recognise(text.as_bytes());
            assert!(
                matches!(found, Err(Error::AnotherTool { .. })),
                "{text}: {found:?}"
            );
        }
        assert!(matches!(
            OwnFile::recognise(&[0, 159, 146, 150]),
            Err(Error::AnotherTool { .. })
        ));
    }

    #[test]
    fn damaged() {
        for text in [
            " \n",
            "e",
            "eyJ",
            "eyJhbGciOiJkaXIi",
            "fyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoieCJ9..A.A.A",
            &compact(r#"{"alg":"dir","enc":"A256GCM","zip":"DEF"}"#),
            &compact(r#"{"alg":"dir","enc":"A256GCM","kid":"x","p2c":1000}"#),
            &compact(r#"{"alg":"dir","enc":"A256GCM","enc":"A256GCM"}"#),
            &jwe::encode(br#"{"alg":"dir","enc":"A256GCM","kid":"x"}"#),
        ] {
            let found = OwnFile::recognise(text.as_bytes());
            assert!(
                matches!(found, Err(Error::Damaged { .. })),
                "{text}: {found:?}"
            );
        }
        let not_ascii = [b"eyJ", &[0xff; 20][..]].concat();
        assert!(matches!(
            OwnFile::recognise(&not_ascii),
            Err(Error::Damaged { .. })
        ));
        let long = format!("eyJ{}", "A".repeat(20_000));
        assert!(matches!(
            OwnFile::recognise(long.as_bytes()),
            Err(Error::Damaged { .. })
        ));
    }
}
