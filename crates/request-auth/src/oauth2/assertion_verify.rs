//! Client assertions, verified (RFC 7523 §3): the server's side.

use std::borrow::Borrow;
use std::time::{Duration, SystemTime};

use credtool_crypto_engine::{Hash, KeySizes};

use super::JwsAlgorithm;
use super::claims::Claims;
use super::jws::{CompactJws, invalid, malformed};
use super::strict_json;
use crate::conclude::{Once, conclude};
use crate::refusal::{Reason, Refusal};
use crate::verified::{Assurance, Freshness, VerifiedRequest};
use crate::{AppCredentials, Replay, ReplayKey};

/// What a server accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssertionPolicy {
    /// What may stand in `aud`: this server's token URL, its issuer identifier. Compared to the letter.
    pub audiences: Vec<String>,
    /// Whether `aud` may be a list that names others beside this server. RFC 7519 §4.1.3 allows it; but whoever else was named
    /// holds the assertion, and can show it here. Not unless changed.
    pub shared_audience: bool,
    /// Narrows the algorithms that follow from the client's secrets and keys; `None` leaves them all.
    pub algorithms: Option<Vec<JwsAlgorithm>>,
    /// How far the clocks may differ, for `exp`, `nbf` and `iat`; nothing unless changed.
    pub tolerance: Duration,
    /// How far `exp` may lie ahead of now; a day. What is accepted for years is a password.
    pub longest_lifetime: Duration,
    /// Which RSA keys may verify; keys below 2048 bits are labelled in the result.
    pub key_sizes: KeySizes,
}

impl AssertionPolicy {
    /// Accepts assertions for this audience, without tolerance.
    #[must_use]
    pub fn new(audience: impl Into<String>) -> Self {
        Self {
            audiences: vec![audience.into()],
            shared_audience: false,
            algorithms: None,
            tolerance: Duration::ZERO,
            longest_lifetime: Duration::from_secs(86_400),
            key_sizes: KeySizes::Current,
        }
    }

    fn is_ours(&self, audience: &str) -> bool {
        self.audiences.iter().any(|known| known == audience)
    }
}

/// A client that proved itself; made by [`verify_assertion`] and by nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedAssertion {
    verified: VerifiedRequest,
    algorithm: JwsAlgorithm,
    expires: SystemTime,
    shared: bool,
}

impl VerifiedAssertion {
    /// Returns the client, spelled as in its credentials.
    #[must_use]
    pub fn client_id(&self) -> &str {
        self.verified.accept_claim()
    }

    /// Returns the algorithm under which it was verified.
    #[must_use]
    pub fn algorithm(&self) -> JwsAlgorithm {
        self.algorithm
    }

    /// Returns which candidate secret or key matched, counted from 0 in the order of the credentials.
    #[must_use]
    pub fn matched(&self) -> Option<usize> {
        self.verified.matched()
    }

    /// Returns `jti`, where there is one.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.verified.nonce()
    }

    /// Returns `exp`.
    #[must_use]
    pub fn expires(&self) -> SystemTime {
        self.expires
    }

    /// Whether it names others beside this server, who can show it here too.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.shared
    }

    /// Whether it was signed with an RSA key below 2048 bits.
    #[must_use]
    pub fn legacy(&self) -> bool {
        self.verified.legacy()
    }
}

