//! The request that redeems a grant at the token endpoint, ready to send (RFC 6749 §3.2, §4, §6).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::form::{Form, filled, permit_extra, permit_scope};
use super::{AuthorizationCode, CodeVerifier, endpoint};
use crate::{Error, SharedSecret};

/// What is redeemed for a token.
#[derive(Debug, Clone, Copy)]
pub enum Grant<'a> {
    /// The client's own rights (RFC 6749 §4.4).
    ClientCredentials,
    /// A code that the browser brought (RFC 6749 §4.1.3, RFC 7636 §4.5).
    AuthorizationCode {
        /// The code.
        code: &'a AuthorizationCode,
        /// The redirect URI of the authorization request, where one stood there.
        redirect_uri: Option<&'a str>,
        /// The verifier whose challenge stood in the authorization request; a public client must have one (RFC 9700 §2.1.1).
        verifier: Option<&'a CodeVerifier>,
    },
    /// A refresh token (RFC 6749 §6).
    RefreshToken(&'a SharedSecret),
    /// Legacy: the user's own name and password, given to the client (RFC 6749 §4.3). It must not be used (RFC 9700 §2.4).
    LegacyPassword {
        /// The user's name.
        username: &'a str,
        /// The user's password.
        password: &'a SharedSecret,
    },
}

impl Grant<'_> {
    /// Returns the value of `grant_type`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ClientCredentials => "client_credentials",
            Self::AuthorizationCode { .. } => "authorization_code",
            Self::RefreshToken(_) => "refresh_token",
            Self::LegacyPassword { .. } => "password",
        }
    }

    /// Whether this is only done when asked for by name.
    #[must_use]
    pub fn legacy(self) -> bool {
        matches!(self, Self::LegacyPassword { .. })
    }
}

/// How the client says who it is.
#[derive(Clone, Copy)]
pub enum ClientAuthentication<'a> {
    /// The secret in the header (`client_secret_basic`, RFC 6749 §2.3.1).
    Basic {
        /// The client, as the server knows it.
        client_id: &'a str,
        /// Its secret.
        secret: &'a SharedSecret,
    },
    /// The secret in the body (`client_secret_post`, RFC 6749 §2.3.1).
    Post {
        /// The client, as the server knows it.
        client_id: &'a str,
        /// Its secret.
        secret: &'a SharedSecret,
    },
    /// A signed assertion in place of the secret (`client_secret_jwt`, `private_key_jwt`; RFC 7523 §2.2).
    Assertion {
        /// The client, where it is to be named beside the assertion.
        client_id: Option<&'a str>,
        /// The assertion, from [`super::sign_assertion`]; what it says is not checked.
        assertion: &'a str,
    },
    /// A public client has no secret and only says its name (RFC 6749 §3.2.1).
    None {
        /// The client, as the server knows it.
        client_id: &'a str,
    },
}

impl std::fmt::Debug for ClientAuthentication<'_> {
    /// Shows the client only: an assertion is as good as the secret while it lives.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (name, client_id) = match self {
            Self::Basic { client_id, .. } => ("Basic", Some(*client_id)),
            Self::Post { client_id, .. } => ("Post", Some(*client_id)),
            Self::Assertion { client_id, .. } => ("Assertion", *client_id),
            Self::None { client_id } => ("None", Some(*client_id)),
        };
        f.debug_struct(name)
            .field("client_id", &client_id)
            .finish_non_exhaustive()
    }
}

