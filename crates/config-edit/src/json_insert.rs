//! A member is added to a JSON object, in the manner of the members that are there; nothing else moves.

use zeroize::Zeroizing;

use crate::change::Splice;
use crate::json::{Scanner, comma_after};
use crate::json_string::quoted;
use crate::node::{Member, Node};
use crate::{Document, Error};

/// Returns the splices that add a member; all names but the first make objects on one line.
pub(crate) fn member(
    document: &Document,
    object: &Node,
    names: &[String],
    value: &str,
) -> Result<Vec<Splice>, Error> {
    let text = document.text();
    let manner = Manner::of(document, object);
    let added = manner.member(names, value);
    match object.members().last() {
        Some(last) => after_last(text, object, last, &manner, &added),
        None => into_empty(text, object, &manner, &added),
    }
}

/// How the document is laid out.
struct Manner {
    colon: String,
    eol: &'static str,
    indent: String,
}

impl Manner {
    fn of(document: &Document, object: &Node) -> Self {
        let text = document.text();
        let root = document.root(0);
        let first = root.and_then(|root| root.members().first());
        let like = object.members().last().or(first);
        let colon = like
            .map(|member| &text[member.name_span.end..member.node.span.start])
            .filter(|gap| gap.chars().all(|c| matches!(c, ' ' | '\t' | ':')));
        // One step of indentation is what the root's first member has.
        let step = first.and_then(|member| indent_of(text, member.name_span.start));
        Self {
            colon: colon.unwrap_or(": ").to_owned(),
            eol: line_break(text),
            indent: step
                .filter(|step| !step.is_empty())
                .unwrap_or("  ")
                .to_owned(),
        }
    }

    fn member(&self, names: &[String], value: &str) -> Zeroizing<String> {
        let spaced = self.colon.ends_with([' ', '\t']);
        let (open, close) = if spaced { ("{ ", " }") } else { ("{", "}") };
        let quoted_names: Vec<_> = names.iter().map(|name| quoted(name)).collect();
        let value = quoted(value);
        let names_length: usize = quoted_names.iter().map(|name| name.len()).sum();
        let between = self.colon.len() + open.len() + close.len();
        // One allocation, so that no copy of the value stays behind.
        let capacity = names_length + names.len() * between + value.len();
        let mut out = Zeroizing::new(String::with_capacity(capacity));
        for (depth, name) in quoted_names.iter().enumerate() {
            out.push_str(if depth == 0 { "" } else { open });
            out.push_str(name);
            out.push_str(&self.colon);
        }
        out.push_str(&value);
        for _ in 1..names.len() {
            out.push_str(close);
        }
        out
    }
}

fn after_last(
    text: &str,
    object: &Node,
    last: &Member,
    manner: &Manner,
    added: &str,
) -> Result<Vec<Splice>, Error> {
    let value_end = last.node.span.end;
    let trailing = comma_after(text, value_end)?;
    let anchor = trailing.as_ref().map_or(value_end, |comma| comma.end);
    let tail = Tail::of(text, anchor)?;
    let (before, after) = if trailing.is_some() {
        ("", ",")
    } else {
        (",", "")
    };
    let own_line = indent_of(text, last.name_span.start);
    if own_line.is_none() && !tail.line_comment {
        let gap = gap_before(text, object, last, manner);
        // The comma comes after comments that are behind the last member: they stay its own.
        return Ok(vec![splice(tail.end, &[before, &gap, added, after])]);
    }
    let indent = match own_line {
        Some(indent) => indent.to_owned(),
        None => format!(
            "{}{}",
            line_indent(text, object.span.end - 1),
            manner.indent
        ),
    };
    let at = tail.line_end.unwrap_or(tail.end);
    let line = [manner.eol, &indent, added, after];
    if at == value_end {
        return Ok(vec![splice(
            at,
            &[before, line[0], line[1], line[2], line[3]],
        )]);
    }
    Ok(vec![splice(value_end, &[before]), splice(at, &line)])
}

