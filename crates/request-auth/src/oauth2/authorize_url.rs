//! The URL that the browser is sent to (RFC 6749 §4.1.1, RFC 7636 §4.3).

use super::form::{Form, filled, permit_extra, permit_scope};
use super::{CHALLENGE_METHOD, CodeVerifier, State, endpoint};
use crate::Error;

/// An authorization request.
///
/// ```
/// use credtool_request_auth::oauth2::{AuthorizationRequest, CodeVerifier, ResponseType, State};
/// # fn main() -> Result<(), credtool_request_auth::Error> {
/// let verifier = CodeVerifier::parse("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")?;
/// let state = State::new("xyz")?;
/// let request = AuthorizationRequest {
///     endpoint: "https://server.example.com/authorize",
///     client_id: "s6BhdRkqt3",
///     redirect_uri: Some("https://client.example.com/cb"),
///     scope: None,
///     state: &state,
///     response: ResponseType::Code(&verifier),
///     extra: &[],
/// };
/// assert!(request.url()?.starts_with("https://server.example.com/authorize?response_type=code&client_id=s6BhdRkqt3&"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct AuthorizationRequest<'a> {
    /// The server's authorization endpoint; its query is kept.
    pub endpoint: &'a str,
    /// The client, as the server knows it.
    pub client_id: &'a str,
    /// Where the answer goes; exactly as it is registered.
    pub redirect_uri: Option<&'a str>,
    /// What is asked for: words with one space between two.
    pub scope: Option<&'a str>,
    /// What must come back with the answer.
    pub state: &'a State,
    /// What the answer is to hold.
    pub response: ResponseType<'a>,
    /// Whatever else the server wants, each name once (`resource` and `audience` may repeat).
    pub extra: &'a [(&'a str, &'a str)],
}

/// What the answer is to hold.
#[derive(Debug, Clone, Copy)]
pub enum ResponseType<'a> {
    /// A code, which only the holder of the verifier can redeem. The URL holds its challenge, never the verifier.
    Code(&'a CodeVerifier),
    /// Legacy: the access token itself, in the URL (implicit grant), where the browser's history and others read it. It should
    /// not be used (RFC 9700 §2.1.2).
    LegacyToken,
}

impl ResponseType<'_> {
    /// Whether this is only done when asked for by name.
    #[must_use]
    pub fn legacy(self) -> bool {
        matches!(self, Self::LegacyToken)
    }
}

impl AuthorizationRequest<'_> {
    /// Returns the URL. Whether the server knows client and redirect URI is not checked.
    ///
    /// # Errors
    /// [`Error::Value`] for an endpoint that is not https (http is for this machine only) or has a fragment, a redirect URI of
    /// that kind, a scope outside its grammar, an empty client id, and parameters that would stand there twice (RFC 6749 §3.1).
    pub fn url(&self) -> Result<String, Error> {
        let endpoint = endpoint::parse("authorization endpoint", self.endpoint)?;
        let client_id = filled("client id", self.client_id)?;
        if let Some(uri) = self.redirect_uri {
            endpoint::permit_redirect(uri)?;
        }
        permit_scope(self.scope)?;
        permit_extra(endpoint.query, self.extra)?;
        let challenge;
        let mut parameters: Vec<(&str, &[u8])> = Vec::new();
        let mut add = |name, value| parameters.push((name, str::as_bytes(value)));
        let code = match self.response {
            ResponseType::Code(verifier) => {
                add("response_type", "code");
                Some(verifier)
            }
            ResponseType::LegacyToken => {
                add("response_type", "token");
                None
            }
        };
        add("client_id", client_id);
        self.redirect_uri
            .into_iter()
            .for_each(|uri| add("redirect_uri", uri));
        self.scope.into_iter().for_each(|scope| add("scope", scope));
        add("state", self.state.expose());
        if let Some(verifier) = code {
            challenge = verifier.challenge();
            add("code_challenge", &challenge);
            add("code_challenge_method", CHALLENGE_METHOD);
        }
        self.extra.iter().for_each(|(name, value)| add(name, value));
        let separator = match self.endpoint.split_once('?') {
            None => "?",
            Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
            Some(_) => "&",
        };
        let query = Form::of(&parameters).into_bytes();
        Ok(format!(
            "{}{separator}{}",
            self.endpoint,
            String::from_utf8_lossy(&query)
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    fn url(endpoint: &str, legacy: bool, extra: &[(&str, &str)]) -> Result<String, Error> {
        let request = AuthorizationRequest {
            endpoint,
            client_id: "s6BhdRkqt3",
            redirect_uri: Some("https://client.example.com/cb"),
            scope: Some("read write"),
            state: &State::new("xyz")?,
            response: if legacy {
                ResponseType::LegacyToken
            } else {
                ResponseType::Code(&CodeVerifier::parse(VERIFIER)?)
            },
            extra,
        };
        assert_eq!(request.response.legacy(), legacy);
        request.url()
    }

    /// RFC 6749 §4.1.1, with the challenge of RFC 7636, appendix B.
    #[test]
    fn the_url_of_the_rfc() {
        let rest = "response_type=code&client_id=s6BhdRkqt3&redirect_uri=https%3A%2F%2Fclient.example.com%2Fcb&scope=read+write\
            &state=xyz&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
        for (endpoint, separator) in [
            ("https://server.example.com/authorize", "?"),
            ("https://server.example.com/authorize?", ""),
            ("https://server.example.com/authorize?tenant=a", "&"),
        ] {
            let made = url(endpoint, false, &[]).unwrap();
            assert_eq!(made, format!("{endpoint}{separator}{rest}"));
        }
    }

    #[test]
    fn implicit_has_no_challenge() {
        let made = url("https://server.example.com/authorize", true, &[]).unwrap();
        assert!(made.contains("?response_type=token&"), "{made}");
        assert!(!made.contains("challenge"), "{made}");
    }

    #[test]
    fn refused() {
        for (endpoint, extra) in [
            ("http://server.example.com/authorize", &[][..]),
            ("https://server.example.com/authorize#x", &[]),
            ("https://server.example.com/authorize?client_id=x", &[]),
            (
                "https://server.example.com/authorize",
                &[("code_verifier", VERIFIER)],
            ),
            (
                "https://server.example.com/authorize",
                &[("a", "1"), ("a", "1")],
            ),
        ] {
            assert!(url(endpoint, false, extra).is_err(), "{endpoint} {extra:?}");
        }
    }
}
