//! What stands in a store: its bytes do not tell, because a part of it may stand in the log beside it.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

/// Returns every event, every sealed secret and the head; `None` when that cannot be read, or SQLite finds damage. Works on a copy:
/// whoever opens a store settles what a kill left.
pub(crate) fn state(store: &Path) -> Option<Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    for ending in ["", "-wal", "-journal"] {
        let file = with_ending(store, ending);
        if file.exists() {
            fs::copy(file, with_ending(&folder.path().join("store"), ending)).ok()?;
        }
    }
    let store = Connection::open(folder.path().join("store")).ok()?;
    let texts = |query: &str| {
        let mut statement = store.prepare(query)?;
        let texts = statement.query_map([], |row| row.get(0))?;
        texts.collect::<rusqlite::Result<Vec<String>>>()
    };
    if texts("PRAGMA integrity_check").ok()? != ["ok"] {
        return None;
    }
    let events = texts("SELECT body FROM events ORDER BY number").ok()?;
    let sealed =
        texts("SELECT trim(token, char(10)) FROM sealed ORDER BY app, version, number").ok()?;
    let head = texts("SELECT value FROM meta ORDER BY name").ok()?;
    Some([events, sealed, head].concat())
}

/// Whether the same stands in two stores, of whatever bytes.
pub(crate) fn same(a: &Path, b: &Path) -> bool {
    let is_store = |path: &Path| path.extension().is_some_and(|ending| ending == "db");
    is_store(a) && a.exists() && b.exists() && state(a).is_some_and(|a| Some(a) == state(b))
}

/// Whether it is a file that SQLite keeps beside a store.
pub(crate) fn is_log(name: &str) -> bool {
    ["-wal", "-shm", "-journal"]
        .iter()
        .any(|ending| name.ends_with(&format!(".db{ending}")))
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
