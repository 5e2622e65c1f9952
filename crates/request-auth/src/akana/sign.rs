//! The client's side: the security parameters of a request.

use std::borrow::Cow;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use credtool_crypto_engine::{PrivateKey, Randomness, SignatureScheme};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Algorithm, Carried, Carry, EncodeSignature, Options, Scheme, base_string, digest};
use crate::authorization;
use crate::parameters::Parameter;
use crate::refusal::Reason;
use crate::{Error, Request, SharedSecret, SignedUrl};

/// Who signs, and with what.
#[derive(Debug, Clone, Copy)]
pub struct Credentials<'a> {
    app_id: &'a str,
    key: Key<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Key<'a> {
    None,
    Secret(&'a SharedSecret),
    Private(&'a PrivateKey),
}

impl<'a> Credentials<'a> {
    /// An App ID alone, for [`Scheme::AppId`].
    #[must_use]
    pub fn app_id(app_id: &'a str) -> Self {
        Self {
            app_id,
            key: Key::None,
        }
    }

    /// An App ID and its shared secret, for digest and HMAC.
    #[must_use]
    pub fn secret(app_id: &'a str, secret: &'a SharedSecret) -> Self {
        Self {
            app_id,
            key: Key::Secret(secret),
        }
    }

    /// An App ID and its RSA private key.
    #[must_use]
    pub fn private_key(app_id: &'a str, key: &'a PrivateKey) -> Self {
        Self {
            app_id,
            key: Key::Private(key),
        }
    }
}

/// What is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
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

    /// Returns the string that was signed: bytes, because parameters need not be UTF-8. `None` for a plain App ID; for a
    /// digest the hashed string with asterisks in the place of the secret.
    #[must_use]
    pub fn base_string(&self) -> Option<&[u8]> {
        self.base_string.as_deref()
    }
}

/// Signs a request: returns the header, URL and body to send.
///
/// `nonce` is any text that was never used before (draw 16 random bytes and write them as hex); `time` is cut to milliseconds.
/// Neither takes part for [`Scheme::AppId`].
///
/// # Errors
/// [`Error::WrongCredential`] when the scheme needs another kind of credential; [`Error::Url`], [`Error::Method`],
/// [`Error::Value`] and [`Error::Time`] for what cannot be signed or sent; [`Error::AlreadySigned`] when the request carries
/// security parameters; [`Error::Key`] for a key that is too small or of another type.
pub fn sign(
    request: &Request<'_>,
    credentials: &Credentials<'_>,
    options: &Options,
    nonce: &str,
    time: SystemTime,
) -> Result<Signed, Error> {
    let url = SignedUrl::parse(request.url())?;
    check_method(request.method())?;
    word("header scheme", &options.format.header_scheme)?;
    word("prefix", &options.format.prefix)?;
    if let Some(realm) = &options.realm {
        check("realm", realm)?;
    }
    if options.carry == Carry::Form && !request.has_form() {
        return Err(Error::Value {
            field: "body",
            problem: "must be a form to carry the parameters",
        });
    }
    match Carried::find(request, &url, &options.format) {
        Err(Reason::NoCredentials | Reason::HeaderScheme { .. }) => {}
        Ok(_) | Err(_) => return Err(Error::AlreadySigned),
    }
    let mut fields = Fields::new(options);
    fields.add("app_id", check("App ID", credentials.app_id)?);
    let base_string = match (options.scheme.algorithm(), credentials.key) {
        (None, Key::None) if options.scheme == Scheme::AppId => {
            if let Some(name) = &options.wire_name {
                fields.add("signature_method", check("wire name", name)?);
            }
            None
        }
        (None, Key::Secret(secret)) if options.scheme == Scheme::Digest => {
            Some(add_digest(&mut fields, secret, options, nonce, time)?)
        }
        (Some(algorithm), key) => {
            let timestamp = milliseconds(time)?;
            let name = options
                .wire_name
                .as_deref()
                .or(options.scheme.wire_name())
                .unwrap_or_default();
            fields.add("nonce", check("nonce", nonce)?);
            fields.add("signature_method", check("wire name", name)?);
            let before_signature = fields.list.len();
            fields.add("timestamp", &timestamp);
            if let Some(version) = &options.version {
                fields.add("version", check("version", version)?);
            }
            let text = fields.base_string(request, &url, options);
            let signature = sign_text(algorithm, key, options, &text)?;
            let encoded = STANDARD.encode(signature);
            fields.insert(before_signature, "signature", &encoded);
            Some(text)
        }
        (None, _) => return Err(needs(options.scheme)),
    };
    Ok(fields.carried_by(request, base_string))
}

