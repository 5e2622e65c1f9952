//! The flow of OAuth 2.0: the RFC's own requests, and what is written is what a server reads.

use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng as _;
use credtool_request_auth::oauth2::{
    AuthorizationCode, AuthorizationRequest, ClientAuthentication, CodeVerifier, Grant,
    ResponseType, State, TokenParameters, TokenRequest, check_redirect,
};
use credtool_request_auth::{Error, SharedSecret};
use proptest::prelude::*;

use crate::secret;

const TOKEN_URL: &str = "https://server.example.com/token";
const CLIENT: &str = "s6BhdRkqt3";
const CALLBACK: &str = "https://client.example.com/cb";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

fn basic(secret: &SharedSecret) -> ClientAuthentication<'_> {
    ClientAuthentication::Basic {
        client_id: CLIENT,
        secret,
    }
}

fn asked<'a>(grant: Grant<'a>, authentication: ClientAuthentication<'a>) -> TokenParameters<'a> {
    TokenParameters {
        token_url: TOKEN_URL,
        grant,
        authentication,
        scope: None,
        extra: &[],
    }
}

/// Reads the request as a server does: target, headers, form.
type Read = (String, Vec<(String, String)>, Vec<(String, String)>);

fn read(request: &TokenRequest) -> Read {
    let bytes = request.to_bytes();
    let mut headers = [httparse::EMPTY_HEADER; 16];
    let mut parsed = httparse::Request::new(&mut headers);
    let head = parsed.parse(&bytes).unwrap().unwrap();
    assert_eq!((parsed.method, parsed.version), (Some("POST"), Some(1)));
    let target = parsed.path.unwrap().to_owned();
    let text = |value: &[u8]| String::from_utf8(value.to_vec()).unwrap();
    let headers: Vec<_> = parsed
        .headers
        .iter()
        .map(|header| (header.name.to_owned(), text(header.value)))
        .collect();
    let length = value(&headers, "Content-Length").parse::<usize>().unwrap();
    assert_eq!(bytes.len() - head, length);
    let form = form_urlencoded::parse(&bytes[head..])
        .into_owned()
        .collect();
    (target, headers, form)
}

fn value(pairs: &[(String, String)], name: &str) -> String {
    let found: Vec<_> = pairs.iter().filter(|(found, _)| found == name).collect();
    assert_eq!(found.len(), 1, "{name} in {pairs:?}");
    found[0].1.clone()
}

fn body(request: &TokenRequest) -> &str {
    std::str::from_utf8(request.body()).unwrap()
}

/// RFC 6749 §4.4.2, with the header of §2.3.1 and §4.1.3.
#[test]
fn client_credentials() {
    let secret = secret("gX1fBat3bV");
    let request = asked(Grant::ClientCredentials, basic(&secret))
        .request()
        .unwrap();
    let sent = String::from_utf8(request.to_bytes().to_vec()).unwrap();
    assert_eq!(
        sent,
        "POST /token HTTP/1.1\r\nHost: server.example.com\r\nConnection: close\r\nContent-Length: 29\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nAccept: application/json\r\n\
         Authorization: Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW\r\n\r\ngrant_type=client_credentials"
    );
}

/// RFC 6749 §4.1.3 (there with `%2E` for the dots) and RFC 7636 §4.5.
#[test]
fn authorization_code() {
    let secret = secret("gX1fBat3bV");
    let code = AuthorizationCode::new("SplxlOBeZQQYbYjS6WxSbIA").unwrap();
    let grant = |verifier| Grant::AuthorizationCode {
        code: &code,
        redirect_uri: Some(CALLBACK),
        verifier,
    };
    let expected = "grant_type=authorization_code&code=SplxlOBeZQQYbYjS6WxSbIA&redirect_uri=https%3A%2F%2Fclient.example.com%2Fcb";
    let request = asked(grant(None), basic(&secret)).request().unwrap();
    assert_eq!(body(&request), expected);

    let verifier = CodeVerifier::parse(VERIFIER).unwrap();
    let public = ClientAuthentication::None { client_id: CLIENT };
    let request = asked(grant(Some(&verifier)), public).request().unwrap();
    assert_eq!(
        body(&request),
        format!("{expected}&code_verifier={VERIFIER}&client_id={CLIENT}")
    );
    assert!(
        request
            .headers()
            .iter()
            .all(|(name, _)| *name != "Authorization")
    );
    assert!(asked(grant(None), public).request().is_err());
    assert!(asked(Grant::ClientCredentials, public).request().is_err());
}

