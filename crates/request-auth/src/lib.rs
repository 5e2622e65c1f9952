//! Who sent this request: sign, verify, and explain why a signature does not match.
//!
//! One [`Request`], and a module for each family of schemes, with its own options: [`akana`], [`wsse`], [`oauth1`],
//! [`http_signature`], [`standard_webhooks`]. Each has
//! `sign(request, credentials, options, nonce, time)` and `verify(request, known credentials, policy, now, replay guard)`,
//! which answers with a [`VerifiedRequest`] or with a [`Refusal`] that names its reason. What was proven is part of the
//! result: a plain App ID is a claim, a digest proves the secret, a signature covers the request. [`oauth2`] is the client's
//! side of OAuth 2.0, and verifies its assertions.
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