fn add_digest(
    fields: &mut Fields<'_>,
    secret: &SharedSecret,
    options: &Options,
    nonce: &str,
    time: SystemTime,
) -> Result<Vec<u8>, Error> {
    let timestamp = milliseconds(time)?;
    let name = options.wire_name.as_deref().unwrap_or("SHA1");
    // The platform's documents name the method in two ways; `Digest` belongs to the one, a hash to the other.
    let method = if name.eq_ignore_ascii_case("digest") {
        "signature_method"
    } else {
        "digest_method"
    };
    fields.add("nonce", check("nonce", nonce)?);
    fields.add(method, check("wire name", name)?);
    fields.add(
        "secret_digest",
        &STANDARD.encode(digest::of(nonce, &timestamp, secret)),
    );
    fields.add("timestamp", &timestamp);
    if let Some(version) = &options.version {
        fields.add("version", check("version", version)?);
    }
    Ok(format!("{nonce}{timestamp}********").into_bytes())
}

fn sign_text(
    algorithm: Algorithm,
    key: Key<'_>,
    options: &Options,
    text: &[u8],
) -> Result<Vec<u8>, Error> {
    match (algorithm, key) {
        (Algorithm::Hmac(hash), Key::Secret(secret)) => Ok(secret.hmac(hash).tag(text)),
        (Algorithm::Rsa(hash), Key::Private(key)) => {
            let scheme = SignatureScheme::RsaPkcs1v15(hash);
            let signature = key.sign(scheme, options.key_sizes, Randomness::System, text);
            signature.map_err(|error| Error::Key(error.to_string()))
        }
        _ => Err(needs(options.scheme)),
    }
}

fn needs(scheme: Scheme) -> Error {
    let needed = match scheme {
        Scheme::AppId => "an App ID and nothing else",
        Scheme::RsaSha1 | Scheme::RsaSha256 => "the app's private key",
        _ => "the shared secret",
    };
    Error::WrongCredential {
        scheme: scheme.name(),
        needed,
    }
}

/// The parameters in the order of the platform's documents.
struct Fields<'o> {
    options: &'o Options,
    list: Vec<(String, String)>,
}

impl<'o> Fields<'o> {
    fn new(options: &'o Options) -> Self {
        Self {
            options,
            list: Vec::with_capacity(8),
        }
    }

    fn add(&mut self, suffix: &str, value: &str) {
        self.insert(self.list.len(), suffix, value);
    }

    fn insert(&mut self, at: usize, suffix: &str, value: &str) {
        let name = format!("{}_{suffix}", self.options.format.prefix);
        self.list.insert(at, (name, value.to_owned()));
    }

    fn base_string(
        &self,
        request: &Request<'_>,
        url: &SignedUrl<'_>,
        options: &Options,
    ) -> Vec<u8> {
        let own = self.list.iter();
        let mut parameters: Vec<Parameter<'_>> = own
            .map(|(name, value)| {
                (
                    Cow::Borrowed(name.as_bytes()),
                    Cow::Borrowed(value.as_bytes()),
                )
            })
            .collect();
        parameters.extend(crate::parameters::parse(url.query.as_bytes()));
        parameters.extend(crate::parameters::parse(request.form_bytes()));
        base_string::write(
            request.method(),
            url,
            &mut parameters,
            options.format.empty_value,
        )
    }

