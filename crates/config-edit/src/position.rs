//! Where in a document something stands, as editors count.

use std::fmt;

/// A place in a document: line and column, both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
}

impl Position {
    /// Returns the position of a byte. A line ends with LF, CR LF or CR.
    pub(crate) fn of(text: &str, byte: usize) -> Self {
        let mut end = byte.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &text[..end];
        let before = before.strip_prefix('\u{feff}').unwrap_or(before);
        let line_start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let ends = before.matches('\n').count() + before.matches('\r').count()
            - before.matches("\r\n").count();
        Self {
            line: ends + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}
