//! HTTP Message Signatures (RFC 9421) with Content-Digest (RFC 9530): a signature says which parts of the request it covers.
//!
//! ```
//! use std::time::{Duration, SystemTime};
//! use credtool_request_auth::http_signature::{self, Algorithm, Credentials, Options, Policy};
//! use credtool_request_auth::{AppCredentials, Replay, Request, SharedSecret};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let secret = SharedSecret::new("1008877afabf32efb31f9c974dbeaa688bed0769")?;
//! let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_618_884_473);
//!
//! // One service signs …
//! let request = Request::new("POST", "https://api.example.com/tickets?page=2").body(b"{\"hello\": \"world\"}");
//! let signed = http_signature::sign(&request, &Credentials::secret("nexus", &secret), &Options::new(Algorithm::HmacSha256), "a-nonce", now)?;
//!
//! // … and the other verifies.
//! let known = AppCredentials::new("nexus").secret(secret);
//! let received = signed.headers().fold(request.clone(), |request, (name, value)| request.header(name, value.as_bytes()));
//! let policy = Policy::new([Algorithm::HmacSha256]);
//! let verified = http_signature::verify(&received, |_| Some(&known), &policy, now, |_, _| Replay::New)?;
//! assert_eq!(verified.identity(), Some("nexus"));
//! let covered: Vec<&str> = verified.covered().iter().map(|part| part.as_str()).collect();
//! assert_eq!(covered, ["@method", "@target-uri", "content-digest"]);
//! # Ok(())
//! # }
//! ```
//!
//! # What a signature does not protect
//! Whatever it does not cover: [`crate::VerifiedRequest::covered`] lists what it does. A policy requires `@method` and
//! `@target-uri`, and `content-digest` where there is a body; headers that your application acts upon must be required too.
//! Requests only: `@status`, `req` and trailers are not supported.

mod component; // what is covered, by its identifier
mod content_digest; // the digest of the body
mod fields; // Signature-Input and Signature
mod message; // the values of components
mod sign; // the client's side
mod signature_input; // components and parameters of a signature, and the signature base
mod structured; // structured field values
mod verify; // the server's side

use std::time::Duration;

use credtool_crypto_engine::{EcdsaEncoding, Hash, KeyAlgorithm, KeySizes, SignatureScheme};

pub(crate) use content_digest::{Verdict, judge};
pub(crate) use fields::{Fields, Received, text as field_text};
pub(crate) use message::Message;
pub(crate) use signature_input::SignatureInput;
pub(crate) use verify::{algorithm_of, named_algorithm};

pub use component::{Component, NoComponent};
pub use content_digest::DigestAlgorithm;
pub use sign::{Credentials, Signed, sign};
pub use verify::verify;

/// A signature algorithm of the registry (RFC 9421 §6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// `hmac-sha256` (§3.3.3).
    HmacSha256,
    /// `rsa-v1_5-sha256` (§3.3.2).
    RsaV15Sha256,
    /// `rsa-pss-sha512` (§3.3.1), with a salt of 64 bytes.
    RsaPssSha512,
    /// `ecdsa-p256-sha256` (§3.3.4).
    EcdsaP256Sha256,
    /// `ed25519` (§3.3.6).
    Ed25519,
}

impl Algorithm {
    /// Every algorithm.
    pub const ALL: [Self; 5] = [
        Self::HmacSha256,
        Self::RsaV15Sha256,
        Self::RsaPssSha512,
        Self::EcdsaP256Sha256,
        Self::Ed25519,
    ];

