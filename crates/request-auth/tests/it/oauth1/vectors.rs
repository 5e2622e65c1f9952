//! RFC 5849's examples, vectors made with oauthlib, and those of other projects where their folder is there.

use std::path::PathBuf;

use credtool_crypto_engine::{PrivateKey, PublicKey};
use credtool_request_auth::oauth1::{self, Credentials, Options, Policy, SignatureMethod};
use credtool_request_auth::{AppCredentials, Error, Refusal, Replay, Request, SharedSecret};
use serde_json::Value;

use super::{KEY, SECRET, TOKEN, TOKEN_SECRET, at, secret};

/// One request of RFC 5849, the header written as there.
struct Example<'e> {
    method: &'e str,
    url: &'e str,
    form: &'e [u8],
    parameters: &'e str,
    secrets: (&'e str, &'e str),
    token: &'e str,
    time: u64,
}

impl Example<'_> {
    fn verify(&self, signature: &str) -> Result<(), Refusal> {
        let header = format!("OAuth {}, oauth_signature=\"{signature}\"", self.parameters);
        let request = Request::new(self.method, self.url)
            .form(self.form)
            .header("Authorization", header.as_bytes());
        let mut policy = Policy::new([SignatureMethod::HmacSha1]);
        if !self.token.is_empty() {
            policy.token = Some(self.token.to_owned());
            policy.token_secret = Some(secret(self.secrets.1));
        }
        let find = |key: &str| Some(AppCredentials::new(key).secret(secret(self.secrets.0)));
        oauth1::verify(&request, find, &policy, at(self.time), |_, _| Replay::New).map(|_| ())
    }
}

#[test]
fn rfc_5849_section_1_2() {
    let initiate = Example {
        method: "POST",
        url: "https://photos.example.net/initiate",
        form: b"",
        parameters: "realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_signature_method=\"HMAC-SHA1\", \
                     oauth_timestamp=\"137131200\", oauth_nonce=\"wIjqoS\", \
                     oauth_callback=\"http%3A%2F%2Fprinter.example.com%2Fready\"",
        secrets: (SECRET, ""),
        token: "",
        time: 137_131_200,
    };
    initiate.verify("74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D").unwrap();
    let token = Example {
        url: "https://photos.example.net/token",
        parameters: "realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_token=\"hh5s93j4hdidpola\", \
                     oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131201\", oauth_nonce=\"walatlh\", \
                     oauth_verifier=\"hfdp7dh39dks9884\"",
        secrets: (SECRET, "hdhd0244k9j7ao03"),
        token: "hh5s93j4hdidpola",
        ..initiate
    };
    token.verify("gKgrFCywp7rO0OXSjdot%2FIHF7IU%3D").unwrap();
    let photos = Example {
        method: "GET",
        url: "http://photos.example.net/photos?file=vacation.jpg&size=original",
        parameters: "realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_token=\"nnch734d00sl2jdk\", \
                     oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131202\", oauth_nonce=\"chapoH\"",
        secrets: (SECRET, TOKEN_SECRET),
        token: TOKEN,
        ..initiate
    };
    photos.verify("MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D").unwrap();
}

/// The signature is the one of the verified erratum 2550; the two that the text prints do not hold.
#[test]
fn rfc_5849_section_3_4_1() {
    let example = Example {
        method: "POST",
        url: "http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b",
        form: b"c2&a3=2+q",
        parameters: "realm=\"Example\", oauth_consumer_key=\"9djdj82h48djs9d2\", oauth_token=\"kkk9d7dh3k39sjv7\", \
                     oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131201\", oauth_nonce=\"7d8f3e4a\"",
        secrets: ("j49sk3j29djd", "dh893hdasih9"),
        token: "kkk9d7dh3k39sjv7",
        time: 137_131_201,
    };
    example
        .verify("r6%2FTJjbCOr97%2F%2BUU0NsvSne7s5g%3D")
        .unwrap();
    for misprint in [
        "bYT5CMsGcbgUdFHObYMEfcx6bsw%3D",
        "djosJKDKJSD8743243%2Fjdk33klY%3D",
    ] {
        let refusal = example.verify(misprint).unwrap_err();
        assert!(
            ["bad-signature", "malformed"].contains(&refusal.reason.code()),
            "{refusal}"
        );
    }
}