/// RFC 6749 §2.3.1 (the second example) and §6.
#[test]
fn refresh_token() {
    let (token, client_secret) = (
        secret("tGzv3JOkF0XG5Qx2TlKWIA"),
        secret("7Fjfp0ZBr1KtDRbnfVdmIw"),
    );
    let post = ClientAuthentication::Post {
        client_id: CLIENT,
        secret: &client_secret,
    };
    let request = asked(Grant::RefreshToken(&token), post).request().unwrap();
    assert_eq!(
        body(&request),
        "grant_type=refresh_token&refresh_token=tGzv3JOkF0XG5Qx2TlKWIA&client_id=s6BhdRkqt3&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw"
    );
}

/// RFC 6749 §4.3.2.
#[test]
fn password_is_legacy() {
    let (password, client_secret) = (secret("A3ddj3w"), secret("gX1fBat3bV"));
    let grant = Grant::LegacyPassword {
        username: "johndoe",
        password: &password,
    };
    assert!(grant.legacy());
    let request = asked(grant, basic(&client_secret)).request().unwrap();
    assert_eq!(
        body(&request),
        "grant_type=password&username=johndoe&password=A3ddj3w"
    );
}

/// RFC 7523 §2.2.
#[test]
fn assertion() {
    let authentication = ClientAuthentication::Assertion {
        client_id: None,
        assertion: "eyJhbGciOiJSUzI1NiIsImtpZCI6IjIyIn0.eyJpc3Mi.cC4hiUPo",
    };
    let request = asked(Grant::ClientCredentials, authentication)
        .request()
        .unwrap();
    assert_eq!(
        body(&request),
        "grant_type=client_credentials&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer\
         &client_assertion=eyJhbGciOiJSUzI1NiIsImtpZCI6IjIyIn0.eyJpc3Mi.cC4hiUPo"
    );
}

/// RFC 6749 §2.3.1 and appendix B: encoded as a form before they are joined.
#[test]
fn basic_halves_are_encoded() {
    let secret = secret(" %&+£€");
    let authentication = ClientAuthentication::Basic {
        client_id: "a:b",
        secret: &secret,
    };
    let request = asked(Grant::ClientCredentials, authentication)
        .request()
        .unwrap();
    // The second half is the example of appendix B; base64 of `a%3Ab:+%25%26%2B%C2%A3%E2%82%AC`.
    let expected = "Basic YSUzQWI6KyUyNSUyNiUyQiVDMiVBMyVFMiU4MiVBQw==";
    assert!(request.headers().contains(&("Authorization", expected)));
}

#[test]
fn the_token_url_is_where_the_secret_goes() {
    let secret = secret("gX1fBat3bV");
    let ask = |token_url, extra| TokenParameters {
        token_url,
        extra,
        ..asked(Grant::ClientCredentials, basic(&secret))
    };
    for (url, host, target) in [
        ("https://a/t?tenant=b", "a", "/t?tenant=b"),
        ("https://a:443", "a", "/"),
        ("https://a:8443/t", "a:8443", "/t"),
        ("http://[::1]:80/t", "[::1]", "/t"),
        ("http://localhost:443/t", "localhost:443", "/t"),
    ] {
        let (found, headers, _) = read(&ask(url, &[]).request().unwrap());
        assert_eq!(
            (found.as_str(), value(&headers, "Host").as_str()),
            (target, host),
            "{url}"
        );
    }
    for (url, extra) in [
        ("http://server.example.com/token", &[][..]),
        ("https://server.example.com/token#x", &[]),
        ("https://server.example.com/token?client_secret=x", &[]),
        ("https://server.example.com/token?a=1", &[("a", "1")]),
        (TOKEN_URL, &[("client_secret", "x")]),
        (TOKEN_URL, &[("grant_type", "password")]),
        (TOKEN_URL, &[("", "x")]),
        (TOKEN_URL, &[("a", "1"), ("a", "2")]),
    ] {
        let refused = ask(url, extra).request();
        assert!(
            matches!(refused, Err(Error::Value { .. })),
            "{url} {extra:?}"
        );
    }
}

#[test]
fn debug_shows_no_secret() {
    let (token, client_secret) = (secret("hunter2"), secret("hunter2"));
    for authentication in [
        basic(&client_secret),
        ClientAuthentication::Post {
            client_id: CLIENT,
            secret: &client_secret,
        },
        ClientAuthentication::Assertion {
            client_id: None,
            assertion: "hunter2",
        },
    ] {
        let parameters = asked(Grant::RefreshToken(&token), authentication);
        let request = parameters.request().unwrap();
        let shown = format!("{parameters:?} {request:?}");
        // The header of Basic holds it as base64.
        assert!(
            !shown.contains("hunter2") && !shown.contains("aHVudGVyMg"),
            "{shown}"
        );
    }
}

