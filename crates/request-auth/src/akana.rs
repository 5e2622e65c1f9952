//! Akana's application security: plain App ID, digest, HMAC and RSA signatures, in one header grammar.
//!
//! It resembles OAuth 1.0a and is not: the string to sign is not percent-encoded, the key is the secret's text and nothing
//! behind it, and the timestamp counts milliseconds.
//!
//! ```
//! use std::time::{Duration, SystemTime};
//! use credtool_request_auth::akana::{self, Credentials, Format, Options, Policy, Scheme};
//! use credtool_request_auth::{AppCredentials, Replay, Request, SharedSecret};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let app_id = "myplatform-AS0iTmhoGaE6Y9sWhUkvcL6T";
//! let secret = SharedSecret::new("1008877afabf32efb31f9c974dbeaa688bed0769")?;
//! let now = SystemTime::UNIX_EPOCH + Duration::from_millis(1_326_409_129_918);
//!
//! // The client signs …
//! let request = Request::new("POST", "https://api.com/Payments/Funds?id=123");
//! let signed = akana::sign(&request, &Credentials::secret(app_id, &secret), &Options::new(Scheme::HmacSha256), "a-nonce", now)?;
//!
//! // … and the server verifies.
//! let known = AppCredentials::new(app_id).secret(secret);
//! let received = request.header("Authorization", signed.authorization().as_bytes());
//! let policy = Policy::new([Scheme::HmacSha256], Format::default());
//! let verified = akana::verify(&received, |_| Some(&known), &policy, now, |_, _| Replay::New)?;
//! assert_eq!(verified.identity(), Some(app_id));
//! # Ok(())
//! # }
//! ```
//!
//! # What a signature does not protect
//! A body that is not a form. Headers. And the borders inside the signed string, which joins *decoded* names and values with
//! `=` and `&`: `?note=x%26admin=1` and `?note=x&admin=1` give the same string, so do `/pay?all` and `/pay&all`, and so does a
//! parameter that moves from the form to the query. Where that matters, look at what your application reads, or use a scheme
//! without the gap.

mod base_string; // the string to sign
mod digest; // the digest of nonce, timestamp and secret
mod sign; // the client's side
mod token; // the security parameters of a request, wherever they travel
mod verify; // the server's side
mod wire_name; // how algorithms are spelled

use std::time::Duration;

use credtool_crypto_engine::{Hash, KeySizes};

pub(crate) use token::{Carried, Field, Token};
pub(crate) use verify::{scheme_of, string_to_sign};
pub(crate) use wire_name::{Algorithm, SPELLINGS};

pub use sign::{Credentials, Signed, sign};
pub use verify::verify;

/// One of the ways in which an app says who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// The App ID alone: a claim, not a proof.
    AppId,
    /// A SHA-1 digest of nonce, timestamp and shared secret: proves the secret, protects nothing of the request.
    Digest,
    /// HMAC-SHA1 with the shared secret.
    HmacSha1,
    /// HMAC-SHA256 with the shared secret.
    HmacSha256,
    /// HMAC-SHA512 with the shared secret.
    HmacSha512,
    /// RSASSA-PKCS1-v1_5 with SHA-1 and the app's private key.
    RsaSha1,
    /// RSASSA-PKCS1-v1_5 with SHA-256 and the app's private key.
    RsaSha256,
}

impl Scheme {
    /// Every scheme, weakest first.
    pub const ALL: [Self; 7] = [
        Self::AppId,
        Self::Digest,
        Self::HmacSha1,
        Self::HmacSha256,
        Self::HmacSha512,
        Self::RsaSha1,
        Self::RsaSha256,
    ];

