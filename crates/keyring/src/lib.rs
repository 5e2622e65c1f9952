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

mod context; // where a token belongs
mod inspect; // what a token says of itself
mod token; // encrypt and decrypt single values
mod token_error; // what can be wrong with one token
mod token_header; // its protected header
mod token_parts; // its parts behind the header

mod census; // which keys still have tokens
mod field; // members of JSON by their path
mod report; // what a rewrap did
mod rewrap; // from old keys to the active one
mod scan; // tokens in any bytes

mod base64url; // the text form of the parts of a token
mod error; // what could not be done
mod json_object; // the members of a JSON object as they stand in the text
mod jwe; // JWE in its compact form, strictly

pub use census::{Census, Counts};
pub use compare::{Comparison, Difference, Source, compare};
pub use content_key::ContentKey;
pub use context::Context;
pub use error::Error;
pub use field::FieldPath;
pub use flow_secret::{Finding, FlowSecret};
pub use flow_value::{FlowValue, FlowValues};
pub use inspect::{Inspected, inspect};
pub use key_file::KeyFile;
pub use key_map::KeyMap;
pub use key_name::KeyName;
pub use keyring::{Key, Keyring};
pub use material::KeyMaterial;
pub use own_file::OwnFile;
pub use plan::{Plan, Step};
pub use planning::PurgeWait;
pub use refusal::Refusal;
pub use report::{Failed, Report};
pub use rewrap::{Rewrapped, Rewrapper};
pub use scan::border;
pub use state::State;
pub use token::TokenKeys;
pub use token_error::TokenError;
pub use unlock_secret::UnlockSecret;
