//! Each usual mistake: a good request is broken by hand in exactly that one way, and the mistake is named.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use credtool_crypto_engine::{Hash, HmacKey, KeySizes, PrivateKey, Randomness, SignatureScheme};
use credtool_request_auth::explain::{Attempt, Explanation};
use credtool_request_auth::oauth1::{Carry, Options, SignatureMethod};
use credtool_request_auth::{AppCredentials, Replay, Request, SharedSecret};

use proptest::prelude::*;

use super::{
    KEY, NOW, SECRET, Sent, TOKEN_SECRET, app, at, policy, private_key, public_key, secret, signed,
};

const URL: &str = "https://photos.example.net:443/Ph%20otos?b=1+2&a=x!&a=10&a=9&e&c%40=2&c2=%2B";
const FORM: &[u8] = b"f=1&g=a+b";

fn good() -> Sent {
    signed("POST", URL, FORM, &Options::new(SignatureMethod::HmacSha1))
}

fn key() -> String {
    format!("{SECRET}&{TOKEN_SECRET}")
}

fn tag(hash: Hash, key: &str, base: &str) -> Vec<u8> {
    HmacKey::new(hash, key.as_bytes()).tag(base.as_bytes())
}

/// The header of a good request with another signature.
fn with_signature(sent: &Sent, signature: &str) -> String {
    let (head, _) = sent.header.split_once("oauth_signature=").unwrap();
    let encoded: String =
        percent_encoding::utf8_percent_encode(signature, percent_encoding::NON_ALPHANUMERIC)
            .collect();
    format!("{head}oauth_signature=\"{encoded}\"")
}

/// What is known beside the request.
struct Beside<'a> {
    retired: &'a [SharedSecret],
    their_base: Option<&'a str>,
    replay: Replay,
    now: u64,
}

const NOTHING: Beside<'static> = Beside {
    retired: &[],
    their_base: None,
    replay: Replay::New,
    now: NOW,
};

fn explained(header: &str, beside: &Beside<'_>) -> Option<Explanation> {
    let request = Request::new("POST", URL)
        .form(FORM)
        .header("Authorization", header.as_bytes());
    let (app, policy) = (app(), policy());
    let attempt = Attempt {
        retired: beside.retired,
        their_base: beside.their_base.map(str::as_bytes),
        replay: beside.replay,
        ..Attempt::new(&request, &app, &policy, at(beside.now))
    };
    let explanation = attempt.explain();
    let shown = format!("{explanation:?}");
    assert!(
        !shown.contains(SECRET) && !shown.contains(TOKEN_SECRET),
        "{shown}"
    );
    explanation
}

#[track_caller]
fn assert_cause(header: &str, cause: &str) -> Explanation {
    let explanation = explained(header, &NOTHING).unwrap();
    assert_eq!(explanation.cause.code(), cause, "{explanation:?}");
    explanation
}

/// A signature with this key, over this string.
#[track_caller]
fn signed_as(key: &str, base: &str, cause: &str) -> Explanation {
    let signature = BASE64_STANDARD.encode(tag(Hash::Sha1, key, base));
    assert_cause(&with_signature(&good(), &signature), cause)
}

