//! The client's side: the parameters of a signed request.

use std::borrow::Cow;
use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use credtool_crypto_engine::{HmacKey, PrivateKey, Randomness, SignatureScheme};
use zeroize::Zeroizing;

use super::{
    Algorithm, Carried, Carry, Options, SignatureMethod, encode, join, key, normalized,
    problem_of_nonce, uri, url_of,
};
use crate::authorization;
use crate::parameters::{self, Parameter};
use crate::refusal::Reason;
use crate::{Error, Request, SharedSecret, SignedUrl};

/// Who signs, and with what.
#[derive(Debug, Clone, Copy)]
pub struct Credentials<'a> {
    consumer_key: &'a str,
    key: Key<'a>,
    token: Option<&'a str>,
    token_secret: Option<&'a SharedSecret>,
}

#[derive(Debug, Clone, Copy)]
enum Key<'a> {
    Secret(&'a SharedSecret),
    Private(&'a PrivateKey),
}

impl<'a> Credentials<'a> {
    /// A consumer key and its shared secret, for HMAC and PLAINTEXT.
    #[must_use]
    pub fn secret(consumer_key: &'a str, secret: &'a SharedSecret) -> Self {
        Self {
            consumer_key,
            key: Key::Secret(secret),
            token: None,
            token_secret: None,
        }
    }

    /// A consumer key and its RSA private key.
    #[must_use]
    pub fn private_key(consumer_key: &'a str, key: &'a PrivateKey) -> Self {
        Self {
            consumer_key,
            key: Key::Private(key),
            token: None,
            token_secret: None,
        }
    }

    /// Adds the token.
    #[must_use]
    pub fn token(mut self, token: &'a str) -> Self {
        self.token = Some(token);
        self
    }

    /// Adds the token's secret; RSA signs without it.
    #[must_use]
    pub fn token_secret(mut self, secret: &'a SharedSecret) -> Self {
        self.token_secret = Some(secret);
        self
    }
}

/// What is to be sent. With PLAINTEXT it holds the secrets, so `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Signed {
    authorization: String,
    url: String,
    form: Vec<u8>,
    base_string: Option<Vec<u8>>,
}

impl Signed {
    /// Returns the value of the header `Authorization`; empty when the parameters travel in query or form.
    #[must_use]
    pub fn authorization(&self) -> &str {
        &self.authorization
    }

    /// Returns the URL to call: the one that was given, or with the parameters at the end of its query.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the body to send: the one that was given, or the form with the parameters at its end.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.form
    }

    /// Returns the string that was signed (RFC 5849 §3.4.1), all ASCII; `None` for PLAINTEXT.
    #[must_use]
    pub fn base_string(&self) -> Option<&[u8]> {
        self.base_string.as_deref()
    }
}

impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed").finish_non_exhaustive()
    }
}

/// Signs a request: returns the header, URL and body to send (RFC 5849 §3.1, §3.4).
///
/// `nonce` is any text that was never used before with this `time` (draw 16 random bytes and write them as hex); `time` is
/// cut to seconds. PLAINTEXT sends both too, and signs neither.
///
/// # Errors
/// [`Error::WrongCredential`] when the method needs another kind of credential; [`Error::Url`], [`Error::Method`],
/// [`Error::Value`] and [`Error::Time`] for what cannot be signed or sent, PLAINTEXT over `http` among it;
/// [`Error::AlreadySigned`] when the request carries parameters of OAuth; [`Error::Key`] for a key that is too small or of
/// another type.
pub fn sign(
    request: &Request<'_>,
    credentials: &Credentials<'_>,
    options: &Options,
    nonce: &str,
    time: SystemTime,
) -> Result<Signed, Error> {
    let url = url_of(request)?;
    check(request, &url, credentials, options, nonce)?;
    let timestamp = seconds(time)?;
    let mut own = vec![("oauth_consumer_key", credentials.consumer_key)];
    own.extend(credentials.token.map(|token| ("oauth_token", token)));
    own.push(("oauth_signature_method", options.method.wire_name()));
    own.push(("oauth_timestamp", &timestamp));
    own.push(("oauth_nonce", nonce));
    own.extend(options.version.then_some(("oauth_version", "1.0")));
    let callback = options.callback.as_deref();
    own.extend(callback.map(|callback| ("oauth_callback", callback)));
    let verifier = options.verifier.as_deref();
    own.extend(verifier.map(|verifier| ("oauth_verifier", verifier)));

    let base_string = options
        .method
        .algorithm()
        .map(|_| string_to_sign(request, &url, &own));
    let signature = signature(credentials, options, base_string.as_deref())?;
    own.push(("oauth_signature", &signature));
    Ok(carried_by(request, options, &own, base_string))
}