/// OAuth Core 1.0, appendix A.5.
#[test]
fn core_appendix_a_5() {
    let (secret, token_secret) = (secret(SECRET), secret(TOKEN_SECRET));
    let credentials = Credentials::secret(KEY, &secret)
        .token(TOKEN)
        .token_secret(&token_secret);
    let request = Request::new(
        "GET",
        "http://photos.example.net/photos?file=vacation.jpg&size=original",
    );
    let options = Options::new(SignatureMethod::HmacSha1);
    let signed = oauth1::sign(
        &request,
        &credentials,
        &options,
        "kllo9940pd9333jh",
        at(1_191_242_096),
    )
    .unwrap();
    let base = "GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg%26oauth_consumer_key%3Ddpf43f3p2l4k3l03\
                %26oauth_nonce%3Dkllo9940pd9333jh%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1191242096\
                %26oauth_token%3Dnnch734d00sl2jdk%26oauth_version%3D1.0%26size%3Doriginal";
    assert_eq!(signed.base_string(), Some(base.as_bytes()));
    let signature = "oauth_signature=\"tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D\"";
    assert!(signed.authorization().ends_with(signature));
}

#[test]
fn made_with_oauthlib() {
    let cases: Value = serde_json::from_str(include_str!("../../data/oauth1-made.json")).unwrap();
    let cases = cases["signatures"].as_array().unwrap();
    assert_eq!(cases.len(), 60);
    for case in cases {
        run(case);
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn of_other_projects() {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let shared =
        std::env::var_os("CREDTOOL_SHARED").map_or_else(|| PathBuf::from(default), PathBuf::from);
    let Ok(text) = std::fs::read_to_string(shared.join("vectors/protocol/oauth1-public.json"))
    else {
        println!("skipped: the vectors of other projects are not there");
        return;
    };
    let all: Value = serde_json::from_str(&text).unwrap();
    let list = |name: &str| all[name].as_array().unwrap().iter();
    for case in list("percent_encoding") {
        // What is encoded stands encoded twice in the base string, as a value.
        let form = format!("x={}", form_encoded(text_of(&case["input"])));
        let expected = format!("%26x%3D{}", text_of(&case["expected"]).replace('%', "%25"));
        assert!(base_of("https://a/", &form).ends_with(&expected), "{case}");
    }
    for case in list("base_string_uri") {
        let uri = text_of(&case["expected"])
            .replace(':', "%3A")
            .replace('/', "%2F");
        let uri = uri
            .replace("%20", "%2520")
            .replace('[', "%5B")
            .replace(']', "%5D");
        let base = base_of(text_of(&case["input"]), "");
        assert!(base.starts_with(&format!("POST&{uri}&")), "{case}: {base}");
    }
    for case in list("base_string_uri_bad") {
        let key = secret(SECRET);
        let request = Request::new("POST", text_of(&case["input"]));
        let options = Options::new(SignatureMethod::HmacSha1);
        let signed = oauth1::sign(
            &request,
            &Credentials::secret(KEY, &key),
            &options,
            "n",
            at(1),
        );
        assert!(matches!(signed, Err(Error::Url(_))), "{case}");
    }
    for case in list("normalize") {
        let expected = text_of(&case["expected"]).replace('%', "%25");
        let expected = expected.replace('=', "%3D").replace('&', "%26");
        let pairs = pairs(&case["params"]);
        if pairs.iter().any(|(name, _)| name.starts_with("oauth_")) {
            assert!(
                text_of(&all["signatures"][2]["base_string"]).ends_with(&expected),
                "{case}"
            );
            continue; // among the signatures too
        }
        let base = base_of("https://a/", &encoded(&pairs));
        let (mut sorted, own): (Vec<_>, Vec<_>) = base
            .rsplit('&')
            .next()
            .unwrap()
            .split("%26")
            .partition(|pair| !pair.starts_with("oauth_"));
        sorted.retain(|pair| !pair.is_empty());
        assert_eq!(own.len(), 5);
        assert_eq!(sorted.join("%26"), expected, "{case}");
    }
    let mut skipped = 0;
    for case in list("signatures") {
        if text_of(&case["signature_method"]).contains("512") {
            skipped += 1; // methods that this family does not have
        } else if case["sign_base_string_only"].as_bool() == Some(true) {
            base_string_only(case);
        } else {
            run(case);
        }
    }
    assert_eq!(skipped, 2);
    for bad in list("bad_signatures") {
        let of = list("signatures")
            .find(|case| case["id"] == bad["of"])
            .unwrap();
        let mut case = of.clone();
        case["signature"] = bad["signature"].clone();
        if case["sign_base_string_only"].as_bool() == Some(true) {
            case = with_parts_of_the_rfc(&case, &all["signatures"][2]);
        }
        assert!(answer(&case).is_err(), "{bad}");
    }
}

/// Compares base string and signature where our own side can make the request, and verifies in any case.
fn run(case: &Value) {
    let pairs = pairs(&case["params"]);
    let one = |name: &str| {
        pairs
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    };
    let consumer_secret = case["consumer_secret"].as_str().unwrap_or("none");
    if consumer_secret.is_empty() {
        // Anybody could sign for such a client, so that it cannot be known here.
        assert_eq!(SharedSecret::new("").unwrap_err(), Error::EmptySecret);
        return;
    }
    assert_eq!(answer(case), Ok(()), "{case}");
    let method = method(case);
    let form: Vec<_> = pairs
        .iter()
        .filter(|(name, _)| !name.starts_with("oauth_") && name != "realm")
        .cloned()
        .collect();
    let body = encoded(&form);
    let mut url = text_of(&case["url"]).to_owned();
    if method == SignatureMethod::Plaintext {
        assert!(url.starts_with("https:"));
    }
    if !url.contains("://") {
        url = format!("https://{url}");
    }
    let request = Request::new(text_of(&case["method"]), &url).form(body.as_bytes());
    let (secret, token_secret) = (
        secret(consumer_secret),
        case["token_secret"].as_str().unwrap_or(""),
    );
    let token_secret = SharedSecret::new(token_secret).ok();
    let private_key = case["private_key_pem"]
        .as_str()
        .map(|pem| PrivateKey::from_pkcs8_der(&der(pem)).unwrap());
    let mut credentials = match &private_key {
        Some(key) => Credentials::private_key(one("oauth_consumer_key").unwrap(), key),
        None => Credentials::secret(one("oauth_consumer_key").unwrap(), &secret),
    };
    if let Some(token) = one("oauth_token") {
        credentials = credentials.token(token);
    }
    if let Some(token_secret) = &token_secret {
        credentials = credentials.token_secret(token_secret);
    }
    let options = Options {
        version: one("oauth_version").is_some(),
        callback: one("oauth_callback").map(str::to_owned),
        verifier: one("oauth_verifier").map(str::to_owned),
        realm: one("realm").map(str::to_owned),
        key_sizes: credtool_crypto_engine::KeySizes::Legacy,
        ..Options::new(method)
    };
    let time = at(one("oauth_timestamp").unwrap().parse().unwrap());
    let signed = oauth1::sign(
        &request,
        &credentials,
        &options,
        one("oauth_nonce").unwrap(),
        time,
    )
    .unwrap();
    if let Some(base) = signed.base_string() {
        assert_eq!(
            String::from_utf8_lossy(base),
            text_of(&case["base_string"]),
            "{case}"
        );
    }
    let signature = percent_encoded(text_of(&case["signature"]));
    assert!(
        signed
            .authorization()
            .ends_with(&format!("oauth_signature=\"{signature}\"")),
        "{case}"
    );
}

fn answer(case: &Value) -> Result<(), Refusal> {
    let pairs = pairs(&case["params"]);
    let one = |name: &str| {
        pairs
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    };
    let own = pairs.iter().filter(|(name, _)| name.starts_with("oauth_"));
    let mut header: String = own
        .map(|(name, value)| format!("{name}=\"{}\", ", percent_encoded(value)))
        .collect();
    header = format!(
        "OAuth realm=\"r\", {header}oauth_signature=\"{}\"",
        percent_encoded(text_of(&case["signature"]))
    );
    let form: Vec<_> = pairs
        .iter()
        .filter(|(name, _)| !name.starts_with("oauth_") && name != "realm")
        .cloned()
        .collect();
    let body = encoded(&form);
    let request = Request::new(text_of(&case["method"]), text_of(&case["url"]))
        .form(body.as_bytes())
        .header("Authorization", header.as_bytes());
    let mut policy = Policy::new([method(case)]);
    policy.key_sizes = credtool_crypto_engine::KeySizes::Legacy;
    policy.token = one("oauth_token").map(str::to_owned);
    policy.token_secret = SharedSecret::new(case["token_secret"].as_str().unwrap_or("")).ok();
    let mut app = AppCredentials::new(one("oauth_consumer_key").unwrap());
    match case["private_key_pem"].as_str() {
        Some(pem) => {
            app = app.public_key(
                PrivateKey::from_pkcs8_der(&der(pem))
                    .unwrap()
                    .public_key()
                    .clone(),
            )
        }
        None => app = app.secret(secret(text_of(&case["consumer_secret"]))),
    }
    let time = at(one("oauth_timestamp").unwrap().parse().unwrap());
    oauth1::verify(&request, |_| Some(app), &policy, time, |_, _| Replay::New).map(|_| ())
}

/// Signatures of a string alone: its method parameter names another method, so no request has them.
fn base_string_only(case: &Value) {
    use base64::Engine as _;
    use credtool_crypto_engine::{Hash, HmacKey, KeySizes, SignatureScheme};
    let base = text_of(&case["base_string"]).as_bytes();
    let signature = text_of(&case["signature"]);
    let bytes = base64::prelude::BASE64_STANDARD.decode(signature);
    let key = || {
        format!(
            "{}&{}",
            percent_encoded(text_of(&case["consumer_secret"])),
            percent_encoded(text_of(&case["token_secret"]))
        )
    };
    let hash = match method(case) {
        SignatureMethod::HmacSha1 | SignatureMethod::RsaSha1 => Hash::Sha1,
        _ => Hash::Sha256,
    };
    match method(case) {
        SignatureMethod::Plaintext => assert_eq!(signature, key()),
        SignatureMethod::HmacSha1 | SignatureMethod::HmacSha256 => {
            HmacKey::new(hash, key().as_bytes())
                .verify(base, &bytes.unwrap())
                .unwrap();
        }
        SignatureMethod::RsaSha1 | SignatureMethod::RsaSha256 => {
            // RFC 8017 appendix A.1.1 inside RFC 5280 §4.1, for a key of 1024 bits.
            let inner = der(text_of(&case["public_key_pem"]));
            assert_eq!(inner.len(), 140);
            let head = b"\x30\x81\x9f\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\x03\x81\x8d\x00";
            let key = PublicKey::from_spki_der(&[&head[..], &inner].concat()).unwrap();
            key.verify(
                SignatureScheme::RsaPkcs1v15(hash),
                KeySizes::Legacy,
                base,
                &bytes.unwrap(),
            )
            .unwrap();
        }
    }
}

/// The request whose base string it is.
fn with_parts_of_the_rfc(case: &Value, rfc: &Value) -> Value {
    let mut case = case.clone();
    for name in ["method", "url", "params"] {
        case[name] = rfc[name].clone();
    }
    assert_eq!(case["base_string"], rfc["base_string"]);
    case
}

fn method(case: &Value) -> SignatureMethod {
    let name = text_of(&case["signature_method"]);
    SignatureMethod::ALL
        .into_iter()
        .find(|method| method.wire_name() == name)
        .unwrap()
}

/// Signs a form and returns the base string.
fn base_of(url: &str, form: &str) -> String {
    let key = secret(SECRET);
    let request = Request::new("POST", url).form(form.as_bytes());
    let options = Options::new(SignatureMethod::HmacSha1);
    let signed = oauth1::sign(
        &request,
        &Credentials::secret(KEY, &key),
        &options,
        "n",
        at(1),
    )
    .unwrap();
    String::from_utf8(signed.base_string().unwrap().to_vec()).unwrap()
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn pairs(value: &Value) -> Vec<(String, String)> {
    let pairs = value.as_array().unwrap().iter();
    pairs
        .map(|pair| (text_of(&pair[0]).to_owned(), text_of(&pair[1]).to_owned()))
        .collect()
}

fn encoded(pairs: &[(String, String)]) -> String {
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", form_encoded(name), form_encoded(value)))
        .collect();
    pairs.join("&")
}

fn form_encoded(text: &str) -> String {
    percent_encoded(text).replace("%20", "+")
}

fn percent_encoded(text: &str) -> String {
    let bytes = text.bytes().map(|byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    });
    bytes.collect()
}

fn der(pem: &str) -> Vec<u8> {
    use base64::Engine as _;
    let text: String = pem
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .collect();
    base64::prelude::BASE64_STANDARD
        .decode(text.trim())
        .unwrap()
}
