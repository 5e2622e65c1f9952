//! XML as strangers send it, and elements of our own, written otherwise.

use credtool_request_auth::wsse::{self, Created, Credentials, Form, Options, Policy};
use credtool_request_auth::{AppCredentials, Refusal, Replay, Request, SharedSecret};

const SECRET: &str = "1008877afabf32efb31f9c974dbeaa688bed0769";
const CREATED: &str = "2025-07-31T09:00:00Z";

fn verify(body: &[u8], username: &str) -> Result<String, Refusal> {
    let known = AppCredentials::new(username).secret(SharedSecret::new(SECRET).unwrap());
    let request = Request::new("POST", "https://api.com/soap").body(body);
    let policy = Policy::new([Form::Xml, Form::XWsse]);
    let created: Created = CREATED.parse().unwrap();
    let answer = wsse::verify(
        &request,
        |_| Some(&known),
        &policy,
        created.instant(),
        |_, _| Replay::New,
    );
    answer.map(|verified| verified.nonce().unwrap_or_default().to_owned())
}

/// Any bytes as a message: no token comes out of nothing. Then the bytes as user name and nonce: what we sign verifies, also
/// with another prefix, with white space between the elements, in an envelope, and with the bytes beside it where that is
/// still XML; never as somebody else.
pub fn xml(data: &[u8]) {
    let known = |claimed: &str| {
        let secret = SharedSecret::new("a secret that nobody has").unwrap();
        Some(AppCredentials::new(claimed).secret(secret))
    };
    let policy = Policy::new([Form::Xml, Form::XWsse]);
    let created: Created = CREATED.parse().unwrap();
    let now = created.instant();
    let bare = Request::new("POST", "https://api.com/soap");
    for request in [bare.clone().body(data), bare.clone().header("X-WSSE", data)] {
        assert!(wsse::verify(&request, known, &policy, now, |_, _| Replay::New).is_err());
    }

    let text = String::from_utf8_lossy(data);
    let (username, rest) = text.split_once('\n').unwrap_or((&text, "n"));
    let secret = SharedSecret::new(SECRET).unwrap();
    let credentials = Credentials::new(username, &secret);
    let nonce = base64_of(rest.as_bytes());
    let options = Options::new(Form::Xml);
    let Ok(signed) = wsse::sign(&bare, &credentials, &options, &nonce, &created) else {
        return;
    };
    let element = signed.text();
    let envelope = |inside: &str| {
        format!(
            "<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'><e:Header>{inside}</e:Header><e:Body/></e:Envelope>"
        )
    };
    // The name is in it too, and may be anything; what is between tags of ours is not.
    let others = [
        element.to_owned(),
        element
            .replace("<wsse:", "<o:")
            .replace("</wsse:", "</o:")
            .replace("xmlns:wsse=", "xmlns:o="),
        element.replace(
            "</wsse:Username><wsse:",
            "</wsse:Username>\r\n\t<!-- - --> <wsse:",
        ),
        format!("\u{feff}<?xml version='1.0'?>\n{element}\n"),
        envelope(element),
    ];
    for (place, other) in others.iter().enumerate() {
        let renamed = place == 1 && (username.contains("wsse") || rest.contains("wsse"));
        if !renamed {
            assert_eq!(
                verify(other.as_bytes(), username).as_deref(),
                Ok(&*nonce),
                "{other}"
            );
        }
        assert!(verify(other.as_bytes(), &format!("{username}x")).is_err());
    }
    // Beside the token of a genuine sender anything may stand; it stays that token, or there is none.
    for beside in [format!("{rest}{element}"), format!("{element}{rest}")] {
        if let Ok(found) = verify(envelope(&beside).as_bytes(), username) {
            assert_eq!(found, nonce);
        }
    }
}

fn base64_of(octets: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in octets.chunks(3) {
        let number = group
            .iter()
            .fold(0_u32, |number, octet| number << 8 | u32::from(*octet));
        let number = number << (8 * (3 - group.len()));
        for place in 0..4 {
            if place <= group.len() {
                let digit = number >> (18 - 6 * place) & 63;
                text.push(char::from(DIGITS[digit as usize]));
            } else {
                text.push('=');
            }
        }
    }
    text
}
