//! Compact JWS against published values: RFC 7515 appendix A, RFC 8037 appendix A.4, and the examples of RFC 7520 where their
//! folder stands beside the checkout.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test that reads other people's examples where they are, and says when they are not"
)]

use std::path::PathBuf;
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credtool_crypto_engine::{KeySizes, PublicKey};
use serde_json::Value;

use super::JwsAlgorithm;
use super::jws::CompactJws;
use crate::refusal::Reason;
use crate::{AppCredentials, SharedSecret};

/// RFC 7515 A.1.1: the key of A.1, in base64url.
const A1_KEY: &str =
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";

const A1: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9\
    .eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ\
    .dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

const A2: &str = "eyJhbGciOiJSUzI1NiJ9\
    .eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ\
    .cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujG\
    bds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0Gar\
    ZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs\
    98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

/// RFC 7515 A.2.1: the public half, as SubjectPublicKeyInfo.
const A2_KEY: &str = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAofgWCuLjybRlzo0tZWJj\
    NiuSfb4p4fAkd/wWJcyQoTbji9k0l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEz\
    P1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo\
    9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTB\
    EMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxX\
    FvUK+DWNmoudF8NAco9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXp\
    oQIDAQAB";

const A3: &str = "eyJhbGciOiJFUzI1NiJ9\
    .eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ\
    .DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

/// RFC 7515 A.3.1: the public half, as SubjectPublicKeyInfo.
const A3_KEY: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7\
    6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==";

/// RFC 8037 A.4 and, as SubjectPublicKeyInfo, A.2.
const ED25519: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc\
    .hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
const ED25519_KEY: &str = "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

fn with_key(spki: &str) -> AppCredentials {
    let der = base64::prelude::BASE64_STANDARD.decode(spki).unwrap();
    AppCredentials::new("joe").public_key(PublicKey::from_spki_der(&der).unwrap())
}

fn with_secret(text: &str) -> AppCredentials {
    let bytes = URL_SAFE_NO_PAD.decode(text).unwrap();
    AppCredentials::new("joe").secret(SharedSecret::new(bytes).unwrap())
}

fn signed_by(token: &str, client: &AppCredentials) -> Result<JwsAlgorithm, Reason> {
    let jws = CompactJws::parse(token)?;
    jws.signer(client, KeySizes::Current, SystemTime::UNIX_EPOCH)?;
    Ok(jws.algorithm)
}

#[test]
fn rfc_7515_and_rfc_8037() {
    let clients = [
        (JwsAlgorithm::Hs256, A1, with_secret(A1_KEY)),
        (JwsAlgorithm::Rs256, A2, with_key(A2_KEY)),
        (JwsAlgorithm::Es256, A3, with_key(A3_KEY)),
        (JwsAlgorithm::EdDsa, ED25519, with_key(ED25519_KEY)),
    ];
    for (algorithm, token, client) in &clients {
        assert_eq!(signed_by(token, client).as_ref(), Ok(algorithm));
        for (other, token, _) in &clients {
            if other != algorithm {
                assert!(signed_by(token, client).is_err(), "{other:?} {algorithm:?}");
            }
        }
        // A bit of the payload, and a bit of the signature.
        for at in [token.find('.').unwrap() + 3, token.rfind('.').unwrap() + 3] {
            let mut changed = token.as_bytes().to_vec();
            changed[at] ^= 1;
            let changed = String::from_utf8(changed).unwrap();
            let answer = signed_by(&changed, client);
            assert!(matches!(
                answer,
                Err(Reason::BadSignature | Reason::Malformed(_))
            ));
        }
    }
    // Appendix A.5 has no signature at all.
    let a5 = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UifQ.";
    assert!(signed_by(a5, &with_secret(A1_KEY)).is_err());
}

#[test]
fn no_key_is_a_secret() {
    let der = base64::prelude::BASE64_STANDARD.decode(A2_KEY).unwrap();
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{A2_KEY}\n-----END PUBLIC KEY-----\n");
    let jwk = r#"{"kty":"RSA","e":"AQAB"}"#;
    for text in [pem.as_str(), jwk] {
        let client = AppCredentials::new("joe").secret(SharedSecret::new(text).unwrap());
        assert!(matches!(
            signed_by(A1, &client),
            Err(Reason::UnusableKey(_))
        ));
    }
    let client = AppCredentials::new("joe").public_key(PublicKey::from_spki_der(&der).unwrap());
    assert_eq!(signed_by(A1, &client), Err(Reason::NoSecret));
}

#[test]
fn rfc_7520() {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let shared = std::env::var("CREDTOOL_SHARED").unwrap_or_else(|_| beside.to_owned());
    let folder = PathBuf::from(shared).join("vectors/jose-cookbook");
    if !folder.exists() {
        println!("skipped: no examples at {}", folder.display());
        return;
    }
    let read = |name: &str| -> Value {
        serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
    };
    let text = |value: &Value| value.as_str().unwrap().to_owned();

    let ed25519 = read("curve25519/jws.json");
    let token = text(&ed25519["output"]["compact"]);
    let x = text(&ed25519["input"]["key"]["x"]);
    let spki = [
        &[
            0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0,
        ][..],
        &URL_SAFE_NO_PAD.decode(x).unwrap(),
    ];
    let key = PublicKey::from_spki_der(&spki.concat()).unwrap();
    let own = AppCredentials::new("joe").public_key(key);
    assert_eq!(signed_by(&token, &own), Ok(JwsAlgorithm::EdDsa));

    // The content travels apart; put back, the signature holds.
    let detached = read("jws/4_5.signature_with_detached_content.json");
    let client = with_secret(&text(&detached["input"]["key"]["k"]));
    let parts = text(&detached["output"]["compact"]);
    assert!(matches!(
        signed_by(&parts, &client),
        Err(Reason::Malformed(_))
    ));
    let payload = URL_SAFE_NO_PAD.encode(text(&detached["input"]["payload"]));
    let whole = parts.replacen("..", &format!(".{payload}."), 1);
    assert_eq!(signed_by(&whole, &client), Ok(JwsAlgorithm::Hs256));

    // P-521 is not computed here, and said so.
    let p521 = text(&read("jws/4_3.ecdsa_signature.json")["output"]["compact"]);
    let answer = signed_by(&p521, &client);
    assert_eq!(
        answer,
        Err(Reason::UnsupportedAlgorithm("ES512".to_owned()))
    );

    // A payload that is not encoded is an extension that is not understood (RFC 7797).
    for name in [
        "rfc7797/4.2.hmac-sha2_b64_false.json",
        "rfc7797/hmac-sha2_b64_false.json",
    ] {
        let example = read(name);
        let Some(token) = example["output"]["compact"].as_str() else {
            continue;
        };
        assert!(signed_by(token, &client).is_err(), "{name}");
    }
}
