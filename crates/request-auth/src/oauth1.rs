//! OAuth 1.0a (RFC 5849): HMAC, RSA and PLAINTEXT signatures, carried in header, query or form.
//!
//! ```
//! use std::time::{Duration, SystemTime};
//! use credtool_request_auth::oauth1::{self, Credentials, Options, Policy, SignatureMethod};
//! use credtool_request_auth::{AppCredentials, Replay, Request, SharedSecret};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (secret, token_secret) = (SharedSecret::new("kd94hf93k423kf44")?, SharedSecret::new("pfkkdhi9sl3r4s00")?);
//! let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_191_242_096);
//!
//! // The client signs …
//! let request = Request::new("GET", "http://photos.example.net/photos?file=vacation.jpg&size=original");
//! let credentials = Credentials::secret("dpf43f3p2l4k3l03", &secret).token("nnch734d00sl2jdk").token_secret(&token_secret);
//! let options = Options::new(SignatureMethod::HmacSha1);
//! let signed = oauth1::sign(&request, &credentials, &options, "kllo9940pd9333jh", now)?;
//! assert!(signed.authorization().ends_with(r#"oauth_signature="tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D""#));
//!
//! // … and the server verifies.
//! let known = AppCredentials::new("dpf43f3p2l4k3l03").secret(secret);
//! let mut policy = Policy::new([SignatureMethod::HmacSha1]);
//! policy.token = Some("nnch734d00sl2jdk".to_owned());
//! policy.token_secret = Some(token_secret);
//! let received = request.header("Authorization", signed.authorization().as_bytes());
//! let verified = oauth1::verify(&received, |_| Some(&known), &policy, now, |_, _| Replay::New)?;
//! assert_eq!(verified.identity(), Some("dpf43f3p2l4k3l03"));
//! # Ok(())
//! # }
//! ```
//!
//! # What a signature does not protect
//! A body that is not a form, and headers. Whether a parameter stands in the query or in the form, and the order of different
//! names, are not signed either (RFC 5849 §3.4.1.3.2). PLAINTEXT protects nothing but shows both secrets to the receiver.

mod base_string; // the string to sign
mod carried; // the parameters of a request, wherever they travel
mod sign; // the client's side
mod verify; // the server's side

use std::time::Duration;

use credtool_crypto_engine::{Hash, KeySizes};
use zeroize::Zeroizing;

use crate::{Error, Request, SharedSecret, SignedUrl};

pub(crate) use base_string::{encode, join, normalized, uri};
pub(crate) use carried::Carried;
pub(crate) use verify::{method_of, string_to_sign};

pub use sign::{Credentials, Signed, sign};
pub use verify::verify;

/// How a request is signed (RFC 5849 §3.4, and the same with SHA-256).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignatureMethod {
    /// The secrets themselves (RFC 5849 §3.4.4): proves them, protects nothing, and is refused over `http`.
    Plaintext,
    /// HMAC-SHA1 with both secrets (RFC 5849 §3.4.2).
    HmacSha1,
    /// HMAC-SHA256 with both secrets.
    HmacSha256,
    /// RSASSA-PKCS1-v1_5 with SHA-1 (RFC 5849 §3.4.3).
    RsaSha1,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    RsaSha256,
}

impl SignatureMethod {
    /// Every method, weakest first.
    pub const ALL: [Self; 5] = [
        Self::Plaintext,
        Self::HmacSha1,
        Self::HmacSha256,
        Self::RsaSha1,
        Self::RsaSha256,
    ];

    /// Returns its name here: `oauth1-plaintext`, `oauth1-hmac-sha1` …
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plaintext => "oauth1-plaintext",
            Self::HmacSha1 => "oauth1-hmac-sha1",
            Self::HmacSha256 => "oauth1-hmac-sha256",
            Self::RsaSha1 => "oauth1-rsa-sha1",
            Self::RsaSha256 => "oauth1-rsa-sha256",
        }
    }

    /// Returns the name that is sent and signed (RFC 5849 §3.4).
    #[must_use]
    pub fn wire_name(self) -> &'static str {
        match self {
            Self::Plaintext => "PLAINTEXT",
            Self::HmacSha1 => "HMAC-SHA1",
            Self::HmacSha256 => "HMAC-SHA256",
            Self::RsaSha1 => "RSA-SHA1",
            Self::RsaSha256 => "RSA-SHA256",
        }
    }

    /// Returns the method that a name on the wire means, in whatever case and with hyphens or without.
    pub(crate) fn called(name: &str) -> Option<Self> {
        // Cut before it is copied: it is somebody else's text.
        let letters = name.bytes().filter(|byte| *byte != b'-').take(32);
        let plain: Vec<u8> = letters.map(|byte| byte.to_ascii_lowercase()).collect();
        Some(match plain.as_slice() {
            b"plaintext" => Self::Plaintext,
            b"hmacsha1" => Self::HmacSha1,
            b"hmacsha256" | b"sha256" => Self::HmacSha256,
            b"rsasha1" | b"sha1withrsa" => Self::RsaSha1,
            b"rsasha256" | b"sha256withrsa" => Self::RsaSha256,
            _ => return None,
        })
    }

    /// Returns how a signature of this method is computed; `None` where nothing is.
    pub(crate) fn algorithm(self) -> Option<Algorithm> {
        match self {
            Self::Plaintext => None,
            Self::HmacSha1 => Some(Algorithm::Hmac(Hash::Sha1)),
            Self::HmacSha256 => Some(Algorithm::Hmac(Hash::Sha256)),
            Self::RsaSha1 => Some(Algorithm::Rsa(Hash::Sha1)),
            Self::RsaSha256 => Some(Algorithm::Rsa(Hash::Sha256)),
        }
    }
}

