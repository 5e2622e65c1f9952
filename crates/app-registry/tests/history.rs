//! Histories of random commands: they replay to the same state, whole or in part, and nothing in them changes unseen.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

mod common;

use std::collections::BTreeSet;
use std::time::{Duration, UNIX_EPOCH};

use common::*;
use credtool_app_registry::*;
use credtool_pki::Purpose;
use proptest::prelude::*;

const IDS: [&str; 6] = [
    "a",
    "A",
    "b",
    "c",
    "acme-7kkCMrRcgpdhKNBTF7tbcM7d",
    "ACME-7KKcmrrCGPDHKNBTF7tbcM7d",
];
const LABELS: [&str; 4] = ["1", "2", "Beta", "beta"];
const NAMES: [&str; 3] = ["Shop", "Bücher \"und\" \\mehr\\", "アプリ 🛒"];

fn app_id() -> impl Strategy<Value = AppId> {
    prop::sample::select(&IDS[..]).prop_map(id)
}

fn version() -> impl Strategy<Value = VersionLabel> {
    prop::sample::select(&LABELS[..]).prop_map(label)
}

fn new_id() -> impl Strategy<Value = NewAppId> {
    let generated = Just(NewAppId::Generated { member: None });
    prop_oneof![4 => app_id().prop_map(NewAppId::Given), 1 => generated]
}

fn new_secret() -> impl Strategy<Value = NewSecret> {
    prop_oneof![
        Just(NewSecret::Generated),
        Just(NewSecret::None),
        Just(NewSecret::Given(secret("of my own"))),
    ]
}

fn overlap() -> impl Strategy<Value = Duration> {
    prop::sample::select(vec![
        Duration::ZERO,
        Duration::from_millis(1),
        Duration::from_secs(60),
        Duration::from_secs(86_400),
    ])
}

fn command() -> impl Strategy<Value = Command> {
    let name = prop::sample::select(&NAMES[..]);
    let parts = (app_id(), version(), new_id(), new_secret());
    prop_oneof![
        4 => (name, version(), new_id(), new_secret()).prop_map(|(name, version, app_id, secret)| Command::Register {
            name: name.parse().unwrap(), version, app_id, secret,
        }),
        3 => parts.prop_map(|(app, version, app_id, secret)| Command::AddVersion { app, version, app_id, secret }),
        2 => (app_id(), overlap()).prop_map(|(app, overlap)| Command::SetSecret { app, secret: secret("another"), overlap }),
        5 => (app_id(), overlap(), any::<bool>()).prop_map(|(app, overlap, pending)| Command::RegenerateSecret { app, overlap, pending }),
        3 => (app_id(), overlap()).prop_map(|(app, overlap)| Command::PromoteSecret { app, overlap }),
        3 => (app_id(), app_id()).prop_map(|(app, to)| Command::RenameId { app, to }),
        2 => (app_id(), 0..2_usize).prop_map(|(app, n)| Command::ImportCertificate { app, chain: client(n, 0), request: None }),
        1 => app_id().prop_map(|app| Command::ImportCertificate {
            app, chain: verified(&PKI.issued, &PKI.root, Purpose::Client, 0), request: Some(PKI.request.clone()),
        }),
        1 => app_id().prop_map(|app| Command::RemoveCredential { app }),
        1 => (app_id(), any::<bool>()).prop_map(|(app, two)| Command::SetOauth {
            app,
            redirect_urls: ["https://a.example/cb", "https://b.example/cb?x=1"][..1 + usize::from(two)]
                .iter().map(|url| url.parse().unwrap()).collect(),
            application_type: ApplicationType::Web,
        }),
        1 => (app_id(), any::<bool>()).prop_map(|(app, whole)| Command::Retire { app, whole }),
        2 => Just(Command::TrustAdd { certificate: PKI.root.clone() }),
        1 => Just(Command::TrustRemove { sha256: PKI.root.sha256() }),
        1 => Just(Command::SetReveal(RevealPolicy::Encrypted)),
        1 => Just(Command::SetReveal(RevealPolicy::Plain)),
        1 => Just(Command::SetCa { folder: "C:\\ca \"x\"".to_owned() }),
    ]
}

/// Commands, each with the seconds that the clock goes on, or back, before it.
fn commands(most: usize) -> impl Strategy<Value = Vec<(i64, Command)>> {
    let step = prop_oneof![8 => 0..5_i64, 1 => 60..100_i64, 1 => -400..0_i64];
    prop::collection::vec((step, command()), 1..most)
}

/// What a store keeps: the history, and the places of the sealed secrets.
struct Store {
    kept: Kept,
    sealed: BTreeSet<Place>,
}

