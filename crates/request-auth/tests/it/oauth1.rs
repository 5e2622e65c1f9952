//! OAuth 1.0a (RFC 5849): published vectors, every carriage, every reason of a no.

mod change; // any change in what is covered is a no
mod explain; // each usual mistake by its name
mod refuse; // every reason of a no
mod vectors; // RFC 5849, and what other projects publish

use std::time::{Duration, SystemTime};

use credtool_crypto_engine::{PrivateKey, PublicKey};
use credtool_request_auth::oauth1::{self, Carry, Credentials, Options, Policy, SignatureMethod};
use credtool_request_auth::{
    AppCredentials, Refusal, Replay, Request, SharedSecret, VerifiedRequest,
};

pub(crate) const KEY: &str = "dpf43f3p2l4k3l03";
pub(crate) const SECRET: &str = "kd94hf93k423kf44";
pub(crate) const TOKEN: &str = "nnch734d00sl2jdk";
pub(crate) const TOKEN_SECRET: &str = "pfkkdhi9sl3r4s00";
pub(crate) const URL: &str = "https://photos.example.net/photos?file=vacation.jpg&size=original";
pub(crate) const NOW: u64 = 1_191_242_096;

pub(crate) fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

pub(crate) fn secret(text: &str) -> SharedSecret {
    SharedSecret::new(text).unwrap()
}

pub(crate) fn private_key() -> PrivateKey {
    PrivateKey::from_pkcs8_der(include_bytes!("../data/rsa2048.pkcs8.der")).unwrap()
}

pub(crate) fn public_key() -> PublicKey {
    private_key().public_key().clone()
}

/// A client known with a secret and a key.
pub(crate) fn app() -> AppCredentials {
    AppCredentials::new(KEY)
        .secret(secret(SECRET))
        .public_key(public_key())
}

/// Everything accepted, with the token.
pub(crate) fn policy() -> Policy {
    let mut policy = Policy::new(SignatureMethod::ALL);
    policy.token = Some(TOKEN.to_owned());
    policy.token_secret = Some(secret(TOKEN_SECRET));
    policy
}

pub(crate) fn verify(
    request: &Request<'_>,
    known: &AppCredentials,
    policy: &Policy,
) -> Result<VerifiedRequest, Refusal> {
    oauth1::verify(
        request,
        |_| Some(known),
        policy,
        at(NOW),
        |_, _| Replay::New,
    )
}

/// What was sent: URL, body and header.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) url: String,
    pub(crate) body: Vec<u8>,
    pub(crate) header: String,
    pub(crate) base: String,
}

impl Sent {
    pub(crate) fn request<'a>(&'a self, method: &'a str) -> Request<'a> {
        let request = Request::new(method, &self.url).form(&self.body);
        match self.header.as_str() {
            "" => request,
            header => request.header("Authorization", header.as_bytes()),
        }
    }
}

/// Signs with the key, secret and token of the examples.
pub(crate) fn signed(method: &str, url: &str, form: &[u8], options: &Options) -> Sent {
    let (secret, token_secret, key) = (secret(SECRET), secret(TOKEN_SECRET), private_key());
    let credentials = match options.method {
        SignatureMethod::RsaSha1 | SignatureMethod::RsaSha256 => {
            Credentials::private_key(KEY, &key)
        }
        _ => Credentials::secret(KEY, &secret),
    };
    let credentials = credentials.token(TOKEN).token_secret(&token_secret);
    let request = Request::new(method, url).form(form);
    let signed =
        oauth1::sign(&request, &credentials, options, "kllo9940pd9333jh", at(NOW)).unwrap();
    Sent {
        url: signed.url().to_owned(),
        body: signed.body().to_vec(),
        header: signed.authorization().to_owned(),
        base: String::from_utf8(signed.base_string().unwrap_or_default().to_vec()).unwrap(),
    }
}

#[test]
fn every_method_in_every_carriage() {
    for method in SignatureMethod::ALL {
        for carry in [Carry::Header, Carry::Query, Carry::Form] {
            let options = Options {
                carry,
                realm: (carry == Carry::Header).then(|| "Photos \"a\\b\"".to_owned()),
                callback: Some("http://printer.example.com/ready?a=b&c".to_owned()),
                verifier: Some("hf dp+7".to_owned()),
                ..Options::new(method)
            };
            let sent = signed("POST", URL, b"a=1+2&b&a=%2B", &options);
            let verified = verify(&sent.request("POST"), &app(), &policy()).unwrap();
            assert_eq!(verified.scheme(), method.name());
            assert_eq!(verified.identity(), Some(KEY));
            assert_eq!(verified.nonce(), Some("kllo9940pd9333jh"));
            assert_eq!(verified.time(), Some(at(NOW)));
            assert_eq!(
                verified.covered().is_empty(),
                method == SignatureMethod::Plaintext
            );
            assert_eq!(sent.base.is_empty(), method == SignatureMethod::Plaintext);
            assert_eq!(sent.header.is_empty(), carry != Carry::Header, "{method:?}");
        }
    }
}

