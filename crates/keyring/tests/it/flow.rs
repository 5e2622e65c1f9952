//! The Kubernetes Secret: the documentation's example, a second rotation, and values as people leave them.

use credtool_keyring::{
    Error, Finding, FlowSecret, FlowValue, FlowValues, Keyring, Refusal, Source, State, compare,
};

use crate::{at, material, name};

const GUID: &str = "0EE0D33AC67E4389AB2B46123729B875";

fn data<'a>(key: &'a str, active: &'a str, old: &'a str) -> Result<FlowSecret, Error> {
    FlowSecret::parse(&FlowValues {
        encryption_key: FlowValue::Data(key),
        active_name: FlowValue::Data(active),
        old_keys: FlowValue::Data(old),
    })
}

fn texts(key: &str, active: &str, old: &str) -> Result<FlowSecret, Error> {
    FlowSecret::parse(&FlowValues {
        encryption_key: FlowValue::StringData(key),
        active_name: FlowValue::StringData(active),
        old_keys: FlowValue::StringData(old),
    })
}

fn written(secret: &FlowSecret) -> [String; 3] {
    secret.written().map(|(_, text)| text.to_string())
}

#[test]
fn the_documentations_example() {
    let secret = data("QVNERkdISktMMTIzNDU2Nw==", "bXlrZXk=", "e30=").unwrap();
    assert_eq!(secret.findings(), []);
    let rotated = secret.rotate(name("newkey"), material(GUID)).unwrap();
    let [key, active, old] = written(&rotated);
    assert_eq!(key, "MEVFMEQzM0FDNjdFNDM4OUFCMkI0NjEyMzcyOUI4NzU=");
    assert_eq!(active, "bmV3a2V5");
    // The documentation prints eyAibXlrZXkiOiAiQVNERkdISktMMTIzNDU2NyJ9, which has two spaces; as JSON both are the same.
    assert_eq!(old, "eyJteWtleSI6IkFTREZHSEpLTDEyMzQ1NjcifQ==");
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(
        json(r#"{ "mykey": "ASDFGHJKL1234567"}"#),
        json(&rotated.old_keys().render_compact())
    );
    // What is printed there is read too.
    let printed = data(&key, &active, "eyAibXlrZXkiOiAiQVNERkdISktMMTIzNDU2NyJ9").unwrap();
    assert_eq!(printed.keys().count(), 2);
}

#[test]
fn a_second_rotation_merges() {
    let old = "{ \"first\": \"0123456789abcdef\", \"note\": {\"n\": 1e400},\n \"second\":\"\\u0030123456789abcdef\" }";
    let secret = texts("ASDFGHJKL1234567", "mykey", old).unwrap();
    assert_eq!(secret.findings(), [Finding::NotAKey("note".into())]);
    let rotated = secret.rotate(name("newkey"), material(GUID)).unwrap();
    assert_eq!(
        written(&rotated),
        [
            GUID,
            "newkey",
            r#"{"first":"0123456789abcdef","note":{"n": 1e400},"second":"\u0030123456789abcdef","mykey":"ASDFGHJKL1234567"}"#
        ]
    );
    let names: Vec<_> = rotated.keys().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["first", "second", "mykey", "newkey"]);
}

#[test]
fn names_that_exist() {
    let old = r#"{"first":"0123456789abcdef","note":1}"#;
    let secret = texts("ASDFGHJKL1234567", "mykey", old).unwrap();
    for taken in ["mykey", "first", "note"] {
        let refusal = secret.rotate(name(taken), material(GUID)).unwrap_err();
        assert_eq!((refusal.code(), refusal.is_no()), ("name-exists", false));
    }
    let twice = texts(GUID, "first", old);
    assert_eq!(twice.unwrap_err(), Error::OtherSecret(name("first")));
    assert!(texts(GUID, "note", old).is_err());
    let half = texts("0123456789abcdef", "first", old).unwrap();
    assert!(
        half.findings()
            .contains(&Finding::ActiveAmongOld(name("first")))
    );
    let rotated = half.rotate(name("next"), material(GUID)).unwrap();
    assert_eq!(*rotated.old_keys().render_compact(), old);
    assert_eq!(half.keys().count(), 1);
}

