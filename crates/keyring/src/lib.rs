//! Named encryption keys, one of them active.

mod key_name; // what a key is called
mod material; // the secret of a key
mod state; // where a key stands in its life
mod states; // the states of all keys, as the map holds them

mod key_map; // keys.dec: names, secrets, and what is no key
mod keyring; // the keys with their states; changes are planned
mod plan; // what a change would do, as data
mod planning; // add, promote, retire, purge, undo: what the rules allow
mod refusal; // why a change is not made

mod key_file; // keyfile-key: the key that locks the map
mod own_file; // whose file it is
mod sealed_map; // keys.enc: the map, locked
mod unlock_secret; // what unlocks a key file

mod compare; // do key file, configurations and Secrets agree
mod content_key; // the key that encrypts the tokens of a key
mod flow_secret; // the Kubernetes Secret of ThingWorx Flow
mod flow_value; // one value of a Kubernetes Secret
mod jwk; // derived keys for other JOSE libraries

mod error; // what could not be done
mod json_object;
mod jwe; // JWE in its compact form, strictly // the members of a JSON object as they stand in the text

pub use compare::{Comparison, Difference, Source, compare};
pub use content_key::ContentKey;
pub use error::Error;
pub use flow_secret::{Finding, FlowSecret};
pub use flow_value::{FlowValue, FlowValues};
pub use key_file::KeyFile;
pub use key_map::KeyMap;
pub use key_name::KeyName;
pub use keyring::{Key, Keyring};
pub use material::KeyMaterial;
pub use own_file::OwnFile;
pub use plan::{Plan, Step};
pub use planning::PurgeWait;
pub use refusal::Refusal;
pub use state::State;
pub use unlock_secret::UnlockSecret;
