//! OAuth 2.0, the client's side, offline: client assertions (RFC 7523) made and verified.
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
mod claims; // what a client assertion says
mod jws; // compact JWS and its algorithms
#[cfg(test)]
mod jws_vectors; // published values
mod strict_json; // JSON without duplicate names, bounded

pub use assertion::{AssertionKey, AssertionOptions, sign_assertion};
pub use assertion_verify::{AssertionPolicy, VerifiedAssertion, verify_assertion};
pub use jws::JwsAlgorithm;
