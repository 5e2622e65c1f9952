//! `request verify`: is this request from who it says, is it fresh, and was it here before?

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use clap::ArgGroup;
use credtool_request_auth::{
    AppCredentials, Freshness, RawRequest, Reason, Refusal, Replay, Request, SharedSecret,
};

use super::akana::CLAIM_HAS_NO_NONCE;
use super::attempt::Attempt;
use super::credentials::{self, Needs, SIGNS_NOTHING, SIGNS_WITH_SECRET, signs_with};
use super::does_not_fit;
use super::explain::{ExplainOptions, Hints};
use super::http_signature::HttpVerifyOptions;
use super::known::{Known, KnownOptions};
use super::message::MessageOptions;
use super::options::{self, FamilyOptions};
use super::scheme::{self, Family, Scheme};
use super::verdict::Verdict;
use super::wsse;
use crate::duration::duration;
use crate::failure::{Answer, Code, Failure};
use crate::io::{Io, Limit};
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
  $ credtool request verify --app hermosa-7kkCMrRcgpdh --http request.txt

Exit status: 0 verified; 1 not verified, with its reason; 2 could not be done.")]
#[command(group = ArgGroup::new("request").args(["http", "method"]).required(true))]
pub(crate) struct Verify {
    /// GET, POST and so on
    #[arg(requires = "url")]
    method: Option<String>,
    /// The whole URL as the client called it: https://host/path?query
    url: Option<String>,
    /// A scheme that is accepted; may be repeated [default: those that the given secrets and keys can prove]
    #[arg(long = "scheme", value_name = "SCHEME", value_parser = scheme::parser())]
    schemes: Vec<Scheme>,
    #[command(flatten)]
    known: KnownOptions,
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
    options: FamilyOptions,
    #[command(flatten)]
    http_signature: HttpVerifyOptions,
}

