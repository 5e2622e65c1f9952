//! Each usual mistake made in exactly one way, by hand, and the diagnosis that must come first.

mod bases; // the signature base, written otherwise
mod keys; // private keys: another one, another algorithm, another base
mod random; // whatever comes: no panic, no secret, soon done
mod refused; // what a refusal says itself
mod secrets; // the secret, mangled

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use credtool_crypto_engine::{Hash, HmacKey};
use credtool_request_auth::explain::{Attempt, Cause, Explanation};
use credtool_request_auth::{Request, SharedSecret};

use super::*;

pub(crate) const TARGET: &str = "https://api.example.com/Tickets%2Fnew?a=1+x&b=%C3%A9%20z&c";

/// What is covered, and the parameters, as `Signature-Input` has them.
pub(crate) const PARAMETERS: &str = "(\"@method\" \"@target-uri\" \"@authority\" \"@query\" \"@query-param\";name=\"a\" \
     \"x-two\" \"content-digest\");created=1618884473;keyid=\"nexus\";alg=\"hmac-sha256\";nonce=\"n\"";

/// The base that belongs to all of these, written out: nothing here comes from the code under test.
pub(crate) const BASE: &str = "\"@method\": POST\n\
     \"@target-uri\": https://api.example.com/Tickets%2Fnew?a=1+x&b=%C3%A9%20z&c\n\
     \"@authority\": api.example.com\n\
     \"@query\": ?a=1+x&b=%C3%A9%20z&c\n\
     \"@query-param\";name=\"a\": 1%20x\n\
     \"x-two\": One, Two\n\
     \"content-digest\": sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:\n\
     \"@signature-params\": (\"@method\" \"@target-uri\" \"@authority\" \"@query\" \"@query-param\";name=\"a\" \
     \"x-two\" \"content-digest\");created=1618884473;keyid=\"nexus\";alg=\"hmac-sha256\";nonce=\"n\"";

pub(crate) fn request() -> Request<'static> {
    Request::new("POST", TARGET)
        .header("Host", b"backend.internal:8080")
        .header("X-Two", b"One")
        .header("X-Two", b"Two")
        .header(
            "Content-Digest",
            b"sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:",
        )
        .body(BODY)
}

pub(crate) fn tag(hash: Hash, key: &[u8], base: &[u8]) -> Vec<u8> {
    HmacKey::new(hash, key).tag(base)
}

/// The diagnosis of a request whose signature is these bytes, and everything else as it should be.
pub(crate) fn of(
    request: &Request<'_>,
    parameters: &str,
    signature: &[u8],
    more: &More<'_>,
) -> Option<Explanation> {
    let input = format!("sig1={parameters}");
    let signature = format!("sig1=:{}:", BASE64_STANDARD.encode(signature));
    let request = request
        .clone()
        .header("Signature-Input", input.as_bytes())
        .header("Signature", signature.as_bytes());
    let (app, policy) = (app(), hmac());
    let attempt = Attempt {
        retired: more.retired,
        their_base: more.their_base,
        replay: more.replay,
        ..Attempt::new(&request, &app, &policy, at(NOW))
    };
    attempt.explain()
}

pub(crate) struct More<'a> {
    pub(crate) retired: &'a [SharedSecret],
    pub(crate) their_base: Option<&'a [u8]>,
    pub(crate) replay: Replay,
}

pub(crate) const NOTHING_MORE: More<'static> = More {
    retired: &[],
    their_base: None,
    replay: Replay::New,
};

/// The diagnosis where the other side signed this base with the right secret.
pub(crate) fn of_base(base: &str) -> Option<Explanation> {
    let tag = tag(Hash::Sha256, SECRET.as_bytes(), base.as_bytes());
    of(&request(), PARAMETERS, &tag, &NOTHING_MORE)
}

pub(crate) fn assert_cause(found: Option<Explanation>, expected: Cause, what: &str) -> Explanation {
    let found = found.expect(what);
    assert_eq!(found.cause, expected, "{what}: {}", found.detail);
    assert!(!found.hint.is_empty() && !found.detail.is_empty(), "{what}");
    found
}

#[test]
fn the_good_request_needs_no_explanation() {
    assert_eq!(of_base(BASE), None);
}
