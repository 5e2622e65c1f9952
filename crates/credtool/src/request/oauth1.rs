//! The OAuth 1.0a family.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::builder::NonEmptyStringValueParser;
use credtool_crypto_engine::KeySizes;
use credtool_request_auth::explain::{self, Explanation};
use credtool_request_auth::oauth1::{self, Carry, Credentials, Options, Policy, SignatureMethod};
use credtool_request_auth::{
    AppCredentials, Reason, Refusal, Replay, ReplayKey, Request, SharedSecret, VerifiedRequest,
};

use super::credentials::{self, Means, Signer};
use super::explain::Hints;
use super::options::SharedOptions;
use super::scheme::Family;
use super::sign::Sent;
use super::{does_not_fit, refused};
use crate::failure::Failure;
use crate::io::Io;

/// The options of the family.
#[derive(clap::Args)]
#[command(next_help_heading = "OAuth 1.0a (oauth1-*; --app-id is the consumer key)")]
pub(crate) struct Oauth1Options {
    /// The token; to verify, the one that the request must carry
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    token: Option<String>,
    /// The token's secret, for all but RSA; SRC as for --secret
    #[arg(long, value_name = "SRC", requires = "token")]
    token_secret: Option<String>,
    /// Sign without oauth_version
    #[arg(long)]
    no_version: bool,
    /// Sign with oauth_callback: a URL, or oob
    #[arg(long, value_name = "URL")]
    callback: Option<String>,
    /// Sign with oauth_verifier
    #[arg(long, value_name = "TEXT")]
    verifier: Option<String>,
}

impl Oauth1Options {
    /// Returns the first of these options that was given.
    pub(crate) fn first_given(&self) -> Option<&'static str> {
        let given = [
            ("--token", self.token.is_some()),
            ("--token-secret", self.token_secret.is_some()),
            ("--no-version", self.no_version),
            ("--callback", self.callback.is_some()),
            ("--verifier", self.verifier.is_some()),
        ];
        let first = given.into_iter().find(|(_, given)| *given);
        first.map(|(name, _)| name)
    }

    /// Reads the secret of the token, where one is named.
    pub(crate) fn token_secret(&self, io: &mut Io) -> Result<Option<SharedSecret>, Failure> {
        let text = self.token_secret.as_deref();
        text.map(|text| credentials::secret(io, text, "--token-secret"))
            .transpose()
    }

    /// Signs, with a nonce and a time of our own where none were given.
    pub(crate) fn sign(
        &self,
        io: &Io,
        shared: &SharedOptions,
        method: SignatureMethod,
        request: &Request<'_>,
        signer: &Signer,
        token_secret: Option<&SharedSecret>,
    ) -> Result<Sent, Failure> {
        let options = Options {
            carry: match shared.carry.as_deref() {
                Some("query") => Carry::Query,
                Some("form") => Carry::Form,
                _ => Carry::Header,
            },
            realm: shared.realm.clone(),
            version: !self.no_version,
            callback: self.callback.clone(),
            verifier: self.verifier.clone(),
            key_sizes: signer.key_sizes,
            ..Options::new(method)
        };
        if options.realm.is_some() && options.carry != Carry::Header {
            let why = "a realm stands in the header only";
            return Err(does_not_fit("--realm", method.name(), why));
        }
        let mut credentials = match &signer.means {
            Means::Secret(secret) => Credentials::secret(&signer.app_id, secret),
            Means::Key(_) if token_secret.is_some() => {
                let why = "RSA signs without the secret of the token";
                return Err(does_not_fit("--token-secret", method.name(), why));
            }
            Means::Key(opened) => Credentials::private_key(&signer.app_id, opened.engine()?),
            Means::Nothing => {
                let why = credentials::SIGNS_WITH_SECRET;
                return Err(credentials::missing("--secret", method.name(), why));
            }
        };
        if let Some(token) = &self.token {
            credentials = credentials.token(token);
        }
        if let Some(secret) = token_secret {
            credentials = credentials.token_secret(secret);
        }
        let (nonce, time) = shared.or_drawn(io, Family::Oauth1)?;
        let signed = oauth1::sign(request, &credentials, &options, &nonce, time)
            .map_err(|error| refused(&error))?;
        let headers = match signed.authorization() {
            "" => Vec::new(),
            value => vec![("Authorization".to_owned(), value.to_owned())],
        };
        let seconds = time
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_secs();
        Ok(Sent {
            headers,
            url: signed.url().to_owned(),
            body: (options.carry == Carry::Form).then(|| signed.body().to_vec()),
            base_string: signed.base_string().map(<[u8]>::to_vec),
            nonce: Some(nonce),
            timestamp: Some(seconds.to_string()),
        })
    }

    /// Puts together everything that one verification consists of. Small keys verify, and are labelled.
    pub(crate) fn attempt<'a>(
        &self,
        request: &'a Request<'a>,
        app: &'a AppCredentials,
        methods: &[SignatureMethod],
        token_secret: Option<SharedSecret>,
        tolerance: Duration,
        now: SystemTime,
    ) -> Attempt<'a> {
        let mut policy = Policy::new(methods);
        policy.token = self.token.clone();
        policy.token_secret = token_secret;
        policy.tolerance = tolerance;
        policy.key_sizes = KeySizes::Legacy;
        Attempt {
            request,
            app,
            policy,
            now,
        }
    }
}

/// One verification.
pub(crate) struct Attempt<'a> {
    request: &'a Request<'a>,
    app: &'a AppCredentials,
    policy: Policy,
    now: SystemTime,
}

impl Attempt<'_> {
    /// Verifies. A no is the error.
    pub(crate) fn verify(
        &self,
        guard: impl FnOnce(&ReplayKey<'_>, SystemTime) -> Replay,
    ) -> Result<VerifiedRequest, Refusal> {
        let find = |_: &str| Some(self.app);
        oauth1::verify(self.request, find, &self.policy, self.now, guard)
    }

    /// Explains the verdict, given what the replay guard answered; `None` where there is nothing to explain.
    pub(crate) fn explain(&self, replay: Replay, hints: &Hints) -> Option<Explanation> {
        let attempt = explain::Attempt {
            retired: &hints.retired,
            their_base: hints.their_base.as_deref(),
            replay,
            ..explain::Attempt::new(self.request, self.app, &self.policy, self.now)
        };
        attempt.explain()
    }
}

/// Returns what to try after a refusal, where it is another thing than for other families.
pub(crate) fn hint(reason: &Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::HeaderScheme { .. } => {
            "the Authorization header is about something else: OAuth's parameters start with the word OAuth"
        }
        Reason::MissingParameter(name) if name == "oauth_token" => {
            "leave --token out where requests come without a token"
        }
        Reason::MissingParameter(_) => {
            "the client must send it: RFC 5849 §3.1 says which parameters a request has"
        }
        Reason::UnsupportedAlgorithm(_) => {
            "the client must take PLAINTEXT, or HMAC or RSA with SHA-1 or SHA-256"
        }
        Reason::OtherApp => "give the consumer key of the sender with --app-id",
        Reason::InvalidTimestamp(_) => "the client must send the seconds since 1970",
        _ => return None,
    })
}
