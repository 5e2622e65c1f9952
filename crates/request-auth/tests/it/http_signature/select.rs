//! Which signature counts, which algorithm, which key; and what the replay guard is asked.

use std::time::Duration;

use credtool_crypto_engine::NewKey;
use credtool_request_auth::http_signature::{
    self, Algorithm, Credentials, DigestAlgorithm, Options, Policy,
};
use credtool_request_auth::{AppCredentials, Covered, Reason, Replay, SharedSecret};

use super::*;

#[test]
fn every_algorithm_both_ways() {
    let rsa = key(NewKey::Rsa2048);
    let p256 = key(NewKey::EcP256);
    let ed25519 = key(NewKey::Ed25519);
    let secret = SharedSecret::new(SECRET).unwrap();
    for algorithm in Algorithm::ALL {
        let private = match algorithm {
            Algorithm::HmacSha256 => None,
            Algorithm::RsaV15Sha256 | Algorithm::RsaPssSha512 => Some(&rsa),
            Algorithm::EcdsaP256Sha256 => Some(&p256),
            Algorithm::Ed25519 => Some(&ed25519),
        };
        let credentials = private.map_or(Credentials::secret(KEY_ID, &secret), |key| {
            Credentials::private_key(KEY_ID, key)
        });
        let known = private.map_or_else(app, |key| {
            AppCredentials::new(KEY_ID).public_key(key.public_key().clone())
        });
        for (digest, name_algorithm) in [
            (DigestAlgorithm::Sha256, true),
            (DigestAlgorithm::Sha512, false),
        ] {
            let options = Options {
                digest: Some(digest),
                name_algorithm,
                tag: Some("tickets".to_owned()),
                ..Options::new(algorithm)
            };
            let signed =
                http_signature::sign(&post(), &credentials, &options, "n", at(NOW)).unwrap();
            let fields = fields(&signed);
            let request = post();
            let received = with(&request, &fields);
            let verified = verify(&received, &known, &Policy::new([algorithm])).unwrap();
            assert_eq!(verified.scheme(), algorithm.name());
            assert_eq!(verified.identity(), Some(KEY_ID));
            assert_eq!(
                (verified.nonce(), verified.time()),
                (Some("n"), Some(at(NOW)))
            );
            let covered: Vec<&str> = verified.covered().iter().map(Covered::as_str).collect();
            assert_eq!(covered, ["@method", "@target-uri", "content-digest"]);
            // Whatever else is accepted, another algorithm is never tried.
            for other in Algorithm::ALL
                .into_iter()
                .filter(|other| *other != algorithm)
            {
                assert!(
                    verify(&received, &known, &Policy::new([other])).is_err(),
                    "{algorithm:?} {other:?}"
                );
            }
            let all = verify(&received, &known, &Policy::new(Algorithm::ALL));
            let two_fit = private.is_some_and(|key| key.public_key().modulus_len().is_some());
            match two_fit && !name_algorithm {
                true => assert_eq!(
                    all.unwrap_err().reason,
                    Reason::MissingParameter("alg".to_owned())
                ),
                false => assert_eq!(all.unwrap().scheme(), algorithm.name()),
            }
        }
    }
}

/// A proxy adds a signature of its own.
#[test]
fn label_or_tag_choose() {
    let ours = Options {
        tag: Some("service".to_owned()),
        ..hmac_options()
    };
    let first = signed(&post(), &ours);
    let first_fields = fields(&first);
    let request = post();
    let once = with(&request, &first_fields);
    let proxy_secret = SharedSecret::new("of the proxy").unwrap();
    let options = Options {
        label: "proxy".to_owned(),
        tag: Some("proxy".to_owned()),
        components: components(&["@method", "@target-uri", "signature;key=\"sig1\""]),
        ..hmac_options()
    };
    let credentials = Credentials::secret("proxy", &proxy_secret);
    let second = http_signature::sign(&once, &credentials, &options, "p", at(NOW)).unwrap();
    assert_eq!(second.content_digest(), None); // it is there already
    let second_fields = fields(&second);
    let twice = with(&once, &second_fields);

    let policy = |label: Option<&str>, tag: Option<&str>| Policy {
        label: label.map(str::to_owned),
        tag: tag.map(str::to_owned),
        ..hmac()
    };
    assert_eq!(
        verify(&twice, &app(), &hmac()).unwrap_err().reason.code(),
        "malformed"
    );
    let proxy = AppCredentials::new("proxy").secret(proxy_secret);
    for (label, tag) in [
        (Some("sig1"), None),
        (None, Some("service")),
        (Some("sig1"), Some("service")),
    ] {
        assert_eq!(
            verify(&twice, &app(), &policy(label, tag))
                .unwrap()
                .identity(),
            Some(KEY_ID)
        );
    }
    let verified = verify(&twice, &proxy, &policy(Some("proxy"), None)).unwrap();
    assert_eq!(verified.covered()[2].as_str(), "signature;key=\"sig1\"");
    let reason = |label, tag| {
        verify(&twice, &app(), &policy(label, tag))
            .unwrap_err()
            .reason
    };
    assert_eq!(reason(Some("sig1"), Some("proxy")).code(), "malformed");
    assert_eq!(reason(Some("sig2"), None).code(), "missing-parameter");
    assert_eq!(reason(None, Some("other")).code(), "missing-parameter");
    let untagged = fields(&signed(&post(), &hmac_options()));
    let untagged = verify(
        &with(&request, &untagged),
        &app(),
        &policy(Some("sig1"), Some("service")),
    );
    assert_eq!(
        untagged.unwrap_err().reason,
        Reason::MissingParameter("tag".to_owned())
    );
}

