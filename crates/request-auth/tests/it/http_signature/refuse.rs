//! Every reason of a no, and of an error when signing.

use std::time::Duration;

use credtool_crypto_engine::NewKey;
use credtool_request_auth::http_signature::{
    self, Algorithm, Credentials, DigestAlgorithm, Options, Policy,
};
use credtool_request_auth::{
    AppCredentials, Error, Freshness, Reason, Replay, Request, SharedSecret,
};

use super::*;

const COVERED: &str = "(\"@method\" \"@target-uri\")";

/// The reason for which a GET with these two fields is refused.
fn reason(input: &str, signature: &str) -> Reason {
    let request = Request::new("GET", URL)
        .header("Signature-Input", input.as_bytes())
        .header("Signature", signature.as_bytes());
    verify(&request, &app(), &hmac()).unwrap_err().reason
}

/// The reason for a signature with these parameters.
fn parameters(parameters: &str) -> Reason {
    reason(&format!("sig1={COVERED}{parameters}"), "sig1=:aGk=:")
}

const GOOD: &str = ";created=1618884473;keyid=\"nexus\"";

fn covered(covered: &str) -> Reason {
    let input = format!("sig1=(\"@method\" \"@target-uri\" {covered}){GOOD}");
    reason(&input, "sig1=:aGk=:")
}

fn missing(name: &str) -> Reason {
    Reason::MissingParameter(name.to_owned())
}

fn code(reason: &Reason) -> &'static str {
    reason.code()
}

#[test]
fn fields_of_a_signature() {
    let none = Request::new("GET", URL);
    let refusal = verify(&none, &app(), &hmac()).unwrap_err();
    assert_eq!(refusal.reason, Reason::NoCredentials);
    let input = format!("sig1={COVERED}{GOOD}");
    let half = none.clone().header("Signature-Input", input.as_bytes());
    assert_eq!(
        verify(&half, &app(), &hmac()).unwrap_err().reason,
        missing("Signature")
    );
    let half = none.clone().header("Signature", b"sig1=:aGk=:");
    assert_eq!(
        verify(&half, &app(), &hmac()).unwrap_err().reason,
        missing("Signature-Input")
    );

    assert_eq!(reason(&input, "sig1=:aGk=:"), Reason::BadSignature);
    assert_eq!(reason(&input, "sig2=:aGk=:"), missing("sig1 of Signature"));
    assert_eq!(reason("", ""), Reason::NoCredentials);
    let twice = format!("{input}, {input}");
    assert_eq!(
        reason(&twice, "sig1=:aGk=:"),
        Reason::DuplicateParameter("sig1".to_owned())
    );
    assert_eq!(
        reason(&input, "sig1=:aGk=:, sig1=:aGk=:"),
        Reason::DuplicateParameter("sig1".to_owned())
    );
    let two = format!("{input}, sig2={COVERED}{GOOD}");
    assert_eq!(code(&reason(&two, "sig1=:aGk=:, sig2=:aGk=:")), "malformed");
    for broken in [
        "sig1",
        "sig1=(",
        "sig1=\"x\"",
        "sig1=()x",
        "é=()",
        "sig1=(@method)",
    ] {
        assert_eq!(
            code(&reason(broken, "sig1=:aGk=:")),
            "malformed",
            "{broken}"
        );
    }
    for broken in [
        "sig1",
        "sig1=aGk=",
        "sig1=:aGk:",
        "sig1=(:aGk=:)",
        "sig1=\"aGk=\"",
        "\u{1}",
    ] {
        assert_eq!(code(&reason(&input, broken)), "malformed", "{broken}");
    }
    let long = format!("{input};tag=\"{}\"", "x".repeat(64 << 10));
    assert_eq!(code(&reason(&long, "sig1=:aGk=:")), "malformed");
    // A duplicate over two lines is one too.
    let request = none
        .header("Signature-Input", input.as_bytes())
        .header("signature-input", input.as_bytes())
        .header("Signature", b"sig1=:aGk=:");
    let refusal = verify(&request, &app(), &hmac()).unwrap_err();
    assert_eq!(
        refusal.reason,
        Reason::DuplicateParameter("sig1".to_owned())
    );
}

