//! Digests and signatures over the sample inputs of the platform's page "App Security Options and Setup", recomputed with an
//! independent program (the page's own results are a placeholder that verifies nowhere), and the published values of the
//! GovTech APEX suite (MIT), typed in.

use credtool_request_auth::akana::{self, Credentials, Format, Options, Scheme};
use credtool_request_auth::{Reason, Replay, Request, SharedSecret};

use crate::{APP, SECRET, app, millis, policy, secret};

const NONCE: &str = "1326409129918";
const PREFIX: &str = "acmepaymentscorp";

fn options(scheme: Scheme, wire_name: Option<&str>) -> Options {
    let format = Format {
        header_scheme: PREFIX.into(),
        prefix: PREFIX.into(),
        ..Format::default()
    };
    Options {
        format,
        wire_name: wire_name.map(str::to_owned),
        ..Options::new(scheme)
    }
}

fn digest(secret: &SharedSecret) -> String {
    let request = Request::new("GET", "https://api.com/");
    let credentials = Credentials::secret(APP, secret);
    let signed = akana::sign(
        &request,
        &credentials,
        &options(Scheme::Digest, None),
        NONCE,
        millis(1_326_755_565_940),
    );
    signed.unwrap().authorization().to_owned()
}

#[test]
fn digests() {
    let sent = digest(&secret(SECRET));
    assert_eq!(
        sent,
        format!(
            "acmepaymentscorp acmepaymentscorp_app_id=\"{APP}\",acmepaymentscorp_nonce=\"{NONCE}\",acmepaymentscorp_digest_method=\"SHA1\",\
             acmepaymentscorp_secret_digest=\"Il802Py7y8zC+yJJAtcI92RcXws=\",acmepaymentscorp_timestamp=\"1326755565940\",acmepaymentscorp_version=\"1.0\""
        )
    );
    let other = secret("2d9d42b42a4e2abc1fa5489d5081e03b95818ffd");
    assert!(digest(&other).contains("\"1q72ZDQAfhZ+nmiKWjdwtB/7OdA=\""));
}

/// Signs at the time that the vectors have as nonce too, and checks string, signature and our own yes.
fn hmac(scheme: Scheme, wire_name: &str, request: &Request<'_>, base: &str, signature: &str) {
    let secret = secret(SECRET);
    let time = millis(1_326_409_129_918);
    let options = options(scheme, Some(wire_name));
    let signed = akana::sign(
        request,
        &Credentials::secret(APP, &secret),
        &options,
        NONCE,
        time,
    )
    .unwrap();
    assert_eq!(String::from_utf8_lossy(signed.base_string().unwrap()), base);
    assert!(
        signed
            .authorization()
            .contains(&format!("_signature=\"{signature}\"")),
        "{}",
        signed.authorization()
    );

    let known = app();
    let policy = akana::Policy::new([scheme], options.format);
    let received = request
        .clone()
        .header("authorization", signed.authorization().as_bytes());
    let verified = akana::verify(
        &received,
        |_| Some(&known),
        &policy,
        time,
        |_, _| Replay::New,
    )
    .unwrap();
    assert_eq!(
        (verified.identity(), verified.matched()),
        (Some(APP), Some(0))
    );
}

const FUNDS: &str = "POST&https://api.com/Payments/Funds&acmepaymentscorp_app_id=myplatform-AS0iTmhoGaE6Y9sWhUkvcL6T&acmepaymentscorp_nonce=1326409129918&acmepaymentscorp_signature_method=METHOD&acmepaymentscorp_timestamp=1326409129918&acmepaymentscorp_version=1.0";

#[test]
fn hmac_sha1() {
    let request = Request::new("POST", "https://api.com/Payments/Funds");
    hmac(
        Scheme::HmacSha1,
        "HMAC-SHA1",
        &request,
        &FUNDS.replace("METHOD", "HMAC-SHA1"),
        "%2BqPSmr69e5QishVXr9S0JMkc2u8%3D",
    );
    let details = "GET&https://api.com/Payments/FundDetails&a=1&acmepaymentscorp_app_id=myplatform-AS0iTmhoGaE6Y9sWhUkvcL6T&acmepaymentscorp_nonce=1326409129918&acmepaymentscorp_signature_method=HMAC-SHA1&acmepaymentscorp_timestamp=1326409129918&acmepaymentscorp_version=1.0&id=123";
    let request = Request::new(
        "get",
        "HTTPS://API.com:443/Payments/FundDetails?id=123&a=1#top",
    );
    hmac(
        Scheme::HmacSha1,
        "HMAC-SHA1",
        &request,
        details,
        "jTCslT%2F5hS0ZfkruBCrIDP%2BMK0I%3D",
    );
}