proptest! {
    #[test]
    fn a_server_reads_the_token_request_back(
        client_id in "\\PC{1,20}", text in "\\PC{1,20}", scope in "[a-z:/]{1,8}( [a-z]{1,4}){0,3}", name in "x_[a-z]{1,8}", extra in "\\PC{0,20}",
        post in any::<bool>(),
    ) {
        let secret = secret(&text);
        let authentication = match post {
            true => ClientAuthentication::Post { client_id: &client_id, secret: &secret },
            false => ClientAuthentication::Basic { client_id: &client_id, secret: &secret },
        };
        let extra_parameters = [(name.as_str(), extra.as_str())];
        let parameters = TokenParameters { scope: Some(&scope), extra: &extra_parameters, ..asked(Grant::RefreshToken(&secret), authentication) };
        let (_, headers, form) = read(&parameters.request().unwrap());
        prop_assert_eq!(value(&form, "refresh_token"), text.clone());
        prop_assert_eq!(value(&form, "scope"), scope);
        prop_assert_eq!(value(&form, &name), extra);
        if post {
            prop_assert_eq!(value(&form, "client_id"), client_id);
            prop_assert_eq!(value(&form, "client_secret"), text);
        } else {
            use base64::Engine as _;
            let header = value(&headers, "Authorization");
            let pair = base64::engine::general_purpose::STANDARD.decode(header.strip_prefix("Basic ").unwrap()).unwrap();
            let pair = String::from_utf8(pair).unwrap();
            let (id, half) = pair.split_once(':').unwrap();
            let decoded = |half: &str| form_urlencoded::parse(format!("x={half}").as_bytes()).next().unwrap().1.into_owned();
            prop_assert_eq!((decoded(id), decoded(half)), (client_id, text));
        }
    }

    /// What goes out comes back: the parameters as written, and the answer at the same place.
    #[test]
    fn a_server_reads_the_authorization_url_back(client_id in "\\PC{1,20}", seed in any::<u64>(), extra in "\\PC{0,20}", code in "[!-~]{1,30}") {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let (state, verifier) = (State::generate(&mut rng), CodeVerifier::generate(&mut rng));
        let url = AuthorizationRequest {
            endpoint: "https://server.example.com/authorize?tenant=a%20b",
            client_id: &client_id,
            redirect_uri: Some(CALLBACK),
            scope: Some("read write"),
            state: &state,
            response: ResponseType::Code(&verifier),
            extra: &[("x", &extra)],
        }.url().unwrap();
        prop_assert!(!url.contains(verifier.expose()));
        let (_, query) = url.split_once('?').unwrap();
        let read: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        for (name, expected) in [
            ("tenant", "a b"), ("response_type", "code"), ("client_id", &client_id), ("redirect_uri", CALLBACK), ("scope", "read write"),
            ("state", state.expose()), ("code_challenge", &verifier.challenge()), ("code_challenge_method", "S256"), ("x", &extra),
        ] {
            prop_assert_eq!(value(&read, name), expected);
        }
        let answer: String = form_urlencoded::Serializer::new(String::new()).append_pair("code", &code).append_pair("state", state.expose()).finish();
        let answer = format!("{CALLBACK}?{answer}");
        let found = check_redirect(&answer, &[CALLBACK], &state, None).unwrap();
        prop_assert_eq!(found.expose(), code);
        let other = State::generate(&mut rng);
        prop_assert_eq!(check_redirect(&answer, &[CALLBACK], &other, None).unwrap_err().code(), "state");
    }

    /// Any change of a byte before the parameters is another place, except in the port of a loopback address.
    #[test]
    fn another_place_is_refused(at in 0..CALLBACK.len(), byte in b' '..=b'~') {
        let mut place = CALLBACK.as_bytes().to_vec();
        prop_assume!(place[at] != byte && byte != b'#');
        place[at] = byte;
        let received = format!("{}?code=c&state=xyz", String::from_utf8(place).unwrap());
        let refusal = check_redirect(&received, &[CALLBACK], &State::new("xyz").unwrap(), None).unwrap_err();
        prop_assert_eq!(refusal.code(), "redirect-uri");
    }

    #[test]
    fn any_text_gets_an_answer(received in ".*", registered in ".*", issuer in proptest::option::of(".*"), url in ".*", scope in ".*") {
        let state = State::new("xyz").unwrap();
        prop_assert!(check_redirect(&received, &[&registered, "http://127.0.0.1:1/"], &state, issuer.as_deref()).is_err());
        let at_place = format!("{CALLBACK}?state=xyz&code=c&{received}");
        let _ = check_redirect(&at_place, &[CALLBACK], &state, issuer.as_deref());
        let _ = CodeVerifier::parse(&received);
        let _ = State::new(received.as_str());
        let secret = secret("s");
        let extra = [(registered.as_str(), received.as_str())];
        let made = TokenParameters { token_url: &url, scope: Some(&scope), extra: &extra, ..asked(Grant::ClientCredentials, basic(&secret)) };
        let _ = made.request();
        let made = TokenParameters { token_url: TOKEN_URL, scope: None, ..made };
        if let Ok(request) = made.request() {
            read(&request);
        }
    }
}
