//! Every reason of a no, one each.

use credtool_request_auth::oauth1::{self, Carry, Credentials, Options, Policy, SignatureMethod};
use credtool_request_auth::{AppCredentials, Error, Freshness, Reason, Replay, Request};

use super::{KEY, NOW, SECRET, TOKEN, URL, app, at, policy, private_key, secret, signed, verify};

fn header() -> String {
    signed("GET", URL, b"", &Options::new(SignatureMethod::HmacSha256)).header
}

fn reason_of(header: &str) -> Reason {
    let request = Request::new("GET", URL).header("Authorization", header.as_bytes());
    verify(&request, &app(), &policy()).unwrap_err().reason
}

/// The good header without one parameter, or with another value of it.
fn with(name: &str, value: Option<&str>) -> String {
    let good = header();
    let parameters = good.trim_start_matches("OAuth ").split(", ");
    let start = format!("{name}=");
    let changed = parameters.filter_map(|parameter| match value {
        _ if !parameter.starts_with(&start) => Some(parameter.to_owned()),
        Some(value) => Some(format!("{start}\"{value}\"")),
        None => None,
    });
    let changed: Vec<String> = changed.collect();
    assert_ne!(changed.join(", "), good);
    format!("OAuth {}", changed.join(", "))
}

#[test]
fn nothing_there() {
    let refusal = verify(&Request::new("GET", URL), &app(), &policy()).unwrap_err();
    assert_eq!(refusal.reason, Reason::NoCredentials);
    assert_eq!(reason_of("Basic eDp5").code(), "header-scheme");
    assert_eq!(reason_of("oauth_consumer_key=a").code(), "header-scheme");
    assert_eq!(reason_of("OAuth abc").code(), "malformed");
}

#[test]
fn each_parameter_is_needed() {
    for name in [
        "oauth_consumer_key",
        "oauth_token",
        "oauth_signature_method",
        "oauth_timestamp",
        "oauth_nonce",
        "oauth_signature",
    ] {
        assert_eq!(
            reason_of(&with(name, None)),
            Reason::MissingParameter(name.to_owned())
        );
    }
    for name in [
        "oauth_consumer_key",
        "oauth_signature_method",
        "oauth_timestamp",
        "oauth_nonce",
        "oauth_signature",
    ] {
        let problem = "is empty";
        let name = name.to_owned();
        assert_eq!(
            reason_of(&with(&name, Some(""))),
            Reason::InvalidParameter { name, problem }
        );
    }
    // A version may be left out, and then it is not signed either.
    assert_eq!(
        reason_of(&with("oauth_version", None)),
        Reason::BadSignature
    );
}

#[test]
fn each_parameter_once_and_in_one_place() {
    let twice = format!("{}, oauth_nonce=\"a\"", header());
    assert_eq!(
        reason_of(&twice),
        Reason::DuplicateParameter("oauth_nonce".to_owned())
    );
    let scheme_twice = format!("{0}, {0}", header());
    assert_eq!(
        reason_of(&scheme_twice),
        Reason::DuplicateParameter("OAuth".to_owned())
    );
    let header = header();
    let request = Request::new("GET", URL)
        .header("Authorization", header.as_bytes())
        .header("Authorization", header.as_bytes());
    let reason = verify(&request, &app(), &policy()).unwrap_err().reason;
    assert_eq!(
        reason,
        Reason::DuplicateParameter("Authorization".to_owned())
    );
    for (url, form) in [
        ("https://a/?oauth_x=1", &b""[..]),
        ("https://a/", b"oauth_x=1"),
    ] {
        let request = Request::new("POST", url)
            .form(form)
            .header("Authorization", header.as_bytes());
        let reason = verify(&request, &app(), &policy()).unwrap_err().reason;
        assert_eq!(reason, Reason::DuplicateParameter("oauth_x".to_owned()));
    }
    let request = Request::new("POST", "https://a/?oauth_x=1").form(b"oauth_y=1");
    assert_eq!(
        verify(&request, &app(), &policy())
            .unwrap_err()
            .reason
            .code(),
        "duplicate-parameter"
    );
}

