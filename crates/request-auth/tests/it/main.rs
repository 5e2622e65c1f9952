//! The crate against published vectors, and against itself where the vectors are silent.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "what a test calls fails like the test"
)]

mod apex; // the published conformance suite, where its folder is there
mod assertion; // OAuth 2.0 client assertions
mod carry; // header, query, form
mod change; // any change in what is covered is a no
mod explain; // each usual mistake by its name
mod explain_assertion; // and of client assertions
mod flow; // OAuth 2.0: PKCE, the authorization URL, its answer, the token request
mod http_signature; // RFC 9421
mod oauth1; // OAuth 1.0a
mod refuse; // every reason of a no
mod standard_webhooks; // Standard Webhooks
mod vectors; // values typed in, with their source
mod wsse; // WS-Security UsernameToken and X-WSSE

use std::time::{Duration, SystemTime};

use credtool_request_auth::akana::{Format, Policy, Scheme};
use credtool_request_auth::{AppCredentials, SharedSecret};

/// The secret of the platform's own sample inputs.
pub(crate) const SECRET: &str = "1008877afabf32efb31f9c974dbeaa688bed0769";
pub(crate) const APP: &str = "myplatform-AS0iTmhoGaE6Y9sWhUkvcL6T";

pub(crate) fn millis(millis: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(millis)
}

pub(crate) fn secret(text: &str) -> SharedSecret {
    SharedSecret::new(text).unwrap()
}

pub(crate) fn app() -> AppCredentials {
    AppCredentials::new(APP).secret(secret(SECRET))
}

pub(crate) fn policy(scheme: Scheme, prefix: &str) -> Policy {
    Policy::new(
        [scheme],
        Format {
            prefix: prefix.to_owned(),
            ..Format::default()
        },
    )
}
