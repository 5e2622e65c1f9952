//! Bounded reading of files and standard input into memory that is erased after use.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use zeroize::Zeroizing;

use crate::failure::{Code, Failure};

/// What an input is and how large it may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    /// The input in the words of the command: "the key", "the encrypted secret".
    pub(crate) what: &'static str,
    /// The most bytes that are read.
    pub(crate) bytes: usize,
}

impl Limit {
    /// A key, keystore, certificate or bundle of them: ten times the largest trust stores in use. Parsed, hostile input of
    /// this size takes some 30 times its own.
    pub(crate) const fn credential(what: &'static str) -> Self {
        Self {
            what,
            bytes: 8 << 20,
        }
    }

    /// A secret, a password, or an encrypted secret.
    pub(crate) const fn secret(what: &'static str) -> Self {
        Self {
            what,
            bytes: 1 << 20,
        }
    }
}

/// The bytes of a file or stream, and what to call it.
pub(crate) struct Input {
    /// The path as it was given, or "standard input".
    pub(crate) name: String,
    /// The content.
    pub(crate) bytes: Zeroizing<Vec<u8>>,
    /// Whether the mode of the file lets every user of the machine read it.
    pub(crate) readable_by_all: bool,
}

/// Reads a file that must be no longer than the limit.
pub(super) fn file(path: &Path, limit: Limit) -> Result<Input, Failure> {
    file_called(path, path, limit)
}

/// The same for a file that the user knows under another name: a link to it.
pub(super) fn file_called(path: &Path, given: &Path, limit: Limit) -> Result<Input, Failure> {
    let name = given.display().to_string();
    let unreadable = |error: std::io::Error| {
        let code = match error.kind() {
            ErrorKind::NotFound | ErrorKind::InvalidFilename => Code::FileNotFound,
            ErrorKind::IsADirectory => Code::IsDirectory,
            _ => Code::FileUnreadable,
        };
        Failure::new(code, format!("could not read {} from {name}", limit.what))
            .because(plain(&error))
    };
    let mut file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(unreadable(ErrorKind::IsADirectory.into()));
    }
    // Pipes and devices report a length of 0; what a file says of itself is a hint and never an allocation.
    let expected = usize::try_from(metadata.len()).unwrap_or(usize::MAX);
    let bytes = bounded(&mut file, expected, limit.bytes).map_err(unreadable)?;
    let bytes = bytes.ok_or_else(|| too_large(&name, limit))?;
    Ok(Input {
        name,
        bytes,
        readable_by_all: readable_by_all(&metadata),
    })
}

/// Reads standard input to its end.
pub(super) fn stdin(limit: Limit) -> Result<Input, Failure> {
    let name = "standard input".to_owned();
    let bytes = bounded(&mut std::io::stdin().lock(), 0, limit.bytes).map_err(|error| {
        Failure::new(
            Code::FileUnreadable,
            format!("could not read {} from {name}", limit.what),
        )
        .because(plain(&error))
    })?;
    let bytes = bytes.ok_or_else(|| too_large(&name, limit))?;
    Ok(Input {
        name,
        bytes,
        readable_by_all: false,
    })
}

/// Reads to the end, or returns `None` when there is more than `limit`. Buffers that were outgrown are erased.
pub(super) fn bounded(
    reader: &mut impl Read,
    expected: usize,
    limit: usize,
) -> std::io::Result<Option<Zeroizing<Vec<u8>>>> {
    if expected > limit {
        return Ok(None);
    }
    let mut bytes = Zeroizing::new(vec![0; expected.max(SMALLEST_BUFFER) + 1]);
    let mut filled = 0;
    loop {
        if filled == bytes.len() {
            let mut larger = Zeroizing::new(vec![0; bytes.len() * 2]);
            larger[..filled].copy_from_slice(&bytes);
            bytes = larger;
        }
        match reader.read(&mut bytes[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        if filled > limit {
            return Ok(None);
        }
    }
    bytes.truncate(filled);
    Ok(Some(bytes))
}

/// Returns what an error of the operating system means, without its number.
pub(crate) fn plain(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::InvalidFilename => "there is no such file".to_owned(),
        ErrorKind::IsADirectory => "it is a directory".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::NotADirectory => "a part of its path is not a directory".to_owned(),
        ErrorKind::StorageFull => "no space is left".to_owned(),
        _ => error.to_string().to_lowercase(),
    }
}

fn too_large(name: &str, limit: Limit) -> Failure {
    let bound = if limit.bytes >= 1 << 20 {
        format!("{} MiB", limit.bytes >> 20)
    } else {
        format!("{} KiB", limit.bytes >> 10)
    };
    Failure::new(
        Code::TooLarge,
        format!("{name} is too large for {}", limit.what),
    )
    .because(format!("at most {bound} are read"))
}

#[cfg(unix)]
pub(super) fn readable_by_all(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.is_file() && metadata.permissions().mode() & 0o004 != 0
}

#[cfg(not(unix))]
pub(super) fn readable_by_all(_: &std::fs::Metadata) -> bool {
    false
}

/// Larger than any usual password, key or encrypted secret, so that most reads need one buffer.
const SMALLEST_BUFFER: usize = 8 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time, as a slow pipe does.
    struct Drip(usize);

    impl Read for Drip {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            if self.0 == 0 {
                return Ok(0);
            }
            self.0 -= 1;
            buffer[0] = b'x';
            Ok(1)
        }
    }

    #[test]
    fn reads_exactly_the_limit_and_not_one_byte_more() {
        for expected in [0, 3, 20_000] {
            assert_eq!(
                bounded(&mut Drip(20_000), expected, 20_000)
                    .unwrap()
                    .unwrap()
                    .len(),
                20_000
            );
            assert!(
                bounded(&mut Drip(20_001), expected, 20_000)
                    .unwrap()
                    .is_none()
            );
        }
    }

    #[test]
    fn a_declared_length_over_the_limit_is_refused_unread() {
        assert!(bounded(&mut Drip(1), usize::MAX, 20_000).unwrap().is_none());
    }
}
