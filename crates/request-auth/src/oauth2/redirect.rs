//! The answer that the browser brings back: is it ours, and what does it say (RFC 6749 §4.1.2, RFC 9207, RFC 9700 §4.1.3)?

use std::borrow::Cow;

use zeroize::Zeroizing;

use super::State;
use crate::parameters;

/// An authorization code: whoever holds it and the verifier gets the token.
///
/// Erased on drop, never printed.
pub struct AuthorizationCode(Zeroizing<String>);

impl AuthorizationCode {
    /// Takes a code that was kept. That it came from [`check_redirect`] is not checked.
    ///
    /// # Errors
    /// [`RedirectRefusal::MissingParameter`] when it is empty.
    pub fn new(text: &str) -> Result<Self, RedirectRefusal> {
        match text {
            "" => Err(RedirectRefusal::MissingParameter("code")),
            _ => Ok(Self(Zeroizing::new(text.to_owned()))),
        }
    }

    /// Returns the code: the one door.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for AuthorizationCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AuthorizationCode([REDACTED])")
    }
}

/// Why an answer is refused. None of these tells what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RedirectRefusal {
    /// It arrived somewhere else than at a registered URI.
    #[error("the URL is not a registered redirect URI")]
    RedirectUri,
    /// It has a fragment: what stands there never reached a server, and only the implicit grant uses it.
    #[error("the URL has a fragment, which an answer with a code has not")]
    Fragment,
    /// A parameter of the protocol is there twice.
    #[error("the parameter {0} is there twice")]
    DuplicateParameter(&'static str),
    /// A parameter of the protocol is absent or empty.
    #[error("the parameter {0} is missing")]
    MissingParameter(&'static str),
    /// A parameter is no text.
    #[error("the parameter {0} is not text")]
    Malformed(&'static str),
    /// The answer belongs to no request of ours: another state.
    #[error("the state is another than the one that was sent")]
    State,
    /// The answer is from another server (mix-up, RFC 9207).
    #[error("the answer is from another issuer than the one expected")]
    Issuer,
    /// The server says no. The words are the server's.
    #[error("the authorization server says {error}{}", .description.as_deref().map(|text| format!(": {text}")).unwrap_or_default())]
    AuthorizationError {
        /// Its code, such as `access_denied` (RFC 6749 §4.1.2.1).
        error: String,
        /// Its words for people.
        description: Option<String>,
    },
}

impl RedirectRefusal {
    /// Returns the stable code, kebab-case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::RedirectUri => "redirect-uri",
            Self::Fragment => "fragment",
            Self::DuplicateParameter(_) => "duplicate-parameter",
            Self::MissingParameter(_) => "missing-parameter",
            Self::Malformed(_) => "malformed",
            Self::State => "state",
            Self::Issuer => "issuer",
            Self::AuthorizationError { .. } => "authorization-error",
        }
    }
}

/// Returns the code of an answer that is ours.
///
/// `received` is the whole URL that the browser called. It must begin with one of `registered`, byte for byte, before the
/// parameters of the answer; nothing is normalised. Only the port of `http://127.0.0.1` and `http://[::1]` may be another
/// (RFC 8252 §7.3). The state must be the one that was sent. With `expected_issuer` the answer must say the same `iss`.
/// Whether the server knows the code is not checked.
///
/// # Errors
/// [`RedirectRefusal`]: the place first, then the form, the state, the issuer, the server's own no, the code.
pub fn check_redirect(
    received: &str,
    registered: &[&str],
    expected_state: &State,
    expected_issuer: Option<&str>,
) -> Result<AuthorizationCode, RedirectRefusal> {
    if received.contains('#') {
        return Err(RedirectRefusal::Fragment);
    }
    if !registered.iter().any(|uri| answers_at(uri, received)) {
        return Err(RedirectRefusal::RedirectUri);
    }
    let query = received.split_once('?').map_or("", |(_, query)| query);
    let [code, state, issuer, error, description] = once(query)?;
    let state = state.ok_or(RedirectRefusal::MissingParameter("state"))?;
    if !expected_state.matches(&state) {
        return Err(RedirectRefusal::State);
    }
    if let Some(expected) = expected_issuer {
        let issuer = issuer.ok_or(RedirectRefusal::MissingParameter("iss"))?;
        if *issuer != *expected.as_bytes() {
            return Err(RedirectRefusal::Issuer);
        }
    }
    let lossy = |bytes: Cow<'_, [u8]>| String::from_utf8_lossy(&bytes).into_owned();
    if let Some(error) = error {
        return Err(RedirectRefusal::AuthorizationError {
            error: lossy(error),
            description: description.map(lossy),
        });
    }
    let code = Zeroizing::new(code.unwrap_or_default().into_owned());
    let code = std::str::from_utf8(&code).map_err(|_| RedirectRefusal::Malformed("code"))?;
    AuthorizationCode::new(code)
}

