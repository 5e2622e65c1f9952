//! Named encryption keys, one of them active: rotate without losing anything.
//!
//! A rotation is `add` → every reader has the key → `promote` → rewrap what is stored → `retire` → `purge` after seven days.
//! Each step is planned first ([`Keyring::plan_promote`] and its sisters return a [`Plan`], which prints what it would do) and
//! then applied; until a purge every key decrypts, and [`Keyring::plan_undo`] reverses the last change.
//!
//! ```
//! use std::time::{Duration, SystemTime};
//! use chacha20::{ChaCha20Rng, rand_core::SeedableRng};
//! use credtool_keyring::{KeyFile, KeyMaterial, KeyName, Keyring, UnlockSecret};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut rng = ChaCha20Rng::from_seed([7; 32]); // the system's generator outside of documentation
//! let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_769_850_000);
//!
//! let mut keyring = Keyring::new();
//! let secret = KeyMaterial::new("0EE0D33AC67E4389AB2B46123729B875")?;
//! keyring.apply(keyring.plan_add(KeyName::new("newkey")?, secret, now)?)?;
//! keyring.apply(keyring.plan_promote("newkey", now)?)?;
//! let token = keyring.token_keys().encrypt(b"a password", None, &mut rng)?;
//!
//! let key_file = KeyFile::generate(&mut rng);
//! let keyfile_key = key_file.lock(&UnlockSecret::new("correct horse battery staple")?, &mut rng)?;
//! let keys_enc = key_file.seal(&keyring.render(), &mut rng)?;
//! # assert!(keyfile_key.starts_with("eyJ") && keys_enc.starts_with("eyJ") && token.starts_with("eyJ"));
//! # Ok(())
//! # }
//! ```
//!
//! # Formats
//! The vendor's formats are not public; these are made of standards and say so. Each is frozen by samples in the tests.
//!
//! | what | form |
//! |---|---|
//! | `keys.dec` | a JSON object; a member is a key when its value is a string of 16, 32, 48 … bytes; all else is kept as it stands; the member `credtool` holds the states |
//! | `keys.enc` | compact JWE, `dir` and `A256GCM`, `kid` of the key file, over `keys.dec` |
//! | `keyfile-key` | compact JWE, `PBES2-HS512+A256KW` and `A256GCM`, over a JWK with 256 random bits |
//! | token | compact JWE, `dir` and `A256GCM`, `kid` the key's name; content key by HKDF-SHA256 |
//!
//! # What is not promised
//! Restoring an old `keys.enc` as a whole is not noticed. A secret that is changed by hand under its name is noticed only
//! against the keyring before ([`Keyring::lost_in`]). A random nonce allows 2^32 encryptions a key (SP 800-38D §8.3). A GUID
//! as text carries at most 128 bits. Whoever has `keyfile-key` can try unlock secrets offline.

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
mod source; // what one of these places says

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
pub use compare::{Comparison, Difference, compare};
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
pub use source::Source;
pub use state::State;
pub use token::TokenKeys;
pub use token_error::TokenError;
pub use unlock_secret::UnlockSecret;