#[test]
fn trailing_line_feeds() {
    let newline = |entry, taken_off| Finding::TrailingNewline { entry, taken_off };
    // echo ASDFGHJKL1234567 | base64, and the same for the name and the old keys.
    let secret = data("QVNERkdISktMMTIzNDU2Nwo=", "bXlrZXkK", "e30K").unwrap();
    assert_eq!(
        secret.findings(),
        [
            newline(FlowSecret::ENCRYPTION_KEY, true),
            newline(FlowSecret::ACTIVE_NAME, true),
            newline(FlowSecret::OLD_KEYS, true)
        ]
    );
    let rotated = secret.rotate(name("newkey"), material(GUID)).unwrap();
    assert_eq!(
        written(&rotated)[2],
        "eyJteWtleSI6IkFTREZHSEpLTDEyMzQ1NjcifQ=="
    );
    assert_eq!(rotated.findings(), []);

    // Fifteen characters and a line feed keep the rule, so the line feed is part of the secret.
    let secret = texts("ASDFGHJKL123456\n", "mykey", "{}").unwrap();
    assert_eq!(
        secret.findings(),
        [newline(FlowSecret::ENCRYPTION_KEY, false)]
    );
    let rotated = secret.rotate(name("newkey"), material(GUID)).unwrap();
    assert_eq!(written(&rotated)[2], r#"{"mykey":"ASDFGHJKL123456\n"}"#);
    let windows = texts("ASDFGHJKL1234567\r\n", "mykey\r\n", "{}\r\n").unwrap();
    assert_eq!(
        (windows.material().len(), windows.active().as_str()),
        (16, "mykey")
    );
}

#[test]
fn refused_with_the_name_of_the_entry() {
    for (values, entry) in [
        (["short", "mykey", "{}"], FlowSecret::ENCRYPTION_KEY),
        (
            ["ASDFGHJKL1234567\n\n", "mykey", "{}"],
            FlowSecret::ENCRYPTION_KEY,
        ),
        (["", "mykey", "{}"], FlowSecret::ENCRYPTION_KEY),
        (["ASDFGHJKL1234567", "", "{}"], FlowSecret::ACTIVE_NAME),
        (["ASDFGHJKL1234567", "mykey", ""], FlowSecret::OLD_KEYS),
        (["ASDFGHJKL1234567", "mykey", "[]"], FlowSecret::OLD_KEYS),
        (
            ["ASDFGHJKL1234567", "mykey", r#"{"a":1,"a":2}"#],
            FlowSecret::OLD_KEYS,
        ),
    ] {
        let [key, active, old] = values;
        let Err(Error::FlowSecret { entry: named, .. }) = texts(key, active, old) else {
            panic!("{values:?}")
        };
        assert_eq!(named, entry);
    }
    for not_base64 in [
        "QVNERkdISktMMTIzNDU2Nw",
        "QVNE RkdI",
        "ASDFGHJKL123456é",
        "/w==",
    ] {
        assert!(
            data(not_base64, "bXlrZXk=", "e30=").is_err(),
            "{not_base64}"
        );
    }
    let folded = data("QVNERkdISktM\r\nMTIzNDU2Nw==\n", "bXlrZXk=", "e30=").unwrap();
    assert_eq!(
        folded.findings(),
        [],
        "line ends within base64 mean nothing"
    );
}

#[test]
fn into_a_keyring_and_compared() {
    let secret = texts(GUID, "newkey", r#"{"mykey":"ASDFGHJKL1234567"}"#).unwrap();
    let mut keyring = Keyring::new();
    let plan = secret.plan_import(&keyring, at(0)).unwrap();
    assert_eq!(
        plan.to_string(),
        "mykey: new → pending\nnewkey: new → active"
    );
    keyring.apply(plan).unwrap();
    assert!(secret.plan_import(&keyring, at(1)).unwrap().is_empty());

    let sources = [
        Source::keyring("keys.enc", &keyring),
        Source::flow_secret("flow-keys", &secret),
        Source::config("engine", Some("newkey")),
    ];
    assert!(compare(&sources).agrees());

    let next = secret
        .rotate(name("third"), material("third00000000000"))
        .unwrap();
    let plan = next.plan_import(&keyring, at(2)).unwrap();
    assert_eq!(
        plan.to_string(),
        "third: new → pending",
        "newkey stays active"
    );
    let other = texts("another000000000", "newkey", "{}").unwrap();
    assert_eq!(
        other.plan_import(&keyring, at(2)).unwrap_err(),
        Refusal::Impossible(Error::OtherSecret(name("newkey")))
    );

    let found = compare(&[
        Source::keyring("keys.enc", &keyring),
        Source::flow_secret("flow-keys", &next),
        Source::config("engine", Some("newkey")),
    ]);
    assert_eq!(found.active.as_deref(), Some("newkey"));
    let lines: Vec<_> = found.differences.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "keys.enc: the key third is missing",
            "flow-keys: the active key is third",
            "flow-keys: the active key third is not in keys.enc"
        ]
    );

    // A key that waits in the keyring is promoted when nothing is active there.
    let mut waiting = Keyring::parse(&format!("{{\"newkey\":\"{GUID}\"}}")).unwrap();
    let plan = secret.plan_import(&waiting, at(0)).unwrap();
    waiting.apply(plan).unwrap();
    assert_eq!(waiting.key("newkey").unwrap().state(), State::Active);
    assert_eq!(waiting.key("mykey").unwrap().state(), State::Pending);
    assert_eq!(
        waiting.plan_undo(at(1)).unwrap().to_string(),
        "newkey: active → pending"
    );
}

#[test]
fn nothing_is_printed() {
    let secret = texts(GUID, "newkey", r#"{"mykey":"ASDFGHJKL1234567"}"#).unwrap();
    let printed = format!("{secret:?} {:?}", FlowValue::StringData(GUID));
    assert!(
        !printed.contains(GUID) && !printed.contains("ASDF"),
        "{printed}"
    );
}
