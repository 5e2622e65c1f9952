//! A parsed document: what is in it, and what it is with other strings.

use std::fmt;

use zeroize::Zeroizing;

use crate::find::Located;
use crate::{Error, Node, Path, Position, change, json, yaml};

/// What a document is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON (RFC 8259), with comments and trailing commas.
    Json,
    /// YAML 1.2, one or more documents.
    Yaml,
}

/// A parsed document. The bytes and the values are erased when it is dropped; `Debug` shows neither.
pub struct Document {
    text: Zeroizing<String>,
    format: Format,
    parts: Vec<Node>,
}

/// One string to be set.
#[derive(Clone, Copy)]
pub struct Edit<'a> {
    /// Which document of a YAML stream, from 0. A JSON file has the one.
    pub part: usize,
    /// Which member.
    pub path: &'a Path,
    /// The new string, without quotes or escapes.
    pub value: &'a str,
    /// Whether a missing member, and missing parents of it, are inserted.
    pub create: bool,
}

impl Document {
    /// Parses a document of at most 16 MiB and 64 levels.
    ///
    /// # Errors
    /// What the format's readers refuse, with line and column, and names that stand twice in one object.
    pub fn parse(bytes: &[u8], format: Format) -> Result<Self, Error> {
        let text = utf8(bytes)?;
        let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let parts = match format {
            Format::Json => vec![json::parse(text, start)?],
            Format::Yaml => yaml::parse(text)?,
        };
        Ok(Self {
            text: Zeroizing::new(text.to_owned()),
            format,
            parts,
        })
    }

    /// Returns how many documents there are: of a YAML stream any number, of JSON one.
    #[must_use]
    pub fn parts(&self) -> usize {
        self.parts.len()
    }

    /// Returns the topmost value of a document.
    #[must_use]
    pub fn root(&self, part: usize) -> Option<&Node> {
        self.parts.get(part)
    }

    /// Returns what the document was read as.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// Returns the value at a path, or `None` where there is none.
    ///
    /// # Errors
    /// [`Error::Ambiguous`] where two members answer to the path. For a path of .NET (`A:B`) also [`Error::NotConfiguration`],
    /// and [`Error::Duplicate`] where two values anywhere in the document would have one key.
    pub fn find(&self, part: usize, path: &Path) -> Result<Option<&Node>, Error> {
        Ok(match self.locate(part, path)? {
            Located::There { node, .. } => Some(node),
            Located::Not(_) => None,
        })
    }

    /// Returns where a value of this document stands.
    #[must_use]
    pub fn position(&self, node: &Node) -> Position {
        self.position_of(node.span.start)
    }

    pub(crate) fn position_of(&self, byte: usize) -> Position {
        Position::of(&self.text, byte)
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the document with these strings set and every other byte as it was.
    ///
    /// The result was parsed again, and exactly these strings differ.
    ///
    /// # Errors
    /// A member that is missing (unless it may be created), is no string, or cannot be changed on its own; two edits of one
    /// place; [`Error::Verification`] if the result would differ in anything else.
    pub fn replace(&self, edits: &[Edit<'_>]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut changed: Option<Self> = None;
        let mut places = Vec::new();
        for edit in edits {
            let before = changed.as_ref().unwrap_or(self);
            let (after, place) = change::apply(before, edit)?;
            if places.contains(&place) {
                return Err(Error::Twice {
                    path: edit.path.to_string(),
                });
            }
            places.push(place);
            changed = Some(after);
        }
        let text = changed.as_ref().unwrap_or(self).text();
        Ok(Zeroizing::new(text.as_bytes().to_vec()))
    }
}

fn utf8(bytes: &[u8]) -> Result<&str, Error> {
    if bytes.len() > LARGEST {
        return Err(Error::TooLarge);
    }
    let marked = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    // RFC 4627 §3: the first character is ASCII, so a zero among the first bytes tells the encoding.
    if marked || bytes.iter().take(2).any(|byte| *byte == 0) {
        return Err(Error::Utf16);
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
        Error::NotUtf8(Position::of(valid, valid.len()))
    })
}

/// 16 MiB.
const LARGEST: usize = 16 << 20;

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("format", &self.format)
            .field("parts", &self.parts)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Edit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Edit")
            .field("part", &self.part)
            .field("path", &self.path)
            .field("create", &self.create)
            .finish_non_exhaustive()
    }
}