#[test]
fn plaintext_needs_no_time_and_then_no_guard_is_asked() {
    let header = format!(
        "OAuth oauth_consumer_key=\"{KEY}\", oauth_token=\"{TOKEN}\", oauth_signature_method=\"PLAINTEXT\", \
         oauth_signature=\"{SECRET}%26{TOKEN_SECRET}\""
    );
    let request = Request::new("GET", URL).header("Authorization", header.as_bytes());
    let guard = |_: &credtool_request_auth::ReplayKey<'_>, _| panic!("asked");
    let verified = oauth1::verify(&request, |_| Some(app()), &policy(), at(NOW), guard).unwrap();
    assert_eq!(verified.freshness().as_str(), "absent");
    assert_eq!(verified.assurance().as_str(), "keyed");
    assert_eq!(verified.covered(), []);
}

#[test]
fn the_guard_is_asked_for_timestamp_and_nonce_of_a_token() {
    let sent = signed("GET", URL, b"", &Options::new(SignatureMethod::HmacSha1));
    let mut asked = None;
    let guard = |key: &credtool_request_auth::ReplayKey<'_>, until| {
        asked = Some((
            [key.scheme, key.app, key.token, key.nonce].map(str::to_owned),
            until,
        ));
        Replay::New
    };
    oauth1::verify(
        &sent.request("GET"),
        |_| Some(app()),
        &policy(),
        at(NOW),
        guard,
    )
    .unwrap();
    let key = ["oauth1", KEY, TOKEN, "1191242096:kllo9940pd9333jh"].map(str::to_owned);
    assert_eq!(asked, Some((key, at(NOW + 300))));
}

#[test]
fn names_of_methods_are_signed_as_they_are_sent() {
    let sent = signed("GET", URL, b"", &Options::new(SignatureMethod::HmacSha256));
    for name in ["HMAC-SHA-256", "SHA-256", "HMACSHA256", "hmac-sha256"] {
        let base = sent.base.replace("HMAC-SHA256", name);
        let key = format!("{SECRET}&{TOKEN_SECRET}");
        let hmac = credtool_crypto_engine::HmacKey::new(
            credtool_crypto_engine::Hash::Sha256,
            key.as_bytes(),
        );
        use base64::Engine as _;
        let signature = base64::prelude::BASE64_STANDARD.encode(hmac.tag(base.as_bytes()));
        let (head, _) = sent.header.split_once("oauth_signature=").unwrap();
        let header = format!(
            "{}oauth_signature={signature}",
            head.replace("HMAC-SHA256", name)
        );
        let request = Request::new("GET", URL).header("Authorization", header.as_bytes());
        let verified = verify(&request, &app(), &policy()).unwrap();
        assert_eq!(verified.scheme(), "oauth1-hmac-sha256", "{name}");
    }
}

#[test]
fn ten_thousand_parameters_are_no_burden() {
    let query: String = (0..10_000).map(|n| format!("&p{}={n}", n % 7)).collect();
    let url = format!("https://a/?{}", &query[1..]);
    let started = std::time::Instant::now();
    let sent = signed("GET", &url, b"", &Options::new(SignatureMethod::HmacSha1));
    verify(&sent.request("GET"), &app(), &policy()).unwrap();
    let hostile = format!("https://a/?{}", query.replace('p', "oauth_p")); // 7 names, over and over
    let refusal = verify(&Request::new("GET", &hostile), &app(), &policy()).unwrap_err();
    assert_eq!(refusal.reason.code(), "duplicate-parameter");
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn nothing_is_shown_of_what_holds_secrets() {
    let secret = secret("hunter2hunter2");
    let credentials = Credentials::secret(KEY, &secret);
    let request = Request::new("GET", "https://a/");
    let options = Options::new(SignatureMethod::Plaintext);
    let signed = oauth1::sign(&request, &credentials, &options, "n", at(NOW)).unwrap();
    assert!(signed.authorization().contains("hunter2"));
    let mut policy = Policy::new(SignatureMethod::ALL);
    policy.token_secret = Some(self::secret("hunter2hunter2"));
    let shown = format!("{signed:?}{credentials:?}{policy:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
}