/// Whether the URL is the registered one and then the parameters of an answer.
fn answers_at(registered: &str, received: &str) -> bool {
    if LOOPBACK.iter().any(|base| registered.starts_with(base)) {
        let cut = |url| LOOPBACK.iter().find_map(|base| after_port(base, url));
        return match (cut(registered), cut(received)) {
            (Some((host, registered)), Some((same, received))) => {
                host == same && begins_with(registered, received)
            }
            _ => false,
        };
    }
    begins_with(registered, received)
}

fn begins_with(registered: &str, received: &str) -> bool {
    let Some(rest) = received.strip_prefix(registered) else {
        return false;
    };
    match registered.split_once('?') {
        None => rest.is_empty() || rest.starts_with('?'),
        Some((_, query)) if query.is_empty() || query.ends_with('&') => true,
        Some(_) => rest.is_empty() || rest.starts_with('&'),
    }
}

/// Returns the base and what follows it and its port.
fn after_port<'a>(base: &'static str, url: &'a str) -> Option<(&'static str, &'a str)> {
    let rest = url.strip_prefix(base)?;
    let Some(port) = rest.strip_prefix(':') else {
        return Some((base, rest));
    };
    let digits = port.bytes().take_while(u8::is_ascii_digit).count();
    let (port, rest) = port.split_at(digits);
    port.parse::<u16>().is_ok().then_some((base, rest))
}

/// Returns the values of the protocol's parameters, each there at most once (RFC 6749 §3.1); others are the server's own.
fn once(query: &str) -> Result<[Option<Cow<'_, [u8]>>; NAMES.len()], RedirectRefusal> {
    let mut values = [const { None }; NAMES.len()];
    for (name, value) in parameters::parse(query.as_bytes()) {
        let Some(at) = NAMES.iter().position(|known| *known.as_bytes() == *name) else {
            continue;
        };
        if values[at].replace(value).is_some() {
            return Err(RedirectRefusal::DuplicateParameter(NAMES[at]));
        }
    }
    Ok(values)
}

const NAMES: [&str; 5] = ["code", "state", "iss", "error", "error_description"];
/// The literal addresses, not `localhost`, which may be somebody else (RFC 8252 §8.3).
const LOOPBACK: [&str; 2] = ["http://127.0.0.1", "http://[::1]"];

#[cfg(test)]
mod tests {
    use super::*;

    const CB: &str = "https://client.example.com/cb";

