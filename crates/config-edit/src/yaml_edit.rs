//! A scalar of a YAML document is replaced, or an empty one filled.

use std::ops::Range;

use zeroize::Zeroizing;

use crate::change::Splice;
use crate::node::{Node, Style, Value};
use crate::{Document, Edit, Error, yaml_header, yaml_types};

/// Returns the splices that set the string at a place.
pub(crate) fn set(
    document: &Document,
    edit: &Edit<'_>,
    node: &Node,
    place: &[usize],
) -> Result<Vec<Splice>, Error> {
    let text = document.text();
    if text[node.span()].contains("{{") {
        return Err(Error::NotEdited {
            at: document.position(node),
            what: "a template ({{)",
        });
    }
    let in_flow = is_in_flow(document, edit.part, place);
    if node.style != Style::Block {
        return Ok(vec![Splice {
            range: node.span(),
            text: yaml_types::render(edit.value, node.style, in_flow),
        }]);
    }
    // The value comes where the header was, so that a comment behind the header stays; the lines of the old text go.
    let (header, lines) = yaml_header::pieces(text, &node.span);
    let value = yaml_types::render(edit.value, Style::Double, in_flow);
    let mut splices = vec![Splice {
        range: header,
        text: value,
    }];
    if !lines.is_empty() {
        splices.push(Splice {
            range: lines,
            text: Zeroizing::default(),
        });
    }
    Ok(splices)
}

/// Returns the splice that fills a member without a value (`KEY:`), or `None` if it has one.
pub(crate) fn fill(document: &Document, edit: &Edit<'_>, place: &[usize]) -> Option<Splice> {
    let (last, above) = place.split_last()?;
    let parent = above
        .iter()
        .try_fold(document.root(edit.part)?, |node, index| node.child(*index))?;
    let member = parent.members().get(*last)?;
    if !matches!(member.node.value, Value::Null) || !member.node.span.is_empty() {
        return None;
    }
    let colon = colon_after(document.text(), &member.name_span)?;
    let in_flow = is_in_flow(document, edit.part, place);
    let value = yaml_types::render(edit.value, style_beside(parent), in_flow);
    let mut text = Zeroizing::new(String::with_capacity(value.len() + 1));
    text.push(' ');
    text.push_str(&value);
    Some(Splice {
        range: colon..colon,
        text,
    })
}

/// Returns where the colon behind a name ends.
pub(crate) fn colon_after(text: &str, name: &Range<usize>) -> Option<usize> {
    let rest = &text[name.end..];
    let spaces = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    rest[spaces..]
        .starts_with(':')
        .then_some(name.end + spaces + 1)
}

/// Returns how the last string of a mapping is written.
pub(crate) fn style_beside(parent: &Node) -> Style {
    let strings = parent.members().iter().rev().map(|member| &member.node);
    let last = strings
        .into_iter()
        .find(|node| node.as_str().is_some() && node.style != Style::Block);
    last.map_or(Style::Plain, |node| node.style)
}

/// Whether the place is within brackets.
pub(crate) fn is_in_flow(document: &Document, part: usize, place: &[usize]) -> bool {
    let mut next = document.root(part);
    let mut place = place.iter();
    while let Some(node) = next {
        if node.style == Style::Flow {
            return true;
        }
        next = place.next().and_then(|index| node.child(*index));
    }
    false
}
