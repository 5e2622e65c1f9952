//! Zip files whose entries are stored, not compressed, so nothing grows when it is read: a few dozen bytes around each text.

use std::io::{Cursor, Read as _, Write as _};

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::refused;
use crate::Error;

/// A file in a zip file.
#[derive(Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) content: String,
}

/// Returns a zip file.
pub(super) fn write(entries: &[Entry]) -> Result<Vec<u8>, Error> {
    let broken = |error: ::zip::result::ZipError| refused(error.to_string());
    // Dated 1980-01-01, the first day that a zip file knows, so that the same app gives the same bytes; and all may read it:
    // nothing in it is secret.
    let options = SimpleFileOptions::DEFAULT
        .compression_method(CompressionMethod::Stored)
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for entry in entries {
        writer
            .start_file(entry.name.as_str(), options)
            .map_err(broken)?;
        let written = writer.write_all(entry.content.as_bytes());
        written.map_err(|error| refused(error.to_string()))?;
    }
    Ok(writer.finish().map_err(broken)?.into_inner())
}

/// Returns the entries of a zip file, in the order of its directory, with their checksums checked.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Entry>, Error> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return Err(refused("it is no zip file"));
    }
    let damaged = |error: ::zip::result::ZipError| refused(format!("it is damaged: {error}"));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > MAXIMUM_ENTRIES {
        return Err(refused("it has too many entries"));
    }
    let mut entries = Vec::with_capacity(archive.len());
    let mut left = bytes.len();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).map_err(damaged)?;
        if file.compression() != CompressionMethod::Stored {
            return Err(refused(
                "an entry is compressed, and an export's are not: it was packed by another tool",
            ));
        }
        let name = String::from_utf8(file.name_raw().to_vec());
        let mut content = String::new();
        // Entries that share their bytes could say together more than the file holds.
        let read = file
            .by_ref()
            .take(left as u64 + 1)
            .read_to_string(&mut content);
        let (Ok(name), Ok(read)) = (name, read) else {
            return Err(refused("an entry is damaged, or is no text"));
        };
        left = left
            .checked_sub(read)
            .ok_or_else(|| refused("its entries lie over each other"))?;
        entries.push(Entry { name, content });
    }
    Ok(entries)
}

/// `app.json`, and four files for each of a thousand versions.
const MAXIMUM_ENTRIES: usize = 4001;
