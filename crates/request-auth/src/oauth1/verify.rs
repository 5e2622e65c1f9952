//! The server's side: is this request from who it says?

use std::borrow::Borrow;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use credtool_crypto_engine::{HmacKey, SignatureScheme};
use subtle::ConstantTimeEq as _;

use super::{
    Algorithm, Carried, Policy, SignatureMethod, join, key, normalized, problem_of_nonce, uri,
    url_of,
};
use crate::conclude::{Match, Once, conclude, first, verified_by};
use crate::parameters::Parameter;
use crate::refusal::{Reason, Refusal};
use crate::verified::{Assurance, Covered, Freshness, VerifiedRequest};
use crate::{AppCredentials, Replay, ReplayKey, Request, SignedUrl};

/// Verifies a request: who sent it, how far that is proven, and that it is fresh and not a replay (RFC 5849 §3.2).
///
/// `find` returns what is known of the client whose key the request names, compared exactly. `guard` is asked once, last,
/// and keeps timestamp and nonce together until the instant it is given. PLAINTEXT may come without timestamp and nonce, and
/// then the guard is not asked.
///
/// What is *not* checked: that timestamps rise from request to request, what `oauth_callback`, `oauth_verifier` and any
/// other parameter of OAuth say, `oauth_body_hash` among them, and what [the module](crate::oauth1) says about bodies.
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
    let url = url_of(request).map_err(|error| Reason::Malformed(error.to_string()))?;
    let carried = Carried::find(request, &url)?;
    let method = method_of(&carried, policy)?;
    let consumer_key = carried.required("oauth_consumer_key")?;
    let signature = carried.required("oauth_signature")?;
    if method == SignatureMethod::Plaintext && !url.scheme.eq_ignore_ascii_case("https") {
        return Err(Reason::InsecureTransport("PLAINTEXT").into());
    }
    let stamp = Stamp::of(&carried, method)?;
    let found = find(consumer_key).ok_or(Reason::OtherApp)?;
    let app: &AppCredentials = found.borrow();
    if app.app_id() != consumer_key {
        return Err(Reason::OtherApp.into());
    }
    let token = token_of(&carried, policy)?;

    let instant = stamp.instant;
    let mut verified = VerifiedRequest {
        scheme: method.name(),
        app_id: app.app_id().to_owned(),
        assurance: Assurance::Keyed,
        covered: Vec::new(),
        matched: None,
        freshness: instant.map_or(Freshness::Absent, |instant| {
            Freshness::of(instant, now, policy.tolerance)
        }),
        legacy: false,
        bearer: None,
        nonce: stamp.nonce.map(str::to_owned),
        time: instant,
    };
    let found = match method.algorithm() {
        None => first(app.secrets(), now, Reason::NoSecret, |secret| {
            let ours = key(secret.expose(), policy.token_secret());
            let same = ours.as_bytes().ct_eq(signature.as_bytes());
            Ok(bool::from(same).then_some(false))
        }),
        Some(algorithm) => {
            verified.assurance = Assurance::Request;
            verified.covered = covered(request);
            let text = string_to_sign(request, &url, &carried);
            match_signature(algorithm, signature, &text, app, policy, now)
        }
    };
    let nonce = stamp.for_the_guard();
    let once = nonce.as_deref().zip(instant).map(|(nonce, instant)| Once {
        key: ReplayKey {
            scheme: "oauth1",
            app: app.app_id(),
            token,
            nonce,
        },
        keep_until: instant.checked_add(policy.tolerance),
    });
    conclude(verified, found, once, guard)
}

/// Returns the method that the request names, if the policy accepts it.
pub(crate) fn method_of(carried: &Carried<'_>, policy: &Policy) -> Result<SignatureMethod, Reason> {
    let name = carried.required("oauth_signature_method")?;
    let method = SignatureMethod::called(name)
        // Repeated, cut: it is somebody else's text.
        .ok_or_else(|| Reason::UnsupportedAlgorithm(name.chars().take(64).collect()))?;
    if carried
        .get("oauth_version")?
        .is_some_and(|version| version != "1.0")
    {
        return Err(invalid("oauth_version", "is not 1.0"));
    }
    if policy.methods.contains(&method) {
        Ok(method)
    } else {
        Err(Reason::SchemeNotAccepted(method.name()))
    }
}

