//! A store as bytes: made in memory, copied, read back.

use std::io::Read as _;
use std::path::Path;

use rusqlite::Connection;
use zeroize::Zeroizing;

use super::file::{Purpose, harden};
use super::{Sqlite, schema, trouble};
use crate::failure::{Code, Failure};

impl Sqlite {
    /// Makes a store in memory, for the file of this name.
    pub(crate) fn in_memory(path: &Path) -> Result<Self, Failure> {
        let made = Connection::open_in_memory().and_then(|connection| {
            harden(&connection)?;
            schema::create(&connection)?;
            Ok(connection)
        });
        let connection = made.map_err(|error| trouble::of(&error, path))?;
        let path = path.to_owned();
        Ok(Self { connection, path })
    }

    /// Returns the bytes of a file that holds what stands in the store now, whoever writes meanwhile. It can be read where nothing can
    /// be written.
    pub(crate) fn copy(&mut self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        self.bytes(STANDS_ALONE)
    }

    /// The same for a file that many processes work on from the beginning.
    pub(crate) fn shared_copy(&mut self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        self.bytes(HAS_A_LOG)
    }

    fn bytes(&mut self, mode: u8) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let copied = copy(&mut self.connection, mode);
        copied.map_err(|error| trouble::of(&error, &self.path))
    }

    /// Opens the bytes of a file; errs when SQLite finds them damaged anywhere.
    pub(crate) fn from_bytes(path: &Path, bytes: &[u8]) -> Result<Self, Failure> {
        let opened = Connection::open_in_memory().and_then(|mut connection| {
            // In memory there is no log beside a file.
            let mode = [STANDS_ALONE; 2];
            let (before, after) = (bytes.get(..MODE.start), bytes.get(MODE.end..));
            let before = before.unwrap_or_default().chain(&mode[..]);
            let bytes_read = before.chain(after.unwrap_or_default());
            connection.deserialize_read_exact(rusqlite::MAIN_DB, bytes_read, bytes.len(), true)?;
            harden(&connection)?;
            Ok(connection)
        });
        let connection = opened.map_err(|error| trouble::of(&error, path))?;
        let path = path.to_owned();
        let store = Self { connection, path };
        store.check_pages()?;
        store.checked(Purpose::Look)
    }

    /// Errs when a page or an index of the file is damaged. Reads all of it.
    pub(crate) fn check_pages(&self) -> Result<(), Failure> {
        let found = self
            .connection
            .query_row("PRAGMA integrity_check(1)", [], |row| {
                row.get::<_, String>(0)
            });
        match found.map_err(|error| trouble::of(&error, &self.path))? {
            found if found == "ok" => Ok(()),
            found => {
                let message = format!("could not use the store {}", self.path.display());
                Err(Failure::new(Code::StoreDamaged, message).because(found.to_lowercase()))
            }
        }
    }
}

fn copy(connection: &mut Connection, mode: u8) -> rusqlite::Result<Zeroizing<Vec<u8>>> {
    // The transaction, which begins with the first reading, holds the state for as long as copying takes.
    connection.execute_batch("BEGIN")?;
    schema::version(connection)?;
    let mut bytes = Zeroizing::new(connection.serialize(rusqlite::MAIN_DB)?.to_vec());
    connection.execute_batch("COMMIT")?;
    if let Some(place) = bytes.get_mut(MODE) {
        place.fill(mode);
    }
    Ok(bytes)
}

/// The two bytes of the header that say how the file is read and written
/// (<https://www.sqlite.org/fileformat2.html#file_format_version_numbers>): by itself, or with a log beside it (WAL).
const MODE: std::ops::Range<usize> = 18..20;
const STANDS_ALONE: u8 = 1;
const HAS_A_LOG: u8 = 2;
