//! What every scheme's `verify` ends with: the candidates in their order, the overlap, the time, and only then the guard.

use std::time::SystemTime;

use credtool_crypto_engine::{Error as EngineError, KeySizes, PublicKey, SignatureScheme};

use crate::credentials::Candidate;
use crate::refusal::{Reason, Refusal};
use crate::verified::{Freshness, VerifiedRequest};
use crate::{Replay, ReplayKey};

/// The secret or key that matched.
#[derive(Debug)]
pub(crate) struct Match {
    pub(crate) place: usize,
    pub(crate) accepted: bool,
    pub(crate) legacy: bool,
}

/// What makes the request the same one again, and up to when that is remembered; `None` where time cannot hold that instant.
#[derive(Debug)]
pub(crate) struct Once<'a> {
    pub(crate) key: ReplayKey<'a>,
    pub(crate) keep_until: Option<SystemTime>,
}

/// Tries the candidates in their order. `matches` says whether one does, and then whether it is a legacy key; one that cannot
/// be used does not keep the others from being tried.
pub(crate) fn first<T>(
    candidates: &[Candidate<T>],
    now: SystemTime,
    none_known: Reason,
    matches: impl Fn(&T) -> Result<Option<bool>, Reason>,
) -> Result<Match, Reason> {
    if candidates.is_empty() {
        return Err(none_known);
    }
    let mut reason = Reason::BadSignature;
    for (place, candidate) in candidates.iter().enumerate() {
        match matches(&candidate.value) {
            Ok(Some(legacy)) => {
                return Ok(Match {
                    place,
                    accepted: candidate.accepted_at(now),
                    legacy,
                });
            }
            Ok(None) => {}
            Err(unusable) => reason = unusable,
        }
    }
    Err(reason)
}

/// Verifies under one public key, for [`first`].
pub(crate) fn verified_by(
    key: &PublicKey,
    scheme: SignatureScheme,
    key_sizes: KeySizes,
    text: &[u8],
    signature: &[u8],
) -> Result<Option<bool>, Reason> {
    let small = |octets: usize| octets * 8 < KeySizes::Current.minimum();
    match key.verify(scheme, key_sizes, text, signature) {
        Ok(()) => Ok(Some(key.modulus_len().is_some_and(small))),
        Err(EngineError::Verification) => Ok(None),
        Err(error) => Err(Reason::UnusableKey(error.to_string())),
    }
}

/// Ends a verification: `verified` holds what is proven if the signature does, its freshness included. The guard is asked
/// once, last, and only where there is something that can be the same again.
pub(crate) fn conclude(
    mut verified: VerifiedRequest,
    found: Result<Match, Reason>,
    once: Option<Once<'_>>,
    guard: impl FnOnce(&ReplayKey<'_>, SystemTime) -> Replay,
) -> Result<VerifiedRequest, Refusal> {
    let refuse = |reason, matched| Refusal {
        reason,
        matched,
        freshness: Some(verified.freshness),
    };
    let found = found.map_err(|reason| refuse(reason, None))?;
    let matched = Some(found.place);
    if !found.accepted {
        return Err(refuse(Reason::PreviousSecret, matched));
    }
    match verified.freshness {
        Freshness::Stale => return Err(refuse(Reason::Stale, matched)),
        Freshness::Future => return Err(refuse(Reason::Future, matched)),
        Freshness::Fresh | Freshness::Absent => {}
    }
    if let Some(once) = once {
        let keep_until = once
            .keep_until
            .ok_or_else(|| refuse(Reason::Future, matched))?;
        match guard(&once.key, keep_until) {
            Replay::New => {}
            Replay::Seen => return Err(refuse(Reason::Replayed, matched)),
            Replay::Unavailable => return Err(refuse(Reason::GuardUnavailable, matched)),
        }
    }
    verified.matched = matched;
    verified.legacy = found.legacy;
    Ok(verified)
}
