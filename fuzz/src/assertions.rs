//! Client assertions: any token, any header and claims under a good signature, and what we sign.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credtool_crypto_engine::{Hash, HmacKey};
use credtool_request_auth::oauth2::{
    AssertionKey, AssertionOptions, AssertionPolicy, JwsAlgorithm, VerifiedAssertion,
    sign_assertion, verify_assertion,
};
use credtool_request_auth::{AppCredentials, Refusal, Replay, SharedSecret};

const SECRET: &str = "1008877afabf32efb31f9c974dbeaa688bed0769";

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_753_952_400)
}

fn secret() -> SharedSecret {
    SharedSecret::new(SECRET).unwrap()
}

fn verify(token: &str, client: &str) -> Result<VerifiedAssertion, Refusal> {
    let known = AppCredentials::new(client).secret(secret());
    let policy = AssertionPolicy::new("a");
    verify_assertion(token, |_| Some(&known), &policy, now(), |_, _| Replay::New)
}

/// No token that nobody signed is accepted; of two lines under a good signature only what another JSON parser reads the same
/// way; and what is signed for a client of any name verifies, once changed not any more.
pub fn jwt(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    assert!(verify(&text, "c").is_err());

    let (header, claims) = text
        .split_once('\n')
        .unwrap_or(("{\"alg\":\"HS256\"}", &text));
    let [header_part, claims_part] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part));
    let input = format!("{header_part}.{claims_part}");
    let tag = HmacKey::new(Hash::Sha256, SECRET.as_bytes()).tag(input.as_bytes());
    let token = format!("{input}.{}", URL_SAFE_NO_PAD.encode(tag));
    if let Ok(verified) = verify(&token, "c") {
        let other: serde_json::Value = serde_json::from_str(claims).unwrap();
        assert_eq!((&other["iss"], &other["sub"]), (&"c".into(), &"c".into()));
        assert!(other["exp"].is_number());
        assert_eq!(verified.id(), other["jti"].as_str());
        let header: serde_json::Value = serde_json::from_str(header).unwrap();
        assert_eq!(header["alg"], "HS256");
    }

    let secret = secret();
    let options = AssertionOptions::new(JwsAlgorithm::Hs384, "a");
    let key = AssertionKey::Secret(&secret);
    let Ok(token) = sign_assertion(&text, key, &options, "id", now()) else {
        assert!(text.is_empty());
        return;
    };
    match verify(&token, &text) {
        Ok(verified) => assert_eq!(verified.client_id(), text),
        // Only one that is longer than any token.
        Err(refusal) => assert!(token.len() > 64 << 10, "{refusal}"),
    }
    let mut changed = token.into_bytes();
    let at = data.len() % changed.len();
    changed[at] ^= 1;
    assert!(verify(&String::from_utf8(changed).unwrap(), &text).is_err());
}
