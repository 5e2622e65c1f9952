//! Standard Webhooks: HMAC-SHA256 over `id.timestamp.payload`, in the headers `webhook-id`, `webhook-timestamp` and
//! `webhook-signature`.
//!
//! The sender is who holds the secret of the endpoint, which is `whsec_` and base64; the timestamp counts seconds. During a
//! change of secret the sender signs with both, and the header has both signatures (the specification of
//! standardwebhooks.com, version 1.0).
//!
//! ```
//! use std::time::{Duration, SystemTime};
//! use credtool_request_auth::standard_webhooks::{self, Policy};
//! use credtool_request_auth::{AppCredentials, Replay, Request};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let secret = standard_webhooks::secret("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD")?;
//! let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_674_087_231);
//! let call = Request::new("POST", "https://receiver.example/hook").body(br#"{"type":"contact.created"}"#);
//! let signed = standard_webhooks::sign(&call, &[&secret], "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", now)?;
//!
//! let received = signed.headers().into_iter().fold(call, |call, (name, value)| call.header(name, value.as_bytes()));
//! let endpoint = AppCredentials::new("receiver").secret(secret);
//! let verified = standard_webhooks::verify(&received, &endpoint, &Policy::default(), now, |_, _| Replay::New)?;
//! assert_eq!(verified.nonce(), Some("msg_2KWPBgLlAfxdpx2AI54pPJ85f4W"));
//! # Ok(())
//! # }
//! ```

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use credtool_crypto_engine::Hash;
use subtle::{Choice, ConstantTimeEq as _};
use zeroize::Zeroizing;

use crate::conclude::{Once, conclude, first};
use crate::refusal::{Reason, Refusal};
use crate::verified::{Assurance, Covered, Freshness, VerifiedRequest};
use crate::{AppCredentials, Error, Replay, ReplayKey, Request, SharedSecret};

/// The name of the scheme here.
pub const NAME: &str = "standard-webhooks";

/// What a receiver accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// How far the timestamp may lie from now, in either direction.
    pub tolerance: Duration,
}

impl Default for Policy {
    /// Returns the specification's tolerance of five minutes.
    fn default() -> Self {
        Self {
            tolerance: Duration::from_secs(300),
        }
    }
}

/// Returns the secret of an endpoint: the octets behind its base64, with or without `whsec_` before it.
///
/// # Errors
/// [`Error::Value`] for what is not base64; [`Error::EmptySecret`].
pub fn secret(text: &str) -> Result<SharedSecret, Error> {
    let encoded = text.strip_prefix("whsec_").unwrap_or(text);
    let octets = STANDARD.decode(encoded).map_err(|_| Error::Value {
        field: "secret",
        problem: "is not whsec_ and base64",
    })?;
    SharedSecret::new(Zeroizing::new(octets).as_slice())
}

/// What is to be sent beside the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    id: String,
    timestamp: String,
    signature: String,
}

