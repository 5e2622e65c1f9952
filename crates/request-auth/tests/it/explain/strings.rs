//! The signed string written otherwise than both sides should.

use credtool_crypto_engine::Hash;
use credtool_request_auth::Request;
use credtool_request_auth::explain::{Attempt, Cause};

use super::{
    BASE, FORM, HEADER, Header, NONCE, NOW, URL, assert_cause, hmac, hmac_policy, of, of_header,
    signed,
};
use crate::{SECRET, app, millis};

/// The security parameters of a string whose other names come before or after all of them.
const SECURITY: &str = "&atmosphere_app_id=myplatform-AS0iTmhoGaE6Y9sWhUkvcL6T&atmosphere_nonce=s0me+n0nce/=\
    &atmosphere_signature_method=HMACSHA256&atmosphere_timestamp=1326409129918&atmosphere_version=1.0";

/// Signs our string with one part of it replaced.
fn replaced(cause: Cause, from: &str, to: &str) {
    let theirs = BASE.replace(from, to);
    assert_ne!(theirs, BASE, "{from} is not there");
    let found = assert_cause(of_header(&signed(&theirs)), cause, to);
    assert_eq!(found.base_string.as_deref(), Some(BASE));
    assert_eq!(found.their_base_string.as_deref(), Some(&*theirs));
    let differs = found.differs_at.unwrap();
    assert_eq!(BASE.as_bytes()[..differs], theirs.as_bytes()[..differs]);
    assert_ne!(BASE.as_bytes().get(differs), theirs.as_bytes().get(differs));
}

#[test]
fn wire_name() {
    replaced(Cause::WireName, "HMACSHA256", "HMAC-SHA256");
    replaced(Cause::WireName, "HMACSHA256", "HmacSHA256");
    replaced(Cause::WireName, "HMACSHA256", "HmacSHA1");
    let theirs = "POST&https://api.example.com/Payments/Fund%20Details&a=1 x&app_id=myplatform-AS0iTmhoGaE6Y9sWhUkvcL6T&b=two&c=é,&empty\
        &nonce=s0me+n0nce/=&signature_method=HMACSHA256&timestamp=1326409129918&version=1.0&y=a+b&z=9";
    assert_cause(of_header(&signed(theirs)), Cause::WireName, "no prefix");
    let theirs = "POST&https://api.example.com/Payments/Fund%20Details&a=1 x&b=two&c=é,&empty\
        &oauth_consumer_key=myplatform-AS0iTmhoGaE6Y9sWhUkvcL6T&oauth_nonce=s0me+n0nce/=\
        &oauth_signature_method=HMACSHA256&oauth_timestamp=1326409129918&oauth_version=1.0&y=a+b&z=9";
    assert_cause(of_header(&signed(theirs)), Cause::WireName, "OAuth's names");
}

#[test]
fn method_case() {
    replaced(Cause::MethodCase, "POST&", "post&");
    replaced(Cause::MethodCase, "POST&", "Post&");
    let request = Request::new("poSt", URL).form(FORM);
    let header = signed(BASE.replace("POST", "poSt"));
    assert_cause(of(&request, &header, &app()), Cause::MethodCase, "as sent");
}

/// The security parameters travel in the query, and are still told from the others.
#[test]
fn in_the_query() {
    let sent = SECURITY.replace("s0me+n0nce/=", "s0me%2Bn0nce%2F%3D");
    let request = |signature: &str| {
        let signature = signature
            .replace('+', "%2B")
            .replace('/', "%2F")
            .replace('=', "%3D");
        format!("https://h/p?z=1{sent}&atmosphere_signature={signature}")
    };
    for (text, cause) in [
        (format!("GET&https://h/p{SECURITY}&z=1"), None),
        (
            format!("get&https://h/p{SECURITY}&z=1"),
            Some(Cause::MethodCase),
        ),
        (
            format!("GET&https://h/p&z=1{SECURITY}"),
            Some(Cause::ParameterOrder),
        ),
        (
            format!("GET&https://h/p{SECURITY}"),
            Some(Cause::MissingParameter),
        ),
    ] {
        let url = request(&hmac(Hash::Sha256, SECRET.as_bytes(), text.as_bytes()));
        let (app, policy) = (app(), hmac_policy());
        let request = Request::new("GET", &url);
        let found = Attempt::new(&request, &app, &policy, millis(NOW)).explain();
        assert_eq!(found.map(|found| found.cause), cause, "{text}");
    }
}

