//! `install header`: the Authorization header of an install, from its callback or from the token that was kept.

use std::ffi::OsString;

use credtool_install_auth::AuthToken;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::attempt::{Application, CheckOptions};
use super::verdict::Verdict;
use crate::app::RegisteredOptions;
use crate::destination::Destination;
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::source;

/// Print the Authorization header of an install
///
/// From the callback, which is verified first, or from the token that was kept after it.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool install header --app-key d420667525e0489d91068cbf732fe1dc --token file:token.txt
  $ credtool install header --app-key d420667525e0489d91068cbf732fe1dc --secret env:SECRET 'https://myapp.com/Install?a=…&t=…&d=…&h=…'

Exit status: 0 done; 1 not verified, with its reason and no header; 2 could not be done.")]
pub(crate) struct Header {
    /// The URL as it arrived, its path and query, or its query; in quotes, or - for stdin
    #[arg(required_unless_present = "token")]
    url: Option<OsString>,
    /// The application's key, which must be a
    #[arg(
        long,
        value_name = "A",
        required_unless_present = "app",
        conflicts_with = "app"
    )]
    app_key: Option<String>,
    /// The application's secret, the current one first; may be repeated. SRC is env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE
    #[arg(long = "secret", value_name = "SRC", required_unless_present_any = ["token", "app"], conflicts_with = "app")]
    secrets: Vec<String>,
    /// The auth token that was kept after the install, in place of secret and URL
    #[arg(long, value_name = "SRC", conflicts_with_all = ["url", "secrets", "app", "tolerance", "d_zone", "replay", "explain"])]
    token: Option<String>,
    #[command(flatten)]
    registered: RegisteredOptions,
    #[command(flatten)]
    check: CheckOptions,
    #[command(flatten)]
    destination: Destination,
}

impl Header {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        self.destination.permit()?;
        self.registered.keep_store(io, self.destination.file())?;
        if let Some(text) = &self.token {
            let text = source::read_text(io, text, "--token")?;
            let token = AuthToken::from_stored(&text)
                .map_err(|error| super::refused(&error, "could not use --token"))?;
            let app_key = self.app_key.as_deref().unwrap_or_default();
            return self.deliver(io, app_key, &token, json!({ "app_key": app_key }));
        }
        let url = self.url.clone().unwrap_or_default();
        let key = self.app_key.as_deref();
        let application = Application::open(io, key, &self.secrets, &self.registered)?;
        let attempt = self.check.read(io, application, &url)?;
        if let Some(message) = &attempt.ended {
            return Verdict::retired(&attempt, message).instead(io);
        }
        match self.check.verify(io, &attempt)? {
            Ok(install) => {
                let shown = Verdict::yes(&attempt, &install).shown;
                self.deliver(io, &attempt.app_key, &install.auth_token(), shown)
            }
            Err(refusal) => Verdict::no(&attempt, &refusal).instead(io),
        }
    }

    fn deliver(
        &self,
        io: &Io,
        app_key: &str,
        token: &AuthToken,
        mut shown: Value,
    ) -> Result<Answer, Failure> {
        let header = token
            .basic_header(app_key)
            .map_err(|error| super::refused(&error, "could not use --app-key"))?;
        let line = Zeroizing::new(format!("Authorization: {}\n", header.expose()));
        shown["header"] = line.trim_end().into();
        self.destination
            .deliver(io, shown, &["header"], line.as_bytes(), &|_| Ok(()))?;
        Ok(Answer::Yes)
    }
}
