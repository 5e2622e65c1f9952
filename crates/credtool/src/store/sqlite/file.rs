//! The file of a store: opened to look or to change.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{Sqlite, schema, trouble};
use crate::failure::{Code, Failure};
use crate::io::Io;

/// What a store is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To read, where nothing can be written too: a file or folder of another user, a medium that is read-only.
    Look,
    /// To write.
    Change,
}

impl Sqlite {
    /// Opens a file that is there.
    pub(crate) fn open(io: &Io, path: &Path, purpose: Purpose) -> Result<Self, Failure> {
        let name = path.display();
        if io.is_directory(path) {
            let failure = Failure::new(Code::IsDirectory, format!("{name} is no store"));
            return Err(failure.because("it is a directory"));
        }
        if !io.exists(path) {
            return Err(Failure::new(
                Code::NoStore,
                format!("there is no store {name}"),
            ));
        }
        // Without links and relative parts: the files that SQLite keeps beside it stand beside the file itself.
        let path = io.real_path(path)?;
        let opened = match purpose {
            Purpose::Look => Self::open_to_look(io, &path)?,
            Purpose::Change => Self::open_to_change(&path)?,
        };
        opened.checked(purpose)
    }

    /// Opens a file together with others who may be writing to it; where nothing can be written beside it, as it stands.
    fn open_to_look(io: &Io, path: &Path) -> Result<Self, Failure> {
        let [log, ..] = beside(path);
        let shared = Self::open_as(path, Access::Usual).and_then(|opened| {
            // A log and its index that a reader cannot remove again would stand in the way of the store's owner.
            if opened.connection.is_readonly(rusqlite::MAIN_DB)? && !io.exists(&log) {
                return Ok(None);
            }
            schema::version(&opened.connection)?;
            Ok(Some(opened))
        });
        let opened = match shared {
            Ok(Some(opened)) => Ok(opened),
            Err(error) if !cannot_be_shared(&error) => Err(error),
            _ if io.exists(&log) => return Err(log_cannot_be_read(path, &log)),
            _ => Self::open_as(path, Access::Still),
        };
        opened.map_err(|error| trouble::of(&error, path))
    }

    /// Opens a file that can be written. Nothing is read, because that would make files beside it.
    fn open_to_change(path: &Path) -> Result<Self, Failure> {
        let opened = Self::open_as(path, Access::Usual).and_then(|opened| {
            let read_only = opened.connection.is_readonly(rusqlite::MAIN_DB)?;
            Ok((!read_only).then_some(opened))
        });
        let opened = opened.map_err(|error| trouble::of(&error, path))?;
        opened.ok_or_else(|| {
            let message = format!("could not change the store {}", path.display());
            Failure::new(Code::StoreReadOnly, message).because("the file cannot be written")
        })
    }

    fn open_as(path: &Path, access: Access) -> rusqlite::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
        let connection = match access {
            Access::Usual => {
                Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_READ_WRITE)?
            }
            Access::Still => {
                let flags = flags | OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
                Connection::open_with_flags(still(path), flags)?
            }
        };
        connection.busy_timeout(PATIENCE)?;
        harden(&connection)?;
        let path = path.to_owned();
        Ok(Self { connection, path })
    }

    /// Refuses what is not ours or not of our time, and prepares for writing.
    pub(super) fn checked(mut self, purpose: Purpose) -> Result<Self, Failure> {
        let refused = |code, cause: String| {
            let message = format!("could not use the store {}", self.path.display());
            Failure::new(code, message).because(cause)
        };
        let failed = |error| trouble::of(&error, &self.path);
        if schema::application(&self.connection).map_err(failed)? != schema::APPLICATION {
            let cause = "it is a database of another program, or empty".to_owned();
            return Err(refused(Code::NotAStore, cause));
        }
        let version = schema::version(&self.connection).map_err(failed)?;
        if version > schema::SCHEMA {
            let known = schema::SCHEMA;
            let cause =
                format!("its schema is {version}, and the newest that is known here is {known}");
            return Err(refused(Code::NewerStore, cause));
        }
        if version < 1 {
            let cause = format!("its schema is {version}, and the first was 1");
            return Err(refused(Code::StoreDamaged, cause));
        }
        if purpose == Purpose::Look {
            let only = self.connection.pragma_update(None, "query_only", true);
            only.map_err(failed)?;
        } else {
            let prepared = prepare(&mut self.connection);
            prepared.map_err(|error| trouble::of(&error, &self.path))?;
        }
        Ok(self)
    }
}

/// How a file is opened.
#[derive(Debug, Clone, Copy)]
enum Access {
    /// Together with other processes.
    Usual,
    /// As something that nobody changes: without locks, without a file beside it.
    Still,
}

/// A file of another may be a trap: no code that stands in a schema is run, and broken pages are noticed.
pub(super) fn harden(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.pragma_update(None, "cell_size_check", true)
}

/// Many readers beside one writer; on the disk when a commit returns; what is erased is overwritten.
fn prepare(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
    schema::migrate(connection)
}

/// Whether the file cannot be read together with others, because nothing can be written beside it.
fn cannot_be_shared(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly)
    )
}

fn log_cannot_be_read(path: &Path, log: &Path) -> Failure {
    let message = format!("could not read the store {}", path.display());
    Failure::new(Code::StoreReadOnly, message)
        .because(format!(
            "its folder cannot be written, and {} may hold changes that are not in it yet",
            log.display()
        ))
        .hint("copy both files to a folder of your own, and name the copy with --store")
}

/// Returns the name by which SQLite opens a file that nobody changes.
fn still(path: &Path) -> String {
    let mut name = String::from("file:");
    if cfg!(windows) {
        name.push('/'); // before the letter of the drive
    }
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'\\' if cfg!(windows) => name.push('/'),
            b'/' | b':' | b'.' | b'-' | b'_' => name.push(char::from(*byte)),
            byte if byte.is_ascii_alphanumeric() => name.push(char::from(*byte)),
            byte => name.push_str(&format!("%{byte:02X}")),
        }
    }
    name + "?immutable=1"
}

/// Returns the files that SQLite keeps beside a store while it is open: the log of what was written, its index, and, where there can be
/// no log, what a transaction may have to put back.
pub(crate) fn beside(path: &Path) -> [PathBuf; 3] {
    ["-wal", "-shm", "-journal"].map(|ending| with_ending(path, ending))
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// How long another process may hold the store before that is an error.
const PATIENCE: Duration = Duration::from_secs(10);