fn play(commands: &[(i64, Command)]) -> Store {
    let mut store = Store {
        kept: Kept::new(),
        sealed: BTreeSet::new(),
    };
    let mut now = 200;
    for (step, command) in commands {
        // Chains are verified for second 0, so the clock stays near it.
        now = (now + step).clamp(0, 280);
        if let Ok(decision) = store.kept.run(now.unsigned_abs(), command) {
            for (place, _) in decision.secrets {
                assert!(store.sealed.insert(place), "a place is never used twice");
            }
            for place in decision.erased {
                assert!(
                    store.sealed.remove(&place),
                    "only what is there is forgotten"
                );
            }
        }
    }
    store
}

fn events(texts: &[String]) -> Vec<Event> {
    texts
        .iter()
        .map(|text| Event::parse(text).unwrap())
        .collect()
}

fn fold(events: &[Event]) -> Registry {
    let mut registry = Registry::new();
    for event in events {
        registry.apply(event).unwrap();
    }
    registry
}

/// What a store reads for a decision about some apps.
fn partial(events: &[Event], whole: &Registry, apps: &[AppId]) -> Registry {
    let keys: Vec<AppKey> = apps
        .iter()
        .filter_map(|id| whole.app_once(id))
        .map(App::key)
        .collect();
    let mut registry = Registry::partial(whole.tail());
    for event in events {
        if event.app().is_none_or(|key| keys.contains(&key)) {
            registry.apply(event).unwrap();
        }
    }
    registry
}

fn key() -> HeadKey {
    HeadKey::derive("k1", b"0EE0D33AC67E4389AB2B46123729B875").unwrap()
}

/// Checks a whole history and returns the number of the first bad event.
fn check(texts: &[String], head: &Head) -> Result<(), HistoryFault> {
    let mut check = HistoryCheck::new();
    for text in texts {
        check.feed(text)?;
    }
    check.finish(head, &key()).map(|_| ())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn replays_to_the_same_state(commands in commands(40)) {
        let store = play(&commands);
        let events = events(&store.kept.events);
        prop_assert_eq!(&fold(&events), &store.kept.registry);
        for event in &events {
            prop_assert_eq!(&Event::parse(event.to_text()).unwrap(), event);
            // What others read is JSON, with the same values.
            let json: serde_json::Value = serde_json::from_str(event.to_text()).unwrap();
            prop_assert_eq!(json["comment"].as_str(), Some(event.comment().as_str()));
            prop_assert_eq!(json.to_string(), event.to_text());
        }
    }

    #[test]
    fn one_app_folds_alone(commands in commands(40), next in command()) {
        let store = play(&commands);
        let events = events(&store.kept.events);
        let whole = &store.kept.registry;
        for app in whole.apps() {
            let ids = [app.versions()[0].app_id().clone()];
            let alone = partial(&events, whole, &ids);
            prop_assert_eq!(alone.app_of_key(app.key()), Some(app));
            prop_assert_eq!(alone.settings(), whole.settings());
            prop_assert_eq!(alone.apps().count(), 1);
        }
        // What is decided with the apps that a command names is what is decided with all.
        let some = partial(&events, whole, &next.app_ids());
        let [with_all, with_some] = [whole, &some].map(|registry| registry.decide(&next, &by(280), &mut other_rng()));
        match (with_all, with_some) {
            (Ok(all), Ok(some)) => {
                prop_assert_eq!(all.events, some.events);
                prop_assert_eq!(all.erased, some.erased);
            }
            (all, some) => prop_assert_eq!(all.err(), some.err()),
        }
    }

    /// A store holds the secrets that are accepted, or were and are not yet forgotten, and no others.
    #[test]
    fn a_store_holds_what_is_accepted(commands in commands(60)) {
        let store = play(&commands);
        let mut held = BTreeSet::new();
        for version in store.kept.registry.apps().flat_map(App::versions) {
            let accepted = version.secrets_at(UNIX_EPOCH);
            prop_assert!(accepted.len() <= 2 + Secrets::MAXIMUM_PREVIOUS);
            held.extend(accepted.iter().map(|one| version.place(one.number)));
        }
        prop_assert_eq!(held, store.sealed);
    }

    #[test]
    fn what_was_changed_is_found(commands in commands(40), at in any::<prop::sample::Index>(), other in any::<prop::sample::Index>(), byte in any::<prop::sample::Index>(), bit in 0..7_u8) {
        let store = play(&commands);
        let texts = store.kept.events;
        prop_assume!(texts.len() >= 2);
        let head = key().sign(&store.kept.registry.tail());
        prop_assert_eq!(check(&texts, &head), Ok(()));
        let first_bad = |texts: &[String]| check(texts, &head).map_err(|fault| fault.number);
        let (at, other) = (at.index(texts.len()), other.index(texts.len()));
        let number = at as u64 + 1;

        let mut altered = texts.clone();
        let mut bytes = altered[at].clone().into_bytes();
        let byte = byte.index(bytes.len());
        bytes[byte] ^= 1 << bit;
        // What is no UTF-8 any more is not even text.
        if let Ok(text) = String::from_utf8(bytes) {
            altered[at] = text;
            prop_assert_eq!(first_bad(&altered), Err(number));
        }

        let mut dropped = texts.clone();
        dropped.remove(at);
        prop_assert_eq!(first_bad(&dropped), Err(number));

        let mut doubled = texts.clone();
        doubled.insert(at, texts[at].clone());
        prop_assert_eq!(first_bad(&doubled), Err(number + 1));

        let mut swapped = texts.clone();
        swapped.swap(at, other);
        let first = at.min(other) as u64 + 1;
        prop_assert_eq!(first_bad(&swapped), if at == other { Ok(()) } else { Err(first) });

        prop_assert_eq!(first_bad(&texts[..at]), Err(number));
    }

    /// Whoever can write the file can write a history whose hashes are right. The head shows it.
    #[test]
    fn a_history_that_was_written_anew_is_found(commands in commands(30)) {
        let store = play(&commands);
        let texts = store.kept.events;
        prop_assume!(!texts.is_empty());
        let tail = store.kept.registry.tail();
        let head = key().sign(&tail);
        let events = events(&texts);
        // Another last event, as the program itself would have written it.
        let mut before = fold(&events[..events.len() - 1]);
        let forger = Circumstances { comment: "nothing to see here".parse().unwrap(), ..by(280) };
        let forged = before.decide(&register("forger"), &forger, &mut other_rng()).unwrap().events.remove(0);
        before.apply(&forged).unwrap();
        let mut anew = texts.clone();
        anew.pop();
        anew.push(forged.to_text().to_owned());
        prop_assert_eq!(check(&anew, &head).unwrap_err().number, tail.count);
        // One more event.
        let more = store.kept.registry.decide(&register("forger"), &forger, &mut other_rng()).unwrap().events.remove(0);
        let mut longer = texts.clone();
        longer.push(more.to_text().to_owned());
        prop_assert_eq!(check(&longer, &head).unwrap_err().number, tail.count + 1);
        // And a head for it, by another key, under the name of the right one or under its own.
        for kid in ["k1", "k2"] {
            let theirs = HeadKey::derive(kid, b"a key of the forger's").unwrap();
            let fault = check(&longer, &theirs.sign(&more.tail())).unwrap_err();
            prop_assert_eq!(fault.number, tail.count + 1);
        }
    }
}

