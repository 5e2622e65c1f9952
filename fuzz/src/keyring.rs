//! The keyring's files as strangers write them: what was read and written again means the same, what is no key stays byte for
//! byte, and nothing altered opens.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20::{ChaCha20Rng, rand_core::SeedableRng};
use credtool_keyring::{
    Error, FlowSecret, FlowValue, FlowValues, KeyFile, KeyMap, KeyMaterial, KeyName, Keyring,
    OwnFile, PurgeWait, UnlockSecret,
};
use serde_json::Value;

/// Any bytes as a key file and as an encrypted map; and what is sealed here, whole and with one byte altered.
pub fn keyfile(data: &[u8]) {
    let unlock = UnlockSecret::new("correct horse battery staple").unwrap();
    let mut rng = ChaCha20Rng::from_seed([8; 32]);
    let key_file = KeyFile::generate(&mut rng);

    let recognised = OwnFile::recognise(data);
    if iterations(data).is_none_or(|p2c| !(1_001..=1_000_000).contains(&p2c)) {
        match (recognised, KeyFile::unlock(data, &unlock).err()) {
            (Err(Error::AnotherTool { .. }), refused) => {
                assert!(matches!(refused, Some(Error::AnotherTool { .. })));
            }
            (Ok(OwnFile::SealedMap), refused) => {
                assert!(matches!(refused, Some(Error::Exchanged { .. })));
            }
            (_, refused) => assert!(!matches!(refused, Some(Error::AnotherTool { .. }))),
        }
    }
    assert!(key_file.open(data).is_err(), "nobody has the key");

    let text = String::from_utf8_lossy(data);
    let Ok(sealed) = key_file.seal(&text, &mut rng) else {
        return;
    };
    assert_eq!(
        OwnFile::recognise(sealed.as_bytes()),
        Ok(OwnFile::SealedMap)
    );
    assert_eq!(*key_file.open(sealed.as_bytes()).unwrap(), *text);
    let mut altered = sealed.into_bytes();
    let spread = |sum: usize, byte: &u8| (sum * 31 + usize::from(*byte)) % altered.len();
    let index = data.iter().fold(0, spread);
    altered[index] ^= 1 + data.first().map_or(0, |byte| byte % 127);
    assert!(key_file.open(&altered).is_err());
}

/// What the header asks for, read by another reader, so that a run does not spend its time in PBKDF2.
fn iterations(data: &[u8]) -> Option<u64> {
    let header = data.trim_ascii().split(|byte| *byte == b'.').next()?;
    let header = URL_SAFE_NO_PAD.decode(header).ok()?;
    serde_json::from_slice::<Value>(&header).ok()?["p2c"].as_u64()
}

/// Any text as a map: rendered and read again it is the same, for another JSON reader too, and a keyring on it keeps every
/// secret through a change and its reverse.
pub fn keys_dec(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let other = serde_json::from_str::<Value>(&text);
    let map = match KeyMap::parse(&text) {
        Ok(map) => map,
        Err(error) => {
            // What another reader takes for an object is refused for a twin only.
            let twin = error.to_string().ends_with("is there twice");
            assert!(
                twin || !other.is_ok_and(|value| value.is_object()),
                "{error}"
            );
            return;
        }
    };
    for rendered in [map.render(), map.render_compact()] {
        let again = KeyMap::parse(&rendered).unwrap();
        assert_eq!(*again.render(), *map.render());
        assert_eq!(secrets(again.keys()), secrets(map.keys()));
        assert!(again.not_keys().eq(map.not_keys()));
        // Twins within a value are not ours to judge, and the other reader takes the last of them in both texts.
        if let Ok(other) = &other {
            assert_eq!(serde_json::from_str::<Value>(&rendered).unwrap(), *other);
        }
    }
    if let Ok(keyring) = Keyring::parse(&text) {
        rotated(keyring, secrets(map.keys()));
    }
}

