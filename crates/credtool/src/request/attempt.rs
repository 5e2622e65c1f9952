//! One verification, whatever the family.

use std::time::SystemTime;

use credtool_request_auth::explain::Explanation;
use credtool_request_auth::{Refusal, Replay, ReplayKey, VerifiedRequest};

use super::explain::Hints;
use super::{akana, http_signature, oauth1, wsse};

/// Everything that one verification consists of.
pub(crate) enum Attempt<'a> {
    Akana(akana::Attempt<'a>),
    Wsse(wsse::Attempt<'a>),
    Oauth1(oauth1::Attempt<'a>),
    Http(http_signature::Attempt<'a>),
}

impl Attempt<'_> {
    /// Verifies. A no is the error.
    pub(crate) fn verify(
        &self,
        guard: impl FnOnce(&ReplayKey<'_>, SystemTime) -> Replay,
    ) -> Result<VerifiedRequest, Refusal> {
        match self {
            Self::Akana(attempt) => attempt.verify(guard),
            Self::Wsse(attempt) => attempt.verify(guard),
            Self::Oauth1(attempt) => attempt.verify(guard),
            Self::Http(attempt) => attempt.verify(guard),
        }
    }

    /// Explains the verdict, given what the replay guard answered; `None` where there is nothing to explain.
    pub(crate) fn explain(&self, replay: Replay, hints: &Hints) -> Option<Explanation> {
        match self {
            Self::Akana(attempt) => attempt.explain(replay, hints),
            Self::Wsse(attempt) => attempt.explain(replay, hints),
            Self::Oauth1(attempt) => attempt.explain(replay, hints),
            Self::Http(attempt) => attempt.explain(replay, hints),
        }
    }
}
