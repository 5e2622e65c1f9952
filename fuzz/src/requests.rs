//! Requests as strangers send them: headers, queries, forms, captured HTTP; and what we sign, verified again.

use std::time::{Duration, SystemTime};

use credtool_request_auth::akana::{
    self, Carry, Credentials, EmptyValue, Format, Options, Policy, Scheme, Signed,
};
use credtool_request_auth::{AppCredentials, RawRequest, Replay, Request, SharedSecret};

const SECRET: &str = "1008877afabf32efb31f9c974dbeaa688bed0769";

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(1_326_409_129_918)
}

fn policy(scheme: Scheme) -> Policy {
    Policy::new([scheme], Format::default())
}

/// Any bytes as an `Authorization` header: no signature comes out of nothing, and what a plain App ID claims can be said
/// again.
pub fn authorization(data: &[u8]) {
    let request = Request::new("GET", "https://api.com/a?b=c").header("Authorization", data);
    for scheme in Scheme::ALL {
        let find = |claimed: &str| {
            let secret = SharedSecret::new("a secret that nobody has").unwrap();
            Some(AppCredentials::new(claimed).secret(secret))
        };
        let answer = akana::verify(&request, find, &policy(scheme), now(), |_, _| Replay::New);
        let Ok(verified) = answer else {
            continue;
        };
        assert_eq!(scheme, Scheme::AppId);
        assert_eq!(verified.identity(), None);
        let claim = verified.accept_claim();
        let unsigned = Request::new("GET", "https://api.com/");
        let options = Options::new(Scheme::AppId);
        // An App ID that is not printable ASCII is read and not written.
        if let Ok(again) = akana::sign(&unsigned, &Credentials::app_id(claim), &options, "", now())
        {
            let request = unsigned.header("Authorization", again.authorization().as_bytes());
            let known = AppCredentials::new(claim);
            let policy = policy(Scheme::AppId);
            let again = akana::verify(
                &request,
                |_| Some(&known),
                &policy,
                now(),
                |_, _| Replay::New,
            );
            assert_eq!(again.unwrap().accept_claim(), claim);
        }
    }
}

/// Method, URL, form and nonce, one a line: what can be signed verifies wherever it travels, a changed method or path does
/// not, and the string to sign is the one that another library's parser gives.
pub fn base_string(data: &[u8]) {
    let mut lines = data.splitn(4, |byte| *byte == b'\n');
    let mut text = || std::str::from_utf8(lines.next().unwrap_or_default()).unwrap_or("x");
    let (method, url, nonce) = (text(), text(), text());
    let form = lines.next().unwrap_or_default();
    let secret = SharedSecret::new(SECRET).unwrap();
    let known = AppCredentials::new("app").secret(SharedSecret::new(SECRET).unwrap());
    let request = Request::new(method, url).form(form);
    for carry in [Carry::Header, Carry::Query, Carry::Form] {
        let options = Options {
            carry,
            ..Options::new(Scheme::HmacSha256)
        };
        let credentials = Credentials::secret("app", &secret);
        let Ok(signed) = akana::sign(&request, &credentials, &options, nonce, now()) else {
            return;
        };
        let verify = |method: &str, url: &str| {
            let sent = Request::new(method, url).form(signed.body());
            let sent = match carry {
                Carry::Header => sent.header("Authorization", signed.authorization().as_bytes()),
                _ => sent,
            };
            let policy = policy(Scheme::HmacSha256);
            akana::verify(&sent, |_| Some(&known), &policy, now(), |_, _| Replay::New).is_ok()
        };
        assert!(verify(method, signed.url()));
        assert!(!verify(&format!("X{method}"), signed.url()));
        let other_path = signed.url().replacen("://", "://x", 1);
        assert!(!verify(method, &other_path));
        if carry == Carry::Header {
            compare(&signed, &request, form, nonce);
        }
    }
}

/// `form_urlencoded` replaces what is not UTF-8; where it had nothing to replace both must agree.
fn compare(signed: &Signed, request: &Request<'_>, form: &[u8], nonce: &str) {
    let url = request.url().split('#').next().unwrap_or_default();
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let mut pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    pairs.extend(form_urlencoded::parse(form).into_owned());
    if pairs
        .iter()
        .any(|(name, value)| name.contains('\u{fffd}') || value.contains('\u{fffd}'))
    {
        return;
    }
    for (name, value) in [
        ("app_id", "app"),
        ("nonce", nonce),
        ("signature_method", "HMACSHA256"),
        ("timestamp", "1326409129918"),
        ("version", "1.0"),
    ] {
        pairs.push((format!("atmosphere_{name}"), value.to_owned()));
    }
    pairs.sort();
    let joined: String = pairs
        .iter()
        .map(|(name, value)| {
            if value.is_empty() {
                format!("&{name}")
            } else {
                format!("&{name}={value}")
            }
        })
        .collect();
    let base = String::from_utf8_lossy(signed.base_string().unwrap());
    assert!(base.ends_with(&joined), "{base}\n{joined}");
    assert_eq!(Format::default().empty_value, EmptyValue::Bare);
}

/// A captured request: read, written again, and read to the same.
pub fn raw_http(data: &[u8]) {
    for base in [None, Some("https://api.com")] {
        let Ok(raw) = RawRequest::parse(data, base) else {
            continue;
        };
        let request = raw.request();
        let mut again = format!("{} {} HTTP/1.1\r\n", request.method(), request.url()).into_bytes();
        let framing = ["content-length", "transfer-encoding"];
        for (name, value) in request.headers() {
            if !framing.iter().any(|known| name.eq_ignore_ascii_case(known)) {
                again.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
            }
        }
        again.extend(format!("Content-Length: {}\r\n\r\n", request.content().len()).bytes());
        again.extend(request.content());
        // A URL completed by a strange Host need not be a target.
        if let Ok(second) = RawRequest::parse(&again, None) {
            assert_eq!(second.request().content(), request.content());
            assert_eq!(second.request().url(), request.url());
        }
    }
}
