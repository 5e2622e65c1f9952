//! `request verify`: is this request from who it says, is it fresh, and was it here before?

use std::path::PathBuf;
use std::time::Duration;

use clap::ArgGroup;
use credtool_request_auth::akana::Scheme;
use credtool_request_auth::{AppCredentials, RawRequest, Replay, Request};

use super::akana::{self, AkanaOptions, CLAIM_HAS_NO_NONCE, NonceOptions};
use super::credentials::{self, Needs, SIGNS_NOTHING, SIGNS_WITH_KEY, SIGNS_WITH_SECRET};
use super::does_not_fit;
use super::explain::{ExplainOptions, Hints};
use super::message::MessageOptions;
use super::verdict::Verdict;
use crate::duration::duration;
use crate::failure::{Answer, Failure};
use crate::io::{Io, Limit};
use crate::open::KeyOptions;
use crate::replay::{Remembered, ReplayOption};

/// Verify a request: who sent it, what that covers, whether it is fresh, and why not
///
/// The request is METHOD and URL with its headers and body, or with --http the bytes that were captured.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool request verify --app-id hermosa-7kkCMrRcgpdh --secret env:SECRET --http request.txt
  $ credtool request verify --scheme rsa-sha256 --app-id hermosa-7kkCMrRcgpdh --key hermosa.crt --header 'Authorization: Atmosphere atmosphere_app_id=…' GET https://api.example.com/funds
  $ credtool request verify --app-id hermosa-7kkCMrRcgpdh --secret env:CURRENT --secret env:PREVIOUS --replay seen.txt --http request.txt
  $ credtool request verify --app-id hermosa-7kkCMrRcgpdh --secret env:SECRET --http request.txt --explain --their-base signed-by-client.txt

Exit status: 0 verified; 1 not verified, with its reason; 2 could not be done.")]
#[command(group = ArgGroup::new("request").args(["http", "method"]).required(true))]
pub(crate) struct Verify {
    /// GET, POST and so on
    #[arg(requires = "url")]
    method: Option<String>,
    /// The whole URL as the client called it: https://host/path?query
    url: Option<String>,
    /// A scheme that is accepted; may be repeated [default: those that the given secrets and keys can prove]
    #[arg(long = "scheme", value_name = "SCHEME", value_parser = akana::scheme())]
    schemes: Vec<Scheme>,
    /// The App ID that is known here
    #[arg(long, value_name = "ID")]
    app_id: String,
    /// A shared secret, the current one first; may be repeated. SRC is env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE
    #[arg(long = "secret", value_name = "SRC")]
    secrets: Vec<String>,
    /// What holds the app's public key: a certificate, a request, a public key, a keystore
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    #[command(flatten)]
    key_options: KeyOptions,
    /// How far a timestamp may lie from now, in either direction
    #[arg(long, value_name = "TIME", default_value = "5m", value_parser = duration)]
    tolerance: Duration,
    #[command(flatten)]
    replay: ReplayOption,
    /// The request as it was captured, head and body; - for stdin
    #[arg(long, value_name = "FILE", conflicts_with_all = ["method", "url", "headers", "form", "body"])]
    http: Option<PathBuf>,
    /// Scheme and host that the client called, in place of what the captured request says
    #[arg(long, value_name = "https://HOST", value_parser = base, conflicts_with_all = ["method", "url"])]
    base: Option<String>,
    #[command(flatten)]
    message: MessageOptions,
    #[command(flatten)]
    explain: ExplainOptions,
    #[command(flatten)]
    nonce: NonceOptions,
    #[command(flatten)]
    akana: AkanaOptions,
}

