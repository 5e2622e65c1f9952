//! One verification, to be looked into when its answer was no.

use std::time::SystemTime;

use crate::{AppCredentials, Candidate, Replay, Request, SharedSecret};

/// Everything that one verification consisted of; `P` is the policy of its family, such as [`akana::Policy`](crate::akana::Policy).
///
/// The fields after the first four need not be known; see [`Attempt::new`].
#[derive(Debug)]
pub struct Attempt<'a, P> {
    /// The request as it arrived.
    pub request: &'a Request<'a>,
    /// What is known of the app.
    pub app: &'a AppCredentials,
    /// The policy it was verified under.
    pub policy: &'a P,
    /// The time it was verified at.
    pub now: SystemTime,
    /// Earlier secrets of the app that are known and no longer accepted.
    pub retired: &'a [SharedSecret],
    /// The string that the other side says it signed; for WS-Security what it hashed, its secret included.
    pub their_base: Option<&'a [u8]>,
    /// What the replay guard answered, [`Replay::New`] where it was not asked.
    pub replay: Replay,
}

impl<'a, P> Attempt<'a, P> {
    /// Starts with what is always known: no retired secrets, nothing said by the other side, a nonce that is new.
    #[must_use]
    pub fn new(
        request: &'a Request<'a>,
        app: &'a AppCredentials,
        policy: &'a P,
        now: SystemTime,
    ) -> Self {
        Self {
            request,
            app,
            policy,
            now,
            retired: &[],
            their_base: None,
            replay: Replay::New,
        }
    }

    /// Returns every secret of the app, the retired ones last: what must not be shown.
    pub(super) fn secrets(&self) -> Vec<&'a [u8]> {
        let accepted = self.app.secrets().iter().map(Candidate::value);
        let all = accepted.chain(self.retired);
        all.map(SharedSecret::expose).collect()
    }
}
