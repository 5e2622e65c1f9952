//! HTTP message signatures (RFC 9421).

mod change; // any change in what is covered is a no
mod explain; // each usual mistake by its name
mod refuse; // every reason of a no
mod rfc9421; // appendix B
mod select; // several signatures, algorithms, overlaps, replay keys

use std::time::{Duration, SystemTime};

use credtool_crypto_engine::{NewKey, PrivateKey, Randomness};
use credtool_request_auth::http_signature::{
    self, Algorithm, Component, Credentials, Options, Policy, Signed,
};
use credtool_request_auth::{
    AppCredentials, Refusal, Replay, Request, SharedSecret, VerifiedRequest,
};

pub(crate) const SECRET: &str = "1008877afabf32efb31f9c974dbeaa688bed0769";
pub(crate) const KEY_ID: &str = "nexus";
pub(crate) const URL: &str = "https://api.example.com/tickets?page=2";
pub(crate) const BODY: &[u8] = b"{\"hello\": \"world\"}";
pub(crate) const NOW: u64 = 1_618_884_473;

pub(crate) fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

pub(crate) fn component(identifier: &str) -> Component {
    identifier.parse().unwrap()
}

pub(crate) fn components(identifiers: &[&str]) -> Vec<Component> {
    identifiers.iter().map(|text| component(text)).collect()
}

pub(crate) fn app() -> AppCredentials {
    AppCredentials::new(KEY_ID).secret(SharedSecret::new(SECRET).unwrap())
}

pub(crate) fn hmac() -> Policy {
    Policy::new([Algorithm::HmacSha256])
}

pub(crate) fn post() -> Request<'static> {
    Request::new("POST", URL)
        .header("Content-Type", b"application/json")
        .body(BODY)
}

pub(crate) fn signed(request: &Request<'_>, options: &Options) -> Signed {
    let secret = SharedSecret::new(SECRET).unwrap();
    let credentials = Credentials::secret(KEY_ID, &secret);
    http_signature::sign(request, &credentials, options, "a-nonce", at(NOW)).unwrap()
}

pub(crate) fn hmac_options() -> Options {
    Options::new(Algorithm::HmacSha256)
}

/// The request with these fields added.
pub(crate) fn with<'a>(request: &Request<'a>, fields: &'a [(String, String)]) -> Request<'a> {
    fields
        .iter()
        .fold(request.clone(), |request, (name, value)| {
            request.header(name, value.as_bytes())
        })
}

pub(crate) fn fields(signed: &Signed) -> Vec<(String, String)> {
    let fields = signed.headers();
    fields
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

pub(crate) fn verify(
    request: &Request<'_>,
    app: &AppCredentials,
    policy: &Policy,
) -> Result<VerifiedRequest, Refusal> {
    http_signature::verify(request, |_| Some(app), policy, at(NOW), |_, _| Replay::New)
}

pub(crate) fn key(kind: NewKey) -> PrivateKey {
    PrivateKey::generate(kind, Randomness::System).unwrap()
}
