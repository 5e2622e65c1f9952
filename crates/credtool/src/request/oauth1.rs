//! The OAuth 1.0a family.

use std::time::{Duration, SystemTime};

use credtool_request_auth::explain::Explanation;
use credtool_request_auth::oauth1::SignatureMethod;
use credtool_request_auth::{
    AppCredentials, Reason, Refusal, Replay, ReplayKey, Request, SharedSecret, VerifiedRequest,
};

use super::credentials::Signer;
use super::explain::Hints;
use super::options::SharedOptions;
use super::sign::Sent;
use crate::failure::{Code, Failure};
use crate::io::Io;

/// The options of the family.
#[derive(clap::Args)]
#[command(next_help_heading = "OAuth 1.0a (oauth1-*)")]
pub(crate) struct Oauth1Options {}

impl Oauth1Options {
    /// Returns the first of these options that was given.
    pub(crate) fn first_given(&self) -> Option<&'static str> {
        None
    }

    /// Reads the secret of the token, where one is named.
    pub(crate) fn token_secret(&self, _io: &mut Io) -> Result<Option<SharedSecret>, Failure> {
        Ok(None)
    }

    /// Signs, with a nonce and a time of our own where none were given.
    pub(crate) fn sign(
        &self,
        _io: &Io,
        _shared: &SharedOptions,
        _scheme: SignatureMethod,
        _request: &Request<'_>,
        _signer: &Signer,
        _token_secret: Option<&SharedSecret>,
    ) -> Result<Sent, Failure> {
        Err(Failure::new(Code::Unsupported, "not yet"))
    }

    /// Puts together everything that one verification consists of. Small keys verify, and are labelled.
    pub(crate) fn attempt<'a>(
        &self,
        request: &'a Request<'a>,
        app: &'a AppCredentials,
        schemes: &[SignatureMethod],
        _token_secret: Option<SharedSecret>,
        tolerance: Duration,
        now: SystemTime,
    ) -> Attempt<'a> {
        Attempt {
            request,
            app,
            schemes: schemes.to_vec(),
            tolerance,
            now,
        }
    }
}

/// One verification.
pub(crate) struct Attempt<'a> {
    request: &'a Request<'a>,
    app: &'a AppCredentials,
    schemes: Vec<SignatureMethod>,
    tolerance: Duration,
    now: SystemTime,
}

impl Attempt<'_> {
    /// Verifies. A no is the error.
    pub(crate) fn verify(
        &self,
        _guard: impl FnOnce(&ReplayKey<'_>, SystemTime) -> Replay,
    ) -> Result<VerifiedRequest, Refusal> {
        let _ = (self.request, self.app, self.tolerance, self.now);
        let scheme = self.schemes.first().map_or("", |scheme| scheme.name());
        Err(Reason::SchemeNotAccepted(scheme).into())
    }

    /// Explains the verdict, given what the replay guard answered; `None` where there is nothing to explain.
    pub(crate) fn explain(&self, _replay: Replay, _hints: &Hints) -> Option<Explanation> {
        None
    }
}