#[test]
fn parameters_of_a_signature() {
    assert_eq!(parameters(GOOD), Reason::BadSignature);
    assert_eq!(parameters(";keyid=\"nexus\""), missing("created"));
    assert_eq!(parameters(";created=1"), missing("keyid"));
    assert_eq!(
        parameters(";created=1618884473;keyid=\"Nexus\""),
        Reason::OtherApp
    );
    let alg = |name: &str| parameters(&format!("{GOOD};alg=\"{name}\""));
    assert_eq!(alg("hmac-sha256"), Reason::BadSignature);
    assert_eq!(
        alg("hmac-sha512"),
        Reason::UnsupportedAlgorithm("hmac-sha512".to_owned())
    );
    assert_eq!(alg("ed25519"), Reason::SchemeNotAccepted("http-ed25519"));
    for wrong in [
        ";created=\"1618884473\";keyid=\"nexus\"",
        ";created=1618884473.0;keyid=\"nexus\"",
        ";created=-1;keyid=\"nexus\"",
        ";created=1618884473;keyid=nexus",
        ";created=1618884473;keyid=\"nexus\";expires=x",
        ";created=1618884473;keyid=\"nexus\";expires=-1",
        ";created=1618884473;keyid=\"nexus\";nonce=\"\"",
        ";created=1618884473;keyid=\"nexus\";nonce",
        ";created=1618884473;keyid=\"nexus\";tag=1",
        ";created=1618884473;keyid=\"nexus\";alg=ed25519",
        ";created=1618884473;keyid=\"nexus\";unknown=1",
    ] {
        assert_eq!(code(&parameters(wrong)), "malformed", "{wrong}");
    }
    let long = format!("{GOOD};nonce=\"{}\"", "n".repeat(1025));
    assert_eq!(code(&parameters(&long)), "malformed");
    let twice = format!("{GOOD};created=1618884473");
    assert_eq!(
        parameters(&twice),
        Reason::DuplicateParameter("created".to_owned())
    );
}

#[test]
fn components_of_a_signature() {
    assert_eq!(covered("\"@path\""), Reason::BadSignature);
    assert_eq!(covered("\"x-absent\""), missing("x-absent"));
    assert_eq!(
        covered("\"@query-param\";name=\"x\""),
        missing("@query-param;name=\"x\"")
    );
    assert_eq!(
        covered("\"@path\" \"@path\""),
        Reason::DuplicateParameter("@path".to_owned())
    );
    // The order of its parameters makes no other component.
    let same = covered("\"x\";sf;key=\"a\" \"x\";key=\"a\";sf");
    assert_eq!(code(&same), "duplicate-parameter");
    for unknown in [
        "\"@status\"",
        "\"@signature-params\"",
        "\"@unknown\"",
        "\"X\"",
        "\"x\";tr",
        "\"@method\";req",
        "\"x\";unknown",
        "x",
        "1",
        "(\"x\")",
    ] {
        assert_eq!(code(&covered(unknown)), "malformed", "{unknown}");
    }
    let input = format!("sig1=(\"@method\"){GOOD}");
    assert_eq!(
        reason(&input, "sig1=:aGk=:"),
        Reason::NotCovered("@target-uri".to_owned())
    );
    let input = format!("sig1=(){GOOD}");
    assert_eq!(
        reason(&input, "sig1=:aGk=:"),
        Reason::NotCovered("@method".to_owned())
    );
    // The form of a required component counts.
    let policy = Policy {
        required: components(&["content-digest"]),
        ..hmac()
    };
    let input = format!("sig1=(\"content-digest\";key=\"sha-256\"){GOOD}");
    let request = post()
        .header("Signature-Input", input.as_bytes())
        .header("Signature", b"sig1=:aGk=:");
    let refusal = verify(&request, &app(), &policy).unwrap_err();
    assert_eq!(
        refusal.reason,
        Reason::NotCovered("content-digest".to_owned())
    );
}

#[test]
fn bodies() {
    let sha_256 = DigestAlgorithm::Sha256.content_digest(BODY);
    let options = Options {
        digest: None,
        ..hmac_options()
    };
    let fields_without = fields(&signed(&post(), &options));
    assert_eq!(fields_without.len(), 2);
    let request = post();
    let refusal = verify(&with(&request, &fields_without), &app(), &hmac()).unwrap_err();
    assert_eq!(
        refusal.reason,
        Reason::NotCovered("content-digest".to_owned())
    );
    let lax = Policy {
        digest_required: false,
        ..hmac()
    };
    assert!(verify(&with(&request, &fields_without), &app(), &lax).is_ok());

    let signed = fields(&signed(&post(), &hmac_options()));
    assert_eq!(signed[0], ("Content-Digest".to_owned(), sha_256));
    let changed = post().body(b"{\"hello\": \"World\"}");
    for policy in [&hmac(), &lax] {
        let refusal = verify(&with(&changed, &signed), &app(), policy).unwrap_err();
        assert_eq!(refusal.reason, Reason::BodyChanged);
        assert_eq!(
            (refusal.matched, refusal.freshness),
            (Some(0), Some(Freshness::Fresh))
        );
        let no_body = post().body(b"");
        let refusal = verify(&with(&no_body, &signed), &app(), policy).unwrap_err();
        assert_eq!(refusal.reason, Reason::BodyChanged);
    }
    // The signature is looked at first: no stranger can have bodies hashed.
    let mut forged = signed.clone();
    forged[2].1 = "sig1=:aGk=:".to_owned();
    let refusal = verify(&with(&changed, &forged), &app(), &hmac()).unwrap_err();
    assert_eq!(refusal.reason, Reason::BadSignature);
}

