//! A shared secret on its way to one app.
//!
//! An API portal that does not want to show a secret shows it encrypted to the app's certificate: base64 of RSA-OAEP
//! with SHA-1 in the platform this was made for, PKCS#1 v1.5 in its older versions. This crate encrypts such values,
//! decrypts them, finds out which padding was used, and says which layer is at fault when nothing comes out.
//!
//! ```
//! use credtool_crypto_engine::{KeySizes, NewKey, PrivateKey, Randomness};
//! use credtool_shared_secret_crypto::{Ciphertext, Padding, decrypt, encrypt};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let key = PrivateKey::generate(NewKey::Rsa2048, Randomness::System)?;
//! let (padding, sizes) = (Padding::default(), KeySizes::Current); // OAEP with SHA-1, what the platform uses
//!
//! // The portal: base64, as it stands in the page.
//! let shown = encrypt(b"1008877afabf32efb31f", key.public_key(), padding, sizes, Randomness::System)?;
//! // The app: whoever holds the private key.
//! let ciphertext = Ciphertext::parse(shown.as_bytes(), 256)?;
//! assert_eq!(decrypt(&key, &ciphertext, padding, sizes)?.secret.expose(), b"1008877afabf32efb31f");
//! # Ok(())
//! # }
//! ```
//!
//! It is pure: bytes in, bytes out; randomness is an argument. A server decrypts with [`decrypt`] and one named
//! padding. Searching and diagnosing are oracles and live apart, in [`explain`], for local tools.

mod base64_text; // tolerant base64
mod cause; // what is at fault when a secret does not come out: stable codes
mod ciphertext; // the encrypted secret as it arrives: raw bytes, or base64 from a web page
mod decrypt; // with one named padding, for servers too
mod encrypt; // to an app's public key
mod error; // everything that can be refused
pub mod explain; // padding search, verdicts and diagnosis, for local tools only
mod looks_like; // guesses at what an unusable input is
mod padding; // the RSA encryption paddings by name
mod shared_secret; // the plain secret in memory

mod java_properties; // `.properties` files as Java reads them
mod project_properties; // the vendor tool's five properties
mod properties_notice; // what in them is legal and probably not meant

pub use cause::Cause;
pub use ciphertext::Ciphertext;
pub use decrypt::{Decrypted, Legacy, decrypt};
pub use encrypt::encrypt;
pub use error::{Error, PropertiesError};
pub use java_properties::{JavaProperties, Property};
pub use looks_like::LooksLike;
pub use padding::Padding;
pub use project_properties::{KeystorePassword, ProjectProperties};
pub use properties_notice::PropertiesNotice;
pub use shared_secret::SharedSecret;
