//! The Akana family: its schemes, its options, and what the library makes of them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use credtool_crypto_engine::KeySizes;
use credtool_request_auth::akana::{
    self, Carry, Credentials, EmptyValue, EncodeSignature, Format, Options, Policy, Scheme,
};
use credtool_request_auth::explain::{AkanaAttempt, Explanation};
use credtool_request_auth::{AppCredentials, Refusal, Replay, ReplayKey, Request, VerifiedRequest};
use rand::Rng as _;

use super::credentials::{Means, Needs, Signer};
use super::explain::Hints;
use super::sign::Sent;
use super::{does_not_fit, refused};
use crate::failure::{Code, Failure};
use crate::io::Io;

/// The options of the family.
#[derive(clap::Args)]
#[command(next_help_heading = "Akana (app-id, digest, hmac-*, rsa-*)")]
pub(crate) struct AkanaOptions {
    /// The word after `Authorization:`
    #[arg(long, value_name = "WORD", default_value = "Atmosphere")]
    header_scheme: String,
    /// What stands before _app_id, _nonce and so on
    #[arg(long, value_name = "WORD", default_value = "atmosphere")]
    prefix: String,
    /// The realm in the header; it is never signed
    #[arg(long, value_name = "TEXT")]
    realm: Option<String>,
    /// How the algorithm is spelled, which is signed too [default: SHA1, HmacSHA1, HMACSHA256, HMACSHA512, SHA1withRSA, SHA256withRSA]
    #[arg(long, value_name = "NAME")]
    wire_name: Option<String>,
    /// How a parameter without a value is signed: as its name, or with = behind it [default: bare]
    #[arg(long, value_name = "FORM", value_parser = ["bare", "equals"])]
    empty_value: Option<String>,
    /// Whether the signature is percent-encoded in the header; auto does for HMAC [default: auto]
    #[arg(long, value_name = "WHEN", value_parser = ["auto", "yes", "no"])]
    encode_signature: Option<String>,
    /// Where the parameters travel; query prints the URL to call, form the body to send [default: header]
    #[arg(long, value_name = "PLACE", value_parser = ["header", "query", "form"])]
    carry: Option<String>,
}

/// What is drawn for a signature unless it is given.
#[derive(clap::Args)]
#[command(next_help_heading = "Akana (app-id, digest, hmac-*, rsa-*)")]
pub(crate) struct NonceOptions {
    /// Text that was never used before [default: 32 random hex digits]
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    nonce: Option<String>,
    /// Milliseconds since 1970 [default: now, or --at]
    #[arg(long, value_name = "MS", value_parser = milliseconds)]
    timestamp: Option<SystemTime>,
}

/// Returns the parser of `--scheme`.
pub(crate) fn scheme() -> impl TypedValueParser<Value = Scheme> {
    let names = Scheme::ALL.map(Scheme::name);
    PossibleValuesParser::new(names).map(|name| named(&name))
}

fn named(name: &str) -> Scheme {
    let mut all = Scheme::ALL.into_iter();
    all.find(|scheme| scheme.name() == name)
        .unwrap_or(Scheme::HmacSha256)
}

/// Returns what the scheme signs with.
pub(crate) fn needs(scheme: Scheme) -> Needs {
    match scheme {
        Scheme::AppId => Needs::Nothing,
        Scheme::Digest | Scheme::HmacSha1 | Scheme::HmacSha256 | Scheme::HmacSha512 => {
            Needs::Secret
        }
        Scheme::RsaSha1 | Scheme::RsaSha256 => Needs::RsaKey,
    }
}

impl AkanaOptions {
    /// Signs, with a nonce and a time of our own where none were given.
    pub(crate) fn sign(
        &self,
        io: &Io,
        scheme: Scheme,
        request: &Request<'_>,
        signer: &Signer,
        nonce: &NonceOptions,
    ) -> Result<Sent, Failure> {
        self.permit(scheme, nonce)?;
        let options = Options {
            format: self.format(),
            realm: self.realm.clone(),
            wire_name: self.wire_name.clone(),
            encode_signature: match self.encode_signature.as_deref() {
                Some("yes") => EncodeSignature::Yes,
                Some("no") => EncodeSignature::No,
                _ => EncodeSignature::Auto,
            },
            carry: self.carry(),
            key_sizes: signer.key_sizes,
            ..Options::new(scheme)
        };
        let app_id = &signer.app_id;
        let credentials = match &signer.means {
            Means::Nothing => Credentials::app_id(app_id),
            Means::Secret(secret) => Credentials::secret(app_id, secret),
            Means::Key(opened) => Credentials::private_key(app_id, opened.engine()?),
        };
        let text = match &nonce.nonce {
            Some(text) => text.clone(),
            None => drawn(io)?,
        };
        let time = nonce.timestamp.unwrap_or_else(|| io.now());
        let signed = akana::sign(request, &credentials, &options, &text, time)
            .map_err(|error| refused(&error))?;
        let has_time = scheme != Scheme::AppId;
        let headers = match signed.authorization() {
            "" => Vec::new(),
            value => vec![("Authorization".to_owned(), value.to_owned())],
        };
        Ok(Sent {
            headers,
            url: signed.url().to_owned(),
            form: (self.carry() == Carry::Form).then(|| signed.body().to_vec()),
            base_string: signed.base_string().map(<[u8]>::to_vec),
            nonce: has_time.then_some(text),
            timestamp: has_time.then(|| since_1970(time).as_millis().to_string()),
        })
    }

