//! Who sent this request: sign, verify, and explain why a signature does not match.
//!
//! One [`Request`], and a module for each family of schemes, with its own options: [`akana`], [`wsse`], [`oauth1`],
//! [`http_signature`], [`standard_webhooks`]. Each has
//! `sign(request, credentials, options, nonce, time)` and `verify(request, known credentials, policy, now, replay guard)`,
//! which answers with a [`VerifiedRequest`] or with a [`Refusal`] that names its reason. What was proven is part of the
//! result: a plain App ID is a claim, a digest proves the secret, a signature covers the request. [`oauth2`] is the client's
//! side of OAuth 2.0, and verifies its assertions.
//!
//! ```
//! use std::time::{Duration, SystemTime};
//! use credtool_request_auth::akana::{Credentials, Format, Options, Policy, Scheme, sign, verify};
//! use credtool_request_auth::{AppCredentials, Reason, Replay, ReplayKey, Request, SharedSecret};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let secret = || SharedSecret::new("1008877afabf32efb31f9c974dbeaa688bed0769");
//! let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_341_600);
//!
//! // The app: each request with a nonce of its own.
//! let request = Request::new("GET", "https://api.example.com/funds?id=123");
//! let options = Options::new(Scheme::HmacSha256);
//! let signed = sign(&request, &Credentials::secret("hermosa-1", &secret()?), &options, "5f0c1b2e9a7d", now)?;
//!
//! // The server: it knows the app's secret, and a guard that checks and inserts a nonce in one step.
//! let arrived = request.header("Authorization", signed.authorization().as_bytes());
//! let known = AppCredentials::new("hermosa-1").secret(secret()?);
//! let policy = Policy::new([Scheme::HmacSha256], Format::default());
//! let guard = |_: &ReplayKey<'_>, _keep_until: SystemTime| Replay::New;
//! let verified = verify(&arrived, |_app_id| Some(&known), &policy, now, guard)?;
//! assert_eq!(verified.identity(), Some("hermosa-1"));
//!
//! let later = now + Duration::from_secs(3600);
//! let refusal = verify(&arrived, |_app_id| Some(&known), &policy, later, guard).unwrap_err();
//! assert_eq!(refusal.reason, Reason::Stale);
//! # Ok(())
//! # }
//! ```
//!
//! Nothing here reads a clock, draws a nonce or keeps state: instants, nonces and the guard are arguments.

pub mod akana; // Akana: App ID, digest, HMAC, RSA
mod authorization; // the grammar of Authorization headers
mod conclude; // candidates, overlap, time and guard: how every scheme's verification ends
mod credentials; // what a verifier knows of one app
mod error; // what can go wrong when signing and reading
pub mod explain; // why a signature does not match, for local diagnosis only
pub mod http_signature; // HTTP message signatures (RFC 9421)
pub mod oauth1; // OAuth 1.0a (RFC 5849)
pub mod oauth2; // OAuth 2.0, the client's side
mod parameters; // query and form parameters
mod raw_http; // a captured request
mod refusal; // the reasons of a no
mod replay; // nonces that were used
mod request; // the request to sign or verify
mod secret; // shared secrets
mod signed_url; // the parts of a URL that are signed
pub mod standard_webhooks; // Standard Webhooks
mod verified; // what a verification proved
pub mod wsse; // WS-Security UsernameToken and X-WSSE

pub use credentials::{AppCredentials, Candidate};
pub use error::Error;
pub use raw_http::RawRequest;
pub use refusal::{Reason, Refusal};
pub use replay::{Replay, ReplayKey, ReplayMemory};
pub use request::Request;
pub use secret::SharedSecret;
pub use verified::{Assurance, Covered, Freshness, VerifiedRequest};

pub(crate) use signed_url::SignedUrl;
