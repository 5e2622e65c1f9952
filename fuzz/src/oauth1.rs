//! OAuth 1.0a requests as strangers send them; and what we sign, verified again.

use std::time::{Duration, SystemTime};

use credtool_request_auth::explain::Attempt;
use credtool_request_auth::oauth1::{self, Carry, Credentials, Options, Policy, SignatureMethod};
use credtool_request_auth::{AppCredentials, Replay, Request, SharedSecret};

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(137_131_200)
}

/// A header, and after the first line break a form: no signature comes out of nothing, explained or not; the form, signed by
/// us wherever the parameters travel, verifies, and another one does not.
pub fn header(data: &[u8]) {
    let mut halves = data.splitn(2, |byte| *byte == b'\n');
    let mut half = || halves.next().unwrap_or_default();
    let (header, form) = (half(), half());
    let secret = SharedSecret::new("a secret that nobody has").unwrap();
    let known = AppCredentials::new("dpf43f3p2l4k3l03")
        .secret(SharedSecret::new("a secret that nobody has").unwrap());
    let policy = Policy::new(SignatureMethod::ALL);
    let request = Request::new("POST", "https://a/b?c=d").form(form);
    let sent = request.clone().header("Authorization", header);
    assert!(oauth1::verify(&sent, |_| Some(&known), &policy, now(), |_, _| Replay::New).is_err());
    assert!(
        Attempt::new(&sent, &known, &policy, now())
            .explain()
            .is_some()
    );
    let credentials = Credentials::secret("dpf43f3p2l4k3l03", &secret);
    for carry in [Carry::Header, Carry::Query, Carry::Form] {
        let options = Options {
            carry,
            ..Options::new(SignatureMethod::HmacSha1)
        };
        let Ok(signed) = oauth1::sign(&request, &credentials, &options, "n", now()) else {
            return; // the form has parameters of OAuth
        };
        let verifies = |body: &[u8]| {
            let sent = Request::new("POST", signed.url()).form(body);
            let sent = match carry {
                Carry::Header => sent.header("Authorization", signed.authorization().as_bytes()),
                _ => sent,
            };
            oauth1::verify(&sent, |_| Some(&known), &policy, now(), |_, _| Replay::New).is_ok()
        };
        assert!(verifies(signed.body()));
        assert!(!verifies(&[signed.body(), b"&another=1"].concat()));
    }
}
