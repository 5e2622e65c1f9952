//! What stands in a YAML text between its scalars, and makes it unsafe: templates, and what only some readers see as a line break.

use std::ops::Range;

use crate::node::Style;
use crate::{Error, Position};

const TEMPLATE: &str = "a template ({{)";

/// Refuses characters that YAML does not allow (YAML 1.2 §5.1 `c-printable`; readers of 1.1 stop at them).
pub(crate) fn refuse_unprintable(text: &str) -> Result<(), Error> {
    match text.char_indices().find(|(_, c)| !is_printable(*c)) {
        None => Ok(()),
        Some((at, _)) => Err(Error::Syntax {
            at: Position::of(text, at),
            problem: "YAML does not allow this character".to_owned(),
        }),
    }
}

/// Whether the character may stand in a YAML text.
pub(crate) fn is_printable(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Whether YAML 1.1 takes the character for a line break, and YAML 1.2 does not.
pub(crate) fn breaks_in_yaml_1_1(c: char) -> bool {
    matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Refuses `{{` outside quotes and comments, and outside quotes what a reader of YAML 1.1 sees as a line break: behind it a
/// comment ends for that reader and not for us.
pub(crate) fn check(text: &str, scalars: &[(Range<usize>, Style)]) -> Result<(), Error> {
    let mut at = 0;
    for (range, style) in scalars {
        gap(text, at..range.start)?;
        if !matches!(style, Style::Single | Style::Double) {
            unquoted(text, range.clone())?;
        }
        at = at.max(range.end);
    }
    gap(text, at..text.len())
}

/// Returns the error for the first `{{` that is neither in a comment nor in quotes, as far as a text tells that is no YAML.
pub(crate) fn probable_template(text: &str) -> Option<Error> {
    let mut start = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let found = line.find("{{");
        if let Some(at) = found.filter(|at| !line[..*at].contains(['#', '"', '\''])) {
            return Some(template(text, start + at));
        }
        start += line.len();
    }
    None
}

fn template(text: &str, at: usize) -> Error {
    Error::NotEdited {
        at: Position::of(text, at),
        what: TEMPLATE,
    }
}

fn unquoted(text: &str, range: Range<usize>) -> Result<(), Error> {
    let inside = text.get(range.clone()).unwrap_or_default();
    if let Some(found) = inside.find("{{") {
        return Err(template(text, range.start + found));
    }
    refuse_breaks(text, range)
}

fn refuse_breaks(text: &str, range: Range<usize>) -> Result<(), Error> {
    let inside = text.get(range.clone()).unwrap_or_default();
    match inside.find(breaks_in_yaml_1_1) {
        None => Ok(()),
        Some(found) => Err(Error::Syntax {
            at: Position::of(text, range.start + found),
            problem: "U+0085, U+2028 or U+2029 stands outside quotes: a line break in YAML 1.1 and none in YAML 1.2"
                .to_owned(),
        }),
    }
}

fn gap(text: &str, range: Range<usize>) -> Result<(), Error> {
    refuse_breaks(text, range.clone())?;
    let bytes = text.as_bytes();
    let mut at = range.start;
    while at < range.end {
        let begins =
            at == 0 || bytes[at - 1].is_ascii_whitespace() || bytes[..at] == *b"\xef\xbb\xbf";
        let comment = bytes[at] == b'#' && begins;
        if comment {
            let rest = &text[at..range.end];
            at += rest.find(['\n', '\r']).unwrap_or(rest.len());
        } else if bytes[at..range.end].starts_with(b"{{") {
            return Err(template(text, at));
        } else {
            at += 1;
        }
    }
    Ok(())
}
