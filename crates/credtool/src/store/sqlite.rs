//! The store in one SQLite file: opened, read, extended in one transaction.

mod copy; // a store as bytes
mod file; // how the file is opened
mod schema; // its tables, and how older ones become them
mod trouble; // what SQLite finds wrong

use std::collections::BTreeMap;
use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension as _, Row, TransactionBehavior, params};

use super::{
    Appended, Batch, Listed, Sealed, SealedOf, Snapshot, Store, StoredEvent, Taken, Wanted,
};
use crate::failure::Failure;

pub(crate) use file::{Purpose, beside};

/// One open file.
pub(crate) struct Sqlite {
    connection: Connection,
    path: PathBuf,
}

impl Sqlite {
    fn failed(&self, error: &rusqlite::Error) -> Failure {
        trouble::of(error, &self.path)
    }
}

impl Store for Sqlite {
    fn read(&mut self, wanted: &Wanted<'_>) -> Result<Snapshot, Failure> {
        let path = &self.path;
        let snapshot = self
            .connection
            .transaction()
            .and_then(|reading| snapshot(&reading, wanted));
        snapshot.map_err(|error| trouble::of(&error, path))
    }

    fn append(&mut self, expected: Option<&str>, batch: &Batch) -> Result<Appended, Failure> {
        let path = &self.path;
        let appended = (|| {
            // Nobody else writes from here on, so what is compared now still stands when it is extended.
            let behavior = TransactionBehavior::Immediate;
            let writing = self.connection.transaction_with_behavior(behavior)?;
            if last_event(&writing)?.as_deref() != expected {
                return Ok(Appended::Behind);
            }
            write(&writing, batch)?;
            writing.commit()?;
            Ok(Appended::Done)
        })();
        appended.map_err(|error| trouble::of(&error, path))
    }

    fn list(
        &mut self,
        each: &mut dyn FnMut(Listed) -> Result<bool, Failure>,
    ) -> Result<(), Failure> {
        self.stream(LIST, &[], &mut listed, each)
    }

    fn history(
        &mut self,
        app: Option<&str>,
        each: &mut dyn FnMut(&str) -> Result<bool, Failure>,
    ) -> Result<(), Failure> {
        let mut body = |row: &Row<'_>| row.get::<_, String>(0);
        let mut each = |body: String| each(&body);
        match app {
            None => self.stream(HISTORY, &[], &mut body, &mut each),
            Some(app) => self.stream(HISTORY_OF_APP, &[&app], &mut body, &mut each),
        }
    }
}

impl Sqlite {
    /// Hands over one row after the other, until nobody wants more.
    fn stream<T>(
        &self,
        query: &str,
        parameters: &[&dyn rusqlite::ToSql],
        read: &mut dyn FnMut(&Row<'_>) -> rusqlite::Result<T>,
        each: &mut dyn FnMut(T) -> Result<bool, Failure>,
    ) -> Result<(), Failure> {
        let failed = |error| self.failed(&error);
        let mut statement = self.connection.prepare(query).map_err(failed)?;
        let mut rows = statement.query(parameters).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            if !each(read(row).map_err(failed)?)? {
                break;
            }
        }
        Ok(())
    }
}

fn snapshot(reading: &Connection, wanted: &Wanted<'_>) -> rusqlite::Result<Snapshot> {
    let mut apps = Vec::new();
    let mut find = reading.prepare("SELECT app FROM app_ids WHERE folded = ?1")?;
    for folded in wanted.app_ids {
        let app: Option<String> = find.query_row([folded], |row| row.get(0)).optional()?;
        apps.extend(app);
    }
    apps.sort();
    apps.dedup();

    // By their number: those of the settings and of each app stand in one order.
    let mut events = BTreeMap::new();
    let mut of_settings = reading.prepare(&format!("{EVENTS} WHERE app IS NULL"))?;
    collect(&mut of_settings, [], &mut events)?;
    let mut of_app = reading.prepare(&format!("{EVENTS} WHERE app = ?1"))?;
    for app in &apps {
        collect(&mut of_app, [app], &mut events)?;
    }

    let mut sealed = Vec::new();
    match wanted.sealed {
        SealedOf::None => {}
        SealedOf::Apps => {
            let mut rows = reading.prepare(&format!("{SEALED} WHERE app = ?1"))?;
            for app in &apps {
                for row in rows.query_map([app], sealed_row)? {
                    sealed.push(row?);
                }
            }
        }
        SealedOf::All => {
            let mut rows = reading.prepare(SEALED)?;
            for row in rows.query_map([], sealed_row)? {
                sealed.push(row?);
            }
        }
    }
    Ok(Snapshot {
        last: last_event(reading)?,
        head: meta(reading, HEAD)?,
        keyfile: meta(reading, KEYFILE)?,
        events: events.into_values().collect(),
        sealed,
    })
}

