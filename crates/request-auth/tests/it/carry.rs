//! The parameters travel in header, query or form, and verify wherever they were sent.

use credtool_request_auth::akana::{self, Carry, Credentials, Options, Scheme};
use credtool_request_auth::{Assurance, Covered, Error, Freshness, Reason, Replay, Request};

use crate::{APP, SECRET, app, millis, policy, secret};

const NOW: u64 = 1_536_650_955_984;

#[test]
fn every_scheme_with_a_secret_in_every_place() {
    let (secret, known) = (secret(SECRET), app());
    for scheme in [
        Scheme::AppId,
        Scheme::Digest,
        Scheme::HmacSha1,
        Scheme::HmacSha256,
        Scheme::HmacSha512,
    ] {
        for carry in [Carry::Header, Carry::Query, Carry::Form] {
            let credentials = match scheme {
                Scheme::AppId => Credentials::app_id(APP),
                _ => Credentials::secret(APP, &secret),
            };
            let options = Options {
                carry,
                ..Options::new(scheme)
            };
            let request = Request::new("POST", "https://api.com/a?b=c+d#e").form(b"f=%2B");
            let signed =
                akana::sign(&request, &credentials, &options, "a+b/c=", millis(NOW)).unwrap();
            assert_eq!(signed.authorization().is_empty(), carry != Carry::Header);

            let received = Request::new("POST", signed.url()).form(signed.body());
            let received = match carry {
                Carry::Header => {
                    received.header("AUTHORIZATION", signed.authorization().as_bytes())
                }
                _ => received,
            };
            let verified = akana::verify(
                &received,
                |_| Some(&known),
                &policy(scheme, "atmosphere"),
                millis(NOW),
                |key, keep_until| {
                    assert_eq!((key.app, key.nonce), (APP, "a+b/c="));
                    assert_eq!(keep_until, millis(NOW + 300_000));
                    Replay::New
                },
            )
            .unwrap_or_else(|refusal| panic!("{scheme:?} {carry:?} {refusal}"));
            let expected = match scheme {
                Scheme::AppId => (Assurance::Claimed, Freshness::Absent, &[][..]),
                Scheme::Digest => (Assurance::Keyed, Freshness::Fresh, &[][..]),
                _ => {
                    let all = &[Covered::Method, Covered::Url, Covered::Query, Covered::Form][..];
                    (Assurance::Request, Freshness::Fresh, all)
                }
            };
            assert_eq!(
                (
                    verified.assurance(),
                    verified.freshness(),
                    verified.covered()
                ),
                expected
            );
            assert_eq!(verified.scheme(), scheme.name());
            assert_eq!(verified.accept_claim(), APP);
            assert_eq!(verified.identity().is_some(), scheme != Scheme::AppId);
        }
    }
}

#[test]
fn what_follows_the_header_is_not_verified() {
    let header = format!(
        "Atmosphere atmosphere_app_id={}, Bearer eyJ0.e30.x",
        APP.to_uppercase()
    );
    let request =
        Request::new("GET", "https://api.com/").header("Authorization", header.as_bytes());
    let known = app();
    let find = |claimed: &str| {
        assert_eq!(claimed, APP.to_uppercase());
        Some(&known)
    };
    let verified = akana::verify(
        &request,
        find,
        &policy(Scheme::AppId, "atmosphere"),
        millis(NOW),
        |_, _| Replay::Seen,
    )
    .unwrap();
    assert_eq!(
        (verified.accept_claim(), verified.unverified_bearer()),
        (APP, Some("eyJ0.e30.x"))
    );
}

#[test]
fn signing_twice_is_refused() {
    let secret = secret(SECRET);
    let sign = |request: &Request<'_>| {
        akana::sign(
            request,
            &Credentials::secret(APP, &secret),
            &Options::new(Scheme::Digest),
            "n",
            millis(NOW),
        )
    };
    let request = Request::new("GET", "https://api.com/");
    let first = sign(&request).unwrap();
    let half = Request::new("GET", "https://api.com/?atmosphere_timestamp=1");
    assert_eq!(sign(&half), Err(Error::AlreadySigned));
    let again = sign(&request.header("Authorization", first.authorization().as_bytes()));
    assert!(matches!(again, Err(Error::AlreadySigned)), "{again:?}");
}

#[test]
fn quotes_survive() {
    let (secret, known) = (secret(SECRET), app());
    let request = Request::new("GET", "https://api.com/");
    let nonce = r#"a"b\c, d="e""#;
    let signed = akana::sign(
        &request,
        &Credentials::secret(APP, &secret),
        &Options::new(Scheme::HmacSha256),
        nonce,
        millis(NOW),
    )
    .unwrap();
    let received = request.header("Authorization", signed.authorization().as_bytes());
    let policy = policy(Scheme::HmacSha256, "atmosphere");
    let verify = |nonce: &'static str| {
        akana::verify(
            &received,
            |_| Some(&known),
            &policy,
            millis(NOW),
            |key, _| {
                if key.nonce == nonce {
                    Replay::Seen
                } else {
                    Replay::New
                }
            },
        )
    };
    assert_eq!(verify(nonce).unwrap_err().reason, Reason::Replayed);
    assert!(verify("another").is_ok());
}

/// A platform's own name for an algorithm is signed as it is spelled, and means nothing to whoever was not told.
#[test]
fn a_name_of_its_own() {
    let (secret, known) = (secret(SECRET), app());
    for scheme in [Scheme::Digest, Scheme::HmacSha512] {
        let request = Request::new("GET", "https://api.com/");
        let options = Options {
            wire_name: Some("Hash/512".into()),
            ..Options::new(scheme)
        };
        let credentials = Credentials::secret(APP, &secret);
        let signed = akana::sign(&request, &credentials, &options, "n", millis(NOW)).unwrap();
        let received = request.header("Authorization", signed.authorization().as_bytes());
        let mut policy = policy(scheme, "atmosphere");
        let verify = |policy: &akana::Policy| {
            akana::verify(
                &received,
                |_| Some(&known),
                policy,
                millis(NOW),
                |_, _| Replay::New,
            )
        };
        let refusal = verify(&policy).unwrap_err();
        assert_eq!(
            refusal.reason,
            Reason::UnsupportedAlgorithm("Hash/512".into())
        );
        policy.wire_name = Some(("Hash/512".into(), scheme));
        assert!(verify(&policy).is_ok());
    }
}

#[test]
fn words_cannot_break_the_header() {
    let request = Request::new("GET", "https://api.com/");
    for (scheme, prefix, realm) in [
        ("A\r\nB", "a", "r"),
        ("A", "a b", "r"),
        ("A", "", "r"),
        ("A", "a", "r\n"),
    ] {
        let format = akana::Format {
            header_scheme: scheme.into(),
            prefix: prefix.into(),
            ..akana::Format::default()
        };
        let options = Options {
            format,
            realm: Some(realm.into()),
            ..Options::new(Scheme::AppId)
        };
        let signed = akana::sign(
            &request,
            &Credentials::app_id(APP),
            &options,
            "n",
            millis(NOW),
        );
        assert!(matches!(signed, Err(Error::Value { .. })), "{signed:?}");
    }
}
