//! The server's side: is this request from who it says?

use std::borrow::{Borrow, Cow};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use credtool_crypto_engine::SignatureScheme;
use percent_encoding::percent_decode;
use subtle::ConstantTimeEq as _;

use super::{Algorithm, Carried, Field, Policy, Scheme, Token, base_string, digest, wire_name};
use crate::conclude::{Match, Once, conclude, first, verified_by};
use crate::parameters::Parameter;
use crate::refusal::{Reason, Refusal};
use crate::verified::{Assurance, Covered, Freshness, VerifiedRequest};
use crate::{AppCredentials, Replay, ReplayKey, Request, SignedUrl};

/// Verifies a request: who sent it, how far that is proven, and that it is fresh and not a replay.
///
/// `find` returns what is known of the app with the App ID of the request: an [`AppCredentials`], a reference or an `Arc`. `guard` is asked once, and only when signature and
/// timestamp hold: it checks and inserts the nonce in one step and keeps it until the instant it is given
/// ([`crate::ReplayMemory`]). A plain App ID carries neither time nor nonce, so the guard is not asked.
///
/// What is *not* checked: that timestamps rise from request to request (the guard does what that is for), and what
/// [the module](crate::akana) says about bodies and borders.
///
/// # Errors
/// The [`Refusal`], with its reason. Where the signature holds and the time or nonce does not, it says which secret matched.
pub fn verify<C: Borrow<AppCredentials>>(
    request: &Request<'_>,
    find: impl FnOnce(&str) -> Option<C>,
    policy: &Policy,
    now: SystemTime,
    guard: impl FnOnce(&ReplayKey<'_>, SystemTime) -> Replay,
) -> Result<VerifiedRequest, Refusal> {
    let url =
        SignedUrl::parse(request.url()).map_err(|error| Reason::Malformed(error.to_string()))?;
    let Carried { token, parameters } = Carried::find(request, &url, &policy.format)?;
    let scheme = scheme_of(&token, policy)?;
    let claimed = required(&token.app_id, "app_id", policy)?;
    let found = find(&claimed.value).ok_or(Reason::OtherApp)?;
    let app: &AppCredentials = found.borrow();
    if !app.app_id().eq_ignore_ascii_case(&claimed.value) {
        return Err(Reason::OtherApp.into());
    }
    let mut verified = VerifiedRequest {
        scheme: scheme.name(),
        app_id: app.app_id().to_owned(),
        assurance: Assurance::Claimed,
        covered: Vec::new(),
        matched: None,
        freshness: Freshness::Absent,
        legacy: false,
        bearer: token.bearer.map(str::to_owned),
        nonce: None,
        time: None,
    };
    if scheme == Scheme::AppId {
        return Ok(verified);
    }

    let nonce = nonce_of(&token, policy)?;
    let timestamp = required(&token.timestamp, "timestamp", policy)?;
    let instant = instant_of(&timestamp.value)?;
    verified.freshness = Freshness::of(instant, now, policy.tolerance);
    verified.nonce = Some(nonce.to_owned());
    verified.time = Some(instant);
    let found = match scheme.algorithm() {
        None => {
            verified.assurance = Assurance::Keyed;
            match_digest(&token, app, nonce, policy, now)
        }
        Some(algorithm) => {
            verified.assurance = Assurance::Request;
            verified.covered = covered(request);
            let text = string_to_sign(request, &url, &token, parameters, policy);
            match_signature(algorithm, &token, &text, app, policy, now)
        }
    };
    let key = ReplayKey {
        scheme: "akana",
        app: app.app_id(),
        token: "",
        nonce,
    };
    let once = Once {
        key,
        keep_until: instant.checked_add(policy.tolerance),
    };
    conclude(verified, found, Some(once), guard)
}

/// Returns the scheme that the request uses, if the policy accepts it.
pub(crate) fn scheme_of(token: &Token<'_>, policy: &Policy) -> Result<Scheme, Reason> {
    let scheme = match (&token.signature, &token.secret_digest) {
        (Some(_), Some(digest)) => {
            return Err(invalid(
                digest,
                "stands beside a signature, and one of the two is enough",
            ));
        }
        (Some(_), None) => {
            if let Some(field) = &token.digest_method {
                return Err(invalid(
                    field,
                    "stands beside a signature and belongs to a digest",
                ));
            }
            let method = required(&token.signature_method, "signature_method", policy)?;
            scheme_called(&method.value, policy).ok_or_else(|| unsupported(method))?
        }
        (None, Some(_)) => {
            let mut methods = token.signature_method.iter().chain(&token.digest_method);
            if let Some(method) = methods.find(|method| {
                !wire_name::is_digest(&method.value)
                    && scheme_called(&method.value, policy) != Some(Scheme::Digest)
            }) {
                return Err(unsupported(method));
            }
            Scheme::Digest
        }
        (None, None) => {
            // A request that announces a signature, or that must have one, lacks it; it does not choose to do without.
            let announced = token.digest_method.is_some()
                || token
                    .signature_method
                    .as_ref()
                    .is_some_and(|method| !method.value.eq_ignore_ascii_case("none"));
            if announced || !policy.schemes.contains(&Scheme::AppId) {
                let digest_only = policy
                    .schemes
                    .iter()
                    .all(|scheme| *scheme == Scheme::Digest);
                let suffix = if digest_only {
                    "secret_digest"
                } else {
                    "signature"
                };
                return Err(missing(suffix, policy));
            }
            Scheme::AppId
        }
    };
    if let Some(version) = token
        .version
        .as_ref()
        .filter(|version| version.value != "1.0")
    {
        return Err(invalid(version, "is not 1.0"));
    }
    if policy.schemes.contains(&scheme) {
        Ok(scheme)
    } else {
        Err(Reason::SchemeNotAccepted(scheme.name()))
    }
}

/// Returns the scheme that a name means: one of the known spellings, or the policy's own name.
fn scheme_called(name: &str, policy: &Policy) -> Option<Scheme> {
    wire_name::scheme_called(name).or_else(|| {
        let own = policy.wire_name.as_ref().filter(|(own, _)| own == name);
        own.map(|(_, scheme)| *scheme)
    })
}

/// Returns the string that the sender of this request should have signed.
pub(crate) fn string_to_sign<'t>(
    request: &Request<'_>,
    url: &SignedUrl<'_>,
    token: &'t Token<'_>,
    mut parameters: Vec<Parameter<'t>>,
    policy: &Policy,
) -> Vec<u8> {
    let own = token.signed().map(|field| {
        (
            Cow::Borrowed(field.name.as_bytes()),
            Cow::Borrowed(field.value.as_bytes()),
        )
    });
    parameters.extend(own);
    base_string::write(
        request.method(),
        url,
        &mut parameters,
        policy.format.empty_value,
    )
}

