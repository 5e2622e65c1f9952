//! Whatever comes: an answer, soon, and never the secret.

use std::time::{Duration, Instant};

use credtool_crypto_engine::{Hash, KeySizes, PrivateKey};
use credtool_request_auth::akana::{EmptyValue, Format, Policy, Scheme};
use credtool_request_auth::explain::{Attempt, Cause};
use credtool_request_auth::{AppCredentials, Request, SharedSecret};
use proptest::prelude::*;

use super::{NOW, hmac};
use crate::{APP, millis, secret};

const SECRET: &str = "hunter2-hunter2 \u{e9}";

fn known() -> AppCredentials {
    let key = PrivateKey::from_pkcs8_der(include_bytes!("../../data/rsa1024.pkcs8.der")).unwrap();
    AppCredentials::new(APP)
        .secret(secret(SECRET))
        .public_key(key.public_key().clone())
}

fn any_policy(empty_value: EmptyValue) -> Policy {
    let format = Format {
        prefix: "a".to_owned(),
        empty_value,
        ..Format::default()
    };
    Policy {
        key_sizes: KeySizes::Legacy,
        ..Policy::new(Scheme::ALL, format)
    }
}

/// Text with what matters to parsers, and with the secret.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[ -~]{0,6}",
        2 => Just("&".to_owned()),
        2 => Just("=".to_owned()),
        1 => Just("%".to_owned()),
        1 => Just("+".to_owned()),
        1 => Just(SECRET.to_owned()),
        1 => "\\PC{0,3}",
        1 => "[0-9]{1,20}",
        1 => "[0-9a-f]{0,40}",
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// The same without what no URL has.
fn url_text() -> impl Strategy<Value = String> {
    text().prop_map(|text| text.replace(|c: char| c <= ' ' || c == '\u{7f}', "_"))
}

/// Mostly headers of which everything up to the signature is right.
fn header() -> impl Strategy<Value = String> {
    let scheme = prop_oneof![
        Just(("HMACSHA256", "a_signature")),
        Just(("HmacSHA1", "a_signature")),
        Just(("SHA1withRSA", "a_signature")),
        Just(("SHA1", "a_secret_digest")),
        Just(("NONE", "a_x")),
    ];
    let time = prop_oneof![8 => Just(NOW.to_string()), 1 => "[0-9]{1,20}", 1 => text()];
    let app = prop_oneof![8 => Just(APP.to_owned()), 1 => text()];
    let nonce = prop_oneof!["[!-~]{1,20}", Just(SECRET.to_owned()), text()];
    let value = prop_oneof![
        2 => "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=",
        2 => "[A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=",
        2 => "[A-Za-z0-9+/]{170}[AEIMQUYcgkosw048]=",
        1 => "[A-Za-z0-9+/]{0,12}",
        1 => "[0-9a-f]{64}",
        1 => "[A-Za-z0-9 _%-]{30,60}",
        1 => text(),
    ];
    (app, nonce, scheme, value, time).prop_map(|(app, nonce, (method, result), value, time)| {
        let quoted = |text: String| text.replace('\\', "\\\\").replace('"', "\\\"");
        let [app, nonce, value, time] = [app, nonce, value, time].map(quoted);
        format!(
            "Atmosphere realm=r,a_app_id=\"{app}\",a_nonce=\"{nonce}\",a_signature_method=\"{method}\",{result}=\"{value}\",a_timestamp=\"{time}\""
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_request_gets_an_answer(
        method in prop_oneof![Just("GET".to_owned()), "\\PC{0,5}"],
        url in prop_oneof![
            1 => text(),
            4 => url_text().prop_map(|tail| format!("https://h/{tail}")),
            4 => url_text().prop_map(|tail| format!("http://h:81/p?{tail}")),
        ],
        header in prop_oneof![8 => header(), 1 => text()],
        body in text(),
        form in any::<bool>(),
        theirs in proptest::option::of(text()),
        equals in any::<bool>(),
    ) {
        let mut request = Request::new(&method, &url).header("Authorization", header.as_bytes()).body(body.as_bytes());
        if form {
            request = request.form(body.as_bytes());
        }
        let (known, retired) = (known(), [SharedSecret::new(format!("{SECRET}\n")).unwrap()]);
        let policy = any_policy(if equals { EmptyValue::Equals } else { EmptyValue::Bare });
        let attempt = Attempt {
            retired: &retired,
            their_base: theirs.as_deref().map(str::as_bytes),
            ..Attempt::new(&request, &known, &policy, millis(NOW))
        };
        if let Some(found) = attempt.explain() {
            for shown in [Some(&found.detail), Some(&found.hint), found.base_string.as_ref(), found.their_base_string.as_ref()] {
                prop_assert!(!shown.is_some_and(|shown| shown.contains(SECRET)), "{found:?}");
            }
            prop_assert!(found.differs_at.is_none() || theirs.is_some() || found.their_base_string.is_some());
        }
    }
}

#[test]
fn huge_requests_end_soon() {
    let header = format!(
        "Atmosphere a_app_id={APP},a_nonce=n,a_signature_method=HMACSHA256,a_signature=\"{}\",a_timestamp={NOW}",
        hmac(Hash::Sha256, b"another", b"another")
    );
    let (known, policy) = (known(), any_policy(EmptyValue::Bare));
    for form in [
        "a=b&".repeat(20_000),
        "a%2".repeat(100_000),
        "&".repeat(1_000_000),
    ] {
        let request = Request::new("POST", "https://h/")
            .form(form.as_bytes())
            .header("Authorization", header.as_bytes());
        let start = Instant::now();
        let found = Attempt::new(&request, &known, &policy, millis(NOW))
            .explain()
            .unwrap();
        assert_eq!(found.cause, Cause::WrongSecret);
        // Without optimisation, on a busy machine; a release build takes a tenth of it.
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "{:?}",
            start.elapsed()
        );
    }
}