impl Signed {
    /// Returns the three headers.
    #[must_use]
    pub fn headers(&self) -> [(&'static str, &str); 3] {
        [
            (ID, &self.id),
            (TIMESTAMP, &self.timestamp),
            (SIGNATURE, &self.signature),
        ]
    }
}

/// Signs the body of a request with every secret: one, or the current and the previous one.
///
/// `id` names the message and stays the same when it is sent again; `time` is cut to seconds.
///
/// # Errors
/// [`Error::Value`] for an id that is empty, has a dot or is not printable ASCII; [`Error::Time`] before 1970;
/// [`Error::WrongCredential`] without a secret.
pub fn sign(
    request: &Request<'_>,
    secrets: &[&SharedSecret],
    id: &str,
    time: SystemTime,
) -> Result<Signed, Error> {
    if let Some(problem) = problem_of(id) {
        return Err(Error::Value {
            field: "id",
            problem,
        });
    }
    if secrets.is_empty() {
        return Err(Error::WrongCredential {
            scheme: NAME,
            needed: "the secret of the endpoint",
        });
    }
    let since = time.duration_since(UNIX_EPOCH).map_err(|_| Error::Time)?;
    let timestamp = since.as_secs().to_string();
    let text = signed_text(id, &timestamp, request.content());
    let signatures: Vec<String> = secrets
        .iter()
        .map(|secret| format!("v1,{}", STANDARD.encode(secret.hmac(HASH).tag(&text))))
        .collect();
    Ok(Signed {
        id: id.to_owned(),
        timestamp,
        signature: signatures.join(" "),
    })
}

/// Verifies a webhook: that its sender holds a secret of this endpoint, and that it is fresh and not a replay.
///
/// Id, time and body are covered; method, URL and other headers are not. Of the signatures in the header one of version `v1`
/// has to match; others are left alone, so that a sender can add a version.
///
/// The guard is asked about id and time together: a message that is sent again after a failure has its old id and a new time,
/// and is let through. Whoever must do something once only remembers the id, which is [`VerifiedRequest::nonce`].
///
/// # Errors
/// The [`Refusal`], with its reason. Where the signature holds and the time does not, it says which secret matched.
pub fn verify(
    request: &Request<'_>,
    endpoint: &AppCredentials,
    policy: &Policy,
    now: SystemTime,
    guard: impl FnOnce(&ReplayKey<'_>, SystemTime) -> Replay,
) -> Result<VerifiedRequest, Refusal> {
    let signatures = one(request, SIGNATURE)?;
    let id = one(request, ID)?;
    let timestamp = one(request, TIMESTAMP)?;
    if let Some(problem) = problem_of(id) {
        return Err(invalid(ID, problem).into());
    }
    let instant = instant_of(timestamp)?;
    // What is not base64 of 32 octets cannot match; that some of it is malformed is no reason to refuse the rest.
    let signatures: Vec<Vec<u8>> = signatures
        .split(' ')
        .filter_map(|signature| STANDARD.decode(signature.strip_prefix("v1,")?).ok())
        .filter(|signature| signature.len() == HASH.output_len())
        .collect();
    let text = signed_text(id, timestamp, request.content());
    let found = first(endpoint.secrets(), now, Reason::NoSecret, |secret| {
        let ours = secret.hmac(HASH).tag(&text);
        let equal = signatures
            .iter()
            .fold(Choice::from(0), |equal, theirs| equal | ours.ct_eq(theirs));
        Ok(bool::from(equal).then_some(false))
    });
    let verified = VerifiedRequest {
        scheme: NAME,
        app_id: endpoint.app_id().to_owned(),
        assurance: Assurance::Request,
        covered: [ID, TIMESTAMP, "body"]
            .map(|part| Covered::Component(part.to_owned()))
            .to_vec(),
        matched: None,
        freshness: Freshness::of(instant, now, policy.tolerance),
        legacy: false,
        bearer: None,
        nonce: Some(id.to_owned()),
        time: Some(instant),
    };
    let nonce = format!("{id}.{timestamp}");
    let once = Once {
        key: ReplayKey {
            scheme: NAME,
            app: endpoint.app_id(),
            token: "",
            nonce: &nonce,
        },
        keep_until: instant.checked_add(policy.tolerance),
    };
    conclude(verified, found, Some(once), guard)
}

fn signed_text(id: &str, timestamp: &str, body: &[u8]) -> Vec<u8> {
    [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat()
}

/// Returns a header that must be there once.
fn one<'r>(request: &'r Request<'_>, name: &'static str) -> Result<&'r str, Reason> {
    let mut values = request.values(name);
    match (values.next(), values.next()) {
        (None, _) if name == SIGNATURE => Err(Reason::NoCredentials),
        (None, _) => Err(Reason::MissingParameter(name.to_owned())),
        (Some(_), Some(_)) => Err(Reason::DuplicateParameter(name.to_owned())),
        (Some(value), None) => {
            let text = std::str::from_utf8(value).map_err(|_| invalid(name, "is not text"))?;
            Ok(text.trim_matches([' ', '\t']))
        }
    }
}

/// Says what is wrong with an id. A dot in it would let the border to the timestamp be moved.
fn problem_of(id: &str) -> Option<&'static str> {
    if id.is_empty() {
        Some("is empty")
    } else if id.len() > LONGEST_ID {
        Some("is longer than 1024 bytes")
    } else if id.contains('.') {
        Some("has a dot")
    } else if !id.bytes().all(|byte| byte.is_ascii_graphic()) {
        Some("has a character that is not printable ASCII")
    } else {
        None
    }
}

/// Returns the instant of a timestamp: decimal digits, seconds since 1970. One spelling only, because the guard is asked about
/// the text.
fn instant_of(text: &str) -> Result<SystemTime, Reason> {
    let invalid = || Reason::InvalidTimestamp("is not a number of seconds since 1970");
    let digits = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    let seconds = text.parse().ok().filter(|_| digits).ok_or_else(invalid)?;
    let instant = UNIX_EPOCH.checked_add(Duration::from_secs(seconds));
    instant.ok_or_else(invalid)
}

fn invalid(name: &str, problem: &'static str) -> Reason {
    Reason::InvalidParameter {
        name: name.to_owned(),
        problem,
    }
}

const ID: &str = "webhook-id";
const TIMESTAMP: &str = "webhook-timestamp";
const SIGNATURE: &str = "webhook-signature";

const HASH: Hash = Hash::Sha256;
const LONGEST_ID: usize = 1024;
