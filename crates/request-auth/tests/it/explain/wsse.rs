//! A UsernameToken, each mistake by hand.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use credtool_crypto_engine::{Hash, HmacKey};
use credtool_request_auth::explain::{Attempt, Cause, Explanation};
use credtool_request_auth::wsse::{Form, Policy};
use credtool_request_auth::{AppCredentials, Replay, Request, SharedSecret};
use proptest::prelude::*;

use super::assert_cause;
use crate::secret;
use crate::wsse::{CREATED, NONCE, TYPE, WSSE, both, element, good_parts, mark, now};

/// The password is as long as one that would be noticed in an explanation.
const PASSWORD: &str = "c0ffee00c0ffee00";
const NONCE_TEXT: &str = "d36e316282959a9ed4c89851497a717f";

fn app() -> AppCredentials {
    AppCredentials::new("mark").secret(secret(PASSWORD))
}

/// A header or an element with this digest.
fn sent(form: Form, digest: &str, created: &str) -> String {
    match form {
        Form::XWsse => format!(
            "UsernameToken Username=\"mark\", PasswordDigest=\"{digest}\", Nonce=\"{NONCE_TEXT}\", Created=\"{created}\""
        ),
        Form::Xml => element(&format!(
            "<Username>mark</Username><Password Type='{TYPE}'>{digest}</Password><Nonce>{NONCE}</Nonce>\
             <u:Created>{created}</u:Created>"
        )),
    }
}

fn attempt(
    text: &str,
    more: impl for<'a> FnOnce(Attempt<'a, Policy>) -> Option<Explanation>,
) -> Option<Explanation> {
    let call = Request::new("POST", "https://a/");
    let request = if text.starts_with('<') {
        call.body(text.as_bytes())
    } else {
        call.header("X-WSSE", text.as_bytes())
    };
    more(Attempt::new(&request, &app(), &both(), now()))
}

fn explained(text: &str) -> Option<Explanation> {
    attempt(text, |attempt| attempt.explain())
}

fn hashed(form: Form, parts: &[&[u8]]) -> Option<Explanation> {
    let digest = BASE64_STANDARD.encode(Hash::Sha1.digest(&parts.concat()));
    explained(&sent(form, &digest, CREATED))
}

fn octets() -> Vec<u8> {
    BASE64_STANDARD.decode(NONCE).unwrap()
}

#[test]
fn every_mistake_that_a_digest_can_have() {
    let (octets, text) = (octets(), NONCE_TEXT.as_bytes());
    let (created, password) = (CREATED.as_bytes(), PASSWORD.as_bytes());
    let upper = PASSWORD.to_uppercase();
    let hex: Vec<u8> = [0xc0, 0xff, 0xee, 0x00].repeat(2);
    let from_base64 = BASE64_STANDARD.decode(PASSWORD).unwrap();
    let from_hex: Vec<u8> = (0..32)
        .step_by(2)
        .map(|at| u8::from_str_radix(&NONCE_TEXT[at..at + 2], 16).unwrap())
        .collect();
    let sha1 = Hash::Sha1.digest(password);
    for (form, nonce, other) in [
        (Form::Xml, &octets[..], NONCE.as_bytes()),
        (Form::XWsse, text, &from_hex),
    ] {
        let good: [&[u8]; 3] = [nonce, created, password];
        assert_eq!(hashed(form, &good), None);
        for (parts, cause) in [
            ([other, created, password], Cause::NonceDecoded),
            (
                [nonce, created, b"c0ffee00c0ffee00\n"],
                Cause::SecretWhiteSpace,
            ),
            ([nonce, created, &hex], Cause::SecretHexDecoded),
            ([nonce, created, &from_base64], Cause::SecretBase64Decoded),
            ([nonce, created, upper.as_bytes()], Cause::HexCase),
            ([nonce, created, &sha1], Cause::WrongSecret),
            ([nonce, b"1058318672", password], Cause::TimestampUnit),
            ([nonce, b"1058318672000", password], Cause::TimestampUnit),
            (
                [nonce, b"2003-07-16T01:24:32.000Z", password],
                Cause::TimestampUnit,
            ),
            (
                [nonce, b"2003-07-16T01:24:32+00:00", password],
                Cause::TimestampUnit,
            ),
            ([nonce, b"", password], Cause::MissingParameter),
            ([b"", created, password], Cause::MissingParameter),
            ([b"", b"", password], Cause::MissingParameter),
            ([nonce, created, b""], Cause::Md5OfToken),
            ([created, nonce, password], Cause::ParameterOrder),
            (
                [nonce, b"+2003-07-16T01:24:32Z+", password],
                Cause::PlusOrSpace,
            ),
            (
                [nonce, b":2003-07-16T01:24:32Z:", password],
                Cause::KeySuffix,
            ),
            ([nonce, created, b"another"], Cause::WrongSecret),
            (
                [other, created, b"c0ffee00c0ffee00\n"],
                Cause::SecretWhiteSpace,
            ), // two
        ] {
            let what = format!("{form:?} {:?}", String::from_utf8_lossy(&parts.concat()));
            let found = assert_cause(hashed(form, &parts), cause, &what);
            let base = found.base_string.clone().unwrap();
            assert!(base.ends_with("2003-07-16T01:24:32Z********"), "{base}");
            assert!(!format!("{found:?}").contains(PASSWORD));
        }
    }
    // X-WSSE with the octets that its text stands for as base64, as many clients have it.
    let from_base64 = BASE64_STANDARD.decode(NONCE_TEXT).unwrap();
    let found = hashed(Form::XWsse, &[&from_base64, created, password]);
    let found = assert_cause(found, Cause::NonceDecoded, "base64");
    assert!(found.hint.contains("as the text"), "{}", found.hint);
}

