//! Named encryption keys, one of them active.

mod content_key; // the key that encrypts the tokens of a key
mod error; // what can go wrong
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "the tokens and the key file will read it")
)]
mod jwe; // JWE in its compact form, strictly
mod key_name; // what a key is called
mod material; // the secret of a key
mod state; // where a key stands in its life

pub use content_key::ContentKey;
pub use error::Error;
pub use key_name::KeyName;
pub use material::KeyMaterial;
pub use state::State;