#[test]
fn digests_that_prove_nothing() {
    for (digest, code) in [
        ("md5=:aGk=:", "malformed"),
        ("sha-256=x", "malformed"),
        ("=", "malformed"),
        ("sha-256=:aGk=:", "body-changed"),
    ] {
        // Signed by somebody who does not compare: the digest is a field like any other.
        let base = format!(
            "\"@method\": POST\n\"@target-uri\": {URL}\n\"content-digest\": {digest}\n\
             \"@signature-params\": (\"@method\" \"@target-uri\" \"content-digest\"){GOOD}"
        );
        let request = signed_by_hand(&base, digest);
        let received = with(&request.0, &request.1);
        assert_eq!(
            verify(&received, &app(), &hmac())
                .unwrap_err()
                .reason
                .code(),
            code,
            "{digest}"
        );
    }
}

fn signed_by_hand(base: &str, digest: &str) -> (Request<'static>, Vec<(String, String)>) {
    use base64::Engine as _;
    let tag = credtool_crypto_engine::HmacKey::new(
        credtool_crypto_engine::Hash::Sha256,
        SECRET.as_bytes(),
    );
    let tag = base64::prelude::BASE64_STANDARD.encode(tag.tag(base.as_bytes()));
    let parameters = base.rsplit("\"@signature-params\": ").next().unwrap();
    let fields = [
        ("Content-Digest", digest.to_owned()),
        ("Signature-Input", format!("sig1={parameters}")),
        ("Signature", format!("sig1=:{tag}:")),
    ];
    (
        post(),
        fields
            .map(|(name, value)| (name.to_owned(), value))
            .to_vec(),
    )
}

#[test]
fn times() {
    let options = Options {
        expires: Some(Duration::from_secs(60)),
        ..hmac_options()
    };
    let request = post();
    let with_end = fields(&signed(&request, &options));
    let without = fields(&signed(&request, &hmac_options()));
    let answer = |fields: &[(String, String)], now: SystemTime| {
        let received = with(&request, fields);
        let known = app();
        http_signature::verify(
            &received,
            |_| Some(&known),
            &hmac(),
            now,
            |_, _| Replay::New,
        )
        .map(|verified| verified.freshness())
        .map_err(|refusal| (refusal.reason, refusal.matched))
    };
    let stale = Err((Reason::Stale, Some(0)));
    let just_before = at(NOW - 300) - Duration::from_nanos(1);
    assert_eq!(answer(&without, at(NOW)), Ok(Freshness::Fresh));
    assert_eq!(answer(&without, at(NOW + 300)), Ok(Freshness::Fresh));
    assert_eq!(answer(&without, at(NOW + 301)), stale);
    assert_eq!(answer(&without, at(NOW - 300)), Ok(Freshness::Fresh));
    assert_eq!(
        answer(&without, just_before),
        Err((Reason::Future, Some(0)))
    );
    assert_eq!(answer(&with_end, at(NOW + 60)), Ok(Freshness::Fresh));
    assert_eq!(answer(&with_end, at(NOW + 61)), stale);
    assert_eq!(answer(&with_end, at(NOW - 300)), Ok(Freshness::Fresh));
}

