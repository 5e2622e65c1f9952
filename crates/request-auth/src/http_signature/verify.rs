//! The server's side: is this request from who it says, and what of it is proven?

use std::borrow::Borrow;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use credtool_crypto_engine::Hash;

use super::content_digest::{self, Verdict};
use super::fields::{self, Fields, Received, invalid};
use super::message::{Message, NoValue};
use super::signature_input::SignatureInput;
use super::{Algorithm, Component, Policy};
use crate::conclude::{Match, Once, conclude, first, verified_by};
use crate::refusal::{Reason, Refusal};
use crate::verified::{Assurance, Covered, Freshness, VerifiedRequest};
use crate::{AppCredentials, Replay, ReplayKey, Request};

/// Verifies a request: who sent it, what of it is proven, and that it is fresh and not a replay.
///
/// `find` returns what is known of the app whose App ID is the signature's `keyid`, compared exactly. The algorithm follows
/// from policy and key; `alg` may only repeat it. The body is compared with `Content-Digest` wherever that is covered.
/// `guard` is asked once, and only when all else holds: with the nonce, or with a hash of the signature base where there is
/// none; two equal requests of the same second are one then.
///
/// The URL of the request must be the one that the client called: behind a proxy, the public one.
///
/// # Errors
/// The [`Refusal`], with its reason. Where the signature holds and the body, time or nonce does not, it says which secret or
/// key matched.
pub fn verify<C: Borrow<AppCredentials>>(
    request: &Request<'_>,
    find: impl FnOnce(&str) -> Option<C>,
    policy: &Policy,
    now: SystemTime,
    guard: impl FnOnce(&ReplayKey<'_>, SystemTime) -> Replay,
) -> Result<VerifiedRequest, Refusal> {
    let message = Message::new(request).map_err(|error| Reason::Malformed(error.to_string()))?;
    let fields = Fields::of(&message)?;
    let Received {
        input, signature, ..
    } = fields.choose(policy.label.as_deref(), policy.tag.as_deref())?;
    let key_id = required(input.key_id(), "keyid")?;
    let created = instant(required(input.created(), "created")?)?;
    let expires = input.expires().map(instant).transpose()?;
    let nonce = nonce_of(&input)?;
    check_tag(&input, policy)?;
    let named = named_algorithm(&input, policy)?;
    check_covered(&input, request, policy)?;
    let base = signature_base(&input, &message)?;

    let found = find(key_id).ok_or(Reason::OtherApp)?;
    let app: &AppCredentials = found.borrow();
    if app.app_id() != key_id {
        return Err(Reason::OtherApp.into());
    }
    let algorithm = algorithm_of(named, app, policy)?;
    let matched = match_signature(algorithm, &signature, &base, app, policy, now);
    let verified = VerifiedRequest {
        scheme: algorithm.name(),
        app_id: app.app_id().to_owned(),
        assurance: match input.components.is_empty() {
            true => Assurance::Keyed,
            false => Assurance::Request,
        },
        covered: covered(&input),
        matched: None,
        freshness: freshness(created, expires, now, policy),
        legacy: false,
        bearer: None,
        nonce: nonce.map(str::to_owned),
        time: Some(created),
    };
    // Only now, so that a stranger cannot make us hash bodies.
    if let Ok(found) = &matched {
        check_body(&input, &message).map_err(|reason| Refusal {
            reason,
            matched: Some(found.place),
            freshness: Some(verified.freshness),
        })?;
    }
    let hash = match nonce {
        Some(_) => String::new(),
        None => hex(&Hash::Sha256.digest(&base)),
    };
    let key = ReplayKey {
        scheme: "http-signature",
        app: app.app_id(),
        token: "",
        nonce: nonce.unwrap_or(&hash),
    };
    let once = Once {
        key,
        // `expires` could only make this earlier, and what is kept longer is never forgotten early.
        keep_until: created.checked_add(policy.tolerance),
    };
    conclude(verified, matched, Some(once), guard)
}

/// Returns the signature base; says what cannot be written of it.
fn signature_base(input: &SignatureInput<'_>, message: &Message<'_>) -> Result<Vec<u8>, Reason> {
    input
        .base(message)
        .map_err(|(identifier, problem)| match problem {
            NoValue::Absent => Reason::MissingParameter(identifier),
            NoValue::Unfit(problem) => Reason::InvalidParameter {
                name: identifier,
                problem,
            },
        })
}

/// Returns the algorithm that the signature names, if the policy accepts it.
pub(crate) fn named_algorithm(
    input: &SignatureInput<'_>,
    policy: &Policy,
) -> Result<Option<Algorithm>, Reason> {
    let Some(name) = input.algorithm() else {
        return Ok(None);
    };
    let mut all = Algorithm::ALL.into_iter();
    let Some(algorithm) = all.find(|algorithm| algorithm.registered_name() == name) else {
        return Err(Reason::UnsupportedAlgorithm(
            name.chars().take(64).collect(),
        ));
    };
    match policy.algorithms.contains(&algorithm) {
        true => Ok(Some(algorithm)),
        false => Err(Reason::SchemeNotAccepted(algorithm.name())),
    }
}

/// Returns the algorithm under which to verify: the accepted one that fits the app's secrets and keys. A name can choose
/// where several do, and never another (RFC 9421 §3.2, §7.3.6).
pub(crate) fn algorithm_of(
    named: Option<Algorithm>,
    app: &AppCredentials,
    policy: &Policy,
) -> Result<Algorithm, Reason> {
    let fits = |algorithm: &Algorithm| match algorithm {
        Algorithm::HmacSha256 => !app.secrets().is_empty(),
        _ => app
            .public_keys()
            .iter()
            .any(|key| algorithm.fits(key.value().algorithm())),
    };
    if let Some(named) = named {
        return match fits(&named) {
            true => Ok(named),
            false => Err(unfit(named, app)),
        };
    }
    let mut fitting = policy.algorithms.iter().copied().filter(fits);
    match (fitting.next(), policy.algorithms.first()) {
        (Some(first), _) => match fitting.all(|other| other == first) {
            true => Ok(first),
            false => Err(Reason::MissingParameter("alg".to_owned())),
        },
        (None, Some(accepted)) => Err(unfit(*accepted, app)),
        (None, None) => Err(Reason::MissingParameter("alg".to_owned())),
    }
}

/// Says what the app lacks for an algorithm.
fn unfit(algorithm: Algorithm, app: &AppCredentials) -> Reason {
    match algorithm {
        Algorithm::HmacSha256 => Reason::NoSecret,
        _ if app.public_keys().is_empty() => Reason::NoPublicKey,
        _ => Reason::UnusableKey(format!(
            "no key of it is one for {}",
            algorithm.registered_name()
        )),
    }
}

fn match_signature(
    algorithm: Algorithm,
    signature: &[u8],
    base: &[u8],
    app: &AppCredentials,
    policy: &Policy,
    now: SystemTime,
) -> Result<Match, Reason> {
    match algorithm.signature_scheme() {
        None => first(app.secrets(), now, Reason::NoSecret, |secret| {
            let verified = secret.hmac(Hash::Sha256).verify(base, signature);
            Ok(verified.is_ok().then_some(false))
        }),
        Some(scheme) => first(app.public_keys(), now, Reason::NoPublicKey, |key| {
            match algorithm.fits(key.algorithm()) {
                true => verified_by(key, scheme, policy.key_sizes, base, signature),
                false => Ok(None), // of another algorithm, in an overlap
            }
        }),
    }
}

fn check_tag(input: &SignatureInput<'_>, policy: &Policy) -> Result<(), Reason> {
    match &policy.tag {
        Some(expected) if input.tag() != Some(expected) => match input.tag() {
            Some(_) => Err(invalid("tag", "is another than the one expected here")),
            None => Err(Reason::MissingParameter("tag".to_owned())),
        },
        _ => Ok(()),
    }
}

/// Checks that everything is covered that must be.
fn check_covered(
    input: &SignatureInput<'_>,
    request: &Request<'_>,
    policy: &Policy,
) -> Result<(), Reason> {
    let body = policy.digest_required && !request.content().is_empty();
    let digest = body.then(Component::content_digest);
    let mut required = policy.required.iter().chain(&digest);
    match required.find(|required| !input.components.contains(required)) {
        Some(missing) => Err(Reason::NotCovered(missing.to_string())),
        None => Ok(()),
    }
}

/// Compares the body with the digest, where that is covered in whole or in part.
fn check_body(input: &SignatureInput<'_>, message: &Message<'_>) -> Result<(), Reason> {
    let covers = |component: &Component| component.is_field(content_digest::NAME);
    if !input.components.iter().any(covers) {
        return Ok(());
    }
    let field = fields::text(message, content_digest::NAME)?.unwrap_or_default();
    match content_digest::judge(&field, message.request().content()) {
        Verdict::Same => Ok(()),
        Verdict::Changed => Err(Reason::BodyChanged),
        Verdict::NoneUnderstood => Err(invalid(
            content_digest::NAME,
            "has neither sha-256 nor sha-512",
        )),
        Verdict::Malformed => Err(invalid(
            content_digest::NAME,
            "is no dictionary of digests (RFC 9530)",
        )),
    }
}

fn covered(input: &SignatureInput<'_>) -> Vec<Covered> {
    let components = input.components.iter();
    components
        .map(|component| Covered::Component(component.to_string()))
        .collect()
}

/// Judges `created`, and then `expires`, whose own second is the last.
fn freshness(
    created: SystemTime,
    expires: Option<SystemTime>,
    now: SystemTime,
    policy: &Policy,
) -> Freshness {
    match Freshness::of(created, now, policy.tolerance) {
        Freshness::Fresh if expires.is_some_and(|last| now > last) => Freshness::Stale,
        other => other,
    }
}

/// Returns the instant of whole seconds since 1970.
fn instant(seconds: i64) -> Result<SystemTime, Reason> {
    let since = u64::try_from(seconds).map_err(|_| Reason::InvalidTimestamp("lies before 1970"))?;
    let instant = UNIX_EPOCH.checked_add(Duration::from_secs(since));
    instant.ok_or(Reason::InvalidTimestamp(
        "is too large for seconds since 1970",
    ))
}

/// No honest nonce is longer.
const LONGEST_NONCE: usize = 1024;

fn nonce_of<'i>(input: &'i SignatureInput<'_>) -> Result<Option<&'i str>, Reason> {
    match input.nonce() {
        Some("") => Err(invalid("nonce", "is empty")),
        Some(nonce) if nonce.len() > LONGEST_NONCE => {
            Err(invalid("nonce", "is longer than 1024 bytes"))
        }
        nonce => Ok(nonce),
    }
}

fn required<T>(value: Option<T>, name: &str) -> Result<T, Reason> {
    value.ok_or_else(|| Reason::MissingParameter(name.to_owned()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
