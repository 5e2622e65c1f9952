//! Each usual mistake made in exactly one way, by hand, and the diagnosis that must come first.

mod any_request; // mistakes of the signed string, in random requests
mod digest; // the digest of nonce, timestamp and secret
mod keys; // RSA: another key, another hash, another string
mod random; // whatever comes: no panic, no secret, soon done
mod refused; // what a refusal says itself
mod secrets; // the secret, mangled
mod strings; // the signed string, written otherwise
mod theirs; // the string that the other side signed is known
mod wsse; // a UsernameToken

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use credtool_crypto_engine::{Hash, HmacKey};
use credtool_request_auth::akana::{Policy, Scheme};
use credtool_request_auth::explain::{Attempt, Cause, Explanation};
use credtool_request_auth::{AppCredentials, Request, SharedSecret};

use crate::{APP, SECRET, app, millis, policy};

pub(crate) const NOW: u64 = 1_326_409_129_918;
pub(crate) const NONCE: &str = "s0me+n0nce/=";
pub(crate) const URL: &str =
    "https://api.example.com/Payments/Fund%20Details?b=two&a=1+x&empty&c=%C3%A9%2C";
pub(crate) const FORM: &[u8] = b"z=9&y=a%2Bb";

/// The string that belongs to all of these, written out: nothing here comes from the code under test.
pub(crate) const BASE: &str = "POST&https://api.example.com/Payments/Fund%20Details&a=1 x\
    &atmosphere_app_id=myplatform-AS0iTmhoGaE6Y9sWhUkvcL6T&atmosphere_nonce=s0me+n0nce/=\
    &atmosphere_signature_method=HMACSHA256&atmosphere_timestamp=1326409129918&atmosphere_version=1.0\
    &b=two&c=é,&empty&y=a+b&z=9";

/// What is said in the header, beside the signature.
#[derive(Clone, Copy)]
pub(crate) struct Header<'a> {
    pub(crate) app_id: &'a str,
    pub(crate) nonce: &'a str,
    pub(crate) method: &'a str,
    pub(crate) timestamp: &'a str,
}

pub(crate) const HEADER: Header<'static> = Header {
    app_id: APP,
    nonce: NONCE,
    method: "HMACSHA256",
    timestamp: "1326409129918",
};

impl Header<'_> {
    pub(crate) fn with(&self, signature: &str) -> String {
        format!(
            "Atmosphere realm=\"http://atmosphere\",atmosphere_app_id=\"{}\",atmosphere_nonce=\"{}\",\
             atmosphere_signature_method=\"{}\",atmosphere_signature=\"{signature}\",\
             atmosphere_timestamp=\"{}\",atmosphere_version=\"1.0\"",
            self.app_id, self.nonce, self.method, self.timestamp
        )
    }
}

pub(crate) fn hmac(hash: Hash, key: &[u8], text: &[u8]) -> String {
    BASE64_STANDARD.encode(HmacKey::new(hash, key).tag(text))
}

/// Signs a string with the app's secret as it is.
pub(crate) fn signed(text: impl AsRef<[u8]>) -> String {
    HEADER.with(&hmac(Hash::Sha256, SECRET.as_bytes(), text.as_ref()))
}

pub(crate) fn hmac_policy() -> Policy {
    policy(Scheme::HmacSha256, "atmosphere")
}

/// The diagnosis of a request with this header and everything else as it should be.
pub(crate) fn of_header(header: &str) -> Option<Explanation> {
    of(&Request::new("POST", URL).form(FORM), header, &app())
}

pub(crate) fn of(request: &Request<'_>, header: &str, app: &AppCredentials) -> Option<Explanation> {
    let request = request.clone().header("Authorization", header.as_bytes());
    Attempt::new(&request, app, &hmac_policy(), millis(NOW)).explain()
}

/// The diagnosis with more than the request known.
pub(crate) fn with_more(
    header: &str,
    retired: &[SharedSecret],
    their_base: Option<&[u8]>,
) -> Explanation {
    let request = Request::new("POST", URL)
        .form(FORM)
        .header("Authorization", header.as_bytes());
    let (app, policy) = (app(), hmac_policy());
    let attempt = Attempt {
        retired,
        their_base,
        ..Attempt::new(&request, &app, &policy, millis(NOW))
    };
    attempt.explain().unwrap()
}

pub(crate) fn assert_cause(found: Option<Explanation>, expected: Cause, what: &str) -> Explanation {
    let found = found.expect(what);
    assert_eq!(found.cause, expected, "{what}: {}", found.detail);
    assert!(!found.hint.is_empty() && !found.detail.is_empty(), "{what}");
    found
}

#[test]
fn the_good_request_needs_no_explanation() {
    assert_eq!(of_header(&signed(BASE)), None);
}
