//! The Akana family: its schemes, and what the library makes of them.

mod options; // the options of the family

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use credtool_crypto_engine::KeySizes;
use credtool_request_auth::akana::{self, Carry, Credentials, Policy, Scheme};
use credtool_request_auth::explain::{self, Explanation};
use credtool_request_auth::{AppCredentials, Refusal, Replay, ReplayKey, Request, VerifiedRequest};

pub(crate) use options::{AkanaOptions, CLAIM_HAS_NO_NONCE};

use super::credentials::{Means, Signer};
use super::explain::Hints;
use super::options::SharedOptions;
use super::refused;
use super::scheme::Family;
use super::sign::Sent;
use crate::failure::Failure;
use crate::io::Io;

impl AkanaOptions {
    /// Signs, with a nonce and a time of our own where none were given.
    pub(crate) fn sign(
        &self,
        io: &Io,
        shared: &SharedOptions,
        scheme: Scheme,
        request: &Request<'_>,
        signer: &Signer,
    ) -> Result<Sent, Failure> {
        self.permit(shared, scheme)?;
        let options = self.for_signing(shared, scheme, signer.key_sizes);
        let app_id = &signer.app_id;
        let credentials = match &signer.means {
            Means::Nothing => Credentials::app_id(app_id),
            Means::Secret(secret) => Credentials::secret(app_id, secret),
            Means::Key(opened) => Credentials::private_key(app_id, opened.engine()?),
        };
        let (text, time) = shared.or_drawn(io, Family::Akana)?;
        let signed = akana::sign(request, &credentials, &options, &text, time)
            .map_err(|error| refused(&error))?;
        let has_time = scheme != Scheme::AppId;
        let headers = match signed.authorization() {
            "" => Vec::new(),
            value => vec![("Authorization".to_owned(), value.to_owned())],
        };
        Ok(Sent {
            headers,
            url: signed.url().to_owned(),
            body: (options.carry == Carry::Form).then(|| signed.body().to_vec()),
            base_string: signed.base_string().map(<[u8]>::to_vec),
            nonce: has_time.then_some(text),
            timestamp: has_time.then(|| since_1970(time).as_millis().to_string()),
        })
    }

    /// Puts together everything that one verification consists of. Small keys verify, and are labelled.
    pub(crate) fn attempt<'a>(
        &self,
        request: &'a Request<'a>,
        app: &'a AppCredentials,
        schemes: &[Scheme],
        tolerance: Duration,
        now: SystemTime,
    ) -> Attempt<'a> {
        // A name of the platform's own means one scheme, so one must have been named.
        let named = match schemes {
            [one] => Some(*one),
            _ => None,
        };
        let policy = Policy {
            wire_name: self.wire_name().zip(named),
            tolerance,
            key_sizes: KeySizes::Legacy,
            ..Policy::new(schemes, self.format())
        };
        Attempt {
            request,
            app,
            policy,
            now,
        }
    }
}

/// One verification.
pub(crate) struct Attempt<'a> {
    request: &'a Request<'a>,
    app: &'a AppCredentials,
    policy: Policy,
    now: SystemTime,
}

impl Attempt<'_> {
    /// Verifies. A no is the error.
    pub(crate) fn verify(
        &self,
        guard: impl FnOnce(&ReplayKey<'_>, SystemTime) -> Replay,
    ) -> Result<VerifiedRequest, Refusal> {
        akana::verify(
            self.request,
            |_| Some(self.app),
            &self.policy,
            self.now,
            guard,
        )
    }

    /// Explains the verdict, given what the replay guard answered; `None` where there is nothing to explain.
    pub(crate) fn explain(&self, replay: Replay, hints: &Hints) -> Option<Explanation> {
        let attempt = explain::Attempt {
            retired: &hints.retired,
            their_base: hints.their_base.as_deref(),
            replay,
            ..explain::Attempt::new(self.request, self.app, &self.policy, self.now)
        };
        attempt.explain()
    }
}

fn since_1970(time: SystemTime) -> Duration {
    time.duration_since(UNIX_EPOCH).unwrap_or_default()
}
