//! What a verification proved: a value that nothing else can make.

use std::fmt;
use std::time::{Duration, SystemTime};

/// How much was proven about who sent the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Assurance {
    /// The sender says who it is; anybody could (plain App ID).
    Claimed,
    /// The sender holds the secret; what it asks for is not protected (digest).
    Keyed,
    /// The sender holds the secret or key, and signed the parts of the request that are listed as covered.
    Request,
}

impl Assurance {
    /// Returns the word for it: `claimed`, `keyed` or `request`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Keyed => "keyed",
            Self::Request => "request",
        }
    }
}

impl fmt::Display for Assurance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A part of the request that the signature covers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Covered {
    /// The method.
    Method,
    /// Scheme, host, port and path.
    Url,
    /// Names and values of the query.
    Query,
    /// Names and values of a form body.
    Form,
    /// A component of an HTTP message signature, as its identifier is written: `@method`, `content-digest` (RFC 9421 §2).
    Component(String),
}

impl Covered {
    /// Returns the word for it: `method`, `url`, `query` or `form`, or the identifier of a component.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Method => "method",
            Self::Url => "url",
            Self::Query => "query",
            Self::Form => "form",
            Self::Component(identifier) => identifier,
        }
    }
}

impl fmt::Display for Covered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether the request was made just now, told apart from whether its signature holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// Within the tolerance, its ends included.
    Fresh,
    /// Too old.
    Stale,
    /// From the future.
    Future,
    /// The request carries no time.
    Absent,
}

impl Freshness {
    /// Returns the word for it: `fresh`, `stale`, `future` or `absent`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Stale => "stale",
            Self::Future => "future",
            Self::Absent => "absent",
        }
    }

    /// Judges an instant: fresh when it is at most `tolerance` away from now, in either direction.
    pub(crate) fn of(instant: SystemTime, now: SystemTime, tolerance: Duration) -> Self {
        match now.duration_since(instant) {
            Ok(age) if age > tolerance => Self::Stale,
            Err(ahead) if ahead.duration() > tolerance => Self::Future,
            _ => Self::Fresh,
        }
    }
}

impl fmt::Display for Freshness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A request whose sender is known as far as its scheme can prove it; made by a scheme's `verify` and by nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedRequest {
    pub(crate) scheme: &'static str,
    pub(crate) app_id: String,
    pub(crate) assurance: Assurance,
    pub(crate) covered: Vec<Covered>,
    pub(crate) matched: Option<usize>,
    pub(crate) freshness: Freshness,
    pub(crate) legacy: bool,
    pub(crate) bearer: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) time: Option<SystemTime>,
}

impl VerifiedRequest {
    /// Returns the name of the scheme, as `hmac-sha256`.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        self.scheme
    }

    /// Returns the app that sent the request, spelled as in its credentials; `None` when it is only claimed
    /// ([`VerifiedRequest::accept_claim`]).
    #[must_use]
    pub fn identity(&self) -> Option<&str> {
        (self.assurance > Assurance::Claimed).then_some(self.app_id.as_str())
    }

    /// Returns the app that the request names, **also where anybody could have named it**. For places where a claim is
    /// enough, such as statistics or a quota.
    #[must_use]
    pub fn accept_claim(&self) -> &str {
        &self.app_id
    }

    /// Returns how much was proven.
    #[must_use]
    pub fn assurance(&self) -> Assurance {
        self.assurance
    }

    /// Returns the parts of the request that the signature covers; none for a digest or a plain App ID.
    #[must_use]
    pub fn covered(&self) -> &[Covered] {
        &self.covered
    }

    /// Returns which candidate secret or key matched, counted from 0 in the order of the credentials.
    #[must_use]
    pub fn matched(&self) -> Option<usize> {
        self.matched
    }

    /// Returns [`Freshness::Fresh`], or [`Freshness::Absent`] where the scheme carries no time.
    #[must_use]
    pub fn freshness(&self) -> Freshness {
        self.freshness
    }

    /// Returns the nonce that the request carries, where there is one.
    #[must_use]
    pub fn nonce(&self) -> Option<&str> {
        self.nonce.as_deref()
    }

    /// Returns when the request says that it was signed, where it says so.
    #[must_use]
    pub fn time(&self) -> Option<SystemTime> {
        self.time
    }

    /// Whether the signature was made with an RSA key below 2048 bits.
    #[must_use]
    pub fn legacy(&self) -> bool {
        self.legacy
    }

    /// Returns the token of `, Bearer x` behind Akana's parameters. **Nothing was checked about it** and no signature
    /// covers it.
    #[must_use]
    pub fn unverified_bearer(&self) -> Option<&str> {
        self.bearer.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_tolerance_are_fresh() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let tolerance = Duration::from_secs(300);
        let step = Duration::from_millis(1);
        assert_eq!(
            Freshness::of(now - tolerance, now, tolerance),
            Freshness::Fresh
        );
        assert_eq!(
            Freshness::of(now + tolerance, now, tolerance),
            Freshness::Fresh
        );
        assert_eq!(
            Freshness::of(now - tolerance - step, now, tolerance),
            Freshness::Stale
        );
        assert_eq!(
            Freshness::of(now + tolerance + step, now, tolerance),
            Freshness::Future
        );
    }
}