/// Returns the parameters that are signed: all of them, but the signature.
fn signed_parameters<'c, 'a>(carried: &'c Carried<'a>) -> impl Iterator<Item = &'c Parameter<'a>> {
    let all = carried.oauth.iter().chain(&carried.others);
    all.filter(|(name, _)| **name != *b"oauth_signature")
}

pub(crate) fn string_to_sign(
    request: &Request<'_>,
    url: &SignedUrl<'_>,
    carried: &Carried<'_>,
) -> Vec<u8> {
    let parameters = normalized(signed_parameters(carried));
    join(
        &request.method().to_ascii_uppercase(),
        &uri(url),
        &parameters,
    )
}

fn match_signature(
    algorithm: Algorithm,
    signature: &str,
    text: &[u8],
    app: &AppCredentials,
    policy: &Policy,
    now: SystemTime,
) -> Result<Match, Reason> {
    let signature = STANDARD
        .decode(signature)
        .map_err(|_| invalid("oauth_signature", "is not base64"))?;
    match algorithm {
        Algorithm::Hmac(hash) => first(app.secrets(), now, Reason::NoSecret, |secret| {
            let key = key(secret.expose(), policy.token_secret());
            let verified = HmacKey::new(hash, key.as_bytes()).verify(text, &signature);
            Ok(verified.is_ok().then_some(false))
        }),
        Algorithm::Rsa(hash) => first(app.public_keys(), now, Reason::NoPublicKey, |key| {
            let scheme = SignatureScheme::RsaPkcs1v15(hash);
            verified_by(key, scheme, policy.key_sizes, text, &signature)
        }),
    }
}

/// Returns the token of the request, empty where none is expected and none is sent.
fn token_of<'c>(carried: &'c Carried<'_>, policy: &Policy) -> Result<&'c str, Reason> {
    let sent = carried.get("oauth_token")?.unwrap_or("");
    match &policy.token {
        Some(_) if sent.is_empty() => Err(Reason::MissingParameter("oauth_token".to_owned())),
        Some(known) if known != sent => Err(Reason::OtherToken),
        None if !sent.is_empty() => Err(Reason::OtherToken),
        _ => Ok(sent),
    }
}

/// When and as which one the request was made.
struct Stamp<'c> {
    timestamp: Option<&'c str>,
    instant: Option<SystemTime>,
    nonce: Option<&'c str>,
}

impl<'c> Stamp<'c> {
    /// Reads both; with PLAINTEXT they may be left out (RFC 5849 §3.1).
    fn of(carried: &'c Carried<'_>, method: SignatureMethod) -> Result<Self, Reason> {
        let read = |name| match method {
            SignatureMethod::Plaintext => carried.get(name),
            _ => carried.required(name).map(Some),
        };
        let (timestamp, nonce) = (read("oauth_timestamp")?, read("oauth_nonce")?);
        if let Some(problem) = nonce.and_then(problem_of_nonce) {
            return Err(invalid("oauth_nonce", problem));
        }
        let instant = timestamp.map(instant_of).transpose()?;
        Ok(Self {
            timestamp,
            instant,
            nonce,
        })
    }

    /// A nonce is new as one of its timestamp's (RFC 5849 §3.3).
    fn for_the_guard(&self) -> Option<String> {
        let both = self.timestamp.zip(self.nonce);
        both.map(|(timestamp, nonce)| format!("{timestamp}:{nonce}"))
    }
}

/// Returns the instant of a timestamp: decimal digits, seconds since 1970, a positive number (RFC 5849 §3.3).
fn instant_of(text: &str) -> Result<SystemTime, Reason> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Reason::InvalidTimestamp(
            "is not a number of seconds since 1970",
        ));
    }
    let too_large = Reason::InvalidTimestamp("is too large for seconds since 1970");
    match text.parse() {
        Ok(0) => Err(Reason::InvalidTimestamp("is zero")),
        Ok(seconds) => UNIX_EPOCH
            .checked_add(Duration::from_secs(seconds))
            .ok_or(too_large),
        Err(_) => Err(too_large),
    }
}

fn covered(request: &Request<'_>) -> Vec<Covered> {
    let mut covered = vec![Covered::Method, Covered::Url, Covered::Query];
    if request.has_form() {
        covered.push(Covered::Form);
    }
    covered
}

fn invalid(name: &str, problem: &'static str) -> Reason {
    Reason::InvalidParameter {
        name: name.to_owned(),
        problem,
    }
}
