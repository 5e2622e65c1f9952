//! Why a request is refused: the reasons of a "no", each with a stable code and the number that the platform gives it.

use crate::Freshness;

/// A "no": its reason, and what held nevertheless.
///
/// It tells nothing that an attacker could not know: which fields are there, whether the time and the nonce will do, and
/// that a signature does not match. Why it does not match is found out by [`crate::explain`], on the desk and not on a server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
#[non_exhaustive]
pub struct Refusal {
    /// Why.
    pub reason: Reason,
    /// Which candidate secret or key matched, where the signature holds and something else does not.
    pub matched: Option<usize>,
    /// What the timestamp says, where there is one that can be read; believe it only where the signature holds.
    pub freshness: Option<Freshness>,
}

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// Nothing in the request says who sent it.
    #[error("the request has no security header or parameters of this scheme")]
    NoCredentials,
    /// The `Authorization` header is about another scheme, or names none.
    #[error("the Authorization header does not start with the scheme {expected}")]
    HeaderScheme {
        /// The scheme that is expected.
        expected: String,
    },
    /// A required parameter is absent.
    #[error("the parameter {0} is missing")]
    MissingParameter(String),
    /// A security parameter stands there twice.
    #[error("the parameter {0} is there twice")]
    DuplicateParameter(String),
    /// A parameter of the scheme has a value that it cannot have.
    #[error("the parameter {name} {problem}")]
    InvalidParameter {
        /// Its name on the wire.
        name: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The timestamp is not written in the scheme's unit.
    #[error("the timestamp {0}")]
    InvalidTimestamp(&'static str),
    /// The request or its header breaks the syntax.
    #[error("{0}")]
    Malformed(String),
    /// The algorithm's name is none that the scheme knows.
    #[error("no algorithm is called {0:?}")]
    UnsupportedAlgorithm(String),
    /// The scheme is known, and this verifier does not accept it.
    #[error("the request uses {0}, which is not accepted here")]
    SchemeNotAccepted(&'static str),
    /// No app with this App ID is known here.
    #[error("no app with this App ID is known here")]
    OtherApp,
    /// The token of the request is another than the one that is known here (OAuth 1.0a).
    #[error("no token like the one of this request is known here")]
    OtherToken,
    /// The assertion is meant for somebody else (RFC 7523 §3).
    #[error("the audience is another than the one expected here")]
    OtherAudience,
    /// The scheme sends the secret itself and the transport is not protected (RFC 5849 §3.4.4).
    #[error("{0} sends the secret itself, so it is refused over http")]
    InsecureTransport(&'static str),
    /// The signature leaves a part of the request uncovered that must be covered (RFC 9421 §3.2.1).
    #[error("the signature does not cover {0}")]
    NotCovered(String),
    /// The body is not the one whose digest is signed (RFC 9530).
    #[error("the body is not the one whose digest the request carries")]
    BodyChanged,
    /// The app has no shared secret.
    #[error("no shared secret is known for this app")]
    NoSecret,
    /// The app has no public key.
    #[error("no public key is known for this app")]
    NoPublicKey,
    /// The public key cannot verify this signature.
    #[error("the app's public key cannot verify this: {0}")]
    UnusableKey(String),
    /// The signature or digest is another than the one that belongs to the request.
    #[error("the signature does not belong to this request under any accepted secret or key")]
    BadSignature,
    /// The signature holds under a secret or key whose overlap has ended.
    #[error("the signature was made with a secret or key that is no longer accepted")]
    PreviousSecret,
    /// The signature holds and the request is too old.
    #[error("the timestamp is too old")]
    Stale,
    /// The signature holds and the request is from the future.
    #[error("the timestamp lies in the future")]
    Future,
    /// The signature holds and the nonce was used before.
    #[error("the nonce was used before: the request is a replay")]
    Replayed,
    /// The replay guard could not take the nonce.
    #[error("the replay guard is full or cannot be asked, so the request is refused")]
    GuardUnavailable,
}

impl Reason {
    /// Returns the stable code, kebab-case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoCredentials => "no-credentials",
            Self::HeaderScheme { .. } => "header-scheme",
            Self::MissingParameter(_) => "missing-parameter",
            Self::DuplicateParameter(_) => "duplicate-parameter",
            Self::InvalidParameter { .. } | Self::InvalidTimestamp(_) | Self::Malformed(_) => {
                "malformed"
            }
            Self::UnsupportedAlgorithm(_) => "unsupported-algorithm",
            Self::SchemeNotAccepted(_) => "scheme-not-accepted",
            Self::OtherApp => "other-app",
            Self::OtherToken => "other-token",
            Self::OtherAudience => "other-audience",
            Self::InsecureTransport(_) => "insecure-transport",
            Self::NotCovered(_) => "not-covered",
            Self::BodyChanged => "body-changed",
            Self::NoSecret => "no-secret",
            Self::NoPublicKey => "no-public-key",
            Self::UnusableKey(_) => "unusable-key",
            Self::BadSignature => "bad-signature",
            Self::PreviousSecret => "previous-secret",
            Self::Stale => "stale",
            Self::Future => "future",
            Self::Replayed => "replayed",
            Self::GuardUnavailable => "replay-guard-unavailable",
        }
    }

    /// Returns the number that Akana's gateway gives the same refusal, for operators who know it from its log. Every one of
    /// them is an HTTP status 401.
    #[must_use]
    pub fn platform_code(&self) -> Option<u32> {
        Some(match self {
            Self::NoCredentials => 1_010_713,
            Self::HeaderScheme { .. } => 1_010_709,
            Self::MissingParameter(name) if name.ends_with("_nonce") => 1_010_707,
            Self::MissingParameter(_) => 1_010_701,
            Self::DuplicateParameter(_) | Self::InvalidParameter { .. } | Self::Malformed(_) => {
                1_010_702
            }
            Self::InvalidTimestamp(_) => 1_010_712,
            Self::UnsupportedAlgorithm(_) | Self::SchemeNotAccepted(_) => 1_010_705,
            Self::OtherApp => 1_010_710,
            Self::NoSecret => 1_010_711,
            Self::NoPublicKey | Self::UnusableKey(_) => 1_010_708,
            Self::BadSignature | Self::PreviousSecret => 1_010_706,
            Self::Stale | Self::Future => 1_010_704,
            Self::Replayed => 1_010_703,
            // Of other families, or ours alone.
            Self::GuardUnavailable
            | Self::OtherToken
            | Self::OtherAudience
            | Self::InsecureTransport(_)
            | Self::NotCovered(_)
            | Self::BodyChanged => return None,
        })
    }
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Self {
            reason,
            matched: None,
            freshness: None,
        }
    }
}