fn into_empty(
    text: &str,
    object: &Node,
    manner: &Manner,
    added: &str,
) -> Result<Vec<Splice>, Error> {
    let open = object.span.start + 1;
    let close = object.span.end - 1;
    let inside = &text[open..close];
    let Some(last_break) = inside
        .rfind(['\n', '\r'])
        .filter(|_| indent_of(text, close).is_some())
    else {
        // `{ }` becomes `{ "a": "b" }`, and a comment stays in front.
        let kept = open + inside.trim_end_matches([' ', '\t']).len();
        if kept > open {
            return Ok(vec![splice(kept, &[" ", added])]);
        }
        let padding = if inside.len() > 1 { "" } else { inside };
        return Ok(vec![splice(open, &[padding, added])]);
    };
    // Before the line break (LF, CR LF or CR) in front of the closing brace.
    let lines = inside[..last_break]
        .strip_suffix('\r')
        .filter(|_| inside[last_break..].starts_with('\n'));
    let at = open + lines.map_or(last_break, str::len);
    let indent = format!("{}{}", line_indent(text, close), manner.indent);
    Ok(vec![splice(at, &[manner.eol, &indent, added])])
}

/// What stands behind a member on its line.
struct Tail {
    /// Where the last comment there ends, or where the member does.
    end: usize,
    /// Where the line ends, if nothing but comments stands before that.
    line_end: Option<usize>,
    /// Whether a `//` comment is the last.
    line_comment: bool,
}

impl Tail {
    fn of(text: &str, anchor: usize) -> Result<Self, Error> {
        let mut tail = Self {
            end: anchor,
            line_end: None,
            line_comment: false,
        };
        loop {
            let rest = &text[tail.end..];
            let at = text.len() - rest.trim_start_matches([' ', '\t']).len();
            let mut scanner = Scanner::at(text, at);
            match scanner.peek() {
                Some(b'/') => {
                    tail.line_comment = text[at..].starts_with("//");
                    scanner.comment()?;
                    tail.end = scanner.offset();
                }
                Some(b'\n' | b'\r') => {
                    tail.line_end = Some(at);
                    return Ok(tail);
                }
                _ => return Ok(tail),
            }
        }
    }
}

/// Returns what stands between a comma and the next name: as before the last member, else a space if there is one after colons.
fn gap_before(text: &str, object: &Node, last: &Member, manner: &Manner) -> String {
    let members = object.members();
    let previous = members.len().checked_sub(2).and_then(|at| members.get(at));
    let gap = previous
        .map(|previous| &text[previous.node.span.end..last.name_span.start])
        .and_then(|gap| gap.strip_prefix(','))
        .filter(|gap| gap.bytes().all(|byte| matches!(byte, b' ' | b'\t')));
    let spaced = manner.colon.ends_with([' ', '\t']);
    gap.unwrap_or(if spaced { " " } else { "" }).to_owned()
}

/// Returns the indentation of a place, if nothing else stands before it on its line and it is not the first line.
fn indent_of(text: &str, at: usize) -> Option<&str> {
    let indent = &text[text[..at].rfind(['\n', '\r'])? + 1..at];
    (indent.bytes().all(|byte| matches!(byte, b' ' | b'\t'))).then_some(indent)
}

/// Returns the spaces and tabs with which the line of a place begins.
fn line_indent(text: &str, at: usize) -> &str {
    let start = text[..at].rfind(['\n', '\r']).map_or(0, |found| found + 1);
    let line = &text[start..at];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// Returns the document's line break: its first one.
pub(crate) fn line_break(text: &str) -> &'static str {
    match text.find(['\n', '\r']) {
        Some(at) if text[at..].starts_with("\r\n") => "\r\n",
        Some(at) if text[at..].starts_with('\r') => "\r",
        _ => "\n",
    }
}

pub(crate) fn splice(at: usize, pieces: &[&str]) -> Splice {
    Splice {
        range: at..at,
        text: Zeroizing::new(pieces.concat()),
    }
}
