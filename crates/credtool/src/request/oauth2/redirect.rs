//! `request oauth2 redirect`: is the answer that the browser brought ours, and what does it say?

use credtool_request_auth::oauth2::{AuthorizationCode, RedirectRefusal, check_redirect};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::state;
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::output::printable;
use crate::source;

/// Check the answer of an authorization server and print its code
///
/// The URL must be a registered one to the letter, before the parameters of the answer; only the port of an http URL of
/// 127.0.0.1 or ::1 may be another.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool request oauth2 redirect --expect-state xyz --registered https://hermosa.example.com/cb 'https://hermosa.example.com/cb?code=SplxlOBeZQQYbYjS6WxSbIA&state=xyz'
  SplxlOBeZQQYbYjS6WxSbIA

Exit status: 0 it is ours, with its code; 1 it is not, with its reason; 2 could not be done.")]
pub(crate) struct Redirect {
    /// The whole URL that the browser called, in quotes; - for stdin
    url: String,
    /// The state that was sent, as text or as a SRC
    #[arg(long, value_name = "TEXT|SRC", allow_hyphen_values = true)]
    expect_state: String,
    /// A redirect URI as it is registered; may be repeated
    #[arg(long, value_name = "URL", required = true)]
    registered: Vec<String>,
    /// The server that must have answered (RFC 9207): its issuer identifier, to the letter
    #[arg(long, value_name = "ISS")]
    issuer: Option<String>,
}

impl Redirect {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let expected = state(io, &self.expect_state, "--expect-state")?;
        let received = match self.url.as_str() {
            "-" => source::read_text(io, "-", "the URL")?,
            url => Zeroizing::new(url.to_owned()),
        };
        let registered: Vec<_> = self.registered.iter().map(String::as_str).collect();
        match check_redirect(&received, &registered, &expected, self.issuer.as_deref()) {
            Ok(code) => yes(io, &code),
            Err(refusal) => no(io, &refusal),
        }
    }
}

fn yes(io: &Io, code: &AuthorizationCode) -> Result<Answer, Failure> {
    let shown = json!({ "accepted": true, "code": code.expose() });
    let line = Zeroizing::new(format!("{}\n", code.expose()));
    io.out.answer(&shown, line.as_bytes())?;
    Ok(Answer::Yes)
}

fn no(io: &Io, refusal: &RedirectRefusal) -> Result<Answer, Failure> {
    let (code, hint) = (refusal.code(), hint(refusal));
    let reason = json!({ "code": code, "message": refusal.to_string(), "hint": hint });
    let shown = json!({ "accepted": false, "code": Value::Null, "reason": reason });
    let first = printable(&format!("not accepted: {refusal}"));
    // On stdout only a code may stand alone, so that a script never takes a reason for one.
    io.out.answer(
        &shown,
        format!("{first}\nreason:           {code}\ntry:              {hint}\n"),
    )?;
    Ok(Answer::No)
}

fn hint(refusal: &RedirectRefusal) -> &'static str {
    match refusal {
        RedirectRefusal::RedirectUri => {
            "give the URI as it is registered with --registered: scheme, host, port, path and query to the letter"
        }
        RedirectRefusal::Fragment => "ask for a code, not for a token: response_type=code",
        RedirectRefusal::MissingParameter("iss") => {
            "leave --issuer away only if the server never sends iss"
        }
        RedirectRefusal::State => {
            "begin again with authorize-url: somebody else may have begun this one"
        }
        RedirectRefusal::Issuer => "do not redeem this code: another server answered",
        RedirectRefusal::AuthorizationError { .. } => {
            "correct what the server names, and begin again with authorize-url"
        }
        _ => "give the whole URL as the browser called it, in quotes",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_lists_every_reason() {
        let documentation = include_str!("../../../docs/verdict-codes.md");
        let (_, section) = documentation
            .split_once("## Reasons of `request oauth2 redirect`")
            .unwrap();
        let section = section.split("\n## ").next().unwrap();
        let documented: Vec<_> = section
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
            .collect();
        let reasons = [
            RedirectRefusal::RedirectUri,
            RedirectRefusal::Fragment,
            RedirectRefusal::DuplicateParameter(""),
            RedirectRefusal::MissingParameter(""),
            RedirectRefusal::Malformed(""),
            RedirectRefusal::State,
            RedirectRefusal::Issuer,
            RedirectRefusal::AuthorizationError {
                error: String::new(),
                description: None,
            },
        ];
        assert_eq!(documented, reasons.map(|reason| reason.code()));
    }
}