#[test]
fn default_port() {
    replaced(Cause::DefaultPort, ".com/", ".com:443/");
    replaced(Cause::DefaultPort, "https://", "http://");
    let request = Request::new(
        "POST",
        "https://api.example.com:9443/Payments/Fund%20Details?b=two&a=1+x&empty&c=%C3%A9%2C",
    )
    .form(FORM);
    assert_cause(
        of(&request, &signed(BASE), &app()),
        Cause::DefaultPort,
        "dropped",
    );
    let inside = URL.replace("api.example.com", "10.0.0.7:8080");
    let behind = Request::new("POST", &inside)
        .form(FORM)
        .header("X-Forwarded-Host", b"api.example.com");
    assert_cause(
        of(&behind, &signed(BASE), &app()),
        Cause::DefaultPort,
        "a proxy",
    );
}

#[test]
fn parameter_order() {
    let start = "POST&https://api.example.com/Payments/Fund%20Details";
    let security = SECURITY;
    let (query, form) = ("&b=two&a=1 x&empty&c=é,", "&z=9&y=a+b");
    let sorted = ("&a=1 x&b=two&c=é,&empty", "&y=a+b&z=9");
    for theirs in [
        format!("{start}{security}{query}{form}"),
        format!("{start}{query}{form}{security}"),
        format!("{start}{security}{}{}", sorted.0, sorted.1),
        format!(
            "{start}?b=two&a=1+x&empty&c=%C3%A9%2C{security}{}",
            sorted.1
        ),
    ] {
        assert_cause(of_header(&signed(&theirs)), Cause::ParameterOrder, &theirs);
    }
    let mut descending: Vec<&str> = BASE.split('&').skip(2).collect();
    descending.reverse();
    let theirs = format!("{start}&{}", descending.join("&"));
    assert_cause(
        of_header(&signed(theirs)),
        Cause::ParameterOrder,
        "descending",
    );

    // GovTech's client for Node sorts pairs as JavaScript does: `a!` before `a`, because `!` comes before the comma.
    let request = Request::new("GET", "https://h/?a=1&a!=2");
    let theirs = format!("GET&https://h/&a!=2&a=1{security}");
    assert_cause(
        of(&request, &signed(theirs), &app()),
        Cause::ParameterOrder,
        "pairs",
    );
}

#[test]
fn missing_parameter() {
    replaced(Cause::MissingParameter, "&atmosphere_version=1.0", "");
    replaced(
        Cause::MissingParameter,
        "&atmosphere_signature_method=HMACSHA256",
        "",
    );
    replaced(Cause::MissingParameter, "&b=two", "");
    replaced(Cause::MissingParameter, "&z=9", "");
    replaced(Cause::MissingParameter, "&a=1 x", ""); // one of the query
    replaced(
        Cause::MissingParameter,
        "&y=a+b",
        "&realm=http://atmosphere&y=a+b",
    );
    replaced(
        Cause::MissingParameter,
        "&atmosphere_signature_",
        "&atmosphere_signature&atmosphere_signature_",
    );
}

#[test]
fn empty_value() {
    replaced(Cause::EmptyValue, "&empty", "&empty=");
    replaced(Cause::EmptyValue, "&empty", "");
}

#[test]
fn form_body_ignored() {
    replaced(Cause::FormBodyIgnored, "&y=a+b&z=9", "");
    let request = Request::new("POST", URL).body(FORM); // a form, and no Content-Type says so
    assert_cause(
        of(&request, &signed(BASE), &app()),
        Cause::FormBodyIgnored,
        "no type",
    );
    let json = br#"{"a":1}"#;
    let request = Request::new("POST", URL)
        .body(json)
        .header("Content-Type", b"application/json");
    let theirs = BASE.replace("&y=a+b&z=9", "&{\"a\":1}");
    assert_cause(
        of(&request, &signed(theirs), &app()),
        Cause::FormBodyIgnored,
        "json",
    );
}

