//! WS-Security UsernameToken: vectors, both ways, and everything that is refused.

mod change; // any change in what is hashed is a no
mod refuse; // every reason of a no
mod vectors; // values of others
mod xml; // documents that are not what they should be

use std::time::SystemTime;

use credtool_request_auth::wsse::{self, Created, Credentials, Form, Options, Policy, Signed};
use credtool_request_auth::{
    AppCredentials, Reason, Refusal, Replay, Request, SharedSecret, VerifiedRequest,
};

pub(crate) const WSSE: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
pub(crate) const WSU: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
pub(crate) const TYPE: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest";

/// W-4: our own, computed with OpenSSL.
pub(crate) const NONCE: &str = "WScqanjCEAC4mQoBE07sAQ==";
pub(crate) const CREATED: &str = "2003-07-16T01:24:32Z";
pub(crate) const PASSWORD: &str = "verySecret";
pub(crate) const DIGEST: &str = "wA/wIG0oKnlI6rjkbqV+JPygnPg=";

pub(crate) fn created(text: &str) -> Created {
    text.parse().unwrap()
}

pub(crate) fn now() -> SystemTime {
    created(CREATED).instant()
}

pub(crate) fn mark() -> AppCredentials {
    AppCredentials::new("mark").secret(SharedSecret::new(PASSWORD).unwrap())
}

pub(crate) fn both() -> Policy {
    Policy::new([Form::Xml, Form::XWsse])
}

pub(crate) fn sign(form: Form, password: &[u8], nonce: &str, time: &str) -> Signed {
    let password = SharedSecret::new(password).unwrap();
    let call = Request::new("POST", "https://api.com/soap");
    let credentials = Credentials::new("mark", &password);
    wsse::sign(
        &call,
        &credentials,
        &Options::new(form),
        nonce,
        &created(time),
    )
    .unwrap()
}

/// Verifies a body or, where that is none of XML, a header.
pub(crate) fn verify(text: &str, app: &AppCredentials) -> Result<VerifiedRequest, Refusal> {
    with(text, app, &both(), now())
}

pub(crate) fn with(
    text: &str,
    app: &AppCredentials,
    policy: &Policy,
    now: SystemTime,
) -> Result<VerifiedRequest, Refusal> {
    let call = Request::new("POST", "https://api.com/soap");
    let request = if text.starts_with("UsernameToken") {
        call.header("x-wsse", text.as_bytes())
    } else {
        call.body(text.as_bytes())
    };
    wsse::verify(&request, |_| Some(app), policy, now, |_, _| Replay::New)
}

pub(crate) fn reason(text: &str) -> Reason {
    verify(text, &mark()).unwrap_err().reason
}

/// The element, written by hand.
pub(crate) fn element(parts: &str) -> String {
    format!("<UsernameToken xmlns='{WSSE}' xmlns:u='{WSU}'>{parts}</UsernameToken>")
}

pub(crate) fn good_parts() -> String {
    format!(
        "<Username>mark</Username><Password Type='{TYPE}'>{DIGEST}</Password><Nonce>{NONCE}</Nonce>\
         <u:Created>{CREATED}</u:Created>"
    )
}

pub(crate) fn header() -> String {
    sign(Form::XWsse, PASSWORD.as_bytes(), NONCE, CREATED)
        .text()
        .to_owned()
}
