//! The string that the other side signed is known, so strings can be told from secrets.

use credtool_crypto_engine::Hash;
use credtool_request_auth::explain::Cause;

use super::{BASE, HEADER, hmac, signed, with_more};

#[test]
fn the_same_string_proves_another_secret() {
    let header = HEADER.with(&hmac(Hash::Sha256, b"quite another", BASE.as_bytes()));
    let found = with_more(&header, &[], Some(BASE.as_bytes()));
    assert_eq!(found.cause, Cause::WrongSecret);
    assert!(found.detail.contains("the same string"), "{}", found.detail);
    assert_eq!((found.differs_at, found.their_base_string), (None, None));
}

#[test]
fn another_string_is_named_whatever_the_secret() {
    for (theirs, cause) in [
        (BASE.replace("POST", "post"), Cause::MethodCase),
        (BASE.replace("&z=9", ""), Cause::MissingParameter),
        // More than one difference: what brings it nearest, from the front.
        (
            BASE.replace("POST", "post").replace("b=two", "b=three"),
            Cause::MethodCase,
        ),
        (BASE.replace("b=two", "b=three"), Cause::Unknown),
    ] {
        let header = HEADER.with(&hmac(Hash::Sha256, b"quite another", theirs.as_bytes()));
        let found = with_more(&header, &[], Some(theirs.as_bytes()));
        assert_eq!(found.cause, cause, "{theirs}: {}", found.detail);
        assert!(
            found.detail.contains("so may the secrets"),
            "{}",
            found.detail
        );
        let differs = BASE
            .bytes()
            .zip(theirs.bytes())
            .take_while(|(a, b)| a == b)
            .count();
        assert_eq!(found.differs_at, Some(differs));
        assert_eq!(found.their_base_string, Some(theirs));
    }
}

#[test]
fn the_right_secret_is_proven_by_their_string() {
    let theirs = BASE.replace("b=two", "b=three");
    let found = with_more(&signed(&theirs), &[], Some(theirs.as_bytes()));
    assert_eq!(found.cause, Cause::Unknown);
    assert!(
        found.detail.contains("the secret is the right one"),
        "{}",
        found.detail
    );
}

#[test]
fn secrets_in_strings_are_masked() {
    let theirs = BASE.replace("b=two", &format!("b={}", crate::SECRET));
    let found = with_more(&signed(&theirs), &[], Some(theirs.as_bytes()));
    let shown = found.their_base_string.unwrap();
    assert!(shown.contains(&"*".repeat(crate::SECRET.len())));
    assert_eq!(shown.len(), theirs.len());
}