fn collect(
    statement: &mut rusqlite::Statement<'_>,
    parameters: impl rusqlite::Params,
    events: &mut BTreeMap<u64, String>,
) -> rusqlite::Result<()> {
    let mut rows = statement.query(parameters)?;
    while let Some(row) = rows.next()? {
        events.insert(row.get(0)?, row.get(1)?);
    }
    Ok(())
}

fn write(writing: &Connection, batch: &Batch) -> rusqlite::Result<()> {
    let mut insert = writing.prepare("INSERT INTO events(number, body) VALUES (?1, ?2)")?;
    for StoredEvent { number, body } in &batch.events {
        insert.execute(params![number, body])?;
    }
    // Who has an App ID keeps it for ever; the same app may take one back.
    let mut take = writing.prepare(
        "INSERT INTO app_ids(folded, app) VALUES (?1, ?2)
         ON CONFLICT(folded) DO UPDATE SET app = app WHERE app = excluded.app",
    )?;
    for Taken { folded, app } in &batch.taken {
        let changed = take.execute(params![folded, app])?;
        if changed != 1 {
            return Err(rusqlite::Error::StatementChangedRows(changed));
        }
    }
    let mut list = writing.prepare(
        "INSERT INTO listed(app, version, name, app_id, secret, not_after, retired) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT(app, version) DO UPDATE SET name = excluded.name, app_id = excluded.app_id,
         secret = excluded.secret, not_after = excluded.not_after, retired = excluded.retired",
    )?;
    for row in &batch.listed {
        list.execute(params![
            row.app,
            row.version,
            row.name,
            row.app_id,
            row.secret,
            row.not_after,
            row.retired
        ])?;
    }
    let mut erase =
        writing.prepare("DELETE FROM sealed WHERE app = ?1 AND version = ?2 AND number = ?3")?;
    for (app, version, number) in &batch.erased {
        erase.execute(params![app, version, number])?;
    }
    let mut seal = writing.prepare(
        "INSERT INTO sealed(app, version, number, token, mask) VALUES (?1, ?2, ?3, char(10) || ?4 || char(10), ?5)
         ON CONFLICT(app, version, number) DO UPDATE SET token = excluded.token, mask = excluded.mask",
    )?;
    for sealed in &batch.sealed {
        let Sealed {
            app,
            version,
            number,
            token,
            mask,
        } = sealed;
        seal.execute(params![app, version, number, token, mask])?;
    }
    let mut set = writing.prepare(
        "INSERT INTO meta(name, value) VALUES (?1, ?2) ON CONFLICT(name) DO UPDATE SET value = excluded.value",
    )?;
    set.execute(params![HEAD, batch.head])?;
    set.execute(params![KEYFILE, batch.keyfile])?;
    Ok(())
}

fn last_event(reading: &Connection) -> rusqlite::Result<Option<String>> {
    reading
        .query_row(
            "SELECT body FROM events ORDER BY number DESC LIMIT 1",
            [],
            |row| row.get(0),
        )
        .optional()
}

fn meta(reading: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    reading
        .query_row("SELECT value FROM meta WHERE name = ?1", [name], |row| {
            row.get(0)
        })
        .optional()
}

fn sealed_row(row: &Row<'_>) -> rusqlite::Result<Sealed> {
    Ok(Sealed {
        app: row.get(0)?,
        version: row.get(1)?,
        number: row.get(2)?,
        token: row.get(3)?,
        mask: row.get(4)?,
    })
}

fn listed(row: &Row<'_>) -> rusqlite::Result<Listed> {
    Ok(Listed {
        app: row.get(0)?,
        name: row.get(1)?,
        app_id: row.get(2)?,
        version: row.get(3)?,
        mask: row.get(4)?,
        not_after: row.get(5)?,
        retired: row.get(6)?,
    })
}

const EVENTS: &str = "SELECT number, body FROM events";
/// A token stands on a line of its own, so that `keyring census` and `keyring retire --evidence` find it among the bytes of the file.
const SEALED: &str = "SELECT app, version, number, trim(token, char(10)), mask FROM sealed";
const HISTORY: &str = "SELECT body FROM events ORDER BY number";
const HISTORY_OF_APP: &str = "SELECT body FROM events WHERE app = ?1 ORDER BY number";

/// In the order in which they were registered.
const LIST: &str = "SELECT listed.app, name, app_id, listed.version, mask, not_after, retired FROM listed
    LEFT JOIN sealed ON sealed.app = listed.app AND sealed.version = listed.version AND sealed.number = listed.secret
    ORDER BY position";

/// The names in `meta`.
const HEAD: &str = "head";
const KEYFILE: &str = "keyfile";
