//! Members of a JSON document by their path, as ranges of bytes: what stands there can be changed and nothing else is.

use std::ops::Range;

use serde::de::IgnoredAny;

/// The path to a member: names from the outside in, or the numbers of elements. A name stands for every member that has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldPath(Vec<String>);

impl FieldPath {
    /// Reads `a.b`, or `/a/b` (RFC 6901, with `~1` for `/` and `~0` for `~`). `None` when it is empty or has an empty part.
    ///
    /// ```
    /// use credtool_keyring::FieldPath;
    ///
    /// assert_eq!(FieldPath::parse("user.password"), FieldPath::parse("/user/password"));
    /// assert_eq!(FieldPath::parse("user..password"), None);
    /// ```
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        let names: Vec<String> = match path.strip_prefix('/') {
            Some(pointer) => {
                let names = pointer.split('/');
                names
                    .map(|name| name.replace("~1", "/").replace("~0", "~"))
                    .collect()
            }
            None => path.split('.').map(str::to_owned).collect(),
        };
        names
            .iter()
            .all(|name| !name.is_empty())
            .then_some(Self(names))
    }
}

/// Returns where the values at the paths stand in one JSON document, in order and without overlap; nothing for white space alone.
/// On a document that is not JSON: at which byte.
pub(crate) fn ranges(document: &[u8], paths: &[FieldPath]) -> Result<Vec<Range<usize>>, usize> {
    let mut reader = Reader {
        bytes: document,
        at: 0,
        found: Vec::new(),
    };
    reader.white_space();
    if reader.at == document.len() {
        return Ok(Vec::new());
    }
    let open: Vec<&[String]> = paths.iter().map(|path| path.0.as_slice()).collect();
    let read = reader.value(&open, DEEPEST);
    reader.white_space();
    if read.is_none() || reader.at != document.len() {
        return Err(reader.at.min(document.len()));
    }
    Ok(reader.found)
}

struct Reader<'d> {
    bytes: &'d [u8],
    at: usize,
    found: Vec<Range<usize>>,
}

impl Reader<'_> {
    /// Reads one value; `open` are the rests of the paths that lead into it.
    fn value(&mut self, open: &[&[String]], deeper: usize) -> Option<()> {
        let deeper = deeper.checked_sub(1)?;
        let start = self.at;
        // What is inside of a wanted value is wanted once.
        let wanted = open.iter().any(|path| path.is_empty());
        let open = if wanted { &[] } else { open };
        match self.bytes.get(self.at)? {
            b'{' => self.members(b'}', |reader, _| {
                let name = reader.string()?;
                reader.white_space();
                reader.expect(b':')?;
                reader.white_space();
                reader.value(&inside(open, &name), deeper)
            })?,
            b'[' => self.members(b']', |reader, number| {
                reader.value(&inside(open, &number.to_string()), deeper)
            })?,
            b'"' => {
                self.skip_string()?;
            }
            _ => self.scalar()?,
        }
        if wanted {
            self.found.push(start..self.at);
        }
        Some(())
    }

    /// Reads what stands between brackets, separated by commas.
    fn members(
        &mut self,
        close: u8,
        mut member: impl FnMut(&mut Self, usize) -> Option<()>,
    ) -> Option<()> {
        self.at += 1;
        self.white_space();
        if self.bytes.get(self.at) == Some(&close) {
            self.at += 1;
            return Some(());
        }
        for number in 0.. {
            member(self, number)?;
            self.white_space();
            let next = *self.bytes.get(self.at)?;
            self.at += 1;
            match next {
                b',' => self.white_space(),
                _ if next == close => return Some(()),
                _ => {
                    self.at -= 1;
                    return None;
                }
            }
        }
        None
    }

    fn string(&mut self) -> Option<String> {
        let range = self.skip_string()?;
        serde_json::from_slice(&self.bytes[range]).ok()
    }

    /// Goes behind a string, and returns where it stands with its quotes.
    fn skip_string(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        self.expect(b'"')?;
        loop {
            let rest = self.bytes.get(self.at..)?;
            let next = memchr::memchr2(b'"', b'\\', rest)?;
            self.at += next + 1;
            if rest[next] == b'"' {
                return Some(start..self.at);
            }
            self.at += 1; // whatever is escaped: a quote does not end the string then
        }
    }

    /// Reads a number, `true`, `false` or `null`.
    fn scalar(&mut self) -> Option<()> {
        let rest = &self.bytes[self.at..];
        let end = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n');
        let len = rest.iter().position(end).unwrap_or(rest.len());
        // Not as a number: 1e400 is one that no type of ours holds.
        serde_json::from_slice::<IgnoredAny>(&rest[..len]).ok()?;
        self.at += len;
        Some(())
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        let there = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(there);
        there.then_some(())
    }

    fn white_space(&mut self) {
        let rest = self.bytes[self.at.min(self.bytes.len())..].iter();
        self.at += rest
            .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
            .count();
    }
}

/// Returns the rests of the paths that go on with this name.
fn inside<'p>(open: &[&'p [String]], name: &str) -> Vec<&'p [String]> {
    let first = |path: &&'p [String]| match path.split_first() {
        Some((first, rest)) if first == name => Some(rest),
        _ => None,
    };
    open.iter().filter_map(first).collect()
}

/// As deep as serde_json goes too.
const DEEPEST: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'d>(document: &'d str, paths: &[&str]) -> Result<Vec<&'d str>, usize> {
        let paths: Vec<_> = paths
            .iter()
            .map(|path| FieldPath::parse(path).unwrap())
            .collect();
        let ranges = ranges(document.as_bytes(), &paths)?;
        Ok(ranges.into_iter().map(|range| &document[range]).collect())
    }

    #[test]
    fn members_are_found() {
        let document = r#" {"a":{"b":"x","c":1e400},"b":"y","l":[{"b":"z"},"w"],"a\u0062":"v"} "#;
        assert_eq!(found(document, &["a.b"]), Ok(vec![r#""x""#]));
        assert_eq!(
            found(document, &["/l/0/b", "b"]),
            Ok(vec![r#""y""#, r#""z""#])
        );
        assert_eq!(
            found(document, &["a", "a.b"]),
            Ok(vec![r#"{"b":"x","c":1e400}"#])
        );
        assert_eq!(found(document, &["ab"]), Ok(vec![r#""v""#]));
        assert_eq!(found(document, &["nothing"]), Ok(vec![]));
        assert_eq!(
            found(r#"{"a":"x","a":"y"}"#, &["a"]),
            Ok(vec![r#""x""#, r#""y""#])
        );
        assert_eq!(found(" \r\n", &["a"]), Ok(vec![]));
    }

    #[test]
    fn what_is_not_json_is_refused() {
        for document in [
            "{",
            "{}x",
            "{\"a\"}",
            "{\"a\":}",
            "[1,]",
            "{\"a\":x}",
            "\"a",
            "\"\\",
            "{\"a\":1 2}",
        ] {
            assert!(found(document, &["a"]).is_err(), "{document}");
        }
        assert!(found(&"[".repeat(100_000), &["a"]).is_err());
    }
}
