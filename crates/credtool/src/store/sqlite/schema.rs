//! The tables, and the steps from every schema there ever was to the present one.

use rusqlite::{Connection, TransactionBehavior};

/// What stands in the header of our files, so that no other program's database is taken for one: "cred" in ASCII.
pub(super) const APPLICATION: i32 = 0x6372_6564;

/// The present schema.
pub(super) const SCHEMA: i32 = 1 + STEPS.len() as i32;

/// From each schema of the past to the next one.
const STEPS: [&str; 0] = [];

/// Makes the tables in an empty database.
pub(super) fn create(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(TABLES)?;
    connection.pragma_update(None, "application_id", APPLICATION)?;
    connection.pragma_update(None, "user_version", SCHEMA)
}

/// Brings an older file to the present schema, in one transaction. One that is at it is not touched.
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    migrate_by(connection, &STEPS)
}

fn migrate_by(connection: &mut Connection, steps: &[&str]) -> rusqlite::Result<()> {
    let present = 1 + i32::try_from(steps.len()).unwrap_or(i32::MAX);
    if version(connection)? == present {
        return Ok(());
    }
    let writing = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have done it while this one waited.
    let first = usize::try_from(version(&writing)? - 1).unwrap_or(usize::MAX);
    for step in steps.iter().skip(first) {
        writing.execute_batch(step)?;
    }
    writing.pragma_update(None, "user_version", present)?;
    writing.commit()
}

pub(super) fn version(connection: &Connection) -> rusqlite::Result<i32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

pub(super) fn application(connection: &Connection) -> rusqlite::Result<i32> {
    connection.pragma_query_value(None, "application_id", |row| row.get(0))
}

/// Events are the truth, and whose they are is read out of them, so that none can be hidden from its app. `app_ids` and `listed` follow
/// from them: one app is found, and all are listed, without folding a hundred thousand. Secrets are tokens of the keyring, beside the
/// events: history never holds one.
const TABLES: &str = "
    CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE events(number INTEGER PRIMARY KEY, body TEXT NOT NULL, app TEXT AS (body ->> '$.app'));
    CREATE INDEX events_of_app ON events(app);
    CREATE TABLE app_ids(folded TEXT PRIMARY KEY, app TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE listed(position INTEGER PRIMARY KEY, app TEXT NOT NULL, version TEXT NOT NULL, name TEXT NOT NULL,
        app_id TEXT NOT NULL, secret INTEGER, not_after INTEGER, retired INTEGER NOT NULL, UNIQUE(app, version));
    CREATE TABLE sealed(app TEXT NOT NULL, version TEXT NOT NULL, number INTEGER NOT NULL, token TEXT NOT NULL, mask TEXT NOT NULL,
        PRIMARY KEY(app, version, number)) WITHOUT ROWID;";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_runs_once_and_in_order() {
        let mut connection = Connection::open_in_memory().unwrap();
        create(&connection).unwrap();
        migrate(&mut connection).unwrap();
        assert_eq!(version(&connection).unwrap(), SCHEMA);
        connection.pragma_update(None, "user_version", 1).unwrap();
        let steps = [
            "CREATE TABLE second(x)",
            "ALTER TABLE second RENAME TO third",
        ];
        migrate_by(&mut connection, &steps).unwrap();
        migrate_by(&mut connection, &steps).unwrap();
        assert_eq!(version(&connection).unwrap(), 3);
        connection.execute("DELETE FROM third", []).unwrap();

        let broken = ["SELECT 1", "SELECT 1", "CREATE TABLE fourth(x)", "nonsense"];
        migrate_by(&mut connection, &broken).unwrap_err();
        assert_eq!(version(&connection).unwrap(), 3);
        assert!(connection.execute("DELETE FROM fourth", []).is_err());
    }
}