impl Verify {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let schemes = self.accepted()?;
        let app = self.known(io)?;
        let hints = self.explain.read(io)?;
        if let Some(path) = &self.http {
            let limit = Limit {
                what: "the request",
                bytes: LARGEST_REQUEST,
            };
            let input = io.read(path, limit)?;
            return match RawRequest::parse(&input.bytes, self.base.as_deref()) {
                Ok(raw) => self.answer(io, &schemes, &app, &raw.request(), hints),
                Err(error) => Verdict::malformed(&error, hints.is_some(), io.now()).answer(io),
            };
        }
        let (method, url) = (self.method.as_deref(), self.url.as_deref());
        let message = self
            .message
            .read(io, method.unwrap_or_default(), url.unwrap_or_default())?;
        self.answer(io, &schemes, &app, &message.request(), hints)
    }

    fn answer(
        &self,
        io: &Io,
        schemes: &[Scheme],
        app: &AppCredentials,
        request: &Request<'_>,
        hints: Option<Hints>,
    ) -> Result<Answer, Failure> {
        // The clock is read when everything is at hand: waiting for a prompt makes no request stale.
        let now = io.now();
        let attempt = self
            .akana
            .attempt(request, app, schemes, self.tolerance, now);
        let mut guard = self.replay.guard(io, now)?;
        let (mut replay, mut contradiction) = (Replay::New, None);
        let mut verified = attempt.verify(|key, keep_until| {
            contradiction = self
                .nonce
                .contradiction(key.nonce, keep_until - self.tolerance);
            if contradiction.is_some() {
                return Replay::Unavailable;
            }
            replay = match guard.check_and_insert(key.digest(), keep_until) {
                Remembered::New => Replay::New,
                Remembered::Seen => Replay::Seen,
                Remembered::Full | Remembered::Forgotten => Replay::Unavailable,
            };
            replay
        });
        if let (Err(refusal), Some(reason)) = (&mut verified, contradiction) {
            refusal.reason = reason;
        }
        guard.finish()?;
        let verdict = match &verified {
            Ok(verified) => Verdict::yes(verified),
            Err(refusal) => Verdict::no(refusal, now),
        };
        let explanation = hints.map(|hints| attempt.explain(replay, &hints));
        verdict.explained(explanation).answer(io)
    }

    /// Returns the schemes that are accepted, and refuses credentials that none of them uses.
    fn accepted(&self) -> Result<Vec<Scheme>, Failure> {
        let key_option = self
            .key
            .as_ref()
            .map(|_| "--key")
            .or(self.key_options.first_given());
        let given = |needs| match needs {
            Needs::Nothing => self.secrets.is_empty() && key_option.is_none(),
            Needs::Secret => !self.secrets.is_empty(),
            Needs::RsaKey => self.key.is_some(),
        };
        if self.schemes.is_empty() {
            let provable = Scheme::ALL
                .into_iter()
                .filter(|scheme| given(akana::needs(*scheme)));
            return Ok(provable.collect());
        }
        let names: Vec<_> = self.schemes.iter().map(|scheme| scheme.name()).collect();
        let names = names.join(", ");
        let any = |needs| {
            self.schemes
                .iter()
                .any(|scheme| akana::needs(*scheme) == needs)
        };
        let instead = if any(Needs::RsaKey) {
            SIGNS_WITH_KEY
        } else if any(Needs::Secret) {
            SIGNS_WITH_SECRET
        } else {
            SIGNS_NOTHING
        };
        match key_option {
            _ if !self.secrets.is_empty() && !any(Needs::Secret) => {
                return Err(does_not_fit("--secret", &names, instead));
            }
            Some(option) if !any(Needs::RsaKey) => {
                return Err(does_not_fit(option, &names, instead));
            }
            _ => {}
        }
        if !any(Needs::Secret)
            && !any(Needs::RsaKey)
            && let Some(option) = self.nonce.first_given()
        {
            return Err(does_not_fit(option, &names, CLAIM_HAS_NO_NONCE));
        }
        for (needs, option, instead) in [
            (Needs::Secret, "--secret", SIGNS_WITH_SECRET),
            (Needs::RsaKey, "--key", SIGNS_WITH_KEY),
        ] {
            if any(needs) && !given(needs) {
                return Err(credentials::missing(option, &names, instead));
            }
        }
        Ok(self.schemes.clone())
    }

    /// Returns what is known of the app.
    fn known(&self, io: &mut Io) -> Result<AppCredentials, Failure> {
        let mut app = AppCredentials::new(&self.app_id);
        for text in &self.secrets {
            app = app.secret(credentials::secret(io, text, "--secret")?);
        }
        if let Some(path) = &self.key {
            for key in credentials::rsa_public_keys(io, path, &self.key_options)? {
                app = app.public_key(key);
            }
        }
        Ok(app)
    }
}

/// Checks scheme and host; a path behind them is that of a gateway.
fn base(text: &str) -> Result<String, String> {
    let host = text
        .strip_prefix("https://")
        .or(text.strip_prefix("http://"));
    let sound = host.is_some_and(|host| {
        !host.is_empty() && !host.starts_with('/') && !host.contains(['?', '#', '@', ' '])
    });
    sound
        .then(|| text.to_owned())
        .ok_or_else(|| "it is no scheme and host, such as https://api.example.com".to_owned())
}

/// A captured request with a form that is signed.
const LARGEST_REQUEST: usize = 64 << 20;
