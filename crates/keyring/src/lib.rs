//! Named encryption keys, one of them active.

mod base64url; // the text form of the parts of a token
mod census; // which keys still have tokens
mod content_key; // the key that encrypts the tokens of a key
mod context; // where a token belongs
mod error; // what can go wrong
mod field; // members of JSON by their path
mod inspect; // what a token says of itself
mod key_name; // what a key is called
mod material; // the secret of a key
mod report; // what a rewrap did
mod rewrap; // from old keys to the active one
mod scan; // tokens in any bytes
mod state; // where a key stands in its life
mod token; // encrypt and decrypt single values
mod token_error; // what can be wrong with one token
mod token_header; // its protected header
mod token_parts; // its parts behind the header

pub use census::{Census, Counts};
pub use content_key::ContentKey;
pub use context::Context;
pub use error::Error;
pub use field::FieldPath;
pub use inspect::{Inspected, inspect};
pub use key_name::KeyName;
pub use material::KeyMaterial;
pub use report::{Failed, Report};
pub use rewrap::{Rewrapped, Rewrapper};
pub use scan::border;
pub use state::State;
pub use token::TokenKeys;
pub use token_error::TokenError;
