//! Private and public keys as types, and what is computed with them: RSA encryption and decryption, signatures (RSA,
//! ECDSA over P-256 and P-384, Ed25519), AES-256-GCM and HMAC.
//!
//! This is the only crate that names a cryptographic backend, and no backend's type is part of its interface.
//! [`Engine::RustCrypto`] is always there. The feature `aws-lc` adds [`Engine::AwsLc`], which takes what it covers and
//! falls back for the rest: it changes how fast an answer comes, never which one.
//!
//! ```
//! use credtool_crypto_engine::{Hash, KeySizes, NewKey, Oaep, PrivateKey, Randomness};
//! # fn main() -> Result<(), credtool_crypto_engine::Error> {
//! let key = PrivateKey::generate(NewKey::Rsa2048, Randomness::System)?;
//! let oaep = Oaep::new(Hash::Sha1);
//! let sealed = key.public_key().encrypt_oaep(&oaep, KeySizes::Current, Randomness::System, b"a shared secret")?;
//! assert_eq!(*key.decrypt_oaep(&oaep, KeySizes::Current, &sealed)?, b"a shared secret");
//! # Ok(())
//! # }
//! ```

mod aead; // AES-256-GCM
#[cfg(feature = "aws-lc")]
mod aws_lc; // the fast road for what AWS-LC covers
mod error; // what can go wrong
pub mod explain; // padding verdicts and what a signature was made over, for local diagnosis only
mod generate; // new keys
mod hash; // SHA-1 and SHA-2
mod mac; // HMAC
mod policy; // key sizes, paddings, schemes, randomness, engine: what a caller chooses
mod private_key; // private keys: parse, decrypt, sign
mod public_key; // public keys: parse, encrypt, verify
mod rsa_numbers; // the numbers of an RSA key and whether they belong together
mod rustcrypto; // the pure-Rust engine

pub use aead::Aes256GcmKey;
pub use error::Error;
pub use generate::NewKey;
pub use hash::Hash;
pub use mac::HmacKey;
pub use policy::{EcdsaEncoding, Engine, KeySizes, Oaep, Randomness, SignatureScheme};
pub use private_key::PrivateKey;
pub use public_key::{KeyAlgorithm, PublicKey};