#[test]
fn keys_of_another_type() {
    let ed25519 = key(NewKey::Ed25519);
    let p256 = key(NewKey::EcP256);
    let policy = Policy::new([
        Algorithm::Ed25519,
        Algorithm::EcdsaP256Sha256,
        Algorithm::HmacSha256,
    ]);
    let credentials = Credentials::private_key(KEY_ID, &ed25519);
    let sign = |options: &Options| {
        fields(&http_signature::sign(&post(), &credentials, options, "n", at(NOW)).unwrap())
    };
    let named = sign(&Options::new(Algorithm::Ed25519));
    let request = post();
    let reason = |app: &AppCredentials, policy: &Policy, fields: &[(String, String)]| {
        verify(&with(&request, fields), app, policy)
            .map(|_| ())
            .map_err(|refusal| refusal.reason)
    };
    let of =
        |public: &PrivateKey| AppCredentials::new(KEY_ID).public_key(public.public_key().clone());
    assert_eq!(reason(&of(&ed25519), &policy, &named), Ok(()));
    assert_eq!(
        reason(&of(&p256), &policy, &named).map_err(|reason| reason.code()),
        Err("unusable-key")
    );
    assert_eq!(reason(&app(), &policy, &named), Err(Reason::NoPublicKey));
    // A public key is never taken for a secret, nor the other way round.
    let confused = named.clone().into_iter().map(|(name, value)| {
        (
            name,
            value.replace("alg=\"ed25519\"", "alg=\"hmac-sha256\""),
        )
    });
    let confused: Vec<(String, String)> = confused.collect();
    assert_eq!(
        reason(&of(&ed25519), &policy, &confused),
        Err(Reason::NoSecret)
    );
    assert_eq!(
        reason(&of(&ed25519), &hmac(), &named),
        Err(Reason::SchemeNotAccepted("http-ed25519"))
    );
    assert_eq!(
        reason(&of(&ed25519), &Policy::new([]), &sign(&nameless())),
        Err(Reason::MissingParameter("alg".to_owned()))
    );
}

fn nameless() -> Options {
    Options {
        name_algorithm: false,
        ..Options::new(Algorithm::Ed25519)
    }
}

#[test]
fn what_cannot_be_signed() {
    let secret = SharedSecret::new(SECRET).unwrap();
    let key = key(NewKey::Ed25519);
    let sign_as =
        |request: &Request<'_>, key_id: &str, options: &Options, nonce: &str, now: SystemTime| {
            let credentials = Credentials::secret(key_id, &secret);
            http_signature::sign(request, &credentials, options, nonce, now)
                .map(|_| ())
                .unwrap_err()
        };
    let sign =
        |request: &Request<'_>, options: &Options| sign_as(request, KEY_ID, options, "n", at(NOW));
    let value = |error: Error| matches!(error, Error::Value { .. });
    assert!(matches!(
        sign(&Request::new("GET", "/relative"), &hmac_options()),
        Error::Url(_)
    ));
    assert_eq!(
        sign(&Request::new("GE T", URL), &hmac_options()),
        Error::Method
    );
    assert!(matches!(
        sign(&Request::new("GET", "https://a/é"), &hmac_options()),
        Error::Component { .. }
    ));
    assert!(value(sign_as(&post(), "", &hmac_options(), "n", at(NOW))));
    assert!(value(sign_as(&post(), "é", &hmac_options(), "n", at(NOW))));
    assert!(value(sign_as(
        &post(),
        KEY_ID,
        &hmac_options(),
        "a\nb",
        at(NOW)
    )));
    let early = at(0) - Duration::from_secs(1);
    assert_eq!(
        sign_as(&post(), KEY_ID, &hmac_options(), "n", early),
        Error::Time
    );
    for label in ["", "Sig", "1", "a b"] {
        let options = Options {
            label: label.to_owned(),
            ..hmac_options()
        };
        assert!(value(sign(&post(), &options)), "{label}");
    }
    for covered in [
        &["x-absent"][..],
        &["@method", "@method"],
        &["@query-param;name=\"x\""],
        &["content-type;sf"],
        &["signature;bs"],
    ] {
        let options = Options {
            components: components(covered),
            ..hmac_options()
        };
        assert!(
            matches!(sign(&post(), &options), Error::Component { .. }),
            "{covered:?}"
        );
    }
    for (name, content) in [
        ("Signature", "sig1=:aGk=:"),
        ("Signature-Input", "sig1=()"),
        ("signature", "("),
    ] {
        let request = post().header(name, content.as_bytes());
        assert_eq!(
            sign(&request, &hmac_options()),
            Error::AlreadySigned,
            "{name}"
        );
    }
    for digest in ["sha-256=:aGk=:", "md5=:aGk=:", "(", "\u{e9}"] {
        let request = post().header("Content-Digest", digest.as_bytes());
        assert!(value(sign(&request, &hmac_options())), "{digest}");
    }
    let wrong = |options: Options| {
        let credentials = Credentials::private_key(KEY_ID, &key);
        http_signature::sign(&post(), &credentials, &options, "n", at(NOW)).unwrap_err()
    };
    for algorithm in Algorithm::ALL {
        if algorithm != Algorithm::Ed25519 {
            assert!(matches!(
                wrong(Options::new(algorithm)),
                Error::WrongCredential { .. }
            ));
        }
    }
    let wrong = sign(&post(), &Options::new(Algorithm::Ed25519));
    assert!(matches!(wrong, Error::WrongCredential { .. }));
}
