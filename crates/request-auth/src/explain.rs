//! Why a request is refused: the usual mistakes, tried one by one. **For local tools only.**
//!
//! Everything here is an oracle: whoever can put requests of their choice to these functions and sees the answers learns how
//! near to valid they are and which secrets were once used. A command line whose user holds the credentials gives away
//! nothing; a server must not reach this module, and no `verify` of this crate does. A request that would match under a
//! mistake is not accepted: what is found here is a diagnosis.
//!
//! ```
//! use std::time::{Duration, SystemTime};
//! use credtool_request_auth::akana::{self, Credentials, Format, Options, Policy, Scheme};
//! use credtool_request_auth::explain::{Attempt, Cause};
//! use credtool_request_auth::{AppCredentials, Request, SharedSecret};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let app_id = "myplatform-AS0iTmhoGaE6Y9sWhUkvcL6T";
//! let now = SystemTime::UNIX_EPOCH + Duration::from_millis(1_326_409_129_918);
//!
//! // The client read its secret from a file, with the line break at the end.
//! let read = SharedSecret::new("1008877afabf32efb31f9c974dbeaa688bed0769\n")?;
//! let request = Request::new("GET", "https://api.com/Payments?id=123");
//! let signed = akana::sign(&request, &Credentials::secret(app_id, &read), &Options::new(Scheme::HmacSha256), "n", now)?;
//!
//! let known = AppCredentials::new(app_id).secret(SharedSecret::new("1008877afabf32efb31f9c974dbeaa688bed0769")?);
//! let policy = Policy::new([Scheme::HmacSha256], Format::default());
//! let received = request.header("Authorization", signed.authorization().as_bytes());
//! let explanation = Attempt::new(&received, &known, &policy, now).explain();
//! assert_eq!(explanation.map(|explanation| explanation.cause), Some(Cause::SecretWhiteSpace));
//! # Ok(())
//! # }
//! ```

mod akana; // a request of one of Akana's schemes, and why it is refused
mod assertion; // a client assertion, and why it is refused
mod attempt; // one verification, to be looked into
mod cause; // the usual mistakes by their stable codes
mod effort; // how much is tried
mod explanation; // what was found
mod http_signature; // an HTTP message signature, and why it is refused
mod mask; // secrets as asterisks
mod mistake; // one thing that the other side may have done differently
mod oauth1; // a request of OAuth 1.0a, and why it is refused
mod refused; // refusals that say themselves what is wrong
mod result_text; // the ways in which a signature may be written
mod secret_forms; // a secret as it is mangled in configuration
mod unit; // timestamps in other units
mod wsse; // a UsernameToken, and why it is refused

pub use assertion::AssertionAttempt;
pub use attempt::Attempt;
pub use cause::Cause;
pub use explanation::Explanation;