#[test]
fn the_spelling_is_signed() {
    let request = Request::new("POST", "https://api.com/Payments/Funds");
    for (name, signature) in [
        (
            "HMACSHA256",
            "autytqFOSYpsBQHF8Oba1dAHcQesPj3OOVT9Kv9jup0%3D",
        ),
        (
            "HMAC-SHA256",
            "YNOTod19%2B2W2AOOibEas0h0AZx0aU5uq7kU0I%2FOZZak%3D",
        ),
    ] {
        hmac(
            Scheme::HmacSha256,
            name,
            &request,
            &FUNDS.replace("METHOD", name),
            signature,
        );
    }
}

/// The same string under the 20 bytes that the secret's hex digits spell: a mistake that must be a no.
#[test]
fn a_hex_decoded_key_is_another_key() {
    let header = format!(
        "Atmosphere acmepaymentscorp_app_id={APP},acmepaymentscorp_nonce={NONCE},acmepaymentscorp_signature_method=HMAC-SHA1,\
         acmepaymentscorp_signature=SIGNATURE,acmepaymentscorp_timestamp=1326409129918,acmepaymentscorp_version=1.0"
    );
    let verify = |signature| {
        let header = header.replace("SIGNATURE", signature);
        let request = Request::new("POST", "https://api.com/Payments/Funds")
            .header("Authorization", header.as_bytes());
        let policy = policy(Scheme::HmacSha1, PREFIX);
        let app = app();
        akana::verify(
            &request,
            |_| Some(&app),
            &policy,
            millis(1_326_409_129_918),
            |_, _| Replay::New,
        )
        .map_err(|refusal| refusal.reason)
    };
    assert_eq!(
        verify("I2vhHLj3MU/P9VbnhP3V5f+36GU="),
        Err(Reason::BadSignature)
    );
    assert!(verify("+qPSmr69e5QishVXr9S0JMkc2u8=").is_ok());
    assert!(verify("%2BqPSmr69e5QishVXr9S0JMkc2u8%3D").is_ok());
}

/// `getSignatureToken` 1 of the suite, byte for byte in the header's fields.
#[test]
fn a_whole_token_of_the_suite() {
    let secret = secret("ae9e634c3cea19dad0adae5e1e11dd5ab2fa78c0");
    let app_id = "training-3O9HWXNyVT0701KyJIZte787";
    let url = "https://training.api.lab:443/ai/training/rest/v1/level1/ex-ex?adata=some+data&aapre=321&clientname=apex.l1.test.client";
    let request = Request::new("GET", url);
    let format = Format {
        header_scheme: "Apex_l1_eg".into(),
        prefix: "apex_l1_eg".into(),
        ..Format::default()
    };
    let options = Options {
        format,
        realm: Some("apex.l1.test".into()),
        encode_signature: akana::EncodeSignature::No,
        ..Options::new(Scheme::HmacSha256)
    };
    let credentials = Credentials::secret(app_id, &secret);
    let signed = akana::sign(
        &request,
        &credentials,
        &options,
        "iypPgHH6z78Mu3GloCA=",
        millis(1_536_650_955_984),
    )
    .unwrap();
    assert_eq!(
        signed.base_string().unwrap(),
        b"GET&https://training.api.lab/ai/training/rest/v1/level1/ex-ex&aapre=321&adata=some data&apex_l1_eg_app_id=training-3O9HWXNyVT0701KyJIZte787&apex_l1_eg_nonce=iypPgHH6z78Mu3GloCA=&apex_l1_eg_signature_method=HMACSHA256&apex_l1_eg_timestamp=1536650955984&apex_l1_eg_version=1.0&clientname=apex.l1.test.client"
    );
    assert_eq!(
        signed.authorization(),
        "Apex_l1_eg realm=\"apex.l1.test\",apex_l1_eg_app_id=\"training-3O9HWXNyVT0701KyJIZte787\",apex_l1_eg_nonce=\"iypPgHH6z78Mu3GloCA=\",apex_l1_eg_signature_method=\"HMACSHA256\",apex_l1_eg_signature=\"15F82gImU+m+lHLjErxOcAAvdWTcYnHk3nHfXqw5D70=\",apex_l1_eg_timestamp=\"1536650955984\",apex_l1_eg_version=\"1.0\""
    );
}
