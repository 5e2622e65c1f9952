//! One history, its head and an export, as version 1 wrote them: they are read for ever.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

mod common;

use std::collections::BTreeSet;

use common::*;
use credtool_app_registry::*;

const EVENTS: &str = include_str!("data/events-v1.jsonl");
const HEAD: &str = include_str!("data/head-v1.json");
const EXPORT: &[u8] = include_bytes!("data/export-v1.zip");

const APP: &str = "acme-7kkCMrRcgpdhKNBTF7tbcM7dTlieLwPRQo1E8Rb4";

fn folded() -> Registry {
    let mut registry = Registry::new();
    for text in EVENTS.lines() {
        registry.apply(&Event::parse(text).unwrap()).unwrap();
    }
    registry
}

#[test]
fn the_history_is_whole() {
    let mut check = HistoryCheck::new();
    let mut kinds = BTreeSet::new();
    for text in EVENTS.lines() {
        let event = check.feed(text).unwrap();
        assert_eq!(event.to_text(), text);
        kinds.insert(event.kind());
    }
    // All kinds that version 1 has; a new kind gets a sample of its own.
    assert_eq!(kinds.len(), 15);
    let key = HeadKey::derive("k1", b"0EE0D33AC67E4389AB2B46123729B875").unwrap();
    let head = Head::parse(HEAD.trim_end()).unwrap();
    assert_eq!(head.to_text(), HEAD.trim_end());
    let tail = check.finish(&head, &key).unwrap();
    assert_eq!(tail.count, 19);
    // The head is a function of key and tail: a frozen vector for both.
    assert_eq!(key.sign(&tail), head);
}

#[test]
fn the_state_is_the_same() {
    let registry = folded();
    let (app, version) = registry.app(&id(APP)).unwrap();
    assert_eq!(app.name().as_str(), "Bücher \"und\" \\mehr\\ アプリ");
    assert_eq!(app.key().to_string(), "f400927857aaf64114f561baacb37970");
    let accepted = version.secrets_at(at(0));
    let accepted: Vec<(&str, u32)> = accepted
        .iter()
        .map(|one| (one.standing.as_str(), one.number))
        .collect();
    assert_eq!(accepted, [("current", 4), ("previous", 2), ("previous", 1)]);
    let credential = version.credential().unwrap();
    assert_eq!(credential.certificate().subject().to_string(), "CN=app");
    assert!(credential.request().is_some());
    assert_eq!(version.oauth().unwrap().redirect_urls().len(), 2);
    let beta = app.version_of(&id("custom/1")).unwrap();
    assert_eq!(
        (beta.app_id().as_str(), beta.retired_at().is_some()),
        ("custom/2", true)
    );
    assert!(beta.secrets_at(at(0)).is_empty() && beta.credential().is_none());
    let (other, _) = registry
        .app(&id("F36292C02D9C438D98D8C9EB34897C90"))
        .unwrap();
    assert!(other.retired_at().is_some());
    let settings = registry.settings();
    assert_eq!(settings.ca(), Some("/srv/ca \"one\"\\two"));
    assert_eq!(
        (settings.reveal(), settings.trusted().len()),
        (RevealPolicy::Encrypted, 0)
    );
}

#[test]
fn the_export_says_the_same() {
    let registry = folded();
    let (app, _) = registry.app(&id(APP)).unwrap();
    let export = Export::of(app, None);
    assert_eq!(Export::parse(EXPORT).unwrap(), export);
    assert_eq!(Export::parse(&export.to_zip().unwrap()).unwrap(), export);
}

/// Whatever is asked for, no event says a secret: the ones of the sample are known.
#[test]
fn no_secret_is_in_it() {
    let export = String::from_utf8_lossy(EXPORT);
    for text in [EVENTS, HEAD, &export] {
        assert!(!text.contains("of my own"));
    }
}