/// Everything that a token request says.
///
/// ```
/// use credtool_request_auth::SharedSecret;
/// use credtool_request_auth::oauth2::{ClientAuthentication, Grant, TokenParameters};
/// # fn main() -> Result<(), credtool_request_auth::Error> {
/// let secret = SharedSecret::new("gX1fBat3bV")?;
/// let parameters = TokenParameters {
///     token_url: "https://server.example.com/token",
///     grant: Grant::ClientCredentials,
///     authentication: ClientAuthentication::Basic { client_id: "s6BhdRkqt3", secret: &secret },
///     scope: None,
///     extra: &[],
/// };
/// let request = parameters.request()?;
/// assert_eq!(request.body(), b"grant_type=client_credentials");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct TokenParameters<'a> {
    /// The server's token endpoint; its query is kept.
    pub token_url: &'a str,
    /// What is redeemed.
    pub grant: Grant<'a>,
    /// Who asks.
    pub authentication: ClientAuthentication<'a>,
    /// What is asked for: words with one space between two.
    pub scope: Option<&'a str>,
    /// Whatever else the server wants, each name once (`resource` and `audience` may repeat).
    pub extra: &'a [(&'a str, &'a str)],
}

impl TokenParameters<'_> {
    /// Returns the request. Nothing is sent.
    ///
    /// # Errors
    /// [`Error::Value`] for a token URL that is not https (http is for this machine only: the secret travels in it) or has a
    /// fragment, empty values, a scope outside its grammar, parameters that would stand there twice, and for a public client
    /// that asks for its own rights (RFC 6749 §4.4) or redeems a code without a verifier (RFC 9700 §2.1.1).
    pub fn request(&self) -> Result<TokenRequest, Error> {
        let url = endpoint::parse("token URL", self.token_url)?;
        permit_scope(self.scope)?;
        permit_extra(url.query, self.extra)?;
        self.permit_public_client()?;
        let mut parameters: Vec<(&str, &[u8])> = vec![("grant_type", self.grant.name().as_bytes())];
        self.add_grant(&mut parameters)?;
        if let Some(scope) = self.scope {
            parameters.push(("scope", scope.as_bytes()));
        }
        let authorization = self.add_client(&mut parameters)?;
        let extra = self
            .extra
            .iter()
            .map(|(name, value)| (*name, value.as_bytes()));
        parameters.extend(extra);
        let default_port = match url.scheme.eq_ignore_ascii_case("https") {
            true => "443",
            false => "80",
        };
        let host = match url.port.filter(|port| *port != default_port) {
            Some(port) => format!("{}:{port}", url.host),
            None => url.host.to_owned(),
        };
        let target = match url.query {
            "" => url.path.to_owned(),
            query => format!("{}?{query}", url.path),
        };
        Ok(TokenRequest {
            url: self.token_url.to_owned(),
            host,
            target,
            authorization,
            body: Form::of(&parameters).into_bytes(),
        })
    }

    fn permit_public_client(&self) -> Result<(), Error> {
        let refuse = |problem| {
            let field = "grant of a public client";
            Err(Error::Value { field, problem })
        };
        match (self.authentication, self.grant) {
            (ClientAuthentication::None { .. }, Grant::ClientCredentials) => {
                refuse("cannot be client_credentials, which it has none of")
            }
            (
                ClientAuthentication::None { .. },
                Grant::AuthorizationCode { verifier: None, .. },
            ) => refuse("needs the code verifier"),
            _ => Ok(()),
        }
    }

    fn add_grant<'p>(&'p self, parameters: &mut Vec<(&str, &'p [u8])>) -> Result<(), Error> {
        match self.grant {
            Grant::ClientCredentials => {}
            Grant::AuthorizationCode {
                code,
                redirect_uri,
                verifier,
            } => {
                parameters.push(("code", code.expose().as_bytes()));
                if let Some(uri) = redirect_uri {
                    endpoint::permit_redirect(uri)?;
                    parameters.push(("redirect_uri", uri.as_bytes()));
                }
                if let Some(verifier) = verifier {
                    parameters.push(("code_verifier", verifier.expose().as_bytes()));
                }
            }
            Grant::RefreshToken(token) => parameters.push(("refresh_token", token.expose())),
            Grant::LegacyPassword { username, password } => {
                parameters.push(("username", filled("user name", username)?.as_bytes()));
                parameters.push(("password", password.expose()));
            }
        }
        Ok(())
    }

    /// Adds what says who asks, and returns the header where it stands there.
    fn add_client<'p>(
        &'p self,
        parameters: &mut Vec<(&str, &'p [u8])>,
    ) -> Result<Option<Zeroizing<String>>, Error> {
        match self.authentication {
            ClientAuthentication::Basic { client_id, secret } => {
                let header = basic(filled("client id", client_id)?, secret);
                return Ok(Some(header));
            }
            ClientAuthentication::Post { client_id, secret } => {
                parameters.push(("client_id", filled("client id", client_id)?.as_bytes()));
                parameters.push(("client_secret", secret.expose()));
            }
            ClientAuthentication::Assertion {
                client_id,
                assertion,
            } => {
                if let Some(client_id) = client_id {
                    parameters.push(("client_id", filled("client id", client_id)?.as_bytes()));
                }
                parameters.push(("client_assertion_type", JWT_BEARER.as_bytes()));
                let assertion = filled("client assertion", assertion)?;
                parameters.push(("client_assertion", assertion.as_bytes()));
            }
            ClientAuthentication::None { client_id } => {
                parameters.push(("client_id", filled("client id", client_id)?.as_bytes()));
            }
        }
        Ok(None)
    }
}

