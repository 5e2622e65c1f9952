//! JSON as ASP.NET reads it: `System.Text.Json`'s reader with comments skipped, trailing commas allowed and 64 levels.

use std::collections::HashMap;
use std::ops::Range;

use crate::node::{Member, Node, Style, Value};
use crate::{DEEPEST, Error, Position};

/// Parses a text of which the first `start` bytes are a byte order mark.
pub(crate) fn parse(text: &str, start: usize) -> Result<Node, Error> {
    let mut scanner = Scanner::at(text, start);
    scanner.trivia()?;
    if scanner.peek().is_none() {
        return scanner.fail("there is no value: the document is empty");
    }
    let root = scanner.value(0)?;
    scanner.trivia()?;
    match scanner.peek() {
        None => Ok(root),
        Some(_) => scanner.fail("the document goes on after its value"),
    }
}

/// Reads from a place in a text onwards.
pub(crate) struct Scanner<'a> {
    pub(crate) text: &'a str,
    pub(crate) at: usize,
}

impl<'a> Scanner<'a> {
    /// Returns a scanner that stands before this byte.
    pub(crate) fn at(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    /// Returns the byte before which the scanner stands.
    pub(crate) fn offset(&self) -> usize {
        self.at
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(crate) fn fail<T>(&self, problem: &str) -> Result<T, Error> {
        self.fail_at(self.at, problem)
    }

    pub(crate) fn fail_at<T>(&self, byte: usize, problem: &str) -> Result<T, Error> {
        Err(Error::Syntax {
            at: Position::of(self.text, byte),
            problem: problem.to_owned(),
        })
    }

    pub(crate) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Skips spaces, line breaks and comments.
    pub(crate) fn trivia(&mut self) -> Result<(), Error> {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                Some(b'/') => self.comment()?,
                _ => return Ok(()),
            }
        }
    }

    /// Skips one comment; one that begins with `//` ends before its line break.
    pub(crate) fn comment(&mut self) -> Result<(), Error> {
        let rest = self.rest();
        if rest.starts_with("//") {
            let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
            // Utf8JsonReader refuses them here: other readers take them for line breaks, and would see text after them.
            if let Some(bad) = rest[..end].find(['\u{2028}', '\u{2029}']) {
                return self.fail_at(
                    self.at + bad,
                    "a // comment holds the line separator U+2028 or U+2029",
                );
            }
            self.at += end;
        } else if let Some(inside) = rest.strip_prefix("/*") {
            match inside.find("*/") {
                Some(end) => self.at += 2 + end + 2,
                None => return self.fail("the comment is not closed"),
            }
        } else {
            return self.fail("a value is expected here, or a comment: // or /*");
        }
        Ok(())
    }

    fn value(&mut self, depth: usize) -> Result<Node, Error> {
        let start = self.at;
        let (value, style) = match self.peek() {
            Some(b'{') => (self.object(depth)?, Style::Flow),
            Some(b'[') => (self.array(depth)?, Style::Flow),
            Some(b'"') => (Value::String(self.string()?), Style::Double),
            Some(b'-' | b'0'..=b'9') => (self.number()?, Style::Plain),
            Some(b'\'') => return self.fail("a string stands in \" and not in '"),
            Some(_) => (self.literal()?, Style::Plain),
            None => return self.fail("the document ends where a value is expected"),
        };
        Ok(Node::new(start..self.at, value, style))
    }

    fn deeper(&self, depth: usize) -> Result<usize, Error> {
        if depth == DEEPEST {
            return self.fail("the document has more than 64 levels");
        }
        Ok(depth + 1)
    }

    fn object(&mut self, depth: usize) -> Result<Value, Error> {
        let depth = self.deeper(depth)?;
        let mut members: Vec<Member> = Vec::new();
        let mut first_of: HashMap<String, usize> = HashMap::new();
        self.at += 1;
        loop {
            self.trivia()?;
            match self.peek() {
                Some(b'}') => break,
                Some(b'"') => {}
                Some(_) => return self.fail("a name in \" is expected here"),
                None => return self.fail("the document ends inside an object"),
            }
            let start = self.at;
            let name = self.string()?.to_string();
            let name_span = start..self.at;
            if let Some(first) = first_of.insert(name.clone(), start) {
                return Err(self.twice(name, first, start));
            }
            self.colon()?;
            self.trivia()?;
            let node = self.value(depth)?;
            members.push(Member {
                name,
                name_span,
                node,
            });
            if !self.comma(b'}', "a comma or } is expected here")? {
                break;
            }
        }
        self.at += 1;
        Ok(Value::Object(members))
    }

    fn twice(&self, name: String, first: usize, second: usize) -> Error {
        Error::Duplicate {
            name,
            first: Position::of(self.text, first),
            at: Position::of(self.text, second),
        }
    }

    /// Skips the colon. Between a name and it Utf8JsonReader takes no comment, and neither do we.
    fn colon(&mut self) -> Result<(), Error> {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
        match self.peek() {
            Some(b':') => self.at += 1,
            Some(b'/') => return self.fail("between a name and its colon no comment may stand"),
            _ => return self.fail("a colon is expected here"),
        }
        Ok(())
    }

    fn array(&mut self, depth: usize) -> Result<Value, Error> {
        let depth = self.deeper(depth)?;
        let mut items = Vec::new();
        self.at += 1;
        loop {
            self.trivia()?;
            match self.peek() {
                Some(b']') => break,
                None => return self.fail("the document ends inside an array"),
                Some(_) => items.push(self.value(depth)?),
            }
            if !self.comma(b']', "a comma or ] is expected here")? {
                break;
            }
        }
        self.at += 1;
        Ok(Value::Array(items))
    }

    /// Skips a comma and says whether there was one; without one the end must stand here.
    fn comma(&mut self, end: u8, problem: &str) -> Result<bool, Error> {
        self.trivia()?;
        match self.peek() {
            Some(b',') => self.at += 1,
            Some(byte) if byte == end => return Ok(false),
            _ => return self.fail(problem),
        }
        Ok(true)
    }

    fn literal(&mut self) -> Result<Value, Error> {
        for (word, value) in [
            ("true", Value::Bool),
            ("false", Value::Bool),
            ("null", Value::Null),
        ] {
            if self.rest().starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        self.fail("a value is expected here")
    }

    /// Reads a number by RFC 8259 §6; what it means is nobody's business here, so `1e400` is as good as `1`.
    fn number(&mut self) -> Result<Value, Error> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
            if matches!(self.peek(), Some(b'0'..=b'9' | b'x' | b'X')) {
                return self.fail("a number does not begin with 0 and another digit");
            }
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        match self.peek() {
            None | Some(b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t' | b'/') => {
                Ok(Value::Number)
            }
            Some(_) => self.fail("this does not belong in a number"),
        }
    }

    fn digits(&mut self) -> Result<(), Error> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at == start {
            return self.fail("a digit is expected here");
        }
        Ok(())
    }
}

/// Returns where the comma behind a member stands, if there is one.
pub(crate) fn comma_after(text: &str, end: usize) -> Result<Option<Range<usize>>, Error> {
    let mut scanner = Scanner::at(text, end);
    scanner.trivia()?;
    let at = scanner.offset();
    Ok((scanner.peek() == Some(b',')).then_some(at..at + 1))
}