/// Each octet of a head, changed in any of its bits, and any end cut off, is refused.
#[test]
fn a_head_cannot_change_unseen() {
    let mut kept = Kept::new();
    kept.run(0, &register("a")).unwrap();
    let tail = kept.registry.tail();
    let text = key().sign(&tail).to_text();
    assert_eq!(key().verify(&Head::parse(&text).unwrap(), &tail), Ok(()));
    for at in 0..text.len() {
        for bit in 0..7 {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            let changed = Head::parse(std::str::from_utf8(&bytes).unwrap());
            assert!(changed.is_err() || key().verify(&changed.unwrap(), &tail).is_err());
        }
        assert!(Head::parse(&text[..at]).is_err());
    }
}

/// What the fold itself refuses, whatever the hashes say.
#[test]
fn an_event_that_cannot_follow_is_refused() {
    let mut kept = Kept::new();
    for app in ["a", "b", "c"] {
        kept.run(0, &register(app)).unwrap();
    }
    let events = events(&kept.events);
    let mut registry = Registry::new();
    assert_eq!(
        registry.apply(&events[1]).unwrap_err().code(),
        "impossible-event"
    );
    registry.apply(&events[0]).unwrap();
    for wrong in [&events[0], &events[2]] {
        let before = registry.clone();
        assert_eq!(
            registry.apply(wrong).unwrap_err().code(),
            "impossible-event"
        );
        assert_eq!(registry, before);
    }
    // Another history's second event has the right number and follows something else.
    let mut other = Kept::new();
    for app in ["x", "y"] {
        other.run(0, &register(app)).unwrap();
    }
    let foreign = Event::parse(&other.events[1]).unwrap();
    assert_eq!(
        registry.apply(&foreign).unwrap_err().code(),
        "impossible-event"
    );
    // A partial registry knows the last event by its hash.
    let mut partial = Registry::partial(events[1].tail());
    assert!(partial.apply(&foreign).is_err());
    partial.apply(&events[1]).unwrap();
    partial.apply(&events[2]).unwrap();
    assert_eq!(partial.tail(), kept.registry.tail());
}