fn rotated(mut keyring: Keyring, before: HashMap<String, String>) {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(4_000_000_000);
    assert_eq!(
        *Keyring::parse(&keyring.render()).unwrap().render(),
        *keyring.render()
    );
    let names: Vec<String> = keyring.keys().map(|key| key.name().to_string()).collect();
    for name in &names {
        for plan in [
            keyring.plan_undo(now),
            keyring.plan_retire(name, now),
            keyring.plan_purge(name, PurgeWait::SevenDays, now),
            keyring.plan_promote(name, now),
        ] {
            let Ok(plan) = plan else { continue };
            let mut changed = keyring.clone();
            changed.apply(plan.clone()).unwrap();
            let changed = Keyring::parse(&changed.render()).unwrap();
            let purged = plan
                .steps()
                .iter()
                .filter(|step| step.removes_secret())
                .count();
            assert_eq!(keyring.lost_in(&changed).count(), purged, "{plan}");
            assert!(changed.not_keys().eq(keyring.not_keys()));
        }
    }
    // A change that is dated later than now would be the last one.
    if keyring.keys().any(|key| key.since() > Some(now)) {
        return;
    }
    let Some(promote) = names
        .iter()
        .find_map(|name| keyring.plan_promote(name, now).ok())
    else {
        return;
    };
    let former = keyring.active().map(|key| key.name().clone());
    keyring.apply(promote).unwrap();
    keyring.apply(keyring.plan_undo(now).unwrap()).unwrap();
    assert_eq!(keyring.active().map(|key| key.name().clone()), former);
    let keys = keyring
        .keys()
        .filter_map(|key| Some((key.name(), key.material()?)));
    assert_eq!(secrets(keys), before);
}

/// Any three lines as the values of a Secret: a rotation keeps every key, and what it writes is read again.
pub fn flow_secret(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.splitn(3, '\u{1e}');
    let [key, name, old] = [(); 3].map(|()| lines.next().unwrap_or_default());
    for base64 in [true, false] {
        let Ok(secret) = parse(base64, [key, name, old]) else {
            continue;
        };
        let mut expected = secrets(secret.keys());
        let material = KeyMaterial::new("0EE0D33AC67E4389AB2B46123729B875").unwrap();
        let new = KeyName::new("a new key").unwrap();
        let Ok(rotated) = secret.rotate(new.clone(), material.clone()) else {
            assert!(
                secret.old_keys().keys().any(|(name, _)| *name == new)
                    || secret
                        .old_keys()
                        .not_keys()
                        .any(|name| name == new.as_str())
                    || *secret.active() == new
            );
            continue;
        };
        let written = rotated.written();
        let again = parse(base64, [&written[0].1, &written[1].1, &written[2].1]).unwrap();
        expected.insert(new.to_string(), material.expose().to_owned());
        assert_eq!(secrets(again.keys()), expected);
        assert_eq!(again.active(), &new);
        assert!(again.old_keys().not_keys().eq(secret.old_keys().not_keys()));

        let keyring = Keyring::new();
        let now = SystemTime::UNIX_EPOCH;
        if let Ok(plan) = again.plan_import(&keyring, now) {
            let mut keyring = keyring;
            keyring.apply(plan).unwrap();
            assert!(again.plan_import(&keyring, now).unwrap().is_empty());
        }
    }
}

fn parse(base64: bool, values: [&str; 3]) -> Result<FlowSecret, Error> {
    let form = |text| {
        if base64 {
            FlowValue::Data(text)
        } else {
            FlowValue::StringData(text)
        }
    };
    FlowSecret::parse(&FlowValues {
        encryption_key: form(values[0]),
        active_name: form(values[1]),
        old_keys: form(values[2]),
    })
}

fn secrets<'a>(
    keys: impl Iterator<Item = (&'a KeyName, &'a KeyMaterial)>,
) -> HashMap<String, String> {
    keys.map(|(name, material)| (name.to_string(), material.expose().to_owned()))
        .collect()
}
