//! Any sequence of operations and hand edits: no secret is lost but by a purge, every token whose key is not purged decrypts,
//! at most one key is active, and what is no key stands in the map byte for byte.

use std::collections::BTreeMap;
use std::time::Duration;

use credtool_keyring::{Keyring, PurgeWait, State, TokenError};
use proptest::prelude::*;

use crate::{DAY, at, material, name, rng};

#[derive(Debug, Clone)]
enum Operation {
    Add(u8),
    Promote(u8),
    Retire(u8),
    Purge(u8, PurgeWait),
    Undo,
    ReadAgain,
    /// Somebody writes a new key into the map.
    WriteKey(u8),
    /// Somebody writes something else into the map: a value of [`OTHERS`].
    WriteOther(u8),
    Wait(u64),
}

const OTHERS: [&str; 8] = [
    "1e400",
    "0.10",
    "{ \"port\" :5672,\n\t\"a\":1,\"a\":2 }",
    "\"\\ud800\\u0061\"",
    "\"short\"",
    "[[],[ 1 ,2]]",
    "-0",
    "\"\"",
];

fn operation() -> impl Strategy<Value = Operation> {
    let key = 0..6u8;
    prop_oneof![
        3 => key.clone().prop_map(Operation::Add),
        4 => key.clone().prop_map(Operation::Promote),
        3 => key.clone().prop_map(Operation::Retire),
        1 => key.clone().prop_map(|key| Operation::Purge(key, PurgeWait::SevenDays)),
        1 => key.clone().prop_map(|key| Operation::Purge(key, PurgeWait::Waived)),
        3 => Just(Operation::Undo),
        1 => Just(Operation::ReadAgain),
        1 => key.prop_map(Operation::WriteKey),
        1 => (0..8u8).prop_map(Operation::WriteOther),
        2 => prop_oneof![Just(0), Just(1), Just(8 * DAY)].prop_map(Operation::Wait),
    ]
}

fn secret(key: &str, serial: usize) -> String {
    format!("{key}-{serial:0>13}")
}

/// Writes a member at the begin of the object, as a person would.
fn write(map: &str, member: &str) -> String {
    let comma = if map.trim_end() == "{}" { "" } else { "," };
    map.replacen('{', &format!("{{ {member}{comma}"), 1)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn nothing_is_lost(operations in prop::collection::vec(operation(), 0..40)) {
        let mut keyring = Keyring::new();
        let mut now = at(0);
        let mut secrets = BTreeMap::new();
        let mut others = BTreeMap::new();
        let mut tokens = Vec::new();
        let mut rng = rng(9);
        let mut ever = std::collections::BTreeSet::new();

        for (serial, operation) in operations.iter().enumerate() {
            let plan = match operation {
                Operation::Add(key) => {
                    let key = format!("k{key}");
                    let secret = secret(&key, serial);
                    let plan = keyring.plan_add(name(&key), material(&secret), now);
                    prop_assert_eq!(plan.is_ok(), ever.insert(key.clone()), "a name once, for ever");
                    if plan.is_ok() {
                        secrets.insert(key, secret);
                    }
                    plan
                }
                Operation::Promote(key) => keyring.plan_promote(&format!("k{key}"), now),
                Operation::Retire(key) => keyring.plan_retire(&format!("k{key}"), now),
                Operation::Purge(key, wait) => {
                    let key = format!("k{key}");
                    let plan = keyring.plan_purge(&key, *wait, now);
                    if plan.is_ok() {
                        let found = keyring.key(&key).unwrap();
                        prop_assert_eq!(found.state(), State::Retired);
                        let over = found.since().unwrap() + Duration::from_secs(7 * DAY) <= now;
                        prop_assert!(over || *wait == PurgeWait::Waived);
                        secrets.remove(&key);
                    }
                    plan
                }
                Operation::Undo => keyring.plan_undo(now),
                Operation::ReadAgain => {
                    keyring = Keyring::parse(&keyring.render()).unwrap();
                    continue;
                }
                Operation::WriteKey(key) => {
                    let key = format!("k{key}");
                    if ever.insert(key.clone()) {
                        let secret = secret(&key, serial);
                        let map = write(&keyring.render(), &format!("\"{key}\":\"{secret}\""));
                        keyring = Keyring::parse(&map).unwrap();
                        prop_assert_eq!(keyring.key(&key).unwrap().state(), State::Pending);
                        secrets.insert(key, secret);
                    }
                    continue;
                }
                Operation::WriteOther(other) => {
                    let raw = OTHERS[usize::from(*other)];
                    if others.insert(format!("\"\\u006f{other}\""), raw).is_none() {
                        let map = write(&keyring.render(), &format!("\"\\u006f{other}\" :{raw}"));
                        keyring = Keyring::parse(&map).unwrap();
                    }
                    continue;
                }
                Operation::Wait(seconds) => {
                    now += Duration::from_secs(*seconds);
                    continue;
                }
            };
            if let Ok(plan) = plan {
                prop_assert!(!plan.is_empty());
                keyring.apply(plan).unwrap();
                prop_assert!(keyring.keys().all(|key| key.since().is_some()), "recorded");
                if let Some(active) = keyring.active() {
                    let value = format!("value {serial}");
                    let token = keyring.token_keys().encrypt(value.as_bytes(), None, &mut rng);
                    tokens.push((active.name().to_string(), value, token.unwrap()));
                }
            }
            let actives = keyring.keys().filter(|key| key.state() == State::Active);
            prop_assert!(actives.count() <= 1);
        }

        let map = keyring.render();
        let again = Keyring::parse(&map).unwrap();
        prop_assert_eq!(&*again.render(), &*map);
        let found: BTreeMap<_, _> = again
            .keys()
            .filter_map(|key| Some((key.name().to_string(), key.material()?.expose().to_owned())))
            .collect();
        let token_keys = again.token_keys();
        for (key, value, token) in tokens {
            let opened = token_keys.decrypt(&token, None);
            match secrets.contains_key(&key) {
                true => prop_assert_eq!(&**opened.unwrap(), value.as_bytes()),
                false => prop_assert_eq!(opened.unwrap_err(), TokenError::Purged(key)),
            }
        }
        prop_assert_eq!(found, secrets);
        prop_assert_eq!(again.not_keys().count(), others.len());
        for (raw_name, raw) in others {
            let member = format!("  {raw_name}: {raw}");
            prop_assert!(map.contains(&member), "{}", member);
        }
    }
}