fn match_signature(
    algorithm: Algorithm,
    token: &Token<'_>,
    text: &[u8],
    app: &AppCredentials,
    policy: &Policy,
    now: SystemTime,
) -> Result<Match, Reason> {
    let signature = decoded(required(&token.signature, "signature", policy)?)?;
    match algorithm {
        Algorithm::Hmac(hash) => first(app.secrets(), now, Reason::NoSecret, |secret| {
            Ok(secret
                .hmac(hash)
                .verify(text, &signature)
                .is_ok()
                .then_some(false))
        }),
        Algorithm::Rsa(hash) => first(app.public_keys(), now, Reason::NoPublicKey, |key| {
            let scheme = SignatureScheme::RsaPkcs1v15(hash);
            verified_by(key, scheme, policy.key_sizes, text, &signature)
        }),
    }
}

fn match_digest(
    token: &Token<'_>,
    app: &AppCredentials,
    nonce: &str,
    policy: &Policy,
    now: SystemTime,
) -> Result<Match, Reason> {
    let sent = decoded(required(&token.secret_digest, "secret_digest", policy)?)?;
    let timestamp = required(&token.timestamp, "timestamp", policy)?;
    first(app.secrets(), now, Reason::NoSecret, |secret| {
        let ours = digest::of(nonce, &timestamp.value, secret);
        Ok(bool::from(ours.ct_eq(&sent)).then_some(false))
    })
}

fn covered(request: &Request<'_>) -> Vec<Covered> {
    let mut covered = vec![Covered::Method, Covered::Url, Covered::Query];
    if request.has_form() {
        covered.push(Covered::Form);
    }
    covered
}

/// Returns the bytes of a signature or digest: base64, percent-encoded or not; a plus stays a plus.
fn decoded(field: &Field<'_>) -> Result<Vec<u8>, Reason> {
    let text = field.value.as_bytes();
    let text: Cow<'_, [u8]> = match memchr::memchr(b'%', text) {
        Some(_) => percent_decode(text).into(),
        None => Cow::Borrowed(text),
    };
    STANDARD
        .decode(&text)
        .map_err(|_| invalid(field, "is not base64"))
}

/// No honest nonce is longer.
const LONGEST_NONCE: usize = 1024;

fn nonce_of<'t>(token: &'t Token<'_>, policy: &Policy) -> Result<&'t str, Reason> {
    let field = required(&token.nonce, "nonce", policy)?;
    if field.value.len() > LONGEST_NONCE {
        return Err(invalid(field, "is longer than 1024 bytes"));
    }
    if field.value.bytes().any(|byte| byte.is_ascii_control()) {
        return Err(invalid(field, "has a control character"));
    }
    Ok(&field.value)
}

/// Returns the instant of a timestamp: decimal digits, milliseconds since 1970.
fn instant_of(text: &str) -> Result<SystemTime, Reason> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Reason::InvalidTimestamp(
            "is not a number of milliseconds since 1970",
        ));
    }
    let millis: u64 = text
        .parse()
        .map_err(|_| Reason::InvalidTimestamp("is too large for milliseconds since 1970"))?;
    if millis == 0 {
        return Err(Reason::InvalidTimestamp("is zero"));
    }
    UNIX_EPOCH
        .checked_add(Duration::from_millis(millis))
        .ok_or(Reason::InvalidTimestamp(
            "is too large for milliseconds since 1970",
        ))
}

/// Returns a parameter that must be there and must not be empty.
fn required<'t, 'a>(
    field: &'t Option<Field<'a>>,
    suffix: &str,
    policy: &Policy,
) -> Result<&'t Field<'a>, Reason> {
    match field {
        None => Err(missing(suffix, policy)),
        Some(field) if field.value.is_empty() => Err(invalid(field, "is empty")),
        Some(field) => Ok(field),
    }
}

/// Repeats the name, cut: it is somebody else's text.
fn unsupported(method: &Field<'_>) -> Reason {
    Reason::UnsupportedAlgorithm(method.value.chars().take(64).collect())
}

fn missing(suffix: &str, policy: &Policy) -> Reason {
    Reason::MissingParameter(format!("{}_{suffix}", policy.format.prefix))
}

fn invalid(field: &Field<'_>, problem: &'static str) -> Reason {
    Reason::InvalidParameter {
        name: field.name.clone().into_owned(),
        problem,
    }
}
