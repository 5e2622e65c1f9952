//! The family of HTTP message signatures (RFC 9421): its options, and what the library makes of them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use credtool_crypto_engine::KeySizes;
use credtool_request_auth::explain::{self, Explanation};
use credtool_request_auth::http_signature::{
    self, Algorithm, Component, Credentials, DigestAlgorithm, NoComponent, Options, Policy,
};
use credtool_request_auth::{
    AppCredentials, Reason, Refusal, Replay, ReplayKey, Request, VerifiedRequest,
};

use super::credentials::{Means, Signer};
use super::explain::Hints;
use super::options::{SharedOptions, printable_ascii};
use super::scheme::Family;
use super::sign::Sent;
use super::{does_not_fit, refused};
use crate::duration::duration;
use crate::failure::{Code, Failure};
use crate::io::Io;

/// The options of the family that both verbs have.
#[derive(clap::Args)]
#[command(next_help_heading = "HTTP message signatures (http-*)")]
pub(crate) struct HttpOptions {
    /// The label of the signature [default: sig1; to verify, the only signature]
    #[arg(long, value_name = "LABEL")]
    label: Option<String>,
    /// What the signature is for; to verify, what it must be for, which also chooses among several
    #[arg(long, value_name = "TEXT", value_parser = printable_ascii)]
    tag: Option<String>,
}

/// The options of the family for signing.
#[derive(clap::Args)]
#[command(next_help_heading = "HTTP message signatures (http-*)")]
pub(crate) struct HttpSignOptions {
    /// What is covered: a header in lower case, @method, @target-uri, '@query-param;name="id"'; may be repeated; without
    /// it @method and @target-uri are. Where there is a body its content-digest is covered too
    #[arg(long = "cover", value_name = "COMPONENT", value_parser = component)]
    cover: Vec<Component>,
    /// For how long the signature holds, such as 60s [default: it does not say]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    expires: Option<Duration>,
    /// How the body is digested; with none it is not covered [default: sha-256]
    #[arg(long, value_name = "ALGORITHM", value_parser = ["sha-256", "sha-512", "none"])]
    digest: Option<String>,
}

/// The options of the family for verifying.
#[derive(clap::Args)]
#[command(next_help_heading = "HTTP message signatures (http-*)")]
pub(crate) struct HttpVerifyOptions {
    /// What must be covered; may be repeated; without it @method and @target-uri must. Where there is a body its content-digest
    /// must be covered too
    #[arg(long = "require", alias = "cover", value_name = "COMPONENT", value_parser = component)]
    require: Vec<Component>,
    /// Accept a body that the signature does not cover
    #[arg(long)]
    allow_unsigned_body: bool,
}

