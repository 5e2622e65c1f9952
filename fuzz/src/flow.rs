//! The flow of OAuth 2.0: any answer, and any values in what is written.

use credtool_request_auth::SharedSecret;
use credtool_request_auth::oauth2::{
    AuthorizationRequest, ClientAuthentication, CodeVerifier, Grant, ResponseType, State,
    TokenParameters, check_redirect,
};

const CALLBACK: &str = "https://a/cb?x=1";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// What is accepted came back to the registered place and says code and state once, as another parser reads it; what is
/// written for any client and any values, that parser reads back.
pub fn redirect(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let state = State::new("xyz").unwrap();
    for received in [text.as_ref(), &format!("{CALLBACK}&{text}")] {
        let Ok(code) = check_redirect(received, &[CALLBACK], &state, None) else {
            continue;
        };
        assert!(received.starts_with(CALLBACK) && !received.contains('#'));
        let (_, query) = received.split_once('?').unwrap();
        assert_eq!(values(query, "code"), [code.expose()]);
        assert_eq!(values(query, "state"), ["xyz"]);
        assert!(values(query, "error").is_empty());
    }

    let (one, other) = text.split_once('\n').unwrap_or((&text, "z"));
    let verifier = CodeVerifier::parse(VERIFIER).unwrap();
    let extra = [("x", other)];
    let url = AuthorizationRequest {
        endpoint: "https://a/?y",
        client_id: one,
        redirect_uri: Some(CALLBACK),
        scope: None,
        state: &state,
        response: ResponseType::Code(&verifier),
        extra: &extra,
    }
    .url();
    let Ok(url) = url else {
        assert!(one.is_empty());
        return;
    };
    let (_, query) = url.split_once('?').unwrap();
    assert_eq!(values(query, "client_id"), [one]);
    assert_eq!(values(query, "x"), [other]);

    let Ok(secret) = SharedSecret::new(other) else {
        return;
    };
    let request = TokenParameters {
        token_url: "https://a/",
        grant: Grant::ClientCredentials,
        authentication: ClientAuthentication::Post {
            client_id: one,
            secret: &secret,
        },
        scope: Some(other),
        extra: &[],
    };
    // A scope outside its grammar is the one thing to refuse.
    let Ok(made) = request.request() else {
        return;
    };
    let sent = made.to_bytes();
    let head = sent
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    let body = std::str::from_utf8(&sent[head + 4..]).unwrap();
    assert_eq!(values(body, "client_secret"), [other]);
    assert_eq!(values(body, "scope"), [other]);
}

fn values(query: &str, name: &str) -> Vec<String> {
    form_urlencoded::parse(query.as_bytes())
        .filter(|(found, _)| found == name)
        .map(|(_, value)| value.into_owned())
        .collect()
}