/// A token request, ready to send.
///
/// It carries secrets: erased on drop, never printed.
pub struct TokenRequest {
    url: String,
    host: String,
    target: String,
    authorization: Option<Zeroizing<String>>,
    body: Zeroizing<Vec<u8>>,
}

impl TokenRequest {
    /// Returns `POST`: the parameters must not stand in the URL (RFC 6749 §3.2).
    #[must_use]
    pub fn method(&self) -> &'static str {
        "POST"
    }

    /// Returns the token URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the headers that an HTTP client must be told; `Host` and `Content-Length` are its own affair.
    #[must_use]
    pub fn headers(&self) -> Vec<(&'static str, &str)> {
        let mut headers = vec![("Content-Type", FORM), ("Accept", "application/json")];
        if let Some(value) = &self.authorization {
            headers.push(("Authorization", value));
        }
        headers
    }

    /// Returns the form, which is ASCII.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Returns the request as HTTP/1.1 (RFC 9112), for a connection that is closed after the answer.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let length = self.body.len().to_string();
        let mut pieces = vec![
            "POST ",
            &self.target,
            " HTTP/1.1\r\nHost: ",
            &self.host,
            "\r\nConnection: close\r\nContent-Length: ",
            &length,
        ];
        for (name, value) in self.headers() {
            pieces.extend(["\r\n", name, ": ", value]);
        }
        pieces.push("\r\n\r\n");
        // Room for all at once: a buffer that grows leaves copies of the secret behind.
        let head: usize = pieces.iter().map(|piece| piece.len()).sum();
        let mut bytes = Zeroizing::new(Vec::with_capacity(head + self.body.len()));
        for piece in pieces {
            bytes.extend_from_slice(piece.as_bytes());
        }
        bytes.extend_from_slice(&self.body);
        bytes
    }
}

impl std::fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = self.headers().iter().map(|(name, _)| *name).collect();
        f.debug_struct("TokenRequest")
            .field("url", &self.url)
            .field("headers", &names)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Returns the header's value. Both halves are encoded as a form before they are joined, so that a colon in the name of the
/// client ends nothing (RFC 6749 §2.3.1).
fn basic(client_id: &str, secret: &SharedSecret) -> Zeroizing<String> {
    let room = 3 * (client_id.len() + secret.expose().len()) + 1;
    let mut pair = Zeroizing::new(Vec::with_capacity(room));
    for piece in form_urlencoded::byte_serialize(client_id.as_bytes()) {
        pair.extend_from_slice(piece.as_bytes());
    }
    pair.push(b':');
    for piece in form_urlencoded::byte_serialize(secret.expose()) {
        pair.extend_from_slice(piece.as_bytes());
    }
    let mut header = Zeroizing::new(String::with_capacity(
        "Basic ".len() + pair.len().div_ceil(3) * 4,
    ));
    header.push_str("Basic ");
    STANDARD.encode_string(&*pair, &mut header);
    header
}

const FORM: &str = "application/x-www-form-urlencoded";
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
