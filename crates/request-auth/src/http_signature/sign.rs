//! The client's side: the fields that sign a request.

use std::borrow::Cow;
use std::time::{SystemTime, UNIX_EPOCH};

use credtool_crypto_engine::{Hash, PrivateKey, Randomness};

use super::content_digest::{self, Verdict};
use super::fields::{self, Fields};
use super::message::{Message, NoValue};
use super::signature_input::{Parameter, SignatureInput, twice};
use super::structured;
use super::{Algorithm, Component, Options};
use crate::{Error, Request, SharedSecret, authorization};

/// Who signs, and with what.
#[derive(Debug, Clone, Copy)]
pub struct Credentials<'a> {
    key_id: &'a str,
    key: Key<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Key<'a> {
    Secret(&'a SharedSecret),
    Private(&'a PrivateKey),
}

impl<'a> Credentials<'a> {
    /// A shared secret, for [`Algorithm::HmacSha256`], and the `keyid` under which the other side knows it.
    #[must_use]
    pub fn secret(key_id: &'a str, secret: &'a SharedSecret) -> Self {
        Self {
            key_id,
            key: Key::Secret(secret),
        }
    }

    /// A private key, for the other algorithms, and the `keyid` under which the other side knows its public key.
    #[must_use]
    pub fn private_key(key_id: &'a str, key: &'a PrivateKey) -> Self {
        Self {
            key_id,
            key: Key::Private(key),
        }
    }
}

/// The fields to be added to the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    signature_input: String,
    signature: String,
    content_digest: Option<String>,
    base: Vec<u8>,
}

impl Signed {
    /// Returns the fields to add, names and values: `Content-Digest` where it was made, `Signature-Input`, `Signature`. A
    /// request that has a signature already gets a second line of either.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let digest = self
            .content_digest
            .as_deref()
            .map(|digest| ("Content-Digest", digest));
        digest.into_iter().chain([
            (fields::SIGNATURE_INPUT, self.signature_input()),
            (fields::SIGNATURE, self.signature()),
        ])
    }

    /// Returns the value of the field `Signature-Input`.
    #[must_use]
    pub fn signature_input(&self) -> &str {
        &self.signature_input
    }

    /// Returns the value of the field `Signature`.
    #[must_use]
    pub fn signature(&self) -> &str {
        &self.signature
    }

    /// Returns the value of the field `Content-Digest`; `None` where the request has it or the body is not covered.
    #[must_use]
    pub fn content_digest(&self) -> Option<&str> {
        self.content_digest.as_deref()
    }

    /// Returns the signature base, the string that was signed: lines of ASCII, the last one without a line feed.
    #[must_use]
    pub fn base_string(&self) -> &[u8] {
        &self.base
    }
}

/// Signs a request: returns the fields to add to it.
///
/// `nonce` is any text that was never used before (draw 16 random bytes and write them as hex); an empty one is left out.
/// `time` is cut to seconds. A `Content-Digest` that the request has is compared with the body and covered as it is.
///
/// # Errors
/// [`Error::WrongCredential`] when the algorithm needs another kind of credential; [`Error::Url`], [`Error::Value`],
/// [`Error::Component`] and [`Error::Time`] for what cannot be signed; [`Error::AlreadySigned`] when the request carries a
/// signature with this label, or fields that cannot be read; [`Error::Key`] for a key that is too small or of another type.
pub fn sign(
    request: &Request<'_>,
    credentials: &Credentials<'_>,
    options: &Options,
    nonce: &str,
    time: SystemTime,
) -> Result<Signed, Error> {
    check_method(request.method())?;
    let message = Message::new(request)?;
    if !structured::is_key(&options.label) {
        return Err(value(
            "label",
            "is not made of lower-case letters, digits and _-.*",
        ));
    }
    if Fields::may_have(&message, &options.label) {
        return Err(Error::AlreadySigned);
    }
    let mut components = options.components.clone();
    let covers_digest = components
        .iter()
        .any(|component| component.is_field(content_digest::NAME));
    if !covers_digest && options.digest.is_some() && !request.content().is_empty() {
        components.push(Component::content_digest());
    }
    if let Some(twice) = twice(&components) {
        return Err(component(twice.to_string(), "is there twice"));
    }
    if let Some(changing) = components
        .iter()
        .find(|component| component.is_whole_signature())
    {
        return Err(component(
            changing.to_string(),
            "changes with this signature: cover one member of it, with key",
        ));
    }
    let digest = digest_to_add(&message, &components, options)?;
    let input = SignatureInput {
        components,
        parameters: parameters(credentials, options, nonce, time)?,
    };
    let base = match &digest {
        None => input.base(&message),
        Some(digest) => {
            let request = request.clone().header("Content-Digest", digest.as_bytes());
            input.base(&Message::new(&request)?)
        }
    };
    let base = base.map_err(|(identifier, problem)| match problem {
        NoValue::Absent => component(identifier, "is not in the request"),
        NoValue::Unfit(problem) => component(identifier, problem),
    })?;
    let signature = sign_base(credentials.key, options, &base)?;
    let mut written = format!("{}=", options.label).into_bytes();
    let mut signed = written.clone();
    input.write(&mut written);
    structured::write_bytes(&mut signed, &signature);
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok(Signed {
        signature_input: text(written),
        signature: text(signed),
        content_digest: digest,
        base,
    })
}

