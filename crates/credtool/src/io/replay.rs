//! The file of `--replay`: locked while it is read and written, flushed before anything is answered.

use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::Path;
use std::time::SystemTime;

use zeroize::Zeroizing;

use super::lock::Locks;
use super::read::{self, Limit, plain};
use super::write::{Target, folder_of};
use crate::failure::{Code, Failure};
use crate::replay::{self, Remembered, Sighting, Step};

/// Refuses a file that is there and is not ours, or that could not be made.
pub(super) fn permit(path: &Path) -> Result<(), Failure> {
    if !is_there(path)? {
        // Another run may make it while this one looks.
        return Target::private(path, true).permit();
    }
    let mut first_line = Vec::new();
    let length = replay::HEADER.len() as u64;
    File::open(path)
        .and_then(|file| file.take(length).read_to_end(&mut first_line))
        .map_err(|error| failed("read", path, &error))?;
    replay::whole_lines(&path.display().to_string(), &first_line).map(drop)
}

/// Returns whether the sighting is new, and remembers it. A kill at any moment leaves the old entries; a yes is on the disk.
pub(super) fn check_and_insert(
    path: &Path,
    sighting: &Sighting,
    now: SystemTime,
) -> Result<Remembered, Failure> {
    let resolved = path.canonicalize();
    let path = resolved.as_deref().unwrap_or(path);
    // The folder is what is locked: the file itself is replaced now and then, and a file for the lock would stay behind.
    let locks = Locks::on([folder_of(path)], true)
        .map_err(|(_, error)| failed("lock the folder of", path, &error))?;
    let old = read(path)?;
    let bytes = old.as_ref().map_or(&[][..], |bytes| bytes);
    let name = path.display().to_string();
    // `--at` may lie in the future, where entries have expired that the clock still needs.
    let forget = now.min(SystemTime::now());
    match replay::decide(&name, bytes, sighting, now, forget)? {
        Step::Answer(remembered) => return Ok(remembered),
        Step::Append { length, line } => {
            append(path, length, &line).map_err(|error| failed("write", path, &error))?
        }
        Step::Rewrite(bytes) => Target::private(path, old.is_some()).write_locked(
            &bytes,
            &|bytes| replay::whole_lines(&name, bytes).map(drop),
            &locks,
        )?,
    }
    Ok(Remembered::New)
}

/// Reads the whole file, `None` where there is none.
fn read(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
    let limit = Limit {
        what: "the replay file",
        bytes: replay::LARGEST,
    };
    is_there(path)?
        .then(|| read::file(path, limit).map(|input| input.bytes))
        .transpose()
}

/// Whether a file is there. A pipe or device remembers nothing.
fn is_there(path: &Path) -> Result<bool, Failure> {
    let cause = match std::fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(failed("read", path, &error)),
        Ok(metadata) if metadata.is_file() => return Ok(true),
        Ok(metadata) if metadata.is_dir() => "it is a directory",
        Ok(_) => "it is not a regular file",
    };
    let failure = Failure::new(
        Code::WrittenByAnotherTool,
        format!("{} is no replay file", path.display()),
    );
    Err(failure.because(cause))
}

/// Cuts the file to the length, appends the line and flushes it. When that fails the file ends where it ended before.
fn append(path: &Path, length: usize, line: &[u8]) -> std::io::Result<()> {
    let mut file = File::options().append(true).open(path)?;
    if file.metadata()?.len() != length as u64 {
        file.set_len(length as u64)?;
    }
    let written = file.write_all(line).and_then(|()| file.sync_data());
    if written.is_err() {
        let _ = file.set_len(length as u64);
    }
    written
}

fn failed(verb: &str, path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(
        Code::WriteFailed,
        format!("could not {verb} {}", path.display()),
    )
    .because(plain(error))
}
