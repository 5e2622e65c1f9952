//! Each mistake of the signed string in random requests, put together here a second time and in another way.

use credtool_crypto_engine::Hash;
use credtool_request_auth::Request;
use credtool_request_auth::explain::Cause;
use proptest::prelude::*;

use super::{HEADER, Header, NOW, hmac, of};
use crate::{APP, SECRET, app};

/// A request by its decoded parts.
#[derive(Debug, Clone)]
struct Parts {
    method: String,
    host: String,
    path: String,
    query: Vec<(String, String)>,
    form: Vec<(String, String)>,
    nonce: String,
    space: &'static str,
}

fn parts() -> impl Strategy<Value = Parts> {
    // No names that sort into the security parameters, no values that other mistakes would change alike.
    let pair = (
        "[b-ln-z][a-z0-9]{0,5}",
        prop_oneof![3 => "[a-z0-9é/:]{1,8}", 1 => Just(String::new()), 1 => "[a-z]{1,3} [a-z]{1,3}"],
    );
    let pairs = || proptest::collection::vec(pair.clone(), 0..5);
    (
        prop_oneof![Just("GET"), Just("POST"), Just("DELETE")],
        "[a-z]{1,8}\\.example",
        "(/[a-z]{1,6}){1,3}",
        pairs(),
        pairs(),
        "[0-9a-f]{16}",
        prop_oneof![Just("+"), Just("%20")],
    )
        .prop_map(|(method, host, path, query, form, nonce, space)| Parts {
            method: method.to_owned(),
            host,
            path,
            query,
            form,
            nonce,
            space,
        })
}

fn urlencoded(pairs: &[(String, String)], space: &str) -> String {
    let encode = |text: &String| -> String {
        let byte = |byte: u8| match byte {
            b' ' => space.to_owned(),
            b'a'..=b'z' | b'0'..=b'9' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        };
        text.bytes().map(byte).collect()
    };
    let written: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    written.join("&")
}

/// How the string is put together; the default is right.
struct Way {
    method: fn(&str) -> String,
    origin: fn(&str) -> String,
    empty: &'static str,
    space: &'static str,
    wire: &'static str,
    timestamp: u64,
    order: fn(&mut Vec<(String, String)>),
    with_form: bool,
    without: &'static str,
    tail: &'static str,
}

const RIGHT: Way = Way {
    method: str::to_owned,
    origin: |host| format!("https://{host}"),
    empty: "",
    space: " ",
    wire: "HMACSHA256",
    timestamp: NOW,
    order: |all| all.sort(),
    with_form: true,
    without: "",
    tail: "",
};

fn base(parts: &Parts, way: &Way) -> String {
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let timestamp = way.timestamp.to_string();
    let security = [
        ("atmosphere_app_id", APP),
        ("atmosphere_nonce", &parts.nonce),
        ("atmosphere_signature_method", way.wire),
        ("atmosphere_timestamp", &timestamp),
        ("atmosphere_version", "1.0"),
    ];
    let mut all: Vec<_> = security
        .map(owned)
        .into_iter()
        .filter(|(name, _)| name != way.without)
        .collect();
    let form = if way.with_form { &parts.form[..] } else { &[] };
    all.extend(
        parts
            .query
            .iter()
            .chain(form)
            .map(|(name, value)| (name.clone(), value.replace(' ', way.space))),
    );
    (way.order)(&mut all);
    let joined: String = all
        .iter()
        .map(|(name, value)| match value.is_empty() {
            true => format!("&{name}{}", way.empty),
            false => format!("&{name}={value}"),
        })
        .collect();
    format!(
        "{}&{}{}{joined}{}",
        (way.method)(&parts.method),
        (way.origin)(&parts.host),
        parts.path,
        way.tail
    )
}

/// Signs in that way and expects that name, or a yes where the way makes no difference.
fn check(parts: &Parts, way: &Way, cause: Cause) -> Result<(), TestCaseError> {
    let ours = base(parts, &RIGHT);
    let theirs = base(parts, way);
    let header = Header {
        nonce: &parts.nonce,
        ..HEADER
    };
    let header = header.with(&hmac(Hash::Sha256, SECRET.as_bytes(), theirs.as_bytes()));
    let query = urlencoded(&parts.query, parts.space);
    let form = urlencoded(&parts.form, parts.space);
    let url = format!("https://{}{}?{query}", parts.host, parts.path);
    let request = Request::new(&parts.method, &url).form(form.as_bytes());
    let found = of(&request, &header, &app());
    if ours == theirs {
        prop_assert_eq!(found, None);
        return Ok(());
    }
    let found = found.unwrap();
    prop_assert_eq!(found.cause, cause, "{}\n{}\n{}", found.detail, ours, theirs);
    prop_assert_eq!(found.their_base_string, Some(theirs));
    prop_assert_eq!(found.base_string, Some(ours));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn one_mistake_in_any_request(parts in parts()) {
        check(&parts, &RIGHT, Cause::Unknown)?;
        check(&parts, &Way { method: str::to_lowercase, ..RIGHT }, Cause::MethodCase)?;
        check(&parts, &Way { origin: |host| format!("https://{host}:443"), ..RIGHT }, Cause::DefaultPort)?;
        check(&parts, &Way { origin: |host| format!("http://{host}"), ..RIGHT }, Cause::DefaultPort)?;
        check(&parts, &Way { empty: "=", ..RIGHT }, Cause::EmptyValue)?;
        check(&parts, &Way { space: "+", ..RIGHT }, Cause::PlusOrSpace)?;
        check(&parts, &Way { wire: "HMAC-SHA256", ..RIGHT }, Cause::WireName)?;
        check(&parts, &Way { timestamp: NOW / 1000, ..RIGHT }, Cause::TimestampUnit)?;
        check(&parts, &Way { order: |_| (), ..RIGHT }, Cause::ParameterOrder)?;
        check(&parts, &Way { order: |all| all.sort_by(|a, b| b.cmp(a)), ..RIGHT }, Cause::ParameterOrder)?;
        check(&parts, &Way { order: |all| all.rotate_left(5), ..RIGHT }, Cause::ParameterOrder)?;
        check(&parts, &Way { with_form: false, ..RIGHT }, Cause::FormBodyIgnored)?;
        check(&parts, &Way { without: "atmosphere_version", ..RIGHT }, Cause::MissingParameter)?;
        check(&parts, &Way { tail: "&", ..RIGHT }, Cause::KeySuffix)?;
    }

    /// Plus and percent-encoding are told apart by what was sent.
    #[test]
    fn spaces_as_percent_20(parts in parts()) {
        let with_space = |parts: &Parts| parts.query.iter().chain(&parts.form).any(|(_, value)| value.contains(' '));
        let cause = match parts.space {
            "+" => Cause::PlusOrSpace,
            _ => Cause::PercentEncoding,
        };
        let others = parts.query.iter().chain(&parts.form).any(|(_, value)| value.contains(['é', '/', ':']));
        if with_space(&parts) && !others {
            check(&parts, &Way { space: "%20", ..RIGHT }, cause)?;
        }
    }
}