#[test]
fn plus_or_space() {
    replaced(Cause::PlusOrSpace, "a=1 x", "a=1+x");
    replaced(Cause::PlusOrSpace, "a=1 x", "a=1%20x");
    replaced(Cause::PlusOrSpace, "y=a+b", "y=a b");
    // The client wrote its query by hand, and a library wrote the form.
    let header = signed(format!("POST&https://h/p&a=1+x{SECURITY}&f=1 x"));
    let request = Request::new("POST", "https://h/p?a=1+x").form(b"f=1+x");
    assert_cause(
        of(&request, &header, &app()),
        Cause::PlusOrSpace,
        "in the query",
    );
    // A signature with a plus, which a form or a proxy turned into a space.
    let signed = |number: &u32| {
        let text = format!("GET&https://h/p{SECURITY}&n={number}");
        hmac(Hash::Sha256, SECRET.as_bytes(), text.as_bytes())
    };
    let number = (0..100)
        .find(|number| signed(number).contains('+'))
        .unwrap();
    let url = format!("https://h/p?n={number}");
    let header = HEADER.with(&signed(&number).replace('+', " "));
    assert_cause(
        of(&Request::new("GET", &url), &header, &app()),
        Cause::PlusOrSpace,
        "signature",
    );
}

#[test]
fn percent_encoding() {
    replaced(Cause::PercentEncoding, "Fund%20Details", "Fund Details");
    replaced(Cause::PercentEncoding, "Fund%20Details", "Fund%2520Details");
    replaced(Cause::PercentEncoding, "Fund%20Details", "Fund%20Details/");
    replaced(Cause::PercentEncoding, "s0me+n0nce/=", "s0me%2Bn0nce%2F%3D");
    let of_raw = |query: &str, signed_query: &str| {
        let url = format!("https://h/p?{query}");
        let header = signed(format!("GET&https://h/p{SECURITY}{signed_query}"));
        assert_cause(
            of(&Request::new("GET", &url), &header, &app()),
            Cause::PercentEncoding,
            signed_query,
        );
    };
    of_raw("q=%c3%a9", "&q=%c3%a9"); // as sent
    of_raw("q=%C3%A9%2f", "&q=%C3%A9%2F"); // encoded afresh
    of_raw("q=é/", "&q=%C3%A9%2F");
    of_raw("q=é+/", "&q=%C3%A9 /"); // only what is not ASCII
    of_raw("p=%2F&q=%2F", "&p=/&q=%2F"); // one parameter alone
    of_raw("q=%252F", "&q=/"); // decoded twice

    // As OAuth 1.0a has it (RFC 5849 §3.4.1), with Python's idea of the encoding.
    let oauth = "POST&https%3A%2F%2Fapi.example.com%2FPayments%2FFund%2520Details&a%3D1%2520x\
        %26atmosphere_app_id%3Dmyplatform-AS0iTmhoGaE6Y9sWhUkvcL6T%26atmosphere_nonce%3Ds0me%252Bn0nce%252F%253D\
        %26atmosphere_signature_method%3DHMACSHA256%26atmosphere_timestamp%3D1326409129918%26atmosphere_version%3D1.0\
        %26b%3Dtwo%26c%3D%25C3%25A9%252C%26empty%3D%26y%3Da%252Bb%26z%3D9";
    assert_cause(of_header(&signed(oauth)), Cause::PercentEncoding, "OAuth");
    let signature = hmac(Hash::Sha256, SECRET.as_bytes(), BASE.as_bytes());
    let twice = signature
        .replace('+', "%252B")
        .replace('/', "%252F")
        .replace('=', "%253D");
    assert_cause(
        of_header(&HEADER.with(&twice)),
        Cause::PercentEncoding,
        "signature",
    );
}

#[test]
fn nonce_decoded() {
    let nonce = "c29tZSBub25jZQ=="; // some nonce
    let header = Header { nonce, ..HEADER };
    let base = |nonce: &str| BASE.replace(NONCE, nonce);
    let sent = |signed: &str| {
        header.with(&hmac(
            Hash::Sha256,
            SECRET.as_bytes(),
            base(signed).as_bytes(),
        ))
    };
    assert_eq!(of_header(&sent(nonce)), None);
    assert_cause(
        of_header(&sent("some nonce")),
        Cause::NonceDecoded,
        "base64",
    );
    let header = Header {
        nonce: "736f6d65",
        ..HEADER
    };
    let sent = header.with(&hmac(
        Hash::Sha256,
        SECRET.as_bytes(),
        base("some").as_bytes(),
    ));
    assert_cause(of_header(&sent), Cause::NonceDecoded, "hex");
    let header = Header {
        nonce: "a%2Fb",
        ..HEADER
    };
    let sent = header.with(&hmac(
        Hash::Sha256,
        SECRET.as_bytes(),
        base("a/b").as_bytes(),
    ));
    assert_cause(of_header(&sent), Cause::NonceDecoded, "percent-encoding");
}

