//! The signature base, written otherwise by the other side.

use credtool_crypto_engine::Hash;
use credtool_request_auth::explain::Cause;

use super::*;

/// Each with one thing of the base replaced wherever it stands in a line of a component.
#[test]
fn one_thing_written_otherwise() {
    let port = Cause::DefaultPort;
    let plus = Cause::PlusOrSpace;
    let encoding = Cause::PercentEncoding;
    let missing = Cause::MissingParameter;
    let malformed = Cause::Malformed;
    let order = Cause::ParameterOrder;
    let unit = Cause::TimestampUnit;
    let query = "a=1+x&b=%C3%A9%20z&c";
    let host = "api.example.com";
    for (cause, from, to) in [
        (port, host, "api.example.com:443"),
        (port, host, "backend.internal:8080"),
        (port, "https://", "http://"),
        (port, "https://api.example.com/Tickets", "/Tickets"),
        (plus, query, "a=1%20x&b=%C3%A9%20z&c"),
        (plus, query, "a=1+x&b=%C3%A9+z&c"),
        (plus, "name=\"a\": 1%20x", "name=\"a\": 1+x"),
        (plus, "name=\"a\": 1%20x", "name=\"a\": 1 x"),
        (encoding, "%C3%A9", "%c3%a9"),
        (encoding, "Tickets%2Fnew", "Tickets/new"),
        (Cause::MethodCase, "\"@method\": POST", "\"@method\": post"),
        (malformed, "\"@query\": ?", "\"@query\": "),
        (malformed, "One, Two", "One,Two"),
        (missing, "One, Two", "One"),
        (missing, "One, Two", "Two"),
        (missing, "One, Two", ""),
        (missing, "\"x-two\": One, Two\n", ""),
        (missing, "\"@method\": POST\n", ""),
        (missing, ";alg=\"hmac-sha256\"", ""),
        (
            missing,
            ";created=1618884473;keyid=\"nexus\";alg=\"hmac-sha256\";nonce=\"n\"",
            "",
        ),
        (
            order,
            ";created=1618884473;keyid=\"nexus\"",
            ";keyid=\"nexus\";created=1618884473",
        ),
        (
            malformed,
            ";created=1618884473;keyid=\"nexus\";alg=\"hmac-sha256\";nonce=",
            "; created=1618884473; keyid=\"nexus\"; alg=\"hmac-sha256\"; nonce=",
        ),
        (unit, ";created=1618884473", ";created=1618884473000"),
        (malformed, ";created=1618884473", ";created=\"1618884473\""),
        (Cause::WireName, "\"x-two\": ", "\"X-Two\": "),
        (
            Cause::WireName,
            "@signature-params\": (",
            "@signature-params\": sig1=(",
        ),
    ] {
        let mut base = BASE.replace(from, to);
        // Whoever makes these makes them everywhere.
        base = match from {
            "%C3%A9" => base.replace("%2F", "%2f"),
            "\"x-two\": " => base.replace("\"content-digest\": ", "\"Content-Digest\": "),
            _ => base,
        };
        assert_ne!(base, BASE, "{from}");
        let found = assert_cause(of_base(&base), cause, &format!("{from} -> {to}"));
        assert_eq!(found.base_string.as_deref(), Some(BASE), "{from}");
        assert_eq!(found.their_base_string.as_deref(), Some(&*base), "{from}");
        let differs = BASE
            .bytes()
            .zip(base.bytes())
            .take_while(|(a, b)| a == b)
            .count();
        assert_eq!(found.differs_at, Some(differs), "{from}");
        assert!(
            !found.hint.contains("form") && !found.hint.contains("&"),
            "{}",
            found.hint
        );
    }
}

#[test]
fn lines_joined_otherwise() {
    let reversed: Vec<&str> = BASE.lines().collect();
    let (last, lines) = reversed.split_last().unwrap();
    let first = format!("{last}\n{}", lines.join("\n"));
    // Seven lines have too many orders to try all of them: sorted by name is one that is tried.
    let mut sorted = lines.to_vec();
    sorted.sort_unstable();
    let sorted = format!("{}\n{last}", sorted.join("\n"));
    for (base, cause) in [
        (format!("{BASE}\n"), Cause::Malformed),
        (BASE.replace('\n', "\r\n"), Cause::Malformed),
        (BASE.replace('\n', "\r\n") + "\r\n", Cause::Malformed),
        (BASE.replace('\n', "\\n"), Cause::Malformed),
        (
            BASE.replace("\": ", "\":").replace("\"a\": ", "\"a\":"),
            Cause::Malformed,
        ),
        (first, Cause::ParameterOrder),
        (lines.join("\n"), Cause::MissingParameter),
        (sorted, Cause::ParameterOrder),
    ] {
        assert_cause(of_base(&base), cause, &base);
    }
}

/// With few lines every order is tried.
#[test]
fn every_order_of_few_lines() {
    let parameters =
        "(\"@target-uri\" \"@method\" \"content-digest\");created=1618884473;keyid=\"nexus\"";
    let lines = [
        format!("\"@target-uri\": {TARGET}"),
        "\"@method\": POST".to_owned(),
        "\"content-digest\": sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:".to_owned(),
    ];
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut base: Vec<&str> = order.iter().map(|place| lines[*place].as_str()).collect();
        let last = format!("\"@signature-params\": {parameters}");
        base.push(&last);
        let tag = tag(Hash::Sha256, SECRET.as_bytes(), base.join("\n").as_bytes());
        let found = of(&request(), parameters, &tag, &NOTHING_MORE);
        assert_cause(found, Cause::ParameterOrder, &format!("{order:?}"));
    }
}

#[test]
fn their_base_is_known() {
    let given = |base: &'static [u8], key: &[u8]| {
        let tag = tag(Hash::Sha256, key, base);
        let more = More {
            their_base: Some(base),
            ..NOTHING_MORE
        };
        of(&request(), PARAMETERS, &tag, &more).unwrap()
    };
    let found = given(BASE.as_bytes(), b"another secret");
    assert_eq!(found.cause, Cause::WrongSecret);
    assert!(found.detail.contains("same base"), "{}", found.detail);
    let found = given(b"\"@method\": GET", SECRET.as_bytes());
    assert_eq!((found.cause, found.differs_at), (Cause::Unknown, Some(11)));
    assert!(
        found.detail.starts_with("the secret is the right one"),
        "{}",
        found.detail
    );
    let found = given(b"\"@method\": post\nand more", b"another secret");
    assert_eq!(found.cause, Cause::MethodCase);
    assert!(
        found.detail.contains("so may the secrets"),
        "{}",
        found.detail
    );
}