#[test]
fn other_hashes_and_other_spellings_of_the_digest() {
    let good = [&octets()[..], CREATED.as_bytes(), PASSWORD.as_bytes()].concat();
    let of = |digest: &str| explained(&sent(Form::Xml, digest, CREATED));
    for hash in [Hash::Sha256, Hash::Sha512] {
        let digest = BASE64_STANDARD.encode(hash.digest(&good));
        assert_cause(of(&digest), Cause::WrongHash, "SHA-2");
    }
    let (text, _) = good.split_at(good.len() - PASSWORD.len());
    let keyed = HmacKey::new(Hash::Sha1, PASSWORD.as_bytes()).tag(text);
    let found = assert_cause(of(&BASE64_STANDARD.encode(keyed)), Cause::WrongHash, "HMAC");
    assert!(found.detail.contains("an HMAC"), "{}", found.detail);
    let sha1 = Hash::Sha1.digest(&good);
    let hex: String = sha1.iter().map(|byte| format!("{byte:02x}")).collect();
    for written in [
        hex.clone(),
        hex.to_uppercase(),
        BASE64_STANDARD.encode(&hex),
    ] {
        let found = assert_cause(of(&written), Cause::Malformed, &written);
        assert!(found.detail.contains("hex digits"), "{}", found.detail);
    }
    let unpadded = BASE64_STANDARD.encode(&sha1).replace('=', "");
    assert_cause(of(&unpadded), Cause::Malformed, "no padding");
    assert_cause(
        of("weYI3nXd8LjMNVksCKFV8t3rgHh3Rw=="),
        Cause::Malformed,
        "OASIS's own sample",
    );
    assert_cause(of("!"), Cause::Malformed, "no base64");
}

#[test]
fn secrets_of_other_times() {
    let digest = |password: &str| {
        let text = [&octets()[..], CREATED.as_bytes(), password.as_bytes()].concat();
        sent(
            Form::Xml,
            &BASE64_STANDARD.encode(Hash::Sha1.digest(&text)),
            CREATED,
        )
    };
    let retired = [SharedSecret::new("an older one").unwrap()];
    let found = attempt(&digest("an older one"), |attempt| {
        Attempt {
            retired: &retired,
            ..attempt
        }
        .explain()
    });
    assert_cause(found, Cause::PreviousSecret, "retired");
    let two = AppCredentials::new("mark")
        .secret(secret("a newer one"))
        .secret(secret(PASSWORD));
    let found = attempt(&digest(PASSWORD), |attempt| {
        Attempt {
            app: &two,
            ..attempt
        }
        .explain()
    });
    assert_cause(found, Cause::PreviousSecret, "second");
    let theirs = |base: &[u8]| {
        attempt(&digest("another"), |attempt| {
            Attempt {
                their_base: Some(base),
                ..attempt
            }
            .explain()
        })
    };
    let same = [&octets()[..], CREATED.as_bytes(), b"another"].concat();
    let found = assert_cause(theirs(&same), Cause::WrongSecret, "proven");
    assert!(
        found.detail.contains("so the secrets differ"),
        "{}",
        found.detail
    );
    assert_eq!(found.differs_at, Some(octets().len() + CREATED.len()));
    assert_eq!(found.their_base_string, None);
    let found = assert_cause(theirs(b"x"), Cause::Unknown, "another string");
    assert_eq!(found.differs_at, Some(0));
}

