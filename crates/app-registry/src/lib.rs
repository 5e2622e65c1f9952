//! Apps with their versions, credentials and history, as events: decide, apply, verify. No storage inside.
//!
//! A [`Command`] is decided against a [`Registry`], which answers with a [`Decision`] (events, secrets to be sealed, secrets to be
//! forgotten) or with a [`Refusal`]. The registry is the fold of its events and nothing else. Time, randomness and storage are
//! the caller's.
//!
//! ```
//! use std::time::{Duration, SystemTime};
//! use chacha20::{ChaCha20Rng, rand_core::SeedableRng};
//! use credtool_app_registry::{
//!     AppId, Circumstances, Command, HeadKey, HistoryCheck, NewAppId, NewSecret, Registry, VersionLabel,
//! };
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut rng = ChaCha20Rng::from_seed([7; 32]); // the system's generator outside of documentation
//! let by = Circumstances {
//!     now: SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_824_000),
//!     actor: "jane".parse()?,
//!     comment: "first customer".parse()?,
//! };
//! let app: AppId = "acme-1".parse()?;
//!
//! let mut registry = Registry::new();
//! let mut history: Vec<String> = Vec::new(); // a table, in a store
//! for command in [
//!     Command::Register {
//!         name: "Shop".parse()?,
//!         version: VersionLabel::default(),
//!         app_id: NewAppId::Given(app.clone()),
//!         secret: NewSecret::Generated,
//!     },
//!     Command::RegenerateSecret { app: app.clone(), overlap: Duration::from_secs(86_400), pending: false },
//! ] {
//!     let decision = registry.decide(&command, &by, &mut rng)?;
//!     for event in &decision.events {
//!         history.push(event.to_text().to_owned());
//!         registry.apply(event)?;
//!     }
//!     // decision.secrets are to be sealed, each bound to its place, and decision.erased to be forgotten.
//! }
//!
//! // A day long both secrets are accepted.
//! let (_, version) = registry.app(&"ACME-1".parse()?).ok_or("nobody has this App ID")?;
//! let accepted = version.secrets_at(registry.effective_now(by.now));
//! assert_eq!(accepted.iter().map(|one| one.number).collect::<Vec<_>>(), [2, 1]);
//!
//! // The keyed head shows that nothing is missing at the end.
//! let key = HeadKey::derive("k1", b"0EE0D33AC67E4389AB2B46123729B875")?;
//! let head = key.sign(&registry.tail());
//! let mut check = HistoryCheck::new();
//! for text in &history {
//!     check.feed(text)?;
//! }
//! check.finish(&head, &key)?;
//! # Ok(())
//! # }
//! ```
//!
//! # What an event is
//! One line of JSON, members in a fixed order, the last of them the SHA-256 of all that stands before it (up to the comma before
//! `"hash"`), which includes the hash of the event before. Events never hold a secret, sealed or not: they say "secret 3 of
//! version 1 was made". So a secret that ended can be erased, and sealed ones can move to a newer key, without touching history.
//! The head is HMAC-SHA256, under a key derived from the keyring's (RFC 5869), over `credtool app-registry head v1` 00, the
//! number of events (8 octets, big-endian) and the hash of the last. Both are frozen by samples in the tests.
//!
//! # What is not promised
//! Restoring an old store as a whole, head and all, is **not** found. Who the actor is, only the caller knows. Whoever has the
//! keyring can write another history.

mod app; // an app and its versions
mod app_id; // the public half of a credential
mod app_key; // what an app is called inside, for ever
mod oauth; // redirect URLs and the type of an app
mod place; // where a secret belongs
mod secrets; // the secrets of a version, as numbers
mod settings; // trust, authority, how secrets are shown
mod shared_secret; // the secret half of a credential
mod text; // names, comments, actors
mod version_label; // what a version is called

mod apply; // from one state to the next
mod command; // what can be asked
mod decide; // what a command would do
mod refusal; // why not
mod registry; // all apps and settings, folded from events
mod reveal; // whether and how a secret may be shown

mod export; // what can be handed out

mod change; // what an event changed
mod cursor; // a line of JSON in a known order
mod event; // one thing that happened
mod event_text; // its text
mod hash; // what ties it to the one before
mod head; // the keyed end of a history
mod history; // whether a history is whole
mod tail; // where it ends

mod error; // what cannot be read
mod time; // milliseconds since 1970

pub use app::{App, Credential, OauthProfile, Version};
pub use app_id::AppId;
pub use app_key::AppKey;
pub use change::{Change, Origin, Overlap, SecretMade};
pub use command::{Circumstances, Command, NewAppId, NewSecret};
pub use decide::Decision;
pub use error::Error;
pub use event::Event;
pub use export::{Export, ExportedCredential, ExportedVersion};
pub use hash::Hash;
pub use head::{Head, HeadFault, HeadKey};
pub use history::{HistoryCheck, HistoryFault, HistoryFaultKind};
pub use oauth::{ApplicationType, RedirectUrl};
pub use place::Place;
pub use refusal::Refusal;
pub use registry::Registry;
pub use reveal::{Revealed, UNAVAILABLE};
pub use secrets::{Accepted, SecretRecord, Secrets, Standing};
pub use settings::{RevealPolicy, Settings};
pub use shared_secret::SharedSecret;
pub use tail::Tail;
pub use text::{Actor, AppName, Comment, KeyId};
pub use version_label::VersionLabel;
