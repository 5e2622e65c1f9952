//! The WS-Security family: a UsernameToken as an XML element, or as `X-WSSE`. The App ID is the user name.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use credtool_request_auth::explain::{self, Explanation};
use credtool_request_auth::wsse::{self, Created, Credentials, Form, Options, Policy};
use credtool_request_auth::{
    AppCredentials, Error, Reason, Refusal, Replay, ReplayKey, Request, VerifiedRequest,
};

use super::credentials::{Means, Signer};
use super::explain::Hints;
use super::options::SharedOptions;
use super::refused;
use super::scheme::Family;
use super::sign::Sent;
use crate::failure::Failure;
use crate::io::Io;

/// Signs, with a nonce and a time of our own where none were given.
pub(crate) fn sign(
    io: &Io,
    shared: &SharedOptions,
    request: &Request<'_>,
    signer: &Signer,
) -> Result<Sent, Failure> {
    let form = form(shared).unwrap_or(Form::Xml);
    let no_secret = Error::WrongCredential {
        scheme: wsse::NAME,
        needed: "the shared secret",
    };
    let Means::Secret(secret) = &signer.means else {
        return Err(refused(&no_secret));
    };
    let nonce = match (&shared.nonce, form) {
        (Some(text), _) => text.clone(),
        (None, Form::Xml) => BASE64_STANDARD.encode(super::options::random(io)?),
        (None, Form::XWsse) => shared.or_drawn(io, Family::Wsse)?.0,
    };
    // The text is hashed, so it is sent as it was given.
    let created = match &shared.timestamp {
        Some(text) => text.parse(),
        None => Created::at(io.now()),
    };
    let created: Created = created.map_err(|error| refused(&error))?;
    let credentials = Credentials::new(&signer.app_id, secret);
    let options = Options::new(form);
    let signed = wsse::sign(request, &credentials, &options, &nonce, &created)
        .map_err(|error| refused(&error))?;
    let text = signed.text().to_owned();
    let (headers, body) = match form {
        Form::Xml => (Vec::new(), Some(text.into_bytes())),
        Form::XWsse => (vec![("X-WSSE".to_owned(), text)], None),
    };
    Ok(Sent {
        headers,
        url: request.url().to_owned(),
        body,
        base_string: Some(signed.base_string().as_bytes().to_vec()),
        nonce: Some(nonce),
        timestamp: Some(created.text().to_owned()),
    })
}

/// One verification.
pub(crate) struct Attempt<'a> {
    request: &'a Request<'a>,
    app: &'a AppCredentials,
    policy: Policy,
    now: SystemTime,
}

impl<'a> Attempt<'a> {
    /// Puts together everything that one verification consists of. Both forms are accepted where none is named.
    pub(crate) fn new(
        shared: &SharedOptions,
        request: &'a Request<'a>,
        app: &'a AppCredentials,
        tolerance: Duration,
        now: SystemTime,
    ) -> Self {
        let forms = form(shared).map_or(vec![Form::Xml, Form::XWsse], |form| vec![form]);
        let policy = Policy {
            tolerance,
            ..Policy::new(forms)
        };
        Self {
            request,
            app,
            policy,
            now,
        }
    }

    /// Verifies. A no is the error.
    pub(crate) fn verify(
        &self,
        guard: impl FnOnce(&ReplayKey<'_>, SystemTime) -> Replay,
    ) -> Result<VerifiedRequest, Refusal> {
        wsse::verify(
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

/// Returns what usually helps, where this family has its own words for it.
pub(crate) fn hint(reason: &Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::NoCredentials => {
            "give the SOAP message with --body, X-WSSE with --header, or the whole request with --http"
        }
        Reason::MissingParameter(_) => "a token has Username, PasswordDigest, Nonce and Created",
        Reason::DuplicateParameter(_) => "one token, with every part once, says who sent a request",
        Reason::UnsupportedAlgorithm(_) => {
            "the sender must use the Type of the profile 1.0 that ends with #PasswordDigest"
        }
        Reason::SchemeNotAccepted("PasswordText") => {
            "the sender must send PasswordDigest: PasswordText is the password itself"
        }
        Reason::SchemeNotAccepted(_) => {
            "if it is to be accepted: leave --carry out, or name it with --carry"
        }
        Reason::OtherApp => "give the user name of the token with --app-id, letter for letter",
        // What the options of the call ask for, in lower case.
        Reason::InvalidParameter { name, .. } if name == "nonce" || name == "timestamp" => {
            return None;
        }
        Reason::Malformed(_) | Reason::InvalidParameter { .. } => {
            "give the message byte for byte; what an attacker could use in XML is refused: DTDs, entities, comments in values"
        }
        _ => return None,
    })
}

/// Returns the form that was named.
fn form(shared: &SharedOptions) -> Option<Form> {
    match shared.carry.as_deref()? {
        "x-wsse" => Some(Form::XWsse),
        _ => Some(Form::Xml),
    }
}