    /// Returns its name here: `http-hmac-sha256`, `http-ed25519` …
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::HmacSha256 => "http-hmac-sha256",
            Self::RsaV15Sha256 => "http-rsa-v1_5-sha256",
            Self::RsaPssSha512 => "http-rsa-pss-sha512",
            Self::EcdsaP256Sha256 => "http-ecdsa-p256-sha256",
            Self::Ed25519 => "http-ed25519",
        }
    }

    /// Returns its name in the registry, which stands in the parameter `alg`: `hmac-sha256`, `ed25519` …
    #[must_use]
    pub fn registered_name(self) -> &'static str {
        match self {
            Self::HmacSha256 => "hmac-sha256",
            Self::RsaV15Sha256 => "rsa-v1_5-sha256",
            Self::RsaPssSha512 => "rsa-pss-sha512",
            Self::EcdsaP256Sha256 => "ecdsa-p256-sha256",
            Self::Ed25519 => "ed25519",
        }
    }

    /// Returns how keys of the algorithm sign; `None` for HMAC.
    pub(crate) fn signature_scheme(self) -> Option<SignatureScheme> {
        match self {
            Self::HmacSha256 => None,
            Self::RsaV15Sha256 => Some(SignatureScheme::RsaPkcs1v15(Hash::Sha256)),
            Self::RsaPssSha512 => Some(SignatureScheme::RsaPss {
                hash: Hash::Sha512,
                salt_len: 64,
            }),
            Self::EcdsaP256Sha256 => Some(SignatureScheme::Ecdsa {
                hash: Hash::Sha256,
                encoding: EcdsaEncoding::Fixed,
            }),
            Self::Ed25519 => Some(SignatureScheme::Ed25519),
        }
    }

    /// Whether a public key of this type verifies it.
    pub(crate) fn fits(self, key: KeyAlgorithm) -> bool {
        match self {
            Self::HmacSha256 => false,
            Self::RsaV15Sha256 => key == KeyAlgorithm::Rsa,
            Self::RsaPssSha512 => matches!(key, KeyAlgorithm::Rsa | KeyAlgorithm::RsaPss),
            Self::EcdsaP256Sha256 => key == KeyAlgorithm::EcP256,
            Self::Ed25519 => key == KeyAlgorithm::Ed25519,
        }
    }
}

/// How a client signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The algorithm.
    pub algorithm: Algorithm,
    /// What is covered; `@method` and `@target-uri` unless changed.
    pub components: Vec<Component>,
    /// How the body is digested: where there is one, `Content-Digest` is covered too, and made unless the request has it.
    /// `None` leaves the body alone.
    pub digest: Option<DigestAlgorithm>,
    /// The label in both fields, `sig1` unless changed.
    pub label: String,
    /// What the signature is for, where the application says so.
    pub tag: Option<String>,
    /// For how long it holds, where that is said; in whole seconds.
    pub expires: Option<Duration>,
    /// Whether the algorithm is named; a verifier that knows its key needs no name.
    pub name_algorithm: bool,
    /// Which RSA keys may sign.
    pub key_sizes: KeySizes,
}

impl Options {
    /// Returns the usual choices for an algorithm.
    #[must_use]
    pub fn new(algorithm: Algorithm) -> Self {
        Self {
            algorithm,
            components: vec![Component::METHOD, Component::TARGET_URI],
            digest: Some(DigestAlgorithm::default()),
            label: "sig1".to_owned(),
            tag: None,
            expires: None,
            name_algorithm: true,
            key_sizes: KeySizes::Current,
        }
    }
}

/// What a server accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The algorithms. With several, a signature that does not name its own must leave one that fits the app's keys.
    pub algorithms: Vec<Algorithm>,
    /// What a signature must cover, each in exactly this form; `@method` and `@target-uri` unless changed. With nothing, a
    /// signature that covers nothing is accepted: it proves the key and nothing about the request.
    pub required: Vec<Component>,
    /// Whether `content-digest` must be covered where the request has a body.
    pub digest_required: bool,
    /// The label of the signature that counts. Without label and tag the request must have exactly one signature.
    pub label: Option<String>,
    /// The tag that the signature must have. Without a label it chooses the signature.
    pub tag: Option<String>,
    /// How far `created` may lie from now, in either direction; five minutes. `expires` can only shorten that.
    pub tolerance: Duration,
    /// Which RSA keys may verify; keys below 2048 bits are labelled in the result.
    pub key_sizes: KeySizes,
}

impl Policy {
    /// Accepts these algorithms, for `@method`, `@target-uri` and the body, with a tolerance of five minutes and RSA keys of
    /// 2048 bits and more.
    #[must_use]
    pub fn new(algorithms: impl Into<Vec<Algorithm>>) -> Self {
        Self {
            algorithms: algorithms.into(),
            required: vec![Component::METHOD, Component::TARGET_URI],
            digest_required: true,
            label: None,
            tag: None,
            tolerance: Duration::from_secs(300),
            key_sizes: KeySizes::Current,
        }
    }
}
