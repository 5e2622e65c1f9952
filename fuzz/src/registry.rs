//! Histories of the app registry, and exports.

use std::time::{Duration, SystemTime};

use chacha20::{ChaCha20Rng, rand_core::SeedableRng};
use credtool_app_registry::{
    AppId, Circumstances, Command, Event, Export, Head, HeadKey, HistoryCheck, NewAppId, NewSecret,
    Registry, RevealPolicy, SharedSecret, Tail, VersionLabel,
};
use sha2::{Digest as _, Sha256};

/// Any lines as a history, with the hashes that a forger would compute: what is read is read in one form alone, and as any
/// reader of JSON reads it; the check and the fold agree; whatever state it leads to, what is decided there applies.
pub fn app_event(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Ok(head) = Head::parse(text) {
        assert_eq!(head.to_text(), text);
        let key = HeadKey::derive("k1", b"0EE0D33AC67E4389AB2B46123729B875").unwrap();
        assert!(key.verify(&head, &Tail::EMPTY).is_err());
    }
    let mut check = HistoryCheck::new();
    let mut registry = Registry::new();
    for line in text.lines() {
        assert_eq!(
            Event::parse(line).is_ok(),
            line == with_hash(line, None) && Event::parse(&with_hash(line, None)).is_ok()
        );
        let line = with_hash(line, Some(registry.tail()));
        let Ok(event) = Event::parse(&line) else {
            continue;
        };
        assert_eq!(event.to_text(), line);
        let json: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(json.to_string(), line);
        let before = registry.clone();
        let fed = check.clone().feed(&line);
        match registry.apply(&event) {
            Ok(()) => {
                assert_eq!(check.feed(&line).unwrap(), event);
                assert_eq!(registry.tail(), check.tail());
            }
            Err(error) => {
                // What the check refuses, the fold refuses; the fold knows more.
                assert_eq!(error.code(), "impossible-event");
                assert_eq!(registry, before);
            }
        }
        assert!(fed.is_ok() || registry == before);
    }
    decide(&registry);
}

/// Decides every command for every App ID, and applies what comes of it.
fn decide(registry: &Registry) {
    let mut rng = ChaCha20Rng::from_seed([7; 32]);
    let by = Circumstances {
        now: registry.effective_now(SystemTime::UNIX_EPOCH),
        actor: "fuzz".parse().unwrap(),
        comment: "because".parse().unwrap(),
    };
    let mut ids: Vec<AppId> = registry
        .apps()
        .flat_map(|app| app.versions())
        .map(|version| version.app_id().clone())
        .collect();
    ids.push("new".parse().unwrap());
    for id in ids.into_iter().take(8) {
        for command in commands(&id) {
            let Ok(decision) = registry.decide(&command, &by, &mut rng) else {
                continue;
            };
            let mut after = registry.clone();
            for event in &decision.events {
                assert_eq!(Event::parse(event.to_text()).as_ref(), Ok(event));
                after.apply(event).unwrap();
            }
            for (place, _) in &decision.secrets {
                let app = after.app_of_key(place.app).unwrap();
                let accepted = app.version(&place.version).unwrap().secrets_at(by.now);
                assert!(accepted.iter().any(|one| one.number == place.number));
            }
        }
    }
}

fn commands(id: &AppId) -> Vec<Command> {
    let (app, overlap) = (id.clone(), Duration::from_secs(60));
    let version: VersionLabel = "9".parse().unwrap();
    let app_id = NewAppId::Generated { member: None };
    let secret = NewSecret::Generated;
    let regenerate = |pending| Command::RegenerateSecret {
        app: app.clone(),
        overlap,
        pending,
    };
    vec![
        Command::Register {
            name: "App".parse().unwrap(),
            version: version.clone(),
            app_id: NewAppId::Given(app.clone()),
            secret: secret.clone(),
        },
        Command::AddVersion {
            app: app.clone(),
            version,
            app_id,
            secret,
        },
        Command::SetSecret {
            app: app.clone(),
            secret: SharedSecret::new("x").unwrap(),
            overlap: Duration::ZERO,
        },
        regenerate(false),
        regenerate(true),
        Command::PromoteSecret {
            app: app.clone(),
            overlap,
        },
        Command::RenameId {
            app: app.clone(),
            to: "other".parse().unwrap(),
        },
        Command::RenameId {
            app: app.clone(),
            to: id.fold().parse().unwrap(),
        },
        Command::RemoveCredential { app: app.clone() },
        Command::Retire {
            app: app.clone(),
            whole: false,
        },
        Command::Retire { app, whole: true },
        Command::SetReveal(RevealPolicy::Encrypted),
    ]
}

/// Returns a line with its right hash, and as the next one after a tail.
fn with_hash(line: &str, after: Option<Tail>) -> String {
    let Some((body, _)) = line.rsplit_once(",\"hash\":\"") else {
        return line.to_owned();
    };
    let mut body = body.to_owned();
    if let Some(tail) = after
        && let Some((members, _)) = body.rsplit_once(",\"before\":\"")
    {
        body = format!("{members},\"before\":\"{}\"", tail.hash);
        if let Some(rest) = body.strip_prefix("{\"v\":1,\"number\":") {
            let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            body = format!("{{\"v\":1,\"number\":{}{rest}", tail.count + 1);
        }
    }
    let hash: String = Sha256::digest(&body)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{body},\"hash\":\"{hash}\"}}")
}

/// Any bytes as an export; then its entries with their right checksums and directory, as a forger would pack them.
pub fn app_export(data: &[u8]) {
    for zip in [data.to_vec(), packed(data)] {
        match Export::parse(&zip) {
            Err(error) => assert!(!error.to_string().is_empty()),
            Ok(export) => {
                let again = export.to_zip().unwrap();
                assert_eq!(Export::parse(&again).unwrap(), export);
                assert_eq!(Export::parse(&again).unwrap().to_zip().unwrap(), again);
            }
        }
    }
}

/// Packs the entries whose local headers stand at the beginning, however long they say they are.
fn packed(data: &[u8]) -> Vec<u8> {
    let (mut out, mut directory, mut count) = (Vec::new(), Vec::new(), 0_u16);
    let mut rest = data;
    while let Some((header, after)) = rest
        .strip_prefix(b"PK\x03\x04")
        .and_then(|rest| rest.split_first_chunk::<26>())
    {
        let (name, after) = after.split_at(after.len().min(usize::from(header[22])));
        // Up to the next header: so an entry may become longer or shorter.
        let end = after
            .windows(4)
            .position(|window| window == b"PK\x03\x04" || window == b"PK\x01\x02");
        let (content, after) = after.split_at(end.unwrap_or(after.len()));
        let mut fields = *header;
        fields[10..14].copy_from_slice(&crc32fast::hash(content).to_le_bytes());
        let length = (content.len() as u32).to_le_bytes();
        fields[14..18].copy_from_slice(&length);
        fields[18..22].copy_from_slice(&length);
        fields[22] = name.len() as u8;
        directory.extend(b"PK\x01\x02\x14\x03");
        directory.extend(fields);
        directory.extend([0; 6]);
        directory.extend((0o100_644_u32 << 16).to_le_bytes());
        directory.extend((out.len() as u32).to_le_bytes());
        directory.extend(name);
        out.extend(b"PK\x03\x04");
        out.extend(fields);
        out.extend(name);
        out.extend(content);
        count += 1;
        rest = after;
    }
    let (at, length) = (out.len() as u32, directory.len() as u32);
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    out.extend([length.to_le_bytes(), at.to_le_bytes()].concat());
    out.extend([0; 2]);
    out
}