    fn check(received: &str, registered: &str) -> Result<String, &'static str> {
        let state = State::new("xyz").unwrap();
        check_redirect(
            received,
            &["https://other.example.com/", registered],
            &state,
            None,
        )
        .map(|code| code.expose().to_owned())
        .map_err(|refusal| refusal.code())
    }

    /// RFC 6749 §4.1.2.
    #[test]
    fn the_answer_of_the_rfc() {
        let received = "https://client.example.com/cb?code=SplxlOBeZQQYbYjS6WxSbIA&state=xyz";
        assert_eq!(check(received, CB).unwrap(), "SplxlOBeZQQYbYjS6WxSbIA");
    }

    #[test]
    fn the_place_is_compared_to_the_letter() {
        for (registered, place, accepted) in [
            (CB, "https://client.example.com/cb?", true),
            (CB, "https://client.example.com/cb/?", false),
            (CB, "https://client.example.com/cb2?", false),
            (CB, "https://Client.example.com/cb?", false),
            (CB, "https://client.example.com:443/cb?", false),
            (CB, "https://client.example.com/%63b?", false),
            (CB, "https://client.example.com/cb/../cb?", false),
            (CB, "http://client.example.com/cb?", false),
            (CB, "https://client.example.com/cb@evil.example?", false),
            ("https://a/cb?x=1", "https://a/cb?x=1&", true),
            ("https://a/cb?x=1", "https://a/cb?x=12&", false),
            ("https://a/cb?x=1", "https://a/cb?", false),
            ("https://a/cb?", "https://a/cb?", true),
            ("http://127.0.0.1/cb", "http://127.0.0.1:51004/cb?", true),
            ("http://127.0.0.1:1/cb", "http://127.0.0.1/cb?", true),
            ("http://[::1]:1/cb", "http://[::1]:51004/cb?", true),
            ("http://[::1]/cb", "http://127.0.0.1/cb?", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:x/cb?", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:70000/cb?", false),
            (
                "http://127.0.0.1/cb",
                "http://127.0.0.1:1@evil.example/cb?",
                false,
            ),
            ("http://127.0.0.1", "http://127.0.0.1.evil.example?", false),
            ("http://127.0.0.1", "http://127.0.0.1:1?", true),
            ("http://localhost:1/cb", "http://localhost:2/cb?", false),
            ("https://127.0.0.1:1/cb", "https://127.0.0.1:2/cb?", false),
        ] {
            let found = check(&format!("{place}code=c&state=xyz"), registered);
            let expected = if accepted {
                Ok("c".to_owned())
            } else {
                Err("redirect-uri")
            };
            assert_eq!(found, expected, "{registered} {place}");
        }
    }

    #[test]
    fn every_refusal() {
        for (query, code) in [
            ("", "missing-parameter"),
            ("?code=c", "missing-parameter"),
            ("?state=xyz", "missing-parameter"),
            ("?code=&state=xyz", "missing-parameter"),
            ("?code=c&state=xyz&code=c", "duplicate-parameter"),
            ("?code=c&state=xyz&%73tate=xyz", "duplicate-parameter"),
            ("?code=c&state=xyZ", "state"),
            ("?code=c&state=", "state"),
            ("?error=access_denied&state=xyz", "authorization-error"),
            (
                "?code=c&error=access_denied&state=xyz",
                "authorization-error",
            ),
            // Anybody can send a no: it counts only with the state.
            ("?error=access_denied&state=x", "state"),
            ("?code=%ff&state=xyz", "malformed"),
            ("?code=c&state=xyz#x", "fragment"),
        ] {
            assert_eq!(check(&format!("{CB}{query}"), CB), Err(code), "{query}");
        }
    }

    #[test]
    fn the_issuer_is_checked_where_one_is_expected() {
        let state = State::new("xyz").unwrap();
        let check = |query: &str| {
            let received = format!("{CB}?code=c&state=xyz{query}");
            let expected = Some("https://server.example.com");
            check_redirect(&received, &[CB], &state, expected).map_err(|refusal| refusal.code())
        };
        assert!(check("&iss=https%3A%2F%2Fserver.example.com").is_ok());
        assert_eq!(
            check("&iss=https%3A%2F%2Fserver.example.com%2F").unwrap_err(),
            "issuer"
        );
        assert_eq!(check("").unwrap_err(), "missing-parameter");
    }

    #[test]
    fn debug_is_redacted() {
        let code = AuthorizationCode::new("hunter2").unwrap();
        assert_eq!(format!("{code:?}"), "AuthorizationCode([REDACTED])");
    }
}
