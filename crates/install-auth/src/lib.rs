//! Marketplace install callbacks: verify one, then and only then derive its auth token.
//!
//! When somebody installs a published app, the platform (Nexudus) calls the app's install URL with `a` (the app's key), `t` (a
//! token), `d` (the time), `h` (a hash), `b` (the subdomain) and `e` (an email address). `h` is the lower-case hex MD5 of
//! `t`, `a` and `d`, sorted and joined with `|`, followed by the application's secret. The password of all later API calls
//! is the MD5 of `t` and the secret, so whoever skips the check hands an account to a forger.
//!
//! ```
//! use std::time::{Duration, SystemTime};
//! use credtool_install_auth::{ApplicationSecret, InstallCallback, Policy, Replay, verify};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let secrets = [ApplicationSecret::new("0123456789abcdef0123456789abcdef")?]; // the current one first
//! let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_360_776_140);
//!
//! let callback = InstallCallback::parse(
//!     "/install?a=d420667525e0489d91068cbf732fe1dc&t=c90e30fca71a4c37810a292b99d4d4f2\
//!      &d=634963729314011098&h=f73756ffebd099902db743c7c0e0ae98&b=subdomain",
//! )?;
//! let guard = |_t: &str, _keep_until: SystemTime| Replay::New; // a server looks t up and inserts it in one step
//! let install = verify(&callback, &secrets, "d420667525e0489d91068cbf732fe1dc", &Policy::default(), now, guard)?;
//!
//! let token = install.auth_token();
//! assert_eq!(token.expose(), "ceec24a5d71f9c800e8078d40736d352");
//! let header = token.basic_header(install.app_key())?; // Authorization: Basic …
//! // The hash does not cover b and e, and the type says so.
//! let subdomain = install.subdomain().map(|b| b.accept_unauthenticated());
//! # assert!(header.expose().starts_with("Basic ZDQy") && subdomain == Some("subdomain"));
//! # Ok(())
//! # }
//! ```
//!
//! **What a verified install is worth.** MD5 of a message and a secret is no HMAC; the platform has nothing better, and no
//! forgery is known where the shapes of the fields are checked as they are here. `b` and `e` prove nothing: ask the
//! platform's API with the new token whose account it is. `t` stands in the URL and so in logs; with the secret it *is* the
//! password, for as long as the app is installed.
//!
//! The crate is pure: text in, values out; time, randomness and the memory of what was seen are arguments. [`webhook`] is
//! the same platform's other signature. Finding out why a hash does not match is an oracle and lives apart, in [`explain`].
//!
//! Sources: the platform's pages "Authentication (published apps)" and "Verifying webhooks", and .NET's
//! `DateTime.Ticks`, `UrlDecode` and `ASCIIEncoding`.

mod callback; // the callback, parsed from a URL and never re-encoded
mod query; // the query of a URL, decoded as ASP.NET does
mod refusal; // the reasons of a "no", with stable codes
mod verified; // an install that is proven
mod verify; // the checks and their order

mod application_secret; // the secret that app and platform share
mod auth_token; // the API's password and its header, both secret
mod policy; // tolerance and time zone
mod replay; // what a replay guard answers
mod unauthenticated; // what arrived and is proven by nothing

mod digest; // MD5 over the sorted values and the secret
mod freshness; // fresh, stale, future, absent
mod span; // lengths of time in words
mod ticks; // the time as .NET counts it
mod zone_offset; // hours and minutes east of UTC

mod error; // what cannot be done at all
pub mod explain; // why a hash does not match, for local tools only
mod simulate; // a valid callback, or one broken in a chosen way
pub mod webhook; // the platform's webhook signature

pub use application_secret::ApplicationSecret;
pub use auth_token::{AuthToken, BasicAuthorization};
pub use callback::InstallCallback;
pub use error::Error;
pub use freshness::Freshness;
pub use policy::Policy;
pub use refusal::{Reason, Refusal};
pub use replay::Replay;
pub use simulate::{Break, Simulation};
pub use unauthenticated::Unauthenticated;
pub use verified::VerifiedInstall;
pub use verify::verify;
pub use zone_offset::ZoneOffset;