#[test]
fn what_a_refusal_says_itself() {
    let good = BASE64_STANDARD.encode(
        Hash::Sha1.digest(&[&octets()[..], CREATED.as_bytes(), PASSWORD.as_bytes()].concat()),
    );
    let text = sent(Form::Xml, &good, CREATED);
    let at = |now: SystemTime, replay| {
        attempt(&text, |attempt| {
            Attempt {
                now,
                replay,
                ..attempt
            }
            .explain()
        })
    };
    let hours = Duration::from_secs(2 * 3600);
    let found = assert_cause(at(now() + hours, Replay::New), Cause::Stale, "old");
    assert!(
        found
            .detail
            .starts_with("the timestamp lies 7200 seconds before now")
    );
    assert_cause(at(now() - hours, Replay::New), Cause::Future, "early");
    assert_cause(at(now(), Replay::Seen), Cause::Replayed, "again");
    assert_cause(at(now(), Replay::Unavailable), Cause::Unknown, "full");
    assert_eq!(at(now(), Replay::New), None);
    let plain = text.replace("#PasswordDigest", "#PasswordText");
    for (text, cause, detail) in [
        (
            text.replace("mark<", "Mark<"),
            Cause::OtherApp,
            "other capitals",
        ),
        (
            text.replace("mark<", " mark<"),
            Cause::OtherApp,
            "white space",
        ),
        (text.replace("mark<", "john<"), Cause::OtherApp, "no app"),
        (
            text.replace(CREATED, "1058318672"),
            Cause::TimestampUnit,
            "is a number",
        ),
        (
            text.replace(CREATED, "2003-07-16 01:24:32"),
            Cause::TimestampUnit,
            "no date and time",
        ),
        (
            text.replace(CREATED, " 2003-07-16T01:24:32Z"),
            Cause::Malformed,
            "white space",
        ),
        (
            text.replace(CREATED, "today"),
            Cause::Malformed,
            "no date and time",
        ),
        (
            text.replace("u:Created>", "Created>"),
            Cause::WireName,
            "another namespace",
        ),
        (text.replace(TYPE, "urn:x"), Cause::WireName, "urn:x"),
        (
            text.replace(NONCE, "%"),
            Cause::Malformed,
            "Nonce is not base64",
        ),
        (plain, Cause::WrongHash, "PasswordText"),
        (
            text.replace(WSSE, "urn:y"),
            Cause::MissingParameter,
            "no security header",
        ),
        (
            format!("<!DOCTYPE a>{text}"),
            Cause::Malformed,
            "document type",
        ),
        (
            "<a/>".to_owned(),
            Cause::MissingParameter,
            "no security header",
        ),
        (
            text.replace(&good, ""),
            Cause::Malformed,
            "Password is empty",
        ),
    ] {
        let found = assert_cause(explained(&text), cause, &text);
        assert!(found.detail.contains(detail), "{}", found.detail);
    }
    let xml_only = Policy::new([Form::Xml]);
    let header = sent(Form::XWsse, &good, CREATED);
    let found = attempt(&header, |attempt| {
        Attempt {
            policy: &xml_only,
            ..attempt
        }
        .explain()
    });
    assert_cause(found, Cause::WrongHash, "form");
    let parts = good_parts();
    let start = parts.find("<Nonce").unwrap();
    let end = parts.find("<u:Created").unwrap();
    let without = element(&format!("{}{}", &parts[..start], &parts[end..]));
    assert_cause(explained(&without), Cause::MissingParameter, "no nonce");
    assert_eq!(mark().app_id(), "mark");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn never_the_secret(
        username in prop_oneof![Just("mark".to_owned()), Just(PASSWORD.to_owned()), "\\PC{0,6}"],
        digest in prop_oneof!["[A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=", "[0-9a-f]{40}", "[ -~]{0,30}"],
        nonce in prop_oneof![Just(NONCE.to_owned()), Just(PASSWORD.to_owned()), "[ -~]{0,20}"],
        created in prop_oneof![Just(CREATED.to_owned()), Just(PASSWORD.to_owned()), "[0-9TZ:.+-]{0,30}"],
    ) {
        let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
        let header = format!(
            "UsernameToken Username=\"{}\", PasswordDigest=\"{}\", Nonce=\"{}\", Created=\"{}\"",
            quoted(&username), quoted(&digest), quoted(&nonce), quoted(&created)
        );
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
        let body = element(&format!(
            "<Username>{}</Username><Password Type='{TYPE}'>{}</Password><Nonce>{}</Nonce><u:Created>{}</u:Created>",
            escaped(&username), escaped(&digest), escaped(&nonce), escaped(&created)
        ));
        for text in [header, body] {
            let found = explained(&text);
            prop_assert!(!format!("{found:?}").contains(PASSWORD), "{:?}", found);
        }
    }
}
