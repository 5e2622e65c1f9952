//! Apps with their versions, credentials and history, as events: decide, apply, verify. No storage inside.
//!
//! A [`Command`] is decided against a [`Registry`], which answers with events, and with the secrets that were made, or with a
//! [`Refusal`]. The registry is the fold of its events and nothing else. Time, randomness and storage are the caller's.

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
