//! `request oauth2 authorize-url`: the URL that the browser is sent to.

use credtool_request_auth::oauth2::{AuthorizationRequest, CodeVerifier, ResponseType, State};
use serde_json::json;

use super::{Parameter, not_made, parameter, pkce};
use crate::failure::{Answer, Failure};
use crate::io::Io;

/// Print the URL that asks for an authorization code (RFC 6749, RFC 7636)
///
/// The state and the code verifier that are drawn here stand on stderr, or in the JSON: keep both, the answer and the token
/// request need them. The URL holds the challenge of the verifier, never the verifier.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool request oauth2 authorize-url --client-id hermosa --redirect-uri https://hermosa.example.com/cb --scope 'read write' --state xyz --verifier env:VERIFIER https://login.example.com/authorize
  $ credtool request oauth2 authorize-url --json --client-id hermosa --redirect-uri http://127.0.0.1/cb https://login.example.com/authorize

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct AuthorizeUrl {
    /// The server's authorization endpoint; its query is kept
    url: String,
    /// The client, as the server knows it
    #[arg(long, value_name = "C")]
    client_id: String,
    /// Where the answer goes; exactly as it is registered
    #[arg(long, value_name = "U")]
    redirect_uri: Option<String>,
    /// What is asked for: words with one space between two
    #[arg(long, value_name = "S")]
    scope: Option<String>,
    /// What must come back with the answer, as text or as a SRC [default: 43 random characters]
    #[arg(long, value_name = "TEXT|SRC", allow_hyphen_values = true)]
    state: Option<String>,
    /// The code verifier that was kept [default: a new one]. SRC is env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE
    #[arg(long, value_name = "SRC")]
    verifier: Option<String>,
    /// Whatever else the server wants; may be repeated
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = parameter)]
    extra: Vec<Parameter>,
    /// Ask for the token itself (implicit grant), which then stands in the browser's history; legacy
    #[arg(long, conflicts_with = "verifier")]
    legacy_implicit: bool,
}

impl AuthorizeUrl {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let state = match &self.state {
            Some(text) => super::state(io, text, "--state")?,
            None => State::generate(&mut io.rng()?),
        };
        let verifier = match &self.verifier {
            _ if self.legacy_implicit => None,
            Some(text) => Some(pkce::verifier(io, text)?),
            None => Some(CodeVerifier::generate(&mut io.rng()?)),
        };
        let response = verifier
            .as_ref()
            .map_or(ResponseType::LegacyToken, ResponseType::Code);
        let url = AuthorizationRequest {
            endpoint: &self.url,
            client_id: &self.client_id,
            redirect_uri: self.redirect_uri.as_deref(),
            scope: self.scope.as_deref(),
            state: &state,
            response,
            extra: &super::borrowed(&self.extra),
        }
        .url()
        .map_err(|error| not_made(&error, "could not make the authorization URL"))?;
        if response.legacy() {
            io.out
                .warn("legacy: the implicit grant puts the token into the URL (RFC 9700 2.1.2)");
        }
        // One that was given is known already.
        let drawn = verifier.as_ref().filter(|_| self.verifier.is_none());
        if !io.out.wants_json() {
            if self.state.is_none() {
                io.out.note(format!("state: {}", state.expose()));
            }
            if let Some(verifier) = drawn {
                io.out.note(format!("verifier: {}", verifier.expose()));
            }
        }
        let mut shown = json!({
            "url": url,
            "state": state.expose(),
            "verifier": drawn.map(CodeVerifier::expose),
        });
        if response.legacy() {
            shown["legacy"] = true.into();
        }
        io.out.answer(&shown, format!("{url}\n"))?;
        Ok(Answer::Yes)
    }
}
