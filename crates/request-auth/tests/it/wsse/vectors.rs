//! Digests of other implementations, signed and verified.

use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use credtool_request_auth::wsse::Form;
use credtool_request_auth::{AppCredentials, Assurance, Error, Freshness, Reason, SharedSecret};
use serde_json::Value;

use super::{DIGEST, NONCE, both, created, element, sign, verify, with};

/// Signs and verifies one case.
fn holds(form: Form, nonce: &str, time: &str, password: &[u8], digest: &str) {
    let signed = sign(form, password, nonce, time);
    assert!(signed.text().contains(digest), "{}", signed.text());
    let base = signed.base_string();
    assert!(base.ends_with(&format!("{time}********")), "{base}");
    let text = std::str::from_utf8(password).unwrap_or("no text");
    assert!(!base.contains(text), "{base}");
    let known = AppCredentials::new("mark").secret(SharedSecret::new(password).unwrap());
    let verified = with(signed.text(), &known, &both(), created(time).instant()).unwrap();
    assert_eq!(verified.identity(), Some("mark"));
    assert_eq!(verified.assurance(), Assurance::Keyed);
    assert_eq!(verified.covered(), []);
    assert_eq!(verified.matched(), Some(0));
    assert_eq!(verified.freshness(), Freshness::Fresh);
    assert_eq!(verified.nonce(), Some(nonce));
    assert_eq!(verified.time(), Some(created(time).instant()));
    let other = AppCredentials::new("mark").secret(SharedSecret::new("another").unwrap());
    let refusal = with(signed.text(), &other, &both(), created(time).instant()).unwrap_err();
    assert_eq!(refusal.reason, Reason::BadSignature);
}

/// W-1: python-zeep, tests/test_wsse_username.py.
#[test]
fn zeep() {
    holds(
        Form::Xml,
        "bW9ja2VkLXJhbmRvbQ==",
        "2016-05-08T12:00:00+00:00",
        b"geheim",
        "hVicspAQSg70JNhe67OHqD9gexc=",
    );
}

/// W-2: Apache WSS4J, UsernameTokenTest: the password is the 20 octets of SHA-1("password").
#[test]
fn wss4j() {
    let password = BASE64_STANDARD
        .decode("W6ph5Mm5Pz8GgiULbPgzG37mj9g=")
        .unwrap();
    holds(
        Form::Xml,
        "0x7bXAPZVn40AdCD0Xbt0g==",
        "2010-06-28T15:16:37Z",
        &password,
        "C0rena/6gKpRZ9ATj+e6ss5sAbQ=",
    );
}

/// W-3: Mark Pilgrim, "Atom Authentication", XML.com 2003: the nonce is hashed as the text it is.
#[test]
fn x_wsse() {
    holds(
        Form::XWsse,
        "d36e316282959a9ed4c89851497a717f",
        "2003-12-15T14:43:07Z",
        b"taadtaadpstcsm",
        "quR/EWLAV4xLf9Zqyw4pDmfV9OY=",
    );
}

/// W-4: our own.
#[test]
fn own() {
    holds(
        Form::Xml,
        NONCE,
        "2003-07-16T01:24:32Z",
        b"verySecret",
        DIGEST,
    );
}

/// The sample of the OASIS document itself has 22 bytes, which no SHA-1 has.
#[test]
fn the_sample_of_the_profile() {
    let parts = super::good_parts().replace(DIGEST, "weYI3nXd8LjMNVksCKFV8t3rgHh3Rw==");
    let refusal = verify(&element(&parts), &super::mark()).unwrap_err();
    assert_eq!(refusal.reason, Reason::BadSignature);
}

/// Every case of a list, both ways; a password that is empty is none here.
fn run(list: &[u8]) -> (usize, usize) {
    let list: Value = serde_json::from_slice(list).unwrap();
    let (mut held, mut empty) = (0, 0);
    for case in list["cases"].as_array().unwrap() {
        let text = |name: &str| case[name].as_str();
        let password = match text("password_b64") {
            Some(encoded) => BASE64_STANDARD.decode(encoded).unwrap(),
            None => text("password_utf8").unwrap().as_bytes().to_vec(),
        };
        if password.is_empty() {
            assert_eq!(SharedSecret::new(&password).err(), Some(Error::EmptySecret));
            empty += 1;
            continue;
        }
        let (nonce, time) = (text("nonce_b64").unwrap(), text("created").unwrap());
        holds(Form::Xml, nonce, time, &password, text("digest").unwrap());
        held += 1;
    }
    (held, empty)
}

#[test]
fn made() {
    let list = include_bytes!("../../data/wss-usernametoken-made.json");
    assert_eq!(run(list), (38, 2));
}

/// Values of another project, where they are at hand.
#[test]
fn public() {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let shared = std::env::var_os("CREDTOOL_SHARED").unwrap_or_else(|| beside.into());
    let file = Path::new(&shared).join("vectors/protocol/wss-usernametoken-public.json");
    let Ok(list) = std::fs::read(&file) else {
        #[expect(clippy::print_stdout, reason = "a skipped test says so")]
        {
            println!("skipped: no {}", file.display());
        }
        return;
    };
    assert!(run(&list).0 > 0);
}
