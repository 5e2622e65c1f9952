//! The store in one process: made, changed, copied, tampered with.

use std::time::{Duration, SystemTime};

use credtool_app_registry::{
    AppId, Circumstances, Command, NewAppId, NewSecret, Refusal, SharedSecret,
};

use super::*;
use crate::failure::Code;
use crate::io::Io;

/// A store in a folder of its own, with the keyring beside it.
struct Place {
    _folder: tempfile::TempDir,
    io: Io,
    store: StoreOptions,
    unlock: UnlockOptions,
}

#[derive(clap::Parser)]
struct Arguments {
    #[command(flatten)]
    store: StoreOptions,
    #[command(flatten)]
    unlock: UnlockOptions,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/er/registry.db");
        let arguments = ["test", "--store", path.to_str().unwrap()];
        let Arguments { store, unlock } = clap::Parser::parse_from(arguments);
        Self {
            io: Io::new(false, true, false, Some(at(0))),
            _folder: folder,
            store,
            unlock,
        }
    }

    fn change(&mut self, commands: &[Command]) -> Result<Result<Changed, Refusal>, Failure> {
        let by = Circumstances {
            now: self.io.now(),
            actor: "alice".parse().unwrap(),
            comment: "because".parse().unwrap(),
        };
        change(&mut self.io, &self.store, &self.unlock, commands, &by)
    }

    fn secrets(&mut self, app_id: &AppId) -> Vec<String> {
        let opened = open_secrets(&mut self.io, &self.store, &self.unlock, app_id).unwrap();
        let text = |one: &OpenedSecret| String::from_utf8(one.secret.expose().to_vec()).unwrap();
        opened.iter().map(text).collect()
    }
}

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000 + seconds)
}

fn register(app_id: &str) -> Command {
    Command::Register {
        name: "ExcelMatic".parse().unwrap(),
        version: "1".parse().unwrap(),
        app_id: NewAppId::Given(app_id.parse().unwrap()),
        secret: NewSecret::Generated,
    }
}

fn regenerate(app_id: &str) -> Command {
    Command::RegenerateSecret {
        app: app_id.parse().unwrap(),
        overlap: Duration::from_secs(3600),
        pending: false,
    }
}

#[test]
fn a_life() {
    let mut place = Place::new();
    assert_eq!(
        look(&place.io, &place.store).err().unwrap().code,
        Code::NoStore
    );
    let refused = place.change(&[regenerate("a-1")]).err().unwrap();
    assert_eq!(refused.code, Code::NoStore);
    let id: AppId = "a-1".parse().unwrap();
    place.change(&[register("a-1")]).unwrap().unwrap();
    let first = place.secrets(&id);
    let second = place.change(&[regenerate("A-1")]).unwrap().unwrap();
    assert_eq!(second.events.len(), 1);
    let both = place.secrets(&id);
    assert_eq!((both.len(), &both[1..]), (2, &first[..]));

    let refused = place.change(&[register("b-2"), register("A-1")]).unwrap();
    assert!(matches!(refused, Err(Refusal::AppIdTaken(_))));
    place.change(&[register("b-2")]).unwrap().unwrap();
    let mut rows = Vec::new();
    let mut opened = look(&place.io, &place.store).unwrap();
    opened
        .list(&mut |row| {
            rows.push((row.app_id, row.mask.unwrap()));
            Ok(true)
        })
        .unwrap();
    let mask = |secret: &str| format!("{}....{}", &secret[..4], &secret[36..]);
    assert_eq!(rows[0], ("a-1".to_owned(), mask(&both[0])));
    assert_eq!(rows[1].0, "b-2");
    let verified = verify_history(&mut place.io, &place.store, &place.unlock).unwrap();
    assert!(matches!(verified, Verified::Whole { events: 3, .. }));
    // What was the current secret is refused as a new one.
    let same = Command::SetSecret {
        app: id,
        secret: SharedSecret::new(&both[0]).unwrap(),
        overlap: Duration::ZERO,
    };
    let refused = place.change(&[same]).unwrap();
    assert!(matches!(refused, Err(Refusal::SameSecret)));
}
