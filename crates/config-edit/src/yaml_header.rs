//! Where a block scalar begins: the parser tells where its text stands, and not its header (`|` or `>`, YAML 1.2 §8.1.1).

use std::ops::Range;

/// Returns the bytes of a block scalar from its header to the end of its last line that is not blank.
///
/// `after` is where the token before ended, `content` what the parser calls the scalar.
pub(crate) fn whole(text: &str, after: usize, content: &Range<usize>) -> Option<Range<usize>> {
    // Between the header's line and the text there are blank lines at most.
    let header_line_end = text.get(..content.start)?.trim_end_matches(SPACE).len();
    let before = &text[..header_line_end];
    let line = before.rfind(['\n', '\r']).map_or(0, |found| found + 1);
    let from = line.max(after);
    let in_line = text.get(from..header_line_end)?;
    let header = in_line
        .match_indices(['|', '>'])
        .map(|(found, _)| from + found)
        .find(|found| is_header(text, *found, header_line_end))?;
    let inside = text.get(content.clone())?;
    let full = inside.trim_end_matches(SPACE).len();
    if full == 0 {
        return Some(header..indicators_end(text, header));
    }
    let end = content.start + full;
    let spaces = text[end..]
        .bytes()
        .take_while(|byte| matches!(byte, b' ' | b'\t'));
    Some(header..end + spaces.count())
}

/// Returns the header's indicators, and the lines of text behind its line, from its line break on.
pub(crate) fn pieces(text: &str, whole: &Range<usize>) -> (Range<usize>, Range<usize>) {
    let indicators = whole.start..indicators_end(text, whole.start);
    let rest = &text[indicators.end..];
    let line_end = indicators.end + rest.find(['\n', '\r']).unwrap_or(rest.len());
    (indicators, line_end..whole.end.max(line_end))
}

fn is_header(text: &str, at: usize, line_end: usize) -> bool {
    let spaced = at == 0 || text.as_bytes()[at - 1].is_ascii_whitespace();
    let rest = text
        .get(indicators_end(text, at)..line_end)
        .unwrap_or_default();
    let spaces = rest.trim_start_matches([' ', '\t']);
    spaced && (spaces.is_empty() || (spaces.starts_with('#') && spaces.len() < rest.len()))
}

/// Returns where the header ends: after the sign, a digit for the indentation and one for the last line break, in any order.
fn indicators_end(text: &str, at: usize) -> usize {
    let more = text.as_bytes()[at + 1..]
        .iter()
        .take_while(|byte| matches!(byte, b'+' | b'-' | b'1'..=b'9'));
    at + 1 + more.count()
}

const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];
