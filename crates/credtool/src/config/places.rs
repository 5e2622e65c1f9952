//! Which strings of which files are to be one secret.

use std::path::{Path, PathBuf};

use credtool_config_edit::{self as config_edit, Document, Edit};
use zeroize::Zeroizing;

use crate::document::{self, DOCUMENT};
use crate::failure::{Code, Failure};
use crate::io::{self, Input};

/// The places, file by file in the order in which they were named.
pub(super) struct Places(Vec<File>);

/// A file with its places, and its document once it is read.
struct File {
    path: PathBuf,
    members: Vec<Member>,
    document: Option<Document>,
}

/// A place in a file.
pub(super) struct Member {
    path: config_edit::Path,
    given: String,
    /// The string that stands there; `None` where nothing does.
    old: Option<Zeroizing<String>>,
    line: Option<usize>,
}

impl Places {
    /// Groups what was named.
    pub(super) fn new<'a>(
        named: impl Iterator<Item = (&'a Path, &'a str)>,
    ) -> Result<Self, Failure> {
        let mut files: Vec<File> = Vec::new();
        for (file, given) in named {
            let member = Member {
                path: document::path(given)?,
                given: given.to_owned(),
                old: None,
                line: None,
            };
            match files.iter_mut().find(|known| known.path == file) {
                Some(known) => known.members.push(member),
                None => files.push(File {
                    path: file.to_owned(),
                    members: vec![member],
                    document: None,
                }),
            }
        }
        Ok(Self(files))
    }

    /// Returns the files.
    pub(super) fn files(&self) -> Vec<PathBuf> {
        self.0.iter().map(|file| file.path.clone()).collect()
    }

    /// Reads every file and finds what stands at each place. A place that is missing is an error unless it may be created.
    pub(super) fn read(&mut self, edit: &mut io::Edit, create: bool) -> Result<(), Failure> {
        for file in &mut self.0 {
            let input = edit.read(&file.path, DOCUMENT)?;
            let document = document::parse(&input)?;
            for member in &mut file.members {
                let node = document::find(&document, &member.path, &input.name)?;
                member.old = node
                    .and_then(|node| node.as_str())
                    .map(|old| Zeroizing::new(old.to_owned()));
                member.line = node.map(|node| document.position(node).line);
            }
            file.document = Some(document);
            // A first change, thrown away, finds everything that would keep the real one from being made.
            file.change("0", create)?;
        }
        Ok(())
    }

    /// Returns each file with its places.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Path, &Member)> {
        self.0.iter().flat_map(|file| {
            file.members
                .iter()
                .map(|member| (file.path.as_path(), member))
        })
    }

    /// Plans the new value in every file.
    pub(super) fn plan(
        &self,
        edit: &mut io::Edit,
        value: &str,
        create: bool,
    ) -> Result<(), Failure> {
        for file in &self.0 {
            let bytes = file.change(value, create)?;
            edit.replace(&file.path, bytes, &|bytes| file.check(bytes, value))?;
        }
        Ok(())
    }
}

impl File {
    fn change(&self, value: &str, create: bool) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let name = self.path.display().to_string();
        let Some(document) = &self.document else {
            return Err(Failure::new(
                Code::WriteFailed,
                format!("{name} was not read"),
            ));
        };
        let part = document::only_part(document, &name)?;
        let edits: Vec<Edit<'_>> = self
            .members
            .iter()
            .map(|member| Edit {
                part,
                path: &member.path,
                value,
                create,
            })
            .collect();
        document::replace(document, &edits, &name)
    }

    fn check(&self, bytes: &[u8], value: &str) -> Result<(), Failure> {
        let input = Input {
            name: self.path.display().to_string(),
            bytes: bytes.to_vec().into(),
            readable_by_all: false,
        };
        let again = document::parse(&input)?;
        for member in &self.members {
            let found = document::find(&again, &member.path, &input.name)?;
            if found.and_then(|node| node.as_str()) != Some(value) {
                return Err(Failure::new(
                    Code::WriteFailed,
                    format!("could not write {}", input.name),
                )
                .because(format!("another value came back at {}", member.given)));
            }
        }
        Ok(())
    }
}

impl Member {
    /// Returns the path as it was given.
    pub(super) fn path(&self) -> &str {
        &self.given
    }

    /// Returns the string that stands there; `None` where nothing does.
    pub(super) fn old(&self) -> Option<&str> {
        self.old.as_ref().map(|old| old.as_str())
    }

    /// Returns the line of the value, where there is one.
    pub(super) fn line(&self) -> Option<usize> {
        self.line
    }
}