/// The same with the right key, over a changed string: the changed string is told.
#[track_caller]
fn base_is(base: &str, cause: &str) {
    let ours = good().base;
    assert_ne!(base, ours, "{cause}");
    let explanation = signed_as(&key(), base, cause);
    assert_eq!(explanation.base_string.as_deref(), Some(ours.as_str()));
    assert_eq!(
        explanation.their_base_string.as_deref(),
        Some(base),
        "{cause}"
    );
    let first = base
        .bytes()
        .zip(ours.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    assert_eq!(explanation.differs_at, Some(first));
    // The same string is found without a secret where the other side gives it.
    let other = BASE64_STANDARD.encode(tag(Hash::Sha1, "another&key", base));
    let header = with_signature(&good(), &other);
    let likely = explained(
        &header,
        &Beside {
            their_base: Some(base),
            ..NOTHING
        },
    )
    .unwrap();
    assert_eq!(likely.cause.code(), cause);
}

#[test]
fn a_good_request_needs_no_explanation() {
    assert_eq!(explained(&good().header, &NOTHING), None);
}

#[test]
fn the_key() {
    let base = good().base;
    for (key, cause) in [
        (
            format!("{SECRET}\n&{TOKEN_SECRET}").replace('\n', "%0A"),
            "secret-white-space",
        ),
        (format!("{SECRET}&{TOKEN_SECRET}%0A"), "secret-white-space"),
        (
            format!("{}&{TOKEN_SECRET}", SECRET.to_uppercase()),
            "hex-case",
        ),
        (format!("{SECRET}&"), "key-suffix"),
        (SECRET.to_owned(), "key-suffix"),
        (format!("{SECRET}{TOKEN_SECRET}"), "key-suffix"),
        (format!("{TOKEN_SECRET}&{SECRET}"), "key-suffix"),
        ("another&secret".to_owned(), "wrong-secret"),
    ] {
        let found = signed_as(&key, &base, cause);
        assert_eq!(found.base_string.as_deref(), Some(base.as_str()));
        assert_eq!(found.their_base_string, None);
    }
    let other = BASE64_STANDARD.encode(tag(Hash::Sha1, "another&secret", &base));
    let proven = explained(
        &with_signature(&good(), &other),
        &Beside {
            their_base: Some(&base),
            ..NOTHING
        },
    );
    assert_eq!(proven.unwrap().cause.code(), "wrong-secret");
    let retired = [secret("the old one")];
    let old = BASE64_STANDARD.encode(tag(
        Hash::Sha1,
        &format!("the%20old%20one&{TOKEN_SECRET}"),
        &base,
    ));
    let found = explained(
        &with_signature(&good(), &old),
        &Beside {
            retired: &retired,
            ..NOTHING
        },
    );
    assert_eq!(found.unwrap().cause.code(), "previous-secret");
}

#[test]
fn secrets_that_are_not_encoded() {
    let known = AppCredentials::new(KEY).secret(secret("a b+c"));
    let sent = good();
    for (key, cause) in [
        (format!("a b+c&{TOKEN_SECRET}"), "percent-encoding"),
        (format!("a%2520b%252Bc&{TOKEN_SECRET}"), "percent-encoding"),
    ] {
        let header = with_signature(
            &sent,
            &BASE64_STANDARD.encode(tag(Hash::Sha1, &key, &sent.base)),
        );
        let request = Request::new("POST", URL)
            .form(FORM)
            .header("Authorization", header.as_bytes());
        let policy = policy();
        let found = Attempt::new(&request, &known, &policy, at(NOW))
            .explain()
            .unwrap();
        assert_eq!(found.cause.code(), cause, "{found:?}");
    }
}

#[test]
fn the_url() {
    let base = good().base;
    let uri = "https%3A%2F%2Fphotos.example.net%2FPh%2520otos";
    assert!(base.contains(uri));
    for other in [
        "https%3A%2F%2Fphotos.example.net%3A443%2FPh%2520otos",
        "http%3A%2F%2Fphotos.example.net%2FPh%2520otos",
        "https%3A%2F%2Fphotos.example.net%2FPh%2520otos%2F",
    ] {
        base_is(&base.replace(uri, other), "default-port");
    }
    base_is(&base.replace("POST", "post"), "method-case");
}

#[test]
fn the_parameters() {
    let base = good().base;
    let without = |pairs: &[&str]| {
        let mut text = base.clone();
        for pair in pairs {
            let shorter = text.replacen(&format!("{pair}%26"), "", 1);
            assert_ne!(shorter, text, "{pair}");
            text = shorter;
        }
        text
    };
    let form = ["f%3D1", "g%3Da%2520b"];
    let query = [
        "a%3D10",
        "a%3D9",
        "a%3Dx%2521",
        "b%3D1%25202",
        "c%2540%3D2",
        "c2%3D%252B",
        "e%3D",
    ];
    base_is(&without(&form), "form-body-ignored");
    base_is(&without(&query), "missing-parameter");
    base_is(&without(&[&query[..], &form].concat()), "missing-parameter");
    base_is(
        &base.replace("%26oauth_version%3D1.0", ""),
        "missing-parameter",
    );
    base_is(
        &base.replace("%26oauth_token%3Dnnch734d00sl2jdk", ""),
        "missing-parameter",
    );
    base_is(&base.replace("e%3D%26", "e%26"), "empty-value");
    base_is(&without(&["e%3D"]), "empty-value");
    base_is(
        &base.replace("1191242096", "1191242096000"),
        "timestamp-unit",
    );
}

#[test]
fn the_order() {
    let base = good().base;
    // `c@` is behind `c2` when it is not encoded yet, and `x!` …
    let unencoded = base.replace("c%2540%3D2%26c2%3D%252B", "c2%3D%252B%26c%2540%3D2");
    base_is(&unencoded, "parameter-order");
    let by_name = base.replace("a%3D10%26a%3D9%26a%3Dx%2521", "a%3Dx%2521%26a%3D10%26a%3D9");
    base_is(&by_name, "parameter-order");
}

#[test]
fn the_encoding() {
    let base = good().base;
    base_is(
        &base.replace("1%25202", "1%2B2").replace("a%2520b", "a%2Bb"),
        "plus-or-space",
    );
    base_is(
        &base
            .replace("1%25202", "1%252B2")
            .replace("a%2520b", "a%252Bb"),
        "plus-or-space",
    );
    base_is(
        &base.replace("x%2521", "x!").replace("x!", "x%21"),
        "percent-encoding",
    );
    let (head, parameters) = base.rsplit_once('&').unwrap();
    let (method, uri) = head.split_once('&').unwrap();
    let decoded = |text: &str| {
        percent_encoding::percent_decode_str(text)
            .decode_utf8()
            .unwrap()
            .into_owned()
    };
    let once = decoded(parameters);
    base_is(&format!("{head}&{once}"), "percent-encoding");
    base_is(
        &format!("{method}&{}&{parameters}", decoded(uri)),
        "percent-encoding",
    );
    base_is(
        &format!("{method}&{}&{once}", decoded(uri)),
        "percent-encoding",
    );
    base_is(
        &base
            .replace("%252B", "%25252B")
            .replace("%2521", "%252521")
            .replace("%2520b", "%252520b")
            .replace("1%25202", "1%2525202")
            .replace("c%2540", "c%252540"),
        "percent-encoding",
    );
    base_is(&base.replace("%252B", "%252b"), "percent-encoding");
}

#[test]
fn other_hashes() {
    let base = good().base;
    let sha256 = BASE64_STANDARD.encode(tag(Hash::Sha256, &key(), &base));
    assert_cause(&with_signature(&good(), &sha256), "wrong-hash");
    let hex: String = tag(Hash::Sha1, &key(), &base)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_cause(&with_signature(&good(), &hex), "malformed");
    let right = BASE64_STANDARD.encode(tag(Hash::Sha1, &key(), &base));
    if right.contains('+') {
        assert_cause(
            &with_signature(&good(), &right.replace('+', " ")),
            "plus-or-space",
        );
    }
    assert_cause(&with_signature(&good(), "***"), "malformed");
}

#[test]
fn a_mistake_of_the_secret_and_one_of_the_string() {
    let base = good().base.replace("POST", "post");
    let found = signed_as(&format!("{SECRET}&"), &base, "key-suffix");
    assert!(found.detail.contains("lower-case"), "{found:?}");
}

#[test]
fn rsa() {
    let sent = signed("POST", URL, FORM, &Options::new(SignatureMethod::RsaSha256));
    let by = |key: &PrivateKey, hash, base: &str| {
        let scheme = SignatureScheme::RsaPkcs1v15(hash);
        let signature = key
            .sign(
                scheme,
                KeySizes::Legacy,
                Randomness::System,
                base.as_bytes(),
            )
            .unwrap();
        with_signature(&sent, &BASE64_STANDARD.encode(signature))
    };
    let key = private_key();
    assert_cause(&by(&key, Hash::Sha1, &sent.base), "wrong-hash");
    assert_cause(
        &by(&key, Hash::Sha256, &sent.base.replace("POST", "post")),
        "method-case",
    );
    assert_cause(&by(&key, Hash::Sha256, "something else"), "unknown");
    let other = PrivateKey::from_pkcs8_der(include_bytes!("../../data/rsa1024.pkcs8.der")).unwrap();
    assert_cause(&by(&other, Hash::Sha256, &sent.base), "wrong-key");
    let other_public = AppCredentials::new(KEY).public_key(other.public_key().clone());
    let request = sent.request("POST");
    let mut policy = policy();
    policy.key_sizes = KeySizes::Legacy;
    let found = Attempt::new(&request, &other_public, &policy, at(NOW))
        .explain()
        .unwrap();
    assert_eq!(found.cause.code(), "wrong-key");
    assert_eq!(public_key().bits(), 2048);
}

#[test]
fn plaintext() {
    let sent = signed("POST", URL, FORM, &Options::new(SignatureMethod::Plaintext));
    for (signature, cause) in [
        (format!("{SECRET}&"), "key-suffix"),
        (SECRET.to_owned(), "key-suffix"),
        (format!("{SECRET}%26{TOKEN_SECRET}"), "percent-encoding"),
        ("another&secret".to_owned(), "wrong-secret"),
    ] {
        let found = assert_cause(&with_signature(&sent, &signature), cause);
        assert_eq!(found.base_string, None);
    }
}

#[test]
fn refusals_that_say_it_themselves() {
    let sent = good();
    let replayed = explained(
        &sent.header,
        &Beside {
            replay: Replay::Seen,
            ..NOTHING
        },
    )
    .unwrap();
    assert_eq!(replayed.cause.code(), "replayed");
    let stale = explained(
        &sent.header,
        &Beside {
            now: NOW + 7200,
            ..NOTHING
        },
    )
    .unwrap();
    assert_eq!(stale.cause.code(), "stale");
    assert!(stale.detail.contains("quarter hour"), "{stale:?}");
    let future = explained(
        &sent.header,
        &Beside {
            now: NOW - 1000,
            ..NOTHING
        },
    )
    .unwrap();
    assert_eq!(future.cause.code(), "future");
    for (from, to, cause) in [
        (
            "oauth_consumer_key=\"d",
            "oauth_consumer_key=\"e",
            "other-app",
        ),
        ("oauth_token=\"n", "oauth_token=\"m", "wrong-secret"),
        ("HMAC-SHA1", "MD5", "wire-name"),
        ("oauth_nonce=", "nonce=", "missing-parameter"),
        ("OAuth ", "Atmosphere ", "malformed"),
        ("\"1191242096\"", "\"2007-10-01\"", "timestamp-unit"),
        ("\"1191242096\"", "\"1191242096000\"", "timestamp-unit"),
        ("\"1191242096\"", "\"1191242096000000\"", "timestamp-unit"),
    ] {
        let header = sent.header.replacen(from, to, 1);
        assert_ne!(header, sent.header);
        assert_cause(&header, cause);
    }
    let known = AppCredentials::new(KEY)
        .secret(secret("the new one"))
        .secret(secret(SECRET));
    let (request, policy) = (sent.request("POST"), policy());
    let found = Attempt::new(&request, &known, &policy, at(NOW))
        .explain()
        .unwrap();
    assert_eq!(found.cause.code(), "previous-secret");
    let only_rsa = credtool_request_auth::oauth1::Policy::new([SignatureMethod::RsaSha256]);
    let found = Attempt::new(&request, &known, &only_rsa, at(NOW))
        .explain()
        .unwrap();
    assert_eq!(found.cause.code(), "wrong-hash");
}

#[test]
fn a_plus_in_the_query_s_signature() {
    let options = Options {
        carry: Carry::Query,
        ..Options::new(SignatureMethod::HmacSha1)
    };
    for n in 0..40 {
        let sent = signed("POST", &format!("https://a/?n={n}"), b"", &options);
        let url = sent.url.replace("%2B", "+");
        if url == sent.url {
            continue;
        }
        let request = Request::new("POST", &url);
        let (app, policy) = (app(), policy());
        let found = Attempt::new(&request, &app, &policy, at(NOW))
            .explain()
            .unwrap();
        assert_eq!(found.cause.code(), "plus-or-space", "{found:?}");
        return;
    }
    unreachable!("a signature in four has a plus");
}

#[test]
fn a_large_request_is_explained_in_time() {
    let query: String = (0..10_000).map(|n| format!("&p{}=v+{n}", n % 7)).collect();
    let sent = signed(
        "GET",
        &format!("https://a/?{}", &query[1..]),
        b"",
        &Options::new(SignatureMethod::HmacSha1),
    );
    let url = format!("{}&more", sent.url);
    let request = Request::new("GET", &url).header("Authorization", sent.header.as_bytes());
    let (app, policy) = (app(), policy());
    let started = std::time::Instant::now();
    let found = Attempt::new(&request, &app, &policy, at(NOW))
        .explain()
        .unwrap();
    assert_eq!(
        found.cause.code(),
        "empty-value",
        "what was added has no value"
    );
    assert!(started.elapsed() < std::time::Duration::from_secs(30));
}

proptest! {
    #[test]
    fn any_request(
        header in "OAuth (oauth_(consumer_key|token|signature|signature_method|nonce|timestamp)=\"[ -~&&[^\"\\\\]]{0,12}\",){0,6}",
        method in "HMAC-SHA1|HMAC-SHA256|RSA-SHA256|PLAINTEXT|x",
        form in prop::collection::vec(any::<u8>(), 0..40),
        theirs in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let header = format!("{header} oauth_signature_method=\"{method}\"");
        let sent = good();
        let cut = sent.header.replace("HMAC-SHA1", &method);
        for header in [&header, &cut] {
            let request = Request::new("GET", URL).form(&form).header("Authorization", header.as_bytes());
            let (app, policy) = (app(), policy());
            let attempt = Attempt {
                their_base: Some(&theirs),
                ..Attempt::new(&request, &app, &policy, at(NOW))
            };
            let explanation = attempt.explain();
            prop_assert!(explanation.is_some());
            let shown = format!("{explanation:?}");
            prop_assert!(!shown.contains(SECRET) && !shown.contains(TOKEN_SECRET), "{shown}");
        }
    }
}