    /// Puts together everything that one verification consists of. Small keys verify, and are labelled.
    pub(crate) fn attempt<'a>(
        &self,
        request: &'a Request<'a>,
        app: &'a AppCredentials,
        schemes: &[Scheme],
        tolerance: Duration,
        now: SystemTime,
    ) -> Attempt<'a> {
        let policy = Policy {
            tolerance,
            key_sizes: KeySizes::Legacy,
            ..Policy::new(schemes, self.format())
        };
        Attempt {
            request,
            app,
            policy,
            now,
        }
    }

    fn format(&self) -> Format {
        Format {
            header_scheme: self.header_scheme.clone(),
            prefix: self.prefix.clone(),
            empty_value: match self.empty_value.as_deref() {
                Some("equals") => EmptyValue::Equals,
                _ => EmptyValue::Bare,
            },
        }
    }

    fn carry(&self) -> Carry {
        match self.carry.as_deref() {
            Some("query") => Carry::Query,
            Some("form") => Carry::Form,
            _ => Carry::Header,
        }
    }

    /// Refuses what could not change what this scheme sends.
    fn permit(&self, scheme: Scheme, nonce: &NonceOptions) -> Result<(), Failure> {
        let claim = scheme == Scheme::AppId;
        let unsigned = claim || scheme == Scheme::Digest;
        let given = [
            (
                "--nonce",
                claim && nonce.nonce.is_some(),
                "a plain App ID is sent without nonce and timestamp",
            ),
            (
                "--timestamp",
                claim && nonce.timestamp.is_some(),
                "a plain App ID is sent without nonce and timestamp",
            ),
            (
                "--encode-signature",
                claim && self.encode_signature.is_some(),
                "a plain App ID has no signature",
            ),
            (
                "--empty-value",
                unsigned && self.empty_value.is_some(),
                "it signs no parameters",
            ),
            (
                "--realm",
                self.realm.is_some() && self.carry() != Carry::Header,
                "the realm travels in the header only",
            ),
            (
                "--encode-signature",
                self.encode_signature.is_some() && self.carry() != Carry::Header,
                "in query and form everything is encoded once",
            ),
        ];
        match given.into_iter().find(|(_, wrong, _)| *wrong) {
            Some((option @ ("--nonce" | "--timestamp" | "--empty-value"), _, why)) => {
                Err(does_not_fit(option, scheme.name(), why))
            }
            Some((option, _, why)) => {
                Err(Failure::new(Code::Usage, format!("{option} has no effect here")).hint(why))
            }
            None => Ok(()),
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
        akana::verify(
            self.request,
            |_| Some(self.app),
            &self.policy,
            self.now,
            guard,
        )
    }

    /// Explains the verdict, given what the replay guard answered; `None` where there is nothing to explain.
    pub(crate) fn explain(&self, replay: Replay, hints: &Hints) -> Option<Explanation> {
        let attempt = AkanaAttempt {
            retired: &hints.retired,
            their_base: hints.their_base.as_deref(),
            replay,
            ..AkanaAttempt::new(self.request, self.app, &self.policy, self.now)
        };
        attempt.explain()
    }
}

/// Draws 16 random bytes as lower-case hex.
fn drawn(io: &Io) -> Result<String, Failure> {
    let mut bytes = [0; 16];
    io.rng()?.fill_bytes(&mut bytes);
    Ok(base16ct::lower::encode_string(&bytes))
}

/// Reads a timestamp as it travels.
fn milliseconds(text: &str) -> Result<SystemTime, String> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let time = text
        .parse()
        .ok()
        .filter(|_| digits)
        .and_then(|millis| UNIX_EPOCH.checked_add(Duration::from_millis(millis)));
    time.ok_or_else(|| {
        "it is no number of milliseconds since 1970, such as 1753952400000".to_owned()
    })
}

fn since_1970(time: SystemTime) -> Duration {
    time.duration_since(UNIX_EPOCH).unwrap_or_default()
}
