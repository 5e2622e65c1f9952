//! Named encryption keys, one of them active.
#![expect(clippy::todo, reason = "the interface first")]

mod key_name; // what a key is called
mod material; // the secret of a key
mod state; // where a key stands in its life

mod key_map; // keys.dec: names, secrets, and what is no key
mod keyring; // the keys with their states; changes are planned
mod plan; // what a change would do, as data
mod refusal; // why a change is not made

mod key_file; // keyfile-key: the key that locks the map
mod recognise; // whose file it is
mod sealed_map; // keys.enc: the map, locked
mod unlock_secret; // what unlocks a key file

mod compare; // do key file, configurations and Secrets agree
mod content_key; // the key that encrypts the tokens of a key
mod flow_secret; // the Kubernetes Secret of ThingWorx Flow
mod jwk; // derived keys for other JOSE libraries

mod error; // what could not be done
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "the tokens and the key file will read it")
)]
mod jwe; // JWE in its compact form, strictly

pub use compare::{Comparison, Difference, Source, compare};
pub use content_key::ContentKey;
pub use error::{Error, OwnFile};
pub use flow_secret::{Finding, FlowSecret, FlowValue, FlowValues};
pub use key_file::KeyFile;
pub use key_map::KeyMap;
pub use key_name::KeyName;
pub use keyring::{Key, Keyring, PurgeWait};
pub use material::KeyMaterial;
pub use plan::{Plan, Step};
pub use recognise::Recognised;
pub use refusal::Refusal;
pub use state::State;
pub use unlock_secret::UnlockSecret;