/// Returns the `Content-Digest` that the request lacks and the signature covers. One that is there must be the body's.
fn digest_to_add(
    message: &Message<'_>,
    components: &[Component],
    options: &Options,
) -> Result<Option<String>, Error> {
    if !components
        .iter()
        .any(|component| component.is_field(content_digest::NAME))
    {
        return Ok(None);
    }
    let field = fields::text(message, content_digest::NAME);
    let body = message.request().content();
    match field.map(|field| field.map(|field| content_digest::judge(&field, body))) {
        Ok(None) => Ok(Some(
            options.digest.unwrap_or_default().content_digest(body),
        )),
        Ok(Some(Verdict::Same)) => Ok(None),
        Ok(Some(Verdict::Changed)) => Err(value("Content-Digest", "is not the one of the body")),
        Ok(Some(Verdict::NoneUnderstood)) => {
            Err(value("Content-Digest", "has neither sha-256 nor sha-512"))
        }
        Ok(Some(Verdict::Malformed)) | Err(_) => {
            Err(value("Content-Digest", "cannot be read (RFC 9530)"))
        }
    }
}

/// Returns the parameters in the order of RFC 9421's examples.
fn parameters<'a>(
    credentials: &Credentials<'a>,
    options: &'a Options,
    nonce: &'a str,
    time: SystemTime,
) -> Result<Vec<Parameter<'a>>, Error> {
    let created = time
        .duration_since(UNIX_EPOCH)
        .map_err(|_| Error::Time)?
        .as_secs();
    let mut parameters = vec![Parameter::Created(seconds(created)?)];
    if let Some(lifetime) = options.expires {
        let expires = created.checked_add(lifetime.as_secs()).ok_or(Error::Time)?;
        parameters.push(Parameter::Expires(seconds(expires)?));
    }
    if credentials.key_id.is_empty() {
        return Err(value("keyid", "is empty"));
    }
    parameters.push(Parameter::KeyId(check("keyid", credentials.key_id)?));
    if options.name_algorithm {
        parameters.push(Parameter::Algorithm(
            options.algorithm.registered_name().into(),
        ));
    }
    if !nonce.is_empty() {
        parameters.push(Parameter::Nonce(check("nonce", nonce)?));
    }
    if let Some(tag) = &options.tag {
        parameters.push(Parameter::Tag(check("tag", tag)?));
    }
    Ok(parameters)
}

fn sign_base(key: Key<'_>, options: &Options, base: &[u8]) -> Result<Vec<u8>, Error> {
    match (options.algorithm.signature_scheme(), key) {
        (None, Key::Secret(secret)) => Ok(secret.hmac(Hash::Sha256).tag(base)),
        (Some(scheme), Key::Private(key)) => {
            if !options.algorithm.fits(key.public_key().algorithm()) {
                return Err(needs(options.algorithm));
            }
            let signature = key.sign(scheme, options.key_sizes, Randomness::System, base);
            signature.map_err(|error| Error::Key(error.to_string()))
        }
        _ => Err(needs(options.algorithm)),
    }
}

fn needs(algorithm: Algorithm) -> Error {
    let needed = match algorithm {
        Algorithm::HmacSha256 => "the shared secret",
        Algorithm::RsaV15Sha256 => "an RSA private key that is not for PSS only",
        Algorithm::RsaPssSha512 => "an RSA private key",
        Algorithm::EcdsaP256Sha256 => "a private key on P-256",
        Algorithm::Ed25519 => "an Ed25519 private key",
    };
    Error::WrongCredential {
        scheme: algorithm.name(),
        needed,
    }
}

/// Checks that a value can stand in quotes (RFC 9651 §3.3.3).
fn check<'a>(field: &'static str, text: &'a str) -> Result<Cow<'a, str>, Error> {
    match text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        true => Ok(Cow::Borrowed(text)),
        false => Err(value(field, "has a character that is not printable ASCII")),
    }
}

/// Checks that seconds have no more digits than a structured field allows.
fn seconds(seconds: u64) -> Result<i64, Error> {
    let seconds = i64::try_from(seconds).map_err(|_| Error::Time)?;
    if seconds > 999_999_999_999_999 {
        Err(Error::Time)
    } else {
        Ok(seconds)
    }
}

fn check_method(method: &str) -> Result<(), Error> {
    let is_token = !method.is_empty() && method.bytes().all(authorization::is_token);
    if is_token { Ok(()) } else { Err(Error::Method) }
}

fn value(field: &'static str, problem: &'static str) -> Error {
    Error::Value { field, problem }
}

fn component(identifier: String, problem: &'static str) -> Error {
    Error::Component {
        identifier,
        problem,
    }
}
