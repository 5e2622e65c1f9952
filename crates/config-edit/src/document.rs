//! A parsed document, and changes of it.

use zeroize::Zeroizing;

use crate::{Error, Node, Path, Position};

/// What a document is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON (RFC 8259), with comments and trailing commas.
    Json,
    /// YAML 1.2, one or more documents.
    Yaml,
}

/// A parsed document. The bytes and the values are erased when it is dropped.
#[derive(Debug)]
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
        let _ = (bytes, format);
        Err(Error::Value("not written yet"))
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
    /// [`Error::Ambiguous`] where two members answer to the path.
    pub fn find(&self, part: usize, path: &Path) -> Result<Option<&Node>, Error> {
        let _ = (part, path);
        Err(Error::Value("not written yet"))
    }

    /// Returns where a value of this document stands.
    #[must_use]
    pub fn position(&self, node: &Node) -> Position {
        Position::of(&self.text, node.span.start)
    }

    /// Returns the document with these strings set and every other byte as it was.
    ///
    /// The result was parsed again, and exactly these strings differ.
    ///
    /// # Errors
    /// A member that is missing (unless it may be created), is no string, or cannot be changed on its own; two edits of one
    /// place; [`Error::Verification`] if the result would differ in anything else.
    pub fn replace(&self, edits: &[Edit<'_>]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let _ = edits;
        Err(Error::Value("not written yet"))
    }
}

impl std::fmt::Debug for Edit<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Edit")
            .field("part", &self.part)
            .field("path", &self.path)
            .field("create", &self.create)
            .finish_non_exhaustive()
    }
}