/// Refuses what no verifier would take.
fn check(
    request: &Request<'_>,
    url: &SignedUrl<'_>,
    credentials: &Credentials<'_>,
    options: &Options,
    nonce: &str,
) -> Result<(), Error> {
    let refuse = |field, problem| Err(Error::Value { field, problem });
    let method = request.method();
    if method.is_empty() || !method.bytes().all(authorization::is_token) {
        return Err(Error::Method);
    }
    if options.method == SignatureMethod::Plaintext && !url.scheme.eq_ignore_ascii_case("https") {
        return refuse(
            "URL",
            "must be https: PLAINTEXT sends the secrets themselves",
        );
    }
    if credentials.consumer_key.is_empty() {
        return refuse("consumer key", "is empty");
    }
    if credentials.token == Some("") {
        return refuse("token", "is empty");
    }
    if let Some(problem) = problem_of_nonce(nonce) {
        return refuse("nonce", problem);
    }
    let printable = |byte| matches!(byte, b' '..=b'~');
    if options
        .realm
        .as_ref()
        .is_some_and(|realm| !realm.bytes().all(printable))
    {
        return refuse("realm", "has a character that is not printable ASCII");
    }
    if options.carry == Carry::Form && !request.has_form() {
        return refuse("body", "must be a form to carry the parameters");
    }
    match Carried::find(request, url) {
        Err(Reason::NoCredentials | Reason::HeaderScheme { .. }) => Ok(()),
        Ok(_) | Err(_) => Err(Error::AlreadySigned),
    }
}

fn string_to_sign(request: &Request<'_>, url: &SignedUrl<'_>, own: &[(&str, &str)]) -> Vec<u8> {
    let own = own.iter().map(|(name, value)| {
        let name = Cow::Borrowed(name.as_bytes());
        (name, Cow::Borrowed(value.as_bytes()))
    });
    let query = parameters::parse(url.query.as_bytes());
    let form = parameters::parse(request.form_bytes());
    let all: Vec<Parameter<'_>> = own.chain(query).chain(form).collect();
    join(
        &request.method().to_ascii_uppercase(),
        &uri(url),
        &normalized(all.iter()),
    )
}

/// Returns the signature's text; of PLAINTEXT, which signs nothing, the secrets.
fn signature(
    credentials: &Credentials<'_>,
    options: &Options,
    base_string: Option<&[u8]>,
) -> Result<Zeroizing<String>, Error> {
    let token_secret = credentials
        .token_secret
        .map_or(&[][..], |secret| secret.expose());
    let text = base_string.unwrap_or_default();
    match (options.method.algorithm(), credentials.key) {
        (None, Key::Secret(secret)) => Ok(key(secret.expose(), token_secret)),
        (Some(Algorithm::Hmac(hash)), Key::Secret(secret)) => {
            let key = key(secret.expose(), token_secret);
            let tag = HmacKey::new(hash, key.as_bytes()).tag(text);
            Ok(Zeroizing::new(STANDARD.encode(tag)))
        }
        (Some(Algorithm::Rsa(hash)), Key::Private(key)) => {
            let scheme = SignatureScheme::RsaPkcs1v15(hash);
            let signature = key.sign(scheme, options.key_sizes, Randomness::System, text);
            let signature = signature.map_err(|error| Error::Key(error.to_string()))?;
            Ok(Zeroizing::new(STANDARD.encode(signature)))
        }
        (Some(Algorithm::Rsa(_)), Key::Secret(_)) => Err(needs(options, "the RSA private key")),
        (_, Key::Private(_)) => Err(needs(options, "the shared secret")),
    }
}

fn needs(options: &Options, needed: &'static str) -> Error {
    Error::WrongCredential {
        scheme: options.method.name(),
        needed,
    }
}

/// Puts the parameters where they travel.
fn carried_by(
    request: &Request<'_>,
    options: &Options,
    own: &[(&str, &str)],
    base_string: Option<Vec<u8>>,
) -> Signed {
    let mut signed = Signed {
        authorization: String::new(),
        url: request.url().to_owned(),
        form: request.content().to_vec(),
        base_string,
    };
    let pairs = |quote: &str, between: &str| {
        let room = own
            .iter()
            .map(|(name, value)| name.len() + value.len() + 16);
        let mut pairs = String::with_capacity(room.sum());
        for (name, value) in own {
            let joint = if pairs.is_empty() { "" } else { between };
            pairs.extend([joint, name, "=", quote]);
            pairs.extend(encode(value.as_bytes()));
            pairs.push_str(quote);
        }
        pairs
    };
    match options.carry {
        Carry::Header => {
            let realm = options.realm.as_ref().map_or_else(String::new, |realm| {
                let quoted = realm.replace('\\', "\\\\").replace('"', "\\\"");
                format!("realm=\"{quoted}\", ")
            });
            signed.authorization = format!("OAuth {realm}{}", pairs("\"", ", "));
        }
        Carry::Query => {
            let end = signed.url.find('#').unwrap_or(signed.url.len());
            let (before, fragment) = signed.url.split_at(end);
            let joint = match before.split_once('?') {
                None => "?",
                Some((_, "")) => "",
                Some(_) => "&",
            };
            signed.url = format!("{before}{joint}{}{fragment}", pairs("", "&"));
        }
        Carry::Form => {
            if !signed.form.is_empty() {
                signed.form.push(b'&');
            }
            signed.form.extend_from_slice(pairs("", "&").as_bytes());
        }
    }
    signed
}

/// Returns the seconds since 1970 as text.
fn seconds(time: SystemTime) -> Result<String, Error> {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) if since.as_secs() > 0 => Ok(since.as_secs().to_string()),
        _ => Err(Error::Time),
    }
}
