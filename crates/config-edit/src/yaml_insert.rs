//! A member is added to a YAML mapping; nothing else moves.

use zeroize::Zeroizing;

use crate::change::Splice;
use crate::find::End;
use crate::json_insert::{line_break, splice};
use crate::node::{Member, Node, Style, Value};
use crate::yaml_edit::{colon_after, is_in_flow, style_beside};
use crate::{Document, Edit, yaml_types};

/// Returns the splice that adds a member behind the last one; all names but the first make mappings in braces.
pub(crate) fn member(
    document: &Document,
    edit: &Edit<'_>,
    end: &End<'_>,
    names: &[String],
) -> Splice {
    let text = document.text();
    let mapping = end.node;
    let manner = Manner::of(text, mapping);
    let in_flow = names.len() > 1 || is_in_flow(document, edit.part, &end.place);
    let value = yaml_types::render(edit.value, manner.style, in_flow);
    let added = manner.member(names, &value);
    let Some(last) = mapping.members().last() else {
        let open = mapping.span.start + 1;
        let inside = &text[open..mapping.span.end - 1];
        let blank = inside.bytes().all(|byte| byte == b' ');
        return splice(open, &[if blank { inside } else { "" }, &added]);
    };
    if mapping.style == Style::Flow {
        let comma = if manner.compact { "," } else { ", " };
        return splice(end_of_member(text, last).0, &[comma, &added]);
    }
    own_line(text, last, &added)
}

/// How the names and strings of a mapping are written.
struct Manner {
    style: Style,
    quoted: bool,
    compact: bool,
}

impl Manner {
    fn of(text: &str, mapping: &Node) -> Self {
        let last = mapping.members().last();
        let quoted = last.is_some_and(|last| text[last.name_span()].starts_with('"'));
        let gap = last.and_then(|last| text.get(last.name_span.end..last.node.span.start));
        Self {
            style: if quoted && last.is_some_and(|last| last.node.as_str().is_none()) {
                Style::Double
            } else {
                style_beside(mapping)
            },
            quoted,
            compact: quoted && mapping.style == Style::Flow && gap == Some(":"),
        }
    }

    fn member(&self, names: &[String], value: &str) -> Zeroizing<String> {
        let style = if self.quoted {
            Style::Double
        } else {
            Style::Plain
        };
        let names: Vec<_> = names
            .iter()
            .map(|name| yaml_types::render(name, style, true))
            .collect();
        let colon = if self.compact { ":" } else { ": " };
        let names_length: usize = names.iter().map(|name| name.len() + 4).sum();
        let mut out = Zeroizing::new(String::with_capacity(names_length + value.len()));
        for (depth, name) in names.iter().enumerate() {
            out.push_str(if depth == 0 { "" } else { "{" });
            out.push_str(name);
            out.push_str(colon);
        }
        out.push_str(value);
        for _ in 1..names.len() {
            out.push('}');
        }
        out
    }
}

fn own_line(text: &str, last: &Member, added: &str) -> Splice {
    let indent = indent(text, last.name_span.start);
    let eol = line_break(text);
    let (end, block_scalar) = end_of_member(text, last);
    let line_end = end + text[end..].find(['\n', '\r']).unwrap_or(text.len() - end);
    if !block_scalar {
        return splice(line_end, &[eol, &indent, added]);
    }
    // Blank lines behind a block scalar may belong to it (`|+`), so they stay with it.
    let rest = &text[line_end..];
    let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    match text[..line_end + blank].rfind(['\n', '\r']) {
        Some(found) if found >= line_end => splice(found + 1, &[&indent, added, eol]),
        _ => splice(text.len(), &[eol, &indent, added]),
    }
}

/// Returns where a member ends, and whether with a block scalar.
fn end_of_member(text: &str, member: &Member) -> (usize, bool) {
    if member.node.span.is_empty() {
        let colon = colon_after(text, &member.name_span).unwrap_or(member.name_span.end);
        let rest = &text[colon..];
        let spaces = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        return (colon + spaces, false);
    }
    end_of(text, &member.node)
}

fn end_of(text: &str, node: &Node) -> (usize, bool) {
    match (&node.value, node.style) {
        (Value::Object(members), Style::Block) => match members.last() {
            Some(last) => end_of_member(text, last),
            None => (node.span.end, false),
        },
        (Value::Array(items), Style::Block) => match items.last() {
            Some(last) => end_of(text, last),
            None => (node.span.end, false),
        },
        (_, style) => (node.span.end, style == Style::Block),
    }
}

/// Returns as many spaces as there are characters before a name: `- a: 1` has two.
fn indent(text: &str, name: usize) -> String {
    let start = text[..name]
        .rfind(['\n', '\r'])
        .map_or(0, |found| found + 1);
    let before = text[start..name].trim_start_matches('\u{feff}');
    " ".repeat(before.chars().count())
}
