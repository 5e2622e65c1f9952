//! The parameters of a request of OAuth 2.0: each stands there once (RFC 6749 §3.1, §3.2), encoded as a form (appendix B).

use form_urlencoded::byte_serialize;
use zeroize::Zeroizing;

use crate::{Error, parameters};

/// A query or form that grows parameter by parameter. Erased on drop: it may carry secrets.
pub(super) struct Form(Zeroizing<Vec<u8>>);

impl Form {
    /// Starts one with room for `parameters`, so that growing leaves no copy of a secret behind.
    pub(super) fn of(parameters: &[(&str, &[u8])]) -> Self {
        let room = parameters
            .iter()
            .map(|(name, value)| 3 * (name.len() + value.len()) + 2);
        let mut form = Self(Zeroizing::new(Vec::with_capacity(room.sum())));
        for (name, value) in parameters {
            if !form.0.is_empty() {
                form.0.push(b'&');
            }
            form.encode(name.as_bytes());
            form.0.push(b'=');
            form.encode(value);
        }
        form
    }

    /// Returns the bytes, which are ASCII.
    pub(super) fn into_bytes(self) -> Zeroizing<Vec<u8>> {
        self.0
    }

    fn encode(&mut self, value: &[u8]) {
        for piece in byte_serialize(value) {
            self.0.extend_from_slice(piece.as_bytes());
        }
    }
}

/// Refuses parameters of the caller that are the protocol's, that are secrets of another place, or that stand there twice;
/// `resource` and `audience` may (RFC 8707 §2, RFC 8693 §2.1). The query of the endpoint counts with them.
pub(super) fn permit_extra(query: &str, extra: &[(&str, &str)]) -> Result<(), Error> {
    let refuse = |problem| {
        let field = "extra parameter";
        Err(Error::Value { field, problem })
    };
    let in_url: Vec<_> = parameters::parse(query.as_bytes())
        .map(|(name, _)| name)
        .collect();
    let given = extra.iter().map(|(name, _)| name.as_bytes());
    let mut names: Vec<&[u8]> = in_url.iter().map(AsRef::as_ref).chain(given).collect();
    names.sort_unstable();
    let is = |names: &[&str], name: &[u8]| names.iter().any(|known| known.as_bytes() == name);
    if names.iter().any(|name| name.is_empty()) {
        return refuse("has no name");
    }
    if names.iter().any(|name| is(PROTOCOL, name)) {
        return refuse("has the name of a parameter of the protocol, which has its own place");
    }
    let twice = |pair: &&[&[u8]]| pair[0] == pair[1] && !is(REPEATED, pair[0]);
    if names.windows(2).find(twice).is_some() {
        return refuse("stands there twice");
    }
    Ok(())
}

/// Refuses a scope that breaks its grammar: words of printable ASCII without `"` and `\`, one space between two (RFC 6749 §3.3).
pub(super) fn permit_scope(scope: Option<&str>) -> Result<(), Error> {
    let in_word = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\');
    let word = |word: &str| !word.is_empty() && word.bytes().all(in_word);
    match scope {
        Some(scope) if !scope.split(' ').all(word) => {
            let problem = "is not a list of words with one space between two";
            Err(Error::Value {
                field: "scope",
                problem,
            })
        }
        _ => Ok(()),
    }
}

/// Refuses a value without characters.
pub(super) fn filled<'a>(field: &'static str, value: &'a str) -> Result<&'a str, Error> {
    let problem = "is empty";
    Some(value)
        .filter(|value| !value.is_empty())
        .ok_or(Error::Value { field, problem })
}

const REPEATED: &[&str] = &["resource", "audience"];
const PROTOCOL: &[&str] = &[
    "client_assertion",
    "client_assertion_type",
    "client_id",
    "client_secret",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "grant_type",
    "password",
    "redirect_uri",
    "refresh_token",
    "response_type",
    "scope",
    "state",
    "username",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extra_parameters() {
        assert!(
            permit_extra(
                "tenant=a&",
                &[("resource", "x"), ("resource", "y"), ("p", "")]
            )
            .is_ok()
        );
        for (query, extra) in [
            ("a=1", &[("a", "2")][..]),
            ("", &[("a", "1"), ("b", ""), ("a", "1")]),
            ("", &[("client_id", "x")]),
            ("s%63ope=x", &[]),
            ("=x", &[]),
        ] {
            assert!(permit_extra(query, extra).is_err(), "{query} {extra:?}");
        }
    }

    #[test]
    fn scopes() {
        assert!(permit_scope(Some("read write:a")).is_ok());
        for scope in ["", " ", "a  b", " a", "a\"b", "é", "a\tb"] {
            assert!(permit_scope(Some(scope)).is_err(), "{scope}");
        }
    }
}
