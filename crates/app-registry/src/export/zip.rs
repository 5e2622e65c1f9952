//! Zip files whose entries are stored, not compressed (APPNOTE 6.3.10, §4.3): a few dozen bytes around each text.
//!
//! Whatever reads them, Explorer, `unzip`, `jar`, sees the same entries. What is read back here are the local headers alone; then
//! the whole file is compared with what would be written, so the two lists of a zip file cannot disagree.

use super::refused;
use crate::Error;

/// A file in a zip file.
pub(super) struct Entry<'a> {
    name: std::borrow::Cow<'a, str>,
    content: std::borrow::Cow<'a, str>,
}

impl<'a> Entry<'a> {
    pub(super) fn new(name: String, content: String) -> Self {
        Self {
            name: name.into(),
            content: content.into(),
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn into_text(self) -> String {
        self.content.into_owned()
    }

    /// Returns what both headers of an entry have in common: from the version that is needed to the length of the extra field.
    fn fields(&self) -> Vec<u8> {
        let length = length(self.content.len());
        let mut out = Vec::new();
        out.extend(VERSION_NEEDED.to_le_bytes());
        out.extend(0_u16.to_le_bytes()); // flags
        out.extend(0_u16.to_le_bytes()); // method: stored
        out.extend(0_u16.to_le_bytes()); // midnight
        out.extend(FIRST_DAY.to_le_bytes());
        out.extend(crc32fast::hash(self.content.as_bytes()).to_le_bytes());
        out.extend(length.to_le_bytes());
        out.extend(length.to_le_bytes());
        out.extend((self.name.len() as u16).to_le_bytes());
        out.extend(0_u16.to_le_bytes()); // no extra field
        out
    }
}

/// Returns a zip file. An export keeps all lengths below what 32 bits can say.
pub(super) fn write(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for entry in entries {
        let at = length(out.len());
        let fields = entry.fields();
        out.extend(LOCAL);
        out.extend(&fields);
        out.extend(entry.name.as_bytes());
        out.extend(entry.content.as_bytes());
        directory.extend(CENTRAL);
        directory.extend(MADE_BY.to_le_bytes());
        directory.extend(&fields);
        directory.extend([0; 6]); // no comment, the first disk, no internal attributes
        directory.extend((MODE << 16).to_le_bytes());
        directory.extend(at.to_le_bytes());
        directory.extend(entry.name.as_bytes());
    }
    let at = length(out.len());
    let count = entries.len() as u16;
    out.extend(&directory);
    out.extend(END);
    out.extend([0; 4]); // one disk
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(length(directory.len()).to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0; 2]); // no comment
    out
}

/// Returns the entries that stand at the beginning of a zip file, up to the first that is none.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Entry<'_>>, Error> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    while let Some(header) = rest.strip_prefix(LOCAL) {
        let (entry, after) = read_entry(header)?;
        if entries.len() == MAXIMUM_ENTRIES {
            return Err(refused("it has too many entries"));
        }
        entries.push(entry);
        rest = after;
    }
    match entries.is_empty() {
        true => Err(refused("it is no zip file")),
        false => Ok(entries),
    }
}

fn read_entry(header: &[u8]) -> Result<(Entry<'_>, &[u8]), Error> {
    let short = || refused("it ends in the middle of an entry");
    let (fields, rest) = header.split_first_chunk::<26>().ok_or_else(short)?;
    let small = |at: usize| usize::from(u16::from_le_bytes([fields[at], fields[at + 1]]));
    let (flags, method, name, extra) = (small(2), small(4), small(22), small(24));
    let length = small(14) | small(16) << 16;
    if method != 0 {
        return Err(refused(
            "an entry is compressed, and an export's are not: it was packed by another tool",
        ));
    }
    if flags != 0 || extra != 0 {
        return Err(refused(
            "an entry has what an export's have not: it was packed by another tool",
        ));
    }
    let (name, rest) = rest.split_at_checked(name).ok_or_else(short)?;
    let (content, rest) = rest.split_at_checked(length).ok_or_else(short)?;
    let text = |bytes| std::str::from_utf8(bytes).map_err(|_| refused("an entry is no text"));
    let entry = Entry {
        name: text(name)?.into(),
        content: text(content)?.into(),
    };
    Ok((entry, rest))
}

/// Lengths stay below 2^32: see [`Export::MAXIMUM`](super::Export::MAXIMUM).
fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

const LOCAL: &[u8; 4] = b"PK\x03\x04";
const CENTRAL: &[u8; 4] = b"PK\x01\x02";
const END: &[u8; 4] = b"PK\x05\x06";
/// Version 1.0 reads stored entries; 2.0 knows folders.
const VERSION_NEEDED: u16 = 20;
/// By a Unix system, so that the mode below counts.
const MADE_BY: u16 = 3 << 8 | 20;
/// A file that its owner writes and all read: nothing in it is secret.
const MODE: u32 = 0o100_644;
/// 1980-01-01, the first day that a zip file knows, so that the same app gives the same bytes.
const FIRST_DAY: u16 = 1 << 5 | 1;
/// `app.json`, and four files for each of a thousand versions.
const MAXIMUM_ENTRIES: usize = 4001;
