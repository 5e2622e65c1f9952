//! Client assertions, made (RFC 7523 §2.2): `client_secret_jwt` and `private_key_jwt`.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credtool_crypto_engine::{KeySizes, PrivateKey, Randomness};
use serde_json::{Map, Value};

use super::JwsAlgorithm;
use super::jws::Computation;
use crate::{Error, SharedSecret};

/// What a client signs its assertion with.
#[derive(Debug, Clone, Copy)]
pub enum AssertionKey<'a> {
    /// The secret that the server knows too (`client_secret_jwt`).
    Secret(&'a SharedSecret),
    /// The client's private key (`private_key_jwt`).
    Private(&'a PrivateKey),
}

/// How an assertion is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssertionOptions {
    /// The algorithm; it must be one of the key's type.
    pub algorithm: JwsAlgorithm,
    /// Who is to accept it: the server's token URL, or its issuer identifier, to the letter.
    pub audience: String,
    /// From `iat` to `exp`, in whole seconds; one minute unless changed.
    pub lifetime: Duration,
    /// Whether `nbf` stands beside `iat`, with the same value.
    pub not_before: bool,
    /// The name of the key (`kid`), where the server knows several.
    pub key_id: Option<String>,
    /// The SHA-256 of the key's certificate (`x5t#S256`), where the server finds the key by it.
    pub certificate_sha256: Option<[u8; 32]>,
    /// Which RSA keys may sign.
    pub key_sizes: KeySizes,
}

impl AssertionOptions {
    /// Returns the usual choices.
    #[must_use]
    pub fn new(algorithm: JwsAlgorithm, audience: impl Into<String>) -> Self {
        Self {
            algorithm,
            audience: audience.into(),
            lifetime: Duration::from_secs(60),
            not_before: false,
            key_id: None,
            certificate_sha256: None,
            key_sizes: KeySizes::Current,
        }
    }
}

/// Returns a signed assertion: `iss` and `sub` are the client, `jti` is `id`, `iat` is the time in whole seconds.
///
/// `id` is text that was never used before (draw 16 random bytes and write them as hex).
///
/// # Errors
/// [`Error::WrongCredential`] when the algorithm takes another kind of key, [`Error::Value`] for empty fields, no lifetime and a secret
/// that is a key in text, [`Error::Time`] for an instant before 1970, [`Error::Key`] when the key cannot sign.
pub fn sign_assertion(
    client_id: &str,
    key: AssertionKey<'_>,
    options: &AssertionOptions,
    id: &str,
    time: SystemTime,
) -> Result<String, Error> {
    for (field, value) in [
        ("client id", client_id),
        ("audience", &options.audience),
        ("id", id),
    ] {
        if value.is_empty() {
            let problem = "is empty";
            return Err(Error::Value { field, problem });
        }
    }
    let issued = time.duration_since(UNIX_EPOCH).map_err(|_| Error::Time)?;
    let issued = issued.as_secs();
    if options.lifetime.as_secs() == 0 {
        return Err(Error::Value {
            field: "lifetime",
            problem: "is shorter than a second",
        });
    }
    let expires = issued.checked_add(options.lifetime.as_secs());
    let expires = expires.ok_or(Error::Time)?;
    let mut claims = Map::new();
    claims.insert("iss".to_owned(), client_id.into());
    claims.insert("sub".to_owned(), client_id.into());
    claims.insert("aud".to_owned(), options.audience.as_str().into());
    claims.insert("jti".to_owned(), id.into());
    claims.insert("iat".to_owned(), issued.into());
    if options.not_before {
        claims.insert("nbf".to_owned(), issued.into());
    }
    claims.insert("exp".to_owned(), expires.into());
    let header = Value::Object(header(options)).to_string();
    let claims = Value::Object(claims).to_string();
    let input = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(claims)
    );
    let signature = signature(key, options, input.as_bytes())?;
    Ok(format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

fn header(options: &AssertionOptions) -> Map<String, Value> {
    let mut header = Map::new();
    header.insert("alg".to_owned(), options.algorithm.name().into());
    header.insert("typ".to_owned(), "JWT".into());
    if let Some(key_id) = &options.key_id {
        header.insert("kid".to_owned(), key_id.as_str().into());
    }
    if let Some(hash) = options.certificate_sha256 {
        header.insert("x5t#S256".to_owned(), URL_SAFE_NO_PAD.encode(hash).into());
    }
    header
}

fn signature(
    key: AssertionKey<'_>,
    options: &AssertionOptions,
    input: &[u8],
) -> Result<Vec<u8>, Error> {
    let scheme = options.algorithm.name();
    match (options.algorithm.computation(), key) {
        (Computation::Hmac(hash), AssertionKey::Secret(secret)) => {
            if secret.is_key_text() {
                return Err(Error::Value {
                    field: "secret",
                    problem: "is a key in text and no shared secret",
                });
            }
            Ok(secret.hmac(hash).tag(input))
        }
        (Computation::Hmac(_), AssertionKey::Private(_)) => Err(Error::WrongCredential {
            scheme,
            needed: "the client's secret",
        }),
        (Computation::Signature(signature), AssertionKey::Private(key))
            if options.algorithm.takes_key(key.public_key().algorithm()) =>
        {
            let signed = key.sign(signature, options.key_sizes, Randomness::System, input);
            signed.map_err(|error| Error::Key(error.to_string()))
        }
        (Computation::Signature(_), _) => Err(Error::WrongCredential {
            scheme,
            needed: match options.algorithm {
                JwsAlgorithm::Es256 => "a P-256 private key",
                JwsAlgorithm::Es384 => "a P-384 private key",
                JwsAlgorithm::EdDsa => "an Ed25519 private key",
                _ => "an RSA private key",
            },
        }),
    }
}