    /// Puts the parameters where they travel.
    fn carried_by(self, request: &Request<'_>, base_string: Option<Vec<u8>>) -> Signed {
        let mut signed = Signed {
            authorization: String::new(),
            url: request.url().to_owned(),
            form: request.content().to_vec(),
            base_string,
        };
        match self.options.carry {
            Carry::Header => signed.authorization = self.header(),
            Carry::Query => {
                let (before, fragment) = signed
                    .url
                    .split_at(signed.url.find('#').unwrap_or(signed.url.len()));
                let joint = match before.split_once('?') {
                    None => "?",
                    Some((_, "")) => "",
                    Some(_) => "&",
                };
                signed.url = format!("{before}{joint}{}{fragment}", self.encoded());
            }
            Carry::Form => {
                if !signed.form.is_empty() {
                    signed.form.push(b'&');
                }
                signed.form.extend_from_slice(self.encoded().as_bytes());
            }
        }
        signed
    }

    fn encoded(&self) -> String {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(&self.list).finish()
    }

    fn header(&self) -> String {
        let hmac = matches!(self.options.scheme.algorithm(), Some(Algorithm::Hmac(_)));
        let encode = match self.options.encode_signature {
            EncodeSignature::Auto => hmac,
            EncodeSignature::Yes => true,
            EncodeSignature::No => false,
        };
        let realm = self
            .options
            .realm
            .iter()
            .map(|realm| format!("realm=\"{}\"", quoted(realm)));
        let parameters = self.list.iter().map(|(name, value)| {
            let is_result = name.ends_with("_signature") || name.ends_with("_secret_digest");
            if encode && is_result {
                format!("{name}=\"{}\"", utf8_percent_encode(value, COMPONENT))
            } else {
                format!("{name}=\"{}\"", quoted(value))
            }
        });
        let all: Vec<String> = realm.chain(parameters).collect();
        format!("{} {}", self.options.format.header_scheme, all.join(","))
    }
}

/// What `encodeURIComponent` leaves alone, which the platform's documents prescribe.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// Returns text as it stands between quotes (RFC 9110 §5.6.4).
fn quoted(text: &str) -> Cow<'_, str> {
    if text.contains(['"', '\\']) {
        Cow::Owned(text.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        Cow::Borrowed(text)
    }
}

/// Checks that a value can stand in a header.
fn check<'v>(field: &'static str, value: &'v str) -> Result<&'v str, Error> {
    if value.is_empty() {
        return Err(Error::Value {
            field,
            problem: "is empty",
        });
    }
    if !value
        .bytes()
        .all(|byte| byte == b' ' || byte.is_ascii_graphic())
    {
        return Err(Error::Value {
            field,
            problem: "has a character that is not printable ASCII",
        });
    }
    Ok(value)
}

/// Checks that a value can stand in a header without quotes (RFC 9110 §5.6.2).
fn word(field: &'static str, value: &str) -> Result<(), Error> {
    let token = !value.is_empty() && value.bytes().all(authorization::is_token);
    let problem = "is not a word of letters, digits and some marks";
    if token {
        Ok(())
    } else {
        Err(Error::Value { field, problem })
    }
}

fn check_method(method: &str) -> Result<(), Error> {
    let is_word = !method.is_empty()
        && method
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if is_word { Ok(()) } else { Err(Error::Method) }
}

/// Returns the milliseconds since 1970 as text.
fn milliseconds(time: SystemTime) -> Result<String, Error> {
    let since = time.duration_since(UNIX_EPOCH).map_err(|_| Error::Time)?;
    match since.as_millis() {
        0 => Err(Error::Time),
        millis if millis > u128::from(u64::MAX) => Err(Error::Time),
        millis => Ok(millis.to_string()),
    }
}
