//! Why a callback or a webhook is refused: the usual mistakes, tried one by one. **For local tools only.**
//!
//! Everything here is an oracle: whoever can put callbacks of their choice to these functions and sees the answers learns
//! how near to valid they are and which secrets were once used. A command line whose user holds the secret gives away
//! nothing; a server must not reach this module, and [`verify`](crate::verify()) never does. Callbacks that were accepted
//! under a mistake are not accepted: what is found here is a diagnosis and gives no token.

mod attempt; // an install callback and why it is refused
mod attempt_webhook; // a webhook and why it is refused
mod body; // bodies as they are changed on the way
mod cause; // the usual mistakes by their stable codes
mod explanation; // what was found
mod mistakes; // everything that is tried on the hash of an install callback
mod secret_forms; // a secret as it is mangled in configuration
mod shape; // values that do not have their shape
mod trial; // one way the other side may have hashed
mod webhook_mistakes; // everything that is tried on the signature of a webhook

pub use attempt::InstallAttempt;
pub use attempt_webhook::WebhookAttempt;
pub use cause::Cause;
pub use explanation::Explanation;
