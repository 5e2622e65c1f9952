//! OAuth 2.0, the client's side, offline: the URL that asks for a code, the answer that brings it, the request that redeems it
//! (RFC 6749, RFC 7636, RFC 9700), and client assertions (RFC 7523) made and verified.
//!
//! ```
//! use std::time::{Duration, SystemTime};
//! use credtool_request_auth::oauth2::{AssertionKey, AssertionOptions, AssertionPolicy, JwsAlgorithm, sign_assertion, verify_assertion};
//! use credtool_request_auth::{AppCredentials, Replay, SharedSecret};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_781_524_800);
//! let token_url = "https://login.example.com/oauth2/token";
//! let secret = SharedSecret::new("1008877afabf32efb31f9c974dbeaa688bed0769")?;
//!
//! // The client proves its secret without sending it …
//! let options = AssertionOptions::new(JwsAlgorithm::Hs256, token_url);
//! let assertion = sign_assertion("hermosa", AssertionKey::Secret(&secret), &options, "a-new-id", now)?;
//!
//! // … and the server verifies. The algorithm follows from what it knows of the client.
//! let client = AppCredentials::new("hermosa").secret(secret);
//! let policy = AssertionPolicy::new(token_url);
//! let verified = verify_assertion(&assertion, |_| Some(&client), &policy, now, |_, _| Replay::New)?;
//! assert_eq!(verified.client_id(), "hermosa");
//! # Ok(())
//! # }
//! ```

mod assertion; // client assertions: made
mod assertion_verify; // client assertions: verified
mod authorize_url; // the URL that the browser is sent to
mod claims; // what a client assertion says
mod endpoint; // the URLs of servers, and those to come back to
mod form; // parameters that stand there once
mod jws; // compact JWS and its algorithms
#[cfg(test)]
mod jws_vectors; // published values
mod pkce; // the proof that belongs to a code
mod redirect; // the answer that the browser brings back
mod state; // what ties the answer to the question
mod strict_json; // JSON without duplicate names, bounded
mod token_request; // the request that redeems a grant

pub(crate) use jws::{CompactJws, Computation};
pub(crate) use strict_json::object;

pub use assertion::{AssertionKey, AssertionOptions, sign_assertion};
pub use assertion_verify::{AssertionPolicy, VerifiedAssertion, verify_assertion};
pub use authorize_url::{AuthorizationRequest, ResponseType};
pub use jws::JwsAlgorithm;
pub use pkce::{CHALLENGE_METHOD, CodeVerifier};
pub use redirect::{AuthorizationCode, RedirectRefusal, check_redirect};
pub use state::State;
pub use token_request::{ClientAuthentication, Grant, TokenParameters, TokenRequest};