#[test]
fn values_that_cannot_be() {
    for (name, value, code) in [
        ("oauth_version", "1.1", "malformed"),
        ("oauth_version", "", "malformed"),
        ("oauth_signature", "%2A", "malformed"),
        ("oauth_nonce", "%FF", "malformed"),
        ("oauth_nonce", "a%0A", "malformed"),
        ("oauth_timestamp", "0", "malformed"),
        ("oauth_timestamp", "-1", "malformed"),
        ("oauth_timestamp", "1.5", "malformed"),
        ("oauth_timestamp", "99999999999999999999", "malformed"),
        (
            "oauth_signature_method",
            "HMAC-SHA512",
            "unsupported-algorithm",
        ),
        ("oauth_consumer_key", "somebody", "other-app"),
        ("oauth_consumer_key", "DPF43F3P2L4K3L03", "other-app"),
        ("oauth_token", "another", "other-token"),
        ("oauth_token", "", "missing-parameter"),
        ("oauth_signature", "AAAA", "bad-signature"),
        ("oauth_timestamp", "1191242097", "bad-signature"),
    ] {
        assert_eq!(
            reason_of(&with(name, Some(value))).code(),
            code,
            "{name} {value}"
        );
    }
    let long = "n".repeat(1025);
    assert_eq!(
        reason_of(&with("oauth_nonce", Some(&long))).code(),
        "malformed"
    );
    let refusal = verify(&Request::new("GET", "https://a:0/"), &app(), &policy()).unwrap_err();
    assert_eq!(refusal.reason.code(), "malformed");
    let header = [b"OAuth a=\"", &[0xff][..], b"\""].concat();
    let request = Request::new("GET", URL).header("Authorization", &header);
    assert_eq!(
        verify(&request, &app(), &policy())
            .unwrap_err()
            .reason
            .code(),
        "malformed"
    );
}

#[test]
fn a_token_that_nobody_expects() {
    let header = header();
    let request = Request::new("GET", URL).header("Authorization", header.as_bytes());
    let policy = Policy::new(SignatureMethod::ALL);
    assert_eq!(
        verify(&request, &app(), &policy).unwrap_err().reason,
        Reason::OtherToken
    );
}

#[test]
fn only_what_is_accepted() {
    let header = header();
    let request = Request::new("GET", URL).header("Authorization", header.as_bytes());
    let policy = Policy::new([SignatureMethod::RsaSha256]);
    let reason = verify(&request, &app(), &policy).unwrap_err().reason;
    assert_eq!(reason, Reason::SchemeNotAccepted("oauth1-hmac-sha256"));
}

#[test]
fn plaintext_over_http() {
    let sent = signed("GET", URL, b"", &Options::new(SignatureMethod::Plaintext));
    let url = URL.replace("https", "http");
    let request = Request::new("GET", &url).header("Authorization", sent.header.as_bytes());
    let reason = verify(&request, &app(), &policy()).unwrap_err().reason;
    assert_eq!(reason, Reason::InsecureTransport("PLAINTEXT"));
    let wrong = sent.header.replace(SECRET, "kd94hf93k423kf45");
    assert_eq!(reason_of(&wrong), Reason::BadSignature);
}

#[test]
fn nothing_known_to_verify_with() {
    let sent = signed("GET", URL, b"", &Options::new(SignatureMethod::HmacSha1));
    let nobody = AppCredentials::new(KEY);
    let reason = verify(&sent.request("GET"), &nobody, &policy())
        .unwrap_err()
        .reason;
    assert_eq!(reason, Reason::NoSecret);
    let sent = signed("GET", URL, b"", &Options::new(SignatureMethod::RsaSha1));
    let reason = verify(&sent.request("GET"), &nobody, &policy())
        .unwrap_err()
        .reason;
    assert_eq!(reason, Reason::NoPublicKey);
    let none = oauth1::verify(
        &sent.request("GET"),
        |_| None::<AppCredentials>,
        &policy(),
        at(NOW),
        |_, _| Replay::New,
    );
    assert_eq!(none.unwrap_err().reason, Reason::OtherApp);
}

#[test]
fn a_small_key() {
    let small = credtool_crypto_engine::PrivateKey::from_pkcs8_der(include_bytes!(
        "../../data/rsa1024.pkcs8.der"
    ))
    .unwrap();
    let known = AppCredentials::new(KEY).public_key(small.public_key().clone());
    let sent = signed("GET", URL, b"", &Options::new(SignatureMethod::RsaSha256));
    let reason = verify(&sent.request("GET"), &known, &policy())
        .unwrap_err()
        .reason;
    assert_eq!(reason.code(), "unusable-key");
}

#[test]
fn time_and_replay() {
    let sent = signed("GET", URL, b"", &Options::new(SignatureMethod::HmacSha1));
    let answer = |now, replay| {
        oauth1::verify(
            &sent.request("GET"),
            |_| Some(app()),
            &policy(),
            at(now),
            |_, _| replay,
        )
        .map_err(|refusal| (refusal.reason, refusal.matched, refusal.freshness))
        .map(|verified| verified.freshness())
    };
    assert_eq!(answer(NOW + 300, Replay::New), Ok(Freshness::Fresh));
    assert_eq!(
        answer(NOW + 301, Replay::New),
        Err((Reason::Stale, Some(0), Some(Freshness::Stale)))
    );
    assert_eq!(
        answer(NOW - 301, Replay::New),
        Err((Reason::Future, Some(0), Some(Freshness::Future)))
    );
    assert_eq!(answer(NOW, Replay::Seen).unwrap_err().0, Reason::Replayed);
    assert_eq!(
        answer(NOW, Replay::Unavailable).unwrap_err().0,
        Reason::GuardUnavailable
    );
}