    /// Returns its name here: `app-id`, `digest`, `hmac-sha1` …
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AppId => "app-id",
            Self::Digest => "digest",
            Self::HmacSha1 => "hmac-sha1",
            Self::HmacSha256 => "hmac-sha256",
            Self::HmacSha512 => "hmac-sha512",
            Self::RsaSha1 => "rsa-sha1",
            Self::RsaSha256 => "rsa-sha256",
        }
    }

    /// Returns how a signature of this scheme is computed; `None` for the two that sign nothing.
    pub(crate) fn algorithm(self) -> Option<Algorithm> {
        match self {
            Self::AppId | Self::Digest => None,
            Self::HmacSha1 => Some(Algorithm::Hmac(Hash::Sha1)),
            Self::HmacSha256 => Some(Algorithm::Hmac(Hash::Sha256)),
            Self::HmacSha512 => Some(Algorithm::Hmac(Hash::Sha512)),
            Self::RsaSha1 => Some(Algorithm::Rsa(Hash::Sha1)),
            Self::RsaSha256 => Some(Algorithm::Rsa(Hash::Sha256)),
        }
    }
}

/// What both sides must agree on beside the scheme: the names on the wire, and the form of an empty value.
///
/// Scheme word and prefix are two settings of the platform's policy and need not resemble each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Format {
    /// The word after `Authorization:`, compared without regard to case.
    pub header_scheme: String,
    /// What stands before `_app_id`, `_nonce` and so on.
    pub prefix: String,
    /// How a parameter without a value stands in the signed string.
    pub empty_value: EmptyValue,
}

impl Default for Format {
    /// Returns the platform's defaults: `Atmosphere`, `atmosphere`, the bare name.
    fn default() -> Self {
        Self {
            header_scheme: "Atmosphere".to_owned(),
            prefix: "atmosphere".to_owned(),
            empty_value: EmptyValue::default(),
        }
    }
}

/// How a parameter without a value stands in the signed string. The platform's documents and its clients disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EmptyValue {
    /// `name`, as the published conformance suite has it.
    #[default]
    Bare,
    /// `name=`, as the platform's documents say.
    Equals,
}

/// Whether the signature is percent-encoded in the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EncodeSignature {
    /// Where the platform's documents ask for it: for HMAC, not for RSA and digests.
    #[default]
    Auto,
    /// Always.
    Yes,
    /// Never.
    No,
}

/// Where the security parameters travel. The platform knows a cookie too, whose form is not published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Carry {
    /// In the header `Authorization`.
    #[default]
    Header,
    /// At the end of the URL's query.
    Query,
    /// At the end of the form body.
    Form,
}

/// How a client signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The scheme.
    pub scheme: Scheme,
    /// The names on the wire.
    pub format: Format,
    /// The realm, never signed.
    pub realm: Option<String>,
    /// How the algorithm is spelled, where it is not the usual spelling; it is signed as it is spelled.
    pub wire_name: Option<String>,
    /// The version, `1.0` unless left out.
    pub version: Option<String>,
    /// Whether the signature is percent-encoded in the header.
    pub encode_signature: EncodeSignature,
    /// Where the parameters travel.
    pub carry: Carry,
    /// Which RSA keys may sign.
    pub key_sizes: KeySizes,
}

impl Options {
    /// Returns the usual choices for a scheme.
    #[must_use]
    pub fn new(scheme: Scheme) -> Self {
        Self {
            scheme,
            format: Format::default(),
            realm: None,
            wire_name: None,
            version: Some("1.0".to_owned()),
            encode_signature: EncodeSignature::default(),
            carry: Carry::default(),
            key_sizes: KeySizes::Current,
        }
    }
}

/// What a server accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The schemes; a request that uses another is refused, so that nobody can choose a weaker one.
    pub schemes: Vec<Scheme>,
    /// The names on the wire.
    pub format: Format,
    /// A name that means this scheme too, beside the spellings that are known: for a platform that has its own.
    pub wire_name: Option<(String, Scheme)>,
    /// How far a timestamp may lie from now, in either direction; five minutes.
    pub tolerance: Duration,
    /// Which RSA keys may verify; keys below 2048 bits are labelled in the result.
    pub key_sizes: KeySizes,
}

impl Policy {
    /// Accepts these schemes, with a tolerance of five minutes and RSA keys of 2048 bits and more.
    #[must_use]
    pub fn new(schemes: impl Into<Vec<Scheme>>, format: Format) -> Self {
        Self {
            schemes: schemes.into(),
            format,
            wire_name: None,
            tolerance: Duration::from_secs(300),
            key_sizes: KeySizes::Current,
        }
    }
}
