//! The secret, mangled, and hashes made otherwise.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use credtool_crypto_engine::Hash;
use credtool_request_auth::SharedSecret;
use credtool_request_auth::explain::Cause;

use super::*;

fn of_key(key: &[u8]) -> Option<Explanation> {
    let tag = tag(Hash::Sha256, key, BASE.as_bytes());
    of(&request(), PARAMETERS, &tag, &NOTHING_MORE)
}

#[test]
fn forms_of_the_secret() {
    let hex: Vec<u8> = (0..SECRET.len() / 2)
        .map(|place| u8::from_str_radix(&SECRET[2 * place..2 * place + 2], 16).unwrap())
        .collect();
    for (key, cause) in [
        (format!("{SECRET}\n").into_bytes(), Cause::SecretWhiteSpace),
        (hex, Cause::SecretHexDecoded),
        (
            BASE64_STANDARD.decode(SECRET).unwrap(),
            Cause::SecretBase64Decoded,
        ),
        (format!("{SECRET}&").into_bytes(), Cause::KeySuffix),
        (SECRET.to_ascii_uppercase().into_bytes(), Cause::HexCase),
        (format!("\"{SECRET}\"").into_bytes(), Cause::WrongSecret),
        (b"another secret".to_vec(), Cause::WrongSecret),
    ] {
        let found = assert_cause(of_key(&key), cause, &String::from_utf8_lossy(&key));
        assert!(!found.hint.contains("join"), "{}", found.hint);
    }
}

#[test]
fn a_retired_secret() {
    let tag = tag(Hash::Sha256, b"the previous secret", BASE.as_bytes());
    let retired = [SharedSecret::new("the previous secret").unwrap()];
    let more = More {
        retired: &retired,
        ..NOTHING_MORE
    };
    let found = of(&request(), PARAMETERS, &tag, &more);
    assert_cause(found, Cause::PreviousSecret, "retired");
}

#[test]
fn a_secret_and_a_base() {
    let tag = tag(
        Hash::Sha256,
        format!("{SECRET}\n").as_bytes(),
        format!("{BASE}\n").as_bytes(),
    );
    let found = of(&request(), PARAMETERS, &tag, &NOTHING_MORE);
    let found = assert_cause(found, Cause::SecretWhiteSpace, "two mistakes");
    assert!(
        found.detail.contains("line feed at its end"),
        "{}",
        found.detail
    );
}

#[test]
fn hashes_and_texts() {
    for hash in [Hash::Sha1, Hash::Sha512] {
        let tag = tag(hash, SECRET.as_bytes(), BASE.as_bytes());
        assert_cause(
            of(&request(), PARAMETERS, &tag, &NOTHING_MORE),
            Cause::WrongHash,
            "hash",
        );
    }
    let hex: String = tag(Hash::Sha256, SECRET.as_bytes(), BASE.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let found = of(&request(), PARAMETERS, hex.as_bytes(), &NOTHING_MORE);
    assert_cause(found, Cause::Malformed, "hex digits");
    assert_cause(
        of(&request(), PARAMETERS, b"short", &NOTHING_MORE),
        Cause::Malformed,
        "short",
    );
    assert_cause(
        of(&request(), PARAMETERS, b"", &NOTHING_MORE),
        Cause::Malformed,
        "empty",
    );
}
