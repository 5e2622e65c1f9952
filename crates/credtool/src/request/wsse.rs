//! The WS-Security family: a UsernameToken as an XML element, or as `X-WSSE`.

use std::time::{Duration, SystemTime};

use credtool_request_auth::explain::Explanation;
use credtool_request_auth::{
    AppCredentials, Reason, Refusal, Replay, ReplayKey, Request, VerifiedRequest, wsse,
};

use super::credentials::Signer;
use super::explain::Hints;
use super::options::SharedOptions;
use super::sign::Sent;
use crate::failure::{Code, Failure};
use crate::io::Io;

/// Signs, with a nonce and a time of our own where none were given.
pub(crate) fn sign(
    _io: &Io,
    _shared: &SharedOptions,
    _request: &Request<'_>,
    _signer: &Signer,
) -> Result<Sent, Failure> {
    Err(Failure::new(Code::Unsupported, "not yet"))
}

/// One verification.
pub(crate) struct Attempt<'a> {
    pub(crate) request: &'a Request<'a>,
    pub(crate) app: &'a AppCredentials,
    pub(crate) tolerance: Duration,
    pub(crate) now: SystemTime,
}

impl<'a> Attempt<'a> {
    /// Puts together everything that one verification consists of.
    pub(crate) fn new(
        _shared: &SharedOptions,
        request: &'a Request<'a>,
        app: &'a AppCredentials,
        tolerance: Duration,
        now: SystemTime,
    ) -> Self {
        Self {
            request,
            app,
            tolerance,
            now,
        }
    }

    /// Verifies. A no is the error.
    pub(crate) fn verify(
        &self,
        _guard: impl FnOnce(&ReplayKey<'_>, SystemTime) -> Replay,
    ) -> Result<VerifiedRequest, Refusal> {
        let _ = (self.request, self.app, self.tolerance, self.now);
        Err(Reason::SchemeNotAccepted(wsse::NAME).into())
    }

    /// Explains the verdict, given what the replay guard answered; `None` where there is nothing to explain.
    pub(crate) fn explain(&self, _replay: Replay, _hints: &Hints) -> Option<Explanation> {
        None
    }
}
