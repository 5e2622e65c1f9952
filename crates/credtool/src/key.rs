//! `credtool key`: private and public keys.

mod generate; // key generate
mod inspect; // key inspect
mod matches; // key match
mod public; // key public

use clap::Subcommand;
use credtool_crypto_engine::NewKey;
use credtool_pki::{KeyInfo, KeyType, Password, PrivateKey};
use serde_json::{Value, json};

use crate::failure::{Answer, Code, Failure};
use crate::io::Io;
use crate::refusal;

#[derive(Subcommand)]
pub(crate) enum Verb {
    Generate(generate::Generate),
    Inspect(inspect::Inspect),
    Public(public::Public),
    Match(matches::Match),
}

impl Verb {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        match self {
            Self::Generate(verb) => verb.run(io),
            Self::Inspect(verb) => verb.run(io),
            Self::Public(verb) => verb.run(io),
            Self::Match(verb) => verb.run(io),
        }
    }
}

/// Returns the public facts of a key.
fn facts(info: &KeyInfo) -> Value {
    json!({
        "private": info.private,
        "type": info.key_type.to_string(),
        "bits": info.bits,
        "curve": info.curve,
        "encoding": info.encoding(),
        "encryption": info.encryption,
        "spki_sha256": info.spki_sha256_hex(),
        "legacy": is_legacy(info),
    })
}

/// Whether the key is below the size that is trusted today: 2048 bits, counted by the octets of the modulus.
fn is_legacy(info: &KeyInfo) -> bool {
    matches!(
        info.key_type,
        KeyType::Rsa | KeyType::RsaPss | KeyType::Dsa | KeyType::Dh
    ) && info.bits.is_some_and(|bits| bits.div_ceil(8) < 256)
}

/// Returns the kind of key that a `--type` names.
pub(crate) fn kind(text: &str) -> NewKey {
    let known = TYPES.iter().find(|(name, _)| *name == text);
    known.map_or(NewKey::Rsa2048, |(_, kind)| *kind)
}

/// Reads what was written as whoever uses the key will.
pub(crate) fn read_back(
    pem: &[u8],
    key: &PrivateKey,
    password: Option<&Password>,
) -> Result<PrivateKey, Failure> {
    let public = key.public_key().spki_der();
    let again = PrivateKey::parse_beside(pem, password, public)
        .map_err(|error| refusal::of(&error, "the new key cannot be read back"))?;
    if again.expose() == key.expose() && again.matches(public) {
        Ok(again)
    } else {
        Err(Failure::new(
            Code::WriteFailed,
            "the new key reads back as another key",
        ))
    }
}

/// The values of `--type`.
pub(crate) const TYPES: [(&str, NewKey); 6] = [
    ("rsa:2048", NewKey::Rsa2048),
    ("rsa:3072", NewKey::Rsa3072),
    ("rsa:4096", NewKey::Rsa4096),
    ("p256", NewKey::EcP256),
    ("p384", NewKey::EcP384),
    ("ed25519", NewKey::Ed25519),
];
