//! `request oauth2 pkce`: a code verifier and its challenge.

use credtool_request_auth::oauth2::{CHALLENGE_METHOD, CodeVerifier};
use serde_json::json;
use zeroize::Zeroizing;

use super::not_made;
use crate::destination::Destination;
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::source;

/// Make a code verifier and its challenge (RFC 7636, S256): prints the one, then the other
///
/// The challenge goes into the authorization URL. The verifier is kept and goes into the token request.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool request oauth2 pkce
  dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk
  E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct Pkce {
    /// The challenge of this verifier, in place of a new one. SRC is env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE
    #[arg(long, value_name = "SRC")]
    verifier: Option<String>,
    #[command(flatten)]
    destination: Destination,
}

impl Pkce {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        self.destination.permit()?;
        let verifier = match &self.verifier {
            Some(text) => verifier(io, text)?,
            None => CodeVerifier::generate(&mut io.rng()?),
        };
        let challenge = verifier.challenge();
        let shown = json!({ "verifier": verifier.expose(), "challenge": challenge, "method": CHALLENGE_METHOD });
        let lines = Zeroizing::new(format!("{}\n{challenge}\n", verifier.expose()));
        self.destination
            .deliver(io, shown, &["verifier"], lines.as_bytes(), &|_| Ok(()))?;
        Ok(Answer::Yes)
    }
}

/// Reads a verifier that was kept, from where `text` says; of the two lines that this verb prints, the first.
pub(crate) fn verifier(io: &mut Io, text: &str) -> Result<CodeVerifier, Failure> {
    let text = source::read_text(io, text, "--verifier")?;
    let line = text.lines().next().unwrap_or_default();
    CodeVerifier::parse(line).map_err(|error| not_made(&error, "could not use --verifier"))
}