impl HttpOptions {
    /// Returns the first of these options that was given.
    pub(crate) fn first_given(&self) -> Option<&'static str> {
        let label = self.label.as_ref().map(|_| "--label");
        label.or(self.tag.as_ref().map(|_| "--tag"))
    }

    /// Signs, with a nonce and a time of our own where none were given.
    pub(crate) fn sign(
        &self,
        io: &Io,
        shared: &SharedOptions,
        own: &HttpSignOptions,
        algorithm: Algorithm,
        request: &Request<'_>,
        signer: &Signer,
    ) -> Result<Sent, Failure> {
        let credentials = match &signer.means {
            Means::Secret(secret) => Credentials::secret(&signer.app_id, secret),
            Means::Key(opened) => Credentials::private_key(&signer.app_id, opened.engine()?),
            Means::Nothing => {
                return Err(Failure::new(Code::Usage, "nothing was given to sign with"));
            }
        };
        let usual = Options::new(algorithm);
        let options = Options {
            components: match own.cover.is_empty() {
                true => usual.components.clone(),
                false => own.cover.clone(),
            },
            digest: match own.digest.as_deref() {
                Some("none") => None,
                Some("sha-512") => Some(DigestAlgorithm::Sha512),
                _ => usual.digest,
            },
            label: self.label.clone().unwrap_or(usual.label.clone()),
            tag: self.tag.clone(),
            expires: own.expires,
            key_sizes: signer.key_sizes,
            ..usual
        };
        let (nonce, time) = shared.or_drawn(io, Family::Http)?;
        let signed = http_signature::sign(request, &credentials, &options, &nonce, time)
            .map_err(|error| refused(&error))?;
        let headers = signed.headers();
        let created = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(Sent {
            headers: headers
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            url: request.url().to_owned(),
            body: None,
            base_string: Some(signed.base_string().to_vec()),
            nonce: (!nonce.is_empty()).then_some(nonce),
            timestamp: Some(created.as_secs().to_string()),
        })
    }

    /// Puts together everything that one verification consists of. Small keys verify, and are labelled.
    pub(crate) fn attempt<'a>(
        &self,
        own: &HttpVerifyOptions,
        request: &'a Request<'a>,
        app: &'a AppCredentials,
        algorithms: &[Algorithm],
        tolerance: Duration,
        now: SystemTime,
    ) -> Attempt<'a> {
        let usual = Policy::new(algorithms);
        let policy = Policy {
            required: match own.require.is_empty() {
                true => usual.required.clone(),
                false => own.require.clone(),
            },
            digest_required: !own.allow_unsigned_body,
            label: self.label.clone(),
            tag: self.tag.clone(),
            tolerance,
            key_sizes: KeySizes::Legacy,
            ..usual
        };
        Attempt {
            request,
            app,
            policy,
            now,
        }
    }
}

impl HttpSignOptions {
    /// Refuses these options where another family signs.
    pub(crate) fn permit(&self, family: Family, schemes: &str) -> Result<(), Failure> {
        let given = [
            ("--cover", !self.cover.is_empty()),
            ("--expires", self.expires.is_some()),
            ("--digest", self.digest.is_some()),
        ];
        permit(&given, family, schemes)
    }
}

impl HttpVerifyOptions {
    /// Refuses these options where another family is verified.
    pub(crate) fn permit(&self, family: Family, schemes: &str) -> Result<(), Failure> {
        let given = [
            ("--require", !self.require.is_empty()),
            ("--allow-unsigned-body", self.allow_unsigned_body),
        ];
        permit(&given, family, schemes)
    }
}

fn permit(given: &[(&str, bool)], family: Family, schemes: &str) -> Result<(), Failure> {
    let first = given.iter().find(|(_, given)| *given);
    match first.filter(|_| family != Family::Http) {
        Some((option, _)) => {
            let why = format!("it belongs to {}", Family::Http.name());
            Err(does_not_fit(option, schemes, &why))
        }
        None => Ok(()),
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
        http_signature::verify(self.request, find, &self.policy, self.now, guard)
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

/// Returns what to try where that is another thing than in other families.
pub(crate) fn hint(reason: &Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::MissingParameter(name) if name == "alg" => {
            "several algorithms fit the given keys: name the one that is accepted with --scheme"
        }
        Reason::MissingParameter(_) => {
            "look at what Signature-Input names: every component must be in the request, and every parameter in the signature"
        }
        Reason::DuplicateParameter(_) => "every label, parameter and component stands there once",
        Reason::UnsupportedAlgorithm(_) => {
            "the algorithms that are known here are those of --scheme http-…"
        }
        Reason::OtherApp => "give the keyid of the signature with --app-id, letter for letter",
        Reason::NoPublicKey | Reason::UnusableKey(_) => {
            "give the app's certificate or public key with --key FILE"
        }
        Reason::InvalidParameter { name, .. } if name == "Signature-Input" => {
            "choose the signature that counts with --label or --tag"
        }
        _ => return None,
    })
}

/// Takes the identifier of a component.
fn component(text: &str) -> Result<Component, String> {
    let parsed: Result<Component, NoComponent> = text.parse();
    parsed.map_err(|error| format!("it {}", error.problem))
}
