//! An app from its registration to its end, and the history of it that nobody changes unseen.
//!
//! cargo run -p credtool-examples --bin app_life
#![expect(clippy::print_stdout, reason = "an example shows what happened")]

use std::error::Error;
use std::time::{Duration, SystemTime};

use credtool_app_registry::{
    AppId, Circumstances, Command, HeadKey, HistoryCheck, NewAppId, NewSecret, Registry,
};
use rand::SeedableRng;
use rand::rngs::{StdRng, SysRng};

const DAY: Duration = Duration::from_secs(86_400);

fn main() -> Result<(), Box<dyn Error>> {
    let mut rng = StdRng::try_from_rng(&mut SysRng)?;
    let mut registry = Registry::new();
    let mut history: Vec<String> = Vec::new(); // a table in a store
    // Libraries have no clock: 2026-11-28T00:00:00Z, as whoever calls says.
    let mut now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_824_000);

    let app: AppId = "hermosa-1".parse()?;
    let renamed: AppId = "hermosa-eu".parse()?;
    let register = Command::Register {
        name: "Hermosa".parse()?,
        version: "1".parse()?,
        app_id: NewAppId::Given(app.clone()),
        secret: NewSecret::Generated,
    };
    let regenerate = Command::RegenerateSecret {
        app: app.clone(),
        overlap: DAY, // both are accepted for a day
        pending: false,
    };
    let rename = Command::RenameId {
        app: app.clone(),
        to: renamed.clone(),
    };
    let retire = Command::Retire {
        app: renamed,
        whole: true,
    };
    for (why, command) in [
        ("first customer", &register),
        ("left in a chat", &regenerate),
        ("moved to Europe", &rename),
        ("somebody else wants the old name", &register), // refused: it stays with its app for ever
        ("contract ended", &retire),
    ] {
        let by = Circumstances {
            now,
            actor: "jane".parse()?,
            comment: why.parse()?,
        };
        match registry.decide(command, &by, &mut rng) {
            Err(refusal) => println!("{}: {refusal}; {}", refusal.code(), refusal.hint()),
            Ok(decision) => {
                for (place, secret) in &decision.secrets {
                    println!("to be sealed, {}: {}", place.context(), secret.mask());
                }
                for place in &decision.erased {
                    println!("to be forgotten, {}", place.context());
                }
                for event in &decision.events {
                    println!("{} {}: {}", event.number(), event.kind(), event.comment());
                    history.push(event.to_text().to_owned());
                    registry.apply(event)?;
                }
            }
        }
        now += DAY / 2;
    }

    // The head is kept beside the history, under a key that whoever writes to the disk has not.
    let key = HeadKey::derive("k1", b"0EE0D33AC67E4389AB2B46123729B875")?;
    let head = key.sign(&registry.tail());
    let verify = |texts: &[String]| {
        let mut check = HistoryCheck::new();
        for text in texts {
            check.feed(text)?;
        }
        check.finish(&head, &key)
    };
    println!("{} events verified", verify(&history)?.count);
    history.pop();
    match verify(&history) {
        Ok(_) => return Err("a missing event was not found".into()),
        Err(fault) => println!("without the last one: {fault}"),
    }
    Ok(())
}