#[test]
fn timestamp_unit() {
    replaced(Cause::TimestampUnit, "=1326409129918", "=1326409129");
    replaced(
        Cause::TimestampUnit,
        "=1326409129918",
        "=634620059299180000",
    );
    replaced(Cause::TimestampUnit, "=1326409129918", "=1326409129918000");
}

#[test]
fn key_suffix() {
    replaced(Cause::KeySuffix, "&z=9", "&z=9&");
    replaced(Cause::KeySuffix, "Details&a=1", "Detailsa=1");
    replaced(Cause::KeySuffix, "Details&a=1", "Details?a=1");
}

#[test]
fn wrong_hash() {
    let other = |hash| HEADER.with(&hmac(hash, SECRET.as_bytes(), BASE.as_bytes()));
    for hash in [Hash::Sha1, Hash::Sha384, Hash::Sha512] {
        assert_cause(of_header(&other(hash)), Cause::WrongHash, "HMAC");
    }
    let encode = |bytes: &[u8]| base64::Engine::encode(&base64::prelude::BASE64_STANDARD, bytes);
    let bare = Hash::Sha256.digest(format!("{BASE}{SECRET}").as_bytes());
    assert_cause(
        of_header(&HEADER.with(&encode(&bare))),
        Cause::WrongHash,
        "a bare hash",
    );
    let exchanged = hmac(Hash::Sha256, BASE.as_bytes(), SECRET.as_bytes());
    assert_cause(
        of_header(&HEADER.with(&exchanged)),
        Cause::WrongHash,
        "exchanged",
    );
    // 16 bytes can only be MD5, which is not computed here.
    assert_cause(
        of_header(&HEADER.with(&encode(&[7; 16]))),
        Cause::WrongHash,
        "MD5",
    );
}

#[test]
fn malformed_signatures() {
    let tag = base64::Engine::decode(
        &base64::prelude::BASE64_STANDARD,
        hmac(Hash::Sha256, SECRET.as_bytes(), BASE.as_bytes()),
    )
    .unwrap();
    let hex: String = tag.iter().map(|byte| format!("{byte:02x}")).collect();
    let of_hex = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, &hex);
    let url_safe = base64::Engine::encode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, &tag);
    for signature in [hex, of_hex, url_safe, "!!".to_owned(), "AAAA".to_owned()] {
        assert_cause(
            of_header(&HEADER.with(&signature)),
            Cause::Malformed,
            &signature,
        );
    }
}

#[test]
fn two_mistakes() {
    // An OAuth 1.0a library: the string percent-encoded, and an & behind the key.
    let oauth = "GET&https%3A%2F%2Fh%2Fp&atmosphere_app_id%3Dmyplatform-AS0iTmhoGaE6Y9sWhUkvcL6T\
        %26atmosphere_nonce%3Ds0me%252Bn0nce%252F%253D%26atmosphere_signature_method%3DHMACSHA256\
        %26atmosphere_timestamp%3D1326409129918%26atmosphere_version%3D1.0";
    let key = format!("{SECRET}&");
    let header = HEADER.with(&hmac(Hash::Sha256, key.as_bytes(), oauth.as_bytes()));
    let request = Request::new("GET", "https://h/p");
    let found = assert_cause(
        of(&request, &header, &app()),
        Cause::KeySuffix,
        "OAuth library",
    );
    assert!(
        found
            .detail
            .contains("OAuth 1.0a does, and the signed string is percent-encoded"),
        "{}",
        found.detail
    );

    let lower = BASE.replace("POST", "post");
    let header = HEADER.with(&hmac(Hash::Sha1, SECRET.as_bytes(), lower.as_bytes()));
    let found = assert_cause(of_header(&header), Cause::WrongHash, "hash and method");
    assert!(found.detail.contains("lower case"), "{}", found.detail);
}