/// Verifies a client assertion: which client it proves, for whom, and that it is neither expired nor a replay.
///
/// `find` returns what is known of the client that `sub` names. The algorithm set follows from that: a secret computes HS256,
/// HS384 and HS512, an RSA key RS and PS, P-256 ES256, P-384 ES384, Ed25519 EdDSA; so no name in the header can turn a
/// public key into a secret. `guard` is asked last, with `jti`, or with a hash of the token where there is none, and
/// keeps it until `exp` and the tolerance are past.
///
/// What is *not* checked: `kid`, certificates and keys in the header, and claims beside `iss`, `sub`, `aud`, `exp`, `nbf`,
/// `iat` and `jti`.
///
/// # Errors
/// The [`Refusal`], with its reason. Claims are believed, and judged, only when the signature holds.
pub fn verify_assertion<C: Borrow<AppCredentials>>(
    token: &str,
    find: impl FnOnce(&str) -> Option<C>,
    policy: &AssertionPolicy,
    now: SystemTime,
    guard: impl FnOnce(&ReplayKey<'_>, SystemTime) -> Replay,
) -> Result<VerifiedAssertion, Refusal> {
    let jws = CompactJws::parse(token)?;
    let algorithm = jws.algorithm;
    let accepted = policy.algorithms.as_ref();
    if accepted.is_some_and(|accepted| !accepted.contains(&algorithm)) {
        return Err(Reason::SchemeNotAccepted(algorithm.name()).into());
    }
    let payload = strict_json::object(&jws.payload)
        .map_err(|problem| malformed(format!("the payload {problem}")))?;
    let claims = Claims::of(&payload)?;
    let found = find(claims.subject).ok_or(Reason::OtherApp)?;
    let client: &AppCredentials = found.borrow();
    let freshness = freshness(&claims, policy, now);
    let with_freshness = |reason| Refusal {
        reason,
        matched: None,
        freshness: Some(freshness),
    };
    let matched = jws.signer(client, policy.key_sizes, now);
    let matched = matched.map_err(with_freshness)?;
    check(&claims, client, policy, now).map_err(|reason| Refusal {
        matched: Some(matched.place),
        ..with_freshness(reason)
    })?;
    let verified = VerifiedRequest {
        scheme: algorithm.name(),
        app_id: client.app_id().to_owned(),
        assurance: Assurance::Keyed,
        covered: Vec::new(),
        matched: None,
        freshness,
        legacy: false,
        bearer: None,
        nonce: claims.id.map(str::to_owned),
        time: claims.issued,
    };
    let hash = match claims.id {
        Some(_) => String::new(),
        None => base16ct::lower::encode_string(&Hash::Sha256.digest(jws.signing_input)),
    };
    let key = ReplayKey {
        scheme: "client-assertion",
        app: client.app_id(),
        token: "",
        nonce: claims.id.unwrap_or(&hash),
    };
    let once = Once {
        key,
        keep_until: claims.expires.checked_add(policy.tolerance),
    };
    let verified = conclude(verified, Ok(matched), Some(once), guard)?;
    Ok(VerifiedAssertion {
        verified,
        algorithm,
        expires: claims.expires,
        shared: claims
            .audience
            .iter()
            .any(|audience| !policy.is_ours(audience)),
    })
}

/// Judges the claims that are no matter of time.
fn check(
    claims: &Claims<'_>,
    client: &AppCredentials,
    policy: &AssertionPolicy,
    now: SystemTime,
) -> Result<(), Reason> {
    // RFC 7523 §3: both are the client.
    if claims.issuer != client.app_id() || claims.subject != client.app_id() {
        return Err(Reason::OtherApp);
    }
    let mut audience = claims.audience.iter();
    let accepted = match policy.shared_audience {
        true => audience.any(|audience| policy.is_ours(audience)),
        false => audience.all(|audience| policy.is_ours(audience)),
    };
    if !accepted {
        return Err(Reason::OtherAudience);
    }
    let ahead = claims.expires.duration_since(now).unwrap_or_default();
    if ahead > policy.longest_lifetime.saturating_add(policy.tolerance) {
        return Err(invalid("exp", "lies too far in the future"));
    }
    if claims.id.is_some_and(|id| id.len() > LONGEST_ID) {
        return Err(invalid("jti", "is longer than 1024 bytes"));
    }
    Ok(())
}

/// RFC 7519 §4.1.4: now must be *before* `exp`; §4.1.5: and not before `nbf`.
fn freshness(claims: &Claims<'_>, policy: &AssertionPolicy, now: SystemTime) -> Freshness {
    let late = now.checked_sub(policy.tolerance);
    let early = now.checked_add(policy.tolerance);
    let ahead = |instant: Option<SystemTime>| match (instant, early) {
        (Some(instant), Some(early)) => instant > early,
        (Some(_), None) | (None, _) => false,
    };
    if late.is_some_and(|late| late >= claims.expires) {
        Freshness::Stale
    } else if ahead(claims.not_before) || ahead(claims.issued) {
        Freshness::Future
    } else {
        Freshness::Fresh
    }
}

/// No honest identifier is longer.
const LONGEST_ID: usize = 1024;