impl Verify {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        self.usage()?;
        let hints = self.explain.read(io)?;
        if let Some(path) = &self.http {
            let limit = Limit {
                what: "the request",
                bytes: LARGEST_REQUEST,
            };
            let input = io.read(path, limit)?;
            return match RawRequest::parse(&input.bytes, self.base.as_deref()) {
                Ok(raw) => self.answer(io, &raw.request(), hints),
                Err(error) => Verdict::malformed(&error, hints.is_some(), io.now()).answer(io),
            };
        }
        let (method, url) = (self.method.as_deref(), self.url.as_deref());
        let message = self
            .message
            .read(io, method.unwrap_or_default(), url.unwrap_or_default())?;
        self.answer(io, &message.request(), hints)
    }

    fn answer(
        &self,
        io: &mut Io,
        request: &Request<'_>,
        hints: Option<Hints>,
    ) -> Result<Answer, Failure> {
        let (family, schemes) = self.accepted(request)?;
        let Known { app, standings } = match self.known.open(io, &schemes)? {
            Ok(known) => known,
            Err(retired) => return Verdict::retired(&retired, io.now()).answer(io),
        };
        let schemes = self.provable(schemes, &app);
        let token_secret = self.options.oauth1.token_secret(io)?;
        // The clock is read when everything is at hand: waiting for a prompt makes no request stale.
        let now = io.now();
        let attempt = self.attempt(family, request, &app, &schemes, token_secret, now);
        let shared = &self.options.shared;
        let contradiction = match shared.first_given() {
            // Asked before the guard is, which remembers what it sees.
            Some(_) => attempt.verify(|_, _| Replay::New).ok(),
            None => None,
        };
        let contradiction = contradiction.and_then(|yes| shared.contradiction(family, &yes));
        let mut guard = self.replay.guard(io, now)?;
        let mut replay = Replay::New;
        let mut verified = attempt.verify(|key, keep_until| {
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
        if let Some(reason) = contradiction {
            verified = Err(match verified {
                Ok(yes) => refused(reason, yes.matched(), Some(yes.freshness())),
                Err(refusal) => refused(reason, refusal.matched, refusal.freshness),
            });
        }
        guard.finish()?;
        let verdict = match &verified {
            Ok(verified) => Verdict::yes(verified, &standings),
            Err(refusal) => Verdict::no(refusal, family, now, &standings),
        };
        let explanation = hints.map(|hints| attempt.explain(replay, &hints));
        verdict.explained(explanation).answer(io)
    }

    fn attempt<'a>(
        &self,
        family: Family,
        request: &'a Request<'a>,
        app: &'a AppCredentials,
        schemes: &[Scheme],
        token_secret: Option<SharedSecret>,
        now: SystemTime,
    ) -> Attempt<'a> {
        let (options, tolerance) = (&self.options, self.tolerance);
        match family {
            Family::Akana => {
                let schemes: Vec<_> = schemes.iter().filter_map(|scheme| scheme.akana()).collect();
                let attempt = options
                    .akana
                    .attempt(request, app, &schemes, tolerance, now);
                Attempt::Akana(attempt)
            }
            Family::Wsse => {
                let shared = &options.shared;
                Attempt::Wsse(wsse::Attempt::new(shared, request, app, tolerance, now))
            }
            Family::Oauth1 => {
                let methods: Vec<_> = schemes
                    .iter()
                    .filter_map(|scheme| scheme.oauth1())
                    .collect();
                let oauth1 = &options.oauth1;
                Attempt::Oauth1(oauth1.attempt(
                    request,
                    app,
                    &methods,
                    token_secret,
                    tolerance,
                    now,
                ))
            }
            Family::Http => {
                let algorithms: Vec<_> =
                    schemes.iter().filter_map(|scheme| scheme.http()).collect();
                Attempt::Http(options.http.attempt(
                    &self.http_signature,
                    request,
                    app,
                    &algorithms,
                    tolerance,
                    now,
                ))
            }
        }
    }

    /// Returns the schemes that were named, which are of one family, or all of the family that the request shows.
    fn accepted(&self, request: &Request<'_>) -> Result<(Family, Vec<Scheme>), Failure> {
        let Some(first) = self.schemes.first() else {
            let family = Family::shown_by(request);
            let all = Scheme::all().into_iter();
            let schemes: Vec<_> = all.filter(|scheme| scheme.family() == family).collect();
            self.options.permit(family, family.name())?;
            self.http_signature.permit(family, family.name())?;
            return Ok((family, schemes));
        };
        self.usage()?;
        Ok((first.family(), self.schemes.clone()))
    }

    /// Keeps the schemes that the given secrets and keys can prove, where none were named.
    fn provable(&self, schemes: Vec<Scheme>, app: &AppCredentials) -> Vec<Scheme> {
        if !self.schemes.is_empty() {
            return schemes;
        }
        let given = |scheme: &Scheme| match scheme.needs() {
            Needs::Nothing => self.known.has_no_proof(),
            Needs::Secret => !app.secrets().is_empty(),
            Needs::Key(algorithm) => {
                let mut keys = app.public_keys().iter();
                keys.any(|key| credentials::is_one(key.value().algorithm(), algorithm))
            }
        };
        schemes.into_iter().filter(given).collect()
    }

    /// Refuses credentials and options that none of the named schemes uses, and schemes that lack theirs.
    fn usage(&self) -> Result<(), Failure> {
        let Some(first) = self.schemes.first() else {
            return Ok(());
        };
        let names = options::names(&self.schemes);
        let family = first.family();
        if self.schemes.iter().any(|scheme| scheme.family() != family) {
            let why = "the schemes of one call are of one family";
            return Err(Failure::new(Code::Usage, format!("{names} do not go together")).hint(why));
        }
        self.options.permit(family, &names)?;
        self.http_signature.permit(family, &names)?;
        let needed = |wanted: fn(Needs) -> bool| {
            let mut needs = self.schemes.iter().map(|scheme| scheme.needs());
            needs.find(|needs| wanted(*needs))
        };
        let key = needed(|needs| matches!(needs, Needs::Key(_)));
        let secret = needed(|needs| needs == Needs::Secret);
        let instead = match (key, secret) {
            (Some(Needs::Key(algorithm)), _) => signs_with(algorithm),
            (_, Some(_)) => SIGNS_WITH_SECRET,
            _ => SIGNS_NOTHING,
        };
        self.known
            .permit(&names, secret.is_some(), key.is_some(), instead)?;
        if key.is_none()
            && secret.is_none()
            && let Some(option) = self.options.shared.first_given()
        {
            return Err(does_not_fit(option, &names, CLAIM_HAS_NO_NONCE));
        }
        Ok(())
    }
}

/// Returns a no that keeps what held.
fn refused(reason: Reason, matched: Option<usize>, freshness: Option<Freshness>) -> Refusal {
    let mut refusal = Refusal::from(reason);
    refusal.matched = matched;
    refusal.freshness = freshness;
    refusal
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
