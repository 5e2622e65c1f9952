//! Every place of a change: read, found and checked, before anybody is asked; then the new bytes.

use std::cell::RefCell;
use std::path::{Path as FilePath, PathBuf};

use credtool_config_edit::{Document, Edit, Path};
use zeroize::Zeroizing;

use super::place;
use crate::document::{self, DOCUMENT};
use crate::failure::{Code, Failure};
use crate::io::{self, Input, Io};

/// One string in one file, as the command line names it.
pub(super) struct Place {
    pub(super) file: PathBuf,
    pub(super) path: Path,
}

/// The files of a change, each with its places.
pub(super) struct Plan<'a> {
    files: Vec<File<'a>>,
}

struct File<'a> {
    /// The name that it was given first.
    given: &'a FilePath,
    real: PathBuf,
    document: Document,
    spots: Vec<Spot<'a>>,
}

/// One string of a file.
struct Spot<'a> {
    /// The file as it was named for this place.
    given: &'a FilePath,
    path: &'a Path,
    part: usize,
    /// The string that stands there, or `None` where the member will be created.
    old: Option<Zeroizing<String>>,
    /// Its bytes in the file.
    span: Option<std::ops::Range<usize>>,
}

/// One place of a change, to be told.
pub(super) struct Change<'a> {
    pub(super) file: &'a FilePath,
    pub(super) path: &'a Path,
    pub(super) old: Option<&'a str>,
    /// The line where the string stands afterwards, from 1.
    pub(super) line: usize,
    /// Whether it stands there already.
    pub(super) unchanged: bool,
}

impl<'a> Plan<'a> {
    /// Reads every file and finds every place. A file that is named twice, by whatever name, is one file.
    pub(super) fn read(
        io: &Io,
        edit: &mut io::Edit,
        places: &'a [Place],
        create: bool,
    ) -> Result<Self, Failure> {
        let mut files: Vec<File<'a>> = Vec::new();
        for place in places {
            let real = io.real_path(&place.file)?;
            let known = files.iter().position(|file| file.real == real);
            let index = match known {
                Some(index) => index,
                None => {
                    let input = edit.read(&place.file, DOCUMENT)?;
                    files.push(File {
                        given: &place.file,
                        real,
                        document: document::parse(&input)?,
                        spots: Vec::new(),
                    });
                    files.len() - 1
                }
            };
            files[index].add(place, create)?;
        }
        Ok(Self { files })
    }

    /// Returns the first place that holds something else than this.
    pub(super) fn other_than(&self, expected: &str) -> Option<(&FilePath, &Path)> {
        let mut spots = self.files.iter().flat_map(|file| &file.spots);
        spots
            .find(|spot| spot.old.as_ref().is_none_or(|old| old.as_str() != expected))
            .map(|spot| (spot.given, spot.path))
    }

    /// Plans the new bytes of every file, and returns what changes where.
    pub(super) fn write(
        &self,
        edit: &mut io::Edit,
        secret: &str,
    ) -> Result<Vec<Change<'_>>, Failure> {
        let mut changes = Vec::new();
        for file in &self.files {
            let new = file.with(secret)?;
            let lines = RefCell::new(Vec::new());
            edit.replace(file.given, new, &|bytes| {
                lines.replace(file.lines(bytes, secret)?);
                Ok(())
            })?;
            for (spot, line) in file.spots.iter().zip(lines.into_inner()) {
                let old = spot.old.as_ref().map(|old| old.as_str());
                changes.push(Change {
                    file: spot.given,
                    path: spot.path,
                    old,
                    line,
                    unchanged: old == Some(secret),
                });
            }
        }
        Ok(changes)
    }

    /// Returns the files, each once.
    pub(super) fn files(&self) -> impl Iterator<Item = &FilePath> {
        self.files.iter().map(|file| file.given)
    }
}

impl<'a> File<'a> {
    fn add(&mut self, place: &'a Place, create: bool) -> Result<(), Failure> {
        let name = place.file.display().to_string();
        let found = place::find(&self.document, &place.path, &name, create)?;
        let old = found.node.and_then(|node| node.as_str());
        if old.is_none() && (found.node.is_some() || !create) {
            let refused = place::refused(&self.document, found.part, &place.path, &name);
            return Err(if found.node.is_none() {
                refused.hint(Code::MissingMember.next_step())
            } else {
                refused
            });
        }
        let spot = Spot {
            given: &place.file,
            path: &place.path,
            part: found.part,
            old: old.map(|old| Zeroizing::new(old.to_owned())),
            span: found.node.map(|node| node.span()),
        };
        let twice = |other: &&Spot<'_>| match (&other.span, &spot.span) {
            (Some(one), Some(another)) => one == another,
            (None, None) => other.path == spot.path,
            _ => false,
        };
        if let Some(other) = self.spots.iter().find(twice) {
            let failure = Failure::new(Code::Usage, format!("{name} {} is named twice", spot.path));
            return Err(failure
                .because(format!(
                    "{} {} is the same string",
                    other.given.display(),
                    other.path
                ))
                .hint("name each string once"));
        }
        self.spots.push(spot);
        Ok(())
    }

    /// Returns the bytes of the file with the secret in every place.
    fn with(&self, secret: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let edit = |spot: &Spot<'a>| Edit {
            part: spot.part,
            path: spot.path,
            value: secret,
            create: spot.old.is_none(),
        };
        let edits: Vec<Edit<'_>> = self.spots.iter().map(edit).collect();
        document::replace(&self.document, &edits, &self.given.display().to_string())
    }

    /// Returns the line of every place in bytes that must hold the secret there.
    fn lines(&self, bytes: &[u8], secret: &str) -> Result<Vec<usize>, Failure> {
        let input = Input {
            name: self.given.display().to_string(),
            bytes: Zeroizing::new(bytes.to_vec()),
            readable_by_all: false,
        };
        let again = document::parse(&input)?;
        let line = |spot: &Spot<'a>| {
            let found = place::find(&again, spot.path, &input.name, false)?.node;
            match found.filter(|node| node.as_str() == Some(secret)) {
                Some(node) => Ok(again.position(node).line),
                None => Err(Failure::new(
                    Code::WriteFailed,
                    format!("could not write {}", input.name),
                )
                .because(format!("another value came back at {}", spot.path))),
            }
        };
        self.spots.iter().map(line).collect()
    }
}
