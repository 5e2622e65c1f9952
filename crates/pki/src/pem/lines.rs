//! The lines of a PEM text, and which of them are boundaries of a block (RFC 7468 §3).

/// What a line, or what is left of it, says about where blocks begin and end.
pub(super) enum Boundary<'a> {
    /// The label, and what follows on the same line.
    Begin(String, &'a [u8]),
    End(String, &'a [u8]),
    /// Meant as a boundary, and not one.
    Misspelt,
    No,
}

impl<'a> Boundary<'a> {
    pub(super) fn read(line: &'a [u8]) -> Self {
        if !line.starts_with(b"-") {
            return Self::No;
        }
        let label = |rest: &'a [u8]| {
            let length = find(rest, b"-----")?;
            let label = std::str::from_utf8(&rest[..length]).ok()?.trim();
            let after = &rest[length + 5..];
            let printable = label.bytes().all(|octet| matches!(octet, b' '..=b'~'));
            (printable && !label.is_empty() && length <= MAX_LABEL && !after.starts_with(b"-"))
                .then(|| (label.to_owned(), after.trim_ascii()))
        };
        if let Some(rest) = line.strip_prefix(b"-----BEGIN ") {
            return label(rest).map_or(Self::Misspelt, |(label, after)| Self::Begin(label, after));
        }
        if let Some(rest) = line.strip_prefix(b"-----END ") {
            return label(rest).map_or(Self::Misspelt, |(label, after)| Self::End(label, after));
        }
        // Prose may hold lines of dashes; a line that names a key or a certificate was meant.
        let upper = line.to_ascii_uppercase();
        let has = |word: &[u8]| find(&upper, word).is_some();
        if (has(b"BEGIN") || has(b"END")) && (has(b"KEY") || has(b"CERTIFICATE")) {
            Self::Misspelt
        } else {
            Self::No
        }
    }
}

/// The lines of a text, numbered from one, with what follows each: line feed, carriage return, or both end a line.
pub(super) struct Lines<'a> {
    rest: &'a [u8],
    number: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self {
            rest: text,
            number: 0,
        }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = (usize, &'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let length = self
            .rest
            .iter()
            .position(|octet| matches!(octet, b'\n' | b'\r'))
            .unwrap_or(self.rest.len());
        let (line, end) = self.rest.split_at(length);
        self.rest = match end {
            [b'\r', b'\n', rest @ ..] | [_, rest @ ..] => rest,
            [] => end,
        };
        self.number += 1;
        Some((self.number, line, self.rest))
    }
}

/// Returns where `mark` first stands in `text`.
pub(super) fn find(text: &[u8], mark: &[u8]) -> Option<usize> {
    text.windows(mark.len()).position(|window| window == mark)
}

/// Labels of real blocks stay below forty characters, and an error message shows them.
const MAX_LABEL: usize = 64;