#[test]
fn overlap_of_secrets_and_of_key_types() {
    let old = SharedSecret::new("the previous secret").unwrap();
    let request = post();
    let credentials = Credentials::secret(KEY_ID, &old);
    let fields_of_old = fields(
        &http_signature::sign(&request, &credentials, &hmac_options(), "n", at(NOW)).unwrap(),
    );
    let received = with(&request, &fields_of_old);
    let until = |last| app().secret_until(SharedSecret::new("the previous secret").unwrap(), last);
    assert_eq!(
        verify(&received, &until(at(NOW)), &hmac())
            .unwrap()
            .matched(),
        Some(1)
    );
    let refusal = verify(&received, &until(at(NOW - 1)), &hmac()).unwrap_err();
    assert_eq!(
        (refusal.reason, refusal.matched),
        (Reason::PreviousSecret, Some(1))
    );

    let (p256, ed25519) = (key(NewKey::EcP256), key(NewKey::Ed25519));
    let both = AppCredentials::new(KEY_ID)
        .public_key(ed25519.public_key().clone())
        .public_key(p256.public_key().clone());
    let policy = Policy::new([Algorithm::Ed25519, Algorithm::EcdsaP256Sha256]);
    for (place, algorithm, key) in [
        (0, Algorithm::Ed25519, &ed25519),
        (1, Algorithm::EcdsaP256Sha256, &p256),
    ] {
        let credentials = Credentials::private_key(KEY_ID, key);
        let signed = http_signature::sign(
            &request,
            &credentials,
            &Options::new(algorithm),
            "n",
            at(NOW),
        )
        .unwrap();
        let fields = fields(&signed);
        assert_eq!(
            verify(&with(&request, &fields), &both, &policy)
                .unwrap()
                .matched(),
            Some(place)
        );
    }
}

#[test]
fn the_guard_is_asked_once_and_last() {
    let request = post();
    let with_nonce = fields(&signed(&request, &hmac_options()));
    let secret = SharedSecret::new(SECRET).unwrap();
    let credentials = Credentials::secret(KEY_ID, &secret);
    let options = Options {
        expires: Some(Duration::from_secs(10)),
        ..hmac_options()
    };
    let without = http_signature::sign(&request, &credentials, &options, "", at(NOW)).unwrap();
    let base = credtool_crypto_engine::Hash::Sha256.digest(without.base_string());
    let base: String = base.iter().map(|byte| format!("{byte:02x}")).collect();
    let without = fields(&without);
    for (fields, nonce) in [(&with_nonce, "a-nonce"), (&without, base.as_str())] {
        let mut asked = 0;
        let known = app();
        let received = with(&request, fields);
        let mut ask = |answer| {
            http_signature::verify(
                &received,
                |_| Some(&known),
                &hmac(),
                at(NOW + 5),
                |key, keep_until| {
                    asked += 1;
                    assert_eq!(
                        (key.scheme, key.app, key.token, key.nonce),
                        ("http-signature", KEY_ID, "", nonce)
                    );
                    // As long as the request could be accepted, whatever it says of its own end.
                    assert_eq!(keep_until, at(NOW + 300));
                    answer
                },
            )
            .map(|_| ())
            .map_err(|refusal| refusal.reason)
        };
        assert_eq!(ask(Replay::New), Ok(()));
        assert_eq!(ask(Replay::Seen), Err(Reason::Replayed));
        assert_eq!(ask(Replay::Unavailable), Err(Reason::GuardUnavailable));
        assert_eq!(asked, 3);
    }
    let known = app();
    let received = with(&request, &with_nonce);
    for now in [NOW - 301, NOW + 301] {
        let guard =
            |_: &credtool_request_auth::ReplayKey<'_>, _| panic!("asked about what is not fresh");
        assert!(
            http_signature::verify(&received, |_| Some(&known), &hmac(), at(now), guard).is_err()
        );
    }
}
