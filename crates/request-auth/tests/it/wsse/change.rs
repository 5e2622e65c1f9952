//! Sign then verify is yes; any change in what is hashed is a no; nothing panics.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use credtool_request_auth::wsse::{self, Created, Credentials, Form, Options};
use credtool_request_auth::{AppCredentials, Replay, Request, SharedSecret};
use proptest::prelude::*;

use super::{both, now, sign, with};

proptest! {
    #[test]
    fn one_byte(
        username in "[ -~é]{1,16}",
        password in "\\PC{1,16}",
        octets in proptest::collection::vec(any::<u8>(), 1..24),
        text in "[ -~]{1,24}",
        millis in 1_u64..4_000_000_000_000,
        at in any::<prop::sample::Index>(),
        to in "[A-Za-z0-9+/=<>&\" -]",
    ) {
        let password = SharedSecret::new(&password).unwrap();
        let time = std::time::UNIX_EPOCH + std::time::Duration::from_millis(millis);
        let created = Created::at(time).unwrap();
        prop_assert_eq!(created.instant(), time);
        let call = Request::new("POST", "https://api.com/");
        for (form, nonce) in [(Form::Xml, BASE64_STANDARD.encode(&octets)), (Form::XWsse, text.clone())] {
            let credentials = Credentials::new(&username, &password);
            let signed = wsse::sign(&call, &credentials, &Options::new(form), &nonce, &created).unwrap();
            let known = AppCredentials::new(username.clone()).secret(SharedSecret::new(password.expose()).unwrap());
            let verified = with(signed.text(), &known, &both(), time).unwrap();
            prop_assert_eq!(verified.identity(), Some(&*username));
            prop_assert_eq!(verified.nonce(), Some(&*nonce));

            let mut bytes = signed.text().as_bytes().to_vec();
            let at = at.index(bytes.len());
            bytes[at] = to.as_bytes()[0];
            let Ok(changed) = String::from_utf8(bytes) else { continue };
            if let Ok(verified) = with(&changed, &known, &both(), time) {
                // Only where the change means nothing: what was hashed is the same, and so is who it is about.
                prop_assert_eq!(verified.nonce().map(str::trim), Some(nonce.trim()), "{}", changed);
                prop_assert_eq!(verified.time(), Some(time));
                prop_assert_eq!(verified.identity(), Some(&*username));
            }
        }
    }

    #[test]
    fn nothing_panics(header in proptest::collection::vec(any::<u8>(), 0..120), body in ".{0,80}", tail in "[<>/a-zA-Z:='\"&;# !?\\[\\]-]{0,80}") {
        let token = super::element(&super::good_parts());
        let text = format!("<UsernameToken{body}{tail}");
        let mixed = format!("{}{tail}{}", &token[..token.len() / 2], &token[token.len() / 2..]);
        for body in [text.as_bytes(), mixed.as_bytes(), &header] {
            let request = Request::new("POST", "https://a/").body(body);
            let _ = wsse::verify(&request, |_| Some(super::mark()), &both(), now(), |_, _| Replay::New);
        }
        let request = Request::new("POST", "https://a/").header("X-WSSE", &header);
        prop_assert!(wsse::verify(&request, |_| Some(super::mark()), &both(), now(), |_, _| Replay::New).is_err());
    }
}

/// Each value that is hashed, changed in turn.
#[test]
fn each_value() {
    for (form, nonce) in [(Form::Xml, super::NONCE), (Form::XWsse, "abc")] {
        let signed = sign(form, super::PASSWORD.as_bytes(), nonce, super::CREATED);
        let text = signed.text();
        for (from, to) in [
            (nonce, "WScqanjCEAC4mQoBE07sAA=="),
            ("01:24:32Z", "01:24:33Z"),
            ("01:24:32Z", "01:24:32+00:00"),
            ("01:24:32Z", "01:24:32.0Z"),
            ("mark", "Mark"),
        ] {
            let changed = text.replace(from, to);
            assert_ne!(changed, text);
            let verdict = with(&changed, &super::mark(), &both(), now());
            let code = verdict.unwrap_err().reason.code();
            let expected = if to == "Mark" {
                "other-app"
            } else {
                "bad-signature"
            };
            assert_eq!(code, expected, "{changed}");
        }
    }
}