#[test]
fn an_overlap_that_has_ended() {
    let sent = signed("GET", URL, b"", &Options::new(SignatureMethod::HmacSha1));
    let known = |until| {
        AppCredentials::new(KEY)
            .secret(secret("the new one"))
            .secret_until(secret(SECRET), at(until))
    };
    let verified = verify(&sent.request("GET"), &known(NOW), &policy()).unwrap();
    assert_eq!(verified.matched(), Some(1));
    let refusal = verify(&sent.request("GET"), &known(NOW - 1), &policy()).unwrap_err();
    assert_eq!(
        (refusal.reason, refusal.matched),
        (Reason::PreviousSecret, Some(1))
    );
}

#[test]
fn what_cannot_be_signed() {
    let (shared, key) = (secret(SECRET), private_key());
    let sign = |request: &Request<'_>,
                credentials: Credentials<'_>,
                options: &Options,
                nonce: &str,
                time| {
        oauth1::sign(request, &credentials, options, nonce, at(time))
            .map(|_| ())
            .unwrap_err()
    };
    let good = Request::new("GET", URL);
    let by_secret = Credentials::secret(KEY, &shared);
    let hmac = Options::new(SignatureMethod::HmacSha1);
    let plain = Options::new(SignatureMethod::Plaintext);
    let value = |error, expected: &str| {
        assert!(
            matches!(error, Error::Value { field, .. } if field == expected),
            "{expected}: {error}"
        );
    };
    value(
        sign(&Request::new("GET", "http://a/"), by_secret, &plain, "n", 1),
        "URL",
    );
    value(
        sign(&good, Credentials::secret("", &shared), &hmac, "n", 1),
        "consumer key",
    );
    value(sign(&good, by_secret.token(""), &hmac, "n", 1), "token");
    value(sign(&good, by_secret, &hmac, "", 1), "nonce");
    value(sign(&good, by_secret, &hmac, "a\n", 1), "nonce");
    let realm = Some("é".to_owned());
    value(
        sign(
            &good,
            by_secret,
            &Options {
                realm,
                ..hmac.clone()
            },
            "n",
            1,
        ),
        "realm",
    );
    value(
        sign(
            &good,
            by_secret,
            &Options {
                carry: Carry::Form,
                ..hmac.clone()
            },
            "n",
            1,
        ),
        "body",
    );
    assert_eq!(sign(&good, by_secret, &hmac, "n", 0), Error::Time);
    assert_eq!(
        sign(&Request::new("G ET", URL), by_secret, &hmac, "n", 1),
        Error::Method
    );
    assert!(matches!(
        sign(&Request::new("GET", "a"), by_secret, &hmac, "n", 1),
        Error::Url(_)
    ));
    let again = Request::new("GET", "https://a/?oauth_nonce=1");
    assert_eq!(sign(&again, by_secret, &hmac, "n", 1), Error::AlreadySigned);
    let rsa = Options::new(SignatureMethod::RsaSha256);
    assert!(matches!(
        sign(&good, by_secret, &rsa, "n", 1),
        Error::WrongCredential { .. }
    ));
    for options in [&hmac, &plain] {
        let error = sign(&good, Credentials::private_key(KEY, &key), options, "n", 1);
        assert!(matches!(error, Error::WrongCredential { .. }));
    }
    let small = credtool_crypto_engine::PrivateKey::from_pkcs8_der(include_bytes!(
        "../../data/rsa1024.pkcs8.der"
    ))
    .unwrap();
    assert!(matches!(
        sign(&good, Credentials::private_key(KEY, &small), &rsa, "n", 1),
        Error::Key(_)
    ));
}

#[test]
fn an_empty_token_is_none() {
    let header = with("oauth_token", Some(""));
    let request = Request::new("GET", URL).header("Authorization", header.as_bytes());
    let policy = Policy::new(SignatureMethod::ALL);
    assert_eq!(
        verify(&request, &app(), &policy).unwrap_err().reason,
        Reason::BadSignature
    );
    let expected = Policy {
        token: Some(TOKEN.to_owned()),
        ..policy
    };
    assert_eq!(
        verify(&request, &app(), &expected)
            .unwrap_err()
            .reason
            .code(),
        "missing-parameter"
    );
}