/// How the string is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Hmac(Hash),
    Rsa(Hash),
}

/// Where the parameters travel (RFC 5849 §3.5).
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
    /// The method.
    pub method: SignatureMethod,
    /// Where the parameters travel.
    pub carry: Carry,
    /// The realm in the header, printable ASCII; never signed.
    pub realm: Option<String>,
    /// Whether `oauth_version="1.0"` is sent and signed.
    pub version: bool,
    /// `oauth_callback`: the URL to send the resource owner back to, or `oob` (RFC 5849 §2.1).
    pub callback: Option<String>,
    /// `oauth_verifier`: what the callback brought (RFC 5849 §2.3).
    pub verifier: Option<String>,
    /// Which RSA keys may sign.
    pub key_sizes: KeySizes,
}

impl Options {
    /// Returns the usual choices for a method: in the header, with a version.
    #[must_use]
    pub fn new(method: SignatureMethod) -> Self {
        Self {
            method,
            carry: Carry::default(),
            realm: None,
            version: true,
            callback: None,
            verifier: None,
            key_sizes: KeySizes::Current,
        }
    }
}

/// What a server accepts.
#[derive(Debug)]
pub struct Policy {
    /// The methods; a request that uses another is refused, so that nobody can choose a weaker one.
    pub methods: Vec<SignatureMethod>,
    /// The token that the request must carry; with `None` it must carry none, or an empty one.
    pub token: Option<String>,
    /// The secret that belongs to the token; RSA verifies without it.
    pub token_secret: Option<SharedSecret>,
    /// How far a timestamp may lie from now, in either direction; five minutes.
    pub tolerance: Duration,
    /// Which RSA keys may verify; keys below 2048 bits are labelled in the result.
    pub key_sizes: KeySizes,
}

impl Policy {
    /// Accepts these methods without a token, with a tolerance of five minutes and RSA keys of 2048 bits and more.
    #[must_use]
    pub fn new(methods: impl Into<Vec<SignatureMethod>>) -> Self {
        Self {
            methods: methods.into(),
            token: None,
            token_secret: None,
            tolerance: Duration::from_secs(300),
            key_sizes: KeySizes::Current,
        }
    }

    pub(crate) fn token_secret(&self) -> &[u8] {
        let secret = self.token_secret.as_ref();
        secret.map_or(&[], SharedSecret::expose)
    }
}

/// Returns both secrets, encoded and joined: the key of an HMAC (RFC 5849 §3.4.2), and the signature of PLAINTEXT (§3.4.4).
pub(crate) fn key(secret: &[u8], token_secret: &[u8]) -> Zeroizing<String> {
    // Room for the longest, so that no copy is left behind by a reallocation.
    let room = 3 * (secret.len() + token_secret.len()) + 1;
    let mut key = Zeroizing::new(String::with_capacity(room));
    key.extend(encode(secret));
    key.push('&');
    key.extend(encode(token_secret));
    key
}

/// Returns the parts of the URL. A port that no server can have is refused too.
pub(crate) fn url_of<'a>(request: &Request<'a>) -> Result<SignedUrl<'a>, Error> {
    let url = SignedUrl::parse(request.url())?;
    match url.port.map(str::parse::<u16>) {
        None | Some(Ok(1..)) => Ok(url),
        Some(_) => Err(Error::Url("its port is none from 1 to 65535")),
    }
}

/// No honest nonce is longer.
const LONGEST_NONCE: usize = 1024;

/// Says why a text can be no nonce.
fn problem_of_nonce(nonce: &str) -> Option<&'static str> {
    if nonce.is_empty() {
        Some("is empty")
    } else if nonce.len() > LONGEST_NONCE {
        Some("is longer than 1024 bytes")
    } else if nonce.chars().any(char::is_control) {
        Some("has a control character")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use credtool_crypto_engine::HmacKey;

    /// RFC 5849 allows an empty client secret, and nobody can have one here: anybody could sign with it, or whoever holds the
    /// token's. The arithmetic is right all the same.
    #[test]
    fn vectors_with_an_empty_client_secret() {
        let made = include_str!("../tests/data/oauth1-made.json");
        let made: serde_json::Value = serde_json::from_str(made).unwrap();
        let all = made["signatures"].as_array().unwrap();
        let empty = all.iter().filter(|case| case["consumer_secret"] == "");
        let mut checked = 0;
        for case in empty {
            let text = |name: &str| case[name].as_str().unwrap().to_owned();
            assert_eq!(text("signature_method"), "HMAC-SHA256");
            let key = key(b"", text("token_secret").as_bytes());
            let tag =
                HmacKey::new(Hash::Sha256, key.as_bytes()).tag(text("base_string").as_bytes());
            let tag = base64::prelude::BASE64_STANDARD.encode(tag);
            assert_eq!(tag, text("signature"), "{}", case["id"]);
            checked += 1;
        }
        assert_eq!(checked, 2);
    }
}
